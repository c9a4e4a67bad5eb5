"""What the models refuse in a file, in plain words and with its place."""

import re
from collections.abc import Iterable
from typing import Any, Final

from pydantic import ValidationError

from sdm_tui.aids.places import AtName, Place

_MOST_GUESSES: Final = 200
"""Faults of a file for which the nearest known name is looked up: thousands would take long."""
_NAME: Final = re.compile(r"[A-Za-z0-9-]+")
_CURLY: Final = ("\u2018", "\u2019", "\u201c", "\u201d")


def refusals(error: ValidationError, known: Iterable[str]) -> list[tuple[Place, str]]:
    """Return everything that the models refuse; `known` holds the names a file may use."""
    errors = [dict(e) for e in error.errors(include_url=False)]
    told_of = [e for e in errors if not _is_echo(e)]
    return [_plain_words(e, known if n < _MOST_GUESSES else ()) for n, e in enumerate(told_of)]


def told(place: Place, words: str, data: Any = None) -> str:
    """Return the words of a fault after the names that lead to its place.

    data: what the file says; a part of a list goes by the name that it has there, or counts from 1.
    """
    steps: list[str] = []
    for step in place:
        name = step if isinstance(step, str) else _name_of(data, step)
        steps.append(name)
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
    return f"{'.'.join(steps)}: {words}" if steps else words


def _name_of(listed: Any, index: int) -> str:
    """Return the id or the key of a part of a list, or its number from 1."""
    try:
        part = listed[index]
        named = next(part[name] for name in ("id", "key", "option") if name in part)
    except (KeyError, IndexError, TypeError, StopIteration):
        return str(index + 1)
    return named if isinstance(named, str) and _NAME.fullmatch(named) else str(index + 1)


def _is_echo(error: dict[str, Any]) -> bool:
    """Whether a list is called too short because parts of it have faults, told of elsewhere."""
    if error["type"] != "too_short" or not isinstance(error["input"], list):
        return False
    return len(error["input"]) >= int(error["ctx"]["min_length"])


def _plain_words(error: dict[str, Any], known: Iterable[str]) -> tuple[Place, str]:
    """Return the place and the plain words of one of pydantic's errors."""
    place: Place = tuple(error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    name = place[-1] if place else "file"
    given = error.get("input")
    if given is None and kind not in {"missing", "extra_forbidden", "value_error"}:
        return place, "this is empty: write something behind the colon"
    if isinstance(given, str) and given.strip().startswith(_CURLY) and kind != "extra_forbidden":
        return place, f"use straight quotation marks (\" or '), and not {given.strip()[0]}"
    if kind == "missing":
        return place, f'a "{name}" line is missing here'
    if kind == "extra_forbidden":
        words = f'"{name}" is not a name that is known here{_suggestion(str(name), known)}'
        return AtName(place), words
    if kind == "string_unicode":
        return place, "a character that cannot be shown stands in this text: delete it"
    if kind == "string_type":
        return place, "this must be text (put it in quotes)"
    if kind in {"int_type", "int_parsing", "int_from_float"}:
        return place, "write a whole number here, and nothing else"
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
        return place, "this must be a day that exists, as in 2026-11-22"
    if kind == "value_error":
        return place, str(context.get("error", error["msg"]))
    return place, str(error["msg"])


def _pattern_words(name: str) -> str:
    if name.startswith("multiply_"):
        return 'this must be a number to multiply by, such as 0.36 or "0.36 x 0.81"'
    return {
        "title": 'the title must be a question that ends in "?"',
        "version": "a version looks like 1.0.0",
        "language": "a language looks like cy, pl or zh-Hans",
        "source_hash": "a hash has 64 digits or letters a to f: put 64 noughts to be told it",
        "organisation": "the organisation's name must fit on one line",
        "key": "a source's key is in capitals, digits and hyphens",
    }.get(name, "use lower case letters, digits and single hyphens")


def _suggestion(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, sorted(known), n=1)
    return f' (did you mean "{close[0]}"?)' if close else ""
