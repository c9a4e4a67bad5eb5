import unicodedata
from datetime import date
from typing import get_args

import pytest

from sdm_tui.aids.figures import frequency, range_words, sentence
from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import AidUsed, Consultation, Status, started
from sdm_tui.consultation.readiness import NOT_VALIDATED
from sdm_tui.documents.text import as_text, visible
from tests.documents.conftest import HASH, LATER, NOW, TODAY


def flowing(text: str) -> str:
    """Return a text as one line, so that where it was wrapped does not matter."""
    return " ".join(text.split())


def part(text: str, heading: str) -> str:
    """Return what stands under a heading, as one line."""
    lines = text.split("\n")
    start = lines.index(heading) + 2
    rest = lines[start:]
    end = next((n for n, line in enumerate(rest) if line and not line.startswith(" ")), len(rest))
    return flowing("\n".join(rest[:end]))


def test_an_open_record_is_a_draft_and_a_sealed_one_tells_when_it_was_finished(
    full: Consultation, aid: DecisionAid
) -> None:
    draft = as_text(full, aid, today=TODAY)
    sealed = as_text(moves.seal(full, LATER), aid, today=TODAY)

    assert "DRAFT - not finished" in draft
    assert "DRAFT" not in sealed
    assert "Finished 3 December 2026 14:30" in sealed


def test_a_rehearsal_says_so_in_the_first_and_the_last_line(used: AidUsed) -> None:
    rehearsal = started("test-9999", NOW, used, rehearsal=True)

    lines = as_text(rehearsal, None, today=TODAY).splitlines()

    assert lines[0] == lines[-1] == "REHEARSAL - not a real person"


def test_a_real_record_never_says_rehearsal(full: Consultation, aid: DecisionAid) -> None:
    assert "REHEARSAL" not in as_text(full, aid, today=TODAY)


def test_an_aid_without_sign_off_is_told_and_one_with_it_is_not(
    full: Consultation, aid: DecisionAid, used: AidUsed
) -> None:
    signed = started("test-9999", NOW, used.model_copy(update={"signed_off": True}))

    sentence = "This decision aid is not clinically signed off."
    assert sentence in as_text(full, aid, today=TODAY)
    assert sentence not in as_text(signed, aid, today=TODAY)


def test_an_overdue_review_is_told_from_the_day_after_its_date(
    full: Consultation, aid: DecisionAid
) -> None:
    on_the_day = flowing(as_text(full, aid, today=date(2027, 1, 1)))
    after = flowing(as_text(full, aid, today=date(2027, 1, 2)))

    assert "overdue" not in on_the_day
    assert "overdue for review: its review was due on 1 January 2027." in after


def test_without_an_aid_the_people_in_the_room_wrote_the_options(blank: Consultation) -> None:
    told = moves.add_option(moves.write(blank, "start.decision", "Move house?"), "Stay here")

    text = as_text(told, None, today=TODAY)

    assert (
        "No decision aid was used: the options were written by the people in the room."
        in flowing(text)
    )
    assert "signed off" not in text
    assert part(text, "The decision to be made") == "Move house?"
    assert part(text, "Options").startswith("Stay here Added by the people in the room")


def test_another_version_of_the_aid_than_the_one_used_is_told(
    full: Consultation, aid: DecisionAid
) -> None:
    newer = aid.model_copy(update={"version": "2.0.0"})

    text = flowing(as_text(full, newer, today=TODAY))

    assert "invented-ache version 2.0.0; invented-ache version 1.2.0 was used." in text


def test_an_aid_that_is_not_at_hand_is_told_and_what_was_opened_stays_in_the_record(
    full: Consultation,
) -> None:
    text = as_text(full, None, today=TODAY)

    assert "The decision aid's own text was not at hand" in text
    assert part(text, "Figures").startswith("ache Opened 22 November 2026 09:05")
    assert "tablets Not opened in this conversation Set aside" in part(text, "Options")


def test_every_contact_has_its_date_and_time_in_its_own_zone(
    full: Consultation, aid: DecisionAid
) -> None:
    text = as_text(moves.resume(full, LATER), aid, today=TODAY)

    who = part(text, "Who and when")
    assert "Contact: 22 November 2026 09:05 Contact: 3 December 2026 14:30" in who


