from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdm_tui.aids.marked import AidUnreadable
from sdm_tui.aids.printed import as_printed, printed_otherwise
from sdm_tui.aids.reading import parse_aid
from sdm_tui.aids.references import faults_between_parts
from tests.aids.invented import INVENTED_PATH, INVENTED_TEXT, invented_data
from tests.aids.scored import SCORED_TEXT


@pytest.mark.parametrize(
    ("printed", "denominator", "count"),
    [
        ("27.1%", 1000, 271),
        ("27.1 %", 1000, 271),
        ("1031/1555", 1000, 663),
        ("1,031 / 1,555", 1000, 663),
        ("16 per 1000", 1000, 16),
        ("2.4 per 100", 1000, 24),
        ("6 of 100", 1000, 60),
        ("5 out of 10 000", 1000, 1),
        ("39 179 in 100 000", 1000, 392),
    ],
)
def test_a_printed_figure_comes_to_a_count(printed: str, denominator: int, count: int) -> None:
    assert as_printed(printed, denominator) == count


@pytest.mark.parametrize("printed", ["", "many", "27", "1/0", "-3%", "2 of", "1e3%", "9" * 61])
def test_what_is_no_printed_figure_is_refused(printed: str) -> None:
    with pytest.raises(ValueError, match=r"not a printed figure|longer than"):
        as_printed(printed, 1000)


@given(st.integers(0, 1000))
def test_a_count_printed_out_of_the_same_denominator_is_that_count(count: int) -> None:
    assert as_printed(f"{count} of 1,000", 1000) == count
    assert as_printed(f"{count}/1000", 1000) == count


def told(**figure: Any) -> list[str]:
    return [words for _, words in printed_otherwise((), figure, 1000)]


def test_a_count_that_its_source_does_not_print_is_found() -> None:
    assert told(count=271, in_source="27.1%") == []
    assert told(count=217, in_source="27.1%") == ["27.1% comes to 271 of 1000, but count says 217"]


def test_a_range_that_its_source_does_not_print_is_found() -> None:
    figure = {"count": 30, "low": 20, "high": 50, "in_source": "3%"}

    assert told(**figure, range_in_source="2% to 5%") == []
    assert told(**figure, range_in_source="2% to 6%") == [
        "6% comes to 60 of 1000, but high says 50"
    ]
    assert told(**figure, range_in_source="2%-5%") == ['write a range with " to " between its ends']


def test_a_wrong_figure_is_told_at_its_line() -> None:
    text = INVENTED_TEXT.replace("count: 60\n", "count: 60\n        in_source: 61%\n")

    with pytest.raises(AidUnreadable) as refused:
        parse_aid(text.encode(), INVENTED_PATH)

    (fault,) = refused.value.faults
    assert text.splitlines()[fault.line - 1].strip() == "in_source: 61%"


def test_a_wrong_row_of_a_score_is_told_at_its_line() -> None:
    text = SCORED_TEXT.replace("{score: 3, count: 48}", '{score: 3, count: 48, in_source: "8.4%"}')

    with pytest.raises(AidUnreadable) as refused:
        parse_aid(text.encode(), INVENTED_PATH)

    (fault,) = refused.value.faults
    assert "8.4% comes to 84 of 1000, but count says 48" in fault.message


def test_estimates_stand_in_the_order_of_the_options() -> None:
    data = invented_data()
    estimates = data["outcomes"][0]["estimates"]
    estimates[0]["option"], estimates[1]["option"] = "cream", "wait"

    faults = list(faults_between_parts(data, None))

    place = ("outcomes", 0, "estimates", 1, "option")
    words = '"wait" comes before "cream" in this aid\'s options: keep that order'
    assert (place, words) in faults
