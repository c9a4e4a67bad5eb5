"""Deciding together: the balance, where we stand, four questions, the plan and the safety net."""

from functools import partial
from typing import Final, Literal

from textual.app import ComposeResult
from textual.widgets import Static

from sdm_tui.aids.overlay import local_help
from sdm_tui.consultation import moves
from sdm_tui.consultation.checks import date_fault
from sdm_tui.consultation.contents import TalkedValue, options_of, values_of
from sdm_tui.consultation.model import Consultation, Rating, Status
from sdm_tui.consultation.moves import Move
from sdm_tui.consultation.readiness import NOT_VALIDATED, QUESTIONS, Question
from sdm_tui.consultation.stage_names import StageName
from sdm_tui.consultation.stages import WOULD_HELP, stage
from sdm_tui.tui.commands import DECIDING, bindings
from sdm_tui.tui.literal import literal
from sdm_tui.tui.messages import StageWanted
from sdm_tui.tui.stages.stage import StageBody
from sdm_tui.tui.widgets.balance import BalanceRow
from sdm_tui.tui.widgets.choice import Answer, Choice, YesOrNo
from sdm_tui.tui.widgets.deck import Card, Deck
from sdm_tui.tui.widgets.free_text import Fault, FreeText, LineText, free_text
from sdm_tui.tui.widgets.scale import Scale

STATUSES: Final[tuple[tuple[Status, str], ...]] = (
    ("decided", "We have decided"),
    ("not yet", "Not yet: I would like more time or help"),
    ("declined all", "None of these, thank you"),
    ("clinician decides", "I would like you to decide"),
)
LEANING_HELP: Final = (
    "Which way does each one lean, in your view? ← → to say so. "
    "There is no total: this shows your words, not an answer."
)
MOST_ACTIONS: Final = 3


