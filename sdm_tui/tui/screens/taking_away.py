"""Everything that leaves the room, in one place: read it, save it to a file, or copy it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from sdm_tui.documents.forms import FORMS, Form, Material, form
from sdm_tui.errors import MissingLetters, SdmError
from sdm_tui.tui.clipboard import Copied, copy
from sdm_tui.tui.literal import literal
from sdm_tui.tui.screens.panels import PANEL_CSS, ConfirmPanel, ReadPanel
from sdm_tui.tui.screens.writing import offer_file
from sdm_tui.tui.services import Services
from sdm_tui.tui.widgets.listing import Entry, Listing

if TYPE_CHECKING:
    from sdm_tui.documents.paper import PrintSize

_SIZES: Final[dict[int, str]] = {16: "ordinary", 18: "large", 24: "very large"}
COPIED: Final[dict[Copied, str]] = {
    "checked": "Copied, and checked: the clipboard holds it.",
    "sent": (
        "Sent to the terminal, and it may not have arrived: some terminals do not take it. Paste "
        "to check, or save it to a file: W, and then S."
    ),
}
_WHOSE: Final = (
    "Copy what this person said? Other programs and other people at this computer can read the "
    "clipboard, and some computers keep a history of it."
)
_COPIED_WITHOUT: Final = "These are its words as text, without the pictures."
WIDEST: Final = 78
"""Characters in the widest line of any text form."""
_SHOWN_WITHOUT: Final = "The words of it; the file also holds the pictures."


class TakeAway:
    """What is done with a form of one consultation; the audit log holds whatever goes out."""

    def __init__(self, services: Services, material: Callable[[], Material]) -> None:
        """material: returns what documents are made from at this moment."""
        self._services = services
        self.material = material
        self._may_copy = services.rehearsal
        """Whether somebody said that what the person said may go to the clipboard."""

    def note(self, chosen: Form, how: str) -> None:
        """Add to the audit log that a form went out; raises SdmError."""
        self._services.store.note(
            "exported", self.material().consultation.id, f"{chosen.name}, {how}"
        )

    def save(
        self, screen: Screen[Any], chosen: Form, size: "PrintSize", *, spells_out: bool = False
    ) -> None:
        """Make a form away from the screen's own thread, and offer to write it to a file.

        spells_out: whether a PDF names what no font can show; where it does not, and there is
        such a character, somebody is asked.
        """
        material = replace(self.material(), print_size=size, spells_out=spells_out)

        def make() -> None:
            try:
                content = chosen.make(material)
            except MissingLetters as error:
                screen.app.call_from_thread(ask, error)
            except SdmError as error:
                screen.app.call_from_thread(tell, screen, "Nothing was written", str(error))
            else:
                screen.app.call_from_thread(offer, content)

        def ask(error: MissingLetters) -> None:
            panel = ConfirmPanel(
                "Write each of these characters by its name?",
                "Write them so, such as [thumbs up sign].",
                "No: write nothing.",
                about=error.message,
            )
            screen.app.push_screen(panel, answered)

        def answered(is_yes: bool | None) -> None:  # noqa: FBT001 - the panel's own answer
            if is_yes:
                self.save(screen, chosen, size, spells_out=True)

        def offer(content: bytes) -> None:
            path = self._services.save_folder / chosen.file_name(material.consultation)
            written = partial(self._noted, screen, chosen, "to a file")
            offer_file(
                screen.app,
                "Write to",
                path,
                content,
                done="write it",
                is_private=True,
                written=written,
            )

        screen.run_worker(make, thread=True, group="taking away")

    def copy(self, screen: Screen[Any], chosen: Form) -> None:
        """Copy the words of a form, once somebody has said that they may leave this app."""

        def answered(is_yes: bool | None) -> None:  # noqa: FBT001 - the panel's own answer
            if is_yes:
                self._may_copy = True
                begin()

        def begin() -> None:
            screen.run_worker(send, thread=True, group="taking away")

        def send() -> None:
            text = chosen.text(self.material(), None)
            told = COPIED[copy(text, partial(screen.app.call_from_thread, to_terminal))]
            if not chosen.is_text:
                told = f"{told} {_COPIED_WITHOUT}"
            screen.app.call_from_thread(copied, told)

        def to_terminal(text: str) -> None:
            screen.app.copy_to_clipboard(text)

        def copied(told: str) -> None:
            self._noted(screen, chosen, "copied")
            screen.app.notify(told, markup=False)

        if self._may_copy:
            begin()
        else:
            panel = ConfirmPanel(_WHOSE, "Copy it.", "No: do not copy it.")
            screen.app.push_screen(panel, answered)

    def _noted(self, screen: Screen[Any], chosen: Form, how: str) -> None:
        try:
            self.note(chosen, how)
        except SdmError as error:
            words = f"It went out, and the audit log could not note it. {error}"
            tell(screen, "Not in the audit log", words)


def tell(screen: Screen[Any], title: str, words: str) -> None:
    """Show what a person must read before they go on."""
    screen.app.push_screen(ReadPanel(title, literal(words)))


class TakeAwayScreen(ModalScreen[None]):
    """Every form, under whom it is for; Enter reads it."""

    DEFAULT_CSS = f"""
    TakeAwayScreen {{ {PANEL_CSS} }}
    TakeAwayScreen Listing {{ height: 17; max-height: 60vh; }}
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close", show=False),
        Binding("down", "step(1)", "Down", show=False),
        Binding("up", "step(-1)", "Up", show=False),
        Binding("enter", "read", "Read", show=False),
        Binding("s,S", "save", "Save to a file", show=False),
        Binding("c,C", "copy", "Copy", show=False),
        Binding("p,P", "size", "Print size", show=False),
    ]

    def __init__(self, take: TakeAway) -> None:
        super().__init__()
        self._take = take
        self._print = _recorded_size(take.material())

    def compose(self) -> ComposeResult:
        """Compose the list and its keys."""
        with Vertical():
            yield Static(literal("Letters, notes and data to take away"), classes="panel-title")
            yield Listing(counts_unseen=True)
            yield Static(id="size")
            keys = (
                "↑ ↓ choose · Enter read · S save to a file · C copy · P print size · Escape close"
            )
            yield Static(literal(keys), classes="panel-foot")

    def on_mount(self) -> None:
        """List the forms."""
        entries: list[Entry] = []
        for whom, forms in groupby(FORMS, key=lambda each: each.meant_for):
            entries.append(Entry(None, (literal(f"For {whom}", "bold"),)))
            entries += [Entry(each.name, (literal(each.title),)) for each in forms]
        self.query_one(Listing).show(entries)
        self._show_size()

    def _show_size(self) -> None:
        needed = _recorded_size(self._take.material())
        recorded = ", as recorded" if self._print == needed > min(_SIZES) else ""
        words = f"Print of letters: {_SIZES[self._print]} ({self._print} point{recorded})"
        self.query_one("#size", Static).update(literal(words))

    def _chosen(self) -> Form:
        return form(self.query_one(Listing).name_at_arrow or FORMS[0].name)

    @on(Listing.Chosen)
    def _clicked(self, message: Listing.Chosen) -> None:
        message.stop()
        self.action_read()

    def action_step(self, step: int) -> None:
        """Move the arrow."""
        self.query_one(Listing).move(step)

    def action_read(self) -> None:
        """Read the form at the arrow."""
        self.app.push_screen(PreviewScreen(self._take, self._chosen(), self._print))

    def action_save(self) -> None:
        """Save the form at the arrow."""
        self._take.save(self, self._chosen(), self._print)

    def action_copy(self) -> None:
        """Copy the form at the arrow."""
        self._take.copy(self, self._chosen())

    def action_size(self) -> None:
        """Choose the next larger print of letters, and after the largest the ordinary one."""
        sizes: tuple[PrintSize, ...] = (16, 18, 24)
        self._print = sizes[(sizes.index(self._print) + 1) % len(sizes)]
        self._show_size()


