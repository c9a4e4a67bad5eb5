"""One option's picture at a time, where there is no room for two side by side.

Every option is drawn in the same shape, so that a patient who turns from one to the next compares
like with like; where one of them does not fit, none is drawn.
"""

from collections.abc import Sequence

from textual.content import Content

from sdm_tui.aids import figures
from sdm_tui.aids.model import Outcome
from sdm_tui.tui.literal import literal
from sdm_tui.tui.stages.figure_columns import (
    SHAPES,
    Column,
    Page,
    beneath,
    both_framings,
    coloured,
    foot_of,
    shape_width,
    without_figure,
)
from sdm_tui.tui.stages.figure_words import name_within, source_words, wrapped


def one_at_a_time(
    outcome: Outcome,
    every: Sequence[Column],
    first: int,
    size: tuple[int, int],
    plain_head: list[Content],
) -> Page | None:
    """Return one option's page with its whole picture, or None where the window is too small.

    Where the pictures leave no room for them, the options without a figure and the caution become
    a line that says where they are, and then the names of the sources too; the range stays.
    """
    width, height = size
    columns = [column for column in every if column.figure is not None]
    first = max(0, min(first, len(columns) - 1))
    without = without_figure(every, width)
    unnamed = len(every) - len(columns)
    for above, feet in (
        (
            [*plain_head, *without],
            [foot_of(outcome, [c], width, about=beneath(c)) for c in columns],
        ),
        (plain_head, [_short_foot(outcome, c, width, unnamed) for c in columns]),
        (plain_head, [_shortest_foot(outcome, c, width, unnamed) for c in columns]),
    ):
        words = [_framings(outcome, column, width) for column in columns]
        rooms = [
            height - len(above) - 1 - len(said) - len(under)
            for said, under in zip(words, feet, strict=True)
        ]
        shape = _fitting(columns[first], width, min(rooms))
        if shape is not None:
            title = _title(columns, first, width)
            rows = [*above, title, *_people(columns[first], shape), *words[first], *feet[first]]
            return Page(Content("\n").join(rows), first, 1, _denominator(columns[first]))
    return None


def _title(columns: Sequence[Column], first: int, width: int) -> Content:
    turn = f"{first + 1} of {len(columns)} · ← → turn" if len(columns) > 1 else ""
    room_for_name = max(10, width - len(turn) - 2)
    name = name_within(columns[first].option, room_for_name)
    return literal(f"{name}{' ' * max(1, width - len(name) - len(turn))}{turn}", "bold")


def _framings(outcome: Outcome, column: Column, width: int) -> list[Content]:
    assert column.figure is not None  # noqa: S101 - only options with a figure are drawn
    return both_framings(outcome, column.figure, width)


def _people(column: Column, shape: tuple[int, int]) -> list[Content]:
    assert column.figure is not None  # noqa: S101 - only options with a figure are drawn
    return [coloured(row) for row in figures.picture(column.figure, *shape)]


def _denominator(column: Column) -> int:
    assert column.figure is not None  # noqa: S101 - only options with a figure are drawn
    return column.figure.denominator


def _short_foot(outcome: Outcome, column: Column, width: int, unnamed: int) -> list[Content]:
    """Return range, certainty and source, and what there was no room for and where it is."""
    sources = source_words([column.estimate] if column.estimate else [])
    rest = _rest(outcome, column, unnamed)
    more = f" ! Enter shows {_listed(rest)}." if rest else ""
    words = f"{_spread(column)}How sure: {outcome.certainty}. {sources} (F10).{more}"
    return wrapped(words, width, "$text-muted")


def _shortest_foot(outcome: Outcome, column: Column, width: int, unnamed: int) -> list[Content]:
    """Return range and certainty, and where the sources and everything else are."""
    figure = column.figure
    spread = ""
    if figure is not None and figure.low is not None and figure.high is not None:
        spread = f"Range {figures.number(figure.low)} to {figures.number(figure.high)}. "
    if column.estimate and column.estimate.range_kind == "between sources":
        spread = _spread(column)
    more = " ! Enter shows the rest." if _rest(outcome, column, unnamed) else ""
    if unnamed:
        more = f" ! Enter: {unnamed} with no figure, and more."
    words = f"{spread}How sure: {outcome.certainty}. Sources (F10).{more}"
    return wrapped(words, width, "$text-muted")


def _rest(outcome: Outcome, column: Column, unnamed: int) -> list[str]:
    """Return what there is besides, in words."""
    rest = ["who was counted"] if column.estimate and column.estimate.people else []
    rest += [f"{unnamed} with no figure"] if unnamed else []
    return [*rest, "what to bear in mind"] if outcome.caution else rest


def _spread(column: Column) -> str:
    if column.figure is None or column.figure.low is None or column.estimate is None:
        return ""
    words = figures.range_words(column.figure, column.estimate.range_kind)
    return f"{words[0].upper()}{words[1:]}. "


def _listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: "one, two and three"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _fitting(column: Column, width: int, room: int) -> tuple[int, int] | None:
    """Return the shape that is easiest to count among those that fit whole, or None."""
    denominator = _denominator(column)
    fitting = [
        shape
        for shape in SHAPES[denominator]
        if shape_width(shape) <= width and -(-denominator // shape[0]) <= room
    ]
    return fitting[0] if fitting else None
