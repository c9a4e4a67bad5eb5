"""What nobody asked at the start, and what nobody wrote down at the end."""

from datetime import UTC, datetime
from typing import Final

import pytest

from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, started
from sdm_tui.consultation.unasked import CLINICIANS, RECORD, unasked, unwritten

NOW: Final = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)


@pytest.fixture
def talk() -> Consultation:
    return moves.add_option(started("test-1234", NOW, None), "Wait")


def test_an_answer_of_either_kind_is_an_answer(talk: Consultation) -> None:
    told = moves.answer(talk, "start.emergency", "no")

    assert unasked(talk) == (*CLINICIANS, RECORD)
    assert unasked(told) == (CLINICIANS[1], RECORD)
    assert unasked(moves.answer(told, "start.agrees_to_record", "no")) == (CLINICIANS[1],)


def test_a_record_without_a_decision_or_a_safety_net_says_so(talk: Consultation) -> None:
    told = moves.write(talk, "deciding.safety_net", "  ")

    assert unwritten(told) == ("where things stand", "when to get help")


def test_a_choice_without_its_option_is_not_all_written_down(talk: Consultation) -> None:
    chosen = moves.decide(talk, "decided")
    told = moves.write(chosen, "deciding.safety_net", "Ring us")

    assert unwritten(told) == ("which option was chosen",)
    assert unwritten(moves.decide(told, "decided", "added-option-1")) == ()
    assert unwritten(moves.decide(told, "declined all")) == ()
