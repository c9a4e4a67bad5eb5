"""The rule about texts that a new aid's file leaves to be written."""

from collections.abc import Iterator
from typing import Any, Final

from sdm_tui.aids.checks.rule import rule
from sdm_tui.aids.places import Fault, Place

TO_WRITE: Final = "TO WRITE"
"""How every text of a new aid's file begins until somebody writes over it."""


@rule("to-write", "error")
def to_write(data: dict[str, Any]) -> Iterator[Fault]:
    """Write over every text that a new file leaves to be written.

    Our own rule, so that no placeholder reaches a person.
    """
    yield from _in(data, ())


def _in(value: Any, place: Place) -> Iterator[Fault]:
    if isinstance(value, str):
        if value.lstrip().startswith(TO_WRITE):
            name = next((step for step in reversed(place) if isinstance(step, str)), "this")
            yield place, f'"{name}" is still to be written: it begins with "{TO_WRITE}"'
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _in(part, (*place, index))
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _in(part, (*place, name))
