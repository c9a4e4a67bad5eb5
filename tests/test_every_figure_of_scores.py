"""Every row of every score of every bundled aid, from the answers to the figures that follow."""

import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from sdm_tui.consultation.contents import options_of, talked_aid
from sdm_tui.documents.data import as_json
from sdm_tui.documents.text import as_text
from sdm_tui.tui.stages.score_page import result_page
from tests.figures_in_documents import WIDE, Line, blocks_of, step_faults
from tests.figures_in_file import SLUGS, FileOutcome, scored_outcome, scores_of, values_of
from tests.figures_told import flowing, numbers_in, outcomes_at_fault
from tests.talk_of_figures import (
    TODAY,
    aid_called,
    new_talk,
    talk_about,
    values_written,
    with_score,
)

WIDTHS = (57, 77, 117)
SCORES = [(slug, index) for slug in SLUGS for index in range(len(scores_of(slug)))]

every_score = pytest.mark.parametrize(("slug", "index"), SCORES)


def panel(slug: str, index: int, value: Decimal, width: int) -> list[str]:
    """Return what the panel of a score says once it is filled in."""
    talk = with_score(new_talk(slug), slug, index, value)
    score = aid_called(slug).scores[index]
    options = options_of(talk, aid_called(slug))
    page = result_page(score, talk.score_use(score.id), options, width)
    return [line for part in page for line in part.plain.splitlines()]


def steps_in(lines: Iterable[str], outcome: FileOutcome) -> dict[str, str]:
    """Return what is told of each option: from its name to the next option, or to a blank line."""
    found: dict[str, str] = {}
    option = ""
    for line in lines:
        named = [
            (figure.option, name)
            for figure in outcome.figures
            for name in (figure.name, figure.short_name)
            if line.strip().startswith(f"{name}: ")
        ]
        if named:
            option, name = named[0]
            assert option not in found
            found[option] = line.strip().removeprefix(f"{name}: ")
        elif not line.startswith("  "):
            option = ""
        elif option:
            found[option] += f" {line.strip()}"
    return found


def way_faults(told: dict[str, str], outcome: FileOutcome) -> list[str]:
    """Return where the way to an option's figure is not the file's."""
    if told.keys() != {figure.option for figure in outcome.figures}:
        return [f"{outcome.id}: only {sorted(told)} are told"]
    return [
        fault
        for figure in outcome.figures
        for fault in step_faults(outcome, figure, told[figure.option])
    ]


@every_score
def test_the_panel_tells_the_way_to_every_figure_of_every_row(slug: str, index: int) -> None:
    faults: list[str] = []

    for value in values_of(scores_of(slug)[index]):
        outcome = scored_outcome(slug, index, value)
        for width in WIDTHS if value in values_written(slug, index) else WIDTHS[1:2]:
            faults += way_faults(steps_in(panel(slug, index, value, width), outcome), outcome)

    assert faults == []


@every_score
def test_the_walk_finds_a_panel_that_differs_from_the_file(slug: str, index: int) -> None:
    for value in values_written(slug, index):
        outcome = scored_outcome(slug, index, value)
        told = steps_in(panel(slug, index, value, WIDTHS[1]), outcome)
        for changed in (outcome.miscounted(), outcome.swapped()):
            assert changed is not None
            assert way_faults(told, changed)


@every_score
def test_the_panel_adds_up_the_points_of_the_file(slug: str, index: int) -> None:
    for value in values_written(slug, index):
        first = flowing(panel(slug, index, value, WIDTHS[1])).partition(":")[2]
        score = scores_of(slug)[index]
        if "typed" in score:
            assert numbers_in(first)[0] == value
            continue

        numbers = numbers_in(first)[: len(score["inputs"]) + 1]

        assert numbers[-1] == value
        assert sum(numbers[:-1]) == value


@every_score
def test_only_the_figures_of_the_row_stand_in_place_of_the_examples(slug: str, index: int) -> None:
    for value in values_written(slug, index):
        talk = with_score(new_talk(slug), slug, index, value)

        names = [outcome.id for outcome in talked_aid(talk, aid_called(slug)).outcomes]

        of_score = [name for name in names if name.startswith(f"{scores_of(slug)[index]['id']}-")]
        assert of_score == [scored_outcome(slug, index, value).id]


def uses_in_record(slug: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each score in the record, with what is told of how it was used."""
    text = as_text(talk_about(slug), aid_called(slug), today=TODAY, width=WIDE)
    lines: list[Line] = dict(blocks_of(text)).get("Published scores", [])
    name, under = "", list[str]()
    for depth, line in lines:
        if depth == 0:
            if under:
                yield name, under
            name, under = line, []
        else:
            under.append(f"  {line}")


def value_of(score: dict[str, Any], lines: list[str]) -> Decimal:
    """Return the sum of the points that the record tells, or the risk that was typed in."""
    told = next(line for line in lines if re.match(r" *(Sum|Typed in): ", line))
    last = numbers_in(told)[-1]
    if "inputs" in score:
        replies = zip(score["inputs"], lines, strict=False)
        points = [points_of(asked, line) for asked, line in replies]
        assert numbers_in(told) == [*points, sum(points)]
    return Decimal(last.numerator) / Decimal(last.denominator)


def points_of(asked: dict[str, Any], line: str) -> int:
    """Return the points that the file gives for the answer on a line, which must tell them too."""
    answer = next(
        answer
        for answer in asked["answers"]
        if line.strip().startswith(f"{' '.join(asked['question'].split())}: {answer['label']} (")
    )
    points: int = answer["points"]
    assert f"({points} point" in line
    return points


@pytest.mark.parametrize("slug", SLUGS)
def test_the_record_tells_the_way_to_every_figure_that_was_shown(slug: str) -> None:
    seen: list[tuple[int, Decimal]] = []
    faults: list[str] = []

    for name, lines in uses_in_record(slug):
        index = next(n for n, s in enumerate(scores_of(slug)) if name.startswith(s["name"]))
        value = value_of(scores_of(slug)[index], lines)
        outcome = scored_outcome(slug, index, value)
        faults += way_faults(steps_in(lines, outcome), outcome)
        seen.append((index, value))

    assert faults == []
    assert set(seen) == {
        (index, value)
        for index in range(len(scores_of(slug)))
        for value in values_written(slug, index)
    }


@pytest.mark.parametrize("slug", SLUGS)
def test_the_export_holds_the_way_to_every_figure_that_was_shown(slug: str) -> None:
    figures = json.loads(as_json(talk_about(slug), aid_called(slug)))["consultation"]["figures"]
    outcomes = {
        outcome.id: outcome
        for index in range(len(scores_of(slug)))
        for value in values_written(slug, index)
        for outcome in [scored_outcome(slug, index, value)]
    }
    seen: set[str] = set()
    faults: list[str] = []

    for use in (*figures["scores"], *figures["scores_before"]):
        told = {step["option"]: step["words"] for step in use["steps"]}
        faults += way_faults(told, outcomes[use["outcome"]])
        seen.add(use["outcome"])

    assert outcomes_at_fault(faults) == set()
    assert seen == set(outcomes)
