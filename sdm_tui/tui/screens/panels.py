"""Panels over the conversation: to read, to type in, or to answer one question."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from sdm_tui.consultation.moves import Move
from sdm_tui.tui.literal import literal
from sdm_tui.tui.messages import MoveMade
from sdm_tui.tui.widgets.free_text import PlainTextArea

PANEL_CSS: Final = """
    align: center middle;
    background: $background 70%;
    & > Vertical {
        width: 90%; max-width: 100; height: auto; max-height: 94%;
        border: double $border; background: $background; padding: 0 1;
    }
    & .panel-title { text-style: bold; height: auto; }
    & .panel-foot { color: $text-muted; height: auto; }
    & .panel-about { height: auto; padding: 1 0; }
    & VerticalScroll { height: auto; max-height: 65vh; scrollbar-size-vertical: 1; }
"""


class ReadPanel(ModalScreen[None]):
    """Something to read; Escape or Enter closes it."""

    DEFAULT_CSS = f"ReadPanel {{ {PANEL_CSS} }}"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,f1,f10,ctrl+o", "dismiss(None)", "Close", show=False)
    ]

    def __init__(self, title: str, body: Content) -> None:
        super().__init__()
        self._title = title
        self._body = body

    def compose(self) -> ComposeResult:
        """Compose the title, the text and how to close it."""
        with Vertical():
            yield Static(literal(self._title), classes="panel-title")
            with VerticalScroll():
                yield Static(self._body)
            yield Static(literal("↑ ↓ scroll · Escape close"), classes="panel-foot")

    def on_mount(self) -> None:
        """Let the arrow keys scroll the text."""
        self.query_one(VerticalScroll).focus()


@dataclass(frozen=True)
class LiveField:
    """One field of a live form and the move that each change of it makes."""

    label: str
    initial: str
    write_with: Callable[[str], Move]


class TypedInto(ModalScreen[None]):
    """A panel in which every change is a move at once, so that closing loses nothing."""

    _tell: Callable[[Message], object]
    """Passes a move on."""

    def unheard(self) -> Iterator[MoveMade]:
        """Yield a move for what was typed and may not have been heard yet."""
        yield from ()

    def after_typing(self, done: Callable[[], object]) -> None:
        """Do something once the keys that were typed before are in their field.

        They still wait in the queue of that field, so this joins it there; nothing is done where
        the panel was closed meanwhile.
        """
        (self.focused or self).call_later(self._if_open, done)

    def _if_open(self, done: Callable[[], object]) -> None:
        if self.app.screen is self:
            done()

    def action_close(self) -> None:
        """Close once everything typed is heard."""
        self.after_typing(self.tell_and_close)

    def tell_and_close(self) -> None:
        """Tell of what was typed a moment ago, and close."""
        for message in self.unheard():
            self._tell(message)
        self.dismiss(None)

    def action_next_or_close(self) -> None:
        """Go to the next field; after the last one, close."""
        self.after_typing(self._next_or_close)

    def _next_or_close(self) -> None:
        areas = list(self.query(PlainTextArea))
        if self.focused is areas[-1]:
            self.tell_and_close()
        else:
            self.focus_next()


class LiveForm(TypedInto):
    """Fields whose every change is a move at once."""

    DEFAULT_CSS = f"LiveForm {{ {PANEL_CSS} }}"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f8", "close", "Close", show=False, priority=True),
        Binding("enter", "next_or_close", "Next", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[LiveField],
        tell: Callable[[Message], object],
        *,
        about: str = "",
        lines: int = 1,
        enter_closes: bool = True,
    ) -> None:
        """Build a form; `tell` passes each move on, `enter_closes` leaves Enter to the text."""
        super().__init__()
        self._title = title
        self._fields = list(fields)
        self._tell = tell
        self._about = about
        self._lines = lines
        self._enter_closes = enter_closes

    def compose(self) -> ComposeResult:
        """Compose the fields."""
        with Vertical():
            yield Static(literal(self._title), classes="panel-title")
            if self._about:
                yield Static(literal(self._about), classes="panel-foot")
            with VerticalScroll(can_focus=False):
                for number, field in enumerate(self._fields):
                    yield PlainTextArea(label=field.label, lines=self._lines, name=str(number))
            keys = (
                "Tab next · Escape done" if not self._enter_closes else "Enter next · Escape done"
            )
            yield Static(literal(f"{keys} · saved as you type"), classes="panel-foot")

    def on_mount(self) -> None:
        """Fill the fields and begin with the first."""
        areas = list(self.query(PlainTextArea))
        for area, field in zip(areas, self._fields, strict=True):
            if field.initial:
                area.load_text(field.initial)
                area.move_cursor(area.document.end)
        areas[0].focus()

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        field = self._fields[int(event.text_area.name or 0)]
        if event.text_area.text != field.initial or event.text_area.has_class("-touched"):
            event.text_area.add_class("-touched")
            about = f"{self._title} {event.text_area.name}"
            self._tell(MoveMade(field.write_with(event.text_area.text), about=about))

    def unheard(self) -> Iterator[MoveMade]:
        """Yield a move for each field that somebody typed in, whether it was heard or not."""
        for area, field in zip(self.query(PlainTextArea), self._fields, strict=True):
            if area.text != field.initial or area.has_class("-touched"):
                yield MoveMade(field.write_with(area.text), about=f"{self._title} {area.name}")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Enter to the text where a form is for long notes."""
        del parameters
        return self._enter_closes if action == "next_or_close" else True


