"""Every figure of every bundled aid in what leaves the room, held against the aid's file."""

import itertools
import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from sdm_tui.aids.sign_off import Standing
from sdm_tui.documents.aid_text import aid_as_text
from sdm_tui.documents.data import as_json
from sdm_tui.documents.summary import person_summary
from sdm_tui.documents.text import as_text
from tests.figures_in_documents import (
    WIDE,
    Line,
    blocks_of,
    texts_of,
    written_faults,
    written_outcome,
)
from tests.figures_in_file import SLUGS, FileOutcome, every_outcome, file_of, plain_outcomes
from tests.figures_told import flowing, numbers_in, outcomes_at_fault
from tests.talk_of_figures import HASH, MOMENT, TODAY, aid_called, outcomes_shown, talk_about

WAYS = ("arithmetic", "arithmetic_low", "arithmetic_high")

Change = Callable[[FileOutcome], FileOutcome | None]
CHANGES: dict[str, Change] = {
    "a count that is out by one": FileOutcome.miscounted,
    "two options with each other's figures": FileOutcome.swapped,
}
every_aid = pytest.mark.parametrize("slug", SLUGS)
every_change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)


def changed_outcomes(slug: str, change: Change) -> dict[str, FileOutcome]:
    """Return the outcomes that a change reaches, changed."""
    pairs = ((name, change(outcome)) for name, outcome in outcomes_shown(slug).items())
    return {name: changed for name, changed in pairs if changed is not None}


def option_ids(slug: str) -> dict[str, str]:
    return {option["name"]: option["id"] for option in file_of(slug)["options"]}


@cache
def record(slug: str) -> str:
    return as_text(talk_about(slug), aid_called(slug), today=TODAY, width=WIDE)


def outcomes_in_record(slug: str) -> Iterator[tuple[str, list[Line]]]:
    """Yield the id of each outcome under the record's figures, with the lines beneath it."""
    lines = dict(blocks_of(record(slug))).get("Figures", [])
    starts = [number for number, (depth, _) in enumerate(lines) if depth == 0]
    for start, end in itertools.pairwise([*starts, len(lines)]):
        name = lines[start][1]
        named = [o.id for o in outcomes_shown(slug).values() if name.startswith(f"{o.name} (")]
        yield named[0] if len(named) == 1 else name, lines[start + 1 : end]


def record_faults(slug: str, outcomes: dict[str, FileOutcome]) -> list[str]:
    """Return where the record differs from some outcomes."""
    return [
        fault
        for name, lines in outcomes_in_record(slug)
        if name in outcomes
        for fault in written_faults(
            written_outcome(lines, option_ids(slug), 1), outcomes[name], [MOMENT]
        )
    ]


@every_aid
def test_the_record_tells_every_figure_that_was_shown_and_no_other(slug: str) -> None:
    names = [name for name, _ in outcomes_in_record(slug)]

    faults = record_faults(slug, outcomes_shown(slug))

    assert faults == []
    if outcomes_shown(slug):
        assert sorted(names) == sorted(outcomes_shown(slug))


@every_change
@every_aid
def test_the_walk_finds_a_record_that_differs_from_the_file(slug: str, change: Change) -> None:
    changed = changed_outcomes(slug, change)

    faults = record_faults(slug, changed)

    assert outcomes_at_fault(faults) == set(changed)


def known_words(slug: str) -> list[str]:
    """Return all words with digits that a document may hold besides figures."""
    days = [file_of(slug)[name] for name in ("last_reviewed", "review_due")]
    dates = [f"{day.day} {day:%B %Y}" for day in days]
    names = [outcome.name for outcome in outcomes_shown(slug).values()]
    return [*texts_of(slug), *names, *dates, MOMENT, HASH, "SHA-256"]


@every_aid
def test_nothing_else_in_the_record_holds_a_number_of_its_own(slug: str) -> None:
    told = {"Figures", "Published scores"}
    rest = [(heading, lines) for heading, lines in blocks_of(record(slug)) if heading not in told]

    left = {
        heading: numbers
        for heading, lines in rest
        if (numbers := numbers_in(flowing(line for _, line in lines), known_words(slug)))
    }

    assert left == {}


