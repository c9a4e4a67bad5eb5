"""Copying to the clipboard, and saying truly what is known of whether it arrived."""

import os
from collections.abc import Callable
from typing import Literal

Copied = Literal["checked", "sent"]
"""checked: it was read back and is the same. sent: to the terminal, which tells nothing back."""


def copy(text: str, send_to_terminal: Callable[[str], object]) -> Copied:
    """Copy text with the system's own clipboard where there is one, else through the terminal.

    send_to_terminal: writes the terminal's own sequence for it (OSC 52), which many terminals do
    not take. Over a remote login the system's clipboard would be that of the other machine, so the
    terminal is the only way there.
    """
    if not (os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY")) and _copied(text):
        return "checked"
    send_to_terminal(text)
    return "sent"


def _copied(text: str) -> bool:
    """Copy with the system's clipboard and read it back; say whether it holds the text."""
    # Looks for the system's programs as it is imported, which takes some time.
    import pyperclip

    try:
        pyperclip.copy(text)
        back = pyperclip.paste()
    except (pyperclip.PyperclipException, OSError, UnicodeError):
        return False
    return _alike(str(back)) == _alike(text)


def _alike(text: str) -> str:
    """Return text without what clipboards change: the kind of line ends, and the last ones."""
    return text.replace("\r\n", "\n").rstrip("\n")
