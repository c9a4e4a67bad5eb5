"""A store written anew: without unused room, without what is damaged, or under a new key.

The new file is built beside the old one, read back, and only then put in its place, so that at
every moment one of the two is there and whole.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final
from uuid import uuid4

from sdm_tui.errors import NotSaved, SdmError, StoreError
from sdm_tui.replacing import flush_folder, rename_over
from sdm_tui.store import faults, log
from sdm_tui.store.anchor import write_anchor
from sdm_tui.store.building import build
from sdm_tui.store.engine import Engine
from sdm_tui.store.file import beside, connect
from sdm_tui.store.opening import NAMES
from sdm_tui.store.records import Store
from sdm_tui.store.resealing import (
    Changed,
    chain_anew,
    copy_log,
    copy_rows,
    is_copied,
    log_is_whole,
    lost_rows,
    mend_lists,
)
from sdm_tui.store.sealing import Damaged, Encrypted, Sealing
from sdm_tui.store.verifying import page_faults

if TYPE_CHECKING:
    from sdm_tui.store.keys import Cost, Slot

_AT_ONCE: Final = 1 << 20
"""Bytes."""
_NAMED: Final = 5
"""Records that a message names one by one."""


def compact(store: Store, *, leave_damaged: bool = False) -> tuple[int, int]:
    """Write the file anew without its unused room; return its size before and after, in bytes.

    A sound store keeps every byte of every row. One whose head or pages are damaged is built anew
    from its rows, all of which are kept. leave_damaged: also leave out what cannot be read, and
    have the store vouch for what is left. Whenever it is built anew, the file as it was is kept
    beside it under a name that says when. Raises SdmError where something cannot be read and
    `leave_damaged` is not set; StoreLocked, NotSetUp, ReadOnly, NotSaved or StoreUnreadable
    otherwise. The store is then as it was.
    """
    engine = _engine_of_writer(store)
    with store.turn:
        with store.reading():
            before = store.path.stat().st_size
            lost = lost_rows(engine)
            is_built_anew = bool(lost) or not _stands_up(engine)
            if leave_damaged and not is_built_anew:
                is_built_anew = not _is_vouched_for(engine)
        if lost and not leave_damaged:
            raise SdmError(
                f"{_named(lost)} cannot be read, so the file was not written anew. It is as it "
                "was, and everything in it is kept.",
                'Put back a backup (sdm-tui store restore FILE), or use "sdm-tui store compact '
                '--leave-damaged", which keeps what can be read and the old file beside it.',
            )
        if is_built_anew:
            _rebuild(store, lost)
        else:
            _vacuum(store)
        return before, store.path.stat().st_size


def encrypt(store: Store, passphrase: str, cost: "Cost | None" = None) -> str:
    """Turn a plain store into an encrypted one; return its recovery key, to be shown once.

    The plain file is overwritten with zeros and removed once the encrypted one was read back and
    is in its place. What a disk keeps of it by itself, in a spare block or a snapshot, is out of
    reach; plain copies made earlier stay, and `store.notices` names them. Raises TooShort,
    SdmError where the store has faults or is encrypted already, NotSetUp, ReadOnly or NotSaved;
    the store is then as it was.
    """
    from sdm_tui.store import keys

    engine = _engine_of_writer(store)
    if engine.sealing.is_encrypted:
        raise SdmError(
            "The store is encrypted already. Nothing was changed.",
            '"sdm-tui store passphrase" changes the passphrase.',
        )
    keys.check_new_passphrase(passphrase)
    data_key, recovery_key = keys.new_data_key(), keys.new_recovery_key()
    slots = [
        keys.passphrase_slot(passphrase, data_key, store.store_id, cost or keys.USUAL),
        keys.recovery_slot(recovery_key, data_key, store.store_id),
    ]
    for slot, secret in zip(slots, (passphrase, recovery_key), strict=True):
        if keys.opened(slot, secret, store.store_id) != data_key:
            raise _not_written(store.path, "a new key slot does not open")
    sealing = Encrypted(data_key, store.store_id)
    with store.turn:
        with store.reading():
            _refuse_faults(engine)

        def fill(fresh: Engine) -> None:
            copy_rows(engine, fresh, ())
            chain_anew(engine, fresh)
            log.append(fresh, store.now(), store.who, "encrypted")
            fresh.head.tally = fresh.tally_of_rows()

        told = list(store.notices)
        with _built(store, sealing, slots, fill, ()) as fresh:
            wiped: list[str] = []
            store.replaced(lambda: _put_over_plain(fresh, store, sealing, wiped))
        store.notices[:] = [*told, *wiped]
        with suppress(StoreError):  # the recovery key has to be told, whatever happens now
            store.unlock(passphrase)
            store.notices += _plain_copies(store)
    return recovery_key


def kept_aside(path: Path) -> list[Path]:
    """Return the earlier files of a store that stand beside it under other names."""
    found = (path.parent.glob(f"{path.name}.{word}-*") for word in ("before-compact", "moved"))
    return sorted(name for names in found for name in names if name.is_file())


def _engine_of_writer(store: Store) -> Engine:
    if store.held_by is not None:
        raise faults.held_elsewhere(store.held_by, store.path)
    return store.engine


def _stands_up(engine: Engine) -> bool:
    """Whether the file can be copied as it is: nothing is wrong with its head or its pages."""
    try:
        engine.read_head()
    except (Damaged, sqlite3.Error):
        return False
    return not page_faults(engine)


def _is_vouched_for(engine: Engine) -> bool:
    """Whether the head vouches for the rows and the log as they are."""
    try:
        return engine.tally_of_rows() == engine.read_head().tally and log_is_whole(engine)
    except (Damaged, TypeError):
        return False


def _refuse_faults(engine: Engine) -> None:
    """Raise SdmError where encrypting would leave something behind, or hide that it was changed."""
    if (lost := lost_rows(engine)) or not _is_vouched_for(engine):
        what = f"{_named(lost)} cannot be read" if lost else "something else changed its file"
        raise SdmError(
            f"The store has faults, so it was not encrypted: {what}. It is as it was.",
            '"sdm-tui store verify" says more, and "sdm-tui store compact --leave-damaged" keeps '
            "what can be read.",
        )


def _named(lost: Sequence[str]) -> str:
    more = f" and {len(lost) - _NAMED:,} more" if len(lost) > _NAMED else ""
    return ", ".join(lost[:_NAMED]) + more


def _vacuum(store: Store) -> None:
    """Have SQLite write the file anew: every row keeps its bytes."""
    engine = store.engine
    with beside(store.path) as fresh:
        with _told_plainly(store.path):
            os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            with engine.turn:
                engine.connection.execute("VACUUM INTO ?", (str(fresh.absolute()),))
            with fresh.open("r+b") as file:
                os.fsync(file.fileno())
            with closing(connect(fresh, is_writable=False)) as connection:
                copy = Engine(connection, fresh, engine.sealing, NAMES)
                if (
                    page_faults(copy)
                    or copy.read_head() != engine.read_head()
                    or copy.tally_of_rows() != engine.tally_of_rows()
                ):
                    raise Changed
        store.replaced(lambda: _put(fresh, store.path))
    store.note("compacted", why="nothing was left out")


def _rebuild(store: Store, lost: Sequence[str]) -> None:
    """Build the store anew of what opens, and keep the file as it was beside it."""
    engine = store.engine
    sealing = engine.sealing
    kept = _free_name(store.path, f"before-compact-{store.now():%Y%m%d-%H%M%S}")
    left = f"left out: {_named(lost)}" if lost else "nothing was left out"

    def fill(fresh: Engine) -> None:
        copy_rows(engine, fresh, lost)
        if lost:
            mend_lists(fresh)
        is_whole = log_is_whole(engine)
        if is_whole:
            copy_log(engine, fresh)
        else:
            chain_anew(engine, fresh)
        chained = "" if is_whole else "; the log had faults and was chained anew"
        why = f"built anew, {left}{chained}; the file as it was is kept as {kept.name}"
        log.append(fresh, store.now(), store.who, "compacted", why=why)
        fresh.head.tally = fresh.tally_of_rows()

    def put(fresh: Path) -> None:
        _copy_bytes(store.path, kept)
        try:
            _put(fresh, store.path)
        except BaseException:
            with suppress(OSError):
                kept.unlink()
            raise
        _anchor(store, sealing)

    slots = store.slots() if sealing.is_encrypted else []
    if sealing.is_encrypted and not slots:
        raise _not_written(
            store.path, "nothing in it would open the new file again", "Put back a backup"
        )
    with _built(store, sealing, slots, fill, lost) as fresh:
        told = list(store.notices)
        store.replaced(lambda: put(fresh))
    store.notices[:] = told


@contextmanager
def _built(
    store: Store,
    sealing: Sealing,
    slots: "Sequence[Slot]",
    fill: Callable[[Engine], None],
    lost: Sequence[str],
) -> Iterator[Path]:
    """Build a store beside another and read it back; it is removed unless it was put in place."""
    engine = store.engine
    with beside(store.path) as fresh:
        with _told_plainly(store.path):
            with engine.turn:
                found = engine.connection.execute("SELECT name, value FROM about").fetchall()
            build(fresh, sealing, dict(found), slots, NAMES, fill)
            with closing(connect(fresh, is_writable=False)) as connection:
                copy = Engine(connection, fresh, sealing, NAMES)
                is_sound = not page_faults(copy) and _is_vouched_for(copy)
                if not (is_sound and is_copied(engine, copy, lost)):
                    raise Changed
        yield fresh


@contextmanager
def _told_plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        what, to_do = faults.cause(error)
        raise _not_written(path, what, to_do) from error
    except (Changed, Damaged) as error:
        raise _not_written(path, "the new file did not read back as it was written") from error


def _not_written(path: Path, what: str, to_do: str = "Look after the disk") -> NotSaved:
    return NotSaved(
        f"{path} was not written anew: {what}. It is as it was, with everything in it.",
        f"{to_do}, and try again.",
    )


def _put(fresh: Path, path: Path) -> None:
    """Put a finished file in a store's place, on the disk; raises OSError."""
    # What a half-done change left would be taken for one of the new file.
    if path.with_name(f"{path.name}-journal").exists():
        raise _not_written(path, "another change of it was left half done", "Open sdm-tui again")
    rename_over(fresh, path)
    flush_folder(path.parent)