class AskPanel(ModalScreen[tuple[str, ...] | None]):
    """Fields whose text is handed back when the person says so; leaving asks first."""

    DEFAULT_CSS = f"AskPanel {{ {PANEL_CSS} }}"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False, priority=True),
        Binding("enter", "next_or_done", "Next", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[tuple[str, str]],
        *,
        done: str,
        about: str = "",
        needs_all: bool = False,
    ) -> None:
        """Build a panel from labels and first texts; `done` says what Enter does at the end.

        about: what stands above the fields. needs_all: no field may be left empty.
        """
        super().__init__()
        self._title = title
        self._fields = list(fields)
        self._done = done
        self._about = about
        self._needs_all = needs_all
        self._warned = False

    def compose(self) -> ComposeResult:
        """Compose the fields."""
        with Vertical():
            yield Static(literal(self._title), classes="panel-title")
            with VerticalScroll(can_focus=False):
                if self._about:
                    yield Static(literal(self._about), classes="panel-foot")
                for label, _ in self._fields:
                    yield PlainTextArea(label=label)
            yield Static(self._foot(), classes="panel-foot", id="foot")

    def on_mount(self) -> None:
        """Fill the fields and begin with the first."""
        for area, (_, text) in zip(self.query(PlainTextArea), self._fields, strict=True):
            area.load_text(text)
            area.move_cursor(area.document.end)
        self.query(PlainTextArea).first().focus()

    def action_next_or_done(self) -> None:
        """Go to the next field; after the last one, hand the texts back.

        The keys typed before still wait in the queue of the field, so this joins it there.
        """
        (self.focused or self).call_later(self._next_or_done)

    def _next_or_done(self) -> None:
        if self.app.screen is not self:
            return  # a second Enter came while the first was waiting
        areas = list(self.query(PlainTextArea))
        if self.focused is not areas[-1]:
            self.focus_next()
            return
        empty = [area for area in areas if self._needs_all and not area.text.strip()]
        if empty:
            empty[0].focus()
            words = f'Still needed (Escape leaves): "{empty[0].border_title}"'
            self.query_one("#foot", Static).update(literal(f"! {words}", "bold"))
            return
        self.dismiss(tuple(area.text for area in areas))

    def action_leave(self) -> None:
        """Leave at once where nothing was typed, and only after asking where something was."""
        typed = [area.text for area in self.query(PlainTextArea)]
        if self._warned or typed == [text for _, text in self._fields]:
            self.dismiss(None)
            return
        self._warned = True
        words = "Escape again throws away what you typed. Enter goes on."
        self.query_one("#foot", Static).update(literal(f"! {words}", "bold"))

    def _foot(self) -> Content:
        first = "" if len(self._fields) == 1 else "next, and at the end: "
        return literal(f"Enter {first}{self._done} · Escape leave")


class ConfirmPanel(ModalScreen[bool]):
    """One question that is answered with Y or N; Escape is no."""

    DEFAULT_CSS = f"ConfirmPanel {{ {PANEL_CSS} }}"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,Y", "dismiss(True)", "Yes", show=False),
        Binding("n,N,escape", "dismiss(False)", "No", show=False),
    ]

    def __init__(self, question: str, yes: str, no: str, *, about: str = "") -> None:
        """Build a panel; `about` is what should be known before it is answered."""
        super().__init__()
        self._question = question
        self._about = about
        self._answers = f"Y  {yes}\nN  {no}"

    def compose(self) -> ComposeResult:
        """Compose the question and its two answers."""
        with Vertical():
            yield Static(literal(self._question), classes="panel-title")
            if self._about:
                yield Static(literal(self._about), classes="panel-about")
            yield Static(literal(self._answers))
