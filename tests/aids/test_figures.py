import math
import re
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sdm_tui.aids.figures import (
    AFFECTED,
    LONGEST_ARITHMETIC,
    UNAFFECTED_100,
    UNAFFECTED_1000,
    NaturalFrequency,
    NotExact,
    affected_words,
    difference_words,
    frequency,
    no_figure_words,
    number,
    outcome_out_of,
    picture,
    range_words,
    recompute,
    sentence,
    unaffected_words,
)
from sdm_tui.aids.model import Outcome
from sdm_tui.aids.parts import Estimate
from tests.aids.invented import invented_aid

often = settings(max_examples=60, deadline=None)
DENOMINATORS = st.sampled_from((100, 1000))


@st.composite
def figures(
    draw: st.DrawFn, denominators: st.SearchStrategy[int] = DENOMINATORS
) -> NaturalFrequency:
    denominator = draw(denominators)
    count = draw(st.integers(0, denominator))
    if draw(st.booleans()):
        return NaturalFrequency(count, denominator)
    low, high = draw(st.integers(0, count)), draw(st.integers(count, denominator))
    return NaturalFrequency(count, denominator, low, high)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[NaturalFrequency, NaturalFrequency]:
    denominators = st.just(draw(DENOMINATORS))
    return draw(figures(denominators)), draw(figures(denominators))


def outcome(outcome_id: str = "still-blue") -> Outcome:
    found = invented_aid().outcome(outcome_id)
    assert found is not None
    return found


def estimate(option: str, outcome_id: str = "still-blue") -> Estimate:
    found = outcome(outcome_id).estimate(option)
    assert found is not None
    return found


STILL_BLUE, SMELL = outcome(), outcome("smell")


def numbers_in(words: str) -> list[int]:
    return [int(found.replace(",", "")) for found in re.findall(r"[0-9][0-9,]*", words)]


@often
@given(figures())
def test_the_two_framings_sum_to_the_denominator(figure: NaturalFrequency) -> None:
    assert figure.count + figure.unaffected == figure.denominator


@often
@given(figures(), st.integers(1, 100), st.integers(0, 20))
def test_a_picture_has_as_many_icons_as_the_figure_has_people(
    figure: NaturalFrequency, per_row: int, gap_every: int
) -> None:
    icons = "".join(picture(figure, per_row, gap_every)).replace(" ", "")

    assert icons.count(AFFECTED) == figure.count
    assert icons.count(UNAFFECTED_100) + icons.count(UNAFFECTED_1000) == figure.unaffected
    assert len(icons) == figure.denominator


@often
@given(figures(), st.integers(1, 100))
def test_a_pictures_affected_people_stand_first_and_together(
    figure: NaturalFrequency, per_row: int
) -> None:
    icons = "".join(picture(figure, per_row))

    assert icons == AFFECTED * figure.count + icons[-1] * figure.unaffected or (
        figure.unaffected == 0 and icons == AFFECTED * figure.count
    )


@often
@given(pairs(), st.integers(1, 100))
def test_two_pictures_differ_by_exactly_the_difference_in_words(
    pair: tuple[NaturalFrequency, NaturalFrequency], per_row: int
) -> None:
    first, second = ("".join(picture(figure, per_row)) for figure in pair)

    differing = sum(a != b for a, b in zip(first, second, strict=True))

    assert differing == abs(pair[0].count - pair[1].count)
    said = difference_words(*pair)
    assert numbers_in(said)[0] == differing or (differing == 0 and said.startswith("the same"))


@often
@given(figures(), st.integers(1, 100), st.integers(1, 20))
def test_every_row_of_a_picture_but_the_last_is_full(
    figure: NaturalFrequency, per_row: int, gap_every: int
) -> None:
    rows = [row.replace(" ", "") for row in picture(figure, per_row, gap_every)]

    assert {len(row) for row in rows[:-1]} <= {per_row}
    assert 0 < len(rows[-1]) <= per_row


def test_a_gap_parts_a_row_into_groups() -> None:
    rows = picture(NaturalFrequency(3, 100), per_row=10, gap_every=5)

    assert rows[0] == "●●●○○ ○○○○○"
    assert rows[1] == "○○○○○ ○○○○○"


@often
@given(figures())
def test_a_sentence_says_the_denominator_the_count_and_the_others(figure: NaturalFrequency) -> None:
    said = sentence(STILL_BLUE, figure)

    assert numbers_in(said) == [figure.denominator, figure.count, figure.unaffected]


@often
@given(figures())
def test_the_sentence_holds_the_very_words_that_label_the_picture(figure: NaturalFrequency) -> None:
    said = sentence(SMELL, figure)

    assert affected_words(SMELL, figure) in said
    assert unaffected_words(SMELL, figure) in said


