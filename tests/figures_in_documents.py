"""Reads figures back out of documents, and holds them against the file.

A document is laid out so wide that no line breaks, so each of its lines is one thing that it says.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.figures_in_file import FileFigure, FileOutcome, file_of
from tests.figures_told import numbers_in, option_faults

WIDE = 100_000
_NEAR = Fraction(1, 200)
"""How far a product with two decimal places may be from the exact one."""

PRINTED = "Printed in the source as "
"""What a line begins with that tells a figure a second time, in the source's own way."""

Line = tuple[int, str]
"""How many steps further in a line stands, and what it says."""


@dataclass
class Written:
    """What a document says of one outcome."""

    options: dict[str, list[str]] = field(default_factory=dict)
    """An option's id to the lines beneath its name."""
    about: list[str] = field(default_factory=list)


def blocks_of(text: str) -> Iterator[tuple[str, list[Line]]]:
    """Yield each heading of a document with the lines beneath it."""
    lines = text.splitlines()
    heading, under = "", list[Line]()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if following and set(following) <= {"-", "="} and not line.startswith(" "):
            yield heading, under
            heading, under = line, []
        elif line.strip() and set(line) - {"-", "="}:
            under.append(((len(line) - len(line.lstrip())) // 3, line.strip()))
    yield heading, under


def written_outcome(lines: Iterable[Line], names: dict[str, str], depth: int) -> Written:
    """Take the lines of one outcome apart.

    names: an option's name to its id. depth: how far in the names of the options stand.
    """
    written = Written()
    option = ""
    for step, line in lines:
        if step == depth:
            option = names.get(line, "")
        if option and step == depth:
            assert option not in written.options, f"{line} stands twice"
            written.options[option] = []
        elif option:
            written.options[option].append(line)
        else:
            written.about.append(line)
    return written


def written_faults(written: Written, outcome: FileOutcome, known: Iterable[str] = ()) -> list[str]:
    """Return where a document differs from the file in what it says of an outcome.

    known: further words with digits that are not figures, such as the time.
    """
    faults: list[str] = []
    for figure in outcome.figures:
        lines = written.options.get(figure.option)
        if lines is None:
            faults.append(f"{outcome.id}: {figure.option} is missing")
            continue
        said = " ".join(line for line in lines if not line.startswith(PRINTED))
        faults += option_faults(outcome, figure, said, outcome.denominator, is_sentence=True)
        if figure.count is not None and not lines[0].startswith(
            f"Out of {outcome.denominator:,} {outcome.group}: "
        ):
            faults.append(f"{outcome.id}: {lines[0]} is not about {outcome.group}")
    left = numbers_in(" ".join(written.about), (*outcome.words, *known))
    return faults + [f"{outcome.id}: {left} are no figures of the file"] * bool(left)


def step_faults(outcome: FileOutcome, figure: FileFigure, words: str) -> list[str]:
    """Return what is wrong with the words that lead from a score to one option's figure."""
    shown = numbers_in(words, outcome.words)
    if figure.count is None:
        return [f"{outcome.id}, {figure.option}: {shown} without a figure"] * bool(shown)
    count, _, *ends = figure.told(outcome.denominator, outcome.denominator)
    expected: list[Fraction | int] = [*figure.steps, count, outcome.denominator, *ends]
    is_fitting = len(shown) == len(expected) and all(
        abs(mine - theirs) <= _NEAR for mine, theirs in zip(shown, expected, strict=True)
    )
    return [f"{outcome.id}, {figure.option}: {words} is not {expected}"] * (not is_fitting)


def texts_of(slug: str) -> list[str]:
    """Return every text of an aid's file."""
    return list(_texts_in(file_of(slug)))


def _texts_in(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for part in node.values():
            yield from _texts_in(part)
    elif isinstance(node, list):
        for part in node:
            yield from _texts_in(part)
    elif isinstance(node, str):
        yield " ".join(node.split())
