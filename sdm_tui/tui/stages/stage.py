"""What every stage of the conversation on screen has in common."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import Click

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.contents import TalkedOption, talked_aid
from sdm_tui.consultation.model import Consultation
from sdm_tui.tui.messages import MoveMade
from sdm_tui.tui.services import Services
from sdm_tui.tui.widgets.deck import Deck
from sdm_tui.tui.widgets.field import show_in
from sdm_tui.tui.widgets.glossary import WORD, Meaning, WordFinder

NEED_FIGURES: Final = frozenset({"view", "matters-to-me", "denominator", "order", "all-outcomes"})
"""Commands that have nothing to do where no outcome is listed."""
PATIENT_VIEW: Final = "-patient-view"
"""The class of a screen that hides what only the clinician needs."""


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
        self.base_aid = aid
        """The aid as its file has it; `aid` has the figures that follow from scores too."""
        self._shown_with(consultation)

    def _shown_with(self, consultation: Consultation) -> None:
        self.consultation = consultation
        base = self.base_aid
        self.aid = talked_aid(consultation, base) if base is not None else None

    def on_mount(self) -> None:
        """Show the consultation once the fields are there."""
        self.show_consultation(self.consultation)

    def show_consultation(self, consultation: Consultation) -> None:
        """Show what the consultation holds now."""
        self._shown_with(consultation)
        show_in(self, consultation)

    @property
    def deck(self) -> Deck | None:
        """The stage's cards, where it has any."""
        return next(iter(self.query(Deck)), None)

    def can(self, command: str) -> bool:
        """Whether a command has anything to do here; others are not hinted at."""
        if command == "word":
            return bool(self.base_aid and self.base_aid.glossary)
        if command in NEED_FIGURES:
            return bool(self.base_aid and (self.base_aid.outcomes or self.base_aid.scores))
        return command != "score" or bool(self.base_aid and self.base_aid.scores)

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
        Binding("home", "scroll(-9999)", "To the top", show=False),
        Binding("end", "scroll(9999)", "To the end", show=False),
    ]

    def __init__(
        self, services: Services, consultation: Consultation, aid: DecisionAid | None
    ) -> None:
        super().__init__(services, consultation, aid)
        self.words = WordFinder()
        self.words.glossary = aid.glossary if aid else ()

    def enter(self) -> None:
        """Take the keys, and those that wait already too."""
        self.screen.set_focus(self)

    def draw(self) -> None:
        """Draw the page anew to fit the screen; a word that goes takes its meaning with it."""
        if not self.is_mounted or not self.size.width:
            return
        self.words.begin()
        self.draw_page()
        self.words.finish()
        for line in self.query(Meaning):
            line.show_entry(self.words.entry)

    def draw_page(self) -> None:
        """Draw what this stage is read for."""

    def action_word(self) -> None:
        """Go to the next hard word on the page and say what it means; after the last, stop."""
        if not self.words.seen:
            self.app.notify("No word here is in this guide's word list.", markup=False)
            return
        at = 0 if self.words.at is None else self.words.at + 1
        self._explain(at if at < len(self.words.seen) else None)

    def on_click(self, event: Click) -> None:
        """Say what a word means that was clicked on."""
        index = event.style.meta.get(WORD)
        if isinstance(index, int):
            self._explain(None if index == self.words.at else index)

    def escape(self) -> bool:
        """Stop explaining words."""
        was_explaining = self.words.at is not None
        if was_explaining:
            self._explain(None)
        return was_explaining

    def _explain(self, index: int | None) -> None:
        seen = self.words.seen
        self.words.entry = seen[index] if index is not None and index < len(seen) else None
        self.draw()

    def tell_options(self, options: Sequence[TalkedOption]) -> None:
        """Keep, for the record, which options have been on the screen."""
        for option in options:
            if not self.consultation.is_sealed and (
                option.id not in self.consultation.options.opened
            ):
                move = partial(moves.open_option, option_id=option.id)
                self.post_message(MoveMade(move, about="shown"))

    def action_scroll(self, lines: int) -> None:
        """Scroll a long page."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
