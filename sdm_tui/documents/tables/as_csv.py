"""A table as CSV (RFC 4180) in UTF-8, safe to open in a spreadsheet.

A spreadsheet runs a cell that begins like a formula, whatever put it there. So such a text gets an
apostrophe before it (OWASP, "CSV Injection"); full-width forms of those signs count too, and signs
after white space or characters that nobody sees.
"""

import csv
import io
import unicodedata
from contextlib import suppress
from functools import lru_cache
from typing import Any, BinaryIO, Final

from sdm_tui.documents.tables.columns import Cell, Row, Table
from sdm_tui.documents.wording import visible

BETWEEN: Final = ";"
"""What stands between the texts of a list, none of which holds it."""
_REMEMBERED: Final = 8_192
"""Texts: those of an aid come again in every consultation."""
_BOM: Final = "\ufeff"
_RISKY_FIRST: Final = ("\t", "\r", "\n")
_RISKY: Final = "=+-@"
_UNSEEN: Final = {"Cc", "Cf", "Zs", "Zl", "Zp"}


class CsvWriter:
    """Writes the rows of one table to a binary stream, which is left open."""

    def __init__(self, table: Table[Any], stream: BinaryIO, *, has_bom: bool = False) -> None:
        """Write the header; has_bom: a mark at the start by which Excel knows UTF-8."""
        self._text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        if has_bom:
            self._text.write(_BOM)
        self._csv = csv.writer(self._text, lineterminator="\r\n")
        self._csv.writerow([column.name for column in table.columns])

    def add(self, row: Row) -> None:
        """Write a row; raises OSError."""
        self._csv.writerow([cell_text(cell) for cell in row])

    def close(self) -> None:
        """Write what is left; raises OSError."""
        self._text.flush()
        self._text.detach()

    def abandon(self) -> None:
        """Let go of the stream; what is left may be written or not."""
        with suppress(OSError, ValueError):
            self._text.detach()


def cell_text(cell: Cell) -> str:
    """Return what stands in a cell: whole numbers as digits, true or false, "" for nothing."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case int():
            return str(cell)
        case str():
            return neutral(cell)
        case _:
            return neutral(BETWEEN.join(cell))


@lru_cache(_REMEMBERED)
def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, with hidden characters spelt out."""
    return f"'{visible(text)}" if _is_risky(text) else visible(text)


def _is_risky(text: str) -> bool:
    if text.startswith(_RISKY_FIRST):
        return True
    first = next((c for c in text if unicodedata.category(c) not in _UNSEEN), "")
    # NFKC turns the full-width and small forms of a sign into the sign.
    return unicodedata.normalize("NFKC", first)[:1] in set(_RISKY)