def test_what_was_asked_at_the_start_is_in_the_record(full: Consultation, aid: DecisionAid) -> None:
    told = moves.tick(full, "start.present", "interpreter")
    told = moves.tick(told, "start.needs", "large print")
    told = moves.answer(told, "start.taking_part", "I am not sure yet")
    told = moves.answer(told, "start.decision_lies_with", "the person")
    told = moves.answer(told, "start.agrees_to_record", "yes")
    told = moves.answer(told, "start.emergency", "no")
    told = moves.answer(told, "start.capacity_doubt", "no")

    who = part(as_text(told, aid, today=TODAY), "Who and when")

    for told_fact in (
        "Also present: interpreter",
        "Communication needs: large print",
        "Wish to take part: I am not sure yet",
        "Whom the decision lies with: the person",
        "The person agrees to a record: yes",
        "Emergency: no",
        "Doubt about capacity for this decision: no",
    ):
        assert told_fact in who


def test_questions_that_were_not_asked_at_the_start_say_so(
    full: Consultation, aid: DecisionAid
) -> None:
    who = part(as_text(full, aid, today=TODAY), "Who and when")

    assert "Doubt about capacity for this decision: not asked" in who
    assert "Emergency: not asked" in who
    assert "The person agrees to a record: not asked" in who


@pytest.mark.parametrize(("typed", "told"), [("943 476 5919", 0), ("943 476 5918", 1)])
def test_an_nhs_number_stands_as_typed_and_a_failed_check_is_told(
    full: Consultation, aid: DecisionAid, typed: str, told: int
) -> None:
    text = as_text(moves.write(full, "start.nhs_number", typed), aid, today=TODAY)

    assert f"NHS number, as typed: {typed}" in text
    assert text.count("does not pass its check") == told


def test_what_matters_holds_every_rating_also_not_sure_and_what_was_added(
    full: Consultation, aid: DecisionAid
) -> None:
    matters = part(as_text(full, aid, today=TODAY), "What matters to the person")

    assert "Rated 9 out of 10: Being free of the ache" in matters
    assert "Rated 6 out of 10: Not taking tablets" in matters
    assert "Rated: not sure: Being at work" in matters
    assert "Rated 7 out of 10 (added by the person): Sleeping through" in matters
    assert "Concern, 8 out of 10: My family" in matters


def test_setting_an_option_aside_keeps_it_in_the_record_with_reason_and_time(
    full: Consultation, aid: DecisionAid
) -> None:
    options = part(as_text(full, aid, today=TODAY), "Options")

    assert "Wait and see Aim: The aim of wait. Opened in this conversation" in options
    assert "Tablets each day Aim: The aim of tablets. Not opened in this conversation" in options
    assert "Set aside 22 November 2026 09:05 Reason: Too many already" in options
    assert "For this person, noted 22 November 2026 09:05: She lives near a pharmacy" in options
    assert "Swimming Added by the people in the room Good points: She likes it" in options


def test_a_figure_that_was_opened_is_told_both_ways_with_range_certainty_and_source(
    full: Consultation, aid: DecisionAid
) -> None:
    figures = part(as_text(full, aid, today=TODAY), "Figures")

    ache = aid.outcomes[0]
    wait, tablets = (frequency(ache, estimate) for estimate in ache.estimates)
    assert wait is not None
    assert tablets is not None
    said = sentence(ache, wait)
    assert "663 still ached" in said
    assert "337 did not ache" in said
    assert f"{said} No range given Source: FIRST (seen in the source)" in figures
    assert range_words(tablets)[1:] in figures
    assert "between 450 and 550" in figures
    assert "How it was worked out: 1 / 2 x 1000" in figures
    assert "Certainty: moderate. Two invented trials." in figures
    assert "Swimming No figure: this option was added by hand." in figures


def test_an_outcome_that_was_not_opened_is_named_without_its_figures(
    full: Consultation, aid: DecisionAid
) -> None:
    figures = part(as_text(full, aid, today=TODAY), "Figures")

    assert figures.endswith("Not opened in this conversation: A bad bleed (serious, possible harm)")
    assert "Nobody counted it" not in figures


def test_an_outcome_read_in_the_table_says_where_there_is_no_reliable_figure(
    full: Consultation, aid: DecisionAid
) -> None:
    read = moves.open_outcome(full, "bleed", "table", NOW)

    figures = part(as_text(read, aid, today=TODAY), "Figures")

    assert "Not opened" not in figures
    assert "in a table" in figures
    assert "No reliable figure. Nobody counted it." in figures
    assert "Does not apply. Waiting causes no bleed." in figures
    assert "People were not put in these groups by chance." in figures