@every_aid
def test_the_summary_names_what_was_shown_and_holds_no_number_of_its_own(slug: str) -> None:
    sections = person_summary(talk_about(slug), aid_called(slug), today=TODAY)

    words = flowing(line for section in sections for line in section.lines)

    assert numbers_in(words, known_words(slug)) == []
    assert all(outcome.name in words for outcome in outcomes_shown(slug).values())


def in_export(outcome: FileOutcome) -> dict[str, Any]:
    """Return what an export must hold of an outcome, in the shape of the export."""
    return {
        "id": outcome.id,
        "name": outcome.name,
        "horizon": outcome.horizon,
        "measure": "extra" if outcome.is_extra else "people",
        "reference_class": outcome.reference_class,
        "affected": outcome.affected,
        "unaffected": outcome.unaffected,
        "shown": True,
        "figures": {
            figure.option: {
                "count": figure.count,
                "denominator": outcome.denominator,
                "low": figure.low,
                "high": figure.high,
                "range_kind": figure.range_kind,
                "sources": list(figure.sources),
                "ways": list(figure.arithmetic),
            }
            for figure in outcome.figures
        },
    }


@cache
def exported(slug: str) -> dict[str, dict[str, Any]]:
    """Return each outcome of the export, by its id."""
    data = json.loads(as_json(talk_about(slug), aid_called(slug)))
    found: dict[str, dict[str, Any]] = {}
    for told in data["shown"]["outcomes"]:
        assert told["id"] not in found
        figures = {
            figure["option"]: {
                **figure,
                "ways": [figure[way] for way in WAYS if figure[way] is not None],
            }
            for figure in told["figures"]
        }
        found[told["id"]] = {**told, "figures": figures}
    return found


def export_faults(slug: str, outcomes: dict[str, FileOutcome]) -> list[str]:
    """Return the outcomes of the export that differ from some outcomes."""
    return [
        name
        for name, outcome in outcomes.items()
        if not is_held(exported(slug).get(name), in_export(outcome))
    ]


def is_held(told: Any, wanted: Any) -> bool:
    """Whether data holds all that is wanted."""
    if isinstance(told, dict) and isinstance(wanted, dict):
        return all(name in told and is_held(told[name], part) for name, part in wanted.items())
    return bool(told == wanted)


@every_aid
def test_the_export_holds_every_figure_that_was_shown_and_no_other(slug: str) -> None:
    assert sorted(exported(slug)) == sorted(outcomes_shown(slug))
    assert export_faults(slug, outcomes_shown(slug)) == []


@every_change
@every_aid
def test_the_walk_finds_an_export_that_differs_from_the_file(slug: str, change: Change) -> None:
    changed = changed_outcomes(slug, change)

    assert export_faults(slug, changed) == list(changed)


@cache
def shown_aid(slug: str) -> str:
    return aid_as_text(aid_called(slug), Standing(), errors=0, today=TODAY, width=WIDE)


def aid_text_faults(slug: str, outcomes: dict[str, FileOutcome]) -> list[str]:
    """Return where `aids show` differs from some outcomes."""
    by_heading = {f"Outcome: {outcome.name}": outcome for outcome in outcomes.values()}
    return [
        fault
        for heading, lines in blocks_of(shown_aid(slug))
        if (outcome := by_heading.get(heading)) is not None
        for fault in written_faults(written_outcome(lines, option_ids(slug), 0), outcome)
    ]


@every_aid
def test_the_aid_as_text_tells_every_figure_of_its_outcomes_and_no_other(slug: str) -> None:
    headings = [h for h, _ in blocks_of(shown_aid(slug)) if h.startswith("Outcome: ")]
    plain = {f"Outcome: {outcome.name}" for outcome in plain_outcomes(slug)}
    every = {outcome.id: outcome for outcome in every_outcome(slug)}

    faults = aid_text_faults(slug, every)

    assert faults == []
    assert len(headings) == len(set(headings))
    assert plain <= set(headings) <= {f"Outcome: {outcome.name}" for outcome in every.values()}


@every_change
@every_aid
def test_the_walk_finds_an_aid_as_text_that_differs_from_the_file(
    slug: str, change: Change
) -> None:
    plain = {outcome.id for outcome in plain_outcomes(slug)}
    changed = {n: outcome for n, outcome in changed_outcomes(slug, change).items() if n in plain}

    faults = aid_text_faults(slug, changed)

    assert outcomes_at_fault(faults) == set(changed)
