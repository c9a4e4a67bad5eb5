from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdm_tui.aids.figures import recompute
from sdm_tui.aids.marked import AidUnreadable
from sdm_tui.aids.reading import parse_aid
from sdm_tui.aids.scores import (
    OutsideTable,
    baseline,
    outcome_id,
    points,
    scored_outcome,
    steps,
    with_scores,
)
from tests.aids.invented import INVENTED_PATH, invented_aid
from tests.aids.scored import SCORED_TEXT, points_score, scored_aid, typed_score


def test_points_are_added_once_every_question_has_an_answer() -> None:
    score = points_score()

    assert points(score, {"age": 2, "cold": 1}) is None
    assert points(score, {"age": 2, "cold": 1, "hammer": 0}) == 3


def test_an_answer_that_does_not_exist_is_no_answer() -> None:
    assert points(points_score(), {"age": 3, "cold": 1, "hammer": 0}) is None


def test_the_baseline_is_the_row_of_the_table() -> None:
    assert baseline(points_score(), Decimal(3)) == 48


@pytest.mark.parametrize("value", ["5", "-1", "2.5", "100"])
def test_a_score_without_a_row_is_refused_and_not_extrapolated(value: str) -> None:
    with pytest.raises(OutsideTable, match="goes from 0 to 4"):
        baseline(points_score(), Decimal(value))


@pytest.mark.parametrize("value", ["4.9", "40.1", "0", "NaN", "Infinity"])
def test_a_typed_risk_outside_its_limits_is_refused(value: str) -> None:
    with pytest.raises(OutsideTable, match="hold from 5 to 40%"):
        baseline(typed_score(), Decimal(value))


def test_a_typed_risk_that_is_no_whole_number_of_people_is_refused() -> None:
    with pytest.raises(OutsideTable, match="fewer decimal places"):
        baseline(typed_score(), Decimal("12.45"))


def test_the_effect_multiplies_the_baseline_with_its_arithmetic_told() -> None:
    outcome = scored_outcome(points_score(), Decimal(2))

    cream = outcome.estimate("cream")

    assert cream is not None
    assert (cream.low, cream.count, cream.high) == (7, 9, 13)
    assert cream.arithmetic == "32 x 0.36 x 0.81, rounded"
    assert cream.basis == "derived"


def test_the_group_of_a_scored_figure_names_the_score() -> None:
    outcome = scored_outcome(points_score(), Decimal(2))

    assert outcome.reference_class == "people with a thumb score of 2"


def test_a_figure_that_the_source_prints_is_shown_in_place_of_the_multiplication() -> None:
    printed = scored_outcome(typed_score(), Decimal(10)).estimate("cream")
    worked_out = scored_outcome(typed_score(), Decimal("12.4")).estimate("cream")

    assert printed is not None
    assert (printed.basis, printed.count) == ("second-hand", 60)
    assert worked_out is not None
    assert (worked_out.basis, worked_out.count, worked_out.high) == ("derived", 78, 93)


def test_every_step_from_score_to_figure_is_told() -> None:
    told = [step.words for step in steps(points_score(), Decimal(2))]

    assert told == [
        "row 2 of the published table: 32 of 1,000",
        "32 x 0.36 x 0.81 = 9.331, rounded to 9 of 1,000; likely to be between 7 and 13",
    ]


def test_the_steps_of_a_typed_risk_say_where_each_number_comes_from() -> None:
    told = [step.words for step in steps(typed_score(), Decimal("12.4"))]

    assert told == [
        "12.4 x 10 = 124 of 1,000",
        "124 x 0.63 = 78.12, rounded to 78 of 1,000; different sources give 78 to 93",
    ]
    assert steps(typed_score(), Decimal(10))[1].words == (
        "as the source prints it for 10: 60 of 1,000; different sources give 60 to 75"
    )


def test_examples_are_listed_until_the_score_is_known() -> None:
    names = [outcome.id for outcome in with_scores(scored_aid(), {}).outcomes]

    assert names[:2] == ["thumb-score-1", "thumb-score-2"]


def test_a_known_score_takes_the_place_of_the_examples() -> None:
    aid = with_scores(scored_aid(), {"thumb-score": Decimal(4)})

    assert [o.id for o in aid.outcomes if o.id.startswith("thumb-score")] == ["thumb-score-4"]


def test_what_was_shown_before_the_score_changed_can_be_listed_too() -> None:
    also = ["thumb-score-2", "thumb-risk-12-4", "still-blue", "thumb-score-x", "thumb-score-9"]

    aid = with_scores(scored_aid(), {"thumb-score": Decimal(4)}, also)

    names = [outcome.id for outcome in aid.outcomes]
    assert names[:3] == ["thumb-score-4", "thumb-score-2", "thumb-risk-12-4"]
    assert "thumb-score-9" not in names


def test_listing_scores_twice_changes_nothing_more() -> None:
    once = with_scores(scored_aid(), {"thumb-score": Decimal(4)})

    assert with_scores(once, {"thumb-score": Decimal(4)}) == once


def test_a_value_that_touches_a_score_touches_its_outcomes() -> None:
    aid = with_scores(scored_aid(), {"thumb-score": Decimal(4)})

    assert aid.values[0].touches == ("still-blue", "thumb-score-4")


