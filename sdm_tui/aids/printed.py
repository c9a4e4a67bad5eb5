"""Figures told a second time, as their sources print them or as arithmetic: a slip is found."""

import math
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from sdm_tui.aids.figures import recompute
from sdm_tui.aids.places import Fault, Place

_NUMBER: Final = r"(\d+(?:\.\d+)?)"
_PRINTED: Final = (
    re.compile(rf"{_NUMBER} ?%"),
    re.compile(rf"{_NUMBER}(?: ?/ ?| (?:of|per|out of|in) ){_NUMBER}"),
)
LONGEST_PRINTED: Final = 60
"""Characters; real ones have about twenty."""


def as_printed(text: str, denominator: int) -> int:
    """Return the count that a source's own way of printing comes to, rounded half up.

    text: "27.1%", "1031/1555", "16 of 1000", "2.4 per 100"; a thousands comma or blank may stand in
    a number. Raises ValueError for anything else.
    """
    if len(text) > LONGEST_PRINTED:
        raise ValueError(f"this is longer than {LONGEST_PRINTED} characters")
    plain = re.sub(r"(?<=\d)[ ,](?=\d{3}(?!\d))", "", " ".join(text.split()))
    percent, share = (pattern.fullmatch(plain) for pattern in _PRINTED)
    if percent:
        value = Fraction(percent[1]) / 100
    elif share and Fraction(share[2]):
        value = Fraction(share[1]) / Fraction(share[2])
    else:
        words = f'"{text}" is not a printed figure: write it like 27.1%, 1031/1555 or 16 per 1000'
        raise ValueError(words)
    return math.floor(value * denominator + Fraction(1, 2))


def printed_otherwise(at: Place, figure: dict[str, Any], denominator: object) -> Iterator[Fault]:
    """Yield where a count or a range is not what its source is said to print."""
    if not isinstance(denominator, int) or denominator not in {100, 1000}:
        return
    ends = str(figure.get("range_in_source")).split(" to ")
    told = [("count", "in_source", figure.get("in_source"))]
    if isinstance(figure.get("range_in_source"), str):
        if len(ends) != 2:
            yield (*at, "range_in_source"), 'write a range with " to " between its ends'
            return
        told += [("low", "range_in_source", ends[0]), ("high", "range_in_source", ends[1])]
    for end, field, printed in told:
        if not isinstance(printed, str):
            continue
        try:
            result = as_printed(printed, denominator)
        except ValueError as error:
            yield (*at, field), str(error)
            continue
        if isinstance(figure.get(end), int) and result != figure[end]:
            words = f"{printed} comes to {result} of {denominator}, but {end} says {figure[end]}"
            yield (*at, field), words


def worked_out_otherwise(at: Place, estimate: dict[str, Any]) -> Iterator[Fault]:
    """Yield where a count or a range is not what its arithmetic comes to."""
    for end, field in (
        ("count", "arithmetic"),
        ("low", "arithmetic_low"),
        ("high", "arithmetic_high"),
    ):
        stated, arithmetic = estimate.get(end), estimate.get(field)
        if not isinstance(arithmetic, str) or not isinstance(stated, int):
            continue
        try:
            result = recompute(arithmetic)
        except ValueError as error:
            yield (*at, field), str(error)
            continue
        if result != stated:
            yield (*at, field), f"this comes to {result}, but {end} says {stated}"
