"""Looking after the records from the app: check, back up, passphrase, join, clear."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from sdm_tui.errors import SdmError
from sdm_tui.tui.literal import literal
from sdm_tui.tui.screens.panels import PANEL_CSS, AskPanel, ConfirmPanel, ReadPanel
from sdm_tui.tui.screens.unlocking import RecoveryScreen, Secret
from sdm_tui.tui.services import Services
from sdm_tui.tui.widgets.listing import Entry, Listing

SHOWN_OF_LOG: Final = 200
"""Entries of the audit log, the newest first."""


@dataclass
class Ended(Message):
    """A deed that was done away from the screen's own thread."""

    title: str
    words: str
    recovery_key: str = ""


class StoreScreen(ModalScreen[None]):
    """What can be done with the records as a whole; each deed says what came of it."""

    DEFAULT_CSS = f"""
    StoreScreen {{ {PANEL_CSS} }}
    StoreScreen Listing {{ height: 13; max-height: 60vh; }}
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close", show=False),
        Binding("down", "step(1)", "Down", show=False),
        Binding("up", "step(-1)", "Up", show=False),
        Binding("enter", "choose", "Choose", show=False),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._is_busy = False

    def compose(self) -> ComposeResult:
        """Compose the list of deeds."""
        with Vertical():
            yield Static(literal("The records on this computer"), classes="panel-title")
            yield Listing()
            yield Static(classes="told")
            yield Static(literal("↑ ↓ choose · Enter do it · Escape close"), classes="panel-foot")

    def on_mount(self) -> None:
        """List what can be done."""
        store = self._services.store
        self._deeds: dict[str, tuple[str, Callable[[], object]]] = {
            "info": ("Where they are, and how they are kept", self._info),
            "verify": ("Check everything", self._verify),
            "log": ("Who did what: the audit log", self._log),
            "backup": ("Back up now", self._backup),
            "restore": ("Put a backup in their place", self._restore),
            "merge": ("Take in the records of another computer", self._merge),
            "compact": ("Write the file anew, without unused room", self._compact),
            "purge": ("Erase old records", self._purge),
            "export": ("Write them to a plain JSON file", self._export),
            "import": ("Take in a plain JSON file", self._import),
        }
        if store.is_encrypted:
            self._deeds["passphrase"] = ("Change the passphrase", self._passphrase)
            self._deeds["recovery"] = ("Make a new recovery key", self._recovery)
        elif not self._services.rehearsal:
            self._deeds["encrypt"] = ("Encrypt them with a passphrase", self._encrypt)
        rows = [Entry(name, (literal(words),)) for name, (words, _) in self._deeds.items()]
        self.query_one(Listing).show(rows)

    def action_step(self, step: int) -> None:
        """Move the arrow."""
        self.query_one(Listing).move(step)

    def action_choose(self) -> None:
        """Do what the arrow is at."""
        self.query_one(Listing).choose()

    @on(Listing.Chosen)
    def _chosen(self, message: Listing.Chosen) -> None:
        message.stop()
        if not self._is_busy:
            self._deeds[message.name][1]()

    def _do(self, title: str, deed: Callable[[], str | Ended]) -> None:
        """Do what may take long away from the screen's own thread, and say how it went."""
        self._is_busy = True
        self.query_one(".told", Static).update(literal(f"{title} ..."))
        self.run_worker(partial(self._done, title, deed), thread=True, group="store")

    def _done(self, title: str, deed: Callable[[], str | Ended]) -> None:
        try:
            came_of_it = deed()
        except SdmError as error:
            came_of_it = str(error)
        if isinstance(came_of_it, str):
            came_of_it = Ended(title, came_of_it)
        self.post_message(came_of_it)

    @on(Ended)
    def _ended(self, message: Ended) -> None:
        self._is_busy = False
        self.query_one(".told", Static).update(Content(""))
        if message.recovery_key:
            self.app.push_screen(RecoveryScreen(message.recovery_key, self._services.save_folder))
        else:
            self.app.push_screen(ReadPanel(message.title, literal(message.words)))

    def _info(self) -> None:
        from sdm_tui.store.in_words import store_text

        self._do("How the records are kept", partial(store_text, self._services.store))

    def _verify(self) -> None:
        from sdm_tui.store.in_words import report_text
        from sdm_tui.store.verifying import verify

        self._do("Checking", lambda: report_text(verify(self._services.store)))

    def _log(self) -> None:
        from sdm_tui.store import log
        from sdm_tui.store.in_words import log_line

        def lines() -> str:
            entries = log.last_entries(self._services.store.engine, SHOWN_OF_LOG)
            return "\n".join(map(log_line, entries))

        self._do("The audit log, the newest entry first", lines)

    def _backup(self) -> None:
        from sdm_tui.store.backups import make_backup

        def back_up() -> str:
            return f"Written and checked: {make_backup(self._services.store)}"

        self._do("Backing up", back_up)

    def _restore(self) -> None:
        def asked(path: Path) -> None:
            from sdm_tui.store.backups import restore

            def put_back() -> str:
                kept = restore(self._services.store, path)
                return f"Restored. The records as they were before are kept in {kept}"

            self._confirm(
                f"Put {path} in the place of the records?",
                "Put it there; the records of now are kept beside it.",
                partial(self._do, "Restoring", put_back),
            )

        self._ask_for_path("Which backup?", "the backup", asked)

    def _merge(self) -> None:
        self._ask_for_path("Which other store?", "take its records in", self._merge_from)

    def _merge_from(self, path: Path) -> None:
        from sdm_tui.store.in_words import merged_text
        from sdm_tui.store.merging import merge
        from sdm_tui.store.records import Store

        def take_in(secret: str) -> str:
            other = Store(path, clock=self._services.now)
            try:
                if other.state == "locked":
                    other.unlock(secret)
                return merged_text(merge(self._services.store, other))
            finally:
                other.close()

        def answered(texts: tuple[str, ...] | None) -> None:
            if texts is not None:
                self._do("Taking in the records", partial(take_in, texts[0]))

        if not path.is_file():
            self.app.push_screen(ReadPanel("Not found", literal(f"{path} is not there.")))
            return
        label = "Its passphrase; empty where it has none"
        self.app.push_screen(SecretPanel("The other store", (label,)), answered)

    def _compact(self) -> None:
        from sdm_tui.store.rewriting import compact

        def write_anew() -> str:
            before, after = compact(self._services.store)
            return f"{before:,} bytes before, {after:,} bytes now"

        self._do("Writing the file anew", write_anew)

    def _purge(self) -> None:
        def answered(texts: tuple[str, ...] | None) -> None:
            if texts is not None:
                self._purge_older(texts[0])

        fields = [("Not touched for how long? Such as 8y, 18m or 90d", "")]
        panel = AskPanel("Erase old records", fields, done="list them", needs_all=True)
        self.app.push_screen(panel, answered)

    def _purge_older(self, age: str) -> None:
        from sdm_tui.store.erasing import age_before, older_than, purge
        from sdm_tui.store.in_words import erased_text, when

        store = self._services.store
        try:
            moment = age_before(age, self._services.now())
            old = older_than(store, moment)
        except SdmError as error:
            self.app.push_screen(ReadPanel("Nothing was erased", literal(str(error))))
            return
        if not old:
            words = f"No record was last touched before {when(moment)}."
            self.app.push_screen(ReadPanel("Nothing to erase", literal(words)))
            return

        def erase_them() -> str:
            return "\n".join(map(erased_text, purge(store, moment)))

        listed = "\n".join(f'{when(e.touched)}  "{e.label}"  {e.title}' for e in old)
        self._confirm(
            f"Erase these {len(old)} records for good?\n{listed}",
            "Erase them, also from the backups.",
            partial(self._do, "Erasing", erase_them),
        )

    def _export(self) -> None:
        from sdm_tui.store.transfer import export_tinydb

        def asked(path: Path) -> None:
            def write() -> str:
                count = export_tinydb(self._services.store, path)
                return f"{count:,} records are in {path}. That file is NOT encrypted."

            self._do("Writing", write)

        usual = self._services.save_folder / "sdm-tui-records.json"
        self._ask_for_path("Write them to which new file?", "write it", asked, str(usual))

    def _import(self) -> None:
        from sdm_tui.store.in_words import merged_text
        from sdm_tui.store.transfer import import_tinydb

        def asked(path: Path) -> None:
            self._do("Taking in", lambda: merged_text(import_tinydb(self._services.store, path)))

        self._ask_for_path("Take in which file?", "take it in", asked)

    def _passphrase(self) -> None:
        def change(passphrase: str) -> str:
            self._services.store.change_passphrase(passphrase)
            return "The passphrase is changed. The recovery key is still the same."

        self._ask_for_passphrase("Change the passphrase", change)

    def _encrypt(self) -> None:
        def encrypt_all(passphrase: str) -> Ended:
            from sdm_tui.store.rewriting import encrypt

            return Ended("Encrypted", "", encrypt(self._services.store, passphrase))

        self._ask_for_passphrase("Encrypt the records", encrypt_all)

    def _recovery(self) -> None:
        def make_new() -> None:
            self._do(
                "A new recovery key",
                lambda: Ended("", "", self._services.store.change_recovery_key()),
            )

        question = "Make a new recovery key? The one that was printed opens nothing afterwards."
        self._confirm(question, "Make a new one.", make_new)

    def _ask_for_passphrase(self, title: str, deed: Callable[[str], str | Ended]) -> None:
        def answered(texts: tuple[str, ...] | None) -> None:
            if texts is None:
                return
            if texts[0] != texts[1]:
                words = "The two are not the same, so nothing was changed."
                self.app.push_screen(ReadPanel(title, literal(words)))
                return
            self._do(title, partial(deed, texts[0]))

        panel = SecretPanel(title, ("New passphrase", "The same again"))
        self.app.push_screen(panel, answered)

    def _ask_for_path(
        self, title: str, done: str, deed: Callable[[Path], object], usual: str = ""
    ) -> None:
        def answered(texts: tuple[str, ...] | None) -> None:
            if texts is not None:
                deed(Path(texts[0].strip()).expanduser().absolute())

        panel = AskPanel(title, [("File", usual)], done=done, needs_all=True)
        self.app.push_screen(panel, answered)

    def _confirm(self, question: str, yes: str, deed: Callable[[], object]) -> None:
        def answered(is_yes: bool | None) -> None:  # noqa: FBT001 - the panel's own answer
            if is_yes:
                deed()

        self.app.push_screen(ConfirmPanel(question, yes, "Leave everything as it is."), answered)


class SecretPanel(ModalScreen[tuple[str, ...] | None]):
    """Asks for words that are not shown; Escape leaves."""

    DEFAULT_CSS = f"""
    SecretPanel {{ {PANEL_CSS} }}
    SecretPanel Input {{ border: solid $border-blurred; background: $background; height: 3; }}
    SecretPanel Input:focus {{ border: double $border; }}
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Leave", show=False, priority=True)
    ]

    def __init__(self, title: str, labels: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._labels = labels

    def compose(self) -> ComposeResult:
        """Compose the fields."""
        with Vertical():
            yield Static(literal(self._title), classes="panel-title")
            for label in self._labels:
                yield Secret(label)
            yield Static(literal("Enter next, and at the end: go on · Escape leave"))

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.query(Secret).first().focus()

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        fields = list(self.query(Secret))
        if message.input is fields[-1]:
            self.dismiss(tuple(field.value for field in fields))
        else:
            self.focus_next()


def open_store_page(app: App[Any], services: Services) -> None:
    """Open the page on the records as a whole, where they are open."""
    if services.store.state == "open":
        app.push_screen(StoreScreen(services))
    else:
        app.notify("There are no records that are open.", markup=False)
