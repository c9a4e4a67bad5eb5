"""What keeps an aid from misleading: certification items 2 to 10 of IPDASi version 4.

The demands are put in our own words, after the items as they are listed in Joseph-Williams and
others, "Toward minimum standards for certifying patient decision aids", Medical Decision Making
2014. Item 1, equal detail, has a module of its own.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sdm_tui.aids.checks.filled import (
    day,
    holds_a_place,
    outcomes,
    says,
    unsaid,
    unsaid_in,
)
from sdm_tui.aids.checks.rule import Rule, rule
from sdm_tui.aids.places import Fault, part, parts, text

LONGEST_BETWEEN_REVIEWS: Final = 5
"""Years."""
_ADDRESS: Final = re.compile(r"https?://([\w-]+\.)+[a-z][\w-]+(:\d+)?([/?#]\S*)?", re.IGNORECASE)
_DATED: Final = re.compile(r"\b\d{4}\b|\bundated\b|\bno date\b")
_EVIDENCE: Final = ("IPDASi certification 2", "ECD8 process 2", "Scotland process 2")
_DATES: Final = ("IPDASi certification 3", "ECD8 content 7", "Scotland content 1")
_UPDATES: Final = ("IPDASi certification 4", "ECD8 process 1", "Scotland process 1")
_UNSURE: Final = (
    *("IPDASi certification 5", "IPDASi quality 19", "ECD8 content 6", "ECD8 process 3"),
    *("ECD8 extra process 3", "Scotland process 3", "Scotland content 8"),
)


@rule("source-unused", "warning", *_EVIDENCE)
def source_unused(data: dict[str, Any]) -> Iterator[Fault]:
    """Name every source at a figure, a score, an answer or a remark that rests on it.

    IPDASi version 4, certification item 2: a source on which nothing rests is no evidence.
    """
    told = " ".join(_texts_in([below for name, below in data.items() if name != "sources"]))
    for index, source in parts(data, "sources"):
        key = text(source, "key")
        if key and not re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", told):
            yield ("sources", index, "key"), f'no figure, answer or remark names "{key}"'


def _texts_in(value: object) -> Iterator[str]:
    """Yield every text at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts_in(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts_in(one)


@rule("source-link", "error", *_EVIDENCE)
def source_link(data: dict[str, Any]) -> Iterator[Fault]:
    """Give every source a full address on the web, so that it can be looked up.

    IPDASi version 4, certification item 2.
    """
    for index, source in parts(data, "sources"):
        url = source.get("url")
        if isinstance(url, str) and not _ADDRESS.fullmatch(url.strip()):
            words = "this is not a full address: it starts with https:// and a site's name"
            yield ("sources", index, "url"), words


@rule("source-described", "error", *_EVIDENCE)
def source_described(data: dict[str, Any]) -> Iterator[Fault]:
    """Give every source a title, a publisher, the part read, and a year or "undated".

    IPDASi version 4, certification item 2.
    """
    for index, source in parts(data, "sources"):
        for name in ("title", "publisher", "part_read"):
            if isinstance(source.get(name), str) and holds_a_place(text(source, name)):
                words = f'"{name}" does not say what the source is'
                yield ("sources", index, name), words
        year = source.get("year")
        if isinstance(year, str) and not _DATED.search(year.casefold()):
            yield ("sources", index, "year"), 'give a year in four digits, or "undated"'


@rule("published-before-reviewed", "error", *_DATES)
def published_before_reviewed(data: dict[str, Any]) -> Iterator[Fault]:
    """Date the last review on the day that the aid was published, or later.

    IPDASi version 4, certification item 3.
    """
    published, reviewed = day(data.get("published")), day(data.get("last_reviewed"))
    if published and reviewed and reviewed < published:
        yield ("last_reviewed",), "the last review cannot come before the aid was published"


@rule("review-within-five-years", "error", *_UPDATES, "ECD8 content 7")
def review_within_five_years(data: dict[str, Any]) -> Iterator[Fault]:
    """Set the next review within five years of the last.

    IPDASi version 4, certification item 4; the five years are our own bound.
    """
    reviewed, due = day(data.get("last_reviewed")), day(data.get("review_due"))
    if reviewed and due and due > _years_after(reviewed, LONGEST_BETWEEN_REVIEWS):
        words = f"the next review must be due within {LONGEST_BETWEEN_REVIEWS} years of the last"
        yield ("review_due",), words


def _years_after(start: date, years: int) -> date:
    if start.year + years > date.max.year:
        return date.max
    is_leap_day = (start.month, start.day) == (2, 29)
    return start.replace(year=start.year + years, day=28 if is_leap_day else start.day)


@rule("update-policy-said", "error", *_UPDATES)
def update_policy_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Say how the aid is kept up to date.

    IPDASi version 4, certification item 4.
    """
    yield from unsaid(data, "update_policy", 4, "say in some words how it is kept up to date")


@rule("certainty-explained", "error", *_UNSURE)
def certainty_explained(data: dict[str, Any]) -> Iterator[Fault]:
    """Say of every outcome why its figures are as sure, or as unsure, as they are.

    IPDASi version 4, certification item 5. Where a figure has no range, the app says so itself.
    """
    for place, outcome in outcomes(data):
        what = "say in some words what makes these figures sure or unsure"
        yield from unsaid_in(place, outcome, "certainty_why", 4, what)


@rule("funding-said", "error", "IPDASi certification 6", "ECD8 process 6")
def funding_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Name who paid for the aid; "none" is an answer.

    IPDASi version 4, certification item 6.
    """
    yield from unsaid(data, "funding", 1, "say who paid for the aid", none_counts=True)


_TEST_ITEMS: Final = {
    "measures": "what the test is meant to find",
    "after_positive": "what follows a result that shows something",
    "after_negative": "what follows a result that shows nothing",
    "never_trouble": "what it means to find what would never have caused trouble",
}


@rule(
    "test-explained",
    "error",
    *(f"IPDASi certification {number}" for number in range(7, 11)),
    "ECD8 extra content 9",
)
def test_explained(data: dict[str, Any]) -> Iterator[Fault]:
    """Say of a test what it finds and what follows each result.

    IPDASi version 4, certification items 7 to 10, which are for tests alone.
    """
    test = part(data, "test")
    for name, what in _TEST_ITEMS.items():
        written = test.get(name)
        if isinstance(written, str) and not says(written, 4):
            yield ("test", name), f"say in some words {what}"


@rule("test-declared", "error", *(f"IPDASi certification {number}" for number in range(7, 11)))
def test_declared(data: dict[str, Any]) -> Iterator[Fault]:
    """Say what results lead to wherever one of the options is a test.

    IPDASi version 4, certification items 7 to 10.
    """
    if part(data, "test"):
        return
    for index, option in parts(data, "options"):
        if option.get("kind") == "test":
            words = 'an aid with a test needs a "test" part: what each result leads to'
            yield ("options", index, "kind"), words


CERTIFICATION_RULES: Final[tuple[Rule, ...]] = (
    source_unused,
    source_link,
    source_described,
    published_before_reviewed,
    review_within_five_years,
    update_policy_said,
    certainty_explained,
    funding_said,
    test_explained,
    test_declared,
)
