"""A file is replaced whole: at every instant it holds either the old content or the new.

The new content is written beside the old, flushed to the disk, and then renamed over it. What a
killed writer leaves behind is at worst a temporary file that nobody reads.
"""

import errno
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

_SUFFIX: Final = ".tmp"
_MADE_WITH: Final = 0o600
"""Who may read and write a temporary file as it is made."""
_WAITS: Final[tuple[float, ...]] = (
    (0.01, 0.02, 0.05, 0.1, 0.2, 0.4) if sys.platform == "win32" else ()
)
"""Seconds. On Windows a reader or a virus scanner keeps a file from being replaced for a moment;
elsewhere a refusal is final."""
_CANNOT_FLUSH_FOLDERS: Final = {
    errno.EACCES,
    errno.EBADF,
    errno.EINVAL,
    errno.ENOSYS,
    errno.ENOTSUP,
    errno.EPERM,
}
"""How file systems say that folders are not flushed there, which is no failure of ours."""


class FolderNotFlushed(OSError):
    """The file holds the new content, but its folder may not be on the disk."""


def replace_file(
    path: Path, content: bytes, *, mode: int = _MADE_WITH, is_flushed: bool = True
) -> None:
    """Put `content` in a file; it is on the disk on return.

    mode: who may read and write the file; by default its owner only. is_flushed: False for what
    may be lost when the power fails. Raises OSError; the file then holds what it held, unless it
    is FolderNotFlushed.
    """
    from tempfile import mkstemp  # opening a store writes nothing, so start-up does without it

    descriptor, name = mkstemp(_SUFFIX, f"{path.name}.", path.parent)
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            if is_flushed:
                file.flush()
                os.fsync(file.fileno())
        if mode != _MADE_WITH:
            fresh.chmod(mode)
        rename_over(fresh, path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    if is_flushed:
        try:
            flush_folder(path.parent)
        except OSError as error:
            raise FolderNotFlushed(error.errno, error.strerror) from error


def rename_over(
    fresh: Path,
    path: Path,
    *,
    rename: Callable[[Path, Path], None] = os.replace,
    pause: Callable[[float], None] = time.sleep,
    waits: Sequence[float] = _WAITS,
) -> None:
    """Rename a file over another, trying once more after each of `waits` (seconds).

    Only a PermissionError is worth another try; the last one is raised.
    """
    for wait in waits:
        try:
            return rename(fresh, path)
        except PermissionError:
            pause(wait)
    return rename(fresh, path)


def remove_leftovers(path: Path) -> None:
    """Remove what killed writers of this file left; only its one writer may do so."""
    with suppress(OSError):
        for end in (_SUFFIX, f"{_SUFFIX}-journal"):  # SQLite keeps a journal beside its file
            for leftover in path.parent.glob(f"{path.name}.*{end}"):
                with suppress(OSError):
                    leftover.unlink()


def flush_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, where the file system can; raises OSError."""
    if sys.platform == "win32":
        return  # folders cannot be opened there
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        if error.errno in _CANNOT_FLUSH_FOLDERS:
            return
        raise
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_FLUSH_FOLDERS:
            raise
    finally:
        os.close(descriptor)
