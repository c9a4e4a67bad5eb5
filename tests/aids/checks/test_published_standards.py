"""The rules that stand for IPDASi version 4 and NICE ECD8."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdm_tui.aids.checks.checking import ALL_RULES, check_content
from sdm_tui.aids.checks.rule import Rule
from sdm_tui.aids.places import Place
from tests.aids.checks.breaches import BREACHES, RULES, Breach, data_about_a_test, put
from tests.aids.sound import SOUND_PATH, sound_data, sound_text

BY_NAME = {rule.name: rule for rule in RULES}


def found(name: str, data: dict[str, Any]) -> list[tuple[Place, str]]:
    return list(BY_NAME[name].search(data))


@pytest.mark.parametrize(
    "breach", BREACHES, ids=lambda b: f"{b.rule}-{'.'.join(map(str, b.changed))}"
)
def test_a_file_that_breaks_a_rule_is_told_so_at_its_place(breach: Breach) -> None:
    places = [place for place, _ in found(breach.rule, breach.data())]

    assert breach.place in places


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("data", [sound_data(), data_about_a_test()], ids=["plain", "test"])
def test_a_sound_aid_breaks_no_rule(rule: Rule, data: dict[str, Any]) -> None:
    assert list(rule.search(data)) == []


def test_the_sound_aid_breaks_no_rule_of_any_kind_and_its_reader_accepts_it() -> None:
    assert check_content(sound_text().encode(), SOUND_PATH) == []


def test_every_rule_has_a_file_that_breaks_it() -> None:
    assert {breach.rule for breach in BREACHES} == set(BY_NAME)


def test_every_rule_is_run_by_the_checker_under_a_name_of_its_own() -> None:
    names = [rule.name for rule in ALL_RULES]

    assert set(BY_NAME) <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_what_it_demands_and_by_which_standard(rule: Rule) -> None:
    demand, _, source = rule.source.partition("\n")

    assert demand.endswith(".")
    assert "IPDASi version 4" in source or "NICE ECD8" in source
    assert rule.items


def test_a_message_about_equal_words_says_which_options_and_by_how_much() -> None:
    data = sound_data()
    data["options"][1]["aim"] = "la " * 400

    [(_, words)] = found("equal-words", data)

    assert words.startswith('"Wait and see" is too short: ')
    assert '"Wear a soft band" has 5' in words
    assert words.endswith(" times as much; at most 1.5 times is even")


def test_one_option_that_is_far_longer_than_all_others_is_the_one_at_fault() -> None:
    data = sound_data()
    data["options"].append({**data["options"][1], "aim": "la " * 400, "name": "Sing along"})

    assert [place for place, _ in found("equal-words", data)] == [("options", 2)]


def test_one_option_that_is_far_shorter_than_all_others_is_the_one_at_fault() -> None:
    data = sound_data()
    data["options"].append({"id": "hum", "name": "Hum", "aim": "To hum as well"})

    assert [place for place, _ in found("equal-words", data)] == [("options", 2)]


def test_three_points_beside_two_are_even() -> None:
    data = sound_data()
    for option in data["options"]:
        option["good_points"] = ["You may wait.", "You may sing.", "You may hum."]

    assert found("points-balanced", data) == []
    data["options"][1]["good_points"].pop()
    assert found("equal-lists", data) == []


def test_what_an_option_may_not_suit_can_be_left_out_for_every_option() -> None:
    data = sound_data()
    for option in data["options"]:
        del option["may_not_suit"]

    assert found("equal-fields", data) == []


@pytest.mark.parametrize("words", ["none", "None.", "Nobody paid.", "NHS"])
def test_none_is_an_answer_about_who_paid(words: str) -> None:
    assert found("funding-said", {**sound_data(), "funding": words}) == []


@pytest.mark.parametrize("words", ["none", "n/a", "N/A.", "TODO", "tbc", "  ", "..."])
def test_a_placeholder_is_no_update_policy(words: str) -> None:
    assert found("update-policy-said", {**sound_data(), "update_policy": words})


@pytest.mark.parametrize("year", ["2019", "2013-17", "accessed 2024", "undated", "No date"])
def test_a_source_is_dated_by_a_year_or_said_to_be_undated(year: str) -> None:
    data = sound_data()
    data["sources"][0]["year"] = year

    assert found("source-described", data) == []


def test_a_source_that_a_remark_names_is_used() -> None:
    data = sound_data()
    data["sources"][1]["key"] = "OTHER"
    data["outcomes"][0]["conflict"] = "OTHER gives 10 people more."

    assert found("source-unused", data) == []


def test_a_source_is_not_used_by_a_longer_key_that_holds_its_own() -> None:
    data = sound_data()
    data["sources"][1]["key"] = "OTHER"
    data["outcomes"][0]["conflict"] = "OTHER-2 gives 10 people more."

    assert [place for place, _ in found("source-unused", data)] == [("sources", 1, "key")]


def test_a_review_on_the_day_of_publishing_is_in_order() -> None:
    data = sound_data()
    data["last_reviewed"] = data["published"]

    assert found("published-before-reviewed", data) == []


def test_a_review_is_due_five_years_after_a_leap_day_at_the_latest() -> None:
    data = {"last_reviewed": "2024-02-29", "review_due": "2029-02-28"}

    assert found("review-within-five-years", data) == []
    assert found("review-within-five-years", {**data, "review_due": "2029-03-01"})


@pytest.mark.parametrize("reviewed", ["9998-01-01", "soon", 20260101, None])
def test_a_date_at_the_end_of_time_or_no_date_at_all_is_passed_over(reviewed: object) -> None:
    data = {"last_reviewed": reviewed, "review_due": "9999-12-31"}

    assert found("review-within-five-years", data) == []


def test_an_aid_without_figures_that_says_why_is_accepted() -> None:
    reason = "Nobody has counted what becomes of singing knees."
    data = {**sound_data(), "outcomes": [], "no_outcomes_reason": reason}

    assert found("figures-or-reason", data) == []


@pytest.mark.parametrize("words", ["as now", "tbc", "Nobody knows"])
def test_a_reason_that_says_nothing_is_no_reason_for_having_no_figures(words: str) -> None:
    data = {**sound_data(), "outcomes": [], "no_outcomes_reason": words}

    assert [place for place, _ in found("figures-or-reason", data)] == [("no_outcomes_reason",)]


@pytest.mark.parametrize("name", ["Fewer deaths", "No stroke", "A heart attack avoided"])
def test_a_good_outcome_may_speak_of_grave_things(name: str) -> None:
    data = sound_data()
    data["outcomes"][0]["name"] = name

    assert found("serious-harm-hidden", data) == []


@pytest.mark.parametrize("name", ["A better diet", "Studied", "Stroked the cat", "Deadline"])
def test_a_word_that_looks_like_a_grave_one_is_passed_over(name: str) -> None:
    data = sound_data()
    data["outcomes"][2]["name"] = name

    assert found("serious-harm-hidden", data) == []


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates()
FIELDS = st.sampled_from(
    (
        *("options", "outcomes", "scores", "sources", "values", "estimates", "living_with", "test"),
        *("good_points", "hard_points", "what_it_involves", "may_not_suit", "outcome", "name"),
        *("published", "last_reviewed", "review_due", "summary", "key", "url", "year", "serious"),
        *("not_for", "further_support", "authors", "development", "equality", "kind", "count"),
    )
)
ANYTHING = st.recursive(
    SCALARS, lambda below: st.lists(below, max_size=3) | st.dictionaries(FIELDS, below, max_size=4)
)


def places_in(value: Any, at: Place = ()) -> Iterator[Place]:
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, below in steps:
        yield (*at, step)
        if isinstance(below, dict | list):
            yield from places_in(below, (*at, step))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(FIELDS, ANYTHING))
def test_no_rule_fails_on_data_of_any_shape(data: dict[str, Any]) -> None:
    for rule in RULES:
        for place, words in rule.search(data):
            assert isinstance(place, tuple)
            assert words


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(places_in(data_about_a_test()), key=str)), SCALARS)
def test_no_rule_fails_on_an_aid_with_one_part_replaced(place: Place, value: object) -> None:
    data = data_about_a_test()
    put(data, place, value)

    for rule in RULES:
        assert all(words for _, words in rule.search(data))
