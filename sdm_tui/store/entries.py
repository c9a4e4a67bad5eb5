"""What a list needs of each record, kept apart from the record itself.

Entries are plain and small, so that fifty thousand of them are read in well under a second and
none of the records is.
"""

from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from sdm_tui.consultation.model import Consultation

# A `match` of nine keys takes ten times as long, and this is done for every record there is.
_IN_ORDER: Final = itemgetter(
    "id", "label", "title", "condition", "aid", "touched", "stage", "sealed", "revision"
)
_TYPES: Final = (str, str, str, str, str, str, str, bool, int)


class Entry(NamedTuple):
    """One record as a list shows it; of all that is quick to make, since there are thousands."""

    id: str
    label: str
    title: str
    """The decision, as a question where an aid gives one."""
    condition: str
    """The aid's condition, or ""."""
    aid: str
    """The aid's slug, or "" where none was used."""
    touched: datetime
    stage: str
    is_sealed: bool
    revision: int
    """Which revision of the record this entry was made from."""
    sought: str
    """What a search looks through, in small letters."""


@dataclass(frozen=True)
class Unreadable:
    """A document that cannot be read as a consultation; it is kept as it is."""

    id: str
    why: str


@dataclass(frozen=True)
class Branch:
    """Another version of a record, kept when two copies of it came together."""

    of: str
    """The record's id."""
    document: int
    """The number by which the branch is kept."""
    why: str
    consultation: "Consultation"


def entry_content(consultation: "Consultation", revision: int) -> dict[str, Any]:
    """Return the document that is kept as a record's entry."""
    aid = consultation.aid
    return {
        "id": consultation.id,
        "label": consultation.start.label,
        "title": consultation.title,
        "condition": aid.condition if aid else "",
        "aid": aid.slug if aid else "",
        "touched": consultation.touched.isoformat(),
        "stage": consultation.stage,
        "sealed": consultation.is_sealed,
        "revision": revision,
    }


def entry_in(content: dict[str, Any]) -> Entry | None:
    """Return the entry that a document holds, or None for one that is none."""
    try:
        values = _IN_ORDER(content)
        if tuple(map(type, values)) != _TYPES:
            return None
        record, label, title, condition, aid, moment, stage, is_sealed, revision = values
        touched = datetime.fromisoformat(moment)
    except (KeyError, ValueError):
        return None
    sought = f"{label} {title}".casefold()
    return Entry(record, label, title, condition, aid, touched, stage, is_sealed, revision, sought)
