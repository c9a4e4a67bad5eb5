"""What went wrong with the store's file: what happened, what was kept, what to do."""

import errno
import os
import sqlite3
from pathlib import Path
from typing import Final

from sdm_tui.errors import NotSaved, ReadOnly, StoreUnreadable
from sdm_tui.store.file import not_a_store
from sdm_tui.store.lock import Holder

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_FOLDER: Final = {errno.EEXIST, errno.ENOENT, errno.ENOTDIR, errno.ESTALE}
_NOT_ALLOWED: Final = {errno.EACCES, errno.EPERM, errno.EROFS}

_NO_ROOM = ("there is no room left", "Free some space")
_REFUSED = ("nothing may be written there", "Ask whoever looks after this computer")
_GONE = ("its file or its folder is gone", "Put it back")
_DAMAGED = ("the file is damaged", 'Run "sdm-tui store verify", which says where')
_IN_USE = ("another program holds the file", "Close that program")
_FAILED = ("the disk did not take it", "Look after the disk")

_BY_CODE: Final = {
    sqlite3.SQLITE_FULL: _NO_ROOM,
    sqlite3.SQLITE_READONLY: _REFUSED,
    sqlite3.SQLITE_PERM: _REFUSED,
    sqlite3.SQLITE_AUTH: _REFUSED,
    sqlite3.SQLITE_CANTOPEN: _GONE,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
}
_PRIMARY: Final = 0xFF
"""The part of SQLite's codes that says what kind of fault it is."""


def not_saved(error: OSError | sqlite3.Error, path: Path) -> NotSaved:
    """Return what to tell where a change did not reach the disk."""
    what, to_do = cause(error)
    return NotSaved(
        f"The last change did not reach {path}: {what}. What was saved before is kept, and "
        "nothing more is written until you say so.",
        f"{to_do}; Ctrl+S then tries again, or saves this consultation to a file elsewhere.",
    )


def file_gone(path: Path) -> NotSaved:
    """Return what to tell where the file was removed or replaced while it was open."""
    return NotSaved(
        f"{path} was moved, removed or replaced while it was open. What this copy holds is kept in "
        "memory, and nothing more is written until you say so.",
        "Ctrl+S puts the file back, or saves this consultation to a file elsewhere.",
    )


def head_damaged(path: Path) -> NotSaved:
    """Return what to tell where what the store stands at does not open."""
    return NotSaved(
        f"Nothing was written to {path}: the page that vouches for all records is damaged. Records "
        "can be read.",
        'Make a copy of the file, then run "sdm-tui store verify" and "sdm-tui store compact".',
    )


def unreadable(error: OSError | sqlite3.Error, path: Path) -> StoreUnreadable:
    """Return what to tell where the file cannot be opened or read."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
        if code == sqlite3.SQLITE_NOTADB:
            return not_a_store(path, "is not complete or was written by something else")
    what, _ = cause(error)
    if what == _GONE[0] and os.access(path, os.F_OK):
        what = "this login may not open it"
    return StoreUnreadable(
        f"{path} cannot be read: {what}. It is left exactly as it was.",
        "Restore a backup (sdm-tui store restore FILE), ask whoever looks after this computer, or "
        "choose another folder.",
    )


def held_elsewhere(holder: Holder, path: Path) -> ReadOnly:
    """Return what to tell where another running copy holds the store."""
    return ReadOnly(
        f"{holder_words(holder)} {path}, so nothing can be changed from here.",
        "Go on in the other copy, or close it: this one can then write.",
    )


def holder_words(holder: Holder) -> str:
    """Return who holds the store, up to the verb."""
    who = f"{holder.user} on {holder.host}" if holder.user else holder.host
    by = f" ({who}, process {holder.pid}, since {holder.since})" if holder.pid else ""
    return f"Another running copy of sdm-tui{by} holds"


def cause(error: OSError | sqlite3.Error) -> tuple[str, str]:
    """Return what was in the way and what to do about it, as a clause and an order."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
        return _BY_CODE.get(code, _FAILED)
    if error.errno in _FULL:
        return _NO_ROOM
    if error.errno in _NOT_ALLOWED:
        return _REFUSED
    if error.errno in _NO_FOLDER:
        return _GONE
    return (error.strerror or _FAILED[0]).lower(), _FAILED[1]
