"""Which decision aids there are: find one by its words, and read it afresh from its file.

The listing (titles, dates, how many findings) is kept between runs, because reading every aid at
start-up would make a person wait. Figures never come from there: each time an aid is used its file
is read, and its data is judged by the models and the checks between its parts.
"""

import re
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sdm_tui.aids.listing import READ_AT_ONCE, AidEntry, Listing
from sdm_tui.aids.local_listing import with_local_facts
from sdm_tui.errors import UnknownName, nearest

if TYPE_CHECKING:
    from sdm_tui.aids.local_facts import LoadedOverlay
    from sdm_tui.aids.model import DecisionAid

__all__ = [
    "AID_FILE",
    "OVERLAY_FILE",
    "AidEntry",
    "Library",
    "LoadedAid",
    "aid_files",
    "bundled_folder",
    "open_library",
    "overlay_files",
]
AID_FILE: Final = "aid.yaml"
OVERLAY_FILE: Final = "overlay.yaml"
_EVERY: Final = "sdm-tui aids list"
"""The command that lists every aid."""
_REASONS: Final[dict[type[OSError], str]] = {
    FileNotFoundError: "does not exist",
    NotADirectoryError: "is not a folder",
}


@dataclass(frozen=True)
class LoadedAid:
    """An aid as it was read just now."""

    aid: "DecisionAid"
    """With every local row in it."""
    content_hash: str
    text: str
    """The whole file, exactly: encoded as UTF-8 it has this content hash."""
    overlays: "tuple[LoadedOverlay, ...]" = ()
    """The local facts in use, those that lie on the aid itself first."""
    local_faults: tuple[str, ...] = ()
    """Why other local facts were left out."""

    @property
    def texts(self) -> dict[str, str]:
        """Every text that the aid was made of, by its hash."""
        overlays = {one.content_hash: one.text for one in self.overlays}
        return {self.content_hash: self.text, **overlays}


