"""Ending soon after the window is gone: nobody sees the app any more, and it holds the store.

A system mostly ends a program with its window by a signal, SIGHUP. A program that was started with
that signal ignored is never told: Textual then reads "nothing was typed" from the dead terminal for
ever, at full speed, and no other copy can write until somebody finds the process and ends it.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

HUNG_UP: Final = 129
"""Exit status once the window is gone, as shells give it for SIGHUP."""
LOOKS_EVERY: Final = 0.5
"""Seconds between two looks at the terminal."""
TIME_TO_LEAVE: Final = 5.0
"""Seconds for the last save; what was saved before is safe however the app ends."""


class WindowWatch:
    """Has the app save once its window is gone, and then ends the process.

    It ends too where the app does not get to that: where the app asks whether to leave all the
    same, or waits for good to write to the dead terminal, as Textual does once its queue is full.
    """

    def __init__(
        self,
        terminal: int,
        *,
        time_to_leave: float = TIME_TO_LEAVE,
        end: Callable[[int], object] = os._exit,
    ) -> None:
        """Watch a terminal by its file descriptor; `end` ends the process at once."""
        self._terminal = terminal
        self._time_to_leave = time_to_leave
        self._end = end
        self._was_told = False
        self._takes_signal = False
        self._is_over = threading.Event()

    def __enter__(self) -> Self:
        """Listen for the signal, unless whoever started the app wants it ignored."""
        if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
            signal.signal(signal.SIGHUP, self._note)
            self._takes_signal = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop watching; without its window the process ends here, with nobody left to tell."""
        self._is_over.set()
        if self.is_gone:
            # A thread of Textual's that still reads the dead terminal would hold the exit up.
            self._end(HUNG_UP)
        if sys.platform != "win32" and self._takes_signal:
            signal.signal(signal.SIGHUP, signal.SIG_DFL)

    @property
    def is_gone(self) -> bool:
        """Whether the window is gone: the signal came, or the terminal answers no more."""
        return self._was_told or not os.isatty(self._terminal)

    def begin(self, leave: Callable[[Callable[[], object]], object]) -> None:
        """Start to watch.

        leave: is called from another thread and must not wait for the app; it is given what the app
        calls when all is saved. That ends the process, since to restore the terminal, as Textual
        does on its way out, means to write to it.
        """
        # A daemon, so that it still watches over a process that is stuck on its way out.
        threading.Thread(target=self._watch, args=[leave], name="window-watch", daemon=True).start()

    def _note(self, *_: object) -> None:
        # No more than this: a lock that is taken here could be held by what the signal interrupted.
        self._was_told = True

    def _watch(self, leave: Callable[[Callable[[], object]], object]) -> None:
        while not self.is_gone:
            if self._is_over.wait(LOOKS_EVERY):
                return
        with suppress(Exception):  # however that fails, the process has to end
            leave(self._is_over.set)
        self._is_over.wait(self._time_to_leave)
        self._end(HUNG_UP)