class PreviewScreen(ModalScreen[None]):
    """The real text of one form, to be read before it leaves."""

    DEFAULT_CSS = """
    PreviewScreen { background: $background; }
    PreviewScreen Vertical { padding: 0 1; }
    PreviewScreen VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    PreviewScreen .panel-title { text-style: bold; height: auto; }
    PreviewScreen .panel-foot { color: $text-muted; height: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", show=False),
        Binding("s,S", "save", "Save to a file", show=False),
        Binding("c,C", "copy", "Copy", show=False),
    ]

    def __init__(self, take: TakeAway, chosen: Form, size: "PrintSize") -> None:
        super().__init__()
        self._take = take
        self._form = chosen
        self._print = size

    def compose(self) -> ComposeResult:
        """Compose the text, which scrolls."""
        words = "" if self._form.is_text else f" · {_SHOWN_WITHOUT}"
        with Vertical():
            yield Static(literal(f"{self._form.title}{words}"), classes="panel-title")
            with VerticalScroll():
                yield Static(id="words")
            keys = "↑ ↓ scroll · S save to a file · C copy · Escape back"
            yield Static(literal(keys), classes="panel-foot")

    def on_mount(self) -> None:
        """Let the arrow keys scroll the text."""
        self.query_one(VerticalScroll).focus()

    def on_resize(self) -> None:
        """Set the text as wide as its file where there is room, and else as wide as there is."""
        width = self.size.width - 4
        is_roomy = width >= WIDEST
        text = self._form.text(self._take.material(), None if is_roomy else width)
        self.query_one("#words", Static).update(literal(text))

    def action_save(self) -> None:
        """Save it."""
        self._take.save(self, self._form, self._print)

    def action_copy(self) -> None:
        """Copy it."""
        self._take.copy(self, self._form)


def _recorded_size(material: Material) -> "PrintSize":
    from sdm_tui.documents.letter import print_size

    return print_size(material.consultation)
