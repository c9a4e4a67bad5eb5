"""The app leaves once its window is gone, and ends where it cannot leave."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from queue import SimpleQueue

import pytest

from sdm_tui.tui.window import HUNG_UP, WindowWatch

if sys.platform != "win32":
    import pty

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

SOON = 20.0


class Window:
    """A pseudo-terminal that can be closed, and what the watch over it does."""

    def __init__(self) -> None:
        self._master, self.terminal = pty.openpty()
        self.done: SimpleQueue[object] = SimpleQueue()
        """What happened, in this order: "leave", and the status that the process ends with."""

    def watch(self, time_to_leave: float = 0) -> WindowWatch:
        """Return a watch that gives the app so many seconds to leave."""
        return WindowWatch(self.terminal, time_to_leave=time_to_leave, end=self.done.put)

    def stay(self, _go: Callable[[], object]) -> None:
        """Be asked to leave, and never go."""
        self.done.put("leave")

    def close(self) -> None:
        """Close the window; a second time does nothing."""
        if self._master >= 0:
            os.close(self._master)
        self._master = -1

    def clear_up(self) -> None:
        """Close both ends."""
        self.close()
        os.close(self.terminal)


@pytest.fixture
def window() -> Iterator[Window]:
    window = Window()
    yield window
    window.clear_up()


def test_an_app_that_stays_without_its_window_is_ended(window: Window) -> None:
    with window.watch() as watch:
        watch.begin(window.stay)
        window.close()

        assert window.done.get(timeout=SOON) == "leave"
        assert window.done.get(timeout=SOON) == HUNG_UP


def test_an_app_that_has_saved_is_ended_at_once(window: Window) -> None:
    def leave(go: Callable[[], object]) -> None:
        window.done.put("saved")
        go()

    with window.watch(time_to_leave=10 * SOON) as watch:
        watch.begin(leave)
        window.close()

        assert window.done.get(timeout=SOON) == "saved"
        assert window.done.get(timeout=SOON) == HUNG_UP


def test_an_app_that_cannot_even_be_asked_to_leave_is_ended(window: Window) -> None:
    def fail(_go: Callable[[], object]) -> None:
        raise RuntimeError

    with window.watch() as watch:
        watch.begin(fail)
        window.close()

        assert window.done.get(timeout=SOON) == HUNG_UP


def test_the_signal_alone_has_the_app_leave(window: Window) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        with window.watch() as watch:
            watch.begin(window.stay)
            signal.raise_signal(signal.SIGHUP)

            assert window.done.get(timeout=SOON) == "leave"
            assert window.done.get(timeout=SOON) == HUNG_UP
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_signal_that_was_ignored_from_the_start_stays_ignored(window: Window) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with window.watch() as watch:
            signal.raise_signal(signal.SIGHUP)

            assert not watch.is_gone
    finally:
        signal.signal(signal.SIGHUP, before)


def test_an_app_that_left_without_its_window_ends_at_once(window: Window) -> None:
    with window.watch():
        window.close()

    assert window.done.get_nowait() == HUNG_UP


def test_leaving_with_the_window_open_ends_nothing(window: Window) -> None:
    with window.watch() as watch:
        watch.begin(window.stay)

    assert window.done.empty()
