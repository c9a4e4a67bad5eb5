"""One consultation as the tables tell of it: nothing that was typed, no exact time, no exact count.

What a record holds as text is told only where it is one of the app's own fixed answers or stands in
the decision aid at hand: a record that was taken in from a file may hold anything anywhere. Only
the aid's slug, version and hash are told without its text, where they have the form of one.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Final

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.model import AidUsed, Consultation

MOST_COUNTED: Final = 10
"""A higher number is told as this one: few have it, so it points at them."""
STEP_MINUTES: Final = 5
MOST_MINUTES: Final = 240
ADDED: Final = "added"
"""Stands for every option that the people in the room wrote themselves."""
NOT_AT_HAND: Final = "not at hand"
"""Stands for an option that no aid at hand explains."""
_KEY_BYTES: Final = 12
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG: Final = 60


@dataclass(frozen=True)
class Case:
    """One consultation on its way into the tables."""

    key: str
    """What its rows are known by: see `row_key`."""
    consultation: Consultation
    aid: DecisionAid | None
    """The aid as it was, with its local facts; None where none was used or its text is missing."""
    untold: frozenset[tuple[str, str]] = frozenset()
    """Columns with the answers in them that too few people gave."""


def row_key(consultation_id: str, key: bytes) -> str:
    """Return what stands for a record's id: "r" and a keyed hash of it (BLAKE2b, RFC 7693).

    key: 16 to 64 bytes that nobody else knows. The rows of one export are joined by it; without the
    key nobody can go back to the id, and with a new key for each export no rows of two exports can
    be joined. The "r" keeps a spreadsheet from taking the hash for a number.
    """
    return "r" + blake2b(consultation_id.encode(), key=key, digest_size=_KEY_BYTES).hexdigest()


def began(consultation: Consultation) -> datetime:
    """Return when the first contact was."""
    return consultation.contacts[0].at if consultation.contacts else consultation.created


def month_of(day: date) -> str:
    """Return the month of a day, or of a moment in its own zone, as in 2026-11."""
    return f"{day.year:04}-{day.month:02}"


def aid_slug(used: AidUsed | None) -> str:
    """Return the slug of the aid that was used, or "" for none, or for what is no slug."""
    slug = used.slug if used else ""
    return slug if len(slug) <= _LONGEST_SLUG and _SLUG.fullmatch(slug) else ""


def counted(number: int) -> int:
    """Return a number of things, at most MOST_COUNTED."""
    return min(number, MOST_COUNTED)


def minutes_to_finish(consultation: Consultation) -> int | None:
    """Return the minutes from the first contact to the seal, or None before it or without sense.

    To the nearest STEP_MINUTES, halves up, and at most MOST_MINUTES: an exact time would point at
    an entry in somebody's diary.
    """
    if consultation.seal is None:
        return None
    took = consultation.seal.at - began(consultation)
    if took < timedelta(0):
        return None  # a clock was put back
    step = timedelta(minutes=STEP_MINUTES)
    return min((took + step / 2) // step * STEP_MINUTES, MOST_MINUTES)


def option_told(case: Case, option_id: str | None) -> str | None:
    """Return what stands for an option: the aid's id, ADDED or NOT_AT_HAND; None for none."""
    if option_id is None:
        return None
    if case.aid is not None and case.aid.option(option_id) is not None:
        return option_id
    is_added = any(o.id == option_id for o in case.consultation.options.added_options)
    return ADDED if is_added else NOT_AT_HAND
