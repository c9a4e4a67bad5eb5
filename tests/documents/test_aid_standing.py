"""Every document says how the aid stood: its sign-off, its review, its errors."""

from datetime import date
from typing import Final, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.sign_off import Standing
from sdm_tui.consultation.model import AidUsed, Consultation, SignOffHeld, started
from sdm_tui.documents.aid_standing import (
    SIGN_OFF_MARKS,
    draft_sentence,
    review_mark,
    review_sentence,
    sign_off_mark,
    sign_off_words,
    since_sentence,
)
from sdm_tui.documents.aid_text import aid_as_text
from sdm_tui.documents.data import as_json, read_json
from sdm_tui.documents.summary import person_summary
from sdm_tui.documents.text import as_text
from tests.documents.conftest import NOW, TODAY

DUE: Final = date(2027, 1, 1)
NOTICES: Final = {
    "signed": "This decision aid was clinically signed off when this conversation began.",
    "lapsed": "This decision aid is not clinically signed off: its text has changed since.",
    "revoked": "This decision aid is not clinically signed off: its sign-off was taken back.",
}
WHO: Final = {
    "signed": "yes; signed off by Dr A, GP (GMC 1) on 3 December 2026",
    "lapsed": "no; sign-off lapsed: Dr A, GP (GMC 1) signed an earlier text on 3 December 2026",
    "revoked": "no; sign-off revoked by Dr A, GP (GMC 1) on 3 December 2026",
}
State = Literal["signed", "lapsed", "revoked"]
KnownState = Literal["unsigned", "signed", "lapsed", "revoked"]
STATES: Final[tuple[State, ...]] = ("signed", "lapsed", "revoked")


def flowing(text: str) -> str:
    return " ".join(text.split())


def begun(used: AidUsed, state: State, *, name: str = "Dr A", why: str = "") -> Consultation:
    """Return a consultation that began with an aid of that standing."""
    held = SignOffHeld(
        standing=state,
        name=name,
        role="GP",
        registration="GMC 1",
        on=date(2026, 12, 3),
        reason="A figure was wrong" if state == "revoked" else "",
    )
    with_it = AidUsed.model_validate(
        {**used.model_dump(), "signed_off": state == "signed", "sign_off": held}
    )
    return started("test-9999", NOW, with_it, overdue_reason=why)


@pytest.mark.parametrize("state", STATES)
def test_the_text_record_says_how_the_sign_off_stood_with_who_and_when(
    used: AidUsed, aid: DecisionAid, state: State
) -> None:
    text = flowing(as_text(begun(used, state), aid, today=TODAY))

    assert NOTICES[state] in text
    assert f"Clinically signed off: {WHO[state]}" in text
    assert ("Reason: A figure was wrong" in text) == (state == "revoked")


@pytest.mark.parametrize("state", STATES)
def test_the_data_say_how_the_sign_off_stood_with_who_and_when(
    used: AidUsed, aid: DecisionAid, state: State
) -> None:
    told = begun(used, state)

    export = read_json(as_json(told, aid))

    assert NOTICES[state] in export.notices
    assert export.consultation.aid == told.aid


@pytest.mark.parametrize("state", STATES)
def test_the_summary_for_the_person_says_it_too(
    used: AidUsed, aid: DecisionAid, state: State
) -> None:
    last = person_summary(begun(used, state), aid, today=TODAY)[-1]

    assert NOTICES[state] in last.lines
    signer = "It was signed by Dr A, GP (GMC 1) on 3 December 2026."
    assert (signer in last.lines) == (state == "signed")


def test_a_record_from_before_there_were_sign_offs_reads_as_unsigned(
    fresh: Consultation, aid: DecisionAid
) -> None:
    old = fresh.model_dump(mode="json")
    for name in ("sign_off", "checker_errors"):
        del old["aid"][name]
    del old["overdue_reason"]

    record = Consultation.model_validate(old)

    assert record == fresh
    assert "Clinically signed off: no" in as_text(record, aid, today=TODAY)


def test_why_a_long_overdue_aid_was_used_is_in_the_text_and_in_the_data(
    used: AidUsed, aid: DecisionAid
) -> None:
    told = begun(used, "signed", why="Nothing newer is to be had")

    text = flowing(as_text(told, aid, today=TODAY))
    export = read_json(as_json(told, aid))

    notice = "Its review was long overdue when it was used. Why it was used is in this record."
    assert notice in text
    assert notice in export.notices
    assert (
        "Why it was used although its review was long overdue: Nothing newer is to be had" in text
    )
    assert export.consultation.overdue_reason == "Nothing newer is to be had"


