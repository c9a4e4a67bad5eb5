from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdm_tui.aids.places import Fault, Place
from sdm_tui.aids.references import faults_between_parts
from tests.aids.invented import invented_data

Data = dict[str, Any]
Spoil = Callable[[Data], object]


def faults(data: Data, folder: str | None = "blue-thumb") -> list[Fault]:
    return list(faults_between_parts(data, folder))


def test_an_aid_that_agrees_with_itself_has_no_faults() -> None:
    assert faults(invented_data()) == []


def set_at(*place: str | int, to: Any) -> Spoil:
    """Return what puts a value at a place of an aid's data; None takes the name out."""

    def spoil(data: Data) -> None:
        node: Any = data
        for step in place[:-1]:
            node = node[step]
        if to is None:
            del node[place[-1]]
        else:
            node[place[-1]] = to

    return spoil


BLUE, SMELL = ("outcomes", 0), ("outcomes", 1)
WAIT, CREAM = (*BLUE, "estimates", 0), (*BLUE, "estimates", 1)

BROKEN_RULES: dict[str, tuple[Spoil, Place, str]] = {
    "the slug is the folder": (
        set_at("slug", to="red-thumb"),
        ("slug",),
        'the slug must be the name of its folder, "blue-thumb"',
    ),
    "the next review comes later": (
        set_at("review_due", to="2026-01-02"),
        ("review_due",),
        "the next review must come after the last one",
    ),
    "an option's name is its own": (
        set_at("options", 1, "id", to="wait"),
        ("options", 1, "id"),
        '"wait" is used twice',
    ),
    "an outcome's name is its own": (
        set_at("outcomes", 2, "id", to="smell"),
        ("outcomes", 2, "id"),
        '"smell" is used twice',
    ),
    "a value's name is its own": (
        set_at("values", 2, "id", to="no-smell"),
        ("values", 2, "id"),
        '"no-smell" is used twice',
    ),
    "a source's key is its own": (
        set_at("sources", 1, "key", to="MADE-UP"),
        ("sources", 1, "key"),
        '"MADE-UP" is used twice',
    ),
    "one option is carrying on as now": (
        set_at("options", 0, "status_quo", to=False),
        ("options",),
        "one option must be carrying on as now (status_quo: true)",
    ),
    "every option has an estimate": (
        lambda data: data["outcomes"][0]["estimates"].pop(1),
        (*BLUE, "estimates"),
        'there is no estimate for "cream": give one, or basis "none"',
    ),
    "an estimate is about one of the options": (
        set_at(*WAIT, "option", to="wiat"),
        (*WAIT, "option"),
        '"wiat" is not one of this aid\'s options',
    ),
    "an option has one estimate": (
        set_at(*CREAM, "option", to="wait"),
        (*CREAM, "option"),
        'there are two estimates for "wait"',
    ),
    "a count is at most the denominator": (
        set_at(*WAIT, "count", to=101),
        (*WAIT, "count"),
        "101 is more than the denominator, 100",
    ),
    "a range ends at most at the denominator": (
        set_at(*WAIT, "high", to=101),
        (*WAIT, "high"),
        "101 is more than the denominator, 100",
    ),
    "a second-hand figure is of certainty not stated": (
        set_at(*SMELL, "certainty", to="high"),
        (*SMELL, "estimates", 1, "basis"),
        'with a second-hand figure, certainty must be "not stated"',
    ),
    "arithmetic comes to the count": (
        set_at(*CREAM, "arithmetic", to="60 x 0.8, rounded"),
        (*CREAM, "arithmetic"),
        "this comes to 48, but count says 42",
    ),
    "arithmetic comes to the lower end": (
        set_at(*WAIT, "arithmetic_low", to="100 / 4"),
        (*WAIT, "arithmetic_low"),
        "this comes to 25, but low says 50",
    ),
    "arithmetic comes to the higher end": (
        set_at(*WAIT, "arithmetic_high", to="100 - 4"),
        (*WAIT, "arithmetic_high"),
        "this comes to 96, but high says 70",
    ),
    "arithmetic can be worked out": (
        set_at(*CREAM, "arithmetic", to="60 x seven tenths"),
        (*CREAM, "arithmetic"),
        '"60 x seven tenths" is not arithmetic: use numbers, + - x / and brackets',
    ),
    "an unfair comparison has a caution": (
        set_at(*BLUE, "fair_comparison", to=False),
        BLUE,
        'figures that cannot be compared fairly need a "caution"',
    ),
    "an unfair comparison has a caution, also where no is a word": (
        set_at(*BLUE, "fair_comparison", to="no"),
        BLUE,
        'figures that cannot be compared fairly need a "caution"',
    ),
    "an aid without outcomes says why": (
        lambda data: (data.pop("outcomes"), [v.pop("touches", 0) for v in data["values"]]),
        ("outcomes",),
        'an aid without outcomes needs a "no_outcomes_reason"',
    ),
    "a value touches outcomes of this aid": (
        set_at("values", 0, "touches", to=["still-blue", "green"]),
        ("values", 0, "touches", 1),
        '"green" is not one of this aid\'s outcomes',
    ),
    "a figure's source is one of this aid's": (
        set_at(*WAIT, "sources", to=["MADE-UP", "UNHEARD"]),
        (*WAIT, "sources", 1),
        '"UNHEARD" is not one of this aid\'s sources',
    ),
    "an answer's source is one of this aid's": (
        set_at("questions", 0, "sources", to=["UNHEARD"]),
        ("questions", 0, "sources", 0),
        '"UNHEARD" is not one of this aid\'s sources',
    ),
    "the grid answers for every option": (
        set_at("practical_grid", 0, "answers", "cream", to=None),
        ("practical_grid", 0, "answers"),
        'there is no answer for the option "cream"',
    ),
    "the grid answers for no other option": (
        set_at("practical_grid", 0, "answers", "knife", to="No"),
        ("practical_grid", 0, "answers", "knife"),
        '"knife" is not one of this aid\'s options',
    ),
}


