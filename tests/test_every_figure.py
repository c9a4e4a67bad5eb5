"""Every figure of every bundled aid on the pages that people see, held against the aid's file."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from sdm_tui.aids.figures import outcome_out_of
from sdm_tui.aids.model import DecisionAid, Outcome
from sdm_tui.aids.reading import read_aid
from sdm_tui.aids.scores import scored_outcome
from sdm_tui.consultation.contents import TalkedOption
from sdm_tui.tui.stages.figure_pages import people_page, words_page
from sdm_tui.tui.stages.figure_table import table_page
from tests.figures_in_file import (
    FOLDER,
    SLUGS,
    FileOutcome,
    every_outcome,
    file_of,
    scores_of,
    values_of,
)
from tests.figures_in_table import read_row, row_faults
from tests.figures_told import (
    outcomes_at_fault,
    people_faults,
    read_people,
    read_words,
    words_faults,
)

PLACE = (3, 7)
ROOMS = [(57, 15), (77, 19), (117, 33)]
"""What a page of figures has of the three sizes of window, in columns and lines."""
WIDTHS = [width for width, _ in ROOMS]
TYPED_EVERY = 50
"""Of the risks that can be typed in, one in so many is drawn; as data each one is looked at."""

every_aid = pytest.mark.parametrize("slug", SLUGS)


@dataclass(frozen=True)
class Page:
    """One page, and the outcome that it is about."""

    lines: list[str]
    denominator: int
    outcome: FileOutcome

    def faults_of_people(self, outcome: FileOutcome | None = None) -> list[str]:
        """Return where the page of people differs from the file, or from another outcome."""
        told = read_people(self.lines, self.outcome)
        return people_faults(told, outcome or self.outcome, self.denominator, PLACE)

    def faults_of_words(self, outcome: FileOutcome | None = None) -> list[str]:
        """Return where the page of words differs from the file, or from another outcome."""
        told = read_words(self.lines, self.outcome)
        return words_faults(told, outcome or self.outcome, self.denominator, PLACE)


@cache
def aid_called(slug: str) -> DecisionAid:
    return read_aid(FOLDER / slug / "aid.yaml")


@cache
def outcomes_of(slug: str) -> dict[str, Outcome]:
    """Return every outcome that the app makes of an aid: its own, and one for every score."""
    aid = aid_called(slug)
    made = [
        scored_outcome(score, value)
        for index, score in enumerate(aid.scores)
        for value in values_of(scores_of(slug)[index])
    ]
    return {outcome.id: outcome for outcome in (*aid.outcomes, *made)}


def facts_in_app(outcome: Outcome) -> list[object]:
    """Return whom an outcome is about, and every number of every option."""
    figures = {e.option: (e.count, e.low, e.high, e.range_kind) for e in outcome.estimates}
    return [outcome.name, outcome.denominator, outcome.reference_class, outcome.horizon, figures]


def facts_in_file(outcome: FileOutcome) -> list[object]:
    """Return the same as the file says it."""
    figures = {f.option: (f.count, f.low, f.high, f.range_kind) for f in outcome.figures}
    return [outcome.name, outcome.denominator, outcome.reference_class, outcome.horizon, figures]


def orders(slug: str) -> tuple[list[TalkedOption], list[TalkedOption]]:
    """Return the options as the aid has them, and turned round."""
    options = aid_called(slug).options
    talked = [TalkedOption(o.id, o.name, o.short_name, o, None) for o in options]
    return talked, talked[::-1]


def denominators(outcome: FileOutcome) -> list[int]:
    return [d for d in (100, 1000) if outcome.is_whole_out_of(d)]


def people_pages(
    slug: str, outcome: FileOutcome, options: list[TalkedOption], room: tuple[int, int]
) -> Iterator[Page]:
    """Yield an outcome out of every denominator, turned to every option."""
    for denominator in denominators(outcome):
        for first in range(len(options)):
            page = people_page(
                outcomes_of(slug)[outcome.id],
                options,
                first=first,
                denominator=denominator,
                width=room[0],
                height=room[1],
                is_marked=False,
                place=f"{PLACE[0]} of {PLACE[1]}",
            )
            yield Page(page.content.plain.splitlines(), page.denominator, outcome)


def words_pages(
    slug: str, outcome: FileOutcome, options: list[TalkedOption], width: int
) -> Iterator[Page]:
    """Yield an outcome in words out of every denominator."""
    for denominator in denominators(outcome):
        content = words_page(
            outcomes_of(slug)[outcome.id],
            options,
            denominator=denominator,
            width=width,
            is_marked=True,
            place=f"{PLACE[0]} of {PLACE[1]}",
        )
        yield Page(content.plain.splitlines(), denominator, outcome)


def table_faults(
    slug: str,
    options: list[TalkedOption],
    width: int,
    changed: Callable[[FileOutcome], FileOutcome | None] = lambda outcome: outcome,
) -> list[str]:
    """Return where the table of all outcomes differs from the file, or from a changed file."""
    outcomes = list(every_outcome(slug, typed_every=TYPED_EVERY))
    of_app = [outcomes_of(slug)[outcome.id] for outcome in outcomes]
    page, starts = table_page(aid_called(slug), of_app, options, width=width)
    lines = page.plain.splitlines()
    denominator = max((told["denominator"] for told in file_of(slug)["outcomes"]), default=100)
    faults: list[str] = []
    for outcome, start, end in zip(outcomes, starts, starts[1:], strict=False):
        by_option = {figure.option: figure for figure in outcome.figures}
        order = [by_option[option.id] for option in options]
        row = read_row(lines[start:end], lines[: starts[0]], order, outcome)
        faults += row_faults(row, changed(outcome) or outcome, denominator)
    return faults


def test_there_are_figures_to_walk() -> None:
    counted = [o.id for slug in SLUGS for o in every_outcome(slug) if o.is_counted]

    assert len(counted) > 300


@every_aid
def test_the_app_makes_of_every_row_of_a_score_what_the_file_makes_of_it(slug: str) -> None:
    in_file = {outcome.id: facts_in_file(outcome) for outcome in every_outcome(slug)}

    of_app = {outcome.id: facts_in_app(outcome) for outcome in outcomes_of(slug).values()}

    assert of_app == in_file


@every_aid
@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_a_page_of_people_shows_the_counts_of_the_file_and_no_other_number(
    slug: str, room: tuple[int, int]
) -> None:
    drawn: dict[str, set[str]] = defaultdict(set)
    faults: list[str] = []
    outcomes = list(every_outcome(slug, typed_every=TYPED_EVERY))

    for outcome in outcomes:
        for options in orders(slug):
            for page in people_pages(slug, outcome, options, room):
                told = read_people(page.lines, outcome)
                faults += people_faults(told, outcome, page.denominator, PLACE)
                drawn[outcome.id] |= set(told.options)

    assert faults == []
    for outcome in outcomes:
        counted = {figure.option for figure in outcome.figures if figure.count is not None}
        assert counted <= drawn[outcome.id]


@every_aid
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_of_words_says_the_counts_of_the_file_and_no_other_number(
    slug: str, width: int
) -> None:
    faults = [
        fault
        for outcome in every_outcome(slug, typed_every=TYPED_EVERY)
        for options in orders(slug)
        for page in words_pages(slug, outcome, options, width)
        for fault in page.faults_of_words()
    ]

    assert faults == []


@every_aid
@pytest.mark.parametrize("width", WIDTHS)
def test_the_table_shows_the_counts_of_the_file_and_no_other_number(slug: str, width: int) -> None:
    faults = [fault for options in orders(slug) for fault in table_faults(slug, options, width)]

    assert faults == []


@every_aid
def test_another_denominator_is_offered_only_where_the_file_makes_it_exact(slug: str) -> None:
    for outcome in every_outcome(slug):
        for denominator in (100, 1000):
            offered = outcome_out_of(outcomes_of(slug)[outcome.id], denominator)
            assert offered == outcome.is_whole_out_of(denominator), outcome.id


CHANGES: dict[str, Callable[[FileOutcome], FileOutcome | None]] = {
    "a count that is out by one": FileOutcome.miscounted,
    "two options with each other's figures": FileOutcome.swapped,
}
every_change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)


@every_change
@every_aid
def test_the_walk_finds_a_page_of_people_that_differs_from_the_file(
    slug: str, change: Callable[[FileOutcome], FileOutcome | None]
) -> None:
    options, _ = orders(slug)
    for outcome in every_outcome(slug, typed_every=TYPED_EVERY):
        if changed := change(outcome):
            pages = list(people_pages(slug, outcome, options, ROOMS[1]))
            assert any(page.faults_of_people(changed) for page in pages), outcome.id


@every_change
@every_aid
def test_the_walk_finds_a_page_of_words_that_differs_from_the_file(
    slug: str, change: Callable[[FileOutcome], FileOutcome | None]
) -> None:
    options, _ = orders(slug)
    for outcome in every_outcome(slug, typed_every=TYPED_EVERY):
        if changed := change(outcome):
            for page in words_pages(slug, outcome, options, WIDTHS[1]):
                assert page.faults_of_words(changed), outcome.id


@every_change
@every_aid
@pytest.mark.parametrize("width", WIDTHS)
def test_the_walk_finds_every_row_of_a_table_that_differs_from_the_file(
    slug: str, width: int, change: Callable[[FileOutcome], FileOutcome | None]
) -> None:
    changed = [o.id for o in every_outcome(slug, typed_every=TYPED_EVERY) if change(o)]
    options, _ = orders(slug)

    faults = table_faults(slug, options, width, change)

    assert outcomes_at_fault(faults) == set(changed)
