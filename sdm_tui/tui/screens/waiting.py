"""Screens that go on with what was done in the background only once they are on top again."""

from collections.abc import Callable
from typing import TypeVar

from textual.screen import ModalScreen

Result = TypeVar("Result")


class WaitingScreen(ModalScreen[Result]):
    """A screen whose work ends on it, and never over a cover or a lock that came meanwhile."""

    _held_back: Callable[[], object] | None = None

    def once_on_top(self, go_on: Callable[[], object]) -> None:
        """Go on now where this screen is on top, and otherwise when it is again."""
        if self.app.screen is self:
            go_on()
        else:
            self._held_back = go_on

    def on_screen_resume(self) -> None:
        """Go on with what waited."""
        held_back, self._held_back = self._held_back, None
        if held_back is not None:
            held_back()
