"""Every error that a person may be told of.

SdmError                  what happened, what was kept, what to do
├── AidUnreadable         a decision aid's file has faults (sdm_tui.aids.reading)
├── UnknownName           no aid or record goes by that name
├── OutOfStep             a move that makes no sense in this consultation
├── SettingsUnreadable    the settings file has faults
├── MissingLetters        no font at hand can show some characters
└── StoreError            the store of consultations
    ├── StoreUnreadable   the file is there but is not a store
    ├── StoreLocked       the store waits for its passphrase
    ├── NotSetUp          nobody has chosen yet how the records are kept
    ├── WrongPassphrase   what was typed does not open the store
    ├── TooShort          a new passphrase could be guessed
    ├── NotSaved          the last change did not reach the disk
    ├── ReadOnly          nothing can be changed from this copy
    ├── RecordUnreadable  one document no longer fits its model
    └── RecordSealed      a finished record only takes amendments
"""

from typing import Final

_FEW: Final = 8
"""So many names a hint lists."""


class SdmError(Exception):
    """Something a person is told of, in plain words.

    The message says what happened and what was kept; `hint` says what to do next.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UnknownName(SdmError):
    """No aid or record goes by the name that was given."""


class OutOfStep(SdmError):
    """A move makes no sense in this consultation, for example after it was sealed."""


class SettingsUnreadable(SdmError):
    """The settings file has faults; the defaults are in use and the file is left alone."""


class MissingLetters(SdmError):
    """No font at hand can show some characters, so a page with them was not made."""

    def __init__(self, message: str, hint: str, letters: tuple[str, ...]) -> None:
        super().__init__(message, hint)
        self.letters = letters
        """Each of them, one character by itself."""


class StoreError(SdmError):
    """The store could not do what was asked."""


class StoreUnreadable(StoreError):
    """The store's file is not a store; it is left exactly as it was found."""


class StoreLocked(StoreError):
    """The store is encrypted and waits for its passphrase; nothing was read or changed."""


class NotSetUp(StoreError):
    """There is no store yet, and nobody has chosen whether it is encrypted."""


class WrongPassphrase(StoreError):
    """What was typed opens no slot of the store; nothing was changed."""


class TooShort(StoreError):
    """A new passphrase could be guessed."""


class NotSaved(StoreError):
    """The last change did not reach the disk; what was saved before is intact."""


class ReadOnly(StoreError):
    """Nothing can be changed from this copy: another holds the store, or a newer one wrote it."""


class RecordUnreadable(StoreError):
    """One document no longer fits its model; it is kept and never overwritten."""


class RecordSealed(StoreError):
    """A finished record takes amendments and no other change."""


def nearest(name: str, names: list[str], *, every: str = "") -> str:
    """Return a hint that names the closest of `names`, or lists a few of them and says how many.

    every: the command that lists them all, where there is one.
    """
    from difflib import get_close_matches

    if close := get_close_matches(name, names, n=1, cutoff=0.4):
        return f'Did you mean "{close[0]}"?'
    if not names:
        return "There are none yet."
    few = ", ".join(sorted(names)[:_FEW])
    if len(names) <= _FEW:
        return f"There are: {few}."
    return f"There are: {few} and {len(names) - _FEW} more{f': {every}' if every else '.'}"