def test_an_outcome_that_the_person_marked_says_so_and_comes_first(
    full: Consultation, aid: DecisionAid
) -> None:
    told = moves.mark_matters(moves.mark_matters(full, "ache"), "bleed")

    read = moves.open_outcome(told, "bleed", "table", NOW)
    figures = part(as_text(read, aid, today=TODAY), "Figures")

    assert figures.startswith(
        "A bad bleed (serious, possible harm) Marked by the person as mattering to them"
    )
    assert figures.count("Marked by the person") == 1


def test_an_outcome_that_was_marked_without_being_opened_is_told_as_marked(
    full: Consultation, aid: DecisionAid
) -> None:
    figures = part(as_text(moves.mark_matters(full, "bleed"), aid, today=TODAY), "Figures")

    assert "Marked by the person as mattering to them: A bad bleed" in figures


def test_questions_and_teach_backs_are_in_the_record(full: Consultation, aid: DecisionAid) -> None:
    text = as_text(full, aid, today=TODAY)

    assert (
        part(text, "Common questions that were opened")
        == "Can I drive? Answer: Yes, you can. Source: THIRD"
    )
    assert part(text, "Checking that it was explained well") == (
        "Teach-back 22 November 2026 09:05 Asked: How many ache? "
        "The person said: About half Clarified: 663 of 1,000"
    )


def test_a_record_without_teach_back_says_so(fresh: Consultation, aid: DecisionAid) -> None:
    text = as_text(fresh, aid, today=TODAY)

    assert part(text, "Checking that it was explained well") == "No teach-back was recorded."


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("decided", "Decided: one option was chosen. Option chosen: Wait and see Why"),
        ("not yet", "Not decided yet: the decision is left open for now. Why"),
        ("declined all", "Declined all: none of the options was chosen. Why"),
        (
            "clinician decides",
            "Clinician decides: the clinician was asked to decide. Option chosen by the clinician",
        ),
    ],
)
def test_every_status_is_recorded_with_its_reason_and_how_sure(
    full: Consultation, aid: DecisionAid, status: Status, words: str
) -> None:
    text = as_text(moves.decide(full, status, "wait"), aid, today=TODAY)

    stands = part(text, "Where things stand")
    assert stands.startswith(words)
    assert stands.endswith(
        ", in the person's own words: I do not like tablets How sure: 8 out of 10"
    )


def test_without_a_status_nothing_is_decided(fresh: Consultation, aid: DecisionAid) -> None:
    text = as_text(fresh, aid, today=TODAY)

    assert part(text, "Where things stand") == "Nothing is decided yet."


def test_leanings_stand_one_by_one_and_are_never_added_up(
    full: Consultation, aid: DecisionAid
) -> None:
    leanings = part(as_text(full, aid, today=TODAY), "Leanings, in the person's view")

    assert leanings == (
        "Being free of the ache Rated 9 out of 10. Leans to: Tablets each day "
        "Being at work Rated: not sure. Leans to: neither way"
    )


def test_the_clinicians_view_stands_apart_from_the_persons_reasons(
    full: Consultation, aid: DecisionAid
) -> None:
    text = as_text(full, aid, today=TODAY)

    view = "I might have tried them"
    assert view in part(text, "The clinician's view")
    assert text.count(view) == 1


def test_readiness_answers_come_with_what_the_check_is_not(
    full: Consultation, aid: DecisionAid
) -> None:
    readiness = part(as_text(full, aid, today=TODAY), "Readiness check")

    assert "right way forward for you today? Yes." in readiness
    assert "each option? No. What helps: look at both sides again." in readiness
    assert readiness.endswith(NOT_VALIDATED)


def test_the_plan_has_next_steps_safety_net_and_review(
    full: Consultation, aid: DecisionAid
) -> None:
    text = as_text(full, aid, today=TODAY)

    assert part(text, "Plan, safety net and review") == (
        "Next step: Her daughter: ring the clinic (next week) "
        "If something changes: If it gets worse, ring 111 Review, as typed: 3/12/2026"
    )


