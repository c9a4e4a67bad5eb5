"""Backups: a store copied while it is in use, opened, and put back in its place."""

import re
import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from sdm_tui.errors import NotSaved, ReadOnly, SdmError, StoreError, StoreUnreadable
from sdm_tui.own_folder import make_own_folder
from sdm_tui.replacing import flush_folder, rename_over
from sdm_tui.store import faults, log
from sdm_tui.store.anchor import anchor_path
from sdm_tui.store.copying import (
    about,
    being_copied,
    faults_in,
    named_anew,
    opened,
    sealing_of,
)
from sdm_tui.store.engine import Engine
from sdm_tui.store.file import connect
from sdm_tui.store.lock import Holder, take_lock
from sdm_tui.store.opening import Clock
from sdm_tui.store.records import Store
from sdm_tui.store.sealing import Sealing

BACKUPS: Final = "backups"
"""The table that knows where backups are, and the usual folder of them beside the store."""
_TIME: Final = "%Y%m%d-%H%M%S"
_NAMED: Final = re.compile(r"-(\d{8}-\d{6})(?:-(\d+))?\.db")
_AT_ONCE: Final = 1 << 20
"""Bytes."""


class Backup(Store):
    """A backup as a store: reading leaves nothing beside it, and no anchor is asked of it."""

    def close(self) -> None:
        """Let go of the backup, so that it can be moved or removed."""
        had_lock = self._lock is not None
        super().close()
        self._close_connection()
        if had_lock:
            with suppress(OSError):
                self.path.with_name(f"{self.path.name}.lock").unlink()

    def _take_lock(self) -> None:
        if self._connection is not None:  # something is to be erased from it
            super()._take_lock()

    def _connected(self) -> sqlite3.Connection:
        try:
            return connect(self.path, is_writable=True)
        except sqlite3.Error:
            return connect(self.path, is_writable=False)

    def _look_at_anchor(self) -> None:
        pass

    def _write_anchor(self) -> None:
        pass


class OtherStore(Backup):
    """Another computer's store, or a backup of one, that is only read: nothing beside it changes.

    No attempt to unlock it is noted there, and nothing is said of an anchor that a copy never had.
    """

    @property
    def read_only(self) -> bool:
        """Whether nothing can be changed from this copy: it never can."""
        return True

    def _take_lock(self) -> None:
        pass

    def _connected(self) -> sqlite3.Connection:
        try:
            return connect(self.path, is_writable=False)
        except sqlite3.Error:
            # A change that a crash left half done is undone first, which needs writing.
            return super()._connected()


def make_backup(store: Store, folder: Path | None = None, *, keep: int = 10) -> Path:
    """Copy an open store, also while it is written to, read the copy back, and return its path.

    folder: where to; without it the folder "backups" beside the store. keep: how many backups of
    this store stay in that folder; the oldest ones beyond are removed, unless the store has faults
    of its own, which then stand in `store.notices`. A copy that only reads cannot note where the
    backup is, which stands there too. The backup is opened by what opens the store at this moment.
    Raises StoreLocked, NotSetUp or NotSaved.
    """
    folder = (folder or _usual_folder(store)).absolute()
    made, found = _copied(store, folder / f"{store.path.stem}-{store.now():{_TIME}}.db")
    if found:
        store.notices.append(
            f"The store has faults, and so has its backup {made}: {', '.join(found[:5])}. "
            'Older backups were all kept. "sdm-tui store verify" says more.'
        )
    if store.read_only:
        store.notices.append(
            f"{made} is not on the store's list of backups, since this copy only reads. Erase it "
            "yourself when a record has to go from every backup."
        )
        return made
    try:
        with store.changing() as engine:
            _remember(engine, made, store.now())
            log.append(engine, store.now(), store.who, "backed up", why=made.name)
    except StoreError as error:
        raise NotSaved(
            f"The backup {made} was made, and the store could not note it. {error.message}",
            error.hint,
        ) from error
    if not found:
        _remove_oldest(store, made, max(keep, 1))
    return made


def known_backups(store: Store) -> list[Path]:
    """Return every backup of a store that it noted, or that is in the usual folder.

    Those on a drive that is not there now are named too. A store that is locked knows only the
    usual folder. Raises StoreUnreadable.
    """
    found = dict.fromkeys(_noted(store))
    with suppress(OSError):
        for path in sorted(_usual_folder(store).absolute().glob("*.db")):
            if _store_of(path) == store.store_id:
                found[path] = None
    return list(found)


