"""What every stage of the conversation on screen has in common."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.model import Consultation
from sdm_tui.tui.services import Services
from sdm_tui.tui.widgets.deck import Deck
from sdm_tui.tui.widgets.field import show_in


class StageBody(Vertical):
    """One stage: it shows the consultation it is given and tells of moves."""

    DEFAULT_CSS = """
    StageBody { height: 1fr; }
    """

    HELP_TEXT = ""
    """What can be done here, for the help panel."""

    def __init__(
        self, services: Services, consultation: Consultation, aid: DecisionAid | None
    ) -> None:
        super().__init__()
        self.services = services
        self.consultation = consultation
        self.aid = aid

    def on_mount(self) -> None:
        """Show the consultation once the fields are there."""
        self.show_consultation(self.consultation)

    def show_consultation(self, consultation: Consultation) -> None:
        """Show what the consultation holds now."""
        self.consultation = consultation
        show_in(self, consultation)

    @property
    def deck(self) -> Deck | None:
        """The stage's cards, where it has any."""
        return next(iter(self.query(Deck)), None)

    def enter(self) -> None:
        """Give the focus to what comes first here."""
        if deck := self.deck:
            deck.focus_first()

    def step_focus(self, step: int) -> bool:
        """Move the focus by one field; say whether there was somewhere to go."""
        deck = self.deck
        return deck.step_focus(step) if deck else False

    def escape(self) -> bool:
        """Back out of something within the stage; say whether there was anything."""
        return False


class PageStage(StageBody, can_focus=True):
    """A stage that is read as a page: it takes the keys itself and scrolls."""

    DEFAULT_CSS = """
    PageStage VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; padding: 0 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll(1)", "Down", show=False),
        Binding("up", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "scroll(8)", "Page down", show=False),
        Binding("pageup", "scroll(-8)", "Page up", show=False),
    ]

    def enter(self) -> None:
        """Take the keys."""
        self.focus()

    def action_scroll(self, lines: int) -> None:
        """Scroll a long page."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
