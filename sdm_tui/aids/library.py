"""Which decision aids there are: find one by its words, and read it afresh from its file.

Only the listing (titles, dates) is kept between runs, because reading every aid at start-up would
make a person wait. Figures never come from there: an aid is read and checked each time it is used.
"""

import hashlib
import json
import os
import re
import stat
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sdm_tui import __version__
from sdm_tui.errors import UnknownName, nearest

if TYPE_CHECKING:
    from sdm_tui.aids.model import DecisionAid

AID_FILE: Final = "aid.yaml"
_REASONS: Final[dict[type[OSError], str]] = {
    FileNotFoundError: "does not exist",
    NotADirectoryError: "is not a folder",
}


@dataclass(frozen=True)
class AidEntry:
    """What a list of aids shows of one of them."""

    slug: str
    path: Path
    """The file; an aid in an added folder takes the place of a bundled one of the same slug."""
    title: str
    """The decision as a question; the slug where the file is unreadable."""
    condition: str = ""
    audience: str = ""
    synonyms: tuple[str, ...] = ()
    version: str = ""
    last_reviewed: date | None = None
    review_due: date | None = None
    content_hash: str = ""
    """SHA-256 of the file's bytes; empty where the file could not be opened."""
    signed_off: bool = False
    """Whether a clinician signed off exactly this content for local use: not possible yet."""
    fault: str | None = None
    """The first fault, "file:line:column: message", where the file is unreadable."""

    def is_overdue(self, today: date) -> bool:
        """Whether the date of the next review has passed."""
        return self.review_due is not None and today > self.review_due


@dataclass(frozen=True)
class LoadedAid:
    """An aid as it was read just now."""

    aid: "DecisionAid"
    content_hash: str
    text: str
    """The whole file, exactly: encoded as UTF-8 it has this content hash."""


@dataclass(frozen=True)
class Library:
    """Every aid there is, in order of condition and then title, with unreadable ones last."""

    entries: tuple[AidEntry, ...]

    def search(self, text: str) -> tuple[AidEntry, ...]:
        """Return the aids that match every word of `text`, the closest first; all for none."""
        return tuple(entry for _, entry in self._ranked(text))

    def entry(self, slug: str) -> AidEntry:
        """Return the aid with this slug, or the one that its beginning or its words fit.

        Raises UnknownName where none fits, or more than one.
        """
        name = slug.strip().casefold()
        for entry in self.entries:
            if entry.slug == name:
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
        hint = nearest(name, [entry.slug for entry in self.entries])
        raise UnknownName(f'No decision aid is called "{slug}".', hint)

    def load(self, slug: str) -> LoadedAid:
        """Read and check an aid afresh.

        Raises UnknownName, or AidUnreadable with every fault of the file.
        """
        from sdm_tui.aids.reading import content_hash, parse_aid, read_bytes

        path = self.entry(slug).path
        content = read_bytes(path)
        aid = parse_aid(content, path)
        return LoadedAid(aid, content_hash(content), content.decode("utf-8"))

    def _ranked(self, text: str) -> list[tuple[list[int], AidEntry]]:
        typed = _words(text)
        ranks = [(_rank(entry, typed), entry) for entry in self.entries]
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
    return [place / AID_FILE for place in places if _holds_an_aid(place)]


def open_library(folders: Sequence[Path], cache_file: Path | None) -> Library:
    """List the aids of some folders; a later folder's aid takes the place of an earlier one's.

    cache_file: where the listing is kept for the next start; None keeps nothing. A listing that is
    missing, broken or out of date is made anew, and one that cannot be written is done without.
    Raises UnknownName for a folder that does not exist.
    """
    files = {path.parent.name: path for folder in folders for path in aid_files(folder.resolve())}
    kept = _kept_listing(cache_file)
    entries = [_kept_entry(path, kept) or _read_entry(path) for path in files.values()]
    if cache_file is not None and any(entry not in kept.values() for entry in entries):
        others = [entry for path, entry in kept.items() if path not in files.values()]
        _keep_listing(cache_file, [*entries, *(other for other in others if other.path.exists())])
    return Library(tuple(sorted(entries, key=_place_in_list)))


def _holds_an_aid(place: Path) -> bool:
    try:
        return stat.S_ISREG((place / AID_FILE).stat().st_mode)
    except PermissionError:
        return True  # listed as unreadable, and not left out without a word
    except OSError:
        return False


def _place_in_list(entry: AidEntry) -> tuple[bool, str, str]:
    return entry.fault is not None, _folded(entry.condition), _folded(entry.title)


