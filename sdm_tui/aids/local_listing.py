"""Whose local facts apply to each aid of a list, kept between runs as the list itself is.

Without an overlay in any folder nothing is read and nothing is imported.
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sdm_tui.aids.keeping import kept_whole, made_by
from sdm_tui.aids.listing import AidEntry, write_listing

NO_AID = ""
"""In place of a slug: overlays that lie over no aid."""


@dataclass(frozen=True)
class LocalEntry:
    """What a list shows of the overlays of one aid."""

    organisations: tuple[str, ...] = ()
    """Whose facts are in use, the one on the aid itself first."""
    faults: tuple[str, ...] = ()
    """Why others are left out, each as "file:line:column: message"."""
    overlay_hash: str = ""
    """What names the exact overlays in use; "" for none."""


def with_local_facts(
    entries: Sequence[AidEntry], paths: Sequence[Path], cache_file: Path | None
) -> tuple[list[AidEntry], tuple[str, ...]]:
    """Return the entries with what lies over each, and the faults of overlays of no aid.

    cache_file: where this is kept for the next start; None keeps nothing.
    """
    if not paths:
        return list(entries), ()
    key = _key(entries, paths)
    listed = _kept(cache_file, key)
    if listed is None:
        listed = _listed(entries, paths)
        if not any(entry.waits for entry in entries):  # of those that wait no hash is known
            _keep(cache_file, key, listed)
    return [_told(entry, listed) for entry in entries], listed[NO_AID].faults


def _told(entry: AidEntry, listed: dict[str, LocalEntry]) -> AidEntry:
    local = listed.get(entry.slug)
    if local is None:
        return entry
    return replace(
        entry,
        organisations=local.organisations,
        local_faults=local.faults,
        overlay_hash=local.overlay_hash,
    )


def _listed(entries: Sequence[AidEntry], paths: Sequence[Path]) -> dict[str, LocalEntry]:
    from sdm_tui.aids.local_facts import laid_over, overlays_hash
    from sdm_tui.aids.marked import AidUnreadable
    from sdm_tui.aids.overlay_files import Overlays, read_overlay
    from sdm_tui.aids.reading import read_aid

    overlays = Overlays([read_overlay(path) for path in paths], [entry.slug for entry in entries])
    listed = {NO_AID: LocalEntry(faults=tuple(str(fault) for fault in overlays.strays()))}
    for entry in entries:
        chain = overlays.chain(entry.slug)
        if not chain.overlays and not chain.faults:
            continue
        try:
            facts = laid_over(read_aid(entry.path), overlays)
        except AidUnreadable:
            faults = [f.fault(("overlay_of",), "its aid cannot be read") for f in chain.overlays]
            listed[entry.slug] = LocalEntry(faults=tuple(map(str, (*faults, *chain.faults))))
            continue
        listed[entry.slug] = LocalEntry(
            tuple(one.overlay.organisation for one in facts.overlays),
            tuple(str(fault) for fault in facts.faults),
            overlays_hash([one.content_hash for one in facts.overlays]),
        )
    return listed


def _key(entries: Sequence[AidEntry], paths: Sequence[Path]) -> str:
    """Return what names these very aids, overlays and this very code."""
    key = hashlib.sha256(made_by().encode())
    for entry in entries:
        key.update(f"\0{entry.slug}\0{entry.path}\0{entry.content_hash}".encode())
    for path in paths:
        key.update(f"\0{path}\0".encode())
        with suppress(OSError):
            key.update(hashlib.sha256(path.read_bytes()).digest())
    return key.hexdigest()


def _kept(file: Path | None, key: str) -> dict[str, LocalEntry] | None:
    """Return what was kept for exactly this; None where nothing, or something else, was."""
    if file is None:
        return None
    try:
        held = json.loads(kept_whole(file) or b"")
        if held["key"] != key:
            return None
        listed = {str(slug): _entry_from(kept) for slug, kept in held["listed"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return listed if NO_AID in listed else None


def _entry_from(kept: dict[str, Any]) -> LocalEntry:
    organisations, faults, named = kept["organisations"], kept["faults"], kept["overlay_hash"]
    if not (isinstance(organisations, list) and isinstance(faults, list)):
        raise TypeError("not an entry of the listing")
    if not all(isinstance(text, str) for text in (*organisations, *faults, named)):
        raise TypeError("not an entry of the listing")
    return LocalEntry(tuple(organisations), tuple(faults), named)


def _keep(file: Path | None, key: str, listed: dict[str, LocalEntry]) -> None:
    if file is None:
        return
    kept = {
        slug: {
            "organisations": list(local.organisations),
            "faults": list(local.faults),
            "overlay_hash": local.overlay_hash,
        }
        for slug, local in listed.items()
    }
    write_listing(file, {"key": key, "listed": kept})
