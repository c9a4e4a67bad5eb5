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
        rows = [first, literal(draw(self._options, self._held, weight, width))]
        if self.has_focus and self._options and not self._sealed:
            rows.append(literal(ways(self._options, self._held, width), "$text-muted"))
        return Content("\n").join(rows)

    def action_lean(self, step: int) -> None:
        """Lean to the next option, or to none."""
        if not self._sealed and (to := leans_next(self._options, self._held, step)) is not None:
            self._tell(to)

    def action_clear(self) -> None:
        """Take the leaning back."""
        if not self._sealed:
            self._tell(None)

    def _tell(self, option_id: str | None) -> None:
        self.post_message(
            MoveMade(partial(moves.lean, value_id=self.value_id, option_id=option_id))
        )


def leans_next(options: tuple[TalkedOption, ...], held: str | None, step: int) -> str | None:
    """Return what a row leans to after one step, -1 or 1; None where the step leads nowhere."""
    if not options:
        return None
    ids = [option.id for option in options]
    order = [ids[0], NEITHER, *ids[1:]] if len(ids) == _TWO else [NEITHER, *ids]
    if held not in order:
        return ids[0] if step < 0 or len(ids) > _TWO else ids[-1]
    at = order.index(held) + step
    return order[at] if 0 <= at < len(order) else None


def ways(options: tuple[TalkedOption, ...], held: str | None, width: int) -> str:
    """Return one line that says what each arrow key would have it lean to."""
    names = {NEITHER: "neither way", **{option.id: option.short_name for option in options}}
    left, right = leans_next(options, held, -1), leans_next(options, held, 1)
    if left == right and left is not None:
        return f"    ← or → {one_line(names[left], width - 11)}"
    # Room for two arrows and the gap between them; one name alone may have all of it.
    room = (width - 12) // 2 if left and right else width - 6
    told = [
        f"{arrow} {one_line(names[to], room)}"
        for arrow, to in (("←", left), ("→", right))
        if to is not None
    ]
    return f"    {'    '.join(told)}"


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
        return "    leans to: not said"
    if held == NEITHER:
        return "    leans to: neither way"
    name = next((o.short_name for o in options if o.id == held), held)
    bar = "█" * (weight if weight is not None else 1)
    return f"    leans to: {one_line(name, max(6, width - 27))} {bar}"
