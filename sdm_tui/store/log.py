"""The audit log: who did what to which record, when and why; each entry is chained to the last.

A link is the MAC of the link before and of the sealed entry, so an entry that is changed, removed
or put in breaks the chain. Entries name a record by its id and never hold what was said.
"""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sdm_tui.store.engine import Engine
from sdm_tui.store.sealing import Damaged

What = Literal[
    "store made",
    "unlocked",
    "unlock failed",
    "opened",
    "changed",
    "finished",
    "amended",
    "exported",
    "erased",
    "backed up",
    "restored",
    "merged",
    "imported",
    "compacted",
    "passphrase changed",
    "recovery key changed",
    "login slot changed",
    "encrypted",
    "older copy noticed",
    "older copy accepted",
]
_WRITTEN: Final[frozenset[What]] = frozenset({"changed", "finished", "amended"})
_SETTLED: Final[frozenset[What]] = frozenset({"older copy accepted", "restored"})
_MOST: Final = 2**62
"""More than any entry's number."""
_CHUNK: Final = 500
_PRIMARY: Final = 0xFF
"""The part of SQLite's codes that says what kind of fault it is."""
_ENTRIES: Final = (
    "SELECT sequence, coalesce(CAST(body AS BLOB), x''), coalesce(CAST(link AS BLOB), x'') FROM log"
)
"""A flipped bit may make another kind of value of what was bytes."""
_SHOWN: Final = 8
"""Hexadecimal digits of a link that stand on paper."""


@dataclass(frozen=True)
class LogEntry:
    """One thing that was done."""

    sequence: int
    at: str
    """When, in ISO 8601."""
    who: str
    what: str
    record: str = ""
    """The id of a record, or ""."""
    why: str = ""
    """The reason that was given, or what the deed was done with or to."""


@dataclass(frozen=True)
class Broken:
    """An entry of the log that does not open or does not follow the one before."""

    sequence: int
    why: str


def append(
    engine: Engine, at: datetime, who: str, what: What, record: str = "", why: str = ""
) -> None:
    """Add an entry, inside the change that it tells of; raises sqlite3.Error."""
    with engine.change():
        head = engine.head
        before, sequence = head.log_link, head.log_sequence + 1
        entry = {"at": at.isoformat(), "who": who, "what": what, "record": record, "why": why}
        body = engine.sealing.seal(json.dumps(entry).encode(), _context(sequence, before))
        link = _link(engine, sequence, before, body)
        engine.connection.execute("INSERT INTO log VALUES (?, ?, ?)", (sequence, body, link))
        head.log_sequence, head.log_link = sequence, link.hex()


def entries(engine: Engine) -> Iterator[LogEntry | Broken]:
    """Yield every entry in order, and what is wrong wherever the chain breaks."""
    last, before, expected = -1, "", 1
    while rows := _chunk(engine, last):
        # A damaged table that has lost its order would else go round in circles.
        rows = sorted(row for row in rows if row[0] > last)
        if not rows:
            yield Broken(expected, "one or more entries are missing or cannot be read")
            return
        for sequence, body, link in rows:
            if sequence != expected:
                yield Broken(expected, "one or more entries are missing or cannot be read")
            if link != _link(engine, sequence, before, body):
                yield Broken(sequence, "it does not follow the entry before it")
            yield _read(engine, sequence, body, before)
            last, before, expected = sequence, link.hex(), sequence + 1


def unsettled(engine: Engine) -> list[LogEntry]:
    """Return the entries that tell of an older copy put back, which nobody has accepted since.

    A backup that somebody restored settles those before it too.
    """
    found: list[LogEntry] = []
    before = _MOST
    while entries_before := last_entries(engine, _CHUNK, before):
        for entry in entries_before:
            if entry.what in _SETTLED:
                return found
            if entry.what == "older copy noticed":
                found.append(entry)
        before = entries_before[-1].sequence
    return found


def last_entries(engine: Engine, count: int, before: int | None = None) -> list[LogEntry]:
    """Return the readable ones of the last so many entries, the newest first.

    before: only entries with a lower number than this.
    """
    with engine.turn:
        rows = engine.connection.execute(
            "SELECT l.sequence, CAST(l.body AS BLOB), CAST(b.link AS BLOB) "
            "FROM log l LEFT JOIN log b ON b.sequence = l.sequence - 1 "
            "WHERE l.sequence < ? ORDER BY l.sequence DESC LIMIT ?",
            (_MOST if before is None else before, count),
        ).fetchall()
    read = (_read(engine, number, body, (link or b"").hex()) for number, body, link in rows)
    return [entry for entry in read if isinstance(entry, LogEntry)]


def mark_of(engine: Engine, record: str) -> str:
    """Return what stands on a record's papers: the fingerprint of its last change, or "".

    It stays the same until the record is changed or amended, whatever else the store does.
    """
    before = _MOST
    while entries_before := last_entries(engine, _CHUNK, before):
        for entry in entries_before:
            if entry.record == record and entry.what in _WRITTEN:
                return fingerprint(entry.sequence, link_at(engine, entry.sequence))
        before = entries_before[-1].sequence
    return ""


def link_at(engine: Engine, sequence: int) -> str:
    """Return the link of an entry in hexadecimal, or "" where there is no such entry."""
    with engine.turn:
        found = engine.connection.execute(
            "SELECT link FROM log WHERE sequence = ?", (sequence,)
        ).fetchone()
    return found[0].hex() if found and isinstance(found[0], bytes) else ""


def fingerprint(sequence: int, link: str) -> str:
    """Return what stands on paper: which entry was the last, and the beginning of its link."""
    return f"{sequence}-{link[:_SHOWN]}" if link else ""


def has_fingerprint(engine: Engine, printed: str) -> bool:
    """Whether a fingerprint on paper belongs to this log; raises ValueError for none at all."""
    sequence, _, shown = printed.strip().lower().partition("-")
    if not sequence.isdecimal() or len(shown) != _SHOWN:
        raise ValueError(printed)
    return link_at(engine, int(sequence)).startswith(shown)


def _chunk(engine: Engine, last: int) -> list[tuple[int, bytes, bytes]]:
    with engine.turn:
        try:
            return engine.connection.execute(
                f"{_ENTRIES} WHERE sequence > ? ORDER BY sequence LIMIT ?",
                (last, _CHUNK),
            ).fetchall()
        except sqlite3.Error as error:
            if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_CORRUPT:
                raise
            # Behind a page that cannot be read there may be entries that can.
            ahead = range(last + 1, last + 1 + _CHUNK)
            found = [entry for number in ahead for entry in _if_readable(engine, number)]
            if not found:
                raise
            return found


def _if_readable(engine: Engine, number: int) -> list[tuple[int, bytes, bytes]]:
    try:
        return engine.connection.execute(f"{_ENTRIES} WHERE sequence = ?", (number,)).fetchall()
    except sqlite3.Error:
        return []


def _read(engine: Engine, sequence: int, body: bytes, before: str) -> LogEntry | Broken:
    try:
        found = json.loads(engine.sealing.unseal(body, _context(sequence, before)))
        return LogEntry(sequence, **found)
    except (Damaged, ValueError, TypeError):
        return Broken(sequence, "it cannot be read")


def _context(sequence: int, before: str) -> bytes:
    return f"log:{sequence}:{before}".encode()


def _link(engine: Engine, sequence: int, before: str, body: bytes) -> bytes:
    return engine.sealing.mac(_context(sequence, before) + b"\0" + body)
