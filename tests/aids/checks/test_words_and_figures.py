"""The rules about words and figures: what breaks each of them, and what only looks so."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdm_tui.aids.checks.checking import ALL_RULES, check_content
from sdm_tui.aids.checks.rule import Rule
from sdm_tui.aids.places import Place
from tests.aids.checks.breaches import Breach
from tests.aids.checks.wording_breaches import BREACHES, LET_BE, RULES, changed, found
from tests.aids.sound import SOUND_PATH, sound_data, sound_text


@pytest.mark.parametrize("breach", BREACHES, ids=lambda b: f"{b.rule}-{b.value}"[:60])
def test_a_file_that_breaks_a_rule_is_told_so_at_its_place(breach: Breach) -> None:
    places = [place for place, _ in found(breach.rule, breach.data())]

    assert breach.place in places


@pytest.mark.parametrize(("rule", "place", "value"), LET_BE, ids=lambda v: str(v)[:40])
def test_what_only_looks_like_a_breach_is_let_be(rule: str, place: Place, value: object) -> None:
    assert found(rule, changed((place, value))) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_sound_aid_breaks_no_rule(rule: Rule) -> None:
    assert list(rule.search(sound_data())) == []


def test_every_rule_has_a_file_that_breaks_it() -> None:
    assert {breach.rule for breach in BREACHES} == {rule.name for rule in RULES}


def test_every_rule_is_run_by_the_checker() -> None:
    assert {rule.name for rule in RULES} <= {rule.name for rule in ALL_RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_what_it_demands_and_why(rule: Rule) -> None:
    demand, _, source = rule.source.partition("\n")

    assert demand.endswith(".")
    assert len(source.split()) >= 5
    assert rule.items


def test_one_in_fifty_is_refused_with_the_line_on_which_it_stands() -> None:
    text = sound_text().replace("The song may stop while", "For 1 in 50 the song may stop while")

    told = [f for f in check_content(text.encode(), SOUND_PATH) if f.rule == "one-in-x"]

    assert [text.splitlines()[f.line - 1].strip() for f in told] == [
        "- For 1 in 50 the song may stop while you wear it."
    ]
    assert told[0].message == (
        '"1 in 50" is easily misread: count out of 100 or 1,000, here 2 in 100'
    )
    assert told[0].severity == "error"


def test_a_hard_word_is_told_of_once_with_a_plain_one() -> None:
    data = changed(
        (("outcomes", 0, "explanation"), "A haematoma, or two haematomas."),
        (("outcomes", 1, "explanation"), "A haematoma."),
    )

    words = 'explain it there, or write something like "deep bruise"'
    assert found("jargon", data) == [
        (("outcomes", 0, "explanation"), f'"haematoma" is not in the glossary: {words}')
    ]


@pytest.mark.parametrize(
    ("rule", "term", "words"),
    [
        ("jargon", "Haematoma", "Two haematomas were seen."),
        ("jargon", "Confidence interval", "The confidence intervals are wide."),
        ("long-word", "bacteria", "It was a bacterial song."),
        ("long-word", "anti-inflammatory", "It was an inflammatory song."),
        ("abbreviation", "Magnetic picture (MRI)", "The knee was seen with an MRI."),
    ],
)
def test_a_word_that_the_glossary_explains_is_let_be(rule: str, term: str, words: str) -> None:
    data = changed((("outcomes", 0, "explanation"), words))
    assert found(rule, data)

    data["glossary"].append({"term": term, "meaning": "A thing"})

    assert found(rule, data) == []


def test_how_an_option_goes_on_may_be_said_in_the_same_words_of_every_option() -> None:
    words = "You see your nurse when the month is over."
    data = changed(*((("options", n, "follow_up"), words) for n in (0, 1)))

    assert found("doubled-sentence", data) == []


def test_an_aim_may_not_be_said_in_the_same_words_of_two_options() -> None:
    data = changed(*((("options", n, "aim"), "To hush the song and to get peace.") for n in (0, 1)))

    assert [place for place, _ in found("doubled-sentence", data)] == [("options", 1, "aim")]


def test_outcomes_that_count_the_same_may_be_explained_alike() -> None:
    data = sound_data()
    data["outcomes"][1]["explanation"] = data["outcomes"][0]["explanation"]
    data["outcomes"][1]["affected"] = data["outcomes"][0]["affected"]

    assert found("doubled-explanation", data) == []


def test_an_option_that_a_score_gives_a_figure_for_has_a_figure() -> None:
    data = sound_data()
    data["outcomes"] = []
    data["scores"] = [
        {"baseline_option": "wait", "effects": [{"option": "band", "multiply_by": "0.5"}]}
    ]

    assert found("figures-for-each-option", data) == []


def test_the_outcome_of_a_score_is_judged_too() -> None:
    data = changed((("scores",), [{"outcome": {"horizon": "later maybe"}}]))

    [(place, _)] = found("horizon-says-when", data)

    assert place == ("scores", 0, "outcome", "horizon")


_NAMES = (
    *("title", "summary", "options", "outcomes", "scores", "questions", "glossary", "values"),
    *("estimates", "good_points", "hard_points", "living_with", "body", "outcome", "answer"),
    *("affected", "unaffected", "horizon", "name", "denominator", "count", "low", "high"),
    *("arithmetic", "explanation", "certainty_why", "term", "sources", "id", "option", "measure"),
)
_WORDS = st.text() | st.sampled_from(
    ["1 in 50", "twice as likely", "40%", "rare", "Only", "NOT", "!", "\u00b2", "9" * 5000, "1,,2"]
)
_DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _WORDS,
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), part, max_size=5)
    ),
    max_leaves=12,
)


def _places(value: Any, place: Place = ()) -> Iterator[Place]:
    """Yield every place in the data."""
    if place:
        yield place
    if isinstance(value, dict | list):
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(part, (*place, step))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(_NAMES), _DATA, max_size=6))
def test_data_of_any_shape_is_looked_through_without_a_fall(data: dict[str, Any]) -> None:
    assert all(words for rule in RULES for _, words in rule.search(data))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(_places(sound_data()))), _DATA)
def test_any_value_anywhere_is_looked_through_without_a_fall(place: Place, value: object) -> None:
    data = changed((place, value))

    assert all(words for rule in RULES for _, words in rule.search(data))


_SPOTS = [
    *(("options", n, field) for n in (0, 1) for field in ("aim", "recovery", "reversible", "name")),
    *(("options", n, "hard_points", k) for n in (0, 1) for k in (0, 1)),
    *(("outcomes", n, "explanation") for n in (0, 1, 2)),
    *(("values", n, "text") for n in (0, 1, 2, 3)),
    *(("title",), ("summary",), ("audience",), ("safety_net", 0), ("questions", 1, "answer")),
]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(_SPOTS), st.integers(2, 99_999), st.sampled_from(["1 in", "one in"]))
def test_one_in_any_number_but_a_hundred_or_a_thousand_is_refused_wherever_it_stands(
    spot: Place, number: int, start: str
) -> None:
    data = changed((spot, f"This is so for {start} {number:,} knees."))

    places = [place for place, _ in found("one-in-x", data)]

    assert places == ([] if number in {100, 1000} else [spot])


@pytest.mark.parametrize(
    "text",
    [
        "outcomes:\n  - kind: [harm]\n    serious: true\n",
        "outcomes:\n  - estimates:\n    - basis: [read]\n",
        "scores:\n  - table_basis: [read]\n",
    ],
)
def test_a_list_where_a_word_belongs_is_a_fault_and_no_crash(text: str) -> None:
    assert check_content(text.encode(), Path("aid.yaml"))


def test_a_point_of_short_sentences_may_not_be_said_of_two_options_either() -> None:
    words = "It may get worse. No one knows when."
    data = changed(*((("options", n, "hard_points", 0), words) for n in (0, 1)))

    assert [place for place, _ in found("doubled-sentence", data)] == [
        ("options", 1, "hard_points", 0)
    ]
