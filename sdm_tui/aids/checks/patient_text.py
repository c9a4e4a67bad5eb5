"""Every text of an aid's file that a patient may read, with its place."""

from collections.abc import Iterator
from typing import Any, Final

from sdm_tui.aids.places import Place

Passage = tuple[Place, str]
"""Where a text stands, and the text."""

_HERE = True
_OPTION: Final = {
    **dict.fromkeys(
        (
            *("name", "short_name", "aim", "what_it_involves", "how_long", "recovery"),
            *("follow_up", "asks_of_me", "reversible", "good_points", "hard_points"),
            "may_not_suit",
        ),
        _HERE,
    ),
    "living_with": {"body": _HERE, "mind": _HERE, "daily_life": _HERE},
}
_OUTCOME: Final = dict.fromkeys(
    (
        *("name", "horizon", "reference_class", "affected", "unaffected"),
        *("caution", "explanation"),
    ),
    _HERE,
)
_PATIENT_READS: Final[dict[str, Any]] = {
    **dict.fromkeys(
        (
            *("title", "condition", "summary", "audience", "not_for", "red_flags"),
            *("no_outcomes_reason", "safety_net"),
        ),
        _HERE,
    ),
    "options": _OPTION,
    "outcomes": {**_OUTCOME, "estimates": {"people": _HERE, "reason": _HERE}},
    "scores": {
        "plain_name": _HERE,
        "effects": {"reason": _HERE},
        "published": {"estimate": {"people": _HERE, "reason": _HERE}},
        "outcome": _OUTCOME,
    },
    "test": dict.fromkeys(("measures", "after_positive", "after_negative", "never_trouble"), _HERE),
    "values": {"text": _HERE},
    "questions": {"question": _HERE, "answer": _HERE},
    "practical_grid": {"question": _HERE, "answers": _HERE},
    "glossary": {"term": _HERE, "meaning": _HERE},
    "further_support": {"name": _HERE, "detail": _HERE},
}


def patient_texts(data: dict[str, Any]) -> Iterator[Passage]:
    """Yield every text of an aid that is shown in patient view, in the order of the file."""
    yield from _within(data, _PATIENT_READS, ())


def option_texts(option: dict[str, Any], place: Place) -> Iterator[Passage]:
    """Yield the patient's texts of one option."""
    yield from _within(option, _OPTION, place)


def _within(value: Any, reads: Any, place: Place) -> Iterator[Passage]:
    if isinstance(value, str):
        if reads is _HERE and value.strip():
            yield place, value
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _within(part, reads, (*place, index))
    elif isinstance(value, dict):
        for name, part in value.items():
            below = reads if reads is _HERE else reads.get(name)
            if below is not None:
                yield from _within(part, below, (*place, name))