def test_an_aid_without_scores_stays_as_it_is() -> None:
    assert with_scores(invented_aid(), {"thumb-score": Decimal(4)}) is invented_aid()


@given(st.decimals(min_value=0, max_value=60, places=1))
def test_every_typed_risk_is_refused_or_gives_figures_that_their_arithmetic_gives(
    value: Decimal,
) -> None:
    try:
        outcome = scored_outcome(typed_score(), value)
    except OutsideTable:
        assert not 5 <= value <= 40
        return

    first, second = outcome.estimates
    assert first.count == value * 10
    assert second.count is not None
    assert first.count is not None
    assert second.count <= first.count
    if second.arithmetic is not None:
        assert recompute(second.arithmetic) == second.count
    assert outcome.id == outcome_id(typed_score(), value)


def test_a_product_is_shown_with_enough_places_to_round_as_it_was_rounded() -> None:
    effect = (
        points_score()
        .effects[0]
        .model_copy(
            update={"multiply_by": "0.3593749", "multiply_low": None, "multiply_high": None}
        )
    )
    score = points_score().model_copy(update={"effects": (effect,)})

    told = steps(score, Decimal(2))[1].words

    assert told == "32 x 0.3593749 = 11.499997, rounded to 11 of 1,000"


BROKEN = {
    "a score over the denominator": (
        "{score: 4, count: 97}",
        "{score: 4, count: 1001}",
        "1001 is more than the denominator",
    ),
    "two rows for one score": (
        "{score: 4, count: 97}",
        "{score: 3, count: 97}",
        "two rows for 3",
    ),
    "a published figure that its arithmetic does not give": (
        "          count: 60\n          low: 60\n          high: 75\n",
        (
            "          count: 60\n          low: 60\n          high: 76\n"
            "          arithmetic_high: 100 x 0.75\n"
        ),
        "this comes to 75, but high says 76",
    ),
    "a hole in the table": (
        "      - {score: 2, count: 32}\n",
        "",
        "there is no row for 2, although there are rows on both sides",
    ),
    "an unknown source": (
        "table_sources: [MADE-UP-2, MADE-UP]",
        "table_sources: [MADE-UP-2, NOBODY]",
        '"NOBODY" is not one of this aid\'s sources',
    ),
    "an unknown option": ("baseline_option: wait", "baseline_option: weight", "weight"),
    "an effect of the baseline": (
        "      - option: cream\n        multiply_by: 0.36",
        "      - option: wait\n        multiply_by: 0.36",
        '"wait" is the baseline',
    ),
    "a missing effect": (
        "      - option: cream\n        multiply_by: 0.36",
        "      - option: wait\n        multiply_by: 0.36",
        'there is no effect for "cream"',
    ),
    "an example without a row": ("examples: [1, 2]", "examples: [1, 7]", "goes from 0 to 4"),
    "a range that does not hold the figure": (
        "multiply_high: 0.41",
        "multiply_high: 0.22",
        "the count must lie between low and high",
    ),
    "a factor that lifts a figure over everybody": (
        "multiply_by: 0.36 x 0.81\n        multiply_low: 0.21\n        multiply_high: 0.41",
        "multiply_by: 30",
        "comes to 2910 of 1000",
    ),
    "a certainty that a second-hand table cannot have": (
        "      certainty: not stated\n      certainty_why: Nobody said.\n  - id: thumb-risk",
        "      certainty: high\n      certainty_why: Nobody said.\n  - id: thumb-risk",
        'certainty must be "not stated"',
    ),
    "a question used twice": ("- id: cold", "- id: age", '"age" is used twice'),
    "a score with the name of an outcome": (
        "  - id: thumb-score",
        "  - id: still-blue",
        "is the name of an outcome too",
    ),
    "an outcome that a score would replace": (
        "  - id: still-blue\n    name: Thumb still blue",
        "  - id: thumb-score-2\n    name: Thumb still blue",
        '"thumb-score-2" is the name of an outcome too',
    ),
    "a score whose name another one would take": (
        "  - id: thumb-risk\n",
        "  - id: thumb-score-1\n",
        '"thumb-score-1" would be taken for an outcome of this score',
    ),
    "a table that nobody printed": (
        "table_basis: second-hand",
        "table_basis: derived",
        'the table of a point score is "read" or "second-hand"',
    ),
    "inputs without a table": (
        (
            "    table:\n      - {score: 0, count: 10}\n      - {score: 1, count: 22}\n"
            "      - {score: 2, count: 32}\n      - {score: 3, count: 48}\n"
            "      - {score: 4, count: 97}\n"
        ),
        "",
        'needs its "table"',
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_score_is_refused_with_its_place(name: str) -> None:
    before, after, words = BROKEN[name]
    assert before in SCORED_TEXT

    with pytest.raises(AidUnreadable) as refused:
        parse_aid(SCORED_TEXT.replace(before, after, 1).encode(), INVENTED_PATH)

    faults = [fault for fault in refused.value.faults if words in fault.message]
    assert faults
    assert all(fault.line > 100 for fault in faults)