class DecidingStage(StageBody):
    """One card after another, none of them with an answer to begin with."""

    BINDINGS = bindings(DECIDING)

    HELP_TEXT = (
        "PageDown and PageUp turn the cards; Tab goes through the fields. Numbers choose, Y and N "
        "answer. Nothing is chosen until somebody chooses it, and not yet is a good answer."
    )

    def compose(self) -> ComposeResult:
        """Compose the cards."""
        yield Deck(
            [
                Card(
                    "What leans which way, in your view?",
                    *self._balance(self.consultation),
                    classes="balance",
                ),
                Card("Where do we stand?", *self._where_we_stand(), classes="standing"),
                Card("Four questions before we stop", *self._readiness()),
                Card("What happens next?", *self._plan()),
                Card("If things change, and who should know", *self._safety_net()),
            ]
        )

    def show_consultation(self, consultation: Consultation) -> None:
        """Show rows and answers for what there is now, then what each field holds."""
        card = self.query_one(".balance", Card)
        wanted = [value.id for value in self._weighed(consultation)]
        if [row.value_id for row in card.query(BalanceRow)] != wanted:
            card.remove_children()
            card.mount_all(self._balance(consultation))
        chosen = self.query_one("#chosen", Choice)
        chosen.answers = [
            (o.id, f"{o.name} (set aside)" if consultation.set_aside(o.id) else o.name)
            for o in options_of(consultation, self.aid)
        ]
        status = consultation.deciding.status
        chosen.display = status in {"decided", "clinician decides"}
        for field in self.query(".not-yet"):
            field.display = status == "not yet"
        for index, row in enumerate(self.query(".action-row")):
            row.display = index // 3 <= len(consultation.deciding.actions)
        suggestion = self.query_one("#suggestion", Static)
        suggestion.display = bool(self.aid) and not consultation.deciding.safety_net
        card.set_class(consultation.start.route == 5 or not wanted, "-not-in-route")
        super().show_consultation(consultation)
        if deck := self.deck:
            deck.watch_at()

    def _weighed(self, consultation: Consultation) -> list[TalkedValue]:
        """Return what the person gave a weight, or everything where they gave none."""
        values = values_of(consultation, self.aid)
        return [value for value in values if value.rating is not None] or list(values)

    def _balance(self, consultation: Consultation) -> list[Static | BalanceRow]:
        rows = [BalanceRow(value.id, self.aid) for value in self._weighed(consultation)]
        for row in rows:
            row.call_after_refresh(row.show, consultation)
        return [Static(literal(LEANING_HELP), classes="legend"), *rows]

    def _where_we_stand(self) -> list[Choice | Scale | FreeText]:
        def status(value: Answer | None) -> Move:
            found = next((s for s, _ in STATUSES if s == value), None)
            return lambda c: moves.decide(c, found, c.deciding.chosen)

        where = Choice("", STATUSES, read=lambda c: c.deciding.status, chosen=status)
        which = Choice(
            "Which option?",
            [],
            read=lambda c: c.deciding.chosen,
            chosen=lambda value: partial(moves.answer, place="deciding.chosen", value=value),
        )
        which.id = "chosen"
        help_needed = Choice(
            "What would help?",
            [(answer, answer) for answer in WOULD_HELP],
            read=lambda c: c.deciding.would_help,
            chosen=lambda value: partial(moves.tick, place="deciding.would_help", value=str(value)),
            many=True,
        )
        help_words = free_text("deciding.would_help_words", "What else would help")
        for field in (help_needed, help_words):
            field.add_class("not-yet")
        why = free_text("deciding.why", "Why? In the person's own words", lines=2, one_line=True)

        def how_sure(rating: Rating | None) -> Move:
            value = rating if isinstance(rating, int) else None
            return partial(moves.answer, place="deciding.how_sure", value=value)

        sure = Scale(
            "How sure are you? 0 not at all, 10 fully",
            read=lambda c: c.deciding.how_sure,
            rated=how_sure,
            allows_not_sure=False,
        )
        view = free_text("deciding.clinician_view", "The clinician's view, if it was asked for")
        return [where, which, help_needed, help_words, why, sure, view]

    def _readiness(self) -> list[YesOrNo | Static]:
        return [
            *(self._readiness_question(question) for question in QUESTIONS),
            Static(literal(NOT_VALIDATED), classes="legend"),
        ]

    def _readiness_question(self, question: Question) -> YesOrNo:
        title = stage(question.leads_to).title
        return YesOrNo(
            question.words,
            read=lambda c: c.deciding.readiness.get(question.check),
            chosen=lambda reply: partial(
                moves.check_readiness,
                check=question.check,
                reply="yes" if reply == "yes" else "no" if reply == "no" else None,
            ),
            pointer=f"Enter on this line opens {title}: {question.because}",
            follow=partial(self._lead_to, question.leads_to),
        )

    def _lead_to(self, name: StageName) -> None:
        if name == "deciding":
            if deck := self.deck:
                deck.turn_to(self.query_one(".standing", Card))
            return
        self.post_message(StageWanted(name))

    def _plan(self) -> list[Static | FreeText | Fault]:
        fields: list[Static | FreeText | Fault] = []
        for index in range(MOST_ACTIONS):
            fields += [
                self._action(index, "what", f"Step {index + 1}: what"),
                self._action(index, "who", "Who does it"),
                self._action(index, "when", "By when"),
            ]
        return [
            *fields,
            free_text("deciding.review_date", "When do we look at this again", one_line=True),
            Fault(lambda c: date_fault(c.deciding.review_date, self.services.today())),
            free_text("deciding.support", "Support and referrals", one_line=True),
        ]

    def _action(self, index: int, part: Literal["what", "who", "when"], label: str) -> LineText:
        def read(consultation: Consultation) -> str:
            actions = consultation.deciding.actions
            return str(getattr(actions[index], part)) if index < len(actions) else ""

        field = LineText(
            f"action.{index}.{part}",
            label,
            read=read,
            write_with=lambda words: partial(
                moves.change_action, index=index, part=part, words=words
            ),
        )
        field.add_class("action-row")
        return field

    def _safety_net(self) -> list[Static | FreeText]:
        suggestion = Static(id="suggestion", classes="legend")
        if self.aid is not None:
            lines = "\n".join(f"  · {line}" for line in self.aid.safety_net)
            words = f"The aid's words (Ctrl+Y puts them in):\n{lines}{self._whom_to_contact()}"
            suggestion.update(literal(words))
        return [
            free_text("deciding.safety_net", "If ... happens, do ..., and call ...", lines=2),
            suggestion,
            free_text("deciding.share_what", "What should others know", one_line=True),
            free_text("deciding.share_with", "Who should know it", one_line=True),
        ]

    def _whom_to_contact(self) -> str:
        used = self.consultation.aid
        if self.aid is None or used is None or not used.overlays:
            return ""
        local = [one for o in used.overlays for one in local_help(self.aid, o.organisation)]
        lines = "".join(f"\n  · {one.name}: {one.detail}" for one in local)
        return f"\nWhom to contact here:{lines}" if local else ""

    def action_use_suggestion(self) -> None:
        """Put the aid's safety net in, where nothing was written yet."""
        field = next(f for f in self.query(FreeText) if f.place == "deciding.safety_net")
        if self.aid is not None and not field.text and not self.consultation.is_sealed:
            field.load_text("\n".join(self.aid.safety_net))
            field.move_cursor(field.document.end)
            field.focus()
