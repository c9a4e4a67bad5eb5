"""Rules about an aid's figures: what a slip of the hand leaves behind.

The reader works out a derived figure again and refuses a count beyond its denominator; these rules
look at how the parts of an outcome fit together.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from sdm_tui.aids.checks.filled import outcomes
from sdm_tui.aids.checks.frequencies import whole_number
from sdm_tui.aids.checks.reading_ease import words_of
from sdm_tui.aids.checks.rule import Rule, rule
from sdm_tui.aids.places import Fault, Place, parts, text, texts

_TIME: Final = re.compile(
    r"\d|\b(?:after|within|on|at|by|during|over|until|before|when|while|in|for|from|since|every"
    r"|lifetime|each)\b",
    re.IGNORECASE,
)
_SPAN: Final = re.compile(
    r"\b(\d+(?:\.\d+)?|an?|one|two|three|four|five|six)[\s-]+(day|week|month|year|hour)s?\b"
    r"|\b(day|week|month|year)\s+(\d+)",
    re.IGNORECASE,
)
_DIGITS: Final = {
    word: str(value)
    for value, word in enumerate(("one", "two", "three", "four", "five", "six"), start=1)
} | {"a": "1", "an": "1"}
_NO: Final = re.compile(r"\b(?:not|no|none|never|without|neither|nor|free|\w+n't)\b", re.IGNORECASE)
_ALIVE: Final = re.compile(r"\b(?:alive|lived|survived)\b", re.IGNORECASE)
_SMALL_WORDS: Final = frozenset(
    words_of(
        """
        a an and any are as at be been by did do does for from had has have in is it its
        more no not of on or other out so than that the their them then they this to was
        were with without
        """
    )
)
_CERTAINTY_WORDS: Final = frozenset(
    words_of(
        """
        certainty certain evidence quality grade graded rated rating is was are the it very
        high moderate low not stated of this we say our none because as
        """
    )
)
_LEAST_TO_JUDGE: Final = 5
"""People; a smaller count may well equal an end of its range once both are rounded."""


@rule("figures-for-each-option", "warning", "IPDASi quality 2", "ECD8 content 2")
def figures_for_each_option(data: dict[str, Any]) -> Iterator[Fault]:
    """Give every option a figure somewhere, where other options have theirs.

    IPDASi version 4: options are shown in equal detail. It may be that nobody counted.
    """
    counted: set[str] = set()
    for _, outcome in outcomes(data):
        counted |= {text(e, "option") for _, e in parts(outcome, "estimates") if "count" in e}
    for _, score in parts(data, "scores"):
        counted.add(text(score, "baseline_option"))
        counted |= {text(e, "option") for _, e in parts(score, "effects") if "multiply_by" in e}
    for index, option in parts(data, "options"):
        if counted and text(option, "id") not in counted:
            name = text(option, "name")
            yield ("options", index), f'no outcome has a figure for "{name}", and others have some'


@rule("range-without-arithmetic", "warning", "IPDASi certification 5", "ECD8 content 6")
def range_without_arithmetic(data: dict[str, Any]) -> Iterator[Fault]:
    """Give the arithmetic of a derived range too, so that it is worked out again.

    ECD8 on showing uncertainty; our own rule for what the reader can check.
    """
    for place, _, estimate in _estimates(data):
        if estimate.get("basis") != "derived":
            continue
        for end in ("low", "high"):
            if end in estimate and f"arithmetic_{end}" not in estimate:
                yield (*place, end), f'say under "arithmetic_{end}" how this was worked out'


@rule("arithmetic-out-of-another", "error", "IPDASi quality 7")
def arithmetic_out_of_another(data: dict[str, Any]) -> Iterator[Fault]:
    """Work a derived figure out for the outcome's denominator, not for the other one.

    IPDASi version 4, quality item on one denominator; our own rule for slips between 100 and 1,000.
    """
    for place, outcome, estimate in _estimates(data):
        own = whole_number(outcome.get("denominator"))
        other = {100: "1000", 1000: "100"}.get(own or 0)
        for field in ("arithmetic", "arithmetic_low", "arithmetic_high"):
            numbers = re.findall(r"\d+(?:\.\d+)?", text(estimate, field))
            if other in numbers and str(own) not in numbers:
                words = f"this counts out of {other}, but the outcome is out of {own}"
                yield (*place, field), words


@rule("count-at-end-of-range", "warning", "IPDASi certification 5")
def count_at_end_of_range(data: dict[str, Any]) -> Iterator[Fault]:
    """Keep a count inside its interval and off the ends of it, small counts apart.

    Our own rule: an interval from one analysis has its estimate inside.
    """
    for place, _, estimate in _estimates(data):
        low, count, high = (whole_number(estimate.get(end)) for end in ("low", "count", "high"))
        if low is None or count is None or high is None or low > high:
            continue
        is_small = count < _LEAST_TO_JUDGE or estimate.get("range_kind") == "between sources"
        if not is_small and count in {low, high}:
            words = f"the count lies on an end of its range, {low} to {high}: check it"
            yield (*place, "count"), words


@rule("nobody-or-everyone", "warning", "ECD8 content 5")
def nobody_or_everyone(data: dict[str, Any]) -> Iterator[Fault]:
    """Look once more at a figure that says nobody, or everyone.

    Our own rule: a trial that saw no case does not show that there is none.
    """
    for place, outcome, estimate in _estimates(data):
        count = whole_number(estimate.get("count"))
        if count == 0 and whole_number(estimate.get("high")) is None:
            yield (*place, "count"), "this says that nobody is affected: check it, or give a range"
        elif count is not None and count == whole_number(outcome.get("denominator")):
            yield (*place, "count"), "this says that everyone is affected: check it"


@rule("doubled-figure", "warning", "ECD8 content 5")
def doubled_figure(data: dict[str, Any]) -> Iterator[Fault]:
    """Give two options the same count and range only where one source counted them alike.

    Our own rule: the same figure from other sources, or by the same arithmetic, is mostly a copy.
    """
    for place, outcome in outcomes(data):
        seen: dict[tuple[Any, ...], dict[str, Any]] = {}
        for index, estimate in parts(outcome, "estimates"):
            figure = tuple(whole_number(estimate.get(end)) for end in ("count", "low", "high"))
            if figure[0] is None:
                continue
            other = seen.setdefault(figure, estimate)
            is_copy = text(other, "arithmetic") == text(estimate, "arithmetic") != ""
            if other is not estimate and (
                is_copy or texts(other, "sources") != texts(estimate, "sources")
            ):
                words = f'"{text(other, "option")}" has the same figure: is one of them a copy?'
                yield (*place, "estimates", index), words


@rule("framings-fit", "warning", "NG197", "ECD8 content 5")
def framings_fit(data: dict[str, Any]) -> Iterator[Fault]:
    """Say of the others the opposite of what is said of those affected.

    NG197 on communicating risks; our own signs: a "not" on one side, or a word in common.
    """
    for place, outcome in outcomes(data):
        affected, others = text(outcome, "affected"), text(outcome, "unaffected")
        if not affected or not others:
            continue
        is_negated = bool(_NO.search(others)) or bool(_ALIVE.search(others))
        if _NO.search(affected) and not is_negated:
            words = "those affected are the ones to whom it happened: are these two swapped?"
            yield (*place, "affected"), words
        elif not is_negated and not _content(affected) & _content(others):
            yield (*place, "unaffected"), "is this the opposite of the words for those affected?"


@rule("certainty-repeated", "warning", "IPDASi quality 19", "ECD8 content 6")
def certainty_repeated(data: dict[str, Any]) -> Iterator[Fault]:
    """Say in the reason for a certainty more than the certainty.

    IPDASi version 4, quality item on how good the evidence is.
    """
    for place, outcome in outcomes(data):
        why = text(outcome, "certainty_why")
        if why and not set(_plain(why).split()) - _CERTAINTY_WORDS:
            yield (*place, "certainty_why"), "this repeats the certainty: say what it rests on"


@rule("horizon-says-when", "warning", "IPDASi quality 6", "NG197")
def horizon_says_when(data: dict[str, Any]) -> Iterator[Fault]:
    """Name a time or an event in an outcome's time span.

    NG197 and Trevena et al. 2013: give the period with every figure.
    """
    for place, outcome in outcomes(data):
        horizon = text(outcome, "horizon")
        if horizon and not _TIME.search(horizon):
            yield (*place, "horizon"), 'say when, as in "on day 3" or "within 2 years"'


@rule("name-fits-horizon", "warning", "IPDASi quality 6")
def name_fits_horizon(data: dict[str, Any]) -> Iterator[Fault]:
    """Name an outcome by the time over which it was counted, and no other.

    IPDASi version 4, quality item on the time period; our own rule for slips between the two.
    """
    for place, outcome in outcomes(data):
        horizon = _spans(text(outcome, "horizon"))
        if horizon and (named := _spans(text(outcome, "name"))) and not named & horizon:
            yield (*place, "horizon"), "the outcome's name gives another time"


@rule("group-without-number", "error", "IPDASi quality 4")
def group_without_number(data: dict[str, Any]) -> Iterator[Fault]:
    """Start the words for whom the figures are about with no number: one is put before them.

    IPDASi version 4, quality item on the group of people; the number is the denominator.
    """
    for place, outcome in outcomes(data):
        if re.match(r"\d|out of\b|of\b", text(outcome, "reference_class"), re.IGNORECASE):
            words = 'a number is put before this: start with the people, as in "adults with asthma"'
            yield (*place, "reference_class"), words


@rule("extra-is-said", "warning", "NG197", "ECD8 content 5")
def extra_is_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Call extra cases so in the outcome's texts, and only where extra cases are counted.

    Trevena et al. 2013 on baseline and increment: a reader must see which of the two a figure is.
    """
    for index, outcome in parts(data, "outcomes"):
        fields = ("name", "affected", "unaffected", "explanation", "caution")
        told = " ".join(text(outcome, field) for field in fields)
        says_extra = re.search(r"\b(?:extra|more|added|because of|due to)\b", told, re.IGNORECASE)
        named = re.search(r"\bextra\b", text(outcome, "name"), re.IGNORECASE)
        if outcome.get("measure") == "extra" and not says_extra:
            yield ("outcomes", index, "measure"), "say in the texts that these are extra cases"
        elif outcome.get("measure", "people") == "people" and named:
            yield ("outcomes", index, "name"), 'the name says extra: is "measure: extra" missing?'


