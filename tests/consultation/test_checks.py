from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdm_tui.consultation.checks import date_fault, date_words, nhs_number_fault, typed_date

often = settings(max_examples=60, deadline=None)
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "typed",
    ["943 476 5919", "401 023 2137", "9434765919", "943-476-5919", "  401 023 2137  ", "", "   "],
)
def test_an_nhs_number_that_passes_its_check_has_no_fault(typed: str) -> None:
    assert nhs_number_fault(typed) == ""


@pytest.mark.parametrize("typed", ["943 476 5918", "401 023 2138", "943 476 9519", "034 476 5919"])
def test_a_mistyped_nhs_number_does_not_pass_its_check(typed: str) -> None:
    assert "do not pass" in nhs_number_fault(typed)


@pytest.mark.parametrize("last", range(10))
def test_a_number_whose_check_comes_to_ten_never_passes(last: int) -> None:
    # 1 x 10 + 1 x 2 = 12, and 11 - 12 % 11 = 10
    assert "do not pass" in nhs_number_fault(f"100000001{last}")


@often
@given(st.text("0123456789", min_size=9, max_size=9))
def test_at_most_one_last_digit_fits_any_nine(nine: str) -> None:
    fitting = [last for last in "0123456789" if nhs_number_fault(nine + last) == ""]

    assert len(fitting) <= 1


@often
@given(st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(position: int, step: int) -> None:
    good = "9434765919"
    wrong = str((int(good[position]) + step) % 10)

    assert nhs_number_fault(good[:position] + wrong + good[position + 1 :]) != ""


@pytest.mark.parametrize("digit", "0123456789")
def test_one_digit_repeated_is_not_an_nhs_number(digit: str) -> None:
    assert "one digit repeated" in nhs_number_fault(digit * 10)


@pytest.mark.parametrize(("typed", "count"), [("943 476 591", 9), ("943 476 59191", 11), ("9", 1)])
def test_a_number_of_another_length_is_told_its_length(typed: str, count: int) -> None:
    assert f"this has {count}." in nhs_number_fault(typed)


@pytest.mark.parametrize(
    "typed", ["٩٤٣٤٧٦٥٩١٩", "९४३४७६५९१९", "９４３４７６５９１９", "943476591a", "²³⁴"]
)
def test_only_the_digits_0_to_9_make_an_nhs_number(typed: str) -> None:
    assert "only the digits 0 to 9" in nhs_number_fault(typed)


@often
@given(st.text(max_size=15))
def test_whatever_is_typed_for_an_nhs_number_is_kept_and_said_to_be(typed: str) -> None:
    fault = nhs_number_fault(typed)

    assert fault == "" or fault.endswith("What you typed is kept.")


@pytest.mark.parametrize(
    "typed", ["3/12/2026", "03/12/2026", "3.12.2026", "3 12 2026", "3-12-2026"]
)
def test_a_date_is_read_day_first(typed: str) -> None:
    assert typed_date(typed) == date(2026, 12, 3)


@pytest.mark.parametrize("typed", ["2026-12-03", "2026-12-3", " 2026-12-03 "])
def test_a_date_is_read_year_first_where_the_year_stands_first(typed: str) -> None:
    assert typed_date(typed) == date(2026, 12, 3)


@often
@given(st.dates())
def test_every_date_is_read_back_as_it_was_written(day: date) -> None:
    assert typed_date(day.isoformat()) == day
    assert typed_date(f"{day.day}/{day.month}/{day.year:04}") == day


NO_DAY = ("29/2/2027", "31/4/2027", "0/1/2027", "1/13/2027", "1/1/0000")
NO_DATE = ("12/3/26", "tomorrow", "3/12", "3/12/2026 at 9", "3/12/20266", "2027/12/03x")
OTHER_DIGITS = ("٣/١٢/٢٠٢٦", "٣/12/2026", "2026-12-٣", "３/１２/２０２６", "२०२६-१२-०३")


@pytest.mark.parametrize("typed", [*NO_DAY, *NO_DATE, *OTHER_DIGITS])
def test_what_is_no_date_is_told_how_to_type_one(typed: str) -> None:
    assert typed_date(typed) is None
    assert date_fault(typed, TODAY) == (
        "Type the date as day/month/year, like 3/12/2026. What you typed is kept."
    )


@pytest.mark.parametrize("typed", ["2028-02-29", "29/2/2028"])
def test_the_29th_of_february_is_a_date_in_a_leap_year(typed: str) -> None:
    assert typed_date(typed) == date(2028, 2, 29)
    assert date_fault(typed, TODAY) == ""


@often
@given(st.integers(1, 2000))
def test_a_date_that_has_passed_is_told_so(days: int) -> None:
    past, ahead = TODAY - timedelta(days), TODAY + timedelta(days)

    assert date_fault(past.isoformat(), TODAY) == "This date has passed. What you typed is kept."
    assert date_fault(ahead.isoformat(), TODAY) == ""


def test_today_has_not_passed() -> None:
    assert date_fault("22/11/2026", TODAY) == ""


def test_no_date_at_all_is_no_fault() -> None:
    assert date_fault("", TODAY) == ""
    assert date_fault("  ", TODAY) == ""


def test_a_date_is_written_as_people_write_it() -> None:
    assert date_words(date(2026, 12, 3)) == "3 December 2026"
    assert [date_words(date(2026, month, 1)).split()[1][:3] for month in range(1, 13)] == [
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
        *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ]
