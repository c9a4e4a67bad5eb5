"""An aid with the local facts that apply to it, and a plain word about those that do not.

A faulty overlay never keeps an aid from being used: it is left out, with what lies over it, and
whoever uses the aid is told.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sdm_tui.aids.marked import Fault
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.overlay import Overlay, are_alike, faults_with, with_overlay
from sdm_tui.aids.overlay_files import (
    Chain,
    OverlayFile,
    Overlays,
    left_out,
    read_overlay,
)
from sdm_tui.aids.refusals import told


@dataclass(frozen=True)
class LoadedOverlay:
    """An overlay as it was read just now."""

    overlay: Overlay
    content_hash: str
    text: str
    """The whole file, exactly: encoded as UTF-8 it has this content hash."""


@dataclass(frozen=True)
class LocalFacts:
    """What lies over one aid."""

    aid: DecisionAid
    """The aid with every local row in it."""
    overlays: tuple[LoadedOverlay, ...] = ()
    """Those in use, the one that lies on the aid itself first."""
    faults: tuple[Fault, ...] = ()
    """Why others are left out."""


def local_facts(aid: DecisionAid, paths: Sequence[Path], slugs: Iterable[str]) -> LocalFacts:
    """Return an aid with its overlays, read afresh; `slugs` names every aid that there is."""
    return laid_over(aid, Overlays([read_overlay(path) for path in paths], slugs))


def laid_over(aid: DecisionAid, overlays: Overlays) -> LocalFacts:
    """Return an aid with those overlays of it that are sound and that fit it."""
    chain = _fitting(aid, overlays)
    used = []
    for file in chain.overlays:
        if file.overlay is not None:
            aid = with_overlay(aid, file.overlay)
            used.append(LoadedOverlay(file.overlay, file.content_hash, file.text))
    return LocalFacts(aid, tuple(used), chain.faults)


def overlays_hash(hashes: Sequence[str]) -> str:
    """Return what names the overlays in use in their order: "" for none, else a SHA-256.

    One overlay has the hash of its file, so that the two are easy to compare by eye.
    """
    if len(hashes) < 2:
        return "".join(hashes)
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def _fitting(aid: DecisionAid, overlays: Overlays) -> Chain:
    """Return the chain of an aid up to the first overlay that does not fit it."""
    chain = overlays.chain(aid.slug)
    organisations: set[str] = set()
    for number, file in enumerate(chain.overlays):
        faults = _faults_over(aid, file)
        if file.overlay is not None:
            named = file.overlay.organisation
            if any(are_alike(named, other) for other in organisations):
                words = "what this lies over has the same organisation, or one that ends alike"
                words = f"{words}: name the part that this is for"
                faults.append(file.fault(("organisation",), words))
            organisations.add(named)
        if faults:
            rest = left_out(overlays.above([file]))
            return Chain(chain.overlays[:number], (*faults, *rest))
    return chain


def _faults_over(aid: DecisionAid, file: OverlayFile) -> list[Fault]:
    from sdm_tui.aids.checks.checking import ALL_RULES
    from sdm_tui.aids.checks.local_texts import broken_rules

    if file.overlay is None:
        return list(file.faults)
    found = [file.fault(p, told(p, words)) for p, words in faults_with(file.overlay, aid)]
    if found:
        return found
    grave = [rule for rule in ALL_RULES if rule.severity == "error"]
    return [
        file.fault(place, f"{rule.name}: {words}")
        for rule, place, words in broken_rules(aid, file.overlay, grave)
    ]
