"""The least that a full-screen program of this kind can be: what every figure is held against."""

from textual.app import App, ComposeResult
from textual.widgets import Footer, Header, Input


class Floor(App[None]):
    """A header, one field and a footer."""

    def compose(self) -> ComposeResult:
        """Compose them."""
        yield Header()
        field = Input(placeholder="the floor")
        field.cursor_blink = False  # or its blinking would be taken for an answer to a key
        yield field
        yield Footer()


if __name__ == "__main__":
    Floor().run()
