"""An older store is brought over: the JSON file of versions 0.1 to 0.3, and formats to come.

At every moment either the older file is whole and in its place, or the new store holds all of it.
"""

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from sdm_tui.errors import NotSaved, ReadOnly, StoreUnreadable
from sdm_tui.replacing import flush_folder, rename_over, replace_file
from sdm_tui.store import faults
from sdm_tui.store.lock import Holder, take_lock
from sdm_tui.store.sealing import Plain, Sealing
from sdm_tui.store.unlocking import UnlockedFile

if TYPE_CHECKING:
    # What these cost to import is paid when there is something to bring over.
    from sdm_tui.store.engine import Engine
    from sdm_tui.store.keys import Slot
    from sdm_tui.store.records import Store
    from sdm_tui.store.rows import Content

BROUGHT_OVER: Final = "brought over"
"""The table that holds the exact text of the older file."""
_AT_ONCE: Final = 1 << 20
"""Bytes."""

Step = Callable[["Engine"], None]
MIGRATIONS: Final[Mapping[int, Step]] = {}
"""For a format's number, what turns a store of that format into one of the next."""


class BroughtOverFile(UnlockedFile):
    """A store's file that takes in what an older version left beside it when it is made."""

    def _open(self) -> None:
        super()._open()
        if self._lock is None:
            return
        if self.state == "new" and self._is_plain and older_file(self.path) is not None:
            store_id = uuid4().hex
            try:
                self._make(Plain(store_id), store_id, [])
            except (ReadOnly, NotSaved) as error:
                self.notices.append(str(error))
        else:
            self._clear_up_older()

    def _unlocked(self, data_key: bytes, slot: str) -> None:
        super()._unlocked(data_key, slot)
        if self._lock is not None:
            self._clear_up_older()

    def _make(self, sealing: Sealing, store_id: str, slots: "list[Slot]") -> None:
        old = older_file(self.path)
        if old is None:
            super()._make(sealing, store_id, slots)
            return
        with _held_back(old, self._clock()):
            super()._make(sealing, store_id, slots)
            # The new store is on the disk; what is left to do is done when it is next opened.
            with suppress(OSError, sqlite3.Error):
                self._clear_up_what_is_held(old)

    def _bring_over(self, engine: "Engine") -> None:
        from sdm_tui.store import log

        if (old := older_file(self.path)) is not None:
            count = bring_over(engine, old)
            why = f"{count} documents of {old.name}, as an older version kept them"
            log.append(engine, self._clock(), self.who, "imported", why=why)

    def _clear_up_older(self) -> None:
        """Finish what a crash kept from being finished, and tell of an older file that differs."""
        old = self.path.with_suffix(".json")
        left = (old, _lock_of(old), *_leftovers(old))
        if self.state == "new" or not any(path.is_file() for path in left):
            return
        with suppress(OSError, sqlite3.Error, ReadOnly, NotSaved), _held_back(old, self._clock()):
            self._clear_up_what_is_held(old)

    def _clear_up_what_is_held(self, old: Path) -> None:
        if not old.is_file():
            _wipe(old)
        elif self._engine is not None:
            if _is_in(self._engine, old):
                clear_up(old, is_encrypted=self._engine.sealing.is_encrypted)
            else:
                self.notices.append(
                    f"{old} was written by an older sdm-tui, and what it holds is not in this "
                    f'store. It is left as it was; "sdm-tui store import" takes it in.'
                )


def older_file(path: Path) -> Path | None:
    """Return the JSON store of an earlier version beside a store's path, where there is one."""
    old = path.with_suffix(".json")
    return old if old != path and old.is_file() else None


def bring_over(engine: "Engine", old: Path) -> int:
    """Put all that an older store holds into a new and empty one; return how many documents.

    Documents that cannot be read as consultations are kept as they are. The exact text of the
    older file is kept too. Raises StoreUnreadable for what is no older store, and sqlite3.Error.
    """
    from sdm_tui.store.json_file import read_tables
    from sdm_tui.store.tables import (
        AIDS,
        CONSULTATIONS,
        put_entry,
        put_lists_in_order,
        validated,
    )

    tables, content = read_tables(old)
    documents = list(tables.get(CONSULTATIONS, {}).values())
    counts = Counter(str(document.get("id")) for document in documents)
    put: list[tuple[str, int, Content]] = []
    with engine.change():
        text = {"name": old.name, "content": content.decode()}
        put.append((BROUGHT_OVER, _added(engine, BROUGHT_OVER, text), text))
        for document in documents:
            put.append((CONSULTATIONS, _added(engine, CONSULTATIONS, document), document))
            consultation = validated(document)
            if not isinstance(consultation, str) and counts[consultation.id] == 1:
                put_entry(engine, consultation, 1)
        aids = tables.get(AIDS, {}).values()
        put.extend((AIDS, _added(engine, AIDS, document), document) for document in aids)
        put_lists_in_order(engine)
        for table, number, document in put:
            row = engine.row(table, number)
            if row is None or not _is_same(row.content, document):
                raise StoreUnreadable(
                    f"A document of {old} did not read back as it was, so no new store was made. "
                    "The older file is left exactly as it was.",
                    "Go on with the older sdm-tui, and report this.",
                )
    return len(documents)


