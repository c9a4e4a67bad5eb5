"""Natural frequencies: the one home of every number that a person sees.

A count, its complement, its difference from another, the sentence that says it and the picture that
draws it are all made here, so they cannot disagree.
"""

import ast
import math
import operator
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sdm_tui.aids.model import Outcome
from sdm_tui.aids.parts import Estimate, RangeKind

AFFECTED: Final = "\N{BLACK CIRCLE}"
UNAFFECTED_100: Final = "\N{WHITE CIRCLE}"
UNAFFECTED_1000: Final = "\N{MIDDLE DOT}"
"""A ring shimmers when a thousand are drawn; a dot does not. All three glyphs are in WGL4."""


class NotExact(ValueError):
    """A figure cannot be said out of another denominator without rounding."""


@dataclass(frozen=True)
class NaturalFrequency:
    """A count of people out of a denominator.

    count: 0 to denominator. denominator: 100 or 1000. low and high: the interval, both or neither.
    """

    count: int
    denominator: int
    low: int | None = None
    high: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.denominator:
            raise ValueError(f"{self.count} does not lie between 0 and {self.denominator}")
        if self.low is None and self.high is None:
            return
        if self.low is None or self.high is None:
            raise ValueError("a range needs both its ends")
        if not 0 <= self.low <= self.count <= self.high <= self.denominator:
            raise ValueError(f"the range {self.low} to {self.high} does not hold {self.count}")

    @property
    def unaffected(self) -> int:
        """The people who are not counted: the other framing."""
        return self.denominator - self.count

    def out_of(self, denominator: int) -> "NaturalFrequency":
        """Return the same figure out of another denominator.

        Raises NotExact where a whole number of people would need rounding.
        """
        return NaturalFrequency(
            self._scale(self.count, denominator),
            denominator,
            None if self.low is None else self._scale(self.low, denominator),
            None if self.high is None else self._scale(self.high, denominator),
        )

    def _scale(self, count: int, denominator: int) -> int:
        scaled = Fraction(count * denominator, self.denominator)
        if scaled.denominator != 1:
            raise NotExact(f"{count} of {self.denominator} is not whole out of {denominator}")
        return scaled.numerator


def frequency(outcome: Outcome, estimate: Estimate | None) -> NaturalFrequency | None:
    """Return the figure of an estimate, or None where there is no reliable one."""
    if estimate is None or estimate.count is None:
        return None
    return NaturalFrequency(estimate.count, outcome.denominator, estimate.low, estimate.high)


def outcome_out_of(outcome: Outcome, denominator: int) -> bool:
    """Whether every figure of an outcome, with its range, is whole out of `denominator`."""
    try:
        for estimate in outcome.estimates:
            if figure := frequency(outcome, estimate):
                figure.out_of(denominator)
    except NotExact:
        return False
    return True


def number(count: int) -> str:
    """Return a count as people read it: 1000 is "1,000"."""
    return f"{count:,}"


def affected_words(outcome: Outcome, figure: NaturalFrequency) -> str:
    """Return the short label of those affected: "663 still had a sore throat"."""
    more = " more" if outcome.measure == "extra" else ""
    return f"{number(figure.count)}{more} {outcome.affected}"


def unaffected_words(outcome: Outcome, figure: NaturalFrequency) -> str:
    """Return the short label of the others: "337 had no sore throat left"."""
    return f"{number(figure.unaffected)} {outcome.unaffected}"


def range_words(figure: NaturalFrequency, kind: RangeKind = "interval") -> str:
    """Return the range in words, or say that none was given."""
    if figure.low is None or figure.high is None:
        return "no range given"
    if kind == "between sources":
        return f"different sources give {number(figure.low)} to {number(figure.high)}"
    return f"likely to be between {number(figure.low)} and {number(figure.high)}"


def group_words(outcome: Outcome, denominator: int) -> str:
    """Return whom the figures are about and over what time."""
    return f"Out of {number(denominator)} {outcome.reference_class}, {outcome.horizon}"


def sentence(outcome: Outcome, figure: NaturalFrequency) -> str:
    """Return one plain sentence that says a figure in both framings."""
    return (
        f"{group_words(outcome, figure.denominator)}: {affected_words(outcome, figure)}, "
        f"and {unaffected_words(outcome, figure)}."
    )


