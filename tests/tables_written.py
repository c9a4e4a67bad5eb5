"""Tables written to memory, for tests: as CSV or Parquet, and read back by other code."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from pyarrow import parquet

from sdm_tui.documents.tables.as_csv import CsvWriter
from sdm_tui.documents.tables.as_parquet import ParquetWriter
from sdm_tui.documents.tables.case import Case
from sdm_tui.documents.tables.every import TABLES, write_tables


def csv_files(cases: Sequence[Case], *, has_bom: bool = False) -> dict[str, str]:
    """Return the text of every CSV file, by the table's name."""
    streams = [io.BytesIO() for _ in TABLES]
    both = zip(TABLES, streams, strict=True)
    written = write_tables(cases, [CsvWriter(t, s, has_bom=has_bom) for t, s in both])
    assert written == len(cases)
    return {t.name: s.getvalue().decode() for t, s in zip(TABLES, streams, strict=True)}


def csv_rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file, by column."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def parquet_files(cases: Sequence[Case], notices: Sequence[str] = ()) -> dict[str, Any]:
    """Return every table as pyarrow reads it, by the table's name."""
    streams = [io.BytesIO() for _ in TABLES]
    both = zip(TABLES, streams, strict=True)
    write_tables(cases, [ParquetWriter(t, s, notices) for t, s in both])
    return {
        t.name: parquet.read_table(io.BytesIO(s.getvalue()))
        for t, s in zip(TABLES, streams, strict=True)
    }
