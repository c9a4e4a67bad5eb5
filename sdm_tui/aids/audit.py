"""How an aid stands beside published standards, item by item.

It is our own reading, from the aid's file and what the checker found. There is no total, no badge
and no claim that an aid conforms: items that nobody can judge from a file are said to be so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sdm_tui.aids.checks.checking import ALL_RULES, READER, Finding
from sdm_tui.aids.checks.rule import Rule
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.standards.demand import Demand, Facts, Standard, Standing
from sdm_tui.aids.standards.ecd8 import ECD8
from sdm_tui.aids.standards.ipdas import IPDASI
from sdm_tui.aids.standards.scotland import SCOTLAND

STANDARDS: Final[tuple[Standard, ...]] = (IPDASI, ECD8, SCOTLAND)


@dataclass(frozen=True)
class AuditItem:
    """How an aid stands beside one item of a standard."""

    standard: str
    item: str
    """Section and number, for example "certification 5"."""
    demand: str
    """What the item asks, in our own words."""
    standing: Standing
    evidence: str
    """What shows it: fields of the file, figures, what the app does, and rules kept or broken."""
    note: str = ""
    """What to know about the wording of the item; empty where it was read."""


@dataclass(frozen=True)
class AuditSection:
    """One section of a standard."""

    name: str
    about: str
    """What its items are about, in plain words."""
    items: tuple[AuditItem, ...]


@dataclass(frozen=True)
class AuditTable:
    """How an aid stands beside one standard."""

    standard: str
    title: str
    about: str
    """What the standard is, and what was read of it."""
    sections: tuple[AuditSection, ...]

    @property
    def items(self) -> tuple[AuditItem, ...]:
        """Every item, in the order of the standard."""
        return tuple(item for section in self.sections for item in section.items)


def audit(
    aid: DecisionAid,
    findings: Iterable[Finding],
    *,
    today: date,
    reading_ease: float | None = None,
    reading_age: str | None = None,
    rules: Sequence[Rule] = ALL_RULES,
) -> tuple[AuditTable, ...]:
    """Return an aid's standing beside every standard.

    findings: what the checker found in the aid's file with the same rules. reading_ease: Flesch
    reading ease over all that a patient reads, with the age of a reader in words; None where it
    was not measured.
    """
    facts = Facts(aid, today, reading_ease, reading_age)
    broken = {finding.rule for finding in findings if finding.rule != READER}
    return tuple(_table(standard, facts, rules, broken) for standard in STANDARDS)


def _table(standard: Standard, facts: Facts, rules: Sequence[Rule], broken: set[str]) -> AuditTable:
    sections = tuple(
        AuditSection(
            name,
            about,
            tuple(
                _item(standard.key, demand, facts, rules, broken)
                for demand in standard.demands
                if demand.section == name
            ),
        )
        for name, about in standard.sections.items()
    )
    return AuditTable(standard.key, standard.title, standard.about, sections)


def _item(
    standard: str, demand: Demand, facts: Facts, rules: Sequence[Rule], broken: set[str]
) -> AuditItem:
    standing, evidence = demand.show(facts)
    judging = [rule for rule in rules if f"{standard} {demand.item}" in rule.items]
    failed = [rule for rule in judging if rule.name in broken]
    kept = [rule.name for rule in judging if rule.name not in broken]
    if any(rule.severity == "error" for rule in failed):
        standing = "not met"
    elif failed and standing == "met":
        standing = "partly"
    if failed:
        evidence += f" Rules broken: {', '.join(rule.name for rule in failed)}."
    if kept and standing != "does not apply":
        evidence += f" Rules kept: {', '.join(kept)}."
    return AuditItem(standard, demand.item, demand.words, standing, evidence, demand.note)
