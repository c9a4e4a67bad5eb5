"""What a note for a record says of a decision, and what it says that nobody said."""

from typing import Final

import pytest

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, started
from sdm_tui.documents.note import note
from sdm_tui.documents.standard_record import standard_record
from sdm_tui.documents.summary import OTHERS_DECIDE
from tests.documents.conftest import LATER, NOW, TODAY

LENGTHS: Final = pytest.mark.parametrize("is_short", [False, True], ids=["full", "short"])


def written(told: Consultation, aid: DecisionAid | None, *, is_short: bool = False) -> str:
    return note(told, aid, today=TODAY, is_short=is_short)


def under(text: str, heading: str) -> str:
    """Return what stands under a heading, on one line."""
    return " ".join(text.split(f"\n{heading}\n", 1)[1].split("\n\n", 1)[0].split())


@LENGTHS
def test_a_note_that_was_added_to_says_so_at_its_head(
    full: Consultation, aid: DecisionAid, *, is_short: bool
) -> None:
    told = moves.amend(moves.seal(full, NOW), "She rang", "Now wants tablets", LATER)

    text = written(told, aid, is_short=is_short)

    assert text.splitlines()[1].startswith("Added to on 3 December 2026, after it was finished.")
    assert under(text, "Status").endswith("(added to since: see Amendments)")
    assert text.index("Now wants tablets") < text.index("What matters to the person")


@LENGTHS
def test_questions_that_nobody_asked_are_named(
    full: Consultation, aid: DecisionAid, *, is_short: bool
) -> None:
    told = moves.answer(full, "start.emergency", "no")
    told = moves.answer(told, "start.agrees_to_record", None)
    told = moves.answer(told, "start.capacity_doubt", None)

    text = " ".join(written(told, aid, is_short=is_short).split())

    assert (
        "Not asked: whether there is doubt about capacity for this decision; whether the person "
        "agrees to a record."
    ) in text


def test_a_note_says_that_the_person_did_not_agree_to_a_record(
    full: Consultation, aid: DecisionAid
) -> None:
    told = moves.answer(full, "start.agrees_to_record", "no")

    people = under(written(told, aid), "People involved in the decision")

    assert "The person agrees to a record: no" in people


@LENGTHS
def test_where_no_safety_net_was_agreed_the_note_says_what_the_letter_gives(
    full: Consultation, aid: DecisionAid, *, is_short: bool
) -> None:
    told = moves.write(full, "deciding.safety_net", " ")

    actions = under(written(told, aid, is_short=is_short), "Actions")

    assert "If something changes: nothing was written down as agreed." in actions
    assert f"The letter gives the decision aid's advice: {' '.join(aid.safety_net)}" in actions


def test_the_full_note_tells_each_answer_of_the_readiness_check(
    full: Consultation, aid: DecisionAid
) -> None:
    told = moves.check_readiness(full, "sure", "yes")

    readiness = under(written(told, aid), "Readiness")

    assert "way forward for you today? Yes." in readiness
    assert readiness.count("Not answered.") + readiness.count("Yes.") + readiness.count("No.") == 4


def test_the_short_note_counts_what_was_not_a_no(full: Consultation, aid: DecisionAid) -> None:
    told = moves.check_readiness(full, "sure", "yes")

    readiness = under(written(told, aid, is_short=True), "Readiness")

    assert "the good and the hard sides of each option? No." in readiness
    assert "1 of 4 answered with yes; 2 of 4 not answered." in readiness


@LENGTHS
def test_a_readiness_check_that_was_not_asked_is_said_to_be_so(
    full: Consultation, aid: DecisionAid, *, is_short: bool
) -> None:
    told = started("test-9997", NOW, full.aid)

    readiness = under(written(told, aid, is_short=is_short), "Readiness")

    assert readiness == "The four questions before stopping were not asked."


@LENGTHS
def test_which_way_things_lean_is_in_the_note(
    full: Consultation, aid: DecisionAid, *, is_short: bool
) -> None:
    told = moves.lean(full, aid.values[0].id, "tablets")

    leanings = under(written(told, aid, is_short=is_short), "Leanings, in the person's view")

    assert aid.values[0].text in leanings
    assert "Tablets" in leanings


@LENGTHS
def test_whom_the_person_wants_to_know_is_in_the_note(
    full: Consultation, aid: DecisionAid, *, is_short: bool
) -> None:
    told = moves.write(full, "deciding.share_with", "My sister")

    assert "With whom: My sister" in under(written(told, aid, is_short=is_short), "Sharing")


