"""One SQLite file as the store wants it: durable, nothing left beside it, honest about faults."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote
from uuid import uuid4

from sdm_tui.errors import StoreUnreadable

APPLICATION: Final = 0x53444D54
"""SQLite's mark for whose file it is: "SDMT"."""
SCHEMA: Final = 2
"""The number of the format; 1 was a JSON file."""
_BUSY: Final = 5.0
"""Seconds to wait for another copy in the middle of a write, which takes milliseconds."""

_TABLES: Final = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE slots (name TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE failures (at TEXT NOT NULL);
CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER NOT NULL, body BLOB);
CREATE TABLE log (sequence INTEGER PRIMARY KEY, body BLOB NOT NULL, link BLOB NOT NULL);
CREATE TABLE tables (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, last_id INTEGER NOT NULL DEFAULT 0
);
"""


def connect(path: Path, *, is_writable: bool) -> sqlite3.Connection:
    """Open a store's file that is there; raises sqlite3.Error.

    is_writable: False opens it so that SQLite itself refuses every change.
    """
    mode = "rw" if is_writable else "ro"
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
        uri=True,
        timeout=_BUSY,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    # A flipped bit in a name is that record's fault and must not keep others from being read.
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    try:
        # A rollback journal: at rest there is one file, also on a network folder. EXTRA flushes
        # the folder once the journal is removed; one that came back after a power failure would
        # undo the last change. Freed pages are zeroed, and nothing is ever written to a temporary
        # file.
        connection.executescript(
            "PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON; "
            "PRAGMA synchronous=EXTRA; PRAGMA fullfsync=ON; PRAGMA cell_size_check=ON;"
        )
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except UnicodeDecodeError as error:
        # SQLite names what it finds damaged, in whatever bytes are there.
        connection.close()
        fault = sqlite3.DatabaseError("database disk image is malformed")
        fault.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise fault from error
    except BaseException:
        connection.close()
        raise
    return connection


def create(path: Path) -> sqlite3.Connection:
    """Make an empty store's file, readable by its owner only, and open it.

    The caller fills it in one transaction that it has already begun. Raises sqlite3.Error or
    OSError.
    """
    path.touch(mode=0o600, exist_ok=True)
    connection = connect(path, is_writable=True)
    try:
        connection.execute("BEGIN IMMEDIATE")
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id={APPLICATION}")
        connection.execute(f"PRAGMA user_version={SCHEMA}")
    except BaseException:
        connection.close()
        raise
    return connection


def schema_of(connection: sqlite3.Connection, path: Path) -> int:
    """Return the number of a store's format; raises StoreUnreadable for another's file."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION or schema < SCHEMA:
        raise not_a_store(path, "was not written by sdm-tui")
    return int(schema)


def not_a_store(path: Path, what: str) -> StoreUnreadable:
    """Return the error for a file that is none of ours; `what` completes the sentence."""
    return StoreUnreadable(
        f"{path} {what}, so it is not a store of consultations. It is left exactly as it was.",
        "Put back a backup (sdm-tui store restore FILE), move it away to start a new store, or "
        "choose another folder.",
    )


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give the name of a new file beside another, and leave nothing of it that was not renamed."""
    fresh = path.with_name(f"{path.name}.{uuid4().hex[:8]}.tmp")
    try:
        yield fresh
    finally:
        for left in (fresh, fresh.with_name(f"{fresh.name}-journal")):
            with suppress(OSError):
                left.unlink()


def roll_back(connection: sqlite3.Connection) -> None:
    """Undo what was not committed, as far as the file still answers."""
    with suppress(sqlite3.Error):
        if connection.in_transaction:
            connection.execute("ROLLBACK")
