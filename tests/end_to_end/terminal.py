"""The installed command in a real pseudo-terminal, read and typed to as a person would.

Standard library only, and no waiting for a fixed time: every wait ends when what is awaited is on
the screen, or fails with the screen as it then is.
"""

import codecs
import errno
import os
import re
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.end_to_end.screen import Screen

if sys.platform != "win32":
    import fcntl
    import pty
    import termios

KEYS: Final = {
    "Enter": "\r",
    "Tab": "\t",
    "Escape": "\x1b",
    "Backspace": "\x7f",
    "Up": "\x1b[A",
    "Down": "\x1b[B",
    "Right": "\x1b[C",
    "Left": "\x1b[D",
    "PageUp": "\x1b[5~",
    "PageDown": "\x1b[6~",
    "F1": "\x1bOP",
    "F2": "\x1bOQ",
    "F3": "\x1bOR",
    "F4": "\x1bOS",
    "F5": "\x1b[15~",
    "F6": "\x1b[17~",
    "F7": "\x1b[18~",
    "F8": "\x1b[19~",
    "F9": "\x1b[20~",
    "F10": "\x1b[21~",
    "F12": "\x1b[24~",
}
"""What a terminal sends for a key."""

LONGEST_WAIT: Final = 20.0
"""Seconds that a slow machine may take for anything."""

_TAKE_TERMINAL: Final = (
    "import fcntl, os, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "signal.signal(signal.SIGHUP, signal.Handlers[sys.argv[1]]); "
    "os.execvp(sys.argv[2], sys.argv[2:])"
)
"""Makes the pseudo-terminal the one that the program hangs up with, and becomes the program.

Whether the program is told of that is set too: else it hangs on how the tests were started.
"""

ESCAPE: Final = "\x1b"


def command() -> list[str]:
    """Return the installed command, or the module where only that is there."""
    installed = Path(sys.executable).with_name("sdm-tui")
    return [str(installed)] if installed.exists() else [sys.executable, "-m", "sdm_tui"]


class NotShown(AssertionError):
    """What was awaited did not come; the screen as it then was is in the message."""


class Terminal:
    """A program in a pseudo-terminal of its own."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        size: tuple[int, int] = (80, 24),
        ignores_hang_up: bool = False,
    ) -> None:
        """Start a program; `size` is columns and rows.

        ignores_hang_up: start it as nohup does, so that no signal ends it with its window.
        """
        self.output = ""
        """Everything that the program has written."""
        self.frame_seen: Callable[[str], object] = str
        """Told of every complete frame: what the screen shows at its end."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._screen = Screen(*size, frame_ended=self._keep_frame, asked=self._answer)
        self._master, slave = pty.openpty()
        self._set_size(*size)
        on_hang_up = "SIG_IGN" if ignores_hang_up else "SIG_DFL"
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _TAKE_TERMINAL, on_hang_up, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
        )
        os.close(slave)
        self._is_open = True

    @property
    def text(self) -> str:
        """What the screen shows now."""
        return self._screen.text

    @property
    def process_id(self) -> int:
        """The number that the system gave the program."""
        return self._process.pid

    @property
    def titles(self) -> list[str]:
        """Every title that the program gave the terminal."""
        return self._screen.titles

    def press(self, *keys: str) -> None:
        """Press keys by their names, "Enter" or "Ctrl+N"; anything else is typed as it is."""
        for key in keys:
            is_control = re.fullmatch(r"Ctrl\+([A-Z])", key)
            typed = chr(ord(is_control[1]) & 0x1F) if is_control else KEYS.get(key, key)
            os.write(self._master, typed.encode())

    def type(self, words: str) -> None:
        """Type words and wait until they are on the screen."""
        self.press(words)
        self.await_text(words)

    def await_text(self, *texts: str) -> None:
        """Wait until all of these are on the screen."""
        self.await_screen(
            lambda shown: all(text in shown for text in texts), f"{' and '.join(texts)!r}"
        )

    def await_screen(self, is_right: Callable[[str], bool], what: str) -> None:
        """Wait until the screen is as it should be; `what` says how, for the message."""
        end = time.monotonic() + LONGEST_WAIT
        while not is_right(self.text):
            if not self._read(end - time.monotonic()):
                raise NotShown(f"{what} did not come. The screen shows:\n{self.text}")

    def await_silence(self, seconds: float) -> None:
        """Wait until nothing has been sent for a while."""
        end = time.monotonic() + LONGEST_WAIT
        while self._read(min(seconds, end - time.monotonic())):
            if time.monotonic() > end:
                raise NotShown(f"It never fell silent. The screen shows:\n{self.text}")

    def read_for(self, seconds: float) -> str:
        """Return what is sent from now on for a while."""
        before, end = len(self.output), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._read(left)
        return self.output[before:]

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window; the system tells the program with SIGWINCH."""
        self._screen.resize(columns, rows)
        self._set_size(columns, rows)

    def await_exit(self) -> int:
        """Wait for the program to end and return its exit status, negative for a signal."""
        end = time.monotonic() + LONGEST_WAIT
        while self._is_open and self._read(end - time.monotonic()):
            pass
        return self._process.wait(max(0.1, end - time.monotonic()))

    def kill(self) -> None:
        """End the program as a power cut would."""
        self._process.kill()
        self._process.wait(LONGEST_WAIT)

    def hang_up(self) -> int:
        """Close the window; return the program's exit status, negative for a signal."""
        self._close_window()
        return self._process.wait(LONGEST_WAIT)

    def close(self) -> None:
        """Clear up, whatever has become of the program."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(LONGEST_WAIT)
        self._close_window()

    def _close_window(self) -> None:
        if self._is_open:
            self._is_open = False
            os.close(self._master)

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self, seconds: float) -> bool:
        """Take in what comes next; False where nothing came in time or the program has ended."""
        if not self._is_open or not select.select([self._master], [], [], max(0, seconds))[0]:
            return False
        try:
            chunk = os.read(self._master, 1 << 16)
        except OSError as error:
            if error.errno != errno.EIO:  # how Linux says that the program has gone
                raise
            chunk = b""
        if not chunk:
            self._close_window()
            return False
        text = self._decoder.decode(chunk)
        self.output += text
        self._screen.feed(text)
        return True

    def _keep_frame(self) -> None:
        self.frame_seen(self.text)

    def _answer(self, question: str) -> None:
        if question.endswith("$p"):
            mode = question.removeprefix("?").removesuffix("$p")
            state = 2 if mode == "2026" else 0
            answer = f"{ESCAPE}[?{mode};{state}$y"
        elif question == "6n":
            answer = f"{ESCAPE}[1;1R"
        else:
            answer = f"{ESCAPE}[?62;22c"
        os.write(self._master, answer.encode())