@LENGTHS
def test_a_finished_note_without_a_decision_is_not_said_to_be_in_progress(
    full: Consultation, aid: DecisionAid, *, is_short: bool
) -> None:
    told = moves.seal(moves.decide(full, "not yet", None), NOW)

    status = under(written(told, aid, is_short=is_short), "Status")

    assert status == "Not decided yet: left open for now"


def test_a_caution_about_comparing_is_in_the_note_and_in_the_standards_record(
    full: Consultation, aid: DecisionAid
) -> None:
    first = aid.outcomes[0].model_copy(update={"caution": "Do not set these side by side."})
    with_caution = aid.model_copy(update={"outcomes": (first, *aid.outcomes[1:])})

    words = f"{first.name}: Do not set these side by side."
    assert f"When comparing options: {words}" in " ".join(written(full, with_caution).split())
    assert words in standard_record(full, with_caution).when_comparing


def test_the_short_note_keeps_doubt_emergency_and_whom_the_decision_lies_with(
    full: Consultation, aid: DecisionAid
) -> None:
    told = moves.answer(full, "start.emergency", "yes")
    told = moves.answer(told, "start.capacity_doubt", "yes")
    told = moves.answer(told, "start.decision_lies_with", "an attorney or deputy")

    people = under(written(told, aid, is_short=True), "People involved in the decision")

    assert "Whom the decision lies with: an attorney or deputy" in people
    assert "Emergency: yes" in people
    assert "Doubt about capacity for this decision: yes" in people


def test_the_short_note_keeps_what_was_added_unsure_noted_and_feared(
    full: Consultation, aid: DecisionAid
) -> None:
    told = moves.add_value(full, "Not missing work")

    text = " ".join(written(told, aid, is_short=True).split())

    assert "Not missing work (not rated (added by the person))" in text
    assert "Being at work (rated: not sure)" in text
    assert "For this person: She lives near a pharmacy" in text
    assert "In the person's words: My wife" in text


def test_both_sides_of_an_option_that_was_opened_are_in_the_full_note(
    full: Consultation, aid: DecisionAid
) -> None:
    text = written(full, aid)

    opened = next(o for o in aid.options if o.id in full.options.opened)
    unopened = next(o for o in aid.options if o.id not in full.options.opened)
    options = under(text, "Options discussed, with benefits and risks")
    first = options.partition(opened.name)[2].partition(unopened.name)[0]
    assert f"Benefits: {' '.join(opened.good_points)}" in first
    assert f"Risks: {' '.join(opened.hard_points)}" in first
    assert "Benefits: " not in options.partition(unopened.name)[2].partition("Swimming")[0]


@LENGTHS
def test_an_attorneys_reason_is_not_given_as_the_persons_own_words(
    full: Consultation, aid: DecisionAid, *, is_short: bool
) -> None:
    told = moves.answer(full, "start.decision_lies_with", OTHERS_DECIDE[0])

    assert "Why, as it was said: I do not like tablets" in under(
        written(told, aid, is_short=is_short), "Decision"
    )
    assert "Why, in the person's own words" in under(
        written(full, aid, is_short=is_short), "Decision"
    )


@LENGTHS
def test_a_parent_who_decides_is_named_as_the_person(
    full: Consultation, aid: DecisionAid, *, is_short: bool
) -> None:
    for_a_child = aid.model_copy(update={"decided_by": "parent"})

    assert "the parent or carer who decides" in under(
        written(full, for_a_child, is_short=is_short), "Problem"
    )
    assert "the parent or carer" in standard_record(full, for_a_child).who_decides
    assert standard_record(full, aid).who_decides == ""


def test_a_choice_without_its_option_is_no_valid_decision(
    full: Consultation, aid: DecisionAid
) -> None:
    deciding = full.deciding.model_copy(update={"status": "decided", "chosen": None})
    told = moves.seal(full.model_copy(update={"deciding": deciding}), NOW)

    made = standard_record(told, aid)

    assert made.status == "in progress"
    assert made.decision.decision == "Decided, but which option it is has not been written down."


def test_the_standards_record_keeps_what_the_notes_keep(
    full: Consultation, aid: DecisionAid
) -> None:
    told = moves.plan_action(full, " ", "", "")

    made = standard_record(told, aid)

    assert made.questions_looked_at == ("Can I drive?",)
    assert made.marked_by_person == ("Still aching",)
    assert any("Leans to: Tablets each day" in line for line in made.leanings)
    assert any(line.endswith("each option? No.") for line in made.readiness)
    assert [action.action for action in made.actions] == ["ring the clinic"]
