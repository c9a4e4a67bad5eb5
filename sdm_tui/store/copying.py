"""A store's file copied while it is in use, read back, and only then given its name."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sdm_tui.errors import StoreUnreadable
from sdm_tui.replacing import flush_folder, rename_over
from sdm_tui.store import log
from sdm_tui.store.engine import Engine
from sdm_tui.store.file import SCHEMA, beside, connect, schema_of
from sdm_tui.store.opening import NAMES
from sdm_tui.store.sealing import Damaged, Plain, Sealing

_PAGES: Final = 300
"""Pages copied at once, some milliseconds' worth: others write in between."""
_ROUNDS: Final = 3
"""Copying begins anew whenever another process writes; after so many rounds it is done at once."""
_PAUSE: Final = 0.01
"""Seconds to wait while something is being written."""


class _TooOften(Exception):
    """Copying began anew again and again."""


@contextmanager
def being_copied(source: sqlite3.Connection, near: Path) -> Iterator[Path]:
    """Copy an open store to a temporary file beside `near`, on the disk and for its owner only.

    Whoever asked for it gives it another name; without that it is removed. Raises sqlite3.Error or
    OSError.
    """
    with beside(near) as fresh:
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        target = connect(fresh, is_writable=True)
        try:
            _copy(source, target)
        finally:
            target.close()
        with fresh.open("r+b") as file:
            os.fsync(file.fileno())
        yield fresh


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a store's file on its own, as for copying it; raises sqlite3.Error."""
    try:
        # Only so is a change undone that a crash left half done in it.
        connection = connect(path, is_writable=True)
    except sqlite3.Error:
        connection = connect(path, is_writable=False)
    try:
        yield connection
    finally:
        connection.close()


def about(path: Path) -> dict[str, str]:
    """Return what a store's file says about itself; raises StoreUnreadable or sqlite3.Error."""
    with opened(path) as connection:
        if schema_of(connection, path) > SCHEMA:
            raise StoreUnreadable(
                f"{path} was written by a newer sdm-tui. It is left exactly as it was.",
                "Use the newer sdm-tui.",
            )
        return dict(connection.execute("SELECT name, value FROM about").fetchall())


def sealing_of(described: dict[str, str]) -> Plain | None:
    """Return how the rows of a store are sealed, where no key is needed to know it."""
    is_plain = described.get("encryption") == "none"
    return Plain(described.get("store", "")) if is_plain else None


def faults_in(path: Path, sealing: Sealing | None) -> list[str]:
    """Return what is wrong with a store's file, in a few words each; every row is opened.

    sealing: None where its key is not at hand; then only the file itself is looked at. Raises
    sqlite3.Error.
    """
    with opened(path) as connection:
        connection.execute("BEGIN")
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        faults = [] if found == "ok" else ["pages of the file"]
        if sealing is not None:
            with suppress(sqlite3.Error):
                faults += _faults_of_rows(Engine(connection, path, sealing, NAMES))
                return faults
            faults.append("rows that the file does not give")
        return faults


def named_anew(fresh: Path, path: Path) -> Path:
    """Give a finished file its name, or the next that no file has; return that. Raises OSError."""
    number, name = 1, path
    while True:
        try:
            put_under(fresh, name)
        except FileExistsError:
            number += 1
            name = path.with_stem(f"{path.stem}-{number}")
        else:
            return name


def put_under(fresh: Path, path: Path) -> None:
    """Give a finished file its name; raises FileExistsError where another has it, or OSError."""
    # Made empty first, since a file of this name must never be replaced.
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        rename_over(fresh, path)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
    flush_folder(path.parent)


def _copy(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    steps = 0

    def go_on(_status: int, _remaining: int, total: int) -> None:
        nonlocal steps
        steps += 1
        if steps > _ROUNDS * (total // _PAGES + 1):
            raise _TooOften

    try:
        source.backup(target, pages=_PAGES, progress=go_on, sleep=_PAUSE)
    except _TooOften:
        source.backup(target, sleep=_PAUSE)


def _faults_of_rows(engine: Engine) -> list[str]:
    faults = [
        f"{table} {row.id}"
        for table in engine.table_names()
        for row in engine.rows(table)
        if row.content is None
    ]
    entries = log.entries(engine)
    faults += [f"log {entry.sequence}" for entry in entries if isinstance(entry, log.Broken)]
    try:
        head = engine.read_head()
    except Damaged:
        return [*faults, "what vouches for the whole"]
    if engine.tally_of_rows() != head.tally:
        faults.append("rows changed, removed or put in behind the store's back")
    if log.link_at(engine, head.log_sequence) != head.log_link:
        faults.append("the end of the log")
    return faults
