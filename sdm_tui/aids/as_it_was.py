"""An aid as it was on the screen, made again from the texts that a store kept."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sdm_tui.aids.library import AID_FILE, OVERLAY_FILE, LoadedAid
from sdm_tui.aids.local_facts import LoadedOverlay
from sdm_tui.aids.marked import AidUnreadable
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.overlay import parse_overlay, with_overlay
from sdm_tui.aids.reading import content_hash, parse_aid

Kept = Callable[[str], str | None]
"""Gives the text that was kept under a hash, or None."""
Parse = Callable[[bytes, Path], DecisionAid]


def text_under(name: str, kept: Kept) -> str | None:
    """Return the text that was kept under a hash; None where it is missing or another one.

    A figure that was changed in a store is so never shown as what a record's hash stands for.
    """
    text = kept(name)
    if text is None or content_hash(text.encode("utf-8", "surrogatepass")) != name:
        return None
    return text


def aid_as_it_was(
    slug: str,
    aid_hash: str,
    overlay_hashes: Sequence[str],
    kept: Kept,
    parse: Parse = parse_aid,
) -> LoadedAid | None:
    """Return an aid with the local facts that lay over it; None where its text was not kept.

    A text that no longer has its hash counts as not kept. overlay_hashes: in their order. Local
    facts whose text was not kept, or that no longer can be read, are left out with what lay over
    them, and that is told in the aid's `local_faults`. Raises AidUnreadable where the aid's own
    text no longer can be read.
    """
    text = text_under(aid_hash, kept)
    if text is None:
        return None
    aid = parse(text.encode(), Path(slug) / AID_FILE)
    overlays: list[LoadedOverlay] = []
    faults: list[str] = []
    for name in overlay_hashes:
        local = text_under(name, kept)
        if local is None:
            faults.append(f"the local facts with the hash {name} are not in the store as they were")
            break
        try:
            overlay = parse_overlay(local.encode(), Path(OVERLAY_FILE))
        except AidUnreadable as error:
            faults.append(str(error.faults[0]))
            break
        aid = with_overlay(aid, overlay)
        overlays.append(LoadedOverlay(overlay, name, local))
    return LoadedAid(aid, aid_hash, text, tuple(overlays), tuple(faults))
