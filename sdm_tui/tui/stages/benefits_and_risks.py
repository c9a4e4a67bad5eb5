"""Benefits and risks: a list of outcomes, and each one's figures in three views."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive

from sdm_tui.aids.figures import outcome_out_of
from sdm_tui.aids.model import Outcome
from sdm_tui.consultation import moves
from sdm_tui.consultation.contents import options_of, outcomes_in_order, outcomes_in_route
from sdm_tui.consultation.model import Consultation, View
from sdm_tui.tui.commands import BENEFITS_AND_RISKS, bindings
from sdm_tui.tui.literal import literal
from sdm_tui.tui.messages import MoveMade
from sdm_tui.tui.screens.panels import LiveField, LiveForm
from sdm_tui.tui.screens.scores import ScoreListPanel, ScorePanel, score_panel
from sdm_tui.tui.stages.figure_pages import people_page, words_page
from sdm_tui.tui.stages.figure_table import table_page
from sdm_tui.tui.stages.goals import goals_line
from sdm_tui.tui.stages.options import practical_grid
from sdm_tui.tui.stages.score_page import unfinished_scores
from sdm_tui.tui.stages.stage import PageStage
from sdm_tui.tui.stages.weighing import weighing_page
from sdm_tui.tui.widgets.bars import Drawn
from sdm_tui.tui.widgets.glossary import Meaning

READ_FOR: Final = 1.5
"""Seconds that a part of the table stays in sight before it counts as shown."""
VIEWS: Final[tuple[View, ...]] = ("people", "table", "words")
TEACH_BACK_PROMPT: Final = "In your own words, what did you take from this?"


class BenefitsAndRisksStage(PageStage):
    """Figures as people, as a table and in words; which were opened is kept for the record."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(BENEFITS_AND_RISKS),
        Binding("down", "step(1)", "Next outcome", show=False),
        Binding("up", "step(-1)", "Outcome before", show=False),
        Binding("right", "turn(1)", "Next options", show=False),
        Binding("left", "turn(-1)", "Options before", show=False),
        Binding("enter", "open", "Open, then more", show=False),
    ]

    HELP_TEXT = (
        "Up and down choose an outcome, Enter opens it, Escape goes back to the list. V changes "
        "between people, table and words. Left and right turn to other options. M marks a risk "
        "that matters to the person; T keeps what they understood, in their words. S opens a "
        "published score, where the guide has one; W says what an underlined word means."
    )

    at: reactive[int] = reactive(0, init=False)
    is_open: reactive[bool] = reactive(default=False, init=False)
    view: reactive[View] = reactive[View]("people", init=False)
    first_option: reactive[int] = reactive(0, init=False)
    what_matters_first: reactive[bool] = reactive(default=True, init=False)
    lists_all: reactive[bool] = reactive(default=False, init=False)

    _table_starts: Sequence[int] = ()
    _has_picture = False
    out_of: int | None = None
    """The denominator somebody asked for; None for each outcome's own."""

    def compose(self) -> ComposeResult:
        """Compose the page."""
        yield VerticalScroll(Drawn(id="page"), can_focus=False)
        yield Meaning()

    def show_consultation(self, consultation: Consultation) -> None:
        """Show the figures with the marks and the order that the consultation asks for."""
        held = self.outcome.id if self.is_mounted and self.outcome else None
        super().show_consultation(consultation)
        for panel in self.app.screen_stack:
            if isinstance(panel, ScorePanel):
                panel.show_consultation(consultation)
        if held is not None:
            ids = [outcome.id for outcome in self.outcomes]
            self.set_reactive(BenefitsAndRisksStage.at, ids.index(held) if held in ids else 0)
            if held not in ids:
                # The figures that were open follow from a score that has changed since.
                self.set_reactive(BenefitsAndRisksStage.is_open, False)  # noqa: FBT003 - Textual's
        self.draw()

    def on_resize(self) -> None:
        """Fit the page to the screen."""
        self.draw()

    def escape(self) -> bool:
        """Stop explaining a word, or go back to the list."""
        if super().escape():
            return True
        was_open = self.is_open or self.view == "table"
        self.is_open = False
        if self.view == "table":
            self.view = "people"
        return was_open

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes as they are listed now."""
        if self.aid is None:
            return ()
        ordered = outcomes_in_order(
            self.consultation, self.aid, what_matters_first=self.what_matters_first
        )
        if self.lists_all:
            return ordered
        kept = outcomes_in_route(self.consultation, ordered)
        return tuple(outcome for outcome in ordered if outcome.id in kept)

    @property
    def outcome(self) -> Outcome | None:
        """The outcome at the arrow."""
        outcomes = self.outcomes
        return outcomes[min(self.at, len(outcomes) - 1)] if outcomes else None

    def watch_at(self) -> None:
        """Show another outcome, beginning with its first options."""
        self.set_reactive(BenefitsAndRisksStage.first_option, 0)
        self._show_again()

    def watch_is_open(self) -> None:
        """Open an outcome or go back to the list."""
        self._show_again()

    def watch_view(self) -> None:
        """Show the same figures in another view."""
        self._show_again()

    def watch_first_option(self) -> None:
        """Show other options."""
        self.draw()

    def watch_what_matters_first(self) -> None:
        """Order the list anew."""
        self._show_again()

    def watch_lists_all(self) -> None:
        """List more or fewer outcomes."""
        self._show_again()

    def _show_again(self) -> None:
        self.words.entry = None
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self.draw()
        self._tell_opened()

    def _tell_opened(self) -> None:
        outcome = self.outcome
        if outcome is None or self.consultation.is_sealed:
            return
        if self.view == "table":
            self.set_timer(READ_FOR, self._tell_table)
        elif self.is_open and outcome.id not in self.consultation.opened_outcomes():
            now = self.services.now()
            seen = self.view if self._has_picture else "words"
            move = partial(moves.open_outcome, outcome_id=outcome.id, view=seen, now=now)
            self.post_message(MoveMade(move, about="shown"))

    def _tell_table(self) -> None:
        """Note which outcomes of the table have been on the screen long enough to be read."""
        if self.view != "table" or self.consultation.is_sealed or not self.is_on_screen:
            return
        scroll = self.query_one(VerticalScroll)
        top, bottom = scroll.scroll_y, scroll.scroll_y + scroll.size.height
        rows = zip(self.outcomes, pairwise(self._table_starts), strict=True)
        for outcome, (start, end) in rows:
            if top <= start and end <= bottom:
                now = self.services.now()
                move = partial(moves.open_outcome, outcome_id=outcome.id, view="table", now=now)
                self.post_message(MoveMade(move, about="shown"))
        self.post_message(MoveMade(moves.show_table, about="shown"))

    def draw_page(self) -> None:
        """Draw the list, or the open outcome."""
        page = self.words.marked(self._page())
        self.query_one("#page", Drawn).draw(page, is_fitted=self.outcome is not None)

    def _page(self) -> Content:
        width, height = self.size.width - 3, self.size.height
        if self.aid is None or self.outcome is None:
            return self._no_figures(width)
        if self.view == "table":
            return self._table(width)
        if not self.is_open:
            return self._list(width)
        options = options_of(self.consultation, self.aid)
        outcome, outcomes = self.outcome, self.outcomes
        is_marked = outcome.id in self.consultation.figures.matter_to_me
        place = f"{min(self.at, len(outcomes) - 1) + 1} of {len(outcomes)}"
        page = people_page(
            outcome,
            options,
            first=self.first_option,
            denominator=self._denominator(outcome),
            width=width,
            height=height,
            is_marked=is_marked,
            place=place,
        )
        self._has_picture = page.count > 0
        if self.view == "words":
            # Out of as many as in the picture, which may have had to do with 100.
            out_of = page.denominator
            return words_page(
                outcome, options, denominator=out_of, width=width, is_marked=is_marked, place=place
            )
        if page.first != self.first_option:
            self.set_reactive(BenefitsAndRisksStage.first_option, page.first)
        return page.content

    def _denominator(self, outcome: Outcome) -> int:
        if self.out_of and outcome_out_of(outcome, self.out_of):
            return self.out_of
        return outcome.denominator

    def _no_figures(self, width: int) -> Content:
        if self.aid is None or not self.aid.no_outcomes_reason:
            title = "What are the benefits and risks of each option?"
            words = (
                "No aid is used, so there are no figures here. "
                "Talk about what each of you knows, and say when it is not known."
            )
            grid = practical_grid(self.consultation, self.aid, width)
            rows = [literal(title, "bold"), literal(""), literal(words), literal(""), grid]
            return Content("\n").join(rows)
        page = weighing_page(self.consultation, self.aid, first=self.first_option, width=width)
        self.set_reactive(BenefitsAndRisksStage.first_option, page.first)
        options = options_of(self.consultation, self.aid)
        self.tell_options(options[page.first : page.first + page.count])
        return page.content

    def _table(self, width: int) -> Content:
        if self.aid is None:
            return Content("")
        options = options_of(self.consultation, self.aid)
        page, starts = table_page(self.aid, self.outcomes, options, width=width)
        pinned = goals_line(self.consultation, self.aid, width)
        self._table_starts = [start + len(pinned) for start in starts]
        return Content("\n").join([*pinned, page])

    def _list(self, width: int) -> Content:
        order = "what matters to you first" if self.what_matters_first else "in the aid's order"
        title = "What are the benefits and risks of each option?"
        rows = [
            literal(title, "bold"),
            *goals_line(self.consultation, self.aid, width),
            literal(f"Enter opens (● opened, ○ not yet) · {order}", "$text-muted"),
            *unfinished_scores(self.consultation, self.base_aid, width),
        ]
        opened = self.consultation.opened_outcomes()
        for index, outcome in enumerate(self.outcomes):
            here = index == min(self.at, len(self.outcomes) - 1)
            marked = "M" if outcome.id in self.consultation.figures.matter_to_me else " "
            seen = "●" if outcome.id in opened else "○"
            serious = " (serious)" if outcome.serious and outcome.kind == "harm" else ""
            state = "opened" if outcome.id in opened else "not opened yet"
            start = f"{'►' if here else ' '} {seen} {marked} {outcome.name}{serious}"
            if len(start) + len(state) + 2 > width:
                state = ""
            gap = max(2, width - len(start) - len(state))
            line = literal(f"{start}{' ' * gap}{state}"[:width])
            rows.append(line.stylize("bold") if here else line)
        hidden = len(self.aid.outcomes if self.aid else ()) - len(self.outcomes)
        if hidden > 0:
            rows.append(literal(f"      {hidden} more: press A to list them all", "$text-muted"))
        return Content("\n").join(rows)

    def action_step(self, step: int) -> None:
        """Go to another outcome; the table scrolls instead."""
        if self.view == "table":
            self.action_scroll(step)
            self.set_timer(READ_FOR, self._tell_table)
        elif not self.outcomes:
            self.action_scroll(step)
        else:
            self.at = max(0, min(len(self.outcomes) - 1, self.at + step))
            if not self.is_open:
                self.query_one(VerticalScroll).scroll_to(
                    y=max(0, self.at + 4 - self.size.height), animate=False
                )

    def action_turn(self, step: int) -> None:
        """Turn to other options."""
        # The page itself keeps this within the options that it draws.
        self.first_option = max(0, self.first_option + step)

    def action_open(self) -> None:
        """Open the outcome; when it is open, say more in words."""
        if self.outcome is None:
            return
        if self.view == "table":
            self.view = "people"
        if not self.is_open:
            self.is_open = True
        else:
            self.view = "words" if self.view == "people" else "people"

    def action_view(self) -> None:
        """Change between people, table and words."""
        if self.outcome is None:
            return
        self.view = VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)]
        if self.view != "table":
            self.is_open = True

    def action_score(self) -> None:
        """Open a published score; where there are several, ask which."""
        scores = self.base_aid.scores if self.base_aid else ()
        if not scores:
            self.app.notify("This guide has no published score.", markup=False)
        elif len(scores) == 1:
            self._open_score(0)
        else:
            self.app.push_screen(ScoreListPanel(scores, self.consultation), self._open_score)

    def _open_score(self, index: int | None) -> None:
        if index is None or self.base_aid is None:
            return
        score = self.base_aid.scores[index]
        panel = score_panel(
            score, self.base_aid, self.consultation, self.post_message, self.services.now
        )

        def show(_: None) -> None:
            use = self.consultation.score_use(score.id)
            ids = [outcome.id for outcome in self.outcomes]
            if use is not None and use.outcome in ids:
                self.at = ids.index(use.outcome)

        self.app.push_screen(panel, show)

    def action_denominator(self) -> None:
        """Show out of 100 or out of 1,000, where that is exact."""
        outcome = self.outcome
        if outcome is None:
            return
        now = self._denominator(outcome)
        wanted = 100 if now == 1000 else 1000
        if not outcome_out_of(outcome, wanted):
            words = f"These numbers cannot be shown out of {wanted:,} without rounding them."
            self.app.notify(words, markup=False)
            return
        self.out_of = wanted
        self.draw()

    def action_order(self) -> None:
        """Change between what matters first and the aid's own order."""
        self.what_matters_first = not self.what_matters_first

    def action_all_outcomes(self) -> None:
        """List all outcomes, or those of the route."""
        self.lists_all = not self.lists_all

    def action_matters_to_me(self) -> None:
        """Mark the outcome as one that matters to the person, or take the mark back."""
        if self.outcome is not None and self.view != "table":
            self.post_message(MoveMade(partial(moves.mark_matters, outcome_id=self.outcome.id)))

    def action_teach_back(self) -> None:
        """Keep what was asked, what the person said, and what was then clarified."""
        if self.consultation.is_sealed:
            return
        index = len(self.consultation.figures.teach_backs)
        now = self.services.now()

        def said(words: str) -> moves.Move:
            return partial(moves.word_teach_back, index=index, part="said", words=words, now=now)

        def asked(words: str) -> moves.Move:
            return partial(moves.word_teach_back, index=index, part="asked", words=words, now=now)

        def clarified(words: str) -> moves.Move:
            return partial(
                moves.word_teach_back, index=index, part="clarified", words=words, now=now
            )

        self.app.push_screen(
            LiveForm(
                "What I understood",
                [
                    LiveField("What the person said, in their words", "", said),
                    LiveField("What was asked, if it was something else", "", asked),
                    LiveField("What was then made clearer", "", clarified),
                ],
                self.post_message,
                about=TEACH_BACK_PROMPT,
            )
        )
