"""The words before the signs that must not wait, on a sheet and in a letter."""

from typing import Final

import pytest

from sdm_tui.aids.checks.reading_ease import LONGEST_SENTENCE, measure
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.sign_off import Standing
from sdm_tui.documents.aid_standing import NOT_SIGNED_OFF
from sdm_tui.documents.aid_text import aid_as_text
from sdm_tui.documents.paper import Listed, Words
from sdm_tui.documents.preparation import preparation
from sdm_tui.documents.urgent_words import FIRST_FOR_LETTER, FIRST_FOR_SHEET, FIRST_IN_AID
from tests.documents.conftest import HASH, TODAY

OLDEST: Final = 11
"""Years; the reading age that these words must not be above."""


@pytest.mark.parametrize("words", [FIRST_FOR_SHEET, FIRST_FOR_LETTER])
def test_they_say_whom_to_turn_to_and_are_read_at_eleven(words: str) -> None:
    ease = measure([((), words)])

    assert [
        whom for whom in ("999", "A&E", "111", "surgery", "care team") if whom not in words
    ] == []
    assert ease.age <= OLDEST
    assert [one.text for one in ease.hardest_sentences if one.words > LONGEST_SENTENCE] == []


def test_a_sheet_says_them_right_before_the_signs_of_the_aid(aid: DecisionAid) -> None:
    paper = preparation(aid, standing=NOT_SIGNED_OFF, content_hash=HASH, today=TODAY)

    pieces = [piece for chapter in paper.chapters for piece in chapter.pieces]
    assert pieces[pieces.index(Listed(aid.red_flags)) - 1] == Words(FIRST_FOR_SHEET)


def test_an_aid_in_print_calls_no_sign_an_emergency_that_may_be_none(aid: DecisionAid) -> None:
    shown = aid_as_text(aid, Standing(), errors=0, today=TODAY)

    assert f"{FIRST_IN_AID}\n" in shown
    assert "at once" not in shown.partition(aid.red_flags[0])[0]
