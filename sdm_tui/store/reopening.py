"""A store's file that comes and goes: another copy lets go of it, it is removed, or replaced."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from uuid import uuid4

from sdm_tui.own_folder import make_own_folder
from sdm_tui.replacing import rename_over
from sdm_tui.store import faults
from sdm_tui.store.file import connect
from sdm_tui.store.opening import OpenedFile


class ReopenedFile(OpenedFile):
    """A store's file that is opened again where something happened to it."""

    _seen: int | None = None
    """SQLite's count of what other copies wrote, as it was when that was last asked."""

    def has_changed(self) -> bool:
        """Whether another copy wrote since this was last asked, or has let go of the store."""
        with self.turn:
            if self.held_by is not None:
                with suppress(OSError):
                    self._take_lock()
                is_other = self._connection is None or not self._stands()
                if (self.held_by is None or is_other) and self._open_anew():
                    return True
            if self._connection is None:
                return self.path.exists()
            before, self._seen = self._seen, self._version()
            return before != self._seen or self.held_by is None

    def try_again(self) -> None:
        """Let writing go on after a fault; what was open is put back where its file is gone.

        Raises NotSaved where the fault is still there.
        """
        with self.turn:
            if self.fault is None or self._connection is None:
                self.fault = None
                return
            self.fault = None
            try:
                if not self._stands():
                    self._put_back()
                else:
                    self._keep_lock()
            except (OSError, sqlite3.Error) as error:
                raise self._broken(faults.not_saved(error, self.path)) from error

    def replaced(self, put: Callable[[], None]) -> None:
        """Close the file, have another put in its place, and open that.

        The key is kept where it opens the new file too. Raises ReadOnly or NotSaved, and nothing
        was replaced, or StoreUnreadable.
        """
        with self.turn:
            self.fault = None  # it was one of the file that goes
            self._claim()
            sealing = self._engine.sealing if self._engine else None
            self._close_connection()
            try:
                put()
            except (OSError, sqlite3.Error) as error:
                raise faults.not_saved(error, self.path) from error
            finally:
                self._open()
                self._keep_key(sealing)
            self._noticed = ""  # somebody asked for what is there now
            self._write_anchor()

    def _open(self) -> None:
        super()._open()
        # Before anything is read: what another copy writes from now on is a change.
        self._seen = self._version()

    def _version(self) -> int | None:
        """Return SQLite's count of what other copies wrote; as before where it cannot be read."""
        if self._connection is None:
            return None
        try:
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error:
            return self._seen
        return int(version)

    def _put_back(self) -> None:
        """Write what is still open to a file of the same name; what is there is moved aside."""
        if self._connection is None:
            return
        make_own_folder(self.path.parent)
        self._keep_lock()
        if self.held_by is not None:
            raise faults.held_elsewhere(self.held_by, self.path)
        fresh = self.path.with_name(f"{self.path.name}.{uuid4().hex[:8]}.tmp")
        fresh.touch(mode=0o600)
        with closing(connect(fresh, is_writable=True)) as copy:
            self._connection.backup(copy)
        if self.path.exists():
            self.path.rename(self.path.with_name(f"{self.path.name}.moved-{uuid4().hex[:8]}"))
        rename_over(fresh, self.path)
        self._open_anew()
