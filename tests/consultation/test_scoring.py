from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from sdm_tui.consultation import moves, scoring
from sdm_tui.consultation.changing import undone
from sdm_tui.consultation.contents import talked_aid
from sdm_tui.consultation.model import Consultation, started
from sdm_tui.errors import OutOfStep
from tests.aids.scored import points_score, scored_aid, typed_score

NOW = datetime(2026, 3, 1, 10, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


def fresh() -> Consultation:
    return started("abcd-1", NOW, None)


def answered(consultation: Consultation, **answers: int) -> Consultation:
    for question, index in answers.items():
        consultation = scoring.answer_score(consultation, points_score(), question, index, NOW)
    return consultation


def test_a_score_is_off_until_somebody_answers_it() -> None:
    assert fresh().figures.scores == ()


def test_a_score_counts_only_once_every_question_is_answered() -> None:
    part = answered(fresh(), age=1, cold=1)
    whole = answered(part, hammer=1)

    assert part.figures.scores[0].value is None
    assert whole.figures.scores[0].value == Decimal(4)


def test_the_record_keeps_answers_points_sum_row_and_multiplication() -> None:
    use = answered(fresh(), age=1, cold=1, hammer=0).figures.scores[0]

    assert [(r.question, r.answer, r.points) for r in use.replies] == [
        ("Age", "65 to 74", 1),
        ("Cold hands", "Yes", 1),
        ("Uses a hammer", "No", 0),
    ]
    assert use.value == Decimal(2)
    assert [step.words for step in use.steps] == [
        "row 2 of the published table: 32 of 1,000",
        "32 x 0.36 x 0.81 = 9.331, rounded to 9 of 1,000; likely to be between 7 and 13",
    ]
    assert use.outcome == "thumb-score-2"


def test_the_rest_are_no_leaves_questions_open_that_have_no_plain_no() -> None:
    consultation = scoring.answer_rest_no(answered(fresh(), cold=1), points_score(), NOW)

    answers = scoring.answers_of(consultation.score_use("thumb-score"))

    assert answers == {"cold": 1, "hammer": 0}


def test_taking_the_only_answer_back_leaves_no_score() -> None:
    consultation = answered(fresh(), age=1)

    after = scoring.answer_score(consultation, points_score(), "age", None, NOW)

    assert after.figures.scores == ()


def test_an_answer_that_does_not_exist_changes_nothing() -> None:
    assert answered(fresh(), age=7) == fresh()


def test_a_typed_risk_is_kept_as_typed_with_where_it_came_from() -> None:
    consultation = scoring.type_risk(fresh(), typed_score(), " 12.4% ", NOW)
    consultation = scoring.name_tool(consultation, typed_score(), "QRISK3, today", NOW)

    use = consultation.figures.scores[0]

    assert (use.typed, use.typed_from, use.value) == (" 12.4% ", "QRISK3, today", Decimal("12.4"))


@pytest.mark.parametrize("typed", ["12.4", "12,4", " 12.4 % ", "12.40"])
def test_a_risk_may_be_typed_with_a_comma_or_a_percent_sign(typed: str) -> None:
    use = scoring.type_risk(fresh(), typed_score(), typed, NOW).figures.scores[0]

    assert use.value == Decimal("12.4")
    assert use.outcome == "thumb-risk-12-4"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("ten", "not a number"),
        ("1,000", "not a number"),
        ("1_2", "not a number"),
        ("-0", "not a number"),
        ("1e99999999", "not a number"),
        ("\u0661\u0662", "not a number"),
        ("3", "hold from 5 to 40"),
        ("41", "hold from 5 to 40"),
    ],
)
def test_what_cannot_be_used_is_kept_with_the_reason_and_no_figure(typed: str, why: str) -> None:
    use = scoring.type_risk(fresh(), typed_score(), typed, NOW).figures.scores[0]

    assert use.typed == typed
    assert use.value is None
    assert use.steps == ()
    assert why in use.refused


def test_figures_on_the_screen_before_a_score_changed_stay_in_the_record() -> None:
    consultation = answered(fresh(), age=1, cold=1, hammer=0)
    consultation = moves.open_outcome(consultation, "thumb-score-2", "people", NOW)

    after = answered(consultation, hammer=1)

    assert [use.outcome for use in after.figures.scores] == ["thumb-score-4"]
    assert [use.outcome for use in after.figures.scores_before] == ["thumb-score-2"]


def test_a_score_that_was_never_shown_leaves_nothing_behind_when_it_changes() -> None:
    after = answered(answered(fresh(), age=1, cold=1, hammer=0), hammer=1)

    assert after.figures.scores_before == ()


def test_putting_a_score_away_brings_the_examples_back_and_keeps_what_was_shown() -> None:
    consultation = answered(fresh(), age=1, cold=1, hammer=0)
    consultation = moves.open_outcome(consultation, "thumb-score-2", "people", NOW)

    after = scoring.put_away(consultation, points_score())

    assert after.figures.scores == ()
    assert [use.outcome for use in after.figures.scores_before] == ["thumb-score-2"]
    names = [o.id for o in talked_aid(after, scored_aid()).outcomes]
    assert names[:2] == ["thumb-score-1", "thumb-score-2"]


def test_undoing_a_score_keeps_what_was_shown_of_it() -> None:
    before = answered(fresh(), age=1, cold=1)
    after = moves.open_outcome(answered(before, hammer=0), "thumb-score-2", "people", NOW)

    back = undone(after, before)

    assert [use.outcome for use in back.figures.scores_before] == ["thumb-score-2"]


def test_a_record_lists_every_figure_that_was_shown_under_any_score() -> None:
    consultation = answered(fresh(), age=1, cold=1, hammer=0)
    consultation = moves.open_outcome(consultation, "thumb-score-2", "people", NOW)
    consultation = answered(consultation, hammer=1)

    aid = talked_aid(consultation, scored_aid(), as_shown=True)

    assert [o.id for o in aid.outcomes][:2] == ["thumb-score-4", "thumb-score-2"]


def test_a_finished_record_takes_no_score() -> None:
    sealed = moves.seal(answered(fresh(), age=1), NOW)

    with pytest.raises(OutOfStep):
        answered(sealed, cold=1)
    with pytest.raises(OutOfStep):
        scoring.put_away(sealed, points_score())


def test_a_score_survives_being_written_and_read() -> None:
    consultation = answered(fresh(), age=1, cold=1, hammer=0)

    again = Consultation.model_validate_json(consultation.model_dump_json())

    assert again == consultation