def _anchor(store: Store, sealing: Sealing) -> None:
    """Have the anchor vouch for the file that is now in the store's place."""
    # Without it the store says that something else was put in, which is no loss.
    with (
        suppress(OSError, sqlite3.Error, Damaged),
        closing(connect(store.path, is_writable=False)) as connection,
    ):
        write_anchor(Engine(connection, store.path, sealing, NAMES), store.store_id)


def _put_over_plain(fresh: Path, store: Store, sealing: Sealing, told: list[str]) -> None:
    """Put an encrypted file in a plain one's place, and overwrite the plain one."""
    path = store.path
    aside = path.with_name(f"{path.name}.{uuid4().hex[:8]}.tmp")
    held: IO[bytes] | None = None
    try:
        os.link(path, aside)
    except OSError:  # the file system knows no second names; an open file is kept all the same
        held = path.open("r+b")
    try:
        _put(fresh, path)
        _anchor(store, sealing)
        try:
            with held or aside.open("r+b") as file:
                _overwrite(file)
        except OSError as error:
            told.append(
                "The records are encrypted now. The earlier file, which was not, is removed and "
                f"could not be overwritten first ({error.strerror}): somebody with the right tools "
                "may find it on the disk until that room is used again."
            )
    finally:
        if held is not None:
            held.close()
        with suppress(OSError):
            aside.unlink()


