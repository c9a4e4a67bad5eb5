"""An audit of an aid's file: read, checked, measured, and held beside the standards."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sdm_tui.aids.audit import AuditTable, audit
from sdm_tui.aids.checks.checking import Finding, check_marked
from sdm_tui.aids.checks.patient_text import patient_texts
from sdm_tui.aids.checks.reading_ease import measure
from sdm_tui.aids.marked import marked
from sdm_tui.aids.parsed import judged_aid
from sdm_tui.aids.reading import content_hash, read_bytes


@dataclass(frozen=True)
class Audited:
    """What an audit found of one exact text of an aid."""

    title: str
    slug: str
    version: str
    content_hash: str
    findings: tuple[Finding, ...]
    tables: tuple[AuditTable, ...]


def audited(path: Path, today: date) -> Audited:
    """Return the audit of an aid's file.

    Raises AidUnreadable: what cannot be read is not held beside anything.
    """
    content = read_bytes(path)
    file = marked(content, path)
    aid = judged_aid(file)
    findings = tuple(check_marked(file))
    ease = measure(patient_texts(file.data))
    tables = audit(
        aid,
        findings,
        today=today,
        reading_ease=round(ease.score, 1),
        reading_age=f"about {ease.age:.0f}",
    )
    return Audited(aid.title, aid.slug, aid.version, content_hash(content), findings, tables)
