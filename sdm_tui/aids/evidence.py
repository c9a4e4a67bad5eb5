"""The evidence page that stands beside an aid: what a reviewer reads, held against the aid.

`evidence.md` says in Markdown how each figure was found. Its tables are typed from the sources by
somebody other than whoever typed the aid, so a slip in either shows as a cell that disagrees. Its
last lines say who compared both with the sources, and of exactly which texts that is true.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from sdm_tui.aids.marked import AidUnreadable, Fault
from sdm_tui.aids.model import DecisionAid, Outcome
from sdm_tui.aids.parts import Estimate, Source
from sdm_tui.aids.reading import read_bytes
from sdm_tui.aids.scores import scored_outcome
from sdm_tui.aids.translation import path_of

EVIDENCE_FILE: Final = "evidence.md"
FIGURES: Final = (
    *("outcome", "option", "count", "denominator", "interval", "horizon", "certainty"),
    *("source", "basis", "note"),
)
"""The columns of the table of figures; the note is free."""
NUMBERS: Final = ("place", "numbers", "source", "note")
"""The columns of the table of numbers told in sentences; source and note are free."""
SOURCES: Final = ("key", "title", "publisher", "year", "link", "part read", "reviewed")
"""The columns of the table of sources; when a source was last reviewed is free."""
CHECKED: Final = "## Checked"
"""The heading below which second readers say what they compared."""
NOTHING: Final = "-"

_CHECK: Final = re.compile(
    r"^- \d{4}-\d{2}-\d{2}, .+ aid\.yaml `(?P<aid>[0-9a-f]{64})`, "
    r"this page `(?P<page>[0-9a-f]{64})`\.$",
    re.MULTILINE,
)
_NUMBER: Final = re.compile(
    r"(?<![A-Za-z0-9.,])(?<![A-Za-z]-)\d+(?:,\d{3})*(?:\.\d+)?(?![A-Za-z0-9])"
)
_TELEPHONE: Final = frozenset({"111", "999"})


@dataclass(frozen=True)
class Row:
    """One row of a table: the line that it stands on, from 1, and its cells by column."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Evidence:
    """An evidence page as it was read."""

    path: Path
    figures: tuple[Row, ...]
    numbers: tuple[Row, ...]
    sources: tuple[Row, ...]
    checks: tuple[tuple[str, str], ...]
    """For each line under "Checked": the hash of the aid and the hash of the page."""
    page_hash: str
    checked_line: int


def read_evidence(path: Path) -> Evidence:
    """Return an evidence page.

    Raises AidUnreadable where it cannot be opened, is larger than an aid may be, or lacks a part.
    """
    try:
        text = read_bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        words = "this file is not saved as UTF-8: save it again, choosing UTF-8"
        raise AidUnreadable([Fault(path, 1, 1, words)]) from error
    text = text.replace("\r\n", "\n")
    above, heading, below = text.partition(f"\n{CHECKED}\n")
    faults = []
    if not heading:
        faults.append(Fault(path, 1, 1, f'there is no heading "{CHECKED}"'))
    tables = _tables(text)
    for columns, what in ((FIGURES, "figures"), (NUMBERS, "numbers"), (SOURCES, "sources")):
        if columns not in tables:
            named = " | ".join(columns)
            faults.append(Fault(path, 1, 1, f"there is no table of {what}: {named}"))
    if faults:
        raise AidUnreadable(faults)
    return Evidence(
        path,
        tables[FIGURES],
        tables[NUMBERS],
        tables[SOURCES],
        tuple((found["aid"], found["page"]) for found in _CHECK.finditer(below)),
        page_hash(above),
        above.count("\n") + 2,
    )


def page_hash(above: str) -> str:
    """Return the hash of what stands above "Checked"; line ends and blanks at its end are free."""
    plain = above.replace("\r\n", "\n").rstrip() + "\n"
    return hashlib.sha256(plain.encode()).hexdigest()


def check_line(day: str, reader: str, aid_hash: str, page: str) -> str:
    """Return the line by which a second reader vouches for an aid and its page.

    day: as 2026-11-22. reader: who compared, by role.
    """
    return (
        f"- {day}, {reader}: every count, denominator, interval, time span, option and source was "
        "compared with the sources or the notes taken from them, and agrees. "
        f"aid.yaml `{aid_hash}`, this page `{page}`."
    )


def disagreements(evidence: Evidence, aid: DecisionAid) -> Iterator[Fault]:
    """Yield where the page and the aid differ, cell by cell and both ways."""
    figures = [
        dict(zip(FIGURES, figure_cells(outcome, estimate), strict=False))
        for outcome in all_outcomes(aid)
        for estimate in outcome.estimates
    ]
    yield from _compared(evidence, evidence.figures, figures, ("outcome", "option"))
    told = [{"place": place, "numbers": listed(found)} for place, found in told_numbers(aid)]
    yield from _compared(evidence, evidence.numbers, told, ("place",))
    sources = [dict(zip(SOURCES, source_cells(source), strict=False)) for source in aid.sources]
    yield from _compared(evidence, evidence.sources, sources, ("key",))


def is_checked(evidence: Evidence, aid_hash: str) -> bool:
    """Whether a second reader compared exactly these two texts, and no line is of older ones."""
    return set(evidence.checks) == {(aid_hash, evidence.page_hash)}


def all_outcomes(aid: DecisionAid) -> tuple[Outcome, ...]:
    """Return every outcome, with one for each row of a score's table or each of its examples."""
    scored = []
    for score in aid.scores:
        values = [Decimal(row.score) for row in score.table] or list(score.examples)
        scored += [scored_outcome(score, value) for value in values]
    return (*scored, *aid.outcomes)


