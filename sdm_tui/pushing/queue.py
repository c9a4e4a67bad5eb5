"""Which revision of which record is to go where, and how far it got: a file that survives a crash.

It holds ids, times, addresses, hashes and states; never a token, a document, or a word that
anybody said. What is sent is made anew from the store.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, cast

from sdm_tui.errors import SdmError
from sdm_tui.locking import only_writer
from sdm_tui.own_folder import make_own_folder
from sdm_tui.pushing.delivery import Delivery, State
from sdm_tui.pushing.parcel import Parcel

_VERSION: Final = 1
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS pushes (
    server TEXT NOT NULL, system TEXT NOT NULL, value TEXT NOT NULL, record TEXT NOT NULL,
    digest TEXT NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL, locations TEXT NOT NULL,
    tries INTEGER NOT NULL, asked TEXT NOT NULL, tried TEXT NOT NULL, ended TEXT NOT NULL,
    PRIMARY KEY (server, system, value)
)
"""
_COLUMNS: Final = (
    "server, system, value, record, digest, state, why, locations, tries, asked, tried, ended"
)
_SENT: Final = "was sent the document and had not answered when sdm-tui was ended"
_KEY: Final = "server = ? AND system = ? AND value = ?"


@dataclass(frozen=True)
class Push:
    """One revision of one record on its way to one server."""

    server: str
    system: str
    value: str
    """With `system` the identifier of the bundle, of its own for each revision of the record."""
    record_id: str
    digest: str
    """SHA-256 of the content that was, or is to be, sent."""
    state: State
    why: str
    """Plain words that follow "the server"."""
    locations: tuple[str, ...]
    """Where the server has it, such as "Bundle/12"."""
    tries: int
    asked: str
    """When a person asked for it, in ISO 8601."""
    tried: str
    """When it was last sent, or ""."""
    ended: str
    """When the state was last found out, or ""."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from all others."""
        return self.server, self.system, self.value

    @property
    def has_arrived(self) -> bool:
        """Whether nothing is left to do."""
        return self.state == "arrived"


class Queue:
    """The pushes of one store; every change is on the disk when its method returns.

    Every method raises SdmError where the file cannot be read or written.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def pushes(self, server: str | None = None) -> list[Push]:
        """Return every push, or those to one server, the one asked for last at the end."""
        with self._using() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM pushes ORDER BY asked, rowid")  # noqa: S608
            return [push for row in rows if server in {None, (push := _push(row)).server}]

    def add(self, parcel: Parcel, server: str, at: datetime) -> Push:
        """Return the push of a parcel, made or taken up again; an unanswered try stays known.

        Earlier revisions of the record that did not arrive there are no longer to be sent.
        """
        key = (server, parcel.identifier_system, parcel.identifier_value)
        with self._using() as connection:
            connection.execute(
                "DELETE FROM pushes WHERE server = ? AND record = ? AND value <> ? "
                "AND state NOT IN ('arrived', 'not known')",
                (server, parcel.record_id, parcel.identifier_value),
            )
            connection.execute(
                f"INSERT INTO pushes ({_COLUMNS}) "  # noqa: S608
                "VALUES (?, ?, ?, ?, ?, 'waiting', '', '', 0, ?, '', '') "
                "ON CONFLICT DO UPDATE SET asked = excluded.asked, digest = excluded.digest, "
                "state = CASE state WHEN 'not known' THEN state ELSE 'waiting' END",
                (*key, parcel.record_id, parcel.digest, at.isoformat()),
            )
        return self._one(key)

    def has_other_text(self, parcel: Parcel, server: str) -> bool:
        """Whether another text arrived under the same identifier: the server would keep that."""
        with self._using() as connection:
            query = f"SELECT digest FROM pushes WHERE state = 'arrived' AND {_KEY}"  # noqa: S608
            key = (server, parcel.identifier_system, parcel.identifier_value)
            found = connection.execute(query, key).fetchone()
        return found is not None and found[0] != parcel.digest

    def sending(self, push: Push, at: datetime) -> None:
        """Write down that a try is on its way: if nothing more is written, it is not known."""
        with self._using() as connection:
            connection.execute(
                f"UPDATE pushes SET state = 'not known', why = ?, tried = ?, tries = tries + 1 "  # noqa: S608
                f"WHERE {_KEY}",
                (_SENT, at.isoformat(), *push.key),
            )

    def ended(self, push: Push, delivery: Delivery, at: datetime) -> Push:
        """Write down how a push ended, and return it as it now stands."""
        with self._using() as connection:
            connection.execute(
                f"UPDATE pushes SET state = ?, why = ?, locations = ?, ended = ? WHERE {_KEY}",  # noqa: S608
                (
                    delivery.state,
                    delivery.why,
                    " ".join(delivery.locations),
                    at.isoformat(),
                    *push.key,
                ),
            )
        return self._one(push.key)

    def drop(self, record_id: str) -> int:
        """Forget every push of a record; return how many there were."""
        with self._using() as connection:
            return connection.execute("DELETE FROM pushes WHERE record = ?", (record_id,)).rowcount

    def _one(self, key: tuple[str, str, str]) -> Push:
        with self._using() as connection:
            query = f"SELECT {_COLUMNS} FROM pushes WHERE {_KEY}"  # noqa: S608
            return _push(connection.execute(query, key).fetchone())

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for one change, which is kept whole or not at all."""
        try:
            with self._connection:
                yield self._connection
        except sqlite3.Error as error:
            raise _unusable(self._path, error) from error


