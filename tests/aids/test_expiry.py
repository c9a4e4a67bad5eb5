"""When a review is due soon, overdue and long overdue, by the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdm_tui.aids.expiry import Expiry, expiry, months_after

ORDER: tuple[Expiry, ...] = ("current", "due soon", "overdue", "long overdue")


@pytest.mark.parametrize(
    ("today", "stands"),
    [
        (date(2027, 8, 21), "current"),
        (date(2027, 8, 22), "due soon"),
        (date(2027, 11, 22), "due soon"),
        (date(2027, 11, 23), "overdue"),
        (date(2028, 5, 21), "overdue"),
        (date(2028, 5, 22), "long overdue"),
    ],
)
def test_a_review_is_told_from_three_months_before_and_needs_a_reason_six_months_after(
    today: date, stands: Expiry
) -> None:
    assert expiry(date(2027, 11, 22), today) == stands


def test_an_aid_without_a_known_review_date_is_not_called_overdue() -> None:
    assert expiry(None, date(2999, 1, 1)) == "current"


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 5, 31), -3, date(2026, 2, 28)),
        (date(2026, 12, 31), -3, date(2026, 9, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(9999, 12, 31), 6, date.max),
        (date(1, 2, 3), -3, date.min),
    ],
)
def test_months_end_where_a_shorter_month_does_and_never_leave_the_calendar(
    day: date, months: int, later: date
) -> None:
    assert months_after(day, months) == later


@given(st.dates(), st.integers(-1200, 1200))
def test_the_day_stays_the_same_wherever_the_month_has_it(day: date, months: int) -> None:
    later = months_after(day, months)

    if later not in {date.min, date.max}:
        gone = (later.year - day.year) * 12 + later.month - day.month
        assert gone == months
        assert later.day == day.day or (
            later.day < day.day and (later + timedelta(days=1)).month != later.month
        )


@given(st.dates(), st.dates(), st.integers(0, 4000))
def test_a_review_never_becomes_less_overdue_as_days_pass(
    due: date, today: date, days: int
) -> None:
    later = min(today.toordinal() + days, date.max.toordinal())

    after = expiry(due, date.fromordinal(later))

    assert ORDER.index(after) >= ORDER.index(expiry(due, today))