def figure_cells(outcome: Outcome, estimate: Estimate) -> tuple[str, ...]:
    """Return the cells of one estimate as the page must have them, without the note."""
    interval = NOTHING
    if estimate.low is not None:
        kind = "" if estimate.range_kind == "interval" else f" ({estimate.range_kind})"
        interval = f"{estimate.low} to {estimate.high}{kind}"
    parts = [estimate.arithmetic or ""]
    parts += [f"low: {estimate.arithmetic_low}"] if estimate.arithmetic_low else []
    parts += [f"high: {estimate.arithmetic_high}"] if estimate.arithmetic_high else []
    worked = "; ".join(part for part in parts if part)
    return (
        outcome.id,
        estimate.option,
        NOTHING if estimate.count is None else str(estimate.count),
        str(outcome.denominator),
        interval,
        outcome.horizon,
        outcome.certainty,
        ", ".join(estimate.sources) or NOTHING,
        f"{estimate.basis}: {worked}" if worked else estimate.basis,
    )


def source_cells(source: Source) -> tuple[str, ...]:
    """Return the cells of one source as the page must have them, without when it was reviewed."""
    return (
        *(source.key, source.title, source.publisher, source.year),
        *(source.url, source.part_read),
    )


_SENTENCES: Final = frozenset(
    {
        *("summary", "audience", "not_for", "red_flags", "evidence_method", "no_outcomes_reason"),
        *("options", "values", "questions", "practical_grid", "safety_net", "glossary"),
        *("caution", "certainty_why", "explanation", "conflict", "reason", "people"),
        *("about", "table_note", "answer"),
    }
)
"""Where sentences may tell a number; figures, names, dates and sources are held elsewhere."""


def told_numbers(aid: DecisionAid) -> list[tuple[str, Counter[str]]]:
    """Return the numbers that sentences tell, by the dotted name of each text that has any.

    Numbers that belong to a name (CHA2DS2-VASc, NG196) and the telephone numbers 111 and 999 are
    not counted; numbers in words are not seen.
    """
    data = aid.model_dump(mode="json", exclude_none=True)
    found = []
    for place, text in _texts(data, ()):
        if _SENTENCES.isdisjoint(place) or place[-1] in {"id", "sources"}:
            continue
        numbers = numbers_in(text)
        if numbers:
            found.append((path_of(data, place), numbers))
    return found


def numbers_in(text: str) -> Counter[str]:
    """Return the numbers of a text, without commas between thousands."""
    plain = (match.replace(",", "") for match in _NUMBER.findall(text))
    return Counter(number for number in plain if number not in _TELEPHONE)


def _texts(
    node: object, place: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(node, str):
        yield place, node
    elif isinstance(node, dict):
        for name, part in node.items():
            if name not in {"sources", "table_sources", "touches", "option", "arithmetic"}:
                yield from _texts(part, (*place, name))
    elif isinstance(node, list):
        for index, part in enumerate(node):
            yield from _texts(part, (*place, index))


def listed(numbers: Iterable[str]) -> str:
    """Return numbers in the order in which they are compared, each once."""
    return ", ".join(sorted(set(numbers), key=lambda one: (Decimal(one), one)))


def _compared(
    evidence: Evidence,
    rows: Sequence[Row],
    expected: Sequence[dict[str, str]],
    names: Sequence[str],
) -> Iterator[Fault]:
    """Yield rows that only one side has, and cells that differ."""
    here: dict[tuple[str, ...], Row] = {}
    for row in rows:
        name = tuple(row.cells[column] for column in names)
        if name in here:
            yield Fault(evidence.path, row.line, 1, f"there are two rows for {_name(name)}")
        here[name] = row
    wanted = {tuple(cells[column] for column in names): cells for cells in expected}
    for name, row in here.items():
        if name not in wanted:
            yield Fault(evidence.path, row.line, 1, f"aid.yaml has nothing for {_name(name)}")
    last = rows[-1].line if rows else 1
    for name, cells in wanted.items():
        if name not in here:
            yield Fault(evidence.path, last, 1, f"there is no row for {_name(name)}")
            continue
        for column, cell in cells.items():
            written = here[name].cells[column]
            if written != cell and (column != "numbers" or listed(numbers_in(written)) != cell):
                words = f'{_name(name)}: {column} is "{written}" here and "{cell}" in aid.yaml'
                yield Fault(evidence.path, here[name].line, 1, words)


def _name(name: Iterable[str]) -> str:
    return " / ".join(name)


def _tables(text: str) -> dict[tuple[str, ...], tuple[Row, ...]]:
    """Return every table of a page by its columns; tables with the same columns are joined."""
    from markdown_it import MarkdownIt

    found: dict[tuple[str, ...], tuple[Row, ...]] = {}
    columns: tuple[str, ...] = ()
    cells: list[str] = []
    line = 0
    in_cell = in_head = False
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "thead_open":
            in_head = True
        elif token.type == "tr_open":
            cells, line = [], (token.map or [0])[0] + 1
        elif token.type in {"th_open", "td_open"}:
            in_cell = True
        elif token.type in {"th_close", "td_close"}:
            in_cell = False
        elif token.type == "inline" and in_cell:
            cells.append(token.content.replace("`", "").strip())
        elif token.type == "tr_close" and in_head:
            in_head, columns = False, tuple(cells)
            found.setdefault(columns, ())
        elif token.type == "tr_close":
            row = Row(line, dict(zip(columns, cells, strict=True)))
            found[columns] = (*found[columns], row)
    return found
