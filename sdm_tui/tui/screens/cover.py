"""The covered screen: the time, and nothing of the consultation."""

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from sdm_tui.tui.literal import literal
from sdm_tui.tui.services import Services


class CoverScreen(ModalScreen[None]):
    """Blank until somebody presses any key."""

    DEFAULT_CSS = """
    CoverScreen { align: center middle; background: $background; }
    CoverScreen Static { width: auto; text-align: center; }
    """

    def __init__(self, services: Services, words: str = "") -> None:
        """Cover the screen; `words` stand below the time."""
        super().__init__()
        self._services = services
        self._words = words

    def compose(self) -> ComposeResult:
        """Compose the time and how to come back."""
        yield Static()

    def on_mount(self) -> None:
        """Show the time, and keep it right to the minute."""
        self._show_time()
        self.set_interval(60, self._show_time)

    def _show_time(self) -> None:
        now = self._services.now()
        lines = (f"{now.hour:02}:{now.minute:02}", "", "press any key", "", self._words)
        self.query_one(Static).update(literal("\n".join(lines).rstrip()))

    def on_key(self, event: events.Key) -> None:
        """Uncover; the key does nothing else."""
        event.stop()
        event.prevent_default()
        self._uncover()

    def on_click(self) -> None:
        """Uncover with the mouse."""
        self._uncover()

    def _uncover(self) -> None:
        # Of several keys that come at once, all arrive here.
        if self.app.screen is self:
            self.dismiss(None)
