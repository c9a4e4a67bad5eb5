"""Checks of what people type that has a fixed form: NHS numbers and dates.

A check never changes or refuses the text: it returns a sentence to show beside the field.
"""

import re
from datetime import date
from typing import Final

_NHS_DIGITS: Final = 10
_SEPARATORS: Final = re.compile(r"[ \-]")


def nhs_number_fault(typed: str) -> str:
    """Return what is wrong with an NHS number, or "" where it passes or is empty.

    The check is modulus 11: the first nine digits weighted 10 to 2; 11 minus the remainder of their
    sum gives the tenth digit, 11 counting as 0, and 10 never being issued (NHS Data Dictionary,
    "NHS Number"). A number made of one repeated digit is refused too, since it is a placeholder.
    """
    digits = _SEPARATORS.sub("", typed.strip())
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9]+", digits):
        return "An NHS number has only the digits 0 to 9. What you typed is kept."
    if len(digits) != _NHS_DIGITS:
        return f"An NHS number has 10 digits; this has {len(digits)}. What you typed is kept."
    if len(set(digits)) == 1:
        return "This is one digit repeated, not an NHS number. What you typed is kept."
    total = sum(int(d) * weight for d, weight in zip(digits, range(10, 1, -1), strict=False))
    check = 11 - total % 11
    if check % 11 != int(digits[-1]) or check == _NHS_DIGITS:
        return "These digits do not pass the NHS number's check. What you typed is kept."
    return ""


def typed_date(typed: str) -> date | None:
    """Return the date in a text such as 3/12/2026 or 2026-12-03, or None where there is none."""
    text = typed.strip()
    if match := re.fullmatch(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})", text):
        day, month, year = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text):
        year, month, day = (int(part) for part in match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def date_fault(typed: str, today: date) -> str:
    """Return what is wrong with a date that lies ahead, or "" where it is well or empty."""
    if not typed.strip():
        return ""
    found = typed_date(typed)
    if found is None:
        return "Type the date as day/month/year, like 3/12/2026. What you typed is kept."
    if found < today:
        return "This date has passed. What you typed is kept."
    return ""


def date_words(day: date) -> str:
    """Return a date as people write it: 3 December 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
"""Our own list, so that the system's locale changes nothing."""
