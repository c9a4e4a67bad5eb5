"""Cells of CSV: no text of an aid becomes a formula, and the others are as they were."""

import pytest

from sdm_tui.consultation.model import Consultation
from sdm_tui.documents.tables.as_csv import cell_text, neutral
from sdm_tui.documents.tables.case import Case
from tests.examples import small_aid
from tests.tables_written import csv_files, csv_rows, parquet_files


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 20",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "\nplain",
        "\tplain",
        "  =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff=1",
        "\x00=1",
        "\uff1d1",  # full width
        "\uff0b1",
        "\uff0d1",
        "\uff20SUM",
        "\ufe66 1",  # small form
        "\u3000\uff1d1",
    ],
)
def test_a_text_that_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert neutral(text).startswith("'")


@pytest.mark.parametrize("text", ["", "plain", "a=b", "1-2", "'=1", "5+", "£=", "é"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text


def test_a_list_is_as_safe_as_a_text_and_a_number_is_a_number() -> None:
    assert cell_text(("=A", "B")) == "'=A;B"
    assert [cell_text(cell) for cell in (-5, 0, True, False, None, ())] == [
        *("-5", "0", "true", "false", "", "")
    ]


def test_a_text_of_an_aid_that_is_a_formula_stays_a_text_in_both_forms(
    fresh: Consultation,
) -> None:
    formula = '=HYPERLINK("http://example.org","a, b")'
    aid = small_aid()
    option = aid.options[0].model_copy(update={"name": formula})
    case = Case("r1", fresh, aid.model_copy(update={"options": (option, *aid.options[1:])}))

    as_csv = csv_rows(csv_files([case])["options"])[0]["name"]
    as_parquet = parquet_files([case])["options"].to_pylist()[0]["name"]

    assert (as_csv, as_parquet) == (f"'{formula}", formula)
