"""An operating system's lock on a file: among all running copies only one holds it.

The system lets go of a lock when its process ends, however it ends, so none is ever left behind.
"""

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_LOCKED_BYTE: Final = 1 << 30
"""On Windows a locked byte cannot be read, so the lock lies far behind what a file holds."""
_WAITS: Final = (0.01,) * 100 + (0.05,) * 180
"""Seconds, ten in all: far longer than a few copies take to write a small file in turn."""


def try_lock(descriptor: int) -> bool:
    """Lock an open file without waiting; False where another has it.

    Raises OSError where the file system knows no locks.
    """
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True
    else:  # noqa: RET505 - mypy leaves out the branch that is not for its platform
        import fcntl

        # flock and not lockf: closing any other handle on the file would give up the latter.
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def only_writer(
    path: Path,
    *,
    pause: Callable[[float], None] = time.sleep,
    waits: Sequence[float] = _WAITS,
) -> Iterator[None]:
    """Hold a lock on a file that is made for it and removed again, so that writers take turns.

    waits: seconds between tries while another has it; TimeoutError after the last. Raises OSError
    where the file cannot be made or the file system knows no locks.
    """
    descriptor = _taken(path)
    for wait in waits:
        if descriptor is not None:
            break
        pause(wait)
        descriptor = _taken(path)
    if descriptor is None:
        words = f"{path.name} beside it is in use by another copy of sdm-tui"
        raise TimeoutError(errno.ETIMEDOUT, words)
    try:
        yield
    finally:
        _let_go(path, descriptor)


def _taken(path: Path) -> int | None:
    """Return the locked file, or None where another has it."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
    try:
        descriptor = os.open(path, flags, 0o666)
    except PermissionError:
        if path.exists():
            return None  # made by another person, or on Windows about to go
        raise
    try:
        # A file that its last holder removed meanwhile locks nobody out.
        if try_lock(descriptor) and os.path.samestat(os.fstat(descriptor), path.stat()):
            return descriptor
    except FileNotFoundError:
        pass
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _let_go(path: Path, descriptor: int) -> None:
    if sys.platform == "win32":
        os.close(descriptor)  # an open file cannot be removed there, not even by its holder
        with suppress(OSError):
            path.unlink()
    else:
        with suppress(OSError):
            path.unlink()
        os.close(descriptor)
