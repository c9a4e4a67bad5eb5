"""Looking after the records from the app: check, back up, passphrase, join, clear."""

from collections.abc import Callable
from contextlib import suppress
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
from textual.widgets import Static

from sdm_tui.errors import SdmError
from sdm_tui.tui.literal import literal, one_line
from sdm_tui.tui.screens.panels import PANEL_CSS, AskPanel, ConfirmPanel, ReadPanel
from sdm_tui.tui.screens.secret_panel import SecretPanel, same_twice
from sdm_tui.tui.screens.unlocking import RecoveryScreen, ask_for_store
from sdm_tui.tui.screens.waiting import WaitingScreen
from sdm_tui.tui.services import Services
from sdm_tui.tui.widgets.listing import Entry, Listing

SHOWN_OF_LOG: Final = 200
"""Entries of the audit log, the newest first."""
_NOW: Final = "Passphrase of today, or recovery key"
DEEDS_THAT_READ: Final = ("info", "verify", "log", "backup", "export")
SHOWN_OF_OLD: Final = 8
"""Records that are named before they are erased: as many as leave room for the answers."""


@dataclass
class Ended(Message):
    """A deed that was done away from the screen's own thread."""

    title: str
    words: str
    recovery_key: str = ""


class StoreScreen(WaitingScreen[None]):
    """What can be done with the records as a whole; each deed says what came of it."""

    DEFAULT_CSS = f"""
    StoreScreen {{ {PANEL_CSS} }}
    StoreScreen Listing {{ height: 13; max-height: 60vh; }}
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", show=False),
        Binding("down", "step(1)", "Down", show=False),
        Binding("up", "step(-1)", "Up", show=False),
        Binding("enter", "choose", "Choose", show=False),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._is_busy = False
        self._deeds: dict[str, tuple[str, Callable[[], object]]] = {}

    def compose(self) -> ComposeResult:
        """Compose the list of deeds."""
        with Vertical():
            yield Static(literal("The records on this computer"), classes="panel-title")
            yield Listing()
            yield Static(classes="told")
            yield Static(literal("↑ ↓ choose · Enter do it · Escape close"), classes="panel-foot")

    def on_mount(self) -> None:
        """List what can be done."""
        self._list()

    def _list(self) -> None:
        """List what can be done with the store as it is now."""
        store = self._services.store
        self._deeds = {
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
        if store.read_only:
            self._deeds = {name: self._deeds[name] for name in DEEDS_THAT_READ}
            words = "This copy only reads, so only these can be done from here."
            self.query_one(".told", Static).update(literal(words))
        rows = [Entry(name, (literal(words),)) for name, (words, _) in self._deeds.items()]
        self.query_one(Listing).show(rows, keep_arrow=True)

    def action_close(self) -> None:
        """Close, but not before what was begun has ended: a recovery key is shown only once."""
        if not self._is_busy:
            self.dismiss(None)

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
        notices = self._services.store.notices
        before = set(notices)
        try:
            came_of_it = deed()
        except SdmError as error:
            came_of_it = str(error)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "a name that cannot be used"
            came_of_it = f"This did not work: {why}. The records are as they were."
        ended = came_of_it if isinstance(came_of_it, Ended) else Ended(title, came_of_it)
        new = [notice for notice in notices if notice not in before]
        ended.words = "\n\n".join(filter(None, (ended.words, *new)))
        self.post_message(ended)

    @on(Ended)
    def _ended(self, message: Ended) -> None:
        self.once_on_top(partial(self._show, message))

    def _show(self, message: Ended) -> None:
        self._is_busy = False
        self.query_one(".told", Static).update(Content(""))
        self._list()

        def read(_: object = None) -> None:
            if message.words:
                self.app.push_screen(ReadPanel(message.title, literal(message.words)))

        if message.recovery_key:
            screen = RecoveryScreen(message.recovery_key, self._services)
            self.app.push_screen(screen, read)
        else:
            read()

    def _info(self) -> None:
        from sdm_tui.store.in_words import store_text

        self._do("How the records are kept", partial(store_text, self._services.store))

    def _verify(self) -> None:
        from sdm_tui.store.in_words import report_text
        from sdm_tui.store.verifying import verify

        self._do("Checking", lambda: report_text(verify(self._services.store)))

    def _log(self) -> None:
        from sdm_tui.store import log
        from sdm_tui.store.in_words import log_lines

        def lines() -> str:
            entries = log.last_entries(self._services.store.engine, SHOWN_OF_LOG)
            return "\n".join(log_lines(entries, self._services.now().tzinfo))

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
                "Put it there. The records as they are now are kept beside it.",
                partial(self._do, "Restoring", put_back),
            )

        from sdm_tui.store.backups import known_backups

        newest = ""
        with suppress(SdmError):  # what is wrong with the store is told by what is done next
            newest = max(map(str, known_backups(self._services.store)), default="")
        self._ask_for_path("Which backup?", "look at it", asked, newest)

    def _merge(self) -> None:
        self._ask_for_path("Which other store?", "take its records in", self._merge_from)

    def _merge_from(self, path: Path) -> None:
        from sdm_tui.store.backups import OtherStore
        from sdm_tui.store.in_words import merged_text
        from sdm_tui.store.merging import merge

        def take_in(secret: str) -> str:
            other = OtherStore(path, clock=self._services.now)
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

        panel = AskPanel(
            "Erase old records",
            [("Not touched for how long?", "")],
            done="list them",
            about="8y is eight years, 18m is eighteen months and 90d is ninety days.",
            needs_all=True,
        )
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

        lines = [
            one_line(f'{when(e.touched)}  "{e.label}"  {e.title}', 48) for e in old[:SHOWN_OF_OLD]
        ]
        if more := len(old) - SHOWN_OF_OLD:
            lines += [f"and {more:,} more"] if more > 0 else []
        these = "this record" if len(old) == 1 else f"these {len(old):,} records"
        self._confirm(
            "\n".join((f"Erase {these} for good?", *lines)),
            "Erase them, also from the backups.",
            partial(self._do, "Erasing", erase_them),
        )

    def _export(self) -> None:
        from sdm_tui.store.transfer import export_tinydb

        def asked(path: Path) -> None:
            def write() -> str:
                count = export_tinydb(self._services.store, path)
                records = "1 record is" if count == 1 else f"{count:,} records are"
                return f"{records} in {path}. That file is NOT encrypted."

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
        title = "Change the passphrase"

        def change(before: str, passphrase: str) -> str:
            self._services.store.prove(before)
            self._services.store.change_passphrase(passphrase)
            return "The passphrase is changed. The recovery key is still the same."

        def answered(texts: tuple[str, ...] | None) -> None:
            if texts is not None and same_twice(self.app, title, *texts[1:]):
                self._do(title, partial(change, *texts[:2]))

        labels = (_NOW, "New passphrase", "The same again")
        self.app.push_screen(SecretPanel(title, labels), answered)

    def _encrypt(self) -> None:
        def encrypt_all(passphrase: str) -> Ended:
            from sdm_tui.store.rewriting import encrypt

            return Ended("Encrypted", "", encrypt(self._services.store, passphrase))

        title = "Encrypt the records"

        def answered(texts: tuple[str, ...] | None) -> None:
            if texts is not None and same_twice(self.app, title, *texts):
                self._do(title, partial(encrypt_all, texts[0]))

        panel = SecretPanel(title, ("New passphrase", "The same again"))
        self.app.push_screen(panel, answered)

    def _recovery(self) -> None:
        def change(secret: str) -> Ended:
            self._services.store.prove(secret)
            return Ended("", "", self._services.store.change_recovery_key())

        def answered(texts: tuple[str, ...] | None) -> None:
            if texts is not None:
                self._do("A new recovery key", partial(change, *texts))

        def ask() -> None:
            self.app.push_screen(SecretPanel("A new recovery key", (_NOW,)), answered)

        question = "Make a new recovery key? The one that was printed opens nothing afterwards."
        self._confirm(question, "Make a new one.", ask)

    def _ask_for_path(
        self, title: str, done: str, deed: Callable[[Path], object], usual: str = ""
    ) -> None:
        def answered(texts: tuple[str, ...] | None) -> None:
            if texts is None:
                return
            try:
                path = Path(texts[0].strip()).expanduser().absolute()
            except (RuntimeError, ValueError):
                words = f"{texts[0]} is not the name of a file. Nothing was changed."
                self.app.push_screen(ReadPanel(title, literal(words)))
            else:
                deed(path)

        panel = AskPanel(title, [("File", usual)], done=done, needs_all=True)
        self.app.push_screen(panel, answered)

    def _confirm(self, question: str, yes: str, deed: Callable[[], object]) -> None:
        def answered(is_yes: bool | None) -> None:  # noqa: FBT001 - the panel's own answer
            if is_yes:
                deed()

        self.app.push_screen(ConfirmPanel(question, yes, "Leave everything as it is."), answered)


def open_store_page(app: App[Any], services: Services) -> None:
    """Open the page on the records as a whole, once they are open."""

    def go_on() -> None:
        if services.store.state == "open":
            app.push_screen(StoreScreen(services))
        else:
            app.notify("The records are not open yet.", markup=False)

    ask_for_store(services, app.push_screen, go_on)