@pytest.mark.parametrize(
    ("spoil", "place", "words"), BROKEN_RULES.values(), ids=BROKEN_RULES.keys()
)
def test_a_broken_rule_is_told_once_or_more_at_its_place(
    spoil: Spoil, place: Place, words: str
) -> None:
    data = invented_data()
    spoil(data)

    found = faults(data)

    assert (place, words) in found


# A name that is lost leaves every mention of it unknown, so these break more than one rule.
LOST_NAMES = ("an option's name", "an outcome's name", "a value's name", "a source's key")
ONE_FAULT_EACH = {n: row for n, row in BROKEN_RULES.items() if not n.startswith(LOST_NAMES)}


@pytest.mark.parametrize("spoil", [row[0] for row in ONE_FAULT_EACH.values()], ids=ONE_FAULT_EACH)
def test_a_broken_rule_says_nothing_of_unbroken_parts(spoil: Spoil) -> None:
    data = invented_data()
    spoil(data)

    sections = {place[:2] for place, _ in faults(data)}

    assert len(sections) == 1


KEPT_RULES: dict[str, Spoil] = {
    "an unfair comparison with a caution": lambda data: data["outcomes"][0].update(
        fair_comparison=False, caution="Think twice."
    ),
    "an unfair comparison of a single figure": set_at(*SMELL, "caution", to=None),
    "carrying on as now said with the word yes": set_at("options", 0, "status_quo", to="yes"),
    "no outcomes with the reason": lambda data: (
        data.update(outcomes=[], no_outcomes_reason="Nothing was ever counted."),
        [v.pop("touches", 0) for v in data["values"]],
    ),
    "a count equal to the denominator": lambda data: data["outcomes"][0]["estimates"][0].update(
        count=100, high=100
    ),
    "a count of nobody": lambda data: data["outcomes"][0]["estimates"][0].update(count=0, low=0),
    "a review a day later": set_at("review_due", to="2026-01-03"),
    "arithmetic for each end of a range": lambda data: data["outcomes"][0]["estimates"][0].update(
        arithmetic="50 + 10", arithmetic_low="100 / 2", arithmetic_high="7 x 10"
    ),
    "a question without a source": set_at("questions", 0, "sources", to=[]),
    "no grid": set_at("practical_grid", to=[]),
}


@pytest.mark.parametrize("change", KEPT_RULES.values(), ids=KEPT_RULES.keys())
def test_what_the_rules_allow_has_no_faults(change: Spoil) -> None:
    data = invented_data()
    change(data)

    assert faults(data) == []


def test_a_file_outside_a_folder_of_aids_may_have_any_slug() -> None:
    data = invented_data()

    assert faults(data, folder=None) == []
    assert [place for place, _ in faults(data, folder="other")] == [("slug",)]


def test_every_broken_rule_is_told_at_once() -> None:
    data = invented_data()
    for name in ("the slug is the folder", "an unfair comparison has a caution"):
        BROKEN_RULES[name][0](data)
    BROKEN_RULES["the grid answers for every option"][0](data)

    places = [place for place, _ in faults(data)]

    assert places == [("slug",), BLUE, ("practical_grid", 0, "answers")]


SHAPES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2000) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


def places_in(node: Any, place: Place = ()) -> list[Place]:
    """Return every place of an aid's data, so that a test can put something odd there."""
    steps: list[tuple[str | int, Any]] = []
    if isinstance(node, dict):
        steps = list(node.items())
    elif isinstance(node, list):
        steps = list(enumerate(node))
    return [p for step, part in steps for p in ((*place, step), *places_in(part, (*place, step)))]


EVERY_PLACE = places_in(invented_data())


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(EVERY_PLACE), SHAPES)
def test_a_value_of_any_shape_at_any_place_leaves_the_checks_standing(
    place: Place, shape: Any
) -> None:
    data = invented_data()
    set_at(*place, to=shape)(data)

    for fault_place, words in faults(data):
        assert fault_place
        assert words
