"""What is kept between runs to save time: whole or not at all, and never needed.

Anything kept names the code that made it, and is made anew by any other. A file that cannot be
written is done without; one that cannot be trusted is not read.
"""

import hashlib
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from sdm_tui import __version__

_LARGEST: Final = 20_000_000
"""Bytes; hundreds of aids' titles, or several of the largest aids, so more is something else."""


def made_by() -> str:
    """Return what names this very code: whatever any other code made of an aid is made anew.

    The source is hashed, and not only the version named, so that a rule changed in a checkout
    cannot leave a listing that says an aid is sound.
    """
    made_by = hashlib.sha256(__version__.encode())
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        with suppress(OSError):
            made_by.update(source.read_bytes())
    return made_by.hexdigest()


def keep_whole(file: Path, content: bytes) -> None:
    """Put `content` in a file that only its owner may read; where that fails, nothing is kept."""
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=file.parent, prefix=file.name)
        try:
            with os.fdopen(handle, "wb") as fresh:
                fresh.write(content)
            Path(written).replace(file)
        except OSError:
            Path(written).unlink(missing_ok=True)


def kept_whole(file: Path) -> bytes | None:
    """Return what a file keeps; None where it is missing, or others could have written it."""
    try:
        with file.open("rb") as opened:
            held = os.fstat(opened.fileno())
            if held.st_size > _LARGEST:
                return None
            if sys.platform != "win32" and (held.st_uid != os.getuid() or held.st_mode & 0o022):
                return None
            return opened.read()
    except OSError:
        return None


def remove_oldest(folder: Path, *, most: int) -> None:
    """Remove the files written longest ago, down to three quarters, where there are more."""
    with suppress(OSError):
        files = list(folder.iterdir())
        if len(files) <= most:
            return
        oldest_first = sorted(files, key=_written)
        for file in oldest_first[: len(files) - most * 3 // 4]:
            with suppress(OSError):
                file.unlink()


def _written(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