def clear_up(old: Path, *, is_encrypted: bool) -> Path | None:
    """Put the older file away, once a new store on the disk holds all of it.

    is_encrypted: then it is overwritten with zeros and removed, as far as the disk does what it is
    told; otherwise it is moved to the folder of backups, and where it went is returned. The caller
    holds the older file's lock. Raises OSError; calling it again then goes on.
    """
    kept = None
    if is_encrypted:
        # Under this name a crash in the middle leaves nothing that looks like a store.
        rename_over(old, old.with_name(f"{old.name}.{uuid4().hex[:8]}.tmp"))
    else:
        folder = old.parent / "backups"
        folder.mkdir(mode=0o700, exist_ok=True)
        kept, number = folder / f"{old.stem}-schema-1.json", 1
        while kept.exists():
            number += 1
            kept = folder / f"{old.stem}-schema-1-{number}.json"
        rename_over(old, kept)
        flush_folder(folder)
    _wipe(old)
    return kept


def forget(engine: "Engine", record: str, documents: "list[Content | None]") -> None:
    """Erase a record from the texts of older files that are kept, inside the change that erases it.

    documents: what the record's rows held; None for one that cannot be read, with which all of the
    older text goes, since what is in it cannot be told. Raises OSError or sqlite3.Error.
    """
    for row in list(engine.rows(BROUGHT_OVER)):
        match row.content:
            case {"name": str(name), "content": str(content)} if None not in documents:
                left = _without(content, record, documents)
                if left is not None:
                    engine.put(BROUGHT_OVER, row.id, {"name": name, "content": left})
            case _:
                engine.remove(BROUGHT_OVER, row.id)
    for kept in (engine.path.parent / "backups").glob(f"{engine.path.stem}-schema-1*.json"):
        if None in documents:
            kept.unlink()
        elif (left := _without(kept.read_text("utf-8"), record, documents)) is not None:
            replace_file(kept, left.encode())


def migrate(store: "Store", steps: Mapping[int, Step] = MIGRATIONS) -> int:
    """Bring an open store to the newest format; return how many steps that took.

    A backup is made first. Each step is whole or did nothing. Raises NotSaved or ReadOnly.
    """
    from sdm_tui.store.backups import make_backup

    (version,) = store.engine.connection.execute("PRAGMA user_version").fetchone()
    taken = 0
    while (step := steps.get(version)) is not None:
        if not taken:
            make_backup(store)
        with store.changing() as engine:
            step(engine)
            version += 1
            engine.connection.execute(f"PRAGMA user_version={int(version)}")
        taken += 1
    return taken


@contextmanager
def _held_back(old: Path, now: datetime) -> Iterator[None]:
    """Keep a copy of an older version from writing meanwhile; raises ReadOnly or NotSaved."""
    path = _lock_of(old)
    try:
        taken = take_lock(path, now)
    except OSError as error:
        raise faults.not_saved(error, old) from error
    if isinstance(taken, Holder):
        raise ReadOnly(
            f"{faults.holder_words(taken)} {old}, and it is of an older version. Nothing was "
            "changed.",
            "Close the older sdm-tui first, and open this one again.",
        )
    try:
        yield
    finally:
        taken.release()
        if not old.exists():
            with suppress(OSError):
                path.unlink()


def _added(engine: "Engine", table: str, document: "Content") -> int:
    number = engine.next_id(table)
    engine.put(table, number, document)
    return number


def _is_same(one: "Content | None", other: "Content") -> bool:
    return one == other or json.dumps(one) == json.dumps(other)  # NaN equals nothing


def _is_in(engine: "Engine", old: Path) -> bool:
    """Whether the store holds the very content of an older file."""
    held = old.read_bytes()
    for row in engine.rows(BROUGHT_OVER):
        match row.content:
            case {"content": str(content)} if content.encode() == held:
                return True
    return False


def _without(content: str, record: str, documents: "list[Content | None]") -> str | None:
    """Return an older file's text without a record, or None where it does not hold it."""
    from sdm_tui.store.json_file import written

    tables: dict[str, dict[str, dict[str, Any]]] = json.loads(content.removeprefix("\ufeff"))
    held = tables.get("consultations", {})
    left = {
        number: document
        for number, document in held.items()
        if document.get("id") != record and document not in documents
    }
    if len(left) == len(held):
        return None
    return written({**tables, "consultations": left}).decode()


def _lock_of(old: Path) -> Path:
    return old.with_name(f"{old.name}.lock")


def _leftovers(old: Path) -> list[Path]:
    return list(old.parent.glob(f"{old.name}.*.tmp"))


def _wipe(old: Path) -> None:
    """Overwrite and remove what is left of an older file that is in its place no more."""
    for leftover in _leftovers(old):
        with leftover.open("r+b") as file:
            for start in range(0, os.fstat(file.fileno()).st_size, _AT_ONCE):
                rest = os.fstat(file.fileno()).st_size - start
                file.write(bytes(min(_AT_ONCE, rest)))
            file.flush()
            os.fsync(file.fileno())
        leftover.unlink()
    flush_folder(old.parent)
