"""The balance: which option each thing leans to in the person's view, with their own weight.

It lays their words beside the options and adds nothing up: no total, no percentage, no winner.
"""

from functools import partial
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.contents import TalkedOption, TalkedValue, options_of, values_of
from sdm_tui.consultation.model import NEITHER, Consultation
from sdm_tui.tui.literal import hanging, literal, one_line
from sdm_tui.tui.messages import MoveMade
from sdm_tui.tui.widgets.choice import FocusLine
from sdm_tui.tui.widgets.scale import rating_words

_FULL: Final = 10
_TWO: Final = 2


class BalanceRow(FocusLine):
    """One thing that matters and the option it leans to, set by the person and never by us."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "lean(-1)", "Leans the other way", show=False),
        Binding("right", "lean(1)", "Leans this way", show=False),
        Binding("backspace,delete", "clear", "Take back", show=False),
        Binding("down,enter", "app.next_field", "Next", show=False),
        Binding("up", "app.previous_field", "Previous", show=False),
    ]

    def __init__(self, value_id: str, aid: DecisionAid | None) -> None:
        super().__init__(name=value_id)
        self.value_id = value_id
        self._aid = aid
        self._value: TalkedValue | None = None
        self._options: tuple[TalkedOption, ...] = ()
        self._held: str | None = None
        self._sealed = False

    def show(self, consultation: Consultation) -> None:
        """Show the weight and the leaning that the consultation holds."""
        values = values_of(consultation, self._aid)
        self._value = next((v for v in values if v.id == self.value_id), None)
        self._options = options_of(consultation, self._aid)
        self._held = consultation.deciding.leans.get(self.value_id)
        self._sealed = consultation.is_sealed
        self.redraw()

    def lines(self) -> Content:
        """Return the words of one thing that matters, and its bar."""
        if self._value is None:
            return Content("")
        arrow = "►" if self.has_focus else " "
        width = max(20, self.content_size.width)
        weight = self._value.rating if isinstance(self._value.rating, int) else None
        told = rating_words(self._value.rating)
        words = hanging(f"{arrow} ", f"{self._value.text} ({told})", width)
        first = literal(words, "bold" if self.has_focus else "")
        draw = see_saw if len(self._options) == _TWO else leaning_bar
        return Content("\n").join([first, literal(draw(self._options, self._held, weight, width))])

    def action_lean(self, step: int) -> None:
        """Lean to the next option, or to none."""
        if self._sealed or not self._options:
            return
        ids = [option.id for option in self._options]
        order = [ids[0], NEITHER, *ids[1:]] if len(ids) == _TWO else [NEITHER, *ids]
        if self._held not in order:
            start = ids[0] if step < 0 or len(ids) > _TWO else ids[-1]
            self._tell(start)
            return
        at = order.index(self._held) + step
        if 0 <= at < len(order):
            self._tell(order[at])

    def action_clear(self) -> None:
        """Take the leaning back."""
        if not self._sealed:
            self._tell(None)

    def _tell(self, option_id: str | None) -> None:
        self.post_message(
            MoveMade(partial(moves.lean, value_id=self.value_id, option_id=option_id))
        )


def see_saw(
    options: tuple[TalkedOption, ...], held: str | None, weight: int | None, width: int
) -> str:
    """Return one line with a bar on the side that it leans to, as long as its weight.

    Where the names would be cut off, it is the line that more options have.
    """
    left, right = options
    name_width = (width - 2 * _FULL - 9) // 2
    if max(len(left.short_name), len(right.short_name)) > name_width:
        return leaning_bar(options, held, weight, width)
    bar = "█" * (weight if weight is not None else 1)
    on_left = bar if held == left.id else ""
    on_right = bar if held == right.id else ""
    middle = "┼" if held is not None else "·"
    left_name = left.short_name.rjust(name_width)
    bars = f"{on_left.rjust(_FULL)}{middle}{on_right.ljust(_FULL)}"
    return f"  {left_name} {bars} {right.short_name}"


def leaning_bar(
    options: tuple[TalkedOption, ...], held: str | None, weight: int | None, width: int
) -> str:
    """Return one line that names the option it leans to, and a bar as long as its weight."""
    if held is None:
        return "    leans to: not said · ← →"
    if held == NEITHER:
        return "    leans to: neither way"
    name = next((o.short_name for o in options if o.id == held), held)
    bar = "█" * (weight if weight is not None else 1)
    return f"    leans to: {one_line(name, max(6, width - 27))} {bar}"
