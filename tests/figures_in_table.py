"""Reads the table of all outcomes back, as columns or as cards, and holds it against the file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tests.figures_in_file import FileFigure, FileOutcome
from tests.figures_told import flowing, numbers_in, says

_CELL = re.compile(r"\S+(?: {1,2}\S+)*")
_GROUP = "Out of"


@dataclass(frozen=True)
class Row:
    """What the table says of one outcome."""

    cells: dict[str, str]
    """An option's id to what stands in its column, or beside its name on a card."""
    about: str
    """Everything else: the outcome's name, whom it is about, and what to bear in mind."""


def read_row(
    lines: Sequence[str], head: Sequence[str], order: Sequence[FileFigure], outcome: FileOutcome
) -> Row:
    """Take one outcome of the table apart; head: the lines above the first outcome."""
    columns = _columns(head, order)
    if not columns:
        return _card(lines, order)
    group = next(n for n, line in enumerate(lines) if line.strip().startswith(_GROUP))
    ends = [*(start for start, _ in columns[1:]), None]
    cells = {
        option: flowing(line[start:end] for line in lines[:group])
        for (start, option), end in zip(columns, ends, strict=True)
    }
    name = [line[: columns[0][0]] for line in lines[:group]]
    assert says(flowing(name), outcome.name), f"{flowing(name)} is not {outcome.name}"
    return Row(cells, flowing([*name, *lines[group:]]))


def _columns(head: Sequence[str], order: Sequence[FileFigure]) -> list[tuple[int, str]]:
    """Return where each option's column begins; none where the table is laid out as cards."""
    lines = [line for line in head if line.startswith(" " * 20)]
    if not lines:
        return []
    starts = [found.start() for found in _CELL.finditer(lines[0])]
    ends = [*starts[1:], None]
    names = [flowing(line[s:e] for line in lines) for s, e in zip(starts, ends, strict=True)]
    assert names == [figure.short_name for figure in order]
    return list(zip(starts, (figure.option for figure in order), strict=True))


def _card(lines: Sequence[str], order: Sequence[FileFigure]) -> Row:
    cells: dict[str, str] = {}
    about: list[str] = []
    left = list(order)
    for line in lines:
        if left and line.startswith(f"  {left[0].short_name} "):
            cells[left[0].option] = line.strip().removeprefix(left[0].short_name).strip()
            left.pop(0)
        else:
            about.append(line)
    return Row(cells, flowing(about))


def row_faults(row: Row, outcome: FileOutcome, denominator: int) -> list[str]:
    """Return what is wrong with a row: a cell that is not the file's, or any other number."""
    faults = []
    if not says(row.about, f"{denominator:,} {outcome.group}"):
        faults.append(f"{outcome.id}: the table does not say {denominator:,} {outcome.group}")
    left = numbers_in(row.about, outcome.words)
    if left != [denominator]:
        faults.append(f"{outcome.id}: {left} stand beside {denominator} in the table")
    for figure in outcome.figures:
        cell = row.cells.get(figure.option, "")
        numbers = figure.told(outcome.denominator, denominator)
        expected = f"{numbers[0]:,}{' more' if outcome.is_extra else ''}" if numbers else ""
        if len(numbers) == 4:
            expected += f" ({numbers[2]:,}-{numbers[3]:,})"
        is_fitting = cell == expected if numbers else bool(cell) and not numbers_in(cell)
        if not is_fitting:
            faults.append(f"{outcome.id}, {figure.option}: {cell!r} in place of {expected!r}")
    return faults
