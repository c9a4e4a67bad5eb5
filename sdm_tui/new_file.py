"""Writing a file that a person asked for: never over one that is there, and whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from sdm_tui.errors import SdmError

PRIVATE: Final = "It holds what was said, so keep it private."
"""Told of a file once it is written."""


def write_new(
    path: Path, content: str | bytes, *, elsewhere: str, kept: str = "", mode: int = 0o666
) -> None:
    """Write a new file; text is in UTF-8, with its line ends as they are.

    elsewhere: what to give in place of its folder, to end a sentence. kept: a sentence that says
    what was not harmed. mode: who may read and write it, less what this person's system takes
    away. It gets its name once all of it is on the disk, so that a crash leaves no half of it.
    Raises SdmError where the file is there already or cannot be written.
    """
    data = content if isinstance(content, bytes) else content.encode()
    fresh = path.with_name(f"{path.name}.{uuid4().hex[:8]}.tmp")
    try:
        if path.exists() or path.is_symlink():
            raise FileExistsError
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _name(fresh, path)
    except FileExistsError as error:
        raise _is_there(path, elsewhere) from error
    except (OSError, ValueError) as error:
        raise _not_written(path, error, elsewhere, kept) from error
    finally:
        with suppress(OSError, ValueError):
            fresh.unlink(missing_ok=True)


_BINARY = getattr(os, "O_BINARY", 0)


def _name(fresh: Path, path: Path) -> None:
    """Give a file its name in one step; raises FileExistsError where another has it."""
    if os.name == "nt":
        fresh.rename(path)  # which never replaces a file there
        return
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links: made empty first, so that no file is replaced.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        fresh.replace(path)


def make_folder(path: Path, *, elsewhere: str) -> None:
    """Make a folder with those above it, or leave it as it is.

    elsewhere: what to give in its place, to end a sentence. Raises SdmError.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise _is_there(Path(error.filename), elsewhere) from error
    except OSError as error:
        raise _not_written(path, error, elsewhere) from error


def _is_there(path: Path, elsewhere: str) -> SdmError:
    return SdmError(
        f"{path} is there already, so nothing was written.", f"Give another name, or {elsewhere}."
    )


def _not_written(
    path: Path, error: OSError | ValueError, elsewhere: str, kept: str = ""
) -> SdmError:
    reason = getattr(error, "strerror", None) or "the name cannot be used"
    if isinstance(error, FileNotFoundError) and path.parent.is_dir():
        reason = "its folder takes no new files"  # such as /proc, which says the file is missing
    words = f"{path} could not be written: {reason}."
    return SdmError(f"{words} {kept}".rstrip(), f"Give {elsewhere}.")