def difference_words(first: NaturalFrequency, second: NaturalFrequency) -> str:
    """Return how the second figure differs from the first, as a count of people.

    Raises ValueError where the denominators differ: such figures are not compared.
    """
    if first.denominator != second.denominator:
        raise ValueError("figures with different denominators are not compared")
    change = second.count - first.count
    if change == 0:
        return f"the same number out of {number(first.denominator)}"
    word = "more" if change > 0 else "fewer"
    return f"{number(abs(change))} {word} out of {number(first.denominator)}"


def may_compare(outcome: Outcome, first: str, second: str) -> bool:
    """Whether the figures of two options may be looked at side by side.

    They may not where the aid says that they come from studies which must not be compared.
    """
    groups = outcome.compare_only_within
    if not groups or first == second:
        return True
    return any(first in group and second in group for group in groups)


def no_figure_words(estimate: Estimate | None) -> str:
    """Return what is shown in place of a figure that does not exist."""
    if estimate is None:
        return "No figure: this option was added by hand."
    if estimate.basis == "does-not-apply":
        return f"Does not apply. {estimate.reason}"
    return f"No reliable figure. {estimate.reason}"


def picture(figure: NaturalFrequency, per_row: int, gap_every: int = 0) -> list[str]:
    """Return the rows of an icon array, one glyph for each person, affected ones first.

    per_row: people in a row. gap_every: a blank after so many people in a row; 0 for none. People
    stand in the same order for every figure, so that the extra ones affected can be seen.
    """
    other = UNAFFECTED_100 if figure.denominator == 100 else UNAFFECTED_1000
    people = AFFECTED * figure.count + other * figure.unaffected
    rows = [people[start : start + per_row] for start in range(0, len(people), per_row)]
    if not gap_every:
        return rows
    return [
        " ".join(row[start : start + gap_every] for start in range(0, len(row), gap_every))
        for row in rows
    ]


_OPERATORS: Final = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


ROUNDED: Final = ", rounded"
LONGEST_ARITHMETIC: Final = 200
"""Characters; real ones have about forty, and a long enough one would exhaust the parser."""


def recompute(arithmetic: str) -> int:
    """Work out a derived figure from the arithmetic that its aid states.

    Whole and decimal numbers, brackets, + - x / and a final ", rounded" (half up) are understood;
    without ", rounded" the result must be whole. Raises ValueError for anything else.
    """
    result = worked_out(arithmetic)
    if arithmetic.strip().endswith(ROUNDED):
        return math.floor(result + Fraction(1, 2))
    if result.denominator != 1:
        raise ValueError(f'"{arithmetic}" is not whole: end it with ", rounded"')
    return result.numerator


def worked_out(arithmetic: str) -> Fraction:
    """Return the exact result of an aid's arithmetic, before any rounding.

    Raises ValueError for what is not arithmetic.
    """
    if len(arithmetic) > LONGEST_ARITHMETIC:
        raise ValueError(f"this arithmetic is longer than {LONGEST_ARITHMETIC} characters")
    text = arithmetic.strip().removesuffix(ROUNDED)
    if not re.fullmatch(r"[0-9. x+\-/()]+", text):
        raise ValueError(f'"{arithmetic}" is not arithmetic: use numbers, + - x / and brackets')
    try:
        return _evaluate(ast.parse(text.replace("x", "*").strip(), mode="eval").body, text)
    except (SyntaxError, ZeroDivisionError) as error:
        raise ValueError(f'"{arithmetic}" cannot be worked out') from error


def _evaluate(node: ast.expr, text: str) -> Fraction:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        # The source text and not the float, so that 0.684 is exactly 684 / 1000.
        return Fraction(ast.get_source_segment(text.replace("x", "*").strip(), node) or "")
    if isinstance(node, ast.BinOp) and (apply := _OPERATORS.get(type(node.op))):
        return Fraction(apply(_evaluate(node.left, text), _evaluate(node.right, text)))
    raise ValueError(f'"{text}" is not arithmetic: use numbers, + - x / and brackets')
