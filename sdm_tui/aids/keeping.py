"""What is kept between runs to save time: whole or not at all, and never needed.

Anything kept names the code that made it, and is made anew by any other. A file that cannot be
written is done without; one that cannot be trusted is not read.
"""

import hashlib
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from sdm_tui import __version__
from sdm_tui.own_folder import make_own_folder
from sdm_tui.replacing import replace_file

_LARGEST: Final = 20_000_000
"""Bytes; hundreds of aids' titles, or several of the largest aids, so more is something else."""


def made_by() -> str:
    """Return what names this very code: whatever any other code made of an aid is made anew.

    The source is hashed, and not only the version named, so that a rule changed in a checkout
    cannot leave a listing that says an aid is sound. It is read once: what runs does not change.
    """
    return _source_of(__version__)


@cache
def _source_of(version: str) -> str:
    source = hashlib.sha256(version.encode())
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        with suppress(OSError):
            source.update(file.read_bytes())
    return source.hexdigest()


def keep_whole(file: Path, content: bytes) -> None:
    """Put `content` in a file that only its owner may read; where that fails, nothing is kept."""
    with suppress(OSError):
        make_own_folder(file.parent)
        replace_file(file, content, is_flushed=False)


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
