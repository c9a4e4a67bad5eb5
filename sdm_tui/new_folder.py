"""Writing a folder that a person asked for: never over one that holds something, and whole."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sdm_tui.errors import SdmError
from sdm_tui.replacing import flush_folder, rename_over

_MODE: Final = 0o600
"""Only the person who asked for the files may read them."""


def refuse_what_is_there(path: Path) -> None:
    """Raise SdmError where a new folder cannot take this place: it is a file, or holds something.

    An empty folder is no obstacle.
    """
    try:
        is_taken = path.is_dir() and any(path.iterdir())
    except OSError as error:
        raise _not_written(path, error) from error
    if is_taken or (path.exists() and not path.is_dir()):
        raise SdmError(
            f"{path} is there already and is no empty folder, so nothing was written.",
            "Give another name.",
        )


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Give a folder to write files in, which takes its place once they are all there.

    Until then it lies beside that place under another name; after any error nothing is left of it.
    It and its files are for this person alone. Raises SdmError where the place is taken or a file
    cannot be written.
    """
    from shutil import rmtree
    from tempfile import mkdtemp

    path = path.resolve()
    refuse_what_is_there(path)
    try:
        fresh = Path(mkdtemp(".tmp", f"{path.name}.", path.parent))
    except OSError as error:
        raise _not_written(path, error) from error
    try:
        yield fresh
        for file in fresh.iterdir():
            _flush(file)
        flush_folder(fresh)
        if sys.platform == "win32" and path.is_dir():
            path.rmdir()  # elsewhere an empty folder is replaced in one step
        rename_over(fresh, path)
        flush_folder(path.parent)
    except BaseException as error:
        rmtree(fresh, ignore_errors=True)
        if isinstance(error, OSError):
            raise _not_written(path, error) from error
        raise


def _flush(file: Path) -> None:
    file.chmod(_MODE)
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _not_written(path: Path, error: OSError) -> SdmError:
    why = error.strerror or "the disk refused"
    return SdmError(
        f"{path} could not be written: {why}. Nothing of it is left, and the records are as "
        "they were.",
        "Give a folder in another place.",
    )
