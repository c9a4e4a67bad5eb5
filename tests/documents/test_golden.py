"""What each form of two rich consultations says, character by character.

To renew them after a change that is meant: NEW_GOLDEN=1 pytest tests/documents/test_golden.py, then
read every file that changed as the person it is for would.
"""

import os
from pathlib import Path
from typing import Final

import pytest

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.model import Consultation
from sdm_tui.documents.aid_standing import NOT_SIGNED_OFF
from sdm_tui.documents.forms import FORMS, Form
from sdm_tui.documents.paper import Paper
from sdm_tui.documents.paper_html import paper_html
from sdm_tui.documents.paper_text import paper_text
from sdm_tui.documents.preparation import preparation
from tests.documents.conftest import HASH, TODAY
from tests.documents.rich import material, with_an_aid, without_an_aid

GOLDEN: Final = Path(__file__).parent / "golden"
TEXTS: Final = tuple(form for form in FORMS if form.ending != "pdf")


def hold_against(name: str, made: bytes) -> None:
    """Compare a document with the file that holds what it should be."""
    path = GOLDEN / name
    if os.environ.get("NEW_GOLDEN"):
        path.write_bytes(made)
    assert made.decode() == path.read_bytes().decode(), "read what changed; NEW_GOLDEN=1 renews it"


def sheet(aid: DecisionAid) -> Paper:
    return preparation(aid, standing=NOT_SIGNED_OFF, content_hash=HASH, today=TODAY)


@pytest.mark.parametrize("form", TEXTS, ids=lambda form: form.name)
def test_a_consultation_with_an_aid_is_told_as_it_was(
    full: Consultation, aid: DecisionAid, form: Form
) -> None:
    made = form.make(material(with_an_aid(full), aid))

    hold_against(f"with-an-aid-{form.name}.{form.ending}", made)


@pytest.mark.parametrize("form", TEXTS, ids=lambda form: form.name)
def test_a_consultation_without_an_aid_is_told_as_it_was(form: Form) -> None:
    made = form.make(material(without_an_aid(), None))

    hold_against(f"without-an-aid-{form.name}.{form.ending}", made)


def test_a_sheet_to_prepare_with_is_told_as_it_was(aid: DecisionAid) -> None:
    hold_against("preparation.txt", paper_text(sheet(aid)).encode())
    hold_against("preparation.html", paper_html(sheet(aid)).encode())


def test_every_golden_file_belongs_to_a_form() -> None:
    names = {
        f"{which}-an-aid-{form.name}.{form.ending}"
        for which in ("with", "without")
        for form in TEXTS
    }

    held = {path.name for path in GOLDEN.iterdir()}
    assert held == names | {"preparation.txt", "preparation.html"}
