"""What the pages of figures share: columns, their order, and the words around them.

Every number and every word around it comes from `sdm_tui.aids.figures`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content

from sdm_tui.aids import figures
from sdm_tui.aids.figures import NaturalFrequency
from sdm_tui.aids.model import Outcome
from sdm_tui.aids.parts import Estimate
from sdm_tui.consultation.contents import TalkedOption
from sdm_tui.tui.literal import literal
from sdm_tui.tui.stages.figure_words import named, source_words, wrapped

SHAPES: Final = {
    100: ((10, 5), (20, 5), (25, 5), (50, 10)),
    1000: ((50, 10), (100, 10), (70, 10), (75, 25), (78, 0), (77, 0)),
}
"""People in a row, and after how many there is a gap; the ones easiest to count come first."""


@dataclass(frozen=True)
class Page:
    """What is drawn, and which options are on it."""

    content: Content
    first: int
    """Index of the first option on the page."""
    count: int
    """How many options stand side by side; 0 where none is drawn."""
    denominator: int
    """How many people each picture has."""


@dataclass(frozen=True)
class Column:
    """One option of an outcome: its figure, out of the denominator on show, and its estimate."""

    option: TalkedOption
    figure: NaturalFrequency | None
    estimate: Estimate | None


def column_of(outcome: Outcome, option: TalkedOption, denominator: int) -> Column:
    """Return an option's column of an outcome."""
    estimate = outcome.estimate(option.id)
    figure = figures.frequency(outcome, estimate)
    return Column(option, figure.out_of(denominator) if figure else None, estimate)


def by_group(outcome: Outcome, columns: Sequence[Column]) -> list[Column]:
    """Return the columns with those that may be compared next to each other."""
    rest = list(columns)
    ordered: list[Column] = []
    while rest:
        option = rest[0].option.id
        ordered += [c for c in rest if figures.may_compare(outcome, option, c.option.id)]
        rest = [c for c in rest if not figures.may_compare(outcome, option, c.option.id)]
    return ordered


def group_at(
    outcome: Outcome, columns: Sequence[Column], first: int
) -> tuple[int, Sequence[Column]]:
    """Return the columns that may stand beside the one at `first`, and where they begin."""
    option = columns[max(0, min(first, len(columns) - 1))].option.id
    alike = [
        index
        for index, column in enumerate(columns)
        if figures.may_compare(outcome, option, column.option.id)
    ]
    return alike[0], columns[alike[0] : alike[-1] + 1]


def head_of(
    outcome: Outcome, denominator: int, width: int, *, is_marked: bool, place: str
) -> list[Content]:
    """Return the outcome's name and place, and whom its figures are about."""
    name = f"{'M ' if is_marked else ''}{named(outcome)}"
    gap = max(1, width - len(name) - len(place))
    rows = [literal(f"{name}{' ' * gap}{place}", "bold")]
    return rows + wrapped(figures.group_words(outcome, denominator), width)


def foot_of(
    outcome: Outcome, columns: Sequence[Column], width: int, about: str = ""
) -> list[Content]:
    """Return how sure the figures are, their sources, and what to bear in mind."""
    sources = source_words([c.estimate for c in columns if c.estimate])
    about = f"{about}. " if about else ""
    words = f"{about}How sure: {outcome.certainty}. {sources} (F10)"
    rows = wrapped(words, width, "$text-muted")
    if outcome.caution and any(c.figure is not None for c in columns):
        rows += wrapped(f"! {outcome.caution}", width)
    return rows


def both_framings(outcome: Outcome, figure: NaturalFrequency, width: int) -> list[Content]:
    """Return how many were affected and how many were not, with the same weight."""
    affected = f"{figures.AFFECTED} {figures.affected_words(outcome, figure)}"
    other = figures.UNAFFECTED_100 if figure.denominator == 100 else figures.UNAFFECTED_1000
    unaffected = f"{other} {figures.unaffected_words(outcome, figure)}"
    if len(affected) + len(unaffected) + 3 <= width:
        return [literal(f"{affected}   {unaffected}", "bold")]
    return [*wrapped(affected, width, "bold"), *wrapped(unaffected, width, "bold")]


def without_figure(columns: Sequence[Column], width: int) -> list[Content]:
    """Return a line that names every option that has no figure: none is left out silently."""
    rows: list[Content] = []
    for words, applies in (("No reliable figure", True), ("Does not apply", False)):
        names = [
            column.option.short_name
            for column in columns
            if column.figure is None and _applies(column) == applies
        ]
        if names:
            rows += wrapped(f"{words}: {', '.join(names)}", width, "$text-muted")
    return rows


def _applies(column: Column) -> bool:
    return column.estimate is None or column.estimate.basis != "does-not-apply"


def beneath(column: Column) -> str:
    """Return who was counted and the range, for the line under a picture."""
    if column.figure is None or column.estimate is None:
        return ""
    people = f"{column.estimate.people}; " if column.estimate.people else ""
    words = f"{people}{figures.range_words(column.figure, column.estimate.range_kind)}"
    return words[0].upper() + words[1:]


def shape_width(shape: tuple[int, int]) -> int:
    """Return how many cells a row of people takes, gaps included."""
    per_row, gap_every = shape
    return per_row + (per_row // gap_every - 1 if gap_every else 0)


def coloured(row: str) -> Content:
    """Return a row of people in two runs of colour: one span for each, not one for each person."""
    last = row.rfind(figures.AFFECTED) + 1
    return Content.assemble((row[:last], "$person-affected"), (row[last:], "$person-unaffected"))
