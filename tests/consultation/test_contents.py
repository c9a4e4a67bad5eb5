from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdm_tui.consultation import moves
from sdm_tui.consultation.contents import (
    SHORT_NAME_LENGTH,
    option_name,
    options_of,
    outcomes_in_order,
    outcomes_in_route,
    values_of,
)
from sdm_tui.consultation.model import NEITHER, NOT_SURE, Consultation, Rating, Route, started
from tests.aids.invented import invented_aid

often = settings(max_examples=60, deadline=None)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
AID = invented_aid()
OUTCOMES = [outcome.id for outcome in AID.outcomes]
VALUES = [value.id for value in AID.values]
RATINGS: st.SearchStrategy[Rating] = st.integers(0, 10) | st.just(NOT_SURE)


def opened() -> Consultation:
    return started("test-0001", NOW, None)


@st.composite
def talks(draw: st.DrawFn) -> Consultation:
    consultation = opened()
    for value, rating in draw(st.dictionaries(st.sampled_from(VALUES), RATINGS)).items():
        consultation = moves.rate_value(consultation, value, rating)
    for outcome in draw(st.sets(st.sampled_from(OUTCOMES))):
        consultation = moves.mark_matters(consultation, outcome)
    for option in draw(st.lists(st.sampled_from(("wait", "cream")), max_size=2)):
        consultation = moves.set_aside(consultation, option, "no", NOW)
    for name in draw(st.lists(st.text(max_size=40), max_size=3)):
        consultation = moves.add_option(consultation, name)
    return consultation


def ids(parts: Iterable[object]) -> list[str]:
    return [str(getattr(part, "id")) for part in parts]  # noqa: B009 - parts of several kinds


@often
@given(talks())
def test_nothing_that_is_said_changes_the_order_of_the_aids_options(talk: Consultation) -> None:
    assert ids(options_of(talk, AID))[:2] == ["wait", "cream"]


@often
@given(talks())
def test_no_option_is_ever_left_out(talk: Consultation) -> None:
    shown = options_of(talk, AID)

    assert len(shown) == len(AID.options) + len(talk.options.added_options)
    assert len(set(ids(shown))) == len(shown)
    assert all(option.name and option.short_name for option in shown)
    assert all(len(option.short_name) <= SHORT_NAME_LENGTH for option in shown)


@often
@given(talks(), st.booleans())
def test_no_outcome_is_lost_in_any_order(talk: Consultation, what_matters_first: bool) -> None:  # noqa: FBT001 - drawn
    ordered = outcomes_in_order(talk, AID, what_matters_first=what_matters_first)

    assert sorted(ids(ordered)) == sorted(OUTCOMES)


@often
@given(talks())
def test_the_aids_own_order_is_one_key_away(talk: Consultation) -> None:
    assert outcomes_in_order(talk, AID, what_matters_first=False) == AID.outcomes


def test_where_nothing_was_rated_outcomes_keep_the_aids_order() -> None:
    assert outcomes_in_order(opened(), AID, what_matters_first=True) == AID.outcomes


def test_an_outcome_that_touches_what_matters_most_comes_first() -> None:
    talk = moves.rate_value(opened(), "no-smell", 9)
    talk = moves.rate_value(talk, "pink-soon", 4)

    ordered = outcomes_in_order(talk, AID, what_matters_first=True)

    assert ids(ordered) == ["smell", "still-blue", "thumb-loss"]


def test_a_marked_outcome_comes_before_any_rating() -> None:
    talk = moves.rate_value(opened(), "no-smell", 10)
    talk = moves.mark_matters(talk, "thumb-loss")

    ordered = outcomes_in_order(talk, AID, what_matters_first=True)

    assert ids(ordered) == ["thumb-loss", "smell", "still-blue"]


def test_not_being_sure_moves_no_outcome() -> None:
    talk = moves.rate_value(opened(), "no-smell", NOT_SURE)

    assert outcomes_in_order(talk, AID, what_matters_first=True) == AID.outcomes


@often
@given(talks())
def test_the_five_minute_route_always_keeps_serious_harms(talk: Consultation) -> None:
    kept = outcomes_in_route(moves.answer(talk, "start.route", 5), AID.outcomes)

    assert "thumb-loss" in kept
    assert "still-blue" in kept
    assert set(talk.figures.matter_to_me) <= kept


def test_the_five_minute_route_leaves_out_the_other_outcomes() -> None:
    talk = moves.answer(opened(), "start.route", 5)

    assert "smell" not in outcomes_in_route(talk, AID.outcomes)


def test_an_outcome_that_the_person_marked_is_in_the_five_minute_route() -> None:
    talk = moves.mark_matters(moves.answer(opened(), "start.route", 5), "smell")

    assert "smell" in outcomes_in_route(talk, AID.outcomes)


@pytest.mark.parametrize("route", [10, 20])
def test_the_longer_routes_leave_nothing_out(route: Route) -> None:
    talk = moves.answer(opened(), "start.route", route)

    assert outcomes_in_route(talk, AID.outcomes) == set(OUTCOMES)


def test_without_an_aid_there_are_the_options_that_people_wrote() -> None:
    talk = moves.add_option(opened(), "  A large   hat\nwith a feather ")
    (option,) = options_of(talk, None)

    assert option.name == "A large hat with a feather"
    assert option.short_name == "A large hat with a fea"
    assert option.listed is None
    assert option.added == talk.options.added_options[0]


def test_an_option_without_a_name_can_still_be_spoken_of() -> None:
    talk = moves.add_option(opened(), " ")

    assert options_of(talk, None)[0].name == "an option without a name"


def test_an_options_name_is_readable_whatever_its_id() -> None:
    talk = moves.add_option(opened(), "A hat")

    assert option_name(talk, AID, "cream") == "Use a cream"
    assert option_name(talk, AID, "added-option-1") == "A hat"
    assert option_name(talk, AID, NEITHER) == "neither way"
    assert option_name(talk, None, "cream") == "cream"


def test_what_may_matter_lists_the_aids_statements_and_then_the_persons_own() -> None:
    talk = moves.add_value(opened(), "Wearing gloves")
    talk = moves.rate_value(talk, "added-value-1", 8)
    talk = moves.rate_value(talk, "no-smell", NOT_SURE)

    values = values_of(talk, AID)

    assert ids(values) == [*VALUES, "added-value-1"]
    assert [value.rating for value in values] == [None, NOT_SURE, None, 8]
    assert [value.is_added for value in values] == [False, False, False, True]
    assert values[0].touches == ("still-blue",)
