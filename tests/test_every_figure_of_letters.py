"""Every figure of every bundled aid in letters and notes, held against the aid's file."""

import itertools
import re
from collections.abc import Iterator
from functools import cache

import pytest

from sdm_tui.documents.letter import letter
from sdm_tui.documents.note import note
from sdm_tui.documents.paper import Chapter, Paper, Picture, Words
from sdm_tui.documents.paper_html import paper_html
from tests.figures_in_documents import WIDE
from tests.figures_in_file import SLUGS, FileFigure, FileOutcome, file_of, plain_outcomes
from tests.figures_told import numbers_in, option_faults, outcomes_at_fault, says
from tests.talk_of_figures import TODAY, aid_called, new_talk, outcomes_shown, talk_about
from tests.test_every_figure_written import CHANGES, Change, changed_outcomes

every_aid = pytest.mark.parametrize("slug", SLUGS)
every_change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
_FIGURE = re.compile(
    r"<figure>\s*<figcaption[^>]*><strong>(?P<option>.*?)</strong><br>(?P<told>.*?)</figcaption>"
    r".*?<title [^>]*>(?P<title>.*?)</title>(?P<drawn>.*?)</svg>.*?</figure>",
    re.DOTALL,
)


@cache
def letter_of(slug: str) -> Paper:
    """Return the letter of a talk in which everything was shown."""
    return letter(talk_about(slug), aid_called(slug), today=TODAY)


def chapters_of(paper: Paper) -> list[Chapter]:
    """Return the parts of the chapter on benefits and risks, one for each outcome."""
    headings = [c.heading for c in paper.chapters if c.level == 2]
    if "Benefits and risks" not in headings:
        return []
    after = itertools.dropwhile(lambda c: c.heading != "Benefits and risks", paper.chapters)
    next(after)
    return [chapter for chapter in after if chapter.level == 3]


def told_of(chapter: Chapter, figure: FileFigure) -> tuple[str, Picture | None]:
    """Return what a letter says of one option's figure without its source, and its picture."""
    for piece in chapter.pieces:
        if isinstance(piece, Picture) and piece.heading == figure.name:
            told = [words for words in piece.after if not words.startswith("Source: ")]
            return " ".join((piece.sentence, *told)), piece
        if isinstance(piece, Words) and piece.text.startswith(f"{figure.name}: "):
            return piece.text.removeprefix(f"{figure.name}: ").partition(" Source: ")[0], None
    raise AssertionError(f"{chapter.heading} says nothing of {figure.name}")


def letter_faults(chapters: list[Chapter], outcomes: dict[str, FileOutcome]) -> list[str]:
    """Return where the letter's chapters differ from some outcomes."""
    by_name = {chapter.heading: chapter for chapter in chapters}
    return [
        fault
        for outcome in outcomes.values()
        for figure in outcome.figures
        for fault in _faults(by_name[outcome.name], outcome, figure)
    ]


def _faults(chapter: Chapter, outcome: FileOutcome, figure: FileFigure) -> Iterator[str]:
    words, picture = told_of(chapter, figure)
    yield from option_faults(outcome, figure, words, outcome.denominator, is_sentence=True)
    if figure.count is not None and not says(words, f"{outcome.denominator:,} {outcome.group}"):
        yield f"{outcome.id}: {words} is not about {outcome.group}"
    if picture is not None:
        drawn = picture.figure.count, picture.figure.denominator, picture.figure.low
        if drawn != (figure.count, outcome.denominator, figure.low):
            yield f"{outcome.id}, {figure.option}: {drawn} is drawn"


@every_aid
def test_the_letter_tells_every_figure_that_was_shown_and_no_other(slug: str) -> None:
    chapters = chapters_of(letter_of(slug))

    assert letter_faults(chapters, outcomes_shown(slug)) == []
    assert {c.heading for c in chapters} == {o.name for o in outcomes_shown(slug).values()}


