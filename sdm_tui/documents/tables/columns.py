"""What a table is made of: named columns, each with its type, its meaning and its value.

The files and the data dictionary come from these same definitions, so neither can say what the
other does not.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from sdm_tui.documents.tables.case import Case

Cell = str | int | bool | tuple[str, ...] | None
"""None is an empty cell."""
Kind = Literal["key", "text", "whole number", "true or false", "list"]
"""key: a text that differs in every consultation. list: several texts."""
Row = tuple[Cell, ...]
Of = TypeVar("Of")
"""What one row of a table is about."""


@dataclass(frozen=True)
class Column(Generic[Of]):
    """One column: what it is called, what it holds and how that is found."""

    name: str
    kind: Kind
    meaning: str
    """One or more sentences; also what an empty cell means, where there can be any."""
    value: Callable[[Of], Cell]


@dataclass(frozen=True)
class Table(Generic[Of]):
    """One table: its columns, and what it has a row for in each consultation."""

    name: str
    """Also the name of its file, without the ending."""
    meaning: str
    """What one row is."""
    columns: tuple[Column[Of], ...]
    each: Callable[[Case], Iterable[Of]]

    def rows(self, case: Case) -> Iterator[Row]:
        """Yield the rows of one consultation, with a cell for every column."""
        for about in self.each(case):
            yield tuple(column.value(about) for column in self.columns)