def _folded(text: str) -> str:
    """Return text without capitals, accents and apostrophes, so that spellings meet."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c) and c not in "'\u2019")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _folded(text))


def _rank(entry: AidEntry, typed: Iterable[str]) -> list[int] | None:
    """Return how loosely an aid fits each typed word, the worst first; None if one has no place."""
    names = _words(f"{entry.condition} {entry.title}")
    others = _words(" ".join((*entry.synonyms, entry.slug)))
    ranks = []
    for word in typed:
        fits = (
            any(name.startswith(word) for name in names),
            any(name.startswith(word) for name in others),
            any(word in name for name in names),
            any(word in name for name in others),
        )
        if not any(fits):
            return None
        ranks.append(fits.index(True))
    return sorted(ranks, reverse=True)


def _read_entry(path: Path) -> AidEntry:
    from sdm_tui.aids.marked import AidUnreadable
    from sdm_tui.aids.reading import content_hash, parse_aid, read_bytes

    slug, key = path.parent.name, ""
    try:
        content = read_bytes(path)
        key = content_hash(content)
        aid = parse_aid(content, path)
    except AidUnreadable as error:
        return AidEntry(slug, path, slug, content_hash=key, fault=str(error.faults[0]))
    return AidEntry(
        slug=slug,
        path=path,
        title=aid.title,
        condition=aid.condition,
        audience=aid.audience,
        synonyms=aid.synonyms,
        version=aid.version,
        last_reviewed=aid.last_reviewed,
        review_due=aid.review_due,
        content_hash=key,
    )


_TEXTS: Final = ("slug", "title", "condition", "audience", "version", "content_hash")


def _entry_from(kept: dict[str, object]) -> AidEntry:
    """Return an entry of the listing.

    Raises KeyError, TypeError or ValueError for anything that was not written here. It is checked
    by hand, because pydantic would cost a third of the time until the list is on the screen.
    """
    texts = {name: kept[name] for name in _TEXTS}
    synonyms, fault = kept["synonyms"], kept["fault"]
    if not isinstance(synonyms, list) or not isinstance(fault, str | None):
        raise TypeError("not an entry of the listing")
    if not all(isinstance(text, str) for text in (*texts.values(), *synonyms)):
        raise TypeError("not an entry of the listing")
    return AidEntry(
        slug=str(texts["slug"]),
        title=str(texts["title"]),
        condition=str(texts["condition"]),
        audience=str(texts["audience"]),
        version=str(texts["version"]),
        content_hash=str(texts["content_hash"]),
        path=Path(str(kept["path"])),
        synonyms=tuple(synonyms),
        last_reviewed=_day(kept["last_reviewed"]),
        review_due=_day(kept["review_due"]),
        fault=fault,
    )


def _day(kept: object) -> date | None:
    return None if kept is None else date.fromisoformat(str(kept))


def _entry_kept(entry: AidEntry) -> dict[str, object]:
    """Return an entry as it is written to the listing."""
    return {
        **{name: getattr(entry, name) for name in _TEXTS},
        "path": str(entry.path),
        "synonyms": list(entry.synonyms),
        "last_reviewed": entry.last_reviewed and entry.last_reviewed.isoformat(),
        "review_due": entry.review_due and entry.review_due.isoformat(),
        "fault": entry.fault,
    }


def _maker() -> str:
    """Return what names this very code: a listing made by any other is made anew.

    The source is hashed, and not only the version named, so that a rule changed in a checkout
    cannot leave a listing that says an aid is sound.
    """
    made_by = hashlib.sha256(__version__.encode())
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        with suppress(OSError):
            made_by.update(source.read_bytes())
    return made_by.hexdigest()


def _kept_listing(cache_file: Path | None) -> dict[Path, AidEntry]:
    if cache_file is None:
        return {}
    try:
        listing = json.loads(cache_file.read_bytes())
        if listing["made_by"] != _maker():
            return {}
        entries = [_entry_from(kept) for kept in listing["entries"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return {entry.path: entry for entry in entries}


def _kept_entry(path: Path, kept: dict[Path, AidEntry]) -> AidEntry | None:
    """Return the kept entry of a file whose bytes are still the same."""
    held = kept.get(path)
    if held is None:
        return None
    try:
        # Hashed here: importing the reader would cost the time that the listing saves.
        is_same = hashlib.sha256(path.read_bytes()).hexdigest() == held.content_hash
    except OSError:
        return None
    return held if is_same else None


def _keep_listing(cache_file: Path, entries: list[AidEntry]) -> None:
    kept = [_entry_kept(entry) for entry in entries if entry.content_hash]
    listing = {"made_by": _maker(), "entries": kept}
    with suppress(OSError):
        cache_file.parent.mkdir(parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=cache_file.parent, prefix=cache_file.name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(listing, file)
            Path(written).replace(cache_file)
        except OSError:
            Path(written).unlink(missing_ok=True)
