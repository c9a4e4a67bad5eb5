"""Reading past damaged pages: what can be read of a table is read, and the rest is named.

SQLite gives up a whole question at the first page that is malformed. A table's ids stand in two
indexes besides the table itself, so every row can then be asked for by itself.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

Found = tuple[int, str | None, int, int, bytes]
"""A row's id, name, revision, place and sealed body, which is empty where it cannot be read."""

_PRIMARY: Final = 0xFF
"""The part of SQLite's codes that says what kind of fault it is."""


def rows_where(
    connection: sqlite3.Connection, number: int, where: str, values: tuple[object, ...]
) -> list[Found]:
    """Return the rows of table `number` that fit; of one that cannot be read, what is told of it.

    Raises sqlite3.Error where nothing of the table can be read.
    """
    rows = f"rows_{number}"
    inside_change = connection.in_transaction
    try:
        return connection.execute(
            f"SELECT id, name, revision, place, body FROM {rows} {where}",  # noqa: S608
            values,
        ).fetchall()
    except sqlite3.Error as error:
        _pass_over(error, inside_change=inside_change)
    with closing(sqlite3.connect(":memory:")) as index:
        index.execute(f"CREATE TABLE {rows} (id INTEGER PRIMARY KEY, name TEXT, place INTEGER)")
        index.executemany(f"INSERT INTO {rows} VALUES (?, ?, ?)", known(connection, number))  # noqa: S608
        fitting = index.execute(f"SELECT id, name, place FROM {rows} {where}", values).fetchall()  # noqa: S608
    return [_row(connection, number, *row) for row in fitting]


def ids_and_names(connection: sqlite3.Connection, number: int) -> list[tuple[int, str | None]]:
    """Return the id and name of each row of table `number` in the order of ids, from the index.

    Raises sqlite3.Error where nothing of the table can be read.
    """
    inside_change = connection.in_transaction
    try:
        # The index holds the ids too and is far smaller than the rows.
        return sorted(
            connection.execute(
                f"SELECT id, name FROM rows_{number} INDEXED BY rows_{number}_name"  # noqa: S608
            ),
            key=lambda pair: pair[0],
        )
    except sqlite3.Error as error:
        _pass_over(error, inside_change=inside_change)
    return [(row_id, name) for row_id, name, _ in known(connection, number)]


def _pass_over(error: sqlite3.Error, *, inside_change: bool) -> None:
    """Raise the error again unless it may lie with one page only.

    inside_change: a sector that cannot be read may then have ended the transaction, so that
    nothing may go on.
    """
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    is_bad_sector = code == sqlite3.SQLITE_IOERR and not inside_change
    if not (code == sqlite3.SQLITE_CORRUPT or is_bad_sector):
        raise error


def known(connection: sqlite3.Connection, number: int) -> list[tuple[int, str | None, int]]:
    """Return the id, name and place of every row that the table or an index still tells of.

    A place that is not told is 0. Raises sqlite3.Error where nothing is told at all.
    """
    rows = f"rows_{number}"
    names: dict[int, str | None] = {}
    places: dict[int, int] = {}
    last: sqlite3.Error | None = None
    for column, told in (("place", places), ("name", names)):
        for source in (f"INDEXED BY {rows}_{column}", "NOT INDEXED"):
            # A page that cannot be read ends the reading, so it is approached from both ends.
            by = "id" if source == "NOT INDEXED" else column
            for way in ("ASC", "DESC"):
                sql = f"SELECT id, {column} FROM {rows} {source} ORDER BY {by} {way}"  # noqa: S608
                fault = _told(connection, sql, told)
                last = fault or last
                if fault is None:
                    break
            if fault is None:
                break
    ids = sorted(names.keys() | places.keys())
    if not ids and last is not None:
        raise last
    return [(i, names.get(i), places.get(i, 0)) for i in ids]


def _told(connection: sqlite3.Connection, sql: str, told: dict[int, Any]) -> sqlite3.Error | None:
    """Add what a question is answered before it fails; return how it failed, or None."""
    try:
        for row_id, value in _answers(connection, sql):
            told.setdefault(row_id, value)
    except sqlite3.Error as error:
        return error
    return None


def _answers(connection: sqlite3.Connection, sql: str) -> Iterator[tuple[int, Any]]:
    cursor = connection.execute(sql)
    try:
        yield from cursor
    finally:
        cursor.close()


def _row(
    connection: sqlite3.Connection, number: int, row_id: int, name: str | None, place: int
) -> Found:
    try:
        found: Found | None = connection.execute(
            f"SELECT id, name, revision, place, body FROM rows_{number} WHERE id = ?",  # noqa: S608
            (row_id,),
        ).fetchone()
    except sqlite3.Error:
        found = None
    return found or (row_id, name, 0, place, b"")