def test_a_rehearsal_with_a_draft_says_how_many_errors_it_has(
    used: AidUsed, aid: DecisionAid
) -> None:
    draft = AidUsed.model_validate({**used.model_dump(), "checker_errors": 3})
    told = started("test-9999", NOW, draft, rehearsal=True)

    notice = "This decision aid is a draft: it has 3 errors, so it is for rehearsals only."
    assert notice in flowing(as_text(told, aid, today=TODAY))
    assert notice in read_json(as_json(told, aid)).notices
    assert notice in person_summary(told, aid, today=TODAY)[-1].lines
    assert (draft_sentence(0), "1 error," in draft_sentence(1)) == ("", True)


@pytest.mark.parametrize(
    ("today", "mark", "sentence"),
    [
        (date(2026, 9, 30), "", ""),
        (date(2026, 10, 1), "review due soon", "is due for review on 1 January 2027."),
        (DUE, "review due soon", "is due for review on 1 January 2027."),
        (
            date(2027, 1, 2),
            "review overdue",
            "is overdue for review: its review was due on 1 January 2027.",
        ),
        (
            date(2027, 7, 1),
            "review long overdue",
            "is overdue for review by 6 months or more: its review was due on 1 January 2027.",
        ),
    ],
)
def test_a_review_is_told_in_a_mark_and_in_a_sentence(
    used: AidUsed, aid: DecisionAid, today: date, mark: str, sentence: str
) -> None:
    text = flowing(as_text(begun(used, "signed"), aid, today=today))

    assert review_mark(DUE, today) == mark
    assert review_sentence(DUE, today).removeprefix("This decision aid ") == sentence
    assert ("for review" in text) == bool(sentence)
    assert sentence in text


def test_a_printed_aid_says_who_signed_it_and_that_it_is_a_draft(aid: DecisionAid) -> None:
    standing = Standing("revoked", "Nurse B", on=date(2026, 12, 3), reason="A figure was wrong")

    text = flowing(aid_as_text(aid, standing, errors=2, today=date(2027, 1, 2)))

    assert "Version 1.2.0, sign-off revoked by Nurse B on 3 December 2026." in text
    assert "Reason: A figure was wrong" in text
    assert "it has 2 errors" in text
    assert "overdue for review: its review was due on 1 January 2027." in text


def test_no_two_standings_are_told_in_the_same_words() -> None:
    on = date(2026, 12, 3)
    words = [sign_off_words(Standing()), *(sign_off_words(Standing(s, "A", on=on)) for s in STATES)]

    assert len(set(words)) == len(words)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=st.text(st.characters(), max_size=60))
def test_what_was_typed_about_an_aid_never_stands_at_the_margin_of_the_text(words: str) -> None:
    used = AidUsed(
        slug="invented-ache",
        title="What now?",
        condition="Ache",
        version="1.0.0",
        content_hash="0" * 64,
        last_reviewed=date(2026, 1, 1),
        review_due=DUE,
    )
    plain = as_text(begun(used, "revoked", name="x", why="x"), None, today=TODAY)

    text = as_text(begun(used, "revoked", name=f"x{words}", why=f"x{words}"), None, today=TODAY)

    at_margin = {line for line in text.split("\n") if line and not line.startswith(" ")}
    assert at_margin <= {line for line in plain.split("\n") if line}


@pytest.mark.parametrize("state", ["unsigned", *STATES])
def test_nothing_is_told_of_a_sign_off_that_stands_as_it_did(state: KnownState) -> None:
    then, now = Standing(state, "Dr A", on=DUE), Standing(state, "Dr B", on=TODAY)

    assert since_sentence(then, now) == ""
    assert sign_off_mark(then, now) == SIGN_OFF_MARKS[state]


@pytest.mark.parametrize(
    ("then", "now", "mark", "since"),
    [
        (
            "signed",
            "revoked",
            "sign-off revoked (was signed off)",
            (
                "This decision aid was clinically signed off when this conversation began. "
                "Its sign-off has been taken back since, by Dr A on 1 January 2027."
            ),
        ),
        (
            "unsigned",
            "signed",
            "signed off (was not signed off)",
            (
                "This decision aid was not clinically signed off when this conversation began. "
                "It has been signed off since, by Dr A, GP (GMC 1) on 1 January 2027."
            ),
        ),
        (
            "signed",
            "unsigned",
            "not signed off (was signed off)",
            (
                "This decision aid was clinically signed off when this conversation began. "
                "No sign-off of it can be found now."
            ),
        ),
        (
            "revoked",
            "lapsed",
            "sign-off lapsed (was revoked)",
            (
                "This decision aid was not clinically signed off when this conversation began. "
                "Now another text of it is signed off, and this one is not."
            ),
        ),
    ],
)
def test_what_became_of_a_sign_off_is_told_with_how_it_stood(
    then: KnownState, now: KnownState, mark: str, since: str
) -> None:
    stood, stands = Standing(then), Standing(now, "Dr A", "GP", "GMC 1", DUE)

    assert sign_off_mark(stood, stands) == mark
    assert since_sentence(stood, stands) == since
