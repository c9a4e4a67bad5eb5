"""Every table there is, and one pass over the consultations that fills all of them."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, Protocol

from sdm_tui.documents.tables.case import Case
from sdm_tui.documents.tables.columns import Row, Table
from sdm_tui.documents.tables.consultations import CONSULTATIONS
from sdm_tui.documents.tables.options import OPTIONS
from sdm_tui.documents.tables.outcomes import OUTCOMES
from sdm_tui.documents.tables.ratings import RATINGS

TABLES: Final[tuple[Table[Any], ...]] = (CONSULTATIONS, OPTIONS, OUTCOMES, RATINGS)


class Writer(Protocol):
    """What puts the rows of one table in a file."""

    def add(self, row: Row) -> None:
        """Write a row, now or with the next ones."""

    def close(self) -> None:
        """Write what is left, and leave the stream open."""

    def abandon(self) -> None:
        """Let go of the stream, whose file will not be finished."""


def write_tables(cases: Iterable[Case], writers: Sequence[Writer]) -> int:
    """Write every row of every consultation and return how many consultations there were.

    cases: taken one at a time and not held, in the order in which they are to stand. That order
    should say nothing, so it is best that of their keys. writers: one for each of TABLES. Raises
    OSError.
    """
    count = 0
    try:
        for case in cases:
            for table, writer in zip(TABLES, writers, strict=True):
                for row in table.rows(case):
                    writer.add(row)
            count += 1
        for writer in writers:
            writer.close()
    except BaseException:
        for writer in writers:
            writer.abandon()
        raise
    return count
