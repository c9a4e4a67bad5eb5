"""A store's file as it is opened, read, written and closed; what it holds is not its affair.

A store is "new" until its file is there, "locked" while it waits for its passphrase, and "open".
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Final, Literal
from uuid import uuid4

from sdm_tui.errors import NotSaved, NotSetUp, ReadOnly, StoreLocked, StoreUnreadable
from sdm_tui.own_folder import make_own_folder
from sdm_tui.replacing import remove_leftovers
from sdm_tui.store import faults
from sdm_tui.store.file import SCHEMA, connect, not_a_store, roll_back, schema_of
from sdm_tui.store.lock import Holder, Lock, login_name, take_lock
from sdm_tui.store.sealing import Damaged, Encrypted, Plain, Sealing

if TYPE_CHECKING:
    # What these cost to import is paid when a store is unlocked or read, not by every command.
    from sdm_tui.store.engine import Engine
    from sdm_tui.store.keys import Slot
    from sdm_tui.store.log import What

State = Literal["new", "locked", "open"]
Clock = Callable[[], datetime]

NAMES: Final = {
    "consultations": "id",
    "in progress": "id",
    "finished": "id",
    "branches": "id",
    "aids": "hash",
}
"""For each table, the field by which its documents are found without reading the others."""
_ANCHOR_EVERY: Final = 60.0
"""Seconds after which a change moves the anchor on, also where the audit log stands still."""


def store_path(folder: Path, *, rehearsal: bool) -> Path:
    """Return where the store of a folder is."""
    return folder / ("rehearsal.db" if rehearsal else "consultations.db")


class OpenedFile:
    """The file of one store; safe to use from several threads."""

    def __init__(self, path: Path, *, clock: Clock, who: str = "", is_plain: bool = False) -> None:
        """Open what is at a path; raises StoreUnreadable.

        who: whom the audit log names; the login name where nobody is configured. is_plain: a store
        that holds no real person and is made without asking.
        """
        self.path = path
        self.held_by: Holder | None = None
        """The other running copy, where there is one; this one then only reads."""
        self.fault: NotSaved | None = None
        """Why writing stopped; nothing is written again before `try_again`."""
        self.notices: list[str] = []
        """What the person must be told about the store as it was found."""
        self.store_id = ""
        self.is_newer = False
        """Whether a newer sdm-tui made the file; this one then only reads."""
        self.who = who or login_name() or "unknown"
        self._clock = clock
        self._is_plain = is_plain
        self._is_closed = False
        self.turn = RLock()
        self._lock: Lock | None = None
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._engine: Engine | None = None
        self._anchored = time.monotonic()
        self._anchored_log = 0
        """The last entry of the audit log that the anchor remembers."""
        self._noticed = ""
        """What the anchor said against the store, until the audit log holds it."""
        with suppress(OSError):
            self._take_lock()
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    @property
    def state(self) -> State:
        """Whether the store is still to be made, waits for its passphrase, or is open."""
        if self._engine is not None:
            return "open"
        return "new" if self._connection is None else "locked"

    @property
    def read_only(self) -> bool:
        """Whether nothing can be changed from this copy, whatever the disk allows."""
        return self.held_by is not None or self.is_newer

    @property
    def is_encrypted(self) -> bool:
        """Whether the records are unreadable to whoever finds the file."""
        return self.state == "locked" or (
            self._engine is not None and self._engine.sealing.is_encrypted
        )

    @property
    def engine(self) -> "Engine":
        """The open store; raises StoreLocked or NotSetUp."""
        if self._engine is not None:
            return self._engine
        if self.state == "locked":
            raise StoreLocked(
                f"{self.path} is encrypted and waits for its passphrase. Nothing was read.",
                "Type the passphrase, or give it in a file named by SDM_TUI_PASSPHRASE_FILE.",
            )
        raise NotSetUp(
            "No store is set up here yet, so nothing was saved.",
            "Open sdm-tui, which asks how the records are to be kept, or use "
            '"sdm-tui store create".',
        )

    def now(self) -> datetime:
        """Return the present moment by the clock of this store."""
        return self._clock()

    def note(self, what: "What", record: str = "", why: str = "") -> None:
        """Add to the audit log what was done without changing a record.

        A copy that only reads cannot add to it. Raises NotSaved.
        """
        from sdm_tui.store import log

        if not self.read_only:
            with self.changing() as engine:
                log.append(engine, self._clock(), self.who, what, record, why)

    @property
    def fingerprint(self) -> str:
        """What stands on paper, so that an older copy put back can be told; "" where unknown."""
        from sdm_tui.store import log

        with self.turn:
            if self._engine is None:
                return ""
            try:
                head = self._engine.read_head()
            except (Damaged, sqlite3.Error):
                return ""
        return log.fingerprint(head.log_sequence, head.log_link)

    def close(self) -> None:
        """Let go of the store; it can still be read but no longer written."""
        with self.turn:
            if not self._is_closed and self._engine is not None and not self.read_only:
                self._write_anchor()
            self._is_closed = True
            if self._lock is not None:
                self._lock.release()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Say in plain words where the file cannot be read; raises StoreUnreadable."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise faults.unreadable(error, self.path) from error

    @contextmanager
    def changing(self) -> "Iterator[Engine]":
        """Hold the store for one change; it is on disk afterwards, whole, or nothing was changed.

        Raises NotSaved or ReadOnly. After a NotSaved by the disk nothing more is written until
        `try_again`.
        """
        with self.turn:
            if not (self._engine and self._engine.is_changing):
                self._claim()
            engine = self._engine_to_write()
            noticed = "" if engine.is_changing else self._noticed
            try:
                with engine.change():
                    self._log_noticed(engine, noticed)
                    yield engine
                if not self._stands():
                    raise self._broken(faults.file_gone(self.path))
            except (sqlite3.Error, OSError) as error:
                raise self._broken(faults.not_saved(error, self.path)) from error
            except Damaged as error:
                raise self._broken(faults.head_damaged(self.path)) from error
            self._noticed = "" if noticed else self._noticed
            is_late = time.monotonic() - self._anchored > _ANCHOR_EVERY
            is_behind = engine.head.log_sequence != self._anchored_log
            if (is_late or is_behind) and not engine.is_changing:
                self._write_anchor()

    def _open(self) -> None:
        try:
            found = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise faults.unreadable(error, self.path) from error
        if not found.st_size:
            raise not_a_store(self.path, "is empty")
        try:
            self._connection = self._connected()
            self.is_newer = schema_of(self._connection, self.path) > SCHEMA
            about = dict(self._connection.execute("SELECT name, value FROM about").fetchall())
        except (OSError, sqlite3.Error) as error:
            self._close_connection()
            raise faults.unreadable(error, self.path) from error
        except StoreUnreadable:
            self._close_connection()
            raise
        self._identity = (found.st_dev, found.st_ino)
        self.store_id = str(about.get("store", ""))
        if about.get("encryption") == "none":
            self._engine = self._engine_over(Plain(self.store_id))
            self._look_at_anchor()
        if self._lock is not None:
            remove_leftovers(self.path)

    def _connected(self) -> sqlite3.Connection:
        if self._lock is not None:
            try:
                return connect(self.path, is_writable=True)
            except sqlite3.Error:
                pass  # a folder or a drive that may only be read can still be read
        return connect(self.path, is_writable=False)

    def _make(self, sealing: Sealing, store_id: str, slots: "list[Slot]") -> None:
        """Build the file, with what an older store beside it holds."""
        from sdm_tui.store import log
        from sdm_tui.store.building import build, described

        now = self._clock()

        def fill(engine: "Engine") -> None:
            log.append(engine, now, self.who, "store made")
            self._bring_over(engine)

        if self.path.exists():
            raise NotSaved(
                f"There is a file at {self.path} by now, so no new store was made. That file is "
                "left as it was.",
                "Open sdm-tui again, which then opens that file.",
            )
        try:
            build(self.path, sealing, described(store_id, now), slots, NAMES, fill)
        except (OSError, sqlite3.Error) as error:
            raise faults.not_saved(error, self.path) from error
        told = len(self.notices)
        self._open()
        if self._engine is None:
            self._engine = self._engine_over(sealing)
        del self.notices[told:]
        self._noticed = ""  # a store that was made just now has no anchor yet
        self._write_anchor()

    def _bring_over(self, engine: "Engine") -> None:
        """Put what an older store holds into a new one; there is none here."""

    def _engine_over(self, sealing: Sealing) -> "Engine":
        from sdm_tui.store.engine import Engine

        if self._connection is None:
            raise NotSetUp("There is no store here.")
        return Engine(self._connection, self.path, sealing, NAMES)

    def _engine_to_write(self) -> "Engine":
        if self.state == "new" and self._is_plain:
            store_id = uuid4().hex
            self._make(Plain(store_id), store_id, [])
        return self.engine

    def _look_at_anchor(self) -> None:
        from sdm_tui.store.anchor import anchor_fault, anchor_path

        if self._engine is None:
            return
        try:
            fault = anchor_fault(self._engine, self.store_id, self._engine.read_head())
        except (sqlite3.Error, Damaged):
            fault = "the page that vouches for all of them is damaged"
        if fault:
            notice = f"Look at these records before you rely on them: {fault}. "
            self.notices.append(f'{notice}"sdm-tui store verify" says more.')
            self._noticed = fault
        elif not anchor_path(self.path).exists():
            self._write_anchor()  # a crash came between making the store and anchoring it

    def _log_noticed(self, engine: "Engine", noticed: str) -> None:
        """Add to the audit log what the anchor said, before the anchor is written anew."""
        if noticed:
            from sdm_tui.store import log

            log.append(engine, self._clock(), self.who, "older copy noticed", why=noticed)

    def _write_anchor(self) -> None:
        from sdm_tui.store.anchor import write_anchor

        if self._noticed:
            return  # written anew, it would be silent the next time, and nothing would tell
        self._anchored = time.monotonic()
        if self._engine is not None and self._lock is not None and not self.read_only:
            # The anchor may lag behind: it then only vouches for less.
            with suppress(OSError, sqlite3.Error, Damaged):
                self._anchored_log = write_anchor(self._engine, self.store_id)

    def _take_lock(self) -> None:
        make_own_folder(self.path.parent)
        taken = take_lock(self.path.with_name(f"{self.path.name}.lock"), self._clock())
        if isinstance(taken, Holder):
            self.held_by = taken
        else:
            self._lock, self.held_by = taken, None

    def _keep_lock(self) -> None:
        """Take the lock where this copy has lost it or never had it, and open the file to write."""
        if self._lock is not None and not self._lock.stands():
            self._lock.release()
            self._lock = None
        if self._lock is None and self.held_by is None:
            self._take_lock()
            if self._lock is not None and self._connection is not None and self._stands():
                self._open_anew()

    def _open_anew(self) -> bool:
        """Open what is in the file's place now; say whether anything is, or keep what was open."""
        before = self._connection, self._engine
        self._connection = self._engine = None
        with suppress(StoreUnreadable):
            self._open()
        if self._connection is None:
            self._connection, self._engine = before
            return False
        connection, engine = before
        if connection is not None:
            connection.close()
        if engine is not None:
            self._keep_key(engine.sealing)
        return True

    def _keep_key(self, sealing: Sealing | None) -> None:
        """Stay open where the key that was known opens the file that was opened now."""
        if isinstance(sealing, Encrypted) and self.state == "locked":
            engine = self._engine_over(Encrypted(sealing.data_key, self.store_id))
            with suppress(Damaged, sqlite3.Error):
                engine.read_head()
                self._engine = engine

    def _stands(self) -> bool:
        """Whether the file is still the one that was opened."""
        try:
            found = os.stat(self.path)  # noqa: PTH116 - one call, the same on every system
        except OSError:
            return False
        return self._identity in {None, (found.st_dev, found.st_ino)}

    def _close_connection(self) -> None:
        if self._connection is not None:
            roll_back(self._connection)
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection, self._engine = None, None

    def _broken(self, fault: NotSaved) -> NotSaved:
        self.fault = fault
        return fault

    def _claim(self) -> None:
        """Make sure that this copy may write: a lock file that was removed locks nobody out."""
        if self._is_closed:
            raise NotSaved(
                "The last change is not saved: the store was closed. What was saved before is "
                "kept.",
                "Open sdm-tui again.",
            )
        if self.fault is not None:
            raise self.fault
        if self.is_newer:
            raise ReadOnly(
                f"{self.path} was written by a newer sdm-tui, so this one only reads it.",
                "Use the newer sdm-tui to change anything.",
            )
        try:
            self._keep_lock()
        except OSError as error:
            raise self._broken(faults.not_saved(error, self.path)) from error
        if self.held_by is not None:
            raise faults.held_elsewhere(self.held_by, self.path)
        if self._identity is not None and not self._stands():
            raise self._broken(faults.file_gone(self.path))