@dataclass(frozen=True)
class Library:
    """Every aid there is, in order of condition and then title, with unreadable ones last."""

    entries: tuple[AidEntry, ...]
    overlays: tuple[Path, ...] = ()
    """The file of every overlay in the folders."""
    local_faults: tuple[str, ...] = ()
    """Why overlays that lie over no aid are left out."""
    listing: Listing = field(default_factory=lambda: Listing(None), repr=False, compare=False)
    """What keeps the entries and the parsed aids between runs."""

    @property
    def waiting(self) -> int:
        """How many aids have not been read yet: in a large folder that is new, most of them."""
        return sum(entry.waits for entry in self.entries)

    @property
    def unreadable(self) -> int:
        """How many aids cannot be read."""
        return sum(entry.fault is not None for entry in self.entries)

    def read_more(self, most: int = READ_AT_ONCE) -> "Library":
        """Return a library in which more of the aids that wait are read: one, or `most` bytes."""
        paths = [entry.path for entry in self.entries if entry.waits]
        fresh = {entry.path: entry for entry in self.listing.entries(paths, most=most)}
        entries = [_read_now(entry, fresh.get(entry.path)) for entry in self.entries]
        return replace(self, entries=_in_order(entries))

    def read_all(self) -> "Library":
        """Return a library in which no aid waits."""
        library = self
        while library.waiting:
            library = library.read_more()
        return library

    def search(self, text: str) -> tuple[AidEntry, ...]:
        """Return the aids that match every word of `text`, the closest first; all for none."""
        return tuple(entry for _, entry in self._ranked(text))

    def entry(self, slug: str) -> AidEntry:
        """Return the aid with this slug, or the one that its beginning or its words fit.

        One that waits is read. Raises UnknownName where none fits, or more than one.
        """
        found = self._named(slug)
        if not found.waits:
            return found
        (fresh,) = self.listing.entries([found.path])
        return _read_now(found, fresh)

    def exactly(self, slug: str) -> AidEntry:
        """Return the aid with this very slug, for what must never be done to another one.

        Raises UnknownName, with the nearest name.
        """
        if slug not in {entry.slug for entry in self.entries}:
            hint = nearest(slug, [entry.slug for entry in self.entries], every=_EVERY)
            raise UnknownName(f'No decision aid is called "{slug}".', hint)
        return self.entry(slug)

    def reread(self, slug: str) -> "Library":
        """Return a library in which the aid with this very slug is listed as its files are now.

        Raises UnknownName.
        """
        listed = self.exactly(slug)
        (fresh,) = self.listing.entries([listed.path])
        fresh = _read_now(listed, fresh)
        if self.overlays and fresh.fault is None:
            fresh = self._with_local_facts(fresh)
        entries = [fresh if entry.path == listed.path else entry for entry in self.entries]
        return replace(self, entries=_in_order(entries))

    def _with_local_facts(self, entry: AidEntry) -> AidEntry:
        from sdm_tui.aids.local_facts import overlays_hash
        from sdm_tui.aids.marked import AidUnreadable

        try:
            loaded = self.load(entry.slug)
        except AidUnreadable as error:  # changed once more just now
            return replace(entry, fault=str(error.faults[0]), errors=len(error.faults))
        return replace(
            entry,
            organisations=tuple(one.overlay.organisation for one in loaded.overlays),
            local_faults=loaded.local_faults,
            overlay_hash=overlays_hash([one.content_hash for one in loaded.overlays]),
        )

    def _named(self, slug: str) -> AidEntry:
        name = slug.strip().casefold()
        for exact in (slug, name):  # a folder may be called anything, capitals included
            for entry in self.entries:
                if entry.slug == exact:
                    return entry
        fitting = [entry for entry in self.entries if entry.slug.startswith(name)]
        if not fitting:
            ranked = self._ranked(name)
            fitting = [entry for rank, entry in ranked if rank == ranked[0][0]]
        if len(fitting) == 1 and _words(name):
            return fitting[0]
        if fitting and _words(name):
            names = ", ".join(entry.slug for entry in fitting)
            raise UnknownName(f'"{slug}" fits more than one decision aid.', f"There are: {names}.")
        hint = nearest(name, [entry.slug for entry in self.entries], every=_EVERY)
        raise UnknownName(f'No decision aid is called "{slug}".', hint)

    def load(self, slug: str) -> LoadedAid:
        """Return an aid as its file is now.

        Raises UnknownName, or AidUnreadable with every fault of the file.
        """
        from sdm_tui.aids.reading import content_hash, read_bytes

        path = self._named(slug).path
        content = read_bytes(path)
        aid = self.parse(content, path)
        loaded = LoadedAid(aid, content_hash(content), content.decode("utf-8"))
        if not self.overlays:
            return loaded
        from sdm_tui.aids.local_facts import local_facts

        facts = local_facts(aid, self.overlays, [entry.slug for entry in self.entries])
        faults = tuple(str(fault) for fault in facts.faults)
        return replace(loaded, aid=facts.aid, overlays=facts.overlays, local_faults=faults)

    def parse(self, content: bytes, path: Path) -> "DecisionAid":
        """Return the aid in `content`, without parsing it again where it was parsed before.

        `path` is only for messages and for the folder's name. Raises AidUnreadable.
        """
        from sdm_tui.aids.parsed import aid_in

        return aid_in(content, path, self.listing.parsed)

    @cached_property
    def _findable(self) -> list[tuple[str, str, AidEntry]]:
        """Each aid with the words of its names and of its other names, folded once for all."""
        return [
            (
                _spaced(f"{entry.condition} {entry.title}"),
                _spaced(" ".join((*entry.synonyms, entry.slug))),
                entry,
            )
            for entry in self.entries
        ]

    def _ranked(self, text: str) -> list[tuple[list[int], AidEntry]]:
        typed = _words(text)
        ranks = [(_rank(names, others, typed), entry) for names, others, entry in self._findable]
        matches = [(rank, entry) for rank, entry in ranks if rank is not None]
        return sorted(matches, key=lambda match: match[0])


