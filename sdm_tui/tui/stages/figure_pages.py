"""The figures of an outcome as a page: as people or in words, fitted to a width and a height.

Every number and every word around it comes from `sdm_tui.aids.figures`; this module only lays them
out. The options of a page have columns of equal width, in the order in which they are listed.
"""

from collections.abc import Sequence
from typing import Final

from textual.content import Content

from sdm_tui.aids import figures
from sdm_tui.aids.model import Outcome
from sdm_tui.consultation.contents import TalkedOption
from sdm_tui.tui.literal import literal
from sdm_tui.tui.stages.figure_columns import (
    SHAPES,
    Column,
    Page,
    beneath,
    both_framings,
    by_group,
    coloured,
    column_of,
    foot_of,
    group_at,
    head_of,
    shape_width,
    without_figure,
)
from sdm_tui.tui.stages.figure_one import one_at_a_time
from sdm_tui.tui.stages.figure_words import APART, GAP, name_within, wrapped

NARROWEST: Final = 25
"""Columns of text narrower than this are hard to read."""
NO_PICTURE: Final = "No picture is shown here: it needs a larger window."


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
    """Return icon arrays of one outcome, as many options side by side as the width allows.

    Where nothing can be drawn, the page has the figures in words and a count of 0 options.
    """
    every = by_group(outcome, [column_of(outcome, option, denominator) for option in options])
    columns = [column for column in every if column.figure is not None]
    head = head_of(outcome, denominator, width, is_marked=is_marked, place=place)
    if not columns:
        return Page(Content("\n").join([*head, *_reasons(every, width)]), 0, 0, denominator)
    plain_head = list(head)
    head += without_figure(every, width)
    foot = foot_of(outcome, columns, width)
    start, group = group_at(outcome, columns, first)
    room = height - len(head) - len(foot) - (len(group) < len(columns))
    fit = _fit(outcome, group, width, room, denominator)
    if fit is None:
        page = one_at_a_time(outcome, every, first, (width, height), plain_head)
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
    foot = foot_of(outcome, shown, width)
    each = (width - GAP * (count - 1)) // count
    names = max(len(_above(column, each)) for column in shown)
    blocks = [_block(outcome, column, shape, each, names) for column in shown]
    rows = [*head]
    if count < len(columns):
        apart = ": other studies, not to be compared" if len(group) < len(columns) else ""
        turn = f"options {first + 1} to {first + count} of {len(columns)} · ← → turn{apart}"
        rows.append(literal(turn, "$text-muted"))
    rows += _side_by_side(blocks, each)
    rows += foot
    return Page(Content("\n").join(rows), first, count, denominator)


def _too_small(
    outcome: Outcome, every: Sequence[Column], width: int, head: list[Content], denominator: int
) -> Page:
    """Return the figures without a picture: part of one would look like another figure."""
    rows = [*head, *wrapped(NO_PICTURE, width, "$text-muted")]
    drawn = [column for column in every if column.figure is not None]
    for before, column in zip([None, *drawn], drawn, strict=False):
        if column.figure is not None:
            rows += _apart(outcome, before, column, width)
            rows.append(literal(name_within(column.option, width), "bold"))
            rows += both_framings(outcome, column.figure, width)
            rows += wrapped(beneath(column), width, "$text-muted")
    rows += foot_of(outcome, drawn, width)
    return Page(Content("\n").join(rows), 0, 0, denominator)


def _reasons(columns: Sequence[Column], width: int) -> list[Content]:
    rows: list[Content] = []
    for column in columns:
        rows += [literal(""), literal(name_within(column.option, width), "bold")]
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
    columns = by_group(outcome, [column_of(outcome, option, denominator) for option in options])
    rows = head_of(outcome, denominator, width, is_marked=is_marked, place=place)
    if outcome.explanation:
        rows += wrapped(outcome.explanation, width)
    reference: Column | None = None
    for before, column in zip([None, *columns], columns, strict=False):
        rows.append(literal(""))
        rows += _apart(outcome, before, column, width)
        rows.append(literal(name_within(column.option, width), "bold"))
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
        rows += wrapped(beneath(column), width, "$text-muted")
    rows.append(literal(""))
    rows += foot_of(outcome, columns, width)
    return Content("\n").join(rows)


def _apart(outcome: Outcome, before: Column | None, column: Column, width: int) -> list[Content]:
    """Return a line between two options whose figures must not be compared."""
    if before is None or figures.may_compare(outcome, before.option.id, column.option.id):
        return []
    return wrapped(APART, width, "$text-muted")


def _fit(
    outcome: Outcome, columns: Sequence[Column], width: int, height: int, denominator: int
) -> tuple[int, tuple[int, int]] | None:
    """Return how many options fit side by side, at least two, and the shape of their pictures."""
    shapes = SHAPES[denominator]
    for count in range(len(columns), 1, -1):
        each = (width - GAP * (count - 1)) // count
        if each < NARROWEST:
            continue
        around = max(len(_above(column, each)) for column in columns)
        around += max(len(_below(outcome, column, each)) for column in columns)
        around += count < len(columns)
        for shape in shapes:
            if shape_width(shape) <= each and -(-denominator // shape[0]) + around <= height:
                return count, shape
    return None


def _above(column: Column, each: int) -> list[Content]:
    return wrapped(column.option.short_name if each < 40 else column.option.name, each, "bold")


def _below(outcome: Outcome, column: Column, each: int) -> list[Content]:
    if column.figure is None:
        return []
    rows = wrapped(figures.affected_words(outcome, column.figure), each, "bold")
    rows += wrapped(figures.unaffected_words(outcome, column.figure), each, "bold")
    return rows + wrapped(beneath(column), each, "$text-muted")


def _block(
    outcome: Outcome, column: Column, shape: tuple[int, int], each: int, names: int
) -> list[Content]:
    """Return a column; names: rows that the names take, so that pictures begin on one row."""
    rows = _above(column, each)
    rows += [Content("")] * (names - len(rows))
    assert column.figure is not None  # noqa: S101 - only options with a figure are drawn
    rows += [coloured(row) for row in figures.picture(column.figure, *shape)]
    return rows + _below(outcome, column, each)


def _side_by_side(blocks: Sequence[list[Content]], each: int) -> list[Content]:
    height = max(len(block) for block in blocks)
    gap = Content(" " * GAP)
    rows = []
    for line in range(height):
        cells = [block[line] if line < len(block) else Content("") for block in blocks]
        padded = [cell.pad_right(max(0, each - cell.cell_length)) for cell in cells[:-1]]
        rows.append(gap.join([*padded, cells[-1]]))
    return rows
