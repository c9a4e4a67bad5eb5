"""Plain data of an aid's file, looked into without trusting its shape.

Rules about a file run on what was written, whether or not the models accept it, so that an author
hears of every fault at once. Each part is found with the place at which it stands.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

Place = tuple[str | int, ...]
"""The way to a value: names of fields and, in lists, positions from 0."""


class AtName(tuple[str | int, ...]):
    """A place that means the last name itself, and not the value that stands after it."""

    __slots__ = ()


Fault = tuple[Place, str]
"""Where something is wrong, and what."""


def parts(data: dict[str, Any], section: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the position and the content of each part of a list; nothing where it is no list."""
    listed = data.get(section)
    if isinstance(listed, list):
        for index, part in enumerate(listed):
            if isinstance(part, dict):
                yield index, part


def part(data: dict[str, Any], section: str) -> dict[str, Any]:
    """Return a part that has fields of its own, or an empty one."""
    found = data.get(section)
    return found if isinstance(found, dict) else {}


def names(data: dict[str, Any], section: str, field: str) -> set[str]:
    """Return the texts that one field has in the parts of a list."""
    return {p[field] for _, p in parts(data, section) if isinstance(p.get(field), str)}


def texts(data: dict[str, Any], field: str) -> list[str]:
    """Return the texts of a list of texts; what is not a text is passed over."""
    value = data.get(field)
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def text(data: dict[str, Any], field: str) -> str:
    """Return one text, stripped; "" where there is none."""
    value = data.get(field)
    return value.strip() if isinstance(value, str) else ""


def out_of_order(
    place: Place, section: str, part_with_list: dict[str, Any], options: list[Any]
) -> Iterator[Fault]:
    """Yield where a list does not follow the order of the options.

    One order everywhere lets a reader, and this check, see two options that were swapped.
    """
    known = [
        (index, options.index(listed["option"]))
        for index, listed in parts(part_with_list, section)
        if isinstance(listed.get("option"), str) and listed["option"] in options
    ]
    for (_, before), (index, here) in pairwise(known):
        if here < before:
            words = f'"{options[here]}" comes before "{options[before]}" in this aid\'s options'
            yield (*place, section, index, "option"), f"{words}: keep that order"
