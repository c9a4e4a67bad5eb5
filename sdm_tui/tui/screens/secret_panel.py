"""A panel that asks for words which nobody may read over a shoulder."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from sdm_tui.tui.literal import literal
from sdm_tui.tui.screens.panels import PANEL_CSS, ReadPanel


class Secret(Input):
    """A field whose text is not shown."""

    def __init__(self, label: str, name: str | None = None) -> None:
        super().__init__(password=True, id=name)
        self.border_title = label
        self.cursor_blink = False


class SecretPanel(ModalScreen[tuple[str, ...] | None]):
    """Asks for words that are not shown; Escape leaves."""

    DEFAULT_CSS = f"""
    SecretPanel {{ {PANEL_CSS} }}
    SecretPanel Input {{ border: solid $border-blurred; background: $background; height: 3; }}
    SecretPanel Input:focus {{ border: double $border; }}
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Leave", show=False, priority=True)
    ]

    def __init__(self, title: str, labels: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._labels = labels

    def compose(self) -> ComposeResult:
        """Compose the fields."""
        with Vertical():
            yield Static(literal(self._title), classes="panel-title")
            for label in self._labels:
                yield Secret(label)
            yield Static(literal("Enter next, and at the end: go on · Escape leave"))

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.query(Secret).first().focus()

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        message.stop()
        fields = list(self.query(Secret))
        if message.input is fields[-1]:
            self.dismiss(tuple(field.value for field in fields))
        else:
            self.focus_next()


def same_twice(app: App[Any], title: str, first: str, again: str) -> bool:
    """Return whether a passphrase was typed the same way twice; where it was not, that is told."""
    if first != again:
        words = "The two are not the same, so nothing was changed."
        app.push_screen(ReadPanel(title, literal(words)))
    return first == again