def test_a_sentence_reads_as_plain_english() -> None:
    said = sentence(STILL_BLUE, NaturalFrequency(600, 1000))

    assert said == (
        "Out of 1,000 people with a blue thumb, after a week: "
        "600 still had a blue thumb, and 400 had a pink thumb."
    )


def test_an_extra_figure_says_that_it_counts_more_people() -> None:
    assert affected_words(SMELL, NaturalFrequency(35, 1000)) == "35 more smelled strange"


def test_a_figure_about_people_does_not_say_more() -> None:
    assert affected_words(STILL_BLUE, NaturalFrequency(60, 100)) == "60 still had a blue thumb"


@often
@given(figures())
def test_a_figure_scaled_up_tenfold_and_back_is_the_same_figure(figure: NaturalFrequency) -> None:
    assert figure.out_of(figure.denominator * 10).out_of(figure.denominator) == figure


@often
@given(figures(), DENOMINATORS)
def test_scaling_is_exact_or_refused(figure: NaturalFrequency, denominator: int) -> None:
    parts = [part for part in (figure.count, figure.low, figure.high) if part is not None]
    exact = [Fraction(part * denominator, figure.denominator) for part in parts]

    try:
        scaled = figure.out_of(denominator)
    except NotExact:
        assert any(part.denominator != 1 for part in exact)
        return

    assert [p for p in (scaled.count, scaled.low, scaled.high) if p is not None] == exact
    assert scaled.denominator == denominator


def test_a_range_that_would_need_rounding_stops_a_figure_from_being_scaled() -> None:
    with pytest.raises(NotExact, match="15 of 1000 is not whole out of 100"):
        NaturalFrequency(20, 1000, 15, 30).out_of(100)


def test_an_outcome_is_out_of_a_hundred_only_where_all_its_figures_are() -> None:
    assert outcome_out_of(STILL_BLUE, 1000)
    assert outcome_out_of(STILL_BLUE, 100)
    assert outcome_out_of(SMELL, 1000)
    assert not outcome_out_of(SMELL, 100)


@pytest.mark.parametrize(("count", "denominator"), [(-1, 100), (101, 100), (1001, 1000)])
def test_more_or_fewer_people_than_there_are_is_no_figure(count: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="does not lie between"):
        NaturalFrequency(count, denominator)


@pytest.mark.parametrize(("low", "high"), [(5, None), (None, 15), (11, 15), (5, 9), (5, 101)])
def test_a_range_that_does_not_hold_the_count_is_no_range(
    low: int | None, high: int | None
) -> None:
    with pytest.raises(ValueError, match="range"):
        NaturalFrequency(10, 100, low, high)


@often
@given(pairs())
def test_a_difference_turns_round_when_its_sides_do(
    pair: tuple[NaturalFrequency, NaturalFrequency],
) -> None:
    first, second = pair

    forth, back = difference_words(first, second), difference_words(second, first)

    assert numbers_in(forth) == numbers_in(back)
    assert forth.replace("more", "fewer") == back.replace("more", "fewer")
    assert ("more" in forth) == ("fewer" in back) == (second.count > first.count)


def test_a_difference_is_said_as_a_count_of_people() -> None:
    waiting, cream = NaturalFrequency(600, 1000), NaturalFrequency(420, 1000)

    assert difference_words(waiting, cream) == "180 fewer out of 1,000"
    assert difference_words(cream, waiting) == "180 more out of 1,000"
    assert difference_words(cream, cream) == "the same number out of 1,000"


def test_figures_with_different_denominators_are_not_compared() -> None:
    with pytest.raises(ValueError, match="not compared"):
        difference_words(NaturalFrequency(1, 100), NaturalFrequency(10, 1000))


def test_a_range_is_said_in_words_and_a_missing_one_is_said_to_be_missing() -> None:
    said = range_words(NaturalFrequency(900, 1000, 500, 1000))

    assert numbers_in(said) == [500, 1000]
    assert range_words(NaturalFrequency(10, 100)) == "no range given"


def test_counts_have_a_comma_at_a_thousand() -> None:
    assert number(1000) == "1,000"
    assert number(999) == "999"


def test_a_figure_is_made_from_its_estimate_with_its_range() -> None:
    assert frequency(STILL_BLUE, estimate("wait")) == NaturalFrequency(60, 100, 50, 70)


def test_where_there_is_no_reliable_figure_there_is_no_figure() -> None:
    assert frequency(outcome("thumb-loss"), estimate("wait", "thumb-loss")) is None
    assert frequency(SMELL, estimate("wait", "smell")) is None
    assert frequency(SMELL, None) is None


