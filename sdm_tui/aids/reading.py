"""From a text file to a decision aid, or to every fault in it with its line and column."""

import hashlib
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from sdm_tui.aids.marked import AidUnreadable, Fault, Marked, marked
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.places import Place
from sdm_tui.aids.references import faults_between_parts

LARGEST: Final = 2_000_000
"""Bytes; an aid is some tens of thousands, so anything larger is not one."""


def read_aid(path: Path) -> DecisionAid:
    """Return the aid in a file.

    Raises AidUnreadable with every fault at once.
    """
    return parse_aid(read_bytes(path), path)


def read_bytes(path: Path) -> bytes:
    """Return a file's content; raises AidUnreadable where it cannot be opened."""
    try:
        if path.stat().st_size > LARGEST:
            raise AidUnreadable([Fault(path, 1, 1, "this file is too large to be a decision aid")])
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise AidUnreadable([Fault(path, 1, 1, f"cannot be opened: {reason}")]) from error


def content_hash(content: bytes) -> str:
    """Return the hash that names one exact content of an aid: SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def parse_aid(content: bytes, path: Path) -> DecisionAid:
    """Return the aid in `content`; `path` is only for messages and for the folder's name.

    Raises AidUnreadable with every fault at once.
    """
    aid, faults = judged(marked(content, path))
    if aid is None or faults:
        raise AidUnreadable(faults)
    return aid


def judged(file: Marked) -> tuple[DecisionAid | None, list[Fault]]:
    """Return the aid in a file, where the models accept it, and every fault that a reader finds."""
    folder = file.path.parent.name if file.path.name == "aid.yaml" else None
    found: list[tuple[Place, str]] = list(faults_between_parts(file.data, folder))
    aid: DecisionAid | None = None
    try:
        aid = DecisionAid.model_validate(file.data)
    except ValidationError as error:
        errors = [dict(e) for e in error.errors(include_url=False)]
        found += [_plain_words(e) for e in errors if not _is_echo(e)]
    return aid, [file.fault(place, _told(place, words)) for place, words in found]


def _told(place: Place, words: str) -> str:
    where = ".".join(str(step) for step in place)
    return f"{where}: {words}" if where else words


def _is_echo(error: dict[str, Any]) -> bool:
    """Whether a list is called too short because parts of it have faults, told of elsewhere."""
    if error["type"] != "too_short" or not isinstance(error["input"], list):
        return False
    return len(error["input"]) >= int(error["ctx"]["min_length"])


def _plain_words(error: dict[str, Any]) -> tuple[Place, str]:
    """Return the place and the plain words of one of pydantic's errors."""
    place: Place = tuple(error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    name = place[-1] if place else "file"
    if kind == "missing":
        return place, f'a "{name}" line is missing here'
    if kind == "extra_forbidden":
        return place, f'"{name}" is not a name that is known here{_suggestion(place)}'
    if kind == "string_type":
        return place, "this must be text (put it in quotes)"
    if kind in {"int_type", "int_parsing", "int_from_float"}:
        return place, "this must be a whole number, without quotes"
    if kind == "literal_error":
        return place, f"this must be one of: {context.get('expected', '')}"
    if kind == "string_pattern_mismatch":
        return place, _pattern_words(str(name))
    if kind == "string_too_short":
        return place, "this is empty"
    if kind == "string_too_long":
        return place, f"this is longer than {context.get('max_length')} characters"
    if kind in {"too_short", "too_long"}:
        bound = context.get("min_length", context.get("max_length"))
        return place, f"this list needs {'at least' if kind == 'too_short' else 'at most'} {bound}"
    if kind == "tuple_type":
        return place, 'this must be a list: lines that start with "- "'
    if kind in {"model_type", "dict_type"}:
        return place, "this must be lines with a name, a colon and a value"
    if kind.startswith("bool"):
        return place, "this must be true or false"
    if kind == "greater_than_equal":
        return place, f"this must be {context.get('ge')} or more"
    if kind.startswith("date"):
        return place, "this must be a date, as in 2026-11-22"
    if kind == "value_error":
        return place, str(context.get("error", error["msg"]))
    return place, str(error["msg"])


def _pattern_words(name: str) -> str:
    return {
        "title": 'the title must be a question that ends in "?"',
        "version": "a version looks like 1.0.0",
        "key": "a source's key is in capitals, digits and hyphens",
    }.get(name, "use lower case letters, digits and single hyphens")


def _suggestion(place: Place) -> str:
    from difflib import get_close_matches

    from sdm_tui.aids.model import field_names

    close = get_close_matches(str(place[-1]), sorted(field_names()), n=1)
    return f' (did you mean "{close[0]}"?)' if close else ""