@every_change
@every_aid
def test_the_walk_finds_a_letter_that_differs_from_the_file(slug: str, change: Change) -> None:
    changed = changed_outcomes(slug, change)

    faults = letter_faults(chapters_of(letter_of(slug)), changed)

    assert outcomes_at_fault(faults) == set(changed)


@every_aid
def test_a_serious_harm_that_was_not_looked_at_is_told_with_its_figures(slug: str) -> None:
    serious = {
        outcome.id: outcome
        for outcome, node in zip(plain_outcomes(slug), file_of(slug)["outcomes"], strict=True)
        if node.get("serious")
    }
    paper = letter(new_talk(slug), aid_called(slug), today=TODAY)
    chapters = chapters_of(paper)
    # A score's own outcome is told once the score is used.
    told = [c for c in chapters if c.heading in {o.name for o in serious.values()}]

    assert letter_faults(told, serious) == []
    assert len(told) == len(serious)
    assert not any(isinstance(piece, Picture) for chapter in chapters for piece in chapter.pieces)


@every_aid
def test_as_many_circles_are_drawn_as_the_letter_says(slug: str) -> None:
    figures = [
        piece
        for chapter in letter_of(slug).chapters
        for piece in chapter.pieces
        if isinstance(piece, Picture)
    ]
    html = paper_html(letter_of(slug))

    drawn = []
    for found in _FIGURE.finditer(html):
        groups = found["drawn"].split("</g>")
        filled = sum(g.count("<circle ") for g in groups if 'fill="#1b1b1b"' in g)
        empty = sum(g.count("<circle ") for g in groups if 'fill="#ffffff"' in g)
        assert found["title"].endswith(found["told"])
        drawn.append((filled, empty))

    assert drawn == [(p.figure.count, p.figure.unaffected) for p in figures]
    assert "<script" not in html


@cache
def note_lines(slug: str) -> dict[tuple[str, str], list[str]]:
    """Return each line of the note on a figure, by option and outcome."""
    text = note(talk_about(slug), aid_called(slug), today=TODAY, width=WIDE)
    lines = text.partition("\nOptions discussed, with benefits and risks\n")[2]
    names = {o["name"] for o in file_of(slug)["options"]}
    found: dict[tuple[str, str], list[str]] = {}
    option = ""
    for line in lines.partition("\n\n")[0].splitlines():
        name = line.strip().removesuffix(" (its description was not opened)")
        option = name if name in names else option
        for outcome in outcomes_shown(slug).values():
            start = line.strip().replace(" (serious): ", ": ", 1)
            if start.startswith(f"{outcome.name}: "):
                told = start.removeprefix(f"{outcome.name}: ")
                found.setdefault((option, outcome.id), []).append(told)
    return found


def note_faults(slug: str, outcomes: dict[str, FileOutcome]) -> list[str]:
    """Return where the note differs from some outcomes."""
    faults = []
    for outcome in outcomes.values():
        for figure in outcome.figures:
            where = f"{outcome.id}, {figure.option}"
            lines = note_lines(slug).get((figure.name, outcome.id), [])
            if len(lines) != 1:
                faults.append(f"{where}: told {len(lines)} times")
                continue
            told = numbers_in(lines[0], outcome.words)
            if figure.count is None:
                expected: list[int] = []
            else:
                ends = [e for e in (figure.low, figure.high) if e is not None]
                expected = [figure.count, outcome.denominator, *ends]
                if f"{outcome.denominator:,} {outcome.group}" not in lines[0]:
                    faults.append(f"{where}: not about {outcome.group}")
            if told != expected:
                faults.append(f"{where}: {told} in place of {expected}")
    return faults


@every_aid
def test_the_note_tells_every_figure_that_was_shown(slug: str) -> None:
    assert note_faults(slug, outcomes_shown(slug)) == []


@every_change
@every_aid
def test_the_walk_finds_a_note_that_differs_from_the_file(slug: str, change: Change) -> None:
    changed = changed_outcomes(slug, change)

    assert outcomes_at_fault(note_faults(slug, changed)) == set(changed)