def open_backup(store: Store, path: Path) -> Store:
    """Open a backup of this store with the store's own key; `close` lets go of it.

    Raises SdmError where it is no backup of this store, or where the key does not open it, and
    StoreLocked or NotSetUp where the store itself is not open.
    """
    _ = store.engine
    try:
        backup = Backup(path, clock=store.now, who=store.who)
    except StoreUnreadable as error:
        raise _no_backup(path, "it is damaged or something else wrote it") from error
    try:
        if backup.state == "new":
            raise _no_backup(path, "there is no such file")
        if backup.store_id != store.store_id:
            raise _no_backup(path, "it is of another store")
        if not backup.unlock_like(store):
            raise _no_backup(path, "the key of this store does not open it")
    except BaseException:
        backup.close()
        raise
    return backup


def restore(store: Store, path: Path, *, take_other: bool = False) -> Path:
    """Put a backup in the place of an open store; return where what was there is kept.

    take_other: also where it is of another store, whose records can then only be looked at once
    its passphrase is given. Afterwards the store opens with the passphrase and the recovery key
    that it had when the backup was made. Raises SdmError for a damaged backup or one of another
    store, ReadOnly, NotSaved or StoreUnreadable; the store is then as it was.
    """
    if store.held_by is not None:
        raise faults.held_elsewhere(store.held_by, store.path)
    _check(path, _sealing(store, path, take_other=take_other))
    noted, mark, told = _noted(store), store.fingerprint, list(store.notices)
    kept, _ = _copied(
        store, _usual_folder(store) / f"{store.path.stem}-before-restore-{store.now():{_TIME}}.db"
    )
    is_other = _store_of(path) != store.store_id
    try:
        with opened(path) as source, being_copied(source, store.path) as fresh:

            def put() -> None:
                rename_over(fresh, store.path)
                flush_folder(store.path.parent)
                if is_other:
                    anchor_path(store.path).unlink(missing_ok=True)

            store.replaced(put)
    except (OSError, sqlite3.Error) as error:
        raise _not_made(error, store.path) from error
    store.notices[:] = told  # that an older copy was put in is what was asked for
    if store.state == "open":
        with store.changing() as engine:
            for backup in (*noted, path.absolute(), kept):
                _remember(engine, backup, store.now())
            why = f"{path.name}; what was here is kept as {kept.name}" + (
                f", and its log ended at {mark}" if mark else ""
            )
            log.append(engine, store.now(), store.who, "restored", why=why)
    return kept


def restore_file(folder_or_store_path: Path, backup: Path, *, clock: Clock) -> Path | None:
    """Put a backup in the place of a store that is missing or cannot be opened.

    Returns where what was there is kept, byte for byte, or None where there was nothing. Of an
    encrypted backup only the file itself can be looked at beforehand. Afterwards the store opens
    with the passphrase and the recovery key that it had when the backup was made, and says once
    that an older copy was put back. Raises SdmError, ReadOnly or NotSaved; all is then as it was.
    """
    place = folder_or_store_path
    path = place / "consultations.db" if place.is_dir() else place
    if backup.exists() and path.exists() and backup.samefile(path):
        raise SdmError(f"{backup} is the store itself, so nothing was changed.", "Name a backup.")
    sealing = sealing_of(_about(backup))
    _check(backup, sealing)
    try:
        taken = take_lock(path.with_name(f"{path.name}.lock"), clock())
        if isinstance(taken, Holder):
            raise faults.held_elsewhere(taken, path)
        try:
            with opened(backup) as source, being_copied(source, path) as fresh:
                kept = _kept_aside(path, clock())
                # What a crash left half done belongs to the file that goes, and is kept with it.
                path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
                rename_over(fresh, path)
                flush_folder(path.parent)
        finally:
            taken.release()
    except (OSError, sqlite3.Error) as error:
        raise _not_made(error, path) from error
    if sealing is not None:
        store = Store(path, clock=clock)
        why = f"{backup.name}; " + (f"what was here is kept as {kept.name}" if kept else "none was")
        with suppress(NotSaved, ReadOnly):
            store.note("restored", why=why)
        store.close()
    return kept


def _usual_folder(store: Store) -> Path:
    return store.path.parent / BACKUPS


