"""What makes an aid a good one: those quality items of IPDASi version 4 that a file can show.

Items 3 to 8 are put in our own words after what was read about the instrument; the wording of the
others was rebuilt and not seen, and the rules that stand for them say so.
"""

from collections.abc import Iterator
from typing import Any, Final

from sdm_tui.aids.checks.filled import outcomes, says, unsaid, unsaid_in
from sdm_tui.aids.checks.rule import Rule, rule
from sdm_tui.aids.places import Fault, names, part, parts, text, texts

_CHANCES: Final = {
    "true_positive": "those whom the test rightly finds",
    "true_negative": "those whom the test rightly clears",
    "false_positive": "those whom the test wrongly finds",
    "false_negative": "those whom the test misses",
}
_TEST_ITEMS: Final = (*(f"IPDASi quality {n}" for n in range(24, 28)), "ECD8 extra content 9")
_VAGUE_GROUPS: Final = frozenset({"people", "patients", "adults", "persons", "people like you"})
_BARE_ROLES: Final = frozenset({"author", "writer", "editor", "contributor", "someone", "me"})


@rule("figures-or-reason", "error", "IPDASi quality 3", "ECD8 content 5", "Scotland content 8")
def figures_or_reason(data: dict[str, Any]) -> Iterator[Fault]:
    """Give at least one figure, or say why there is none.

    IPDASi version 4, quality item 3.
    """
    if says(text(data, "no_outcomes_reason"), 4) or list(parts(data, "scores")):
        return
    for _, outcome in parts(data, "outcomes"):
        for _, estimate in parts(outcome, "estimates"):
            if isinstance(estimate.get("count"), int):
                return
    place = "no_outcomes_reason" if "no_outcomes_reason" in data else "outcomes"
    words = 'no outcome has a figure: give one, or a "no_outcomes_reason" in at least 4 words'
    yield (place,), words


@rule("group-named", "error", "IPDASi quality 4", "ECD8 content 5", "Scotland content 8")
def group_named(data: dict[str, Any]) -> Iterator[Fault]:
    """Say of every outcome which group of people its figures are about.

    IPDASi version 4, quality item 4.
    """
    for place, outcome in outcomes(data):
        group = text(outcome, "reference_class")
        is_named = says(group, 2) and group.casefold() not in _VAGUE_GROUPS
        if "reference_class" in outcome and not is_named:
            words = 'say whom the figures are about, as in "people with a sore throat"'
            yield (*place, "reference_class"), words


@rule("time-span-said", "error", "IPDASi quality 6", "ECD8 content 5", "ECD8 extra content 5")
def time_span_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Say of every outcome over what time its figures hold.

    IPDASi version 4, quality item 6. One outcome has one span for all options by its format.
    """
    for place, outcome in outcomes(data):
        what = 'say over what time, as in "within 2 years"'
        yield from unsaid_in(place, outcome, "horizon", 2, what)


@rule("both-sides-said", "error", "IPDASi quality 8", "ECD8 content 5")
def both_sides_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Say what happened to those affected, and something else of the others.

    IPDASi version 4, quality item 8; both sides of a figure are one more way to see it.
    """
    for place, outcome in outcomes(data):
        affected, unaffected = text(outcome, "affected"), text(outcome, "unaffected")
        for name in ("affected", "unaffected"):
            what = "say what happened to these people"
            yield from unsaid_in(place, outcome, name, 1, what)
        if affected and affected.casefold() == unaffected.casefold():
            words = "the affected and the others cannot be told in the same words"
            yield (*place, "unaffected"), words


@rule("values-said", "warning", "IPDASi quality 9", "ECD8 content 3")
def values_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Put what may matter in words that a person can rate.

    IPDASi version 4, quality item 9; wording rebuilt, not seen.
    """
    for index, value in parts(data, "values"):
        what = "say in some words what may matter"
        yield from unsaid_in(("values", index), value, "text", 2, what)


@rule("values-touch-outcomes", "warning", "IPDASi quality 9", "ECD8 content 3")
def values_touch_outcomes(data: dict[str, Any]) -> Iterator[Fault]:
    """Lead from what may matter to people to at least one of the aid's figures.

    IPDASi version 4, quality item 9; wording rebuilt, not seen.
    """
    has_values = bool(list(parts(data, "values")))
    touched = any(texts(value, "touches") for _, value in parts(data, "values"))
    if has_values and not touched and list(outcomes(data)):
        yield ("values",), 'no value has "touches": name the outcomes that bear on it'


@rule("questions-offered", "warning", "IPDASi quality 11", "ECD8 extra content 2")
def questions_offered(data: dict[str, Any]) -> Iterator[Fault]:
    """List questions that people ask, to talk over with the clinician.

    IPDASi version 4, quality item 11; wording rebuilt, not seen.
    """
    if not list(parts(data, "questions")):
        yield ("questions",), "list some questions that people ask, with their answers"


@rule("authors-described", "warning", "IPDASi quality 20", "ECD8 extra process 7")
def authors_described(data: dict[str, Any]) -> Iterator[Fault]:
    """Say of each author what that person brings.

    IPDASi version 4, quality item 20; wording rebuilt, not seen.
    """
    for index, author in parts(data, "authors"):
        role = text(author, "role")
        if "role" in author and (not says(role, 1) or role.casefold() in _BARE_ROLES):
            words = 'say what this author is, as in "practice nurse"'
            yield ("authors", index, "role"), words


@rule("making-described", "warning", "ECD8 process 5", *(f"IPDASi quality {n}" for n in (12, 13)))
def making_described(data: dict[str, Any]) -> Iterator[Fault]:
    """Say in a sentence how the aid was made; "not yet" to each question is honest.

    IPDASi version 4, quality items 12 and 13, and NICE ECD8; wording rebuilt, not seen.
    """
    for (name, *_), words in unsaid(
        part(data, "development"), "note", 2, "say how the aid was made"
    ):
        yield ("development", name), words


@rule("test-outcomes-exist", "error", *_TEST_ITEMS)
def test_outcomes_exist(data: dict[str, Any]) -> Iterator[Fault]:
    """Name, as the chances of a test, outcomes that the aid has.

    IPDASi version 4, quality items 24 to 27; wording rebuilt, not seen.
    """
    known = names(data, "outcomes", "id")
    test = part(data, "test")
    for name in _CHANCES:
        outcome = test.get(name)
        if isinstance(outcome, str) and outcome not in known:
            yield ("test", name), f'"{outcome}" is not one of this aid\'s outcomes'


@rule("test-chances-given", "warning", *_TEST_ITEMS)
def test_chances_given(data: dict[str, Any]) -> Iterator[Fault]:
    """Count whom a test finds, clears, wrongly finds and misses.

    IPDASi version 4, quality items 24 to 27; wording rebuilt, not seen.
    """
    test = part(data, "test")
    for name, who in _CHANCES.items():
        if test and not text(test, name):
            yield ("test",), f'"{name}" should name the outcome that counts {who}'


QUALITY_RULES: Final[tuple[Rule, ...]] = (
    figures_or_reason,
    group_named,
    time_span_said,
    both_sides_said,
    values_said,
    values_touch_outcomes,
    questions_offered,
    authors_described,
    making_described,
    test_outcomes_exist,
    test_chances_given,
)
