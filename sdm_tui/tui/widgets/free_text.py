"""Fields for free text: whatever is typed or pasted is shown literally and kept whole."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Static, TextArea

from sdm_tui.consultation.changing import value_at
from sdm_tui.consultation.model import Consultation
from sdm_tui.consultation.moves import Move, TextPlace, write
from sdm_tui.tui.literal import drawable, literal
from sdm_tui.tui.messages import MoveMade
from sdm_tui.tui.widgets.field import ConsultationField

Read = Callable[[Consultation], str]
Write = Callable[[str], Move]


class PlainTextArea(TextArea):
    """A text area that draws characters it cannot show as squares and never blinks.

    A still screen sends nothing, so that a slow line stays quiet.
    """

    DEFAULT_CSS = """
    PlainTextArea {
        height: auto;
        min-height: 3;
        max-height: 9;
        border: solid $border-blurred;
        background: $background;
        padding: 0 1;
        scrollbar-size-vertical: 1;
        &:focus { border: double $border; }
        & .text-area--cursor-line { background: $background; }
        & .text-area--cursor { background: $input-cursor-background; color: $input-cursor-foreground; text-style: none; }
        & .text-area--placeholder { color: $text-muted; }
    }
    """  # noqa: E501 - one rule, one line

    def __init__(
        self, *, label: str, placeholder: str = "", lines: int = 1, name: str | None = None
    ) -> None:
        super().__init__(placeholder=placeholder, name=name)
        self.cursor_blink = False
        self.border_title = literal(label)
        self.styles.min_height = lines + 2

    def get_line(self, line_index: int) -> Text:
        """Return a line with a stand-in for each character that cannot be drawn."""
        return Text(drawable(super().get_line(line_index).plain), end="", no_wrap=True)


class FreeText(PlainTextArea, ConsultationField):
    """A field of free text that tells of every change and can be undone."""

    def __init__(
        self,
        place: str,
        label: str,
        *,
        read: Read,
        write_with: Write,
        placeholder: str = "",
        lines: int = 1,
    ) -> None:
        super().__init__(label=label, placeholder=placeholder, lines=lines)
        self.place = place
        self._read = read
        self._write_with = write_with
        self._confirmed = ""
        self._sent: list[str] = []

    def show(self, consultation: Consultation) -> None:
        """Show what the consultation holds, but never over something typed since."""
        self.read_only = consultation.is_sealed
        held = self._read(consultation)
        if held == self._confirmed:
            return
        self._confirmed = held
        if held in self._sent:
            del self._sent[: self._sent.index(held) + 1]
            return
        self._sent.clear()
        self.load_text(held)
        # Whoever goes on typing goes on behind what is there.
        self.move_cursor(self.document.end)

    def unheard(self) -> MoveMade | None:
        """Return the move for what was typed and has not reached the consultation yet."""
        if self.text == self._confirmed:
            return None
        return MoveMade(self._write_with(self.text), about=self.place)

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        typed = self.text
        if typed != (self._sent[-1] if self._sent else self._confirmed):
            self._sent.append(typed)
            self.post_message(MoveMade(self._write_with(typed), about=self.place))


class LineText(FreeText):
    """Free text that is usually one line: Enter goes on to the next field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "app.next_field", "Next field", show=False, priority=True)
    ]


def free_text(
    place: TextPlace, label: str, *, placeholder: str = "", lines: int = 1, one_line: bool = False
) -> FreeText:
    """Return a field for one of the consultation's own places of free text."""
    kind = LineText if one_line else FreeText

    def read(consultation: Consultation) -> str:
        return str(value_at(consultation, place))

    def write_with(words: str) -> Move:
        return lambda consultation: write(consultation, place, words)

    return kind(
        place, label, read=read, write_with=write_with, placeholder=placeholder, lines=lines
    )


class Fault(Static, ConsultationField):
    """A sentence beside a field whose text does not pass a check; empty where it does."""

    DEFAULT_CSS = """
    Fault { height: auto; color: $warning; padding: 0 1; display: none; }
    Fault.-shown { display: block; }
    """

    def __init__(self, check: Callable[[Consultation], str]) -> None:
        super().__init__()
        self._check = check

    def show(self, consultation: Consultation) -> None:
        """Show the sentence, or nothing."""
        words = self._check(consultation)
        self.set_class(bool(words), "-shown")
        self.update(literal(f"! {words}" if words else ""))
