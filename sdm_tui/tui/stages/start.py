"""Start: who is here, what would make this easier, and how to take part. All of it optional."""

from collections.abc import Iterator, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from sdm_tui.consultation import moves
from sdm_tui.consultation.changing import value_at
from sdm_tui.consultation.checks import nhs_number_fault
from sdm_tui.consultation.model import Consultation
from sdm_tui.consultation.moves import AnswerPlace, TickPlace
from sdm_tui.consultation.stages import (
    DECISION_LIES_WITH,
    NEEDS,
    PRESENT,
    ROUTES,
    TAKING_PART,
)
from sdm_tui.consultation.voice import voice_of
from sdm_tui.documents.aid_standing import (
    SIGN_OFF_SENTENCES,
    draft_sentence,
    review_sentence,
    since_sentence,
    standing_then,
)
from sdm_tui.tui.literal import literal
from sdm_tui.tui.stages.stage import StageBody
from sdm_tui.tui.widgets.choice import Choice, YesOrNo
from sdm_tui.tui.widgets.deck import Card, Deck
from sdm_tui.tui.widgets.free_text import Fault, free_text

EMERGENCY = (
    "Stop here and deal with the emergency first: call 999 or follow your local "
    "emergency procedure. This conversation is kept and can be resumed."
)
CAPACITY = (
    "First assess capacity for this decision and record it where you usually do "
    "(in England and Wales, under the Mental Capacity Act 2005). Help to decide comes before "
    "that. This conversation is kept and can be resumed."
)


class StartStage(StageBody):
    """Questions before the first stage, each of which can be left alone."""

    HELP_TEXT = (
        "Everything here is optional. Ctrl+N goes straight on to What matters. "
        "Numbers choose an answer; Tab goes to the next question."
    )

    def compose(self) -> ComposeResult:
        """Compose four cards."""
        yield Deck([self._who(), self._checks(), self._easier(), self._taking_part()])

    def _who(self) -> Card:
        about = Static(literal(self._about()), classes="about")
        who = [
            free_text("start.label", voice_of(self.aid).label, one_line=True),
            *self._standing(),
            Choice(
                "How long have we got?",
                [(minutes, words) for minutes, words in ROUTES.items()],
                read=lambda c: c.start.route,
                chosen=lambda value: partial(
                    moves.answer, place="start.route", value=value or self.services.route
                ),
            ),
            _ticks("start.present", "Who else is here?", PRESENT),
            free_text("start.present_other", "Someone else", one_line=True),
            free_text("start.nhs_number", "NHS number, if you need it", one_line=True),
            Fault(lambda c: nhs_number_fault(c.start.nhs_number)),
        ]
        if self.aid is None:
            decision = free_text("start.decision", "What is to be decided?", lines=2, one_line=True)
            return Card("Before we begin", about, decision, *who)
        return Card("Before we begin", about, *who)

    def _about(self) -> str:
        if self.aid is None:
            return (
                "No aid is used: you write the decision, the options and what you know of each. "
                "This is a guide for talking, not a decision aid."
            )
        return (
            f"{self.aid.summary}\nFor: {self.aid.audience}\n"
            "This supports your conversation and does not replace it."
        )

    def _standing(self) -> Iterator[Widget]:
        """Yield how the aid stands, below the first field so that it is in sight from the start."""
        used = self.consultation.aid
        if used is None:
            return
        now = self.services.standing_now(used)
        sentences = (
            draft_sentence(used.checker_errors),
            since_sentence(standing_then(used), now) or SIGN_OFF_SENTENCES[now.state],
            review_sentence(used.review_due, self.services.today()),
        )
        words = " ".join(sentence for sentence in sentences if sentence)
        yield Static(literal(words), classes="about")

    def _easier(self) -> Card:
        return Card(
            "Is there anything that would make this easier?",
            _ticks("start.needs", "", NEEDS),
            free_text("start.needs_other", "Something else", one_line=True),
        )

    def _taking_part(self) -> Card:
        return Card(
            "How would you like to take part?",
            _choice("start.taking_part", "", TAKING_PART),
            _choice(
                "start.decision_lies_with", "Who does the decision lie with?", DECISION_LIES_WITH
            ),
            YesOrNo(
                "Do you agree that we keep a record of this conversation?",
                read=lambda c: c.start.agrees_to_record,
                chosen=lambda reply: partial(
                    moves.answer, place="start.agrees_to_record", value=reply
                ),
                pointer="Nothing of this will be kept after you leave it.",
            ),
        )

    def _checks(self) -> Card:
        not_for = ""
        if self.aid is not None:
            flags = "\n".join(f"  · {flag}" for flag in self.aid.red_flags)
            groups = "\n".join(f"  · {group}" for group in self.aid.not_for)
            not_for = (
                f"Get help first, and do not use this aid, if there is:\n{flags}\n\n"
                f"This aid is not for:\n{groups}"
            )
        return Card(
            "Is it right to go on with this now?",
            YesOrNo(
                "Is this an emergency?",
                read=lambda c: c.start.emergency,
                chosen=lambda reply: partial(moves.answer, place="start.emergency", value=reply),
                pointer=EMERGENCY,
                pointer_at="yes",
            ),
            YesOrNo(
                "Is there doubt about capacity for this decision?",
                read=lambda c: c.start.capacity_doubt,
                chosen=lambda reply: partial(
                    moves.answer, place="start.capacity_doubt", value=reply
                ),
                pointer=CAPACITY,
                pointer_at="yes",
            ),
            Static(literal(not_for), classes="about"),
            classes="clinician-card",
        )


def _choice(place: AnswerPlace, label: str, answers: Sequence[str]) -> Choice:
    def read(consultation: Consultation) -> str | None:
        held = value_at(consultation, place)
        return None if held is None else str(held)

    return Choice(
        label,
        [(answer, answer) for answer in answers],
        read=read,
        chosen=lambda value: partial(moves.answer, place=place, value=value),
    )


def _ticks(place: TickPlace, label: str, answers: Sequence[str]) -> Choice:
    def read(consultation: Consultation) -> tuple[str, ...]:
        return tuple(value_at(consultation, place))

    return Choice(
        label,
        [(answer, answer) for answer in answers],
        read=read,
        chosen=lambda value: partial(moves.tick, place=place, value=str(value)),
        many=True,
    )
