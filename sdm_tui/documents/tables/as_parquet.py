"""A table as Parquet with typed columns; it needs pyarrow, which is an optional extra."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from sdm_tui.documents.tables.columns import Kind, Row, Table
from sdm_tui.errors import SdmError

if TYPE_CHECKING:
    import pyarrow

_ROWS_AT_ONCE: Final = 20_000
"""A row group; so many rows are held in memory."""


def need_pyarrow() -> None:
    """Raise SdmError where Parquet cannot be written, saying what to install."""
    try:
        import pyarrow.parquet  # noqa: F401 - only to know that it is there
    except ImportError as error:
        raise SdmError(
            "Parquet files need pyarrow, which is not installed. Nothing was written.",
            'Install it with: pip install "sdm-tui[insights]". CSV needs nothing more.',
        ) from error


class ParquetWriter:
    """Writes the rows of one table to a binary stream, which is left open."""

    def __init__(self, table: Table[Any], stream: BinaryIO, notices: Sequence[str]) -> None:
        """Begin the file; notices: what must be said with the table, kept in its metadata."""
        import pyarrow as pa
        from pyarrow import parquet

        fields = [
            pa.field(column.name, _type(column.kind), metadata={"meaning": column.meaning})
            for column in table.columns
        ]
        about = {"table": table.meaning, "notices": json.dumps(list(notices), ensure_ascii=False)}
        self._schema = pa.schema(fields, metadata=about)
        self._file = parquet.ParquetWriter(stream, self._schema, compression="zstd")
        self._rows: list[Row] = []

    def add(self, row: Row) -> None:
        """Take a row, and write those that were taken once there are enough; raises OSError."""
        self._rows.append(row)
        if len(self._rows) >= _ROWS_AT_ONCE:
            self._write()

    def close(self) -> None:
        """Write what is left, and the end of the file; raises OSError."""
        if self._rows:
            self._write()
        self._file.close()

    def abandon(self) -> None:
        """Let go of the stream; pyarrow would otherwise finish its file there later."""
        self._rows.clear()
        self._file.is_open = False

    def _write(self) -> None:
        import pyarrow as pa

        columns = zip(*self._rows, strict=True)
        arrays = [
            pa.array(cells, type=field.type)
            for cells, field in zip(columns, self._schema, strict=True)
        ]
        self._file.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows.clear()


def _type(kind: Kind) -> "pyarrow.DataType":
    import pyarrow as pa

    match kind:
        case "key":
            return pa.string()
        case "text":
            return pa.dictionary(pa.int32(), pa.string())
        case "whole number":
            return pa.int32()
        case "true or false":
            return pa.bool_()
        case "list":
            return pa.list_(pa.string())
