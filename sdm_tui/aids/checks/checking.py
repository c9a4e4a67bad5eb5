"""Judge a file of a decision aid: what its reader refuses, and every rule that it breaks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from sdm_tui.aids.checks.certification import CERTIFICATION_RULES
from sdm_tui.aids.checks.doubled import DOUBLED_RULES
from sdm_tui.aids.checks.equal_detail import EQUAL_DETAIL_RULES
from sdm_tui.aids.checks.essential import ESSENTIAL_RULES
from sdm_tui.aids.checks.figure_rules import FIGURE_RULES
from sdm_tui.aids.checks.jargon import JARGON_RULES
from sdm_tui.aids.checks.persuasion import PERSUASION_RULES
from sdm_tui.aids.checks.placeholder import to_write
from sdm_tui.aids.checks.plain_language import PLAIN_LANGUAGE_RULES
from sdm_tui.aids.checks.printed_twice import PRINTED_RULES
from sdm_tui.aids.checks.qualifying import QUALIFYING_RULES
from sdm_tui.aids.checks.quality import QUALITY_RULES
from sdm_tui.aids.checks.rule import Rule, Severity
from sdm_tui.aids.checks.today import told_by
from sdm_tui.aids.checks.wording import WORDING_RULES
from sdm_tui.aids.marked import AidUnreadable, Marked, marked
from sdm_tui.aids.reading import judged, read_bytes

READER: Final = "reader"
"""The rule of whatever keeps a file from being read at all."""
ALL_RULES: Final[tuple[Rule, ...]] = (
    to_write,
    *QUALIFYING_RULES,
    *EQUAL_DETAIL_RULES,
    *CERTIFICATION_RULES,
    *QUALITY_RULES,
    *ESSENTIAL_RULES,
    *WORDING_RULES,
    *PERSUASION_RULES,
    *PLAIN_LANGUAGE_RULES,
    *JARGON_RULES,
    *FIGURE_RULES,
    *DOUBLED_RULES,
    *PRINTED_RULES,
)


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that a rule found; line and column count from 1."""

    path: Path
    line: int
    column: int
    rule: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        mild = " (warning)" if self.severity == "warning" else ""
        return f"{self.path}:{self.line}:{self.column}: {self.rule}{mild}: {self.message}"


def check_file(
    path: Path, rules: Iterable[Rule] = ALL_RULES, today: date | None = None
) -> list[Finding]:
    """Return everything that is wrong in a file, in its order; an empty list where nothing is.

    today: the day against which dates are held; None leaves them alone.
    """
    try:
        return check_marked(marked(read_bytes(path), path), rules, today)
    except AidUnreadable as error:
        return [Finding(f.path, f.line, f.column, READER, f.message) for f in error.faults]


def check_content(content: bytes, path: Path, rules: Iterable[Rule] = ALL_RULES) -> list[Finding]:
    """Return everything that is wrong in a file's content; `path` is for messages."""
    try:
        return check_marked(marked(content, path), rules)
    except AidUnreadable as error:
        return [Finding(f.path, f.line, f.column, READER, f.message) for f in error.faults]


def check_marked(
    file: Marked, rules: Iterable[Rule] = ALL_RULES, today: date | None = None
) -> list[Finding]:
    """Return everything that is wrong in a file that has been parsed."""
    _, faults = judged(file)
    found = {Finding(f.path, f.line, f.column, READER, f.message) for f in faults}
    for rule in rules:
        for place, words in rule.search(file.data):
            at = file.fault(place, words)
            found.add(Finding(file.path, at.line, at.column, rule.name, words, rule.severity))
    for name, severity, (place, words) in told_by(file.data, today) if today else ():
        at = file.fault(place, words)
        found.add(Finding(file.path, at.line, at.column, name, words, severity))
    return sorted(found)