@rule("one-denominator", "warning", "IPDASi quality 7", "NG197", "ECD8 extra content 5")
def one_denominator(data: dict[str, Any]) -> Iterator[Fault]:
    """Count all outcomes of an aid out of one group, 100 or 1,000.

    Trevena et al. 2013 and NG197: one denominator, so that figures can be set side by side.
    """
    first: int | None = None
    for place, outcome in outcomes(data):
        out_of = whole_number(outcome.get("denominator"))
        first = first or out_of
        if out_of is not None and out_of != first:
            words = f"this is out of {out_of:,} and others are out of {first:,}: use one group"
            yield (*place, "denominator"), words


def _estimates(data: dict[str, Any]) -> Iterator[tuple[Place, dict[str, Any], dict[str, Any]]]:
    for place, outcome in outcomes(data):
        for index, estimate in parts(outcome, "estimates"):
            yield (*place, "estimates", index), outcome, estimate


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[\w']+", words.casefold()))


def _content(words: str) -> set[str]:
    return set(_plain(words).split()) - _SMALL_WORDS


def _spans(words: str) -> set[tuple[str, str]]:
    """Return the times in a text, such as ("3", "day")."""
    found = set()
    for number, unit, unit_first, number_after in _SPAN.findall(words):
        count = (number or number_after).casefold()
        found.add((_DIGITS.get(count, count), (unit or unit_first).casefold()))
    return found


FIGURE_RULES: Final[tuple[Rule, ...]] = (
    figures_for_each_option,
    range_without_arithmetic,
    arithmetic_out_of_another,
    count_at_end_of_range,
    nobody_or_everyone,
    doubled_figure,
    framings_fit,
    certainty_repeated,
    horizon_says_when,
    name_fits_horizon,
    group_without_number,
    extra_is_said,
    one_denominator,
)
