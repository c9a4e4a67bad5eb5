"""Consultations with nobody in them, as long and as varied as real ones, the same at every run.

Each is made from its own number alone, so any one of fifty thousand is there without the others.
"""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from sdm_tui.consultation.model import Consultation

FIRST: Final = datetime(2024, 1, 2, 8, 0, tzinfo=UTC)
_SYLLABLES: Final = (
    *(first + then for first in "bdfghklmnprstvw" for then in "aeio"),
    *("sh", "th", "ch", "st", "tr", "pl", "gr", "ing", "er", "ly", "ed"),
)
_WORDS: Final = 4_000
_FINISHED: Final = 9
"""Of ten records, so many are finished."""
_VALUES: Final = ("walking", "sleep", "side-effects", "work", "family", "surgery", "time", "cost")
_OPTIONS: Final = ("wait", "exercises", "tablets", "injection", "operation")


def _vocabulary() -> list[str]:
    chance = Random(1)  # noqa: S311 - it makes up words, not keys
    found: dict[str, None] = {}
    while len(found) < _WORDS:
        found["".join(chance.choices(_SYLLABLES, k=chance.choice((1, 2, 2, 3, 3, 4))))] = None
    return list(found)


VOCABULARY: Final = _vocabulary()


def label(number: int) -> str:
    """Return the label of one consultation, which no other has."""
    return f"{VOCABULARY[number * 7 % _WORDS]} {number:06}"


def words(chance: Random, count: int) -> str:
    """Return so many words, of the vocabulary and in no order."""
    return " ".join(chance.choices(VOCABULARY, k=count)).capitalize() + "."


def consultation(number: int, *, is_open: bool = False) -> Consultation:
    """Return one consultation, as long as an hour of notes.

    is_open: one in progress, whichever number it has; otherwise one in ten is.
    """
    chance = Random(f"consultation {number}")  # noqa: S311 - it makes up words, not keys
    began = FIRST + timedelta(minutes=20 * number)
    at = [(began + timedelta(minutes=minute)).isoformat() for minute in range(20)]

    def said(least: int, most: int) -> str:
        return words(chance, chance.randint(least, most))

    document: dict[str, Any] = {
        "id": f"{number:06x}{chance.getrandbits(24):06x}",
        "created": at[0],
        "touched": at[19],
        "aid": {
            "slug": f"aid-{number % 30}",
            "title": f"{words(chance, 7)[:-1]}?",
            "condition": words(chance, 2)[:-1],
            "version": "2.1",
            "content_hash": f"{chance.getrandbits(256):064x}",
            "last_reviewed": "2026-03-01",
            "review_due": "2027-03-01",
        },
        "stage": "summary",
        "visited": [
            "start",
            "what-matters",
            "options",
            "benefits-and-risks",
            "deciding",
            "summary",
        ],
        "contacts": [{"at": at[0]}],
        "start": {"label": label(number), "present": ["person", "clinician"], "route": 20},
        "what_matters": {
            "important": said(20, 60),
            "worries": said(15, 50),
            "hopes": said(10, 40),
            "keep_doing": said(5, 30),
            "ratings": {value: chance.randint(0, 10) for value in _VALUES},
            "concerns": [
                {"kind": kind, "weight": chance.randint(0, 10), "words": said(5, 25)}
                for kind in ("physical", "practical", "family")
            ],
        },
        "options": {
            "set_aside": [{"option": "operation", "reason": said(5, 25), "at": at[5]}],
            "notes": [{"option": o, "words": said(8, 35), "at": at[6]} for o in _OPTIONS[:3]],
            "opened": list(_OPTIONS),
        },
        "figures": {
            "opened": [
                {"outcome": f"outcome-{shown}", "view": "people", "at": at[8 + shown]}
                for shown in range(5)
            ],
            "teach_backs": [
                {"asked": said(6, 14), "said": said(15, 50), "clarified": said(5, 30), "at": at[14]}
            ],
        },
        "deciding": {
            "leans": {value: chance.choice(_OPTIONS) for value in _VALUES},
            "status": "decided",
            "chosen": chance.choice(_OPTIONS),
            "why": said(20, 60),
            "how_sure": chance.randint(0, 10),
            "clinician_view": said(8, 30),
            "actions": [{"what": said(4, 12), "who": "person", "when": "Monday"} for _ in range(2)],
            "safety_net": said(10, 35),
        },
        "private_notes": said(10, 60),
    }
    if not is_open and number % 10 < _FINISHED:
        document["seal"] = {"at": at[19], "by": "Dr Nobody"}
    return Consultation.model_validate(document)
