"""How many syllables words have when they are read aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdm_tui.aids.checks.syllables import syllables

KNOWN = {
    1: """the we be if you your knee eyes used played stopped called looked worse comes moved pulled
    whole once league months clothes through years lungs asked warmed shared ache""",
    2: """people being table tables taking wanted needed settled going science doctor trial safely
    sometimes lifestyle homeless movement carers muscle figures centre hundred quiet prayer
    quickly statement something baseline safety fluid every business""",
    3: """placebo medicine injection bleeding-free easier easiest carrying hospital area anyone
    together audience serious previous continue family decision employer theatre replacement
    physical behaviour radio actual""",
    4: """usually emergency diabetes diarrhoea information operation reality experience complication
    society's-own february initiate""",
    5: "paracetamol anticoagulant rivaroxaban association immediately side-by-side-by-side",
    6: "physiotherapist osteoarthritis responsibility",
}


@pytest.mark.parametrize(
    ("word", "count"), [(word, n) for n, listed in KNOWN.items() for word in listed.split()]
)
def test_a_word_has_the_syllables_that_are_heard(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("figure", "count"),
    [
        ("0", 2),
        ("7", 2),
        ("12", 1),
        ("20", 2),
        ("63", 3),
        ("100", 3),
        ("111", 3),
        ("999", 3),
        ("105", 5),
        ("663", 7),
        ("1,000", 3),
        ("1,036", 7),
        ("1985", 5),
        ("2026", 7),
        ("1.5", 3),
        ("2.25", 4),
        ("1,000,000", 3),
        ("0800", 7),
        ("20%", 4),
        ("\u00a350", 4),
    ],
)
def test_a_figure_is_read_aloud(figure: str, count: int) -> None:
    assert syllables(figure) == count


@pytest.mark.parametrize(
    ("short", "count"),
    [("NHS", 3), ("GP", 2), ("GPs", 2), ("MRI", 3), ("A&E", 3), ("WHO", 1), ("NICE", 1), ("Dr", 2)],
)
def test_an_abbreviation_is_read_letter_by_letter_unless_it_is_a_word(
    short: str, count: int
) -> None:
    assert syllables(short) == count


def test_capitals_at_the_start_change_nothing() -> None:
    assert [syllables(word) for word in ("If", "England", "Anyone's")] == [1, 2, 3]


@given(st.text())
def test_any_text_has_at_least_one_syllable(text: str) -> None:
    assert syllables(text) >= 1
