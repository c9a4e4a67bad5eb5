"""A full-screen program in a pseudo-terminal, with the moment at which each frame was complete.

What a person waits for is measured from outside: from the start, or from a key, until the end of
the frame that answers it. The terminal says that it knows synchronised output (DEC mode 2026), so
the program itself marks where each frame begins and ends. Standard library only; POSIX.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

KEYS: Final = {
    "down": b"\x1b[B",
    "up": b"\x1b[A",
    "left": b"\x1b[D",
    "right": b"\x1b[C",
    "enter": b"\r",
    "backspace": b"\x7f",
    "f4": b"\x1bOS",
}
LONGEST_START: Final = 30.0
"""Seconds."""
LONGEST_ANSWER: Final = 2.0
"""Seconds."""

_FRAME_END: Final = b"\x1b[?2026l"
_QUESTION: Final = re.compile(rb"\x1b\[\?(\d+)\$p")
_ESCAPE: Final = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -Z]")


class NotMeasured(Exception):
    """The program ended, or did not answer in time."""


class Watched:
    """One running program; times are seconds since it was started or since a key was sent."""

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], size: tuple[int, int]
    ) -> None:
        """Start a program; `size` is columns and rows."""
        self._master, slave = pty.openpty()
        columns, rows = size
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._output = bytearray()
        self._answered = 0
        self._began = time.perf_counter()
        self._process = subprocess.Popen(
            arguments,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(environment),
            start_new_session=True,
        )
        os.close(slave)

    def first_frame(self) -> float:
        """Return when the first complete frame was there."""
        return self._await(lambda: _FRAME_END in self._output, LONGEST_START)

    def text_shown(self, text: str) -> float:
        """Return when a complete frame held a text."""
        wanted = text.encode()

        def is_there() -> bool:
            end = self._output.rfind(_FRAME_END)
            return end >= 0 and wanted in _ESCAPE.sub(b"", bytes(self._output[:end]))

        return self._await(is_there, LONGEST_START)

    def answer_to(self, key: str) -> float:
        """Press a key and return when the frame that answers it was complete."""
        before = len(self._output)
        self.press(key)
        return self._await(
            lambda: self._output.find(_FRAME_END, before) >= 0,
            LONGEST_ANSWER,
        )

    def press(self, key: str) -> None:
        """Press a key by its name; anything else is typed as it is."""
        self._began = time.perf_counter()
        os.write(self._master, KEYS.get(key, key.encode()))

    def settle(self, seconds: float) -> None:
        """Read until the program has been silent for a while."""
        while self._read(seconds):
            pass

    def close(self) -> None:
        """End the program."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._master)

    def _await(self, is_there: Callable[[], bool], longest: float) -> float:
        while not is_there():
            left = self._began + longest - time.perf_counter()
            if not self._read(left):
                raise NotMeasured(f"no answer within {longest:g} seconds")
        return self._read_at - self._began

    def _read(self, seconds: float) -> bool:
        if not select.select([self._master], [], [], max(0, seconds))[0]:
            return False
        try:
            chunk = os.read(self._master, 1 << 16)
        except OSError as error:  # how Linux says that the program has gone
            raise NotMeasured("the program has ended") from error
        self._read_at = time.perf_counter()
        self._output += chunk
        for question in _QUESTION.finditer(bytes(self._output), self._answered):
            self._answered = question.end()
            state = b"2" if question[1] == b"2026" else b"0"
            os.write(self._master, b"\x1b[?" + question[1] + b";" + state + b"$y")
        return True
