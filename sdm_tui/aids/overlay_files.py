"""Which overlay lies over which aid, in what order, and which are left out and why.

An aid has at most one overlay, which may have one of its own, and so on: a trust's facts, then
those of one of its hospitals. Wherever it is not plain which one is meant, none is used.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sdm_tui.aids.marked import AidUnreadable, Fault, Marked, marked
from sdm_tui.aids.overlay import Overlay, judged_overlay
from sdm_tui.aids.places import Place
from sdm_tui.aids.reading import content_hash, read_bytes
from sdm_tui.errors import nearest


@dataclass(frozen=True)
class OverlayFile:
    """One overlay's file as it was read just now, sound or not."""

    path: Path
    name: str = ""
    """What the overlay calls itself; empty where it does not say."""
    parent: str = ""
    """The aid or the overlay it lies over; empty where it does not say."""
    overlay: Overlay | None = None
    """None where the file has faults."""
    faults: tuple[Fault, ...] = ()
    content_hash: str = ""
    text: str = ""
    """The whole file, exactly: encoded as UTF-8 it has this content hash."""
    file: Marked | None = None

    def fault(self, place: Place, words: str) -> Fault:
        """Return a fault at a place of the file."""
        return self.file.fault(place, words) if self.file else Fault(self.path, 1, 1, words)


@dataclass(frozen=True)
class Chain:
    """The overlays of one aid, the one that lies on the aid first, and what was left out."""

    overlays: tuple[OverlayFile, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_overlay(path: Path) -> OverlayFile:
    """Return the overlay in a file, with every fault of it; nothing is raised."""
    read = OverlayFile(path)
    try:
        content = read_bytes(path)
        file = marked(content, path)
    except AidUnreadable as error:
        return replace(read, faults=tuple(error.faults))
    name, parent = file.data.get("overlay"), file.data.get("overlay_of")
    read = OverlayFile(
        path,
        name if isinstance(name, str) else "",
        parent if isinstance(parent, str) else "",
        content_hash=content_hash(content),
        text=content.decode("utf-8"),
        file=file,
    )
    try:
        return replace(read, overlay=judged_overlay(file))
    except AidUnreadable as error:
        return replace(read, faults=tuple(error.faults))


def left_out(above: Iterable[OverlayFile]) -> list[Fault]:
    """Return a fault for each overlay that cannot be used because of one that it lies over."""
    return [
        file.fault(("overlay_of",), f'this lies over "{file.parent}", which is left out')
        for file in above
    ]


class Overlays:
    """Overlays among the aids that there are."""

    def __init__(self, files: Sequence[OverlayFile], slugs: Iterable[str]) -> None:
        self._slugs = frozenset(slugs)
        counts = Counter(file.name for file in files)
        self._files = [self._with_clashes(file, counts[file.name]) for file in files]

    def chain(self, slug: str) -> Chain:
        """Return the overlays of one aid in order, up to the first that cannot be used."""
        used: list[OverlayFile] = []
        parent = slug
        while over := self._directly_over(parent):
            if len(over) > 1:
                names = " and ".join(f'"{file.name}"' for file in over)
                words = f'{names} all lie over "{parent}": only one can, so none of them is used'
                words = words.replace("all lie", "both lie") if len(over) == 2 else words
                faults = [f for o in over for f in (*o.faults, o.fault(("overlay_of",), words))]
                return Chain(tuple(used), (*faults, *left_out(self.above(over))))
            if over[0].faults:
                faults = [*over[0].faults, *left_out(self.above(over))]
                return Chain(tuple(used), tuple(faults))
            used.append(over[0])
            parent = over[0].name
        return Chain(tuple(used))

    def strays(self) -> tuple[Fault, ...]:
        """Return why each overlay that lies over no aid is left out."""
        roots = [file for slug in self._slugs for file in self._directly_over(slug)]
        reached = {file.path for file in (*roots, *self.above(roots))}
        strays = [file for file in self._files if file.path not in reached]
        return tuple(fault for file in strays for fault in file.faults or [self._astray(file)])

    def above(self, files: Sequence[OverlayFile]) -> list[OverlayFile]:
        """Return the overlays that lie over some others, at any height."""
        found = {file.path: file for file in files}
        waiting = list(files)
        while waiting:
            over = self._directly_over_name(waiting.pop().name)
            fresh = [file for file in over if file.path not in found]
            found.update({file.path: file for file in fresh})
            waiting += fresh
        below = {file.path for file in files}
        return [file for path, file in found.items() if path not in below]

    def _directly_over(self, parent: str) -> list[OverlayFile]:
        return [file for file in self._files if parent and file.parent == parent]

    def _directly_over_name(self, name: str) -> list[OverlayFile]:
        """Return what lies over an overlay: an aid of the same name has the name to itself."""
        return [] if name in self._slugs else self._directly_over(name)

    def _with_clashes(self, file: OverlayFile, count: int) -> OverlayFile:
        words = ""
        if file.name in self._slugs:
            words = f'"{file.name}" is the name of a decision aid: give the overlay another'
        elif file.name and count > 1:
            words = f'another overlay is called "{file.name}" too: give each its own name'
        if not words:
            return file
        return replace(file, faults=(*file.faults, file.fault(("overlay",), words)))

    def _astray(self, file: OverlayFile) -> Fault:
        """Return why an overlay without faults of its own lies over no aid."""
        by_name = {other.name: other for other in self._files}
        if file.parent not in by_name:
            known = [*self._slugs, *(name for name in by_name if name and name != file.name)]
            words = f'no decision aid or overlay is called "{file.parent}".'
            return file.fault(("overlay_of",), f"{words} {nearest(file.parent, known)}")
        circle = [file.name]
        parent = file.parent
        while parent in by_name and parent not in circle:
            circle.append(parent)
            parent = by_name[parent].parent
        if parent != file.name:
            return left_out([file])[0]
        words = " over ".join(f'"{name}"' for name in (*circle, file.name))
        return file.fault(("overlay_of",), f"overlays lie over each other in a circle: {words}")
