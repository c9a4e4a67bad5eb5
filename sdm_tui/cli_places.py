"""Which folders and aids a command works with, from what was typed after it."""

import argparse
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sdm_tui.errors import SettingsUnreadable, UnknownName
from sdm_tui.terminal import tell

if TYPE_CHECKING:
    from sdm_tui.aids.library import Library
    from sdm_tui.aids.sign_off import SignOffs
    from sdm_tui.settings import Folders

Clock = Callable[[], datetime]
"""Gives the present moment with its zone."""


def folders_of(arguments: argparse.Namespace) -> "Folders":
    """Return where this person's files are."""
    from sdm_tui.settings import folders

    chosen = arguments.data_dir or os.environ.get("SDM_TUI_DATA")
    return folders(Path(chosen).absolute() if chosen else None)


def aids_folders(arguments: argparse.Namespace) -> tuple[Path, ...]:
    """Return every folder of aids: the bundled one, those of the settings, those that were typed.

    Raises UnknownName for a typed folder that does not exist.
    """
    from sdm_tui.aids.library import aid_files, bundled_folder

    for folder in arguments.aids_dir:
        aid_files(folder)
    usual, _ = folders_in_settings(arguments)
    typed = (folder.resolve() for folder in arguments.aids_dir)
    return tuple(dict.fromkeys((bundled_folder(), *usual, *typed)))


def folders_in_settings(arguments: argparse.Namespace) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Return the folders of aids that the settings name, and what to say of those that are gone.

    Neither a folder that is gone nor a fault in the settings keeps the other aids from use.
    """
    from sdm_tui.aids.library import aid_files
    from sdm_tui.settings import load_settings

    file = folders_of(arguments).settings_file
    try:
        named = load_settings(file).aids_dirs
    except SettingsUnreadable as error:
        return (), (str(error),)
    found, notices = [], []
    for name in named:
        try:
            folder = file.parent / Path(name).expanduser()
            aid_files(folder)
        except RuntimeError:
            notices.append(f"{name} names no folder, so its aids are left out: see {file}.")
        except UnknownName as error:
            notices.append(f"{error.message} Its aids and local facts are left out: see {file}.")
        else:
            found.append(folder.resolve())
    return tuple(found), tuple(notices)


def library_of(arguments: argparse.Namespace) -> "Library":
    """Return the library of every folder of aids; raises UnknownName.

    The person is told of folders in the settings that are gone.
    """
    from sdm_tui.aids.library import open_library

    for notice in folders_in_settings(arguments)[1]:
        tell(notice)
    return open_library(aids_folders(arguments), folders_of(arguments).cache / "aids-listing.json")


def sign_off_files(arguments: argparse.Namespace) -> tuple[Path, ...]:
    """Return every file of sign-offs that is read: this person's own first, then the deployer's."""
    from sdm_tui.aids.sign_off import FILE_NAME

    places = (folders_of(arguments).data, *aids_folders(arguments)[1:])
    return tuple(place / FILE_NAME for place in places)


def sign_offs_of(arguments: argparse.Namespace) -> "SignOffs":
    """Return the sign-offs; where they cannot be read the person is told, and none counts."""
    from sdm_tui.aids.sign_off import faults_told, read_sign_offs

    sign_offs = read_sign_offs(sign_off_files(arguments))
    if fault := faults_told(sign_offs):
        tell(fault)
    return sign_offs


def folder_named(text: str) -> Path:
    """Return the path that was typed; raises ArgumentTypeError where nothing was."""
    if not text.strip():
        raise argparse.ArgumentTypeError("the name of a folder is needed")
    return Path(text)
