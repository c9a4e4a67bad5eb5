"""The figures of an outcome as a page: as people or in words, fitted to a width and a height.

Every number and every word around it comes from `sdm_tui.aids.figures`; this module only lays them
out. The options of a page have columns of equal width, in the order in which they are listed.
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
from sdm_tui.tui.literal import literal, one_line
from sdm_tui.tui.stages.figure_words import APART, GAP, named, source_words, wrapped

NARROWEST: Final = 25
"""Columns of text narrower than this are hard to read."""

_SHAPES: Final = {
    100: ((10, 5), (20, 5), (25, 5), (50, 10)),
    1000: ((50, 10), (100, 10), (70, 10), (75, 25), (78, 0)),
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
class _Column:
    option: TalkedOption
    figure: NaturalFrequency | None
    estimate: Estimate | None


def people_page(
    outcome: Outcome,
    options: Sequence[TalkedOption],
    *,
    first: int,
    denominator: int,
    width: int,
    height: int,
    is_marked: bool,
    place: str,
) -> Page:
    """Return icon arrays of one outcome, as many options side by side as the width allows."""
    every = _by_group(outcome, [_column(outcome, option, denominator) for option in options])
    columns = [column for column in every if column.figure is not None]
    head = _head(outcome, denominator, width, is_marked=is_marked, place=place)
    if not columns:
        return Page(Content("\n").join([*head, *_reasons(every, width)]), 0, 0, denominator)
    plain_head = list(head)
    head += _without_figure(every, width)
    foot = _foot(outcome, columns, width)
    start, group = _group_at(outcome, columns, first)
    room = height - len(head) - len(foot) - (len(group) < len(columns))
    fit = _fit(outcome, group, width, room, denominator)
    if fit is None:
        page = _one_at_a_time(outcome, every, first, (width, height), plain_head)
        if page is None and denominator == 1000 and figures.outcome_out_of(outcome, 100):
            return people_page(
                outcome,
                options,
                first=first,
                denominator=100,
                width=width,
                height=height,
                is_marked=is_marked,
                place=place,
            )
        return page or _too_small(outcome, every, width, head, denominator)
    count, shape = fit
    first = max(start, min(first, start + len(group) - count))
    shown = columns[first : first + count]
    foot = _foot(outcome, shown, width)
    each = (width - GAP * (count - 1)) // count
    blocks = [_block(outcome, column, shape, each) for column in shown]
    rows = [*head]
    if count < len(columns):
        apart = ": other studies, not to be compared" if len(group) < len(columns) else ""
        turn = f"options {first + 1} to {first + count} of {len(columns)} · ← → turn{apart}"
        rows.append(literal(turn, "$text-muted"))
    rows += _side_by_side(blocks, each)
    rows += foot
    return Page(Content("\n").join(rows), first, count, denominator)


def _by_group(outcome: Outcome, columns: Sequence[_Column]) -> list[_Column]:
    """Return the columns with those that may be compared next to each other."""
    rest = list(columns)
    ordered: list[_Column] = []
    while rest:
        option = rest[0].option.id
        ordered += [c for c in rest if figures.may_compare(outcome, option, c.option.id)]
        rest = [c for c in rest if not figures.may_compare(outcome, option, c.option.id)]
    return ordered


def _group_at(
    outcome: Outcome, columns: Sequence[_Column], first: int
) -> tuple[int, Sequence[_Column]]:
    """Return the columns that may stand beside the one at `first`, and where they begin."""
    option = columns[max(0, min(first, len(columns) - 1))].option.id
    alike = [
        index
        for index, column in enumerate(columns)
        if figures.may_compare(outcome, option, column.option.id)
    ]
    return alike[0], columns[alike[0] : alike[-1] + 1]


def _one_at_a_time(
    outcome: Outcome,
    every: Sequence[_Column],
    first: int,
    size: tuple[int, int],
    plain_head: list[Content],
) -> Page | None:
    """Return one option's page with its whole picture, or None where the window is too small.

    Where the picture leaves no room for them, the options without a figure and the caution become
    a line that says where they are.
    """
    width, height = size
    columns = [column for column in every if column.figure is not None]
    first = max(0, min(first, len(columns) - 1))
    column = columns[first]
    assert column.figure is not None  # noqa: S101 - only options with a figure are drawn
    turn = f"{first + 1} of {len(columns)} · ← → turn" if len(columns) > 1 else ""
    room_for_name = max(10, width - len(turn) - 2)
    option = column.option
    name = option.name if len(option.name) <= room_for_name else option.short_name
    name = one_line(name, room_for_name)
    title = literal(f"{name}{' ' * max(1, width - len(name) - len(turn))}{turn}", "bold")
    words = _both_framings(outcome, column.figure, width)
    without = _without_figure(every, width)
    for above, foot in (
        ([*plain_head, *without], _foot(outcome, [column], width, about=_beneath(column))),
        (plain_head, _short_foot(outcome, column, width, len(every) - len(columns))),
    ):
        room = height - len(above) - 1 - len(words) - len(foot)
        shape = _fitting(column.figure.denominator, width, room)
        if shape is not None:
            people = [_coloured(row) for row in figures.picture(column.figure, *shape)]
            rows = [*above, title, *people, *words, *foot]
            return Page(Content("\n").join(rows), first, 1, column.figure.denominator)
    return None


def _short_foot(outcome: Outcome, column: _Column, width: int, unnamed: int) -> list[Content]:
    """Return certainty and source, and what there was no room for and where it is."""
    sources = source_words([column.estimate] if column.estimate else [])
    left_out = [f"{unnamed} with no figure"] if unnamed else []
    left_out += ["what to bear in mind"] if outcome.caution else []
    more = f" ! Enter shows {' and '.join(left_out)}." if left_out else ""
    return wrapped(f"How sure: {outcome.certainty}. {sources} (F10).{more}", width, "$text-muted")


def _fitting(denominator: int, width: int, room: int) -> tuple[int, int] | None:
    """Return the shape that is easiest to count among those that fit whole, or None."""
    fitting = [
        shape
        for shape in _SHAPES[denominator]
        if _shape_width(shape) <= width and -(-denominator // shape[0]) <= room
    ]
    return fitting[0] if fitting else None


def _too_small(
    outcome: Outcome, every: Sequence[_Column], width: int, head: list[Content], denominator: int
) -> Page:
    """Return the figures without a picture: part of one would look like another figure."""
    rows = list(head)
    drawn = [column for column in every if column.figure is not None]
    for before, column in zip([None, *drawn], drawn, strict=False):
        if column.figure is not None:
            rows += _apart(outcome, before, column, width)
            rows.append(literal(one_line(column.option.name, width), "bold"))
            rows += _both_framings(outcome, column.figure, width)
            rows += wrapped(_beneath(column), width, "$text-muted")
    rows += _foot(outcome, drawn, width)
    rows += wrapped(
        f"A picture of {figures.number(denominator)} people needs a larger window; "
        "part of it would mislead.",
        width,
        "$text-muted",
    )
    return Page(Content("\n").join(rows), 0, 0, denominator)


def _both_framings(outcome: Outcome, figure: NaturalFrequency, width: int) -> list[Content]:
    affected = f"{figures.AFFECTED} {figures.affected_words(outcome, figure)}"
    other = figures.UNAFFECTED_100 if figure.denominator == 100 else figures.UNAFFECTED_1000
    unaffected = f"{other} {figures.unaffected_words(outcome, figure)}"
    if len(affected) + len(unaffected) + 3 <= width:
        return [literal(f"{affected}   {unaffected}", "bold")]
    return [*wrapped(affected, width, "bold"), *wrapped(unaffected, width, "bold")]


def _without_figure(columns: Sequence[_Column], width: int) -> list[Content]:
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


def _applies(column: _Column) -> bool:
    return column.estimate is None or column.estimate.basis != "does-not-apply"


def _reasons(columns: Sequence[_Column], width: int) -> list[Content]:
    rows: list[Content] = []
    for column in columns:
        rows += [literal(""), literal(one_line(column.option.name, width), "bold")]
        rows += wrapped(figures.no_figure_words(column.estimate), width)
    return rows


def words_page(
    outcome: Outcome,
    options: Sequence[TalkedOption],
    *,
    denominator: int,
    width: int,
    is_marked: bool,
    place: str,
) -> Content:
    """Return one plain sentence each way for every option, with what stands behind them."""
    columns = _by_group(outcome, [_column(outcome, option, denominator) for option in options])
    rows = _head(outcome, denominator, width, is_marked=is_marked, place=place)
    if outcome.explanation:
        rows += wrapped(outcome.explanation, width)
    reference: _Column | None = None
    for before, column in zip([None, *columns], columns, strict=False):
        rows.append(literal(""))
        rows += _apart(outcome, before, column, width)
        rows.append(literal(one_line(column.option.name, width), "bold"))
        if column.figure is None:
            rows += wrapped(figures.no_figure_words(column.estimate), width)
            continue
        rows += wrapped(figures.sentence(outcome, column.figure), width)
        if (
            reference is None
            or reference.figure is None
            or not figures.may_compare(outcome, reference.option.id, column.option.id)
        ):
            reference = column
        elif outcome.fair_comparison and outcome.measure == "people":
            change = figures.difference_words(reference.figure, column.figure)
            rows += wrapped(
                f'Beside "{reference.option.name}": {change} {outcome.affected}.', width
            )
        rows += wrapped(_beneath(column), width, "$text-muted")
    rows.append(literal(""))
    rows += _foot(outcome, columns, width)
    return Content("\n").join(rows)


def _apart(outcome: Outcome, before: _Column | None, column: _Column, width: int) -> list[Content]:
    """Return a line between two options whose figures must not be compared."""
    if before is None or figures.may_compare(outcome, before.option.id, column.option.id):
        return []
    return wrapped(APART, width, "$text-muted")


def _column(outcome: Outcome, option: TalkedOption, denominator: int) -> _Column:
    estimate = outcome.estimate(option.id)
    figure = figures.frequency(outcome, estimate)
    return _Column(option, figure.out_of(denominator) if figure else None, estimate)


def _head(
    outcome: Outcome, denominator: int, width: int, *, is_marked: bool, place: str
) -> list[Content]:
    name = f"{'M ' if is_marked else ''}{named(outcome)}"
    gap = max(1, width - len(name) - len(place))
    rows = [literal(f"{name}{' ' * gap}{place}", "bold")]
    return rows + wrapped(figures.group_words(outcome, denominator), width)


def _foot(
    outcome: Outcome, columns: Sequence[_Column], width: int, about: str = ""
) -> list[Content]:
    sources = source_words([c.estimate for c in columns if c.estimate])
    about = f"{about}. " if about else ""
    words = f"{about}How sure: {outcome.certainty}. {sources} (F10)"
    rows = wrapped(words, width, "$text-muted")
    if outcome.caution and any(c.figure is not None for c in columns):
        rows += wrapped(f"! {outcome.caution}", width)
    return rows


def _fit(
    outcome: Outcome, columns: Sequence[_Column], width: int, height: int, denominator: int
) -> tuple[int, tuple[int, int]] | None:
    """Return how many options fit side by side, at least two, and the shape of their pictures."""
    shapes = _SHAPES[denominator]
    for count in range(len(columns), 1, -1):
        each = (width - GAP * (count - 1)) // count
        if each < NARROWEST:
            continue
        around = max(_words_height(outcome, column, each) for column in columns)
        around += count < len(columns)
        for shape in shapes:
            if _shape_width(shape) <= each and -(-denominator // shape[0]) + around <= height:
                return count, shape
    return None


def _shape_width(shape: tuple[int, int]) -> int:
    per_row, gap_every = shape
    return per_row + (per_row // gap_every - 1 if gap_every else 0)


def _words_height(outcome: Outcome, column: _Column, each: int) -> int:
    return len(_above(column, each)) + len(_below(outcome, column, each))


def _above(column: _Column, each: int) -> list[Content]:
    return wrapped(column.option.short_name if each < 40 else column.option.name, each, "bold")


def _below(outcome: Outcome, column: _Column, each: int) -> list[Content]:
    if column.figure is None:
        return []
    rows = wrapped(figures.affected_words(outcome, column.figure), each, "bold")
    rows += wrapped(figures.unaffected_words(outcome, column.figure), each, "bold")
    return rows + wrapped(_beneath(column), each, "$text-muted")


def _beneath(column: _Column) -> str:
    if column.figure is None or column.estimate is None:
        return ""
    people = f"{column.estimate.people}; " if column.estimate.people else ""
    words = f"{people}{figures.range_words(column.figure, column.estimate.range_kind)}"
    return words[0].upper() + words[1:]


def _block(outcome: Outcome, column: _Column, shape: tuple[int, int], each: int) -> list[Content]:
    rows = _above(column, each)
    assert column.figure is not None  # noqa: S101 - only options with a figure are drawn
    rows += [_coloured(row) for row in figures.picture(column.figure, *shape)]
    return rows + _below(outcome, column, each)


def _coloured(row: str) -> Content:
    """Return a row of people in two runs of colour: one span for each, not one for each person."""
    last = row.rfind(figures.AFFECTED) + 1
    return Content.assemble((row[:last], "$person-affected"), (row[last:], "$person-unaffected"))


def _side_by_side(blocks: Sequence[list[Content]], each: int) -> list[Content]:
    height = max(len(block) for block in blocks)
    gap = Content(" " * GAP)
    rows = []
    for line in range(height):
        cells = [block[line] if line < len(block) else Content("") for block in blocks]
        padded = [cell.pad_right(max(0, each - cell.cell_length)) for cell in cells[:-1]]
        rows.append(gap.join([*padded, cells[-1]]))
    return rows
