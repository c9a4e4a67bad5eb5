"""Writing a file that a person asked for: never over one that is there, and whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path

from sdm_tui.errors import SdmError


def write_new(path: Path, text: str, *, elsewhere: str, kept: str = "", mode: int = 0o666) -> None:
    """Write a new file, in UTF-8 and with the line ends as they are.

    elsewhere: what to give in place of its folder, to end a sentence. kept: a sentence that says
    what was not harmed. mode: who may read and write it, less what this person's system takes
    away. Raises SdmError where the file is there already or cannot be written; nothing is left of
    one that could only be written in part.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError as error:
        raise _is_there(path, elsewhere) from error
    except OSError as error:
        raise _not_written(path, error, elsewhere, kept) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    except BaseException as error:
        with suppress(OSError):
            path.unlink()
        if isinstance(error, OSError):
            raise _not_written(path, error, elsewhere, kept) from error
        raise


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


def _not_written(path: Path, error: OSError, elsewhere: str, kept: str = "") -> SdmError:
    words = f"{path} could not be written: {error.strerror}."
    return SdmError(f"{words} {kept}".rstrip(), f"Give {elsewhere}.")
