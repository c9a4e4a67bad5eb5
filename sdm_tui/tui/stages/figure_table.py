"""The table of all outcomes by all options, or cards where its columns do not fit."""

import textwrap
from collections.abc import Sequence
from typing import Final

from textual.content import Content

from sdm_tui.aids import figures
from sdm_tui.aids.figures import NaturalFrequency
from sdm_tui.aids.model import DecisionAid, Outcome
from sdm_tui.consultation.contents import TalkedOption
from sdm_tui.tui.literal import literal, one_line
from sdm_tui.tui.stages.figure_words import APART, GAP, named, source_words, wrapped

NARROWEST_CELL: Final = 13
"""Columns that a count with its range needs: "663 (391-826)"."""


def table_page(
    aid: DecisionAid, outcomes: Sequence[Outcome], options: Sequence[TalkedOption], *, width: int
) -> tuple[Content, list[int]]:
    """Return every outcome by every option, or a card for each where the columns do not fit.

    All counts are out of one denominator: the largest that any outcome has, which is exact. With it
    comes the row at which each outcome begins, and the number of rows at the end.
    """
    denominator = max((o.denominator for o in aid.outcomes), default=100)
    first_width = 30
    each = (width - first_width - GAP * len(options)) // max(1, len(options))
    rows = wrapped(
        f"Every number is how many people out of {figures.number(denominator)}; "
        "the numbers in brackets are the range. "
        "Read one row at a time: rows are about different groups of people.",
        width,
        "$text-muted",
    )
    is_table = each >= NARROWEST_CELL
    if is_table:
        heads = [textwrap.wrap(o.short_name, each) or [""] for o in options]
        for line in range(max(map(len, heads))):
            cells = "".join(
                " " * GAP + (h[line] if line < len(h) else "").ljust(each) for h in heads
            )
            rows.append(literal(" " * first_width + cells, "bold"))
    starts: list[int] = []
    for outcome in outcomes:
        rows.append(literal(""))
        starts.append(len(rows))
        rows += (
            _table_row(outcome, options, denominator, first_width, each, width)
            if is_table
            else _table_card(outcome, options, denominator, width)
        )
    return Content("\n").join(rows), [*starts, len(rows)]


def _table_row(
    outcome: Outcome,
    options: Sequence[TalkedOption],
    denominator: int,
    first_width: int,
    each: int,
    width: int,
) -> list[Content]:
    names = textwrap.wrap(named(outcome), first_width)
    lines = _lines_of_cells(outcome, options, denominator, each)
    rows = [literal(names[0].ljust(first_width) + lines[0], "bold")]
    rows += [literal(name, "bold") for name in names[1:]]
    for line in lines[1:]:
        rows.append(literal("  from other studies:".ljust(first_width) + line, "bold"))
    about = figures.group_words(outcome, denominator)
    sources = source_words(outcome.estimates)
    rows += wrapped(
        f"{about}. How sure: {outcome.certainty}. {sources}", width, "$text-muted", indent="  "
    )
    return rows + _table_caution(outcome, width)


def _lines_of_cells(
    outcome: Outcome, options: Sequence[TalkedOption], denominator: int, each: int
) -> list[str]:
    """Return the cells of a row; options that must not be compared stand on lines of their own."""
    lines: list[str] = []
    led = set[str]()
    for leader in options:
        if leader.id in led:
            continue
        alike = {o.id for o in options if figures.may_compare(outcome, leader.id, o.id)}
        alike.add(leader.id)
        led |= alike
        cells = [_cell(outcome, o, denominator) if o.id in alike else "" for o in options]
        lines.append("".join(" " * GAP + cell.ljust(each) for cell in cells))
    return lines


def _table_card(
    outcome: Outcome, options: Sequence[TalkedOption], denominator: int, width: int
) -> list[Content]:
    rows = wrapped(named(outcome), width, "bold")
    rows += wrapped(figures.group_words(outcome, denominator) + ":", width, "$text-muted")
    for before, option in zip([None, *options], options, strict=False):
        if before is not None and not figures.may_compare(outcome, before.id, option.id):
            rows += wrapped(APART, width, "$text-muted")
        cell = _cell(outcome, option, denominator)
        name = one_line(option.short_name, width - 16)
        rows.append(literal(f"  {name.ljust(min(width - 16, 24))}  {cell}"))
    sources = source_words(outcome.estimates)
    rows += wrapped(f"How sure: {outcome.certainty}. {sources}", width, "$text-muted")
    return rows + _table_caution(outcome, width)


def _table_caution(outcome: Outcome, width: int) -> list[Content]:
    has_figures = any(estimate.count is not None for estimate in outcome.estimates)
    if not outcome.caution or not has_figures:
        return []
    return wrapped(f"! {outcome.caution}", width, indent="  ")


def _cell(outcome: Outcome, option: TalkedOption, denominator: int) -> str:
    estimate = outcome.estimate(option.id)
    figure = figures.frequency(outcome, estimate)
    if figure is not None:
        more = " more" if outcome.measure == "extra" else ""
        shown = figure.out_of(denominator)
        return f"{figures.number(shown.count)}{more}{_range(shown)}"
    does_not_apply = estimate is not None and estimate.basis == "does-not-apply"
    return "not apply" if does_not_apply else "no figure"


def _range(figure: NaturalFrequency) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f" ({figures.number(figure.low)}-{figures.number(figure.high)})"
