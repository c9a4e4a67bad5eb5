"""Two consultations in which a great deal was said: one with the invented aid and one without."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, started
from sdm_tui.documents.forms import Material
from tests.documents.conftest import LATER, TODAY

MARK: Final = "12-0a1b2c3d"
FIRST: Final = datetime(2026, 6, 1, 9, 0, tzinfo=timezone(timedelta(hours=1)))
SECOND: Final = datetime(2026, 11, 2, 16, 45, tzinfo=UTC)
THIRD: Final = datetime(2026, 11, 20, 8, 5, tzinfo=UTC)


def with_an_aid(full: Consultation) -> Consultation:
    """Return a consultation with an aid, finished and then added to."""
    told = moves.write(full, "start.label", "Bed 4")
    told = moves.write(told, "start.decision", "Tablets, or leave it be?")
    told = moves.tick(told, "start.present", "family or friend")
    told = moves.tick(told, "start.needs", "more time")
    told = moves.answer(told, "start.taking_part", "I want us to decide together")
    told = moves.answer(told, "start.decision_lies_with", "the person")
    told = moves.write(told, "deciding.support", "The pharmacist in Mill Street")
    told = moves.check_readiness(told, "clear", "yes")
    sealed = moves.seal(told, LATER, "Dr Grey")
    return moves.amend(sealed, "She rang", "Now wants tablets.", LATER, "Nurse Brown")


def without_an_aid() -> Consultation:
    """Return a consultation in two sittings and hostile words, added to twice."""
    told = moves.resume(started("test-5678", FIRST, None), SECOND)
    told = moves.write(told, "start.label", "M. ab Owain")
    told = moves.write(told, "start.nhs_number", "943 476 5919")
    told = moves.write(told, "start.decision", "Where shall I live after the fall?")
    told = moves.tick(told, "start.needs", "large print")
    told = moves.write(told, "start.needs_other", "Cymraeg, os gwelwch yn dda")
    told = moves.write(told, "start.present_other", "Ei ferch \u202eSiân\u202c")
    told = moves.write(
        told, "what_matters.important", "My own front door\n\nand the cat <b>Mog</b> & her basket"
    )
    told = moves.write(told, "what_matters.worries", "ਡਿੱਗਣਾ; السقوط مرة أخرى; falling ☂ again")
    told = moves.write(told, "what_matters.hopes", '</p><script>alert("x")</script>')
    told = moves.write(told, "what_matters.about_who", "Mog, then Siân")
    told = moves.add_value(told, "A garden #panic(1) *bold* _it_ $x$ \\ @ref <label>")
    told = moves.rate_value(told, "added-value-1", 9)
    told = moves.add_value(told, "Not far from the chapel")
    told = moves.rate_value(told, "added-value-2", 3)
    told = moves.describe_concern(moves.weigh_concern(told, "practical", 9), "practical", "Stairs")
    told = moves.add_option(
        told,
        "Home with help",
        what_it_involves="Carers\ntwice a day",
        good_points="The cat stays",
        hard_points="Nights alone",
    )
    told = moves.add_option(told, "A flat with a warden", good_points="No stairs")
    told = moves.add_option(told, "Live with Siân", hard_points="Far from the chapel")
    told = moves.set_aside(told, "added-option-3", "Too far from the chapel", SECOND)
    told = moves.note_for_option(told, "added-option-1", "Key safe needed", SECOND)
    told = moves.record_teach_back(told, "How often do carers come?", "Twice a day", "", SECOND)
    told = moves.lean(told, "added-value-1", "added-option-1")
    told = moves.lean(told, "added-value-2", "neither")
    told = moves.decide(told, "not yet", "added-option-1")
    told = moves.write(told, "deciding.why", "I want to see the flat first")
    told = moves.tick(told, "deciding.would_help", "time")
    told = moves.write(told, "deciding.would_help_words", "A visit to the flat")
    told = moves.write(told, "deciding.clinician_view", "Either could work")
    told = moves.answer(told, "deciding.how_sure", 4)
    told = moves.check_readiness(told, "informed", "no")
    told = moves.check_readiness(told, "supported", "no")
    for number in range(1, 13):
        told = moves.plan_action(
            told, f"Step {number}: ring about the flat", "Siân" if number % 2 else "", "by Friday"
        )
    told = moves.plan_action(told, "", "Mog's vet", "")
    told = moves.write(told, "deciding.safety_net", "If you fall again, ring 999.\nThen ring Siân")
    told = moves.write(told, "deciding.review_date", "9/11/2026")
    told = moves.write(told, "deciding.share_with", "The ward sister")
    told = moves.write(told, "deciding.share_what", "That the cat comes first")
    told = moves.write(told, "private_notes", "Daughter did most of the talking")
    sealed = moves.seal(told, SECOND + timedelta(minutes=20), "Dr Grey")
    once = moves.amend(sealed, "He saw the flat", "He liked it & the view.", THIRD, "Dr Grey")
    return moves.amend(once, "A slip", "The flat is on the 1st floor", THIRD, "")


def material(consultation: Consultation, aid: DecisionAid | None) -> Material:
    """Return what a document of a consultation is made from."""
    return Material(consultation, aid, TODAY, MARK)
