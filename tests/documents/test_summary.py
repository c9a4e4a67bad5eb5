from datetime import date
from typing import get_args

import pytest

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, Status, started
from sdm_tui.documents.summary import Section, person_summary
from tests.documents.conftest import LATER, NOW, TODAY


def lines_under(sections: tuple[Section, ...], title: str) -> tuple[str, ...]:
    return next((s.lines for s in sections if s.title == title), ())


def test_with_nothing_said_the_summary_is_the_decision_and_that_nothing_is_decided(
    blank: Consultation,
) -> None:
    sections = person_summary(blank, None, today=TODAY)

    assert sections == (
        Section("The decision", ("A decision of our own",)),
        Section("Where things stand", ("Nothing is decided yet.",)),
    )


def test_what_matters_is_read_back_in_own_words_and_from_seven_up_with_its_number(
    full: Consultation, aid: DecisionAid
) -> None:
    matters = lines_under(person_summary(full, aid, today=TODAY), "What you said matters")

    assert matters == (
        'You said this is important to you: "Playing with my grandchildren"',
        'You have a concern about your family and the people close to you, 8 out of 10: "My wife"',
        "Of what may happen, you marked this as mattering to you: Still aching.",
        'You gave 9 out of 10 to this: "Being free of the ache"',
        'You gave 7 out of 10 to this: "Sleeping through"',
    )


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("decided", 'You chose "Wait and see"'),
        ("not yet", "You have not decided yet"),
        ("declined all", "You chose none of the options we looked at"),
        ("clinician decides", "You asked the clinician to decide"),
    ],
)
def test_every_status_is_told_with_its_reason_and_how_sure(
    full: Consultation, aid: DecisionAid, status: Status, sentence: str
) -> None:
    told = moves.decide(full, status, "wait")

    stands = lines_under(person_summary(told, aid, today=TODAY), "Where things stand")

    assert stands[0] == f'{sentence}, because you said: "I do not like tablets"'
    assert "How sure you are: 8 out of 10." in stands


def test_the_parametrised_statuses_above_are_all_that_there_are() -> None:
    assert set(get_args(Status)) == {"decided", "not yet", "declined all", "clinician decides"}


def test_waiting_says_what_would_help(fresh: Consultation, aid: DecisionAid) -> None:
    told = moves.decide(moves.tick(fresh, "deciding.would_help", "time"), "not yet")
    told = moves.write(told, "deciding.would_help_words", "Asking my son")

    stands = lines_under(person_summary(told, aid, today=TODAY), "Where things stand")

    assert stands == (
        "You have not decided yet.",
        "What would help: time.",
        'What would help, in your words: "Asking my son"',
    )


def test_a_choice_without_its_option_says_that_it_is_not_written_down(
    fresh: Consultation, aid: DecisionAid
) -> None:
    told = moves.decide(fresh, "decided")

    stands = lines_under(person_summary(told, aid, today=TODAY), "Where things stand")

    assert stands == ("You chose an option.", "Which one it is has not been written down.")


def test_what_the_clinician_chose_when_asked_is_said(full: Consultation, aid: DecisionAid) -> None:
    told = moves.decide(full, "clinician decides", "tablets")

    stands = lines_under(person_summary(told, aid, today=TODAY), "Where things stand")

    assert 'The clinician chose "Tablets each day".' in stands


def test_a_best_interests_decision_never_says_that_the_person_chose(
    full: Consultation, aid: DecisionAid
) -> None:
    told = moves.answer(full, "start.decision_lies_with", "a best-interests decision")

    stands = lines_under(person_summary(told, aid, today=TODAY), "Where things stand")

    assert not any("You chose" in line for line in stands)
    assert any(line.startswith('The choice that was made is "Wait and see"') for line in stands)


def test_next_steps_say_who_and_when_as_typed(full: Consultation, aid: DecisionAid) -> None:
    sections = person_summary(full, aid, today=TODAY)

    assert lines_under(sections, "Who does what") == ("Her daughter: ring the clinic (next week)",)
    assert lines_under(sections, "If something changes") == ("If it gets worse, ring 111",)
    assert lines_under(sections, "Telling others") == ("Who you want to know: My sister",)


def test_a_review_date_that_has_passed_is_said_beside_the_date_as_typed(
    full: Consultation, aid: DecisionAid
) -> None:
    ahead = person_summary(full, aid, today=date(2026, 12, 3))
    behind = person_summary(full, aid, today=date(2026, 12, 4))

    title = "When we look at this again"
    assert lines_under(ahead, title) == ("We look at this again: 3/12/2026",)
    assert lines_under(behind, title) == (
        "We look at this again: 3/12/2026",
        "That date has passed.",
    )


def test_a_no_in_the_readiness_check_is_said_with_what_helps(
    full: Consultation, aid: DecisionAid
) -> None:
    still_open = lines_under(person_summary(full, aid, today=TODAY), "What is still open")

    assert len(still_open) == 1
    assert still_open[0].endswith("What helps: look at both sides again.")


def test_private_notes_are_never_in_the_summary(full: Consultation, aid: DecisionAid) -> None:
    sections = person_summary(full, aid, today=TODAY)

    assert not any("tired" in line for section in sections for line in section.lines)


def test_amendments_are_in_the_summary_with_time_and_reason(
    full: Consultation, aid: DecisionAid
) -> None:
    told = moves.amend(moves.seal(full, NOW), "She rang", "Now wants tablets", LATER)

    added = lines_under(person_summary(told, aid, today=TODAY), "Added after this was finished")

    assert added == (
        "3 December 2026 14:30: Now wants tablets",
        "The reason for adding it: She rang",
    )


def test_an_unsigned_and_overdue_aid_and_a_rehearsal_are_told_last(
    full: Consultation, aid: DecisionAid
) -> None:
    told = started("test-9999", NOW, full.aid, rehearsal=True)

    last = person_summary(told, aid, today=date(2027, 1, 2))[-1]

    assert last.lines == (
        "REHEARSAL - not a real person",
        "This decision aid is not clinically signed off.",
        "This decision aid is overdue for review: its review was due on 1 January 2027.",
    )


def test_no_section_is_empty(full: Consultation, aid: DecisionAid) -> None:
    sections = person_summary(full, aid, today=TODAY)

    assert all(section.lines and all(section.lines) for section in sections)


def test_without_the_aid_at_hand_names_stay_readable(full: Consultation) -> None:
    sections = person_summary(full, None, today=TODAY)

    assert 'You gave 9 out of 10 to this: "no-pain"' in lines_under(
        sections, "What you said matters"
    )
    assert lines_under(sections, "Where things stand")[0].startswith('You chose "wait", because')
