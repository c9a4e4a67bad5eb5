"""Two whole consultations that use every part of the document."""

from datetime import timedelta
from typing import Any

import pytest

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import AidUsed, Consultation, OverlayUsed, SignOffHeld, started
from sdm_tui.documents.fhir.bundle import as_bundle
from sdm_tui.documents.letter import letter
from sdm_tui.documents.paper_text import paper_text
from tests.documents.conftest import LATER, NOW, TODAY
from tests.examples import small_aid


@pytest.fixture(scope="session")
def finished(full: Consultation) -> Consultation:
    """Return a consultation of two contacts, finished by one and amended by another."""
    told = moves.resume(full, LATER)
    told = moves.write(told, "start.label", "Mr A, room 2")
    told = moves.write(told, "start.nhs_number", "999 000 0018")
    told = moves.tick(told, "start.present", "a relative or friend")
    told = moves.write(told, "start.present_other", 'His <neighbour> & "friend"')
    told = moves.tick(told, "start.needs", "large print")
    told = moves.answer(told, "start.decision_lies_with", "the person")
    told = moves.answer(told, "start.agrees_to_record", "yes")
    told = moves.write(told, "what_matters.worries", "Falling\nat night")
    told = moves.write(told, "what_matters.hopes", "To walk to the shop")
    told = moves.write(told, "what_matters.keep_doing", "My allotment")
    told = moves.write(told, "what_matters.about_support", "Speak up")
    told = moves.tick(told, "deciding.would_help", "time")
    told = moves.write(told, "deciding.would_help_words", "A walk first")
    told = moves.write(told, "deciding.support", "The library")
    told = moves.seal(told, LATER, "Dr B. Example")
    return moves.amend(told, "He rang", "He wants tablets now", LATER + timedelta(1), "Nurse C")


@pytest.fixture(scope="session")
def small() -> DecisionAid:
    return small_aid()


@pytest.fixture(scope="session")
def rehearsed(small: DecisionAid) -> Consultation:
    """Return an unfinished rehearsal with local facts, in which every figure was opened."""
    used = AidUsed(
        slug=small.slug,
        title=small.title,
        condition=small.condition,
        version=small.version,
        content_hash="a" * 64,
        last_reviewed=small.last_reviewed,
        review_due=small.review_due,
        signed_off=True,
        sign_off=SignOffHeld(standing="signed", name="Dr D", role="GP", on=small.last_reviewed),
        overlays=(
            OverlayUsed(
                name="here",
                organisation="The Invented Practice",
                version="1.0.0",
                content_hash="b" * 64,
                updated=small.last_reviewed,
                review_due=small.review_due,
                note="Ring first.",
            ),
        ),
    )
    told = started("rehearsal-1", NOW, used, rehearsal=True, overdue_reason="None newer")
    told = moves.write(told, "start.nhs_number", "999 000 0018")
    for outcome in small.outcomes:
        told = moves.open_outcome(told, outcome.id, "table", NOW)
    for option in small.options:
        told = moves.open_option(told, option.id)
    told = moves.rate_value(told, "sooner", 0)
    told = moves.decide(told, "not yet", None)
    return moves.check_readiness(told, "supported", "no")


def document(consultation: Consultation, aid: DecisionAid | None) -> dict[str, Any]:
    """Return a consultation's document with its own letter in it."""
    text = paper_text(letter(consultation, aid, today=TODAY))
    return as_bundle(consultation, aid, today=TODAY, letter=text)
