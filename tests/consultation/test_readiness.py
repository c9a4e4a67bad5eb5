from datetime import UTC, datetime
from typing import get_args

import pytest

from sdm_tui.consultation import moves
from sdm_tui.consultation.model import ReadinessCheck, started
from sdm_tui.consultation.readiness import NOT_VALIDATED, QUESTIONS, Question, open_ends
from sdm_tui.consultation.stages import STAGES

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
OPENED = started("test-0001", NOW, None)


def test_there_is_one_question_for_each_check_in_order() -> None:
    assert [question.check for question in QUESTIONS] == list(get_args(ReadinessCheck))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.check)
def test_every_no_leads_to_a_stage_of_the_talk_and_says_why(question: Question) -> None:
    talk = {s.name for s in STAGES} - {"start", "summary"}

    assert question.leads_to in talk
    assert question.because


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.check)
def test_a_no_is_an_open_end_until_it_turns_to_yes(question: Question) -> None:
    answered_no = moves.check_readiness(OPENED, question.check, "no")
    answered_yes = moves.check_readiness(answered_no, question.check, "yes")

    assert open_ends(answered_no) == (question,)
    assert open_ends(answered_yes) == ()


def test_a_question_that_was_not_answered_is_no_open_end() -> None:
    taken_back = moves.check_readiness(OPENED, "sure", "no")
    taken_back = moves.check_readiness(taken_back, "sure", None)

    assert open_ends(OPENED) == ()
    assert open_ends(taken_back) == ()


def test_open_ends_keep_the_order_of_the_questions() -> None:
    consultation = OPENED
    for question in reversed(QUESTIONS):
        consultation = moves.check_readiness(consultation, question.check, "no")

    assert open_ends(consultation) == QUESTIONS


def test_the_check_says_that_it_is_no_tested_questionnaire_and_has_no_score() -> None:
    assert "not a tested questionnaire" in NOT_VALIDATED
    assert "no score" in NOT_VALIDATED
