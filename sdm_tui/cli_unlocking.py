"""The store that a command works on, opened with a passphrase that never stands on a command line.

It comes from the file that SDM_TUI_PASSPHRASE_FILE names, from a person at the terminal, or from
the first line of standard input.
"""

import argparse
import sys
import time
from math import ceil
from typing import TYPE_CHECKING, Final

from sdm_tui.cli_places import Clock, folders_of
from sdm_tui.errors import SdmError, SettingsUnreadable, StoreLocked, WrongPassphrase
from sdm_tui.terminal import counted, tell

if TYPE_CHECKING:
    from sdm_tui.store import Store

NEW: Final = "SDM_TUI_NEW_PASSPHRASE_FILE"
TRIES: Final = 3
"""Passphrases that a person at the terminal may type before the command ends."""


def store_of(arguments: argparse.Namespace, now: Clock, *, asks: bool = True) -> "Store":
    """Return the store that a command works on, open where it can be.

    asks: False leaves a store locked that only a person could open. Raises StoreLocked,
    WrongPassphrase or StoreUnreadable.
    """
    from sdm_tui.store import open_store

    folders = folders_of(arguments)
    store = open_store(folders.data, rehearsal=arguments.rehearse, clock=now, who=_who(arguments))
    try:
        for notice in store.notices:
            tell(notice)
        unlock(store, asks=asks)
    except BaseException:
        store.close()
        raise
    return store


def unlock(store: "Store", *, asks: bool = True, variable: str = "") -> None:
    """Open a store that waits for its passphrase.

    variable: the environment variable that names a file with the passphrase, where it is not the
    usual one; only that one is then named to the person. Raises StoreLocked or WrongPassphrase.
    """
    from sdm_tui.store.scripts import VARIABLE, passphrase_from_file

    if store.state != "locked" or store.unlock_with_login():
        return
    before = len(store.notices)
    passphrase = passphrase_from_file(variable or VARIABLE)
    if passphrase is not None:
        _try(store, passphrase)
    elif not asks:
        return
    elif sys.stdin is not None and sys.stdin.isatty():
        _ask(store)
    else:
        _try(store, first_line(variable or VARIABLE))
    for notice in store.notices[before:]:
        tell(notice)


def new_passphrase() -> str:
    """Return a new passphrase, typed twice by a person or given once by a file or standard input.

    The file is the one that SDM_TUI_NEW_PASSPHRASE_FILE names. Raises SdmError where the two
    differ.
    """
    from sdm_tui.store.scripts import passphrase_from_file

    given = passphrase_from_file(NEW)
    if given is not None:
        return given
    if sys.stdin is None or not sys.stdin.isatty():
        line = _line()
        if line is None:
            raise SdmError(
                "No new passphrase was given, so nothing was changed.",
                f"Name a file that holds it in {NEW}, or give it on standard input.",
            )
        return line
    first, again = hidden("New passphrase: "), hidden("The same again: ")
    if first != again:
        raise SdmError("The two are not the same, so nothing was changed.", "Try again.")
    return first


def hidden(prompt: str) -> str:
    """Return what a person types without it being shown; raises SdmError where they leave."""
    from getpass import getpass

    try:
        return getpass(prompt)
    except EOFError as error:
        raise SdmError("No passphrase was typed, so nothing was changed.") from error


def first_line(variable: str) -> str:
    """Return the next line of standard input.

    variable: what else could have named the passphrase. Raises StoreLocked where there is none.
    """
    line = _line()
    if line is None:
        raise StoreLocked(
            "The records are encrypted, and no passphrase was given. Nothing was opened.",
            f"Name a file that holds it in {variable}, or give it on standard input.",
        )
    return line


def _line() -> str | None:
    """Return the next line of standard input, or None where there is none."""
    try:
        line = sys.stdin.readline() if sys.stdin is not None else ""
    except UnicodeDecodeError as error:
        raise SdmError(
            f"The passphrase on standard input is not in {error.encoding}. Nothing was changed.",
            "Give it in a file that is saved as UTF-8.",
        ) from error
    return line.removeprefix("\ufeff").rstrip("\r\n") if line else None


def _ask(store: "Store") -> None:
    for left in reversed(range(TRIES)):
        try:
            _try(store, hidden("Passphrase, or recovery key: "))
        except WrongPassphrase as error:
            if not left:
                raise
            tell(str(error))
        else:
            return


def _try(store: "Store", secret: str) -> None:
    if (wait := store.seconds_to_wait()) > 0:
        seconds = counted(ceil(wait), "second", "seconds")
        tell(f"A wrong passphrase was given before: waiting {seconds}.")
        time.sleep(wait)
    store.unlock(secret)


def _who(arguments: argparse.Namespace) -> str:
    from sdm_tui.settings import load_settings

    try:
        return load_settings(folders_of(arguments).settings_file).who
    except SettingsUnreadable:
        return ""