@contextmanager
def held_queue(path: Path) -> Iterator[Queue]:
    """Hold the queue of a file, made where there is none; no other process can meanwhile.

    Raises SdmError where another has it, or where it cannot be read or written.
    """
    with ExitStack() as held:
        try:
            make_own_folder(path.parent)
            held.enter_context(only_writer(path.with_name(f"{path.name}.lock"), waits=()))
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            connection = held.enter_context(closing(_connected(path)))
        except TimeoutError as error:
            raise SdmError(
                "Another copy of sdm-tui is pushing now. This one sent nothing.",
                '"sdm-tui push --status" says how far it is.',
            ) from error
        except (OSError, sqlite3.Error) as error:
            raise _unusable(path, error) from error
        yield Queue(connection, path)


def read_pushes(path: Path) -> list[Push]:
    """Return every push of a file, without holding it; none where there is no file.

    Raises SdmError where it cannot be read.
    """
    if not path.exists():
        return []
    try:
        with closing(_connected(path)) as connection:
            return Queue(connection, path).pushes()
    except sqlite3.Error as error:
        raise _unusable(path, error) from error


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10)
    try:
        connection.execute("PRAGMA synchronous = EXTRA")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise SdmError(
                f"{path} was written by a newer sdm-tui, so it is left as it is. Nothing was sent.",
                "Use that version.",
            )
        if version < _VERSION:
            connection.execute(_SCHEMA)
            connection.execute(f"PRAGMA user_version = {_VERSION}")
            connection.commit()
    except BaseException:
        connection.close()
        raise
    return connection


def _push(row: tuple[str, ...]) -> Push:
    server, system, value, record, digest, state, why, locations, tries, *times = row
    return Push(
        server,
        system,
        value,
        record,
        digest,
        cast("State", state),
        why,
        tuple(locations.split()),
        int(tries),
        *times,
    )


def _unusable(path: Path, error: Exception) -> SdmError:
    reason = getattr(error, "strerror", None) or "the file is damaged, or cannot be written"
    return SdmError(
        f"The list of what was pushed, {path}, cannot be used: {reason}. What it said last of each "
        "push still holds.",
        "If it cannot be mended, move it away and push again: the server is asked first, so "
        "nothing is stored twice.",
    )
