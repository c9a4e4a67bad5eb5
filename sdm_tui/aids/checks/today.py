"""What only the day of the check can tell of an aid: dates ahead of it, and a review overdue."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sdm_tui.aids.checks.rule import Severity
from sdm_tui.aids.places import Fault, parts, text

AHEAD = "date-ahead"
OVERDUE = "review-overdue"


def told_by(data: dict[str, Any], today: date) -> Iterator[tuple[str, Severity, Fault]]:
    """Yield the rule, its gravity, and each breach.

    IPDASi v4, certification 3 and 4: a date of production and of the next review that can be
    believed. A year typed ahead would silence the reminder of a review for as long.
    """
    for name in ("published", "last_reviewed"):
        day = _day(data.get(name))
        if day is not None and day > today:
            yield AHEAD, "error", ((name,), f"{day} has not come yet")
    for index, source in parts(data, "sources"):
        years = [int(year) for year in re.findall(r"\b[0-9]{4}\b", text(source, "year"))]
        if any(year > today.year for year in years):
            place = ("sources", index, "year")
            yield AHEAD, "error", (place, "this year has not come yet")
    due = _day(data.get("review_due"))
    if due is not None and due < today:
        yield OVERDUE, "warning", (("review_due",), f"the review was due on {due}")


def _day(value: object) -> date | None:
    try:
        return TypeAdapter(date).validate_python(value)
    except ValidationError:
        return None