def test_amendments_are_added_with_time_and_reason_and_change_nothing_else(
    full: Consultation, aid: DecisionAid
) -> None:
    sealed = moves.seal(full, LATER)
    amended = moves.amend(sealed, "She rang", "Now wants tablets", LATER)

    text = as_text(amended, aid, today=TODAY)

    assert part(text, "Amendments") == (
        "Added 3 December 2026 14:30 Reason: She rang Words: Now wants tablets"
    )
    assert part(text, "Where things stand") == part(
        as_text(sealed, aid, today=TODAY), "Where things stand"
    )


def test_the_aid_is_named_with_version_hash_funding_and_the_sources_of_what_was_shown(
    full: Consultation, aid: DecisionAid
) -> None:
    about = part(as_text(full, aid, today=TODAY), "The decision aid and its sources")

    assert "(invented-ache, version 1.2.0)" in about
    assert HASH in about
    assert "Funding: Nobody paid." in about
    for key in ("FIRST", "SECOND", "THIRD"):
        assert f"{key}: The {key.lower()} study. A made-up press, 2025." in about
    assert "FOURTH" not in about


def test_the_record_says_what_it_is_not_and_never_that_consent_was_obtained(
    full: Consultation, aid: DecisionAid
) -> None:
    text = as_text(full, aid, today=TODAY)

    assert flowing(text).endswith(
        "This record supports a conversation. It is not a consent form, a diagnosis or advice."
    )
    assert "consent obtained" not in text.lower()


def test_no_percentage_is_ever_worked_out(full: Consultation, aid: DecisionAid) -> None:
    text = as_text(moves.open_outcome(full, "bleed", "table", NOW), aid, today=TODAY)

    assert "%" not in text
    assert "per cent" not in text


def test_private_notes_are_left_out_unless_asked_for(full: Consultation, aid: DecisionAid) -> None:
    usual = as_text(full, aid, today=TODAY)
    whole = as_text(full, aid, today=TODAY, include_private=True)

    assert "Seemed tired today" not in usual
    assert "Seemed tired today" in part(whole, "Clinician's private notes")


@pytest.mark.parametrize("width", [24, 40, 72, 100])
def test_no_line_is_wider_than_asked(full: Consultation, aid: DecisionAid, width: int) -> None:
    text = as_text(full, aid, today=TODAY, width=width)

    assert max(len(line) for line in text.splitlines()) <= width


def test_the_same_words_stand_in_the_record_whatever_its_width(
    full: Consultation, aid: DecisionAid
) -> None:
    narrow = as_text(full, aid, today=TODAY, width=76).replace("-" * 20, "")
    wide = as_text(full, aid, today=TODAY, width=200).replace("-" * 20, "")

    assert flowing(narrow) == flowing(wide)


def test_typed_lines_never_pass_for_headings_of_the_record(
    full: Consultation, aid: DecisionAid
) -> None:
    forged = "Yes\n\nWhere things stand\n------------------\n  Declined all"

    text = as_text(moves.write(full, "deciding.why", forged), aid, today=TODAY)

    assert text.split("\n").count("Where things stand") == 1
    assert part(text, "Where things stand").startswith("Decided: one option was chosen.")


def test_the_second_line_of_typed_text_never_stands_where_a_line_of_ours_would(
    blank: Consultation,
) -> None:
    told = moves.add_option(blank, "Walk\n Not opened in this conversation, they say")

    lines = as_text(told, None, today=TODAY).split("\n")

    ours, typed = sorted(line for line in lines if "Not opened" in line)
    assert len(ours) - len(ours.lstrip()) != len(typed) - len(typed.lstrip())


def test_hidden_characters_are_spelt_out_and_nothing_else_changes() -> None:
    shown = visible("a\x00\x1b[31m\x7f\x9b\u202e\u2066\u200f\u2028\ud800 b\tc\nd é \U0001f600 %")

    assert shown == (
        "a\\x00\\x1b[31m\\x7f\\x9b\\u202e\\u2066\\u200f\\u2028\\ud800 b\tc\nd é \U0001f600 %"
    )


def test_every_control_and_direction_character_is_spelt_out() -> None:
    every = [chr(code) for code in range(0x110000)]

    left = {
        c
        for c in every
        if visible(c) == c
        and (
            unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}
            or unicodedata.bidirectional(c)
            in {"LRE", "LRO", "RLE", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
        )
    }

    assert left == {"\n", "\t"}


def test_every_status_has_its_case_above() -> None:
    assert len(get_args(Status)) == 4
