"""What a list of aids shows of each, kept between runs so that the list is there at once.

An entry is kept for one exact content of a file and was made by this very code, rules of the
checker included; where either has changed it is made anew. It holds titles, dates and how many
errors there are, and no figures.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from sdm_tui.aids.keeping import keep_whole, kept_whole, made_by

READ_AT_ONCE: Final = 400_000
"""Bytes of aids that are read anew before a list is shown: some seconds' worth."""
PARSED: Final = "parsed-aids"
"""The folder beside a listing in which parsed aids are kept."""
_FIRST_LOOK: Final = 4_000
"""Bytes in which an aid that has not been read yet is looked at for its title."""

_Kind = TypeVar("_Kind")


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
    fault: str | None = None
    """The first fault, "file:line:column: message", where the file is unreadable."""
    errors: int = 0
    """How many errors the checker found; faults where the file is unreadable."""
    organisations: tuple[str, ...] = ()
    """Whose local facts lie over the aid, in order."""
    local_faults: tuple[str, ...] = ()
    """Why other local facts are left out; the aid is used without them."""
    overlay_hash: str = ""
    """What names the exact local facts that lie over the aid; "" for none."""
    waits: bool = False
    """Whether the file has not been read yet, so that nothing but a title is known of it."""


class Listing:
    """The entries that one file keeps, by the aid they are of; without a file it keeps none."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._kept = {} if file is None else _kept_entries(file)
        self.parsed = None if file is None else file.with_name(PARSED)
        """The folder in which parsed aids are kept, so that they need not be parsed again."""

    def entries(self, paths: Iterable[Path], *, most: int = READ_AT_ONCE) -> list[AidEntry]:
        """Return the entries of some aids' files as they are now, and keep them for the next start.

        most: bytes after which no further file is read, where an entry is not kept; the aids beyond
        that wait.
        """
        entries = []
        for path in paths:
            entry = self._kept_entry(path)
            if entry is None and most > 0:
                most -= _size(path)
                entry = read_entry(path, self.parsed)
            entries.append(entry or _first_look(path))
        self._keep([entry for entry in entries if entry.content_hash])
        return entries

    def _keep(self, entries: list[AidEntry]) -> None:
        """Keep these, with those of other files that are still there."""
        if self._file is None or all(self._kept.get(entry.path) == entry for entry in entries):
            return
        # Replaced and not changed: aids that wait are read in a thread of their own.
        kept = self._kept = {**self._kept, **{entry.path: entry for entry in entries}}
        held = [_entry_kept(entry) for entry in kept.values() if entry.path.exists()]
        write_listing(self._file, {"made_by": made_by(), "entries": held})

    def _kept_entry(self, path: Path) -> AidEntry | None:
        """Return the kept entry of a file whose bytes are still the same."""
        held = self._kept.get(path)
        if held is None:
            return None
        try:
            # Hashed here: importing the reader would cost the time that the listing saves.
            is_same = hashlib.sha256(path.read_bytes()).hexdigest() == held.content_hash
        except OSError:
            return None
        return held if is_same else None


def read_entry(path: Path, parsed: Path | None = None) -> AidEntry:
    """Return what a list shows of one aid: read and checked now, or told as unreadable.

    parsed: the folder in which parsed aids are kept, so that opening this one is quick.
    """
    from sdm_tui.aids.checks.checking import check_marked
    from sdm_tui.aids.marked import AidUnreadable, marked
    from sdm_tui.aids.parsed import judged_aid, keep_data
    from sdm_tui.aids.reading import content_hash, read_bytes

    slug, key = path.parent.name, ""
    try:
        content = read_bytes(path)
        key = content_hash(content)
        file = marked(content, path)
        aid = judged_aid(file)
    except AidUnreadable as error:
        fault, count = str(error.faults[0]), len(error.faults)
        return AidEntry(slug, path, slug, content_hash=key, fault=fault, errors=count)
    keep_data(parsed, key, file.data)
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
        errors=sum(finding.severity == "error" for finding in check_marked(file)),
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _first_look(path: Path) -> AidEntry:
    """Return an entry with the names that a quick look finds: they are labels until it is read."""
    try:
        with path.open("rb") as file:
            head = file.read(_FIRST_LOOK).decode("utf-8", "replace")
    except OSError:
        head = ""
    seen = {name: said.strip("'\" \r") for name, said in _LABELS.findall(head)}
    slug = path.parent.name
    title, condition = seen.get("title", slug), seen.get("condition", "")
    return AidEntry(slug, path, title, condition, waits=True)


_LABELS: Final = re.compile(r"^(title|condition): +(?![>|&*!])(.+)$", re.MULTILINE)


def _kept_entries(file: Path) -> dict[Path, AidEntry]:
    try:
        listing = json.loads(kept_whole(file) or b"")
        if listing["made_by"] != made_by():
            return {}
        entries = [_entry_from(kept) for kept in listing["entries"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    return {entry.path: entry for entry in entries}


def _entry_from(kept: dict[str, object]) -> AidEntry:
    """Return an entry of the listing.

    Raises KeyError, TypeError or ValueError for anything that was not written here. It is checked
    by hand, because pydantic would cost a third of the time until the list is on the screen.
    """
    fault = kept["fault"]
    return AidEntry(
        slug=_as(str, kept["slug"]),
        path=Path(_as(str, kept["path"])),
        title=_as(str, kept["title"]),
        condition=_as(str, kept["condition"]),
        audience=_as(str, kept["audience"]),
        synonyms=tuple(_as(str, synonym) for synonym in _as(list, kept["synonyms"])),
        version=_as(str, kept["version"]),
        last_reviewed=_day(kept["last_reviewed"]),
        review_due=_day(kept["review_due"]),
        content_hash=_as(str, kept["content_hash"]),
        fault=None if fault is None else _as(str, fault),
        errors=_as(int, kept["errors"]),
    )


def _as(kind: type[_Kind], kept: object) -> _Kind:
    if not isinstance(kept, kind):
        raise TypeError("not an entry of the listing")
    return kept


def _day(kept: object) -> date | None:
    return None if kept is None else date.fromisoformat(_as(str, kept))


_AS_THEY_ARE: Final = (
    *("slug", "title", "condition", "audience", "version", "content_hash"),
    *("fault", "errors"),
)


def _entry_kept(entry: AidEntry) -> dict[str, object]:
    """Return an entry as it is written to the listing."""
    return {
        **{name: getattr(entry, name) for name in _AS_THEY_ARE},
        "path": str(entry.path),
        "synonyms": list(entry.synonyms),
        "last_reviewed": entry.last_reviewed and entry.last_reviewed.isoformat(),
        "review_due": entry.review_due and entry.review_due.isoformat(),
    }


def write_listing(file: Path, listing: dict[str, object]) -> None:
    """Keep a listing for the next start; one that cannot be written is done without."""
    keep_whole(file, json.dumps(listing).encode())