def _overwrite(file: IO[bytes]) -> None:
    size = os.fstat(file.fileno()).st_size
    for start in range(0, size, _AT_ONCE):
        file.write(bytes(min(_AT_ONCE, size - start)))
    file.flush()
    os.fsync(file.fileno())


def _copy_bytes(path: Path, to: Path) -> None:
    """Copy a file, on the disk and for its owner only; raises OSError and leaves nothing then."""
    descriptor = os.open(
        to, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
    )
    try:
        with path.open("rb") as source, os.fdopen(descriptor, "wb") as target:
            shutil.copyfileobj(source, target, _AT_ONCE)
            target.flush()
            os.fsync(target.fileno())
    except BaseException:
        with suppress(OSError):
            to.unlink()
        raise


def _free_name(path: Path, what: str) -> Path:
    name, number = path.with_name(f"{path.name}.{what}"), 1
    while name.exists():
        number += 1
        name = path.with_name(f"{path.name}.{what}-{number}")
    return name


def _plain_copies(store: Store) -> list[str]:
    """Return a notice that names the copies that were made before the store was encrypted."""
    from sdm_tui.store.backups import known_backups

    older = store.path.parent / "backups"
    found = [*known_backups(store), *kept_aside(store.path)]
    with suppress(OSError):
        found += older.glob(f"{store.path.stem}-schema-1*.json")
    names = ", ".join(str(path) for path in dict.fromkeys(found))
    if not names:
        return []
    return [f"These copies were made before and are NOT encrypted: {names}. Remove them yourself."]
