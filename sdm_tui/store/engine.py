"""Documents in a SQLite file: each sealed in a row of its own, and all of them vouched for.

A change costs the same at ten records as at fifty thousand, and reading one record loads no other.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any, Final

from sdm_tui.store.file import roll_back
from sdm_tui.store.past_damage import ids_and_names, rows_where
from sdm_tui.store.rows import LONGEST_NAME, Content, Head, Row
from sdm_tui.store.sealing import TAG, Damaged, Sealing, row_context

_CHUNK: Final = 200
"""Rows read at once: no cursor stays open, so reading never holds up another copy's writing."""
_decode: Final = json.JSONDecoder().raw_decode
"""Without the looks for blanks around the content, which was written here and has none."""
_TALLY: Final = 1 << 256


class Engine:
    """One open file: transactions, rows and the head; safe to use from several threads."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        sealing: Sealing,
        names: Mapping[str, str] | None = None,
    ) -> None:
        """Work on an open store.

        names: for a table, the field by which its documents are found without reading the others.
        """
        self.connection = connection
        self.path = path
        self.sealing = sealing
        self.names = dict(names or {})
        self.turn = RLock()
        self.damaged: dict[tuple[str, int], str | None] = {}
        """Rows that did not open when something passed over them, with their names."""
        self._depth = 0
        self._undone = 0
        self._spoilt: sqlite3.Error | None = None
        self._head = Head()

    @contextmanager
    def change(self) -> Iterator[None]:
        """Make everything inside one transaction: all of it is on disk afterwards, or none.

        Raises sqlite3.Error, or Damaged where the head of the store does not open.
        """
        with self.turn:
            if self._depth:
                self._depth += 1
                try:
                    yield
                except sqlite3.Error as error:
                    self._spoilt = error
                    raise
                finally:
                    self._depth -= 1
                return
            self.connection.execute("BEGIN IMMEDIATE")
            self._depth, self._spoilt = 1, None
            try:
                self._head = self.read_head()
                yield
                if self._spoilt is not None:
                    raise self._spoilt  # half of what failed may be written; it is not kept
                self._write_head()
                self.connection.execute("COMMIT")
            except BaseException:
                roll_back(self.connection)
                self._undone += 1
                raise
            finally:
                self._depth = 0

    @property
    def is_changing(self) -> bool:
        """Whether a change is being made."""
        return self._depth > 0

    @property
    def head(self) -> Head:
        """The head inside a change, to be read and moved on."""
        return self._head

    def read_head(self) -> Head:
        """Return the head as the file has it; raises Damaged."""
        with self.turn:
            row = self.connection.execute("SELECT sequence, body FROM head").fetchone()
            if row is None and self._is_blank():
                return Head()
        if row is None:
            raise Damaged
        sequence, body = row
        if not isinstance(body, bytes):
            raise Damaged
        try:
            match json.loads(self.sealing.unseal(body, _head_context(sequence))):
                case {"tally": str(tally), "log": [int(number), str(link)]}:
                    return Head(sequence, int(tally, 16), number, link)
        except ValueError as error:
            raise Damaged from error
        raise Damaged

    def _is_blank(self) -> bool:
        found = self.connection.execute("SELECT 1 FROM tables UNION ALL SELECT 1 FROM log LIMIT 1")
        return found.fetchone() is None

    def _write_head(self) -> None:
        head = self._head
        content = {"tally": f"{head.tally:x}", "log": [head.log_sequence, head.log_link]}
        body = self.sealing.seal(json.dumps(content).encode(), _head_context(head.sequence))
        self.connection.execute(
            "INSERT INTO head VALUES (1, ?, ?) "
            "ON CONFLICT (one) DO UPDATE SET sequence = excluded.sequence, body = excluded.body",
            (head.sequence, body),
        )

    def table_names(self) -> list[str]:
        """Return the names of all tables, oldest first."""
        with self.turn:
            numbers = self._numbers()
        return sorted(numbers, key=lambda name: numbers[name])

    def number_of(self, table: str) -> int | None:
        """Return the number that names a table's rows in the file, or None where there is none."""
        with self.turn:
            with suppress(sqlite3.DatabaseError):
                found = self.connection.execute(
                    "SELECT number FROM tables WHERE name = ?", (table,)
                ).fetchone()
                if found:
                    return int(found[0])
            return self._numbers().get(table)

    def _numbers(self) -> dict[str, int]:
        """Return each table's number by its name, as the table or its index tell of it.

        One damaged page among these few must not hide every record.
        """
        told: list[tuple[str, int]] = []
        fault: sqlite3.Error | None = None
        for source in ("INDEXED BY sqlite_autoindex_tables_1", "NOT INDEXED"):
            sql = f"SELECT name, number FROM tables {source}"  # noqa: S608
            try:
                told += self.connection.execute(sql).fetchall()
            except sqlite3.DatabaseError as error:
                fault = error
        if fault is not None and not told:
            raise fault
        return {name: number for name, number in told if isinstance(name, str)}

    def made(self, table: str) -> int:
        """Return a table's number, and make the table where there is none."""
        if (number := self.number_of(table)) is not None:
            return number
        with self.change():
            added = self.connection.execute("INSERT INTO tables (name) VALUES (?)", (table,))
            number = int(added.lastrowid or 0)
            rows = f"rows_{number}"
            self.connection.execute(
                f"CREATE TABLE {rows} (id INTEGER PRIMARY KEY, name TEXT, "
                "revision INTEGER NOT NULL, place INTEGER NOT NULL, body BLOB NOT NULL)"
            )
            self.connection.execute(f"CREATE INDEX {rows}_name ON {rows} (name)")
            self.connection.execute(f"CREATE INDEX {rows}_place ON {rows} (place)")
        return number

    def dropped(self, table: str) -> None:
        """Remove a table and its rows."""
        number = self.number_of(table)
        if number is None:
            return
        with self.change():
            for row_id in self.ids(table):
                self.remove(table, row_id)
            self.connection.execute(f"DROP TABLE rows_{number}")
            self.connection.execute("DELETE FROM tables WHERE number = ?", (number,))

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        try:
            return int(self._one(table, "SELECT count(*) FROM {rows}", ()) or 0)
        except sqlite3.Error:
            return len(self.ids(table))  # says it where more than one page is damaged

    def ids(self, table: str) -> list[int]:
        """Return the ids of a table's rows in order."""
        return [row_id for row_id, _ in self.names_of(table)]

    def names_of(self, table: str) -> list[tuple[int, str | None]]:
        """Return the id and name of each of a table's rows, without reading what they hold."""
        with self.turn:
            number = self.number_of(table)
            return [] if number is None else ids_and_names(self.connection, number)

    def has(self, table: str, row_id: int) -> bool:
        """Whether a table has a row, readable or not."""
        return self._one(table, "SELECT 1 FROM {rows} WHERE id = ?", (row_id,)) is not None

    def row(self, table: str, row_id: int) -> Row | None:
        """Return one row, or None where there is none."""
        return next(iter(self._rows(table, "WHERE id = ?", (row_id,))), None)

    def named(self, table: str, name: str, *, is_index_doubted: bool = False) -> list[Row]:
        """Return the rows that go by a name.

        is_index_doubted: look at every row, which takes a while, and not only at the index.
        """
        column = "+name" if is_index_doubted else "name"
        return self._rows(table, f"WHERE {column} = ? ORDER BY id", (name,))

    def rows(self, table: str) -> Iterator[Row]:
        """Yield every row in the order of their ids, a few at a time."""
        last = -(1 << 63)
        while chunk := self._rows(table, f"WHERE id > ? ORDER BY id LIMIT {_CHUNK}", (last,)):
            yield from chunk
            before, last = last, max(row.id for row in chunk)
            if last <= before:
                return  # a damaged table has lost its order and would go round in circles

    def newest(self, table: str, *, after: int = 0, chunk: int = _CHUNK) -> Iterator[Row]:
        """Yield rows, the last changed first, down to those that change number `after` wrote."""
        last = 1 << 62
        where = f"WHERE place < ? AND place > ? ORDER BY place DESC LIMIT {chunk}"
        while found := self._rows(table, where, (last, after)):
            yield from found
            before, last = last, min(row.place for row in found)
            if last >= before:
                return  # a damaged index has lost its order and would go round in circles

    def put(self, table: str, row_id: int, content: Content) -> int:
        """Keep a document in place of what was there; return its revision."""
        with self.change():
            number = self.made(table)
            old = self._sealed(number, row_id)
            revision = old[1] + 1 if old else 1
            name = self._name(table, content)
            context = row_context(table, row_id, revision, name)
            body = self.sealing.seal(json.dumps(content, separators=(",", ":")).encode(), context)
            self._head.sequence += 1
            if old:
                self._untally(table, row_id, old)
            self._tally(context, body)
            self.connection.execute(
                f"INSERT INTO rows_{number} VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "  # noqa: S608
                "name = excluded.name, revision = excluded.revision, place = excluded.place, "
                "body = excluded.body",
                (row_id, name, revision, self._head.sequence, body),
            )
            if not old:
                self.connection.execute(
                    "UPDATE tables SET last_id = max(last_id, ?) WHERE number = ?", (row_id, number)
                )
            return revision

    def remove(self, table: str, row_id: int) -> None:
        """Remove a row, readable or not; its bytes are zeroed in the file."""
        with self.change():
            number = self.number_of(table)
            old = None if number is None else self._sealed(number, row_id)
            if old is None:
                raise KeyError(row_id)
            self._head.sequence += 1
            self._untally(table, row_id, old)
            self.connection.execute(f"DELETE FROM rows_{number} WHERE id = ?", (row_id,))  # noqa: S608

    def next_id(self, table: str) -> int:
        """Return an id that no document of a table ever had."""
        # Where the count of ids was spoilt, the rows themselves still keep one from being taken.
        given = "SELECT max(last_id, ifnull((SELECT max(id) FROM {rows}), 0), 0) FROM tables "
        return int(self._one(table, given + "WHERE name = ?", (table,)) or 0) + 1

    def start_over(self, table: str) -> None:
        """Remove every row of a table and count its ids from 1 again."""
        with self.change():
            number = self.made(table)
            for row_id in self.ids(table):
                self.remove(table, row_id)
            self.connection.execute("UPDATE tables SET last_id = 0 WHERE number = ?", (number,))

    def put_in_order(self, table: str, ids: list[int]) -> None:
        """Give rows new places, so that the first of `ids` counts as the one changed last."""
        with self.change():
            number = self.made(table)
            for row_id in reversed(ids):
                self._head.sequence += 1
                self.connection.execute(
                    f"UPDATE rows_{number} SET place = ? WHERE id = ?",  # noqa: S608
                    (self._head.sequence, row_id),
                )

    def stands_at(self) -> tuple[int, int]:
        """Return what differs after any change, whoever made it."""
        with self.turn:
            (others,) = self.connection.execute("PRAGMA data_version").fetchone()
            return others, self.connection.total_changes + self._undone

    def tally_of_rows(self) -> int:
        """Return the tally worked out anew from every row, which takes a while."""
        tally = 0
        for table in self.table_names():
            for row_id in self.ids(table):
                with self.turn:
                    number = self.number_of(table)
                    old = None if number is None else self._sealed(number, row_id)
                if old:
                    context = row_context(table, row_id, old[1], old[0])
                    tally += _number(self.sealing.mac(context + old[2]))
        return tally % _TALLY

    def _one(self, table: str, sql: str, values: tuple[object, ...]) -> Any:
        with self.turn:
            number = self.number_of(table)
            if number is None:
                return None
            found = self.connection.execute(sql.format(rows=f"rows_{number}"), values).fetchone()
            return found[0] if found else None

    def _rows(self, table: str, where: str, values: tuple[object, ...]) -> list[Row]:
        with self.turn:
            number = self.number_of(table)
            found = [] if number is None else rows_where(self.connection, number, where, values)
        return [self._opened(table, *row) for row in found]

    def _opened(
        self, table: str, row_id: int, name: str | None, revision: int, place: int, body: bytes
    ) -> Row:
        # On a damaged page there may be anything in their place.
        name = name if isinstance(name, str) else None
        revision, place = (n if isinstance(n, int) else 0 for n in (revision, place))
        try:
            content = self.sealing.unseal(body, row_context(table, row_id, revision, name))
            found, _ = _decode(content.decode())
        except (Damaged, ValueError, TypeError, RecursionError):
            self.damaged[table, row_id] = name
            return Row(row_id, name, revision, place, None)
        return Row(row_id, name, revision, place, found if isinstance(found, dict) else None)

    def _sealed(self, number: int, row_id: int) -> tuple[str | None, int, bytes] | None:
        """Return a row's name, revision and tag."""
        found = self.connection.execute(
            f"SELECT name, revision, substr(body, -{TAG}) FROM rows_{number} WHERE id = ?",  # noqa: S608
            (row_id,),
        ).fetchone()
        if found is None:
            return None
        name, revision, tag = found
        # A flipped bit may make another kind of value of what was bytes.
        return name, revision, tag if isinstance(tag, bytes) else str(tag).encode()

    def _name(self, table: str, content: Content) -> str | None:
        found = content.get(self.names.get(table, ""))
        is_name = isinstance(found, str) and len(found) <= LONGEST_NAME and found.isprintable()
        return found if is_name else None

    def _tally(self, context: bytes, body: bytes) -> None:
        mac = _number(self.sealing.mac(context + body[-TAG:]))
        self._head.tally = (self._head.tally + mac) % _TALLY

    def _untally(self, table: str, row_id: int, old: tuple[str | None, int, bytes]) -> None:
        mac = _number(self.sealing.mac(row_context(table, row_id, old[1], old[0]) + old[2]))
        self._head.tally = (self._head.tally - mac) % _TALLY


def _number(mac: bytes) -> int:
    return int.from_bytes(mac, "big")


def _head_context(sequence: int) -> bytes:
    return f"head:{sequence}".encode()
