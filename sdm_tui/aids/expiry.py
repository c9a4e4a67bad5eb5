"""How the review of an aid stands on a day: still good, due soon, overdue, or long overdue."""

from calendar import monthrange
from datetime import date
from typing import Final, Literal

Expiry = Literal["current", "due soon", "overdue", "long overdue"]
NOTICE_MONTHS: Final = 3
"""Calendar months before the review is due from which a notice says so."""
GRACE_MONTHS: Final = 6
"""Calendar months after it from which a record with the aid needs a reason."""


def expiry(review_due: date | None, today: date) -> Expiry:
    """Return how the review stands; an aid whose review date is not known counts as current."""
    if review_due is None:
        return "current"
    if today > review_due:
        is_long = today >= months_after(review_due, GRACE_MONTHS)
        return "long overdue" if is_long else "overdue"
    return "due soon" if today >= months_after(review_due, -NOTICE_MONTHS) else "current"


def months_after(day: date, months: int) -> date:
    """Return the same day so many calendar months later, or the month's last day if it is shorter.

    months: negative for earlier. What would lie outside the calendar is its first or last day.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