def bundled_folder() -> Path:
    """Return the folder of the aids that come with the app."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "decision_aids"
    return installed if installed.is_dir() else package.parent / "decision_aids"


def aid_files(folder: Path) -> list[Path]:
    """Return the aids' files in a folder of aids, or the one file in the folder of an aid.

    Raises UnknownName where there is no such folder.
    """
    try:
        places = [folder, *sorted(folder.iterdir())]
    except OSError as error:
        reason = _REASONS.get(type(error), "cannot be opened")
        raise UnknownName(
            f"The folder of decision aids {folder} {reason}.",
            "Give the folder that holds one folder for each aid.",
        ) from error
    return [place / AID_FILE for place in places if _holds(place, AID_FILE)]


def overlay_files(folder: Path) -> list[Path]:
    """Return the overlays' files in a folder of aids, or the one in the folder itself."""
    try:
        places = [folder, *sorted(folder.iterdir())]
    except OSError:
        return []
    return [place / OVERLAY_FILE for place in places if _holds(place, OVERLAY_FILE)]


def open_library(
    folders: Sequence[Path], cache_file: Path | None, *, most: int = READ_AT_ONCE
) -> Library:
    """List the aids of some folders; a later folder's aid takes the place of an earlier one's.

    cache_file: where the listing is kept for the next start; None keeps nothing. A listing that is
    missing, broken or out of date is made anew, and one that cannot be written is done without.
    most: bytes after which no further aid is read anew; the aids beyond that wait, see `read_more`.
    Raises UnknownName for a folder that does not exist.
    """
    files = {path.parent.name: path for folder in folders for path in aid_files(folder.resolve())}
    listing = Listing(cache_file)
    entries = listing.entries(files.values(), most=most)
    overlays = tuple(path for folder in folders for path in overlay_files(folder.resolve()))
    beside = cache_file and cache_file.with_name("local-facts.json")
    entries, faults = with_local_facts(entries, overlays, beside)
    return Library(_in_order(entries), overlays, faults, listing)


def _holds(place: Path, name: str) -> bool:
    try:
        return stat.S_ISREG((place / name).stat().st_mode)
    except PermissionError:
        return True  # listed as unreadable, and not left out without a word
    except OSError:
        return (place / name).is_symlink()  # one that leads nowhere is told of as well


def _read_now(waiting: AidEntry, fresh: AidEntry | None) -> AidEntry:
    """Return an entry that was just read, with the local facts that were listed for it."""
    if fresh is None:
        return waiting
    return replace(
        fresh,
        organisations=waiting.organisations,
        local_faults=waiting.local_faults,
        overlay_hash=waiting.overlay_hash,
    )


def _in_order(entries: Iterable[AidEntry]) -> tuple[AidEntry, ...]:
    return tuple(sorted(entries, key=_place_in_list))


def _place_in_list(entry: AidEntry) -> tuple[bool, str, str]:
    return entry.fault is not None, _folded(entry.condition), _folded(entry.title)


def _folded(text: str) -> str:
    """Return text without capitals, accents and apostrophes, so that spellings meet."""
    if text.isascii():
        return text.casefold().replace("'", "")
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c) and c not in "'\u2019")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _folded(text))


def _spaced(text: str) -> str:
    """Return the words of a text, each after a space: so " kn" is found where a word begins so."""
    return " " + " ".join(_words(text))


def _rank(names: str, others: str, typed: Iterable[str]) -> list[int] | None:
    """Return how loosely an aid fits each typed word, the worst first; None if one has no place."""
    ranks = []
    for word in typed:
        start = f" {word}"
        fits = (start in names, start in others, word in names, word in others)
        if not any(fits):
            return None
        ranks.append(fits.index(True))
    return sorted(ranks, reverse=True)
