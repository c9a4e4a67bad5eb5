"""Whether a text of an aid's file says something, or holds a place until somebody does."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from sdm_tui.aids.places import Fault, Place, part, parts, text

_PLACEHOLDERS: Final = frozenset(
    {
        *("", "n a", "na", "tbc", "tbd", "tba", "todo", "to do", "xxx", "placeholder", "pending"),
        *("to be confirmed", "to be decided", "to be added", "to be written", "to follow"),
        *("coming soon", "unknown", "not known", "fill in", "lorem ipsum"),
    }
)
_NOTHING: Final = frozenset({"none", "nil", "no", "nothing", "not applicable", "does not apply"})


def word_count(words: str) -> int:
    """Return how many words a text has; a dash that stands alone is none."""
    return sum(any(c.isalnum() for c in word) for word in words.split())


def holds_a_place(words: str) -> bool:
    """Whether a text is empty or a placeholder such as "tbc" or "n/a"."""
    return _bare(words) in _PLACEHOLDERS


def says(words: str, least: int, *, none_counts: bool = False) -> bool:
    """Whether a text is no placeholder and has at least `least` words.

    none_counts: where "none" is an answer, for example about who paid.
    """
    if holds_a_place(words):
        return False
    if _bare(words) in _NOTHING:
        return none_counts
    return word_count(words) >= least


def unsaid(
    data: dict[str, Any], field: str, least: int, what: str, *, none_counts: bool = False
) -> Iterator[Fault]:
    """Yield a fault where a field that was written does not say what it is for.

    A field that is missing, or is not a text, is the reader's matter.
    """
    written = data.get(field)
    if isinstance(written, str) and not says(written, least, none_counts=none_counts):
        yield (field,), f"{what} ({_found(written)})"


def unsaid_in(
    place: Place, data: dict[str, Any], field: str, least: int, what: str
) -> Iterator[Fault]:
    """Yield the same for a field of a part that stands at `place`."""
    for (name, *_), words in unsaid(data, field, least, what):
        yield (*place, name), words


def unsaid_list(
    place: Place, data: dict[str, Any], field: str, least: int, what: str
) -> Iterator[Fault]:
    """Yield a fault for each text of a list that does not say what it is for."""
    listed = data.get(field)
    for index, words in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(words, str) and not says(words, least):
            yield (*place, field, index), f"{what} ({_found(words)})"


def outcomes(data: dict[str, Any]) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Yield every outcome with its place, those that scores are about among them."""
    for index, outcome in parts(data, "outcomes"):
        yield ("outcomes", index), outcome
    for index, score in parts(data, "scores"):
        if scored := part(score, "outcome"):
            yield ("scores", index, "outcome"), scored


def named(option: dict[str, Any]) -> str:
    """Return an option's name for a message."""
    return f'"{text(option, "name") or text(option, "id") or "an option without a name"}"'


def is_yes(value: object) -> bool:
    """Whether a value is a yes as the model reads it; "yes" in YAML 1.2 is a text."""
    if isinstance(value, str):
        return value.strip().casefold() in {"yes", "true", "on", "y", "t", "1"}
    return value is True or (isinstance(value, int) and value == 1)


def day(value: object) -> date | None:
    """Return a date as the model reads it, or None for what is not one."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _bare(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


def _found(words: str) -> str:
    shown = words.strip()
    return f'it says "{shown}"' if len(shown) <= 40 else f"it has {word_count(shown)} words"
