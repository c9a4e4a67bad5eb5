"""One running copy holds the store: an operating system's lock on a file beside it.

The system lets go of the lock when its process ends, however it ends, so no lock is ever left
behind. The file itself stays: removing it would let two copies hold "the" lock on two files.
"""

import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sdm_tui.locking import try_lock


@dataclass(frozen=True)
class Holder:
    """The running copy that holds the store, as it described itself; pid 0 where it is unknown."""

    pid: int
    host: str
    since: str
    """When it opened the store, in ISO 8601."""
    user: str = ""
    """The name under which its user is logged in."""


NOT_KNOWN: Final = Holder(0, "", "")


class Lock:
    """A lock that this process holds until it is released or the process ends."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor: int | None = descriptor

    def stands(self) -> bool:
        """Whether the locked file is still the one that another copy would try to lock."""
        if self._descriptor is None:
            return False
        if sys.platform == "win32":
            return True  # an open file cannot be removed there
        try:
            return os.path.samestat(os.fstat(self._descriptor), self._path.stat())
        except OSError:
            return False

    def release(self) -> None:
        """Let go of the lock; a second time does nothing."""
        if self._descriptor is None:
            return
        with suppress(OSError):
            os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)
        self._descriptor = None


def take_lock(path: Path, now: datetime) -> Lock | Holder:
    """Return the lock, or who holds it.

    now: when this copy opened the store, for others to read. Raises OSError where the file cannot
    be opened for writing or the file system knows no locks.
    """
    from platform import node

    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        is_ours = try_lock(descriptor)
    except OSError:
        os.close(descriptor)
        raise
    if not is_ours:
        os.close(descriptor)
        return _holder(path)
    # The lock is what counts; a full disk may keep its details from being written.
    with suppress(OSError):
        _describe(descriptor, Holder(os.getpid(), node(), now.isoformat(), login_name()))
    return Lock(path, descriptor)


def _describe(descriptor: int, holder: Holder) -> None:
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, json.dumps(asdict(holder)).encode())


def _holder(path: Path) -> Holder:
    try:
        details = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return NOT_KNOWN
    match details:
        case {"pid": int(pid), "host": str(host), "since": str(since), "user": str(user)}:
            return Holder(pid, host, since, user)
        case {"pid": int(pid), "host": str(host), "since": str(since)}:
            return Holder(pid, host, since)
    return NOT_KNOWN


def login_name() -> str:
    """Return the name under which this person is logged in, or "" where the system knows none."""
    from getpass import getuser

    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        return ""
