"""A rating from 0 to 10 that is drawn as a slide and told in digits."""

from collections.abc import Callable
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive

from sdm_tui.consultation.model import NOT_SURE, Consultation, Rating
from sdm_tui.consultation.moves import Move
from sdm_tui.tui.literal import hanging, literal
from sdm_tui.tui.messages import MoveMade
from sdm_tui.tui.widgets.choice import FocusLine

TEN: Final = 10
SLIDE_WIDTH: Final = 2 * TEN + 1
_STATE_WIDTH: Final = len("  not answered")


def slide(rating: Rating | None) -> str:
    """Return a rating as a slide of 21 characters: a dot at its place, or none."""
    if not isinstance(rating, int):
        return " ".join("·" * (TEN + 1))
    at = 2 * rating
    return "─" * at + "●" + "─" * (SLIDE_WIDTH - 1 - at)


def rating_words(rating: Rating | None) -> str:
    """Return a rating in words: "7 of 10", "not sure", "not answered"."""
    if rating is None:
        return "not answered"
    return f"{rating} of 10" if isinstance(rating, int) else rating


class Scale(FocusLine):
    """How much something matters, or how sure somebody is: 0 to 10 typed, ? for not sure.

    The focus stays, so that a 10 can be typed as it is written.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Less", show=False),
        Binding("right", "step(1)", "More", show=False),
        Binding("question_mark", "not_sure", "Not sure", show=False),
        Binding("backspace,delete", "clear", "Take back", show=False),
        Binding("down,enter", "app.next_field", "Next", show=False),
        Binding("up", "app.previous_field", "Previous", show=False),
    ]

    rating: reactive[Rating | None] = reactive(None, init=False)

    def __init__(
        self,
        words: str,
        *,
        read: Callable[[Consultation], Rating | None],
        rated: Callable[[Rating | None], Move],
        allows_not_sure: bool = True,
        name: str | None = None,
    ) -> None:
        super().__init__(name=name)
        self._words = words
        self._read = read
        self._rated = rated
        self._allows_not_sure = allows_not_sure
        self._sealed = False
        self._typed = ""

    def show(self, consultation: Consultation) -> None:
        """Show the rating that the consultation holds."""
        self._sealed = consultation.is_sealed
        self.rating = self._read(consultation)
        self.redraw()

    def watch_rating(self) -> None:
        """Move the dot."""
        self.redraw()

    def lines(self) -> Content:
        """Return the words and the slide, on one line where there is room."""
        arrow = "►" if self.has_focus else " "
        state = f"{slide(self.rating)}  {rating_words(self.rating)}"
        style = "bold" if self.has_focus else ""
        room = self.content_size.width - SLIDE_WIDTH - _STATE_WIDTH - 4
        if len(self._words) <= room:
            return literal(f"{arrow} {self._words.ljust(room)}  {state}", style)
        words = hanging(f"{arrow} ", self._words, self.content_size.width)
        return literal(f"{words}\n    {state}", style)

    def on_key(self, event: events.Key) -> None:
        """Rate with the digits of a number; a nought straight after a one makes ten."""
        typed, self._typed = self._typed, event.character or ""
        if event.character and event.character in "0123456789":
            event.stop()
            is_ten = typed == "1" and event.character == "0"
            self._tell(TEN if is_ten else int(event.character))

    def on_focus(self) -> None:
        """Begin a number anew."""
        self._typed = ""

    def action_step(self, step: int) -> None:
        """Move the dot by one."""
        held = self.rating if isinstance(self.rating, int) else (TEN // 2 - step)
        self._tell(max(0, min(TEN, held + step)))

    def action_not_sure(self) -> None:
        """Say that the person is not sure: that counts as an answer."""
        if self._allows_not_sure:
            self._tell(NOT_SURE)

    def action_clear(self) -> None:
        """Take the answer back."""
        self._tell(None)

    def _tell(self, rating: Rating | None) -> None:
        if not self._sealed:
            self.post_message(MoveMade(self._rated(rating)))
