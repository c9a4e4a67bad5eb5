"""Locking the screen: after some minutes without a key or the mouse, or when somebody asks."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sdm_tui.tui.services import Services

if TYPE_CHECKING:
    from textual.app import App

LOOK_EVERY: Final = 10.0
"""Seconds between looks at the clock."""


class IdleLock:
    """Covers the screen and forgets the key; what was open goes on exactly where it was."""

    def __init__(self, app: "App[Any]", services: Services, unlocked: Callable[[], None]) -> None:
        """Lock an app's screen; `unlocked` is called whenever the passphrase opened it again."""
        self._app = app
        self._services = services
        self._unlocked = unlocked
        self._last = services.now()

    def begin(self) -> None:
        """Look at the clock from now on, where the settings say after how long to lock."""
        if self._services.lock_after:
            self._app.set_interval(LOOK_EVERY, self.look)

    def used(self) -> None:
        """Note that somebody is there."""
        self._last = self._services.now()

    def look(self) -> None:
        """Lock where nobody was there for long; a clock that was set back starts the wait anew."""
        now = self._services.now()
        if now < self._last:
            self._last = now
        limit = timedelta(minutes=self._services.lock_after)
        if now - self._last >= limit:
            self.lock()

    def lock(self) -> None:
        """Save, cover everything, and ask for the passphrase; without one, only cover."""
        from sdm_tui.tui.screens.consultation import ConsultationScreen
        from sdm_tui.tui.screens.cover import CoverScreen
        from sdm_tui.tui.screens.unlocking import UnlockScreen

        store = self._services.store
        if any(isinstance(s, UnlockScreen) for s in self._app.screen_stack):
            return
        if store.state != "open" or not store.is_encrypted:
            if not isinstance(self._app.screen, CoverScreen):
                self._app.push_screen(CoverScreen(self._services, self._why_only_covered()))
            return
        fault = None
        for screen in self._app.screen_stack:
            if isinstance(screen, ConsultationScreen):
                fault = screen.save_all()
        self._app.clear_notifications()
        if fault is None:
            store.lock()
        self._app.push_screen(
            UnlockScreen(self._services, may_go_on=False), lambda _: self._unlocked()
        )

    def _why_only_covered(self) -> str:
        if self._services.store.state != "open":
            return ""
        # Whoever was away too long to see it come would take the first key for lost.
        return (
            "Only covered: these records\nhave no passphrase. The key that\n"
            "uncovers them does nothing else."
        )
