"""A talk about a bundled aid in which every outcome and every row of every score was shown."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.reading import read_aid
from sdm_tui.consultation import moves, scoring
from sdm_tui.consultation.contents import talked_aid
from sdm_tui.consultation.model import AidUsed, Consultation, started
from tests.figures_in_file import (
    FOLDER,
    FileOutcome,
    plain_outcomes,
    scored_outcome,
    scores_of,
    values_of,
)

NOW = datetime(2026, 11, 22, 10, 42, tzinfo=UTC)
TODAY = date(2026, 11, 22)
MOMENT = "22 November 2026 10:42"
HASH = "0123456789abcdef" * 4
_TYPED_EVERY = 35
"""Of the risks that can be typed in, one in so many is shown."""


@cache
def aid_called(slug: str) -> DecisionAid:
    """Return a bundled aid as the app reads it."""
    return read_aid(FOLDER / slug / "aid.yaml")


def _answers_for(score: dict[str, Any], value: Decimal) -> dict[str, int]:
    """Return answers whose points come to a score."""
    asked = score["inputs"]
    for chosen in itertools.product(*(range(len(question["answers"])) for question in asked)):
        told = zip(asked, chosen, strict=True)
        if sum(question["answers"][index]["points"] for question, index in told) == value:
            return {question["id"]: index for question, index in zip(asked, chosen, strict=True)}
    raise AssertionError(f"no answers come to {value}")


def with_score(talk: Consultation, slug: str, index: int, value: Decimal) -> Consultation:
    """Return a talk in which a score has been answered, or a risk typed in."""
    score = aid_called(slug).scores[index]
    if score.typed is not None:
        return scoring.type_risk(talk, score, f"{value}", NOW)
    for question, answer in _answers_for(scores_of(slug)[index], value).items():
        talk = scoring.answer_score(talk, score, question, answer, NOW)
    return talk


def values_written(slug: str, index: int) -> list[Decimal]:
    """Return each row of a score, and some of the risks that can be typed in."""
    score = scores_of(slug)[index]
    return values_of(score)[:: _TYPED_EVERY if "typed" in score else 1]


def new_talk(slug: str) -> Consultation:
    """Return a talk that begins with an aid."""
    aid = aid_called(slug)
    used = AidUsed(
        slug=aid.slug,
        title=aid.title,
        condition=aid.condition,
        version=aid.version,
        content_hash=HASH,
        last_reviewed=aid.last_reviewed,
        review_due=aid.review_due,
    )
    return started("abcd-1", NOW, used)


def _opened(talk: Consultation, slug: str) -> Consultation:
    """Return a talk in which every outcome that is listed now has been opened."""
    for outcome in talked_aid(talk, aid_called(slug)).outcomes:
        talk = moves.open_outcome(talk, outcome.id, "people", NOW)
    return talk


@cache
def talk_about(slug: str) -> Consultation:
    """Return a talk in which every outcome was opened while every score was changed row by row."""
    talk = _opened(new_talk(slug), slug)
    for index in range(len(scores_of(slug))):
        for value in values_written(slug, index):
            talk = _opened(with_score(talk, slug, index, value), slug)
    for shown in talk.figures.opened:
        talk = moves.mark_matters(talk, shown.outcome)
    return talk


@cache
def outcomes_shown(slug: str) -> dict[str, FileOutcome]:
    """Return every outcome that such a talk has shown."""
    shown = list(plain_outcomes(slug))
    for index, score in enumerate(scores_of(slug)):
        examples = [scored_outcome(slug, index, Decimal(str(v))) for v in score.get("examples", ())]
        shown += [replace(outcome, name=f"Example: {outcome.name}") for outcome in examples]
        shown += [scored_outcome(slug, index, value) for value in values_written(slug, index)]
    return {outcome.id: outcome for outcome in shown}
