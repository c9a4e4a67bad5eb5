"""Panels for published scores: which one, its questions, or a risk that is typed in.

Nothing is filled in for anybody. Every answer is a move at once, and the figures follow from it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.score_model import Score
from sdm_tui.aids.scores import score_words
from sdm_tui.consultation import scoring
from sdm_tui.consultation.contents import TalkedOption, options_of
from sdm_tui.consultation.model import Consultation
from sdm_tui.consultation.moves import Move
from sdm_tui.tui.literal import literal
from sdm_tui.tui.messages import MoveMade
from sdm_tui.tui.screens.panels import PANEL_CSS, TypedInto
from sdm_tui.tui.stages.score_page import about_page, questions_page, result_page
from sdm_tui.tui.widgets.bars import Drawn
from sdm_tui.tui.widgets.free_text import PlainTextArea

FRAME: Final = 5
"""Rows of a panel's border, title and two lines of keys."""

Tell = Callable[[Message], object]


class ScorePanel(TypedInto):
    """One published score of an aid, live: what was answered and what follows from it."""

    def __init__(
        self,
        score: Score,
        aid: DecisionAid,
        consultation: Consultation,
        tell: Tell,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self.score = score
        self.aid = aid
        self.consultation = consultation
        self._tell = tell
        self._now = now

    @property
    def options(self) -> Sequence[TalkedOption]:
        """The options in the order in which they are shown."""
        return options_of(self.consultation, self.aid)

    def show_consultation(self, consultation: Consultation) -> None:
        """Show what the consultation holds now."""
        self.consultation = consultation
        self.draw()

    def draw(self) -> None:
        """Draw the page anew."""

    def move(self, move: Move, about: str = "") -> None:
        """Make a move, where the record is still open."""
        if not self.consultation.is_sealed:
            self._tell(MoveMade(move, about=about))

    def heading(self) -> Content:
        """Return what the panel is called."""
        name = self.score.plain_name
        return literal(f"{name[:1].upper()}{name[1:]} ({self.score.name})")

    def action_put_away(self) -> None:
        """Stop using the score; the aid's examples come back."""
        self.move(partial(scoring.put_away, score=self.score))


class PointsPanel(ScorePanel):
    """The questions of a point score, answered one by one."""

    DEFAULT_CSS = f"""
    PointsPanel {{ {PANEL_CSS} }}
    PointsPanel #result {{ height: auto; }}
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close", show=False),
        Binding("down,enter,tab", "step(1)", "Next question", show=False),
        Binding("up,shift+tab", "step(-1)", "Question before", show=False),
        Binding("pagedown,space", "scroll(6)", "Page down", show=False),
        Binding("pageup", "scroll(-6)", "Page up", show=False),
        Binding("r,R", "rest_no", "The rest are no", show=False),
        Binding("c,C", "put_away", "Clear", show=False),
        Binding("backspace,delete", "take_back", "Take the answer back", show=False),
    ]

    at = 0

    def compose(self) -> ComposeResult:
        """Compose the title, the page and the keys."""
        with Vertical():
            yield Drawn(self.heading(), classes="panel-title", id="heading")
            with VerticalScroll(can_focus=False):
                yield Drawn(id="score")
            yield Drawn(id="result")
            keys = "1 2 3 answer · ↑ ↓ · R rest are no · C clear · Escape done"
            yield Static(literal(keys), classes="panel-foot")

    def on_mount(self) -> None:
        """Show the page once its width is known, with the first open question at the arrow."""
        self._go_to_open(self.consultation)
        self.call_after_refresh(self.draw)

    def _go_to_open(self, consultation: Consultation) -> None:
        answered = scoring.answers_of(consultation.score_use(self.score.id))
        unanswered = [n for n, asked in enumerate(self.score.inputs) if asked.id not in answered]
        self.at = unanswered[0] if unanswered else 0

    def on_resize(self) -> None:
        """Fit the page to the screen."""
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Draw the questions, the sum and what follows from it."""
        scroll = self.query_one(VerticalScroll)
        width = max(30, scroll.size.width - 1)
        use = self.consultation.score_use(self.score.id)
        place = literal(f" · {self.at + 1} of {len(self.score.inputs)}")
        self.query_one("#heading", Drawn).draw(Content.assemble(self.heading(), place))
        rows = questions_page(self.score, use, self.at, width)
        rows += about_page(self.score, self.options, width)
        self.query_one("#score", Drawn).draw(Content("\n").join(rows))
        result = result_page(self.score, use, self.options, width)
        self.query_one("#result", Drawn).draw(Content("\n").join(result))
        # What follows from the answers stays in sight; the questions scroll in what is left.
        room = int(self.size.height * 0.94) - FRAME - len(result)
        scroll.styles.max_height = max(3, room)
        self.call_after_refresh(self._show_question)

    def _show_question(self) -> None:
        """Scroll so that the question at the arrow and its answers are in sight."""
        scroll = self.query_one(VerticalScroll)
        if scroll.size.height < 3:
            return  # not laid out yet
        if self.at + 3 > scroll.scroll_y + scroll.size.height:
            scroll.scroll_to(y=self.at + 3 - scroll.size.height, animate=False)
        elif self.at < scroll.scroll_y:
            scroll.scroll_to(y=self.at, animate=False)

    def on_key(self, event: events.Key) -> None:
        """Answer the question at the arrow by the number of the answer."""
        if event.character is None or event.character not in "123456789":
            return
        asked = self.score.inputs[self.at]
        index = int(event.character) - 1
        if index >= len(asked.answers):
            return
        event.stop()
        self._answer(index)
        self.action_step(1)

    def _answer(self, index: int | None) -> None:
        question = self.score.inputs[self.at].id
        now = self._now()
        self.move(
            partial(scoring.answer_score, score=self.score, question=question, index=index, now=now)
        )

    def action_step(self, step: int) -> None:
        """Go to another question."""
        self.at = max(0, min(len(self.score.inputs) - 1, self.at + step))
        self.draw()

    def action_scroll(self, lines: int) -> None:
        """Scroll the page."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_rest_no(self) -> None:
        """Answer no to every open question that has a plain no."""
        move = partial(scoring.answer_rest_no, score=self.score, now=self._now())
        if self.consultation.is_sealed or (after := move(self.consultation)) == self.consultation:
            return
        self.move(move)
        self._go_to_open(after)

    def action_take_back(self) -> None:
        """Take the answer at the arrow back."""
        self._answer(None)


class TypedPanel(ScorePanel):
    """A risk that the clinician brings from a system of their own."""

    DEFAULT_CSS = f"""
    TypedPanel {{ {PANEL_CSS} }}
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", show=False, priority=True),
        Binding("enter", "next_or_close", "Next", show=False, priority=True),
        Binding("ctrl+d", "put_away", "Clear", show=False, priority=True),
    ]

    def compose(self) -> ComposeResult:
        """Compose two fields and what follows from them."""
        typed = self.score.typed
        question = ""
        if typed:
            limits = f"{score_words(typed.least)} to {score_words(typed.most)}{typed.unit}"
            question = f"{limits}: {typed.question}"
        with Vertical():
            yield Static(self.heading(), classes="panel-title")
            with VerticalScroll(can_focus=False):
                yield PlainTextArea(label=question, name="risk")
                yield PlainTextArea(label="Which tool, and when", name="tool")
                yield Drawn(id="score")
            keys = "Enter next · Ctrl+D clear · Escape done · saved as you type"
            yield Static(literal(keys), classes="panel-foot")

    def on_mount(self) -> None:
        """Fill the fields with what is held and begin with the first."""
        use = self.consultation.score_use(self.score.id)
        areas = list(self.query(PlainTextArea))
        for area, held in zip(areas, (use.typed, use.typed_from) if use else (), strict=False):
            area.load_text(held)
            area.move_cursor(area.document.end)
        for area in areas:
            area.read_only = self.consultation.is_sealed
        areas[0].focus()
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        """Fit the page to the screen."""
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Draw what follows from what was typed."""
        width = max(30, self.query_one(VerticalScroll).size.width - 1)
        use = self.consultation.score_use(self.score.id)
        rows = result_page(self.score, use, self.options, width)
        self.query_one("#score", Drawn).draw(
            Content("\n").join([*rows, *about_page(self.score, self.options, width)])
        )

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        if isinstance(event.text_area, PlainTextArea):
            for message in self._typed(event.text_area):
                self._tell(message)

    def unheard(self) -> Iterator[MoveMade]:
        """Yield a move for each field whose text the consultation does not hold yet."""
        for area in self.query(PlainTextArea):
            yield from self._typed(area)

    def _typed(self, area: PlainTextArea) -> Iterator[MoveMade]:
        use = self.consultation.score_use(self.score.id)
        is_risk = area.name == "risk"
        held = "" if use is None else use.typed if is_risk else use.typed_from
        if area.text == held or self.consultation.is_sealed:
            return
        move = scoring.type_risk if is_risk else scoring.name_tool
        made = partial(move, score=self.score, words=area.text, now=self._now())
        yield MoveMade(made, about=f"{self.score.id} {area.name}")

    def action_put_away(self) -> None:
        """Empty both fields, which stops using the risk."""
        for area in self.query(PlainTextArea):
            area.load_text("")


class ScoreListPanel(ModalScreen[int]):
    """Which of an aid's scores to open, where it has more than one."""

    DEFAULT_CSS = f"ScoreListPanel {{ {PANEL_CSS} }}"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close", show=False)
    ]

    def __init__(self, scores: Sequence[Score], consultation: Consultation) -> None:
        super().__init__()
        self._scores = scores
        self._consultation = consultation

    def compose(self) -> ComposeResult:
        """Compose a numbered list."""
        with Vertical():
            yield Static(literal("Which score?"), classes="panel-title")
            for number, score in enumerate(self._scores, 1):
                words = f"{number}  {score.plain_name} ({score.name}): {self._state(score)}"
                yield Static(literal(words))
            keys = " ".join(str(n + 1) for n in range(len(self._scores)))
            yield Static(literal(f"{keys} open · Escape close"), classes="panel-foot")

    def on_key(self, event: events.Key) -> None:
        """Open a score by its number."""
        numbers = {str(n + 1): n for n in range(len(self._scores))}
        if event.character in numbers:
            event.stop()
            self.dismiss(numbers[event.character])

    def _state(self, score: Score) -> str:
        use = self._consultation.score_use(score.id)
        if use is None:
            return "not used"
        return "not complete" if use.value is None else score_words(use.value)


def score_panel(
    score: Score,
    aid: DecisionAid,
    consultation: Consultation,
    tell: Tell,
    now: Callable[[], datetime],
) -> ScorePanel:
    """Return the panel that fits a score."""
    kind = PointsPanel if score.inputs else TypedPanel
    return kind(score, aid, consultation, tell, now)