def test_a_missing_figure_says_why_it_is_missing() -> None:
    assert no_figure_words(estimate("wait", "thumb-loss")) == (
        "No reliable figure. We found no figure."
    )
    assert no_figure_words(estimate("wait", "smell")) == (
        "Does not apply. The smell comes from the cream."
    )
    assert no_figure_words(None) == "No figure: this option was added by hand."


@st.composite
def sums(draw: st.DrawFn, depth: int = 3) -> tuple[str, Fraction]:
    """Draw arithmetic as text, with its exact value worked out without that text."""
    if depth == 0 or draw(st.booleans()):
        places = draw(st.integers(0, 3))
        value = Fraction(draw(st.integers(0, 2000)), 10**places)
        return (f"{float(value):.{places}f}" if places else str(value)), value
    left, left_value = draw(sums(depth - 1))
    right, right_value = draw(sums(depth - 1))
    sign = draw(st.sampled_from("+-x/"))
    if sign == "/":
        assume(right_value != 0)
        return f"({left}) / ({right})", left_value / right_value
    if sign == "x":
        return f"({left}) x ({right})", left_value * right_value
    return f"({left} {sign} ({right}))", (
        left_value + right_value if sign == "+" else left_value - right_value
    )


@often
@given(sums())
def test_rounded_arithmetic_comes_to_the_nearest_whole_with_halves_up(
    arithmetic: tuple[str, Fraction],
) -> None:
    text, exact = arithmetic
    assume(len(f"{text}, rounded") <= LONGEST_ARITHMETIC)

    assert recompute(f"{text}, rounded") == math.floor(exact + Fraction(1, 2))


@often
@given(sums())
def test_arithmetic_without_rounding_is_exact_or_refused(arithmetic: tuple[str, Fraction]) -> None:
    text, exact = arithmetic
    assume(len(text) <= LONGEST_ARITHMETIC)

    try:
        result = recompute(text)
    except ValueError:
        assert exact.denominator != 1
        return

    assert result == exact


@pytest.mark.parametrize(
    ("arithmetic", "result"),
    [
        ("1031 / 1555 x 1000, rounded", 663),
        ("1000 - 663", 337),
        ("0.5, rounded", 1),
        ("1.5, rounded", 2),
        ("2.5, rounded", 3),
        ("1 - 2.2, rounded", -1),
        ("1 / 3 x 3", 1),
        ("0.1 + 0.2 + 0.7", 1),
        ("2 + 3 x 4", 14),
        ("(2 + 3) x 4", 20),
        ("  7  ", 7),
    ],
)
def test_arithmetic_is_worked_out_as_on_paper(arithmetic: str, result: int) -> None:
    assert recompute(arithmetic) == result


@often
@given(st.integers(0, 2000))
def test_a_half_is_rounded_up(whole: int) -> None:
    assert recompute(f"{whole}.5, rounded") == whole + 1
    assert recompute(f"{2 * whole + 1} / 2, rounded") == whole + 1


@pytest.mark.parametrize(
    "arithmetic",
    [
        "2 ** 3",
        "2xx3",
        "2 ^ 3",
        "7 // 2",
        "7 % 2",
        "pow(2, 3)",
        "open(1)",
        "().__class__",
        "abc",
        "1e3",
        "1_000",
        "1,000",
        "3j",
        "-5",
        "()",
        "(1, 2)",
        "1 1",
        "1.2.3",
        "007",
        "1 / 0",
        "1 / (2 - 2)",
        "",
        ", rounded",
        "٣ + ٤",
        "1 < 2",
        "1 = 1",
        "1; 2",
        "1\n+ 2",
    ],
)
def test_anything_but_plain_arithmetic_is_refused(arithmetic: str) -> None:
    with pytest.raises(ValueError, match=r"arithmetic|worked out"):
        recompute(arithmetic)


@often
@given(st.text(max_size=40))
def test_no_text_breaks_the_arithmetic(text: str) -> None:
    try:
        result = recompute(text)
    except ValueError:
        return

    assert isinstance(result, int)


@often
@given(st.text("0123456789. x+-/()", max_size=LONGEST_ARITHMETIC))
def test_no_text_of_arithmetic_signs_breaks_the_arithmetic(text: str) -> None:
    try:
        result = recompute(text)
    except ValueError:
        return

    assert isinstance(result, int)


@pytest.mark.parametrize(
    "arithmetic",
    [
        "9" * 1_000_000,
        "1 + " * 250_000 + "1",
        "(" * 500_000 + "1" + ")" * 500_000,
        "9.9 x " * 200_000 + "1, rounded",
    ],
)
def test_endless_arithmetic_is_refused_without_working_it_out(arithmetic: str) -> None:
    with pytest.raises(ValueError, match="longer than 200 characters"):
        recompute(arithmetic)
