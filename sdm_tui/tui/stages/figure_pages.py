"""The figures of an outcome as a page: people, table or words, fitted to a width and a height.

Every number and every word around it comes from `sdm_tui.aids.figures`; this module only lays them
out. The options of a page have columns of equal width, in the order in which they are listed.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content

from sdm_tui.aids import figures
from sdm_tui.aids.figures import NaturalFrequency
from sdm_tui.aids.model import DecisionAid, Estimate, Outcome
from sdm_tui.consultation.contents import TalkedOption
from sdm_tui.tui.literal import literal, one_line

GAP: Final = 3
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
    """How many options stand side by side."""


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
    every = [_column(outcome, option, denominator) for option in options]
    columns = [column for column in every if column.figure is not None]
    head = _head(outcome, denominator, width, is_marked=is_marked, place=place)
    if not columns:
        return Page(Content("\n").join([*head, *_reasons(every, width)]), 0, 0)
    head += _without_figure(every, width)
    foot = _foot(outcome, columns, width)
    fit = _fit(outcome, columns, width, height - len(head) - len(foot), denominator)
    if fit is None:
        return _one_at_a_time(outcome, columns, first, head, (width, height), denominator)
    count, shape = fit
    first = max(0, min(first, len(columns) - count))
    shown = columns[first : first + count]
    foot = _foot(outcome, shown, width)
    each = (width - GAP * (count - 1)) // count
    blocks = [_block(outcome, column, shape, each) for column in shown]
    rows = [*head]
    if count < len(columns):
        numbers = f"{first + 1}" if count == 1 else f"{first + 1} to {first + count}"
        turn = f"option{'s' if count > 1 else ''} {numbers} of {len(columns)} · ← → turn"
        rows.append(literal(turn, "$text-muted"))
    rows += _side_by_side(blocks, each)
    rows += foot
    return Page(Content("\n").join(rows), first, count)


def _one_at_a_time(
    outcome: Outcome,
    columns: Sequence[_Column],
    first: int,
    head: list[Content],
    size: tuple[int, int],
    denominator: int,
) -> Page:
    """Return one option's page; where the picture cannot be whole, its words come before it."""
    width, height = size
    first = max(0, min(first, len(columns) - 1))
    column = columns[first]
    turn = f"option {first + 1} of {len(columns)} · ← → turn" if len(columns) > 1 else ""
    name = one_line(column.option.name, max(10, width - len(turn) - 2))
    rows = [*head, literal(f"{name}{' ' * max(1, width - len(name) - len(turn))}{turn}", "bold")]
    foot = _foot(outcome, [column], width, about=_beneath(column))
    if outcome.caution and len(columns) > 1:
        foot += _wrapped(f"! {outcome.caution}", width)
    assert column.figure is not None  # noqa: S101 - only options with a figure are drawn
    words = _both_framings(outcome, column.figure, width)
    room = height - len(rows) - len(words) - len(foot)
    fitting = [
        shape
        for shape in _SHAPES[denominator]
        if _shape_width(shape) <= width and -(-denominator // shape[0]) <= room
    ]
    shape = fitting[0] if fitting else _widest(denominator, width)
    people = [_coloured(row) for row in figures.picture(column.figure, *shape)]
    if fitting:
        return Page(Content("\n").join([*rows, *people, *words, *foot]), first, 1)
    more = literal(
        f"All {figures.number(denominator)} people (PgDn shows the rest):", "$text-muted"
    )
    return Page(Content("\n").join([*rows, *words, *foot, more, *people]), first, 1)


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
            rows += _wrapped(f"{words}: {', '.join(names)}", width, "$text-muted")
    return rows


def _applies(column: _Column) -> bool:
    return column.estimate is None or column.estimate.basis != "does-not-apply"


def _reasons(columns: Sequence[_Column], width: int) -> list[Content]:
    rows: list[Content] = []
    for column in columns:
        rows += [literal(""), literal(one_line(column.option.name, width), "bold")]
        rows += _wrapped(figures.no_figure_words(column.estimate), width)
    return rows


def _widest(denominator: int, width: int) -> tuple[int, int]:
    """Return the shape with the fewest rows that the width can hold."""
    shapes = [s for s in _SHAPES[denominator] if _shape_width(s) <= width]
    return max(shapes) if shapes else (max(10, width // 10 * 10), 0)


def _both_framings(outcome: Outcome, figure: NaturalFrequency, width: int) -> list[Content]:
    affected = f"{figures.AFFECTED} {figures.affected_words(outcome, figure)}"
    other = figures.UNAFFECTED_100 if figure.denominator == 100 else figures.UNAFFECTED_1000
    unaffected = f"{other} {figures.unaffected_words(outcome, figure)}"
    if len(affected) + len(unaffected) + 3 <= width:
        return [literal(f"{affected}   {unaffected}", "bold")]
    return [*_wrapped(affected, width, "bold"), *_wrapped(unaffected, width, "bold")]


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
    columns = [_column(outcome, option, denominator) for option in options]
    rows = _head(outcome, denominator, width, is_marked=is_marked, place=place)
    if outcome.explanation:
        rows += _wrapped(outcome.explanation, width)
    reference: _Column | None = None
    for column in columns:
        rows.append(literal(""))
        rows.append(literal(one_line(column.option.name, width), "bold"))
        if column.figure is None:
            rows += _wrapped(figures.no_figure_words(column.estimate), width)
            continue
        rows += _wrapped(figures.sentence(outcome, column.figure), width)
        if reference is None or reference.figure is None:
            reference = column
        elif outcome.fair_comparison and outcome.measure == "people":
            change = figures.difference_words(reference.figure, column.figure)
            rows += _wrapped(
                f'Beside "{reference.option.name}": {change} {outcome.affected}.', width
            )
        rows += _wrapped(_beneath(column), width, "$text-muted")
    rows.append(literal(""))
    rows += _foot(outcome, columns, width)
    return Content("\n").join(rows)


def table_page(
    aid: DecisionAid, outcomes: Sequence[Outcome], options: Sequence[TalkedOption], *, width: int
) -> Content:
    """Return every outcome by every option, or a card for each where the columns do not fit.

    All counts are out of one denominator: the largest that any outcome has, which is exact.
    """
    denominator = max((o.denominator for o in aid.outcomes), default=100)
    first_width = 30
    each = (width - first_width - GAP * len(options)) // max(1, len(options))
    rows = _wrapped(
        f"Every number is how many people out of {figures.number(denominator)}. "
        "Read one row at a time: rows are about different groups of people.",
        width,
        "$text-muted",
    )
    is_table = each >= 12
    if is_table:
        heads = [textwrap.wrap(o.short_name, each) or [""] for o in options]
        for line in range(max(map(len, heads))):
            cells = "".join(
                " " * GAP + (h[line] if line < len(h) else "").ljust(each) for h in heads
            )
            rows.append(literal(" " * first_width + cells, "bold"))
    for outcome in outcomes:
        rows.append(literal(""))
        rows += (
            _table_row(outcome, options, denominator, first_width, each, width)
            if is_table
            else _table_card(outcome, options, denominator, width)
        )
    return Content("\n").join(rows)


def _table_row(
    outcome: Outcome,
    options: Sequence[TalkedOption],
    denominator: int,
    first_width: int,
    each: int,
    width: int,
) -> list[Content]:
    names = textwrap.wrap(_named(outcome), first_width)
    cells = [_cell(outcome, option, denominator) for option in options]
    line = names[0].ljust(first_width) + "".join(" " * GAP + cell.ljust(each) for cell in cells)
    rows = [literal(line, "bold")]
    rows += [literal(name, "bold") for name in names[1:]]
    about = figures.group_words(outcome, denominator)
    sources = _source_words(outcome.estimates)
    return rows + _wrapped(
        f"{about}. How sure: {outcome.certainty}. {sources}", width, "$text-muted", indent="  "
    )


def _table_card(
    outcome: Outcome, options: Sequence[TalkedOption], denominator: int, width: int
) -> list[Content]:
    rows = _wrapped(_named(outcome), width, "bold")
    rows += _wrapped(figures.group_words(outcome, denominator) + ":", width, "$text-muted")
    for option in options:
        cell = _cell(outcome, option, denominator)
        name = one_line(option.short_name, width - 16)
        rows.append(literal(f"  {name.ljust(min(width - 16, 24))}  {cell}"))
    sources = _source_words(outcome.estimates)
    return rows + _wrapped(f"How sure: {outcome.certainty}. {sources}", width, "$text-muted")


def _cell(outcome: Outcome, option: TalkedOption, denominator: int) -> str:
    estimate = outcome.estimate(option.id)
    figure = figures.frequency(outcome, estimate)
    if figure is not None:
        more = " more" if outcome.measure == "extra" else ""
        return f"{figures.number(figure.out_of(denominator).count)}{more}"
    does_not_apply = estimate is not None and estimate.basis == "does-not-apply"
    return "not apply" if does_not_apply else "no figure"


def _named(outcome: Outcome) -> str:
    serious = " (serious)" if outcome.serious and outcome.kind == "harm" else ""
    return f"{outcome.name}{serious}"


def _column(outcome: Outcome, option: TalkedOption, denominator: int) -> _Column:
    estimate = outcome.estimate(option.id)
    figure = figures.frequency(outcome, estimate)
    return _Column(option, figure.out_of(denominator) if figure else None, estimate)


def _head(
    outcome: Outcome, denominator: int, width: int, *, is_marked: bool, place: str
) -> list[Content]:
    name = f"{'M ' if is_marked else ''}{_named(outcome)}"
    gap = max(1, width - len(name) - len(place))
    rows = [literal(f"{name}{' ' * gap}{place}", "bold")]
    return rows + _wrapped(figures.group_words(outcome, denominator), width)


def _foot(
    outcome: Outcome, columns: Sequence[_Column], width: int, about: str = ""
) -> list[Content]:
    sources = _source_words([c.estimate for c in columns if c.estimate])
    about = f"{about}. " if about else ""
    words = f"{about}How sure: {outcome.certainty}. {sources} (F10)"
    rows = _wrapped(words, width, "$text-muted")
    if outcome.caution and sum(c.figure is not None for c in columns) > 1:
        rows += _wrapped(f"! {outcome.caution}", width)
    return rows


def _source_words(estimates: Sequence[Estimate]) -> str:
    keys = list(dict.fromkeys(key for e in estimates for key in e.sources))
    return f"Source: {', '.join(keys)}" if keys else "No source gives a figure"


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
    return _wrapped(column.option.short_name if each < 40 else column.option.name, each, "bold")


def _below(outcome: Outcome, column: _Column, each: int) -> list[Content]:
    if column.figure is None:
        return []
    rows = _wrapped(figures.affected_words(outcome, column.figure), each, "bold")
    rows += _wrapped(figures.unaffected_words(outcome, column.figure), each, "bold")
    return rows + _wrapped(_beneath(column), each, "$text-muted")


def _beneath(column: _Column) -> str:
    if column.figure is None or column.estimate is None:
        return ""
    people = f"{column.estimate.people}; " if column.estimate.people else ""
    words = f"{people}{figures.range_words(column.figure)}"
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


def _wrapped(words: str, width: int, style: str = "", indent: str = "") -> list[Content]:
    lines = textwrap.wrap(words, max(10, width), initial_indent=indent, subsequent_indent=indent)
    return [literal(line, style) for line in lines]
