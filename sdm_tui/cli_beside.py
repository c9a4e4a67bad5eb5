"""What the commands about aids say of translations and local facts, which stand beside them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sdm_tui.aids.checks.checking import Finding
    from sdm_tui.aids.library import AidEntry


def lines_beside(entry: "AidEntry") -> Iterator[str]:
    """Yield whose local facts an aid has, which are left out, and its other languages."""
    if entry.organisations:
        yield f"local facts of {', '.join(entry.organisations)}"
    for fault in entry.local_faults:
        yield f"local facts left out: {fault}"
    if not entry.path.parent.is_dir() or not any(entry.path.parent.glob("aid.*.yaml")):
        return
    from sdm_tui.aids.translation_files import language_words

    yield f"other languages: {language_words(entry.path, entry.content_hash)}"


def overlay_findings(
    given: Sequence[Path], aid_folders: Sequence[Path]
) -> "tuple[list[Path], list[Finding]]":
    """Return the overlays in some folders or files, and everything that is wrong in them.

    aid_folders: where the aids are, and other overlays, that these may lie over.
    """
    from sdm_tui.aids.library import OVERLAY_FILE, aid_files, overlay_files

    overlays = [place for place in given if place.name == OVERLAY_FILE and not place.is_dir()]
    overlays += [path for place in given if place.is_dir() for path in overlay_files(place)]
    if not overlays:
        return [], []
    from sdm_tui.aids.checks.beside import check_overlays

    folders = [*aid_folders, *(place for place in given if place.is_dir())]
    aids = {path.resolve().parent.name: path for folder in folders for path in aid_files(folder)}
    judged = {path.resolve() for path in overlays}
    others = [path for folder in aid_folders for path in overlay_files(folder)]
    overlays = list(dict.fromkeys(overlays))
    found = check_overlays(
        [*overlays, *(path for path in others if path.resolve() not in judged)], aids
    )
    return overlays, [finding for finding in found if finding.path in overlays]