def _copied(store: Store, path: Path) -> tuple[Path, list[str]]:
    """Copy a store, and return where to and which faults the store itself has.

    Raises NotSaved where a copy cannot be made, or does not read back as the store does.
    """
    engine = store.engine
    try:
        make_own_folder(path.parent)
        with being_copied(engine.connection, path) as fresh:
            found = faults_in(fresh, engine.sealing)
            if found and (new := set(found) - set(faults_in(store.path, engine.sealing))):
                raise NotSaved(
                    f"No backup was made: {len(new)} parts of it did not read back from "
                    f"{path.parent} as they were written. The store is as it was.",
                    "Look after that disk, or choose another folder.",
                )
            return named_anew(fresh, path), found
    except (OSError, sqlite3.Error) as error:
        raise _not_made(error, path.parent) from error


def _kept_aside(path: Path, now: datetime) -> Path | None:
    """Copy a file byte for byte to the backups, with what a crash left beside it."""
    if not path.exists():
        return None
    folder = path.parent / BACKUPS
    make_own_folder(folder)
    kept = _copied_bytes(path, folder / f"{path.stem}-before-restore-{now:{_TIME}}.db")
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists():
        _copied_bytes(journal, kept.with_name(f"{kept.name}-journal"))
    return kept


def _copied_bytes(path: Path, to: Path) -> Path:
    import os
    import shutil

    fresh = to.with_name(f"{to.name}.tmp")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with path.open("rb") as source, os.fdopen(handle, "wb") as target:
            shutil.copyfileobj(source, target, _AT_ONCE)
            target.flush()
            os.fsync(target.fileno())
        return named_anew(fresh, to)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _sealing(store: Store, path: Path, *, take_other: bool) -> Sealing | None:
    """Return how the rows of a backup are sealed; None where another store's key is needed."""
    described = _about(path)
    if take_other and described.get("store") != store.store_id:
        return sealing_of(described)
    backup = open_backup(store, path)
    try:
        return backup.engine.sealing
    finally:
        backup.close()


def _check(path: Path, sealing: Sealing | None) -> None:
    try:
        found = faults_in(path, sealing)
    except (OSError, sqlite3.Error):
        found = ["the file itself"]
    if found:
        raise SdmError(
            f"The backup {path} is damaged ({', '.join(found[:5])}), so nothing was changed.",
            "Use another backup.",
        )


def _about(path: Path) -> dict[str, str]:
    try:
        return about(path)
    except (OSError, sqlite3.Error, StoreUnreadable) as error:
        reason = error.message if isinstance(error, StoreUnreadable) else "it cannot be opened"
        raise _no_backup(path, reason.removesuffix(".")) from error


def _store_of(path: Path) -> str:
    """Return the id of the store that a file is a copy of, or ""."""
    with suppress(OSError, sqlite3.Error, StoreUnreadable):
        return about(path).get("store", "")
    return ""


def _noted(store: Store) -> list[Path]:
    """Return the backups that a store noted, as it noted them."""
    found = []
    if store.state == "open":
        with store.reading():
            for row in store.engine.rows(BACKUPS):
                match row.content:
                    case {"path": str(path)}:
                        found.append(Path(path))
    return found


def _remember(engine: Engine, path: Path, at: datetime) -> None:
    for row in engine.rows(BACKUPS):
        if row.content is not None and row.content.get("path") == str(path):
            return
    content = {"path": str(path), "at": at.isoformat()}
    engine.put(BACKUPS, engine.next_id(BACKUPS), content)


def _remove_oldest(store: Store, made: Path, keep: int) -> None:
    """Remove the oldest backups beyond `keep`: only of this very store, and never the one made."""
    found = []
    for path in made.parent.glob("*.db"):
        named = _NAMED.fullmatch(path.name.removeprefix(store.path.stem))
        is_ours = named and path.name.startswith(store.path.stem) and path != made
        if named and is_ours and _store_of(path) == store.store_id:
            found.append((named[1], int(named[2] or 1), path))
    gone = set()
    for _, _, path in sorted(found, reverse=True)[keep - 1 :]:
        with suppress(OSError):  # it is there one time longer
            path.unlink()
            gone.add(str(path))
    if gone:
        with store.changing() as engine:
            for row in list(engine.rows(BACKUPS)):
                if row.content is not None and row.content.get("path") in gone:
                    engine.remove(BACKUPS, row.id)


def _no_backup(path: Path, why: str) -> SdmError:
    return SdmError(
        f"{path} is not used as a backup of this store: {why}. Nothing was changed.",
        "Name a backup of this store; its folder is beside the store.",
    )


def _not_made(error: OSError | sqlite3.Error, path: Path) -> NotSaved:
    what, to_do = faults.cause(error)
    return NotSaved(
        f"Nothing was written to {path}: {what}. The store is as it was.",
        f"{to_do}, or choose another folder.",
    )
