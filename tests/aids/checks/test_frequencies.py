"""Counts out of a group in running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdm_tui.aids.checks.frequencies import frequencies


@pytest.mark.parametrize(
    ("text", "count", "denominator"),
    [
        ("About 9 in 100 people", 9, 100),
        ("663 of 1,000.", 663, 1000),
        ("63 out of every 100", 63, 100),
        ("None of 1,036 people", 0, 1036),
        ("4 more in 1000", 4, 1000),
        ("1 person in 20", 1, 20),
        ("one in a hundred", 1, 100),
        ("a 1-in-50 chance", 1, 50),
        ("two in five", 2, 5),
        ("1 in a 1000", 1, 1000),
        ("1 in 2 million", 1, 2_000_000),
        ("3 per 100", 3, 100),
    ],
)
def test_a_count_out_of_a_group_is_found(text: str, count: int, denominator: int) -> None:
    [one] = frequencies(text)

    assert (one.count, one.denominator) == (count, denominator)


@pytest.mark.parametrize(
    "text",
    [
        "one of two ways",
        "in 3 to 5 days",
        "2 in 3 days",
        "one in 2019",
        "9 in 5",
        "version 1.2 in 30",
        "20 of them",
        "type 2 of it",
        "one in the knee",
    ],
)
def test_what_only_looks_like_a_count_is_passed_over(text: str) -> None:
    assert frequencies(text) == []


@given(st.text(alphabet="0123456789,. inofe%-") | st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    assert all(f.count <= f.denominator for f in frequencies(text))
