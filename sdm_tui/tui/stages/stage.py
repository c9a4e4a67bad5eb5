"""What every stage of the conversation on screen has in common."""

from textual.containers import Vertical

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
