"""Judge what stands beside aids: evidence pages, translations, and local facts over them."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from sdm_tui.aids.checks.checking import ALL_RULES, Finding
from sdm_tui.aids.checks.local_texts import broken_rules
from sdm_tui.aids.checks.rule import Rule, Severity
from sdm_tui.aids.evidence import EVIDENCE_FILE, disagreements, is_checked, read_evidence
from sdm_tui.aids.local_facts import laid_over
from sdm_tui.aids.marked import AidUnreadable, Fault
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.overlay_files import Overlays, read_overlay
from sdm_tui.aids.reading import content_hash, parse_aid, read_bytes
from sdm_tui.aids.translation_files import (
    faults_against,
    read_translation,
    translation_paths,
    warnings_against,
)

TRANSLATION: Final = "translation"
OVERLAY: Final = "overlay"
EVIDENCE: Final = "evidence"


def check_evidence(aid_file: Path) -> list[Finding]:
    """Return where the evidence page beside an aid differs from it; an aid may have no page.

    A page that no second reader has vouched for as it stands is a warning.
    """
    path = aid_file.with_name(EVIDENCE_FILE)
    if not path.is_file():
        return []
    read = _read(aid_file)
    if read is None:
        return [Finding(path, 1, 1, EVIDENCE, _NOT_COMPARED)]
    content, aid = read
    try:
        evidence = read_evidence(path)
    except AidUnreadable as error:
        return _findings(error.faults, EVIDENCE)
    found = _findings(disagreements(evidence, aid), EVIDENCE)
    if not is_checked(evidence, content_hash(content)):
        words = (
            "nobody has vouched for these two texts as they stand: a second reader compares them "
            "with the sources, adds the line that aids evidence --checked-by prints, and takes out "
            "lines about older texts"
        )
        found.append(Finding(path, evidence.checked_line, 1, EVIDENCE, words, "warning"))
    return sorted(found)


def check_translations(aid_file: Path) -> list[Finding]:
    """Return everything that is wrong in the translations beside an aid's file."""
    paths = translation_paths(aid_file)
    if not paths:
        return []
    read = _read(aid_file)
    if read is None:
        return [Finding(path, 1, 1, TRANSLATION, _NOT_COMPARED) for path in paths]
    content, aid = read
    found: list[Finding] = []
    for path in paths:
        other = read_translation(path)
        found += _findings(faults_against(other, aid), TRANSLATION)
        found += _findings(
            warnings_against(other, aid, content_hash(content)), TRANSLATION, "warning"
        )
    return sorted(found)


def check_overlays(
    paths: Sequence[Path],
    aid_files: Mapping[str, Path],
    rules: Iterable[Rule] = ALL_RULES,
) -> list[Finding]:
    """Return everything that is wrong in overlays, together with every overlay they may need.

    aid_files: the file of each aid that there is, by its slug.
    """
    if not paths:
        return []
    files = [read_overlay(path) for path in paths]
    overlays = Overlays(files, aid_files)
    found = set(_findings(overlays.strays(), OVERLAY))
    for slug, aid_file in aid_files.items():
        chain = overlays.chain(slug)
        found.update(_findings(chain.faults, OVERLAY))
        if not chain.overlays:
            continue
        read = _read(aid_file)
        if read is None:
            found.update(Finding(one.path, 1, 1, OVERLAY, _NOT_COMPARED) for one in chain.overlays)
            continue
        _, aid = read
        facts = laid_over(aid, overlays)
        found.update(_findings(facts.faults, OVERLAY))
        mild = [rule for rule in rules if rule.severity == "warning"]
        for file in chain.overlays[: len(facts.overlays)]:
            if file.overlay is not None:
                for rule, place, words in broken_rules(aid, file.overlay, mild):
                    found.update(_findings([file.fault(place, words)], rule.name, "warning"))
    return sorted(found)


_NOT_COMPARED: Final = "its aid cannot be read, so this was not compared with it"


def _read(aid_file: Path) -> tuple[bytes, DecisionAid] | None:
    try:
        content = read_bytes(aid_file)
        return content, parse_aid(content, aid_file)
    except AidUnreadable:
        return None


def _findings(faults: Iterable[Fault], rule: str, severity: Severity = "error") -> list[Finding]:
    return [Finding(f.path, f.line, f.column, rule, f.message, severity) for f in faults]
