"""Which folders and aids a command works with, from what was typed after it."""

import argparse
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdm_tui.aids.library import Library
    from sdm_tui.settings import Folders

Clock = Callable[[], datetime]
"""Gives the present moment with its zone."""


def folders_of(arguments: argparse.Namespace) -> "Folders":
    """Return where this person's files are."""
    from sdm_tui.settings import folders

    chosen = arguments.data_dir or os.environ.get("SDM_TUI_DATA")
    return folders(Path(chosen).absolute() if chosen else None)


def aids_folders(arguments: argparse.Namespace) -> tuple[Path, ...]:
    """Return every folder of aids, the bundled one first; raises UnknownName."""
    from sdm_tui.aids.library import aid_files, bundled_folder

    for folder in arguments.aids_dir:
        aid_files(folder)
    return (bundled_folder(), *(folder.resolve() for folder in arguments.aids_dir))


def library_of(arguments: argparse.Namespace) -> "Library":
    """Return the library of every folder of aids; raises UnknownName."""
    from sdm_tui.aids.library import open_library

    return open_library(aids_folders(arguments), folders_of(arguments).cache / "aids-listing.json")


def folder_named(text: str) -> Path:
    """Return the path that was typed; raises ArgumentTypeError where nothing was."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name of a folder is needed")
    return Path(text)
