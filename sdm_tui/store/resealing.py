"""What one store holds, sealed anew into another: rows, lists and audit log, in their order.

A row keeps its id, name, revision and place, so that lists and entries still fit it.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, cast

from sdm_tui.store import log
from sdm_tui.store.engine import Engine
from sdm_tui.store.entries import entry_content, entry_in
from sdm_tui.store.rows import Row
from sdm_tui.store.sealing import Damaged, row_context
from sdm_tui.store.tables import CONSULTATIONS, FINISHED, IN_PROGRESS, LISTS, validated
from sdm_tui.store.verifying import EARLIER_MARKS, MARK, place_of

_CHUNK: Final = 500
"""Entries of the log that are read at once."""


class Changed(Exception):
    """A store does not give again what it gave a moment ago."""


def lost_rows(engine: Engine) -> list[str]:
    """Return what each row is called that does not open, and each table that gives no rows."""
    lost = []
    for table in engine.table_names():
        try:
            lost += [place_of(table, row) for row in _read(engine, table) if row.content is None]
        except sqlite3.Error:
            lost.append(_rest_of(table))
    with engine.turn:
        known = {f"rows_{engine.number_of(table)}" for table in engine.table_names()}
        found = engine.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        nameless = [name for (name,) in found if name.startswith("rows_") and name not in known]
    return [*lost, *(f"the table {name!a}, whose name is damaged" for name in nameless)]


def copy_rows(engine: Engine, fresh: Engine, lost: Collection[str]) -> None:
    """Put every row that opens in a new store, inside the change that fills it.

    lost: what does not open, as `lost_rows` found it. Raises Changed where more does not.
    """
    highest = 0
    for table in engine.table_names():
        number = fresh.made(table)
        for row in _rows(engine, table, lost):
            if row.content is not None:
                _insert(fresh, table, row)
                highest = max(highest, row.place)
        with engine.turn, suppress(sqlite3.DatabaseError):
            for given in engine.connection.execute(
                "SELECT last_id FROM tables WHERE name = ?", (table,)
            ).fetchall():
                fresh.connection.execute(
                    "UPDATE tables SET last_id = max(last_id, ?) WHERE number = ?", (*given, number)
                )
    # The count of changes stands in clear too, which serves where the head does not open.
    with engine.turn, suppress(sqlite3.Error):
        for (sequence,) in engine.connection.execute("SELECT sequence FROM head").fetchall():
            if isinstance(sequence, int):
                highest = max(highest, sequence)
    fresh.head.sequence = max(highest, fresh.head.sequence)


def mend_lists(fresh: Engine) -> None:
    """Give each record without an entry one, and take out entries whose record is not there."""
    listed: set[str] = set()
    for table in LISTS:
        for row in list(fresh.rows(table)):
            entry = entry_in(row.content or {})
            if entry is not None and fresh.named(CONSULTATIONS, entry.id):
                listed.add(entry.id)
            else:
                number = int(fresh.made(table))
                fresh.connection.execute(f"DELETE FROM rows_{number} WHERE id = ?", (row.id,))  # noqa: S608
    for record_id, name in fresh.names_of(CONSULTATIONS):
        record = fresh.row(CONSULTATIONS, record_id)
        if record is None or name is None or name in listed:
            continue
        found = validated(record.content or {})
        if not isinstance(found, str) and len(fresh.named(CONSULTATIONS, name)) == 1:
            table = FINISHED if found.is_sealed else IN_PROGRESS
            content = entry_content(found, record.revision)
            _insert(fresh, table, Row(fresh.next_id(table), name, 1, record.place, content))


def log_is_whole(engine: Engine) -> bool:
    """Whether every entry of the log is there and readable, up to the one that the head names."""
    last = 0
    try:
        for entry in log.entries(engine):
            if isinstance(entry, log.Broken):
                return False
            last = entry.sequence
    except (sqlite3.Error, AttributeError, TypeError):
        return False
    try:
        head = engine.read_head()
    except (Damaged, sqlite3.Error):
        return True  # the chain itself is whole, and nothing says that it went on
    return (last, log.link_at(engine, last)) == (head.log_sequence, head.log_link)


def copy_log(engine: Engine, fresh: Engine) -> None:
    """Put the whole log in a new store of the same key, byte for byte: marks on paper stay good."""
    last = 0
    while rows := _log_rows(engine, last):
        if rows[-1][0] <= last:
            raise Changed
        fresh.connection.executemany("INSERT INTO log VALUES (?, ?, ?)", rows)
        last = rows[-1][0]
    fresh.head.log_sequence, fresh.head.log_link = last, log.link_at(fresh, last)


def chain_anew(engine: Engine, fresh: Engine) -> None:
    """Chain every readable entry of the log in a new store, and keep the marks that are on paper.

    An entry keeps its words and its moment; where one is missing, those after it move up.
    """
    marks: list[str] = []
    with suppress(sqlite3.Error, AttributeError, TypeError):
        for entry in log.entries(engine):
            if isinstance(entry, log.LogEntry):
                marks += ["-" * MARK] * (entry.sequence - 1 - len(marks))
                marks.append(log.link_at(engine, entry.sequence)[:MARK])
                what = cast("log.What", entry.what)
                log.append(fresh, _moment(entry.at), entry.who, what, entry.record, entry.why)
    number = fresh.next_id(EARLIER_MARKS)
    fresh.put(EARLIER_MARKS, number, {"marks": "".join(marks)})


def is_copied(engine: Engine, fresh: Engine, lost: Collection[str]) -> bool:
    """Whether a new store gives each row as the old one does; lists are mended where any is lost.

    Raises sqlite3.Error.
    """
    for table in engine.table_names():
        if table == EARLIER_MARKS or (lost and table in LISTS):
            continue
        kept = 0
        for row in _rows(engine, table, lost):
            if row.content is not None:
                kept += 1
                if _as_text(row) != _as_text(fresh.row(table, row.id)):
                    return False
        if kept != fresh.count(table):
            return False
    return True


def _rows(engine: Engine, table: str, lost: Collection[str]) -> Iterator[Row]:
    try:
        for row in _read(engine, table):
            if row.content is None and place_of(table, row) not in lost:
                raise Changed
            yield row
    except sqlite3.Error:
        if _rest_of(table) not in lost:
            raise


def _read(engine: Engine, table: str) -> Iterator[Row]:
    """Yield every row once, also where the table has lost its order and only an index knows it."""
    seen: set[int] = set()
    for row in engine.rows(table):
        if row.id not in seen:
            seen.add(row.id)
            yield _opened(engine, table, row)
    for row_id, name in engine.names_of(table):
        if row_id not in seen:
            row = engine.row(table, row_id) or Row(row_id, name, 0, 0, None)
            yield _opened(engine, table, row)


def _opened(engine: Engine, table: str, row: Row) -> Row:
    """Return a row; one that does not open by what the table says of it may by its index."""
    if row.content is not None:
        return row
    name = dict(engine.names_of(table)).get(row.id)
    named = [] if name in {None, row.name} else engine.named(table, str(name))
    found = [other for other in named if (other.id, other.name) == (row.id, name)]
    return next((other for other in found if other.content is not None), row)


def _as_text(row: Row | None) -> tuple[object, ...] | None:
    # As text, what is no number is equal to itself.
    if row is None:
        return None
    return (row.id, row.name, row.revision, row.place, json.dumps(row.content))


def _rest_of(table: str) -> str:
    return f"the rest of the table {table!a}"


def _insert(fresh: Engine, table: str, row: Row) -> None:
    number = int(fresh.made(table))
    context = row_context(table, row.id, row.revision, row.name)
    content = json.dumps(row.content, separators=(",", ":")).encode()
    fresh.connection.execute(
        f"INSERT INTO rows_{number} VALUES (?, ?, ?, ?, ?)",  # noqa: S608
        (row.id, row.name, row.revision, row.place, fresh.sealing.seal(content, context)),
    )
    fresh.connection.execute(
        "UPDATE tables SET last_id = max(last_id, ?) WHERE number = ?", (row.id, number)
    )


def _log_rows(engine: Engine, last: int) -> list[tuple[int, bytes, bytes]]:
    with engine.turn:
        return engine.connection.execute(
            "SELECT sequence, body, link FROM log WHERE sequence > ? ORDER BY sequence LIMIT ?",
            (last, _CHUNK),
        ).fetchall()


def _moment(at: object) -> datetime:
    try:
        return datetime.fromisoformat(str(at))
    except ValueError:
        return datetime.fromtimestamp(0, UTC)  # nobody can have meant it
