"""Whatever was said, every form can be made of it, can be read, and holds what was typed."""

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation
from sdm_tui.documents.data import read_json
from sdm_tui.documents.forms import FORMS, Form, Material, form
from sdm_tui.documents.schemas import Published
from sdm_tui.documents.text import visible
from sdm_tui.documents.wording import trimmed
from sdm_tui.errors import UnknownName
from tests.documents.conftest import HASH, LATER, TODAY
from tests.documents.html_seen import Seen
from tests.documents.rich import MARK, material, with_an_aid, without_an_aid
from tests.documents.talks import NEVER, PRIVATE, consultations, typed_words

SCHEMAS: Final = Path(__file__).parents[2] / "docs" / "schemas"
TEXTS: Final = tuple(each for each in FORMS if each.ending != "pdf")
FULL: Final = tuple(each for each in TEXTS if "short" not in each.name)
ELEMENTS: Final = {
    *("html", "head", "meta", "title", "style", "body", "main", "article", "input", "label"),
    *("h1", "h2", "h3", "p", "br", "ul", "li", "strong", "div"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("figure", "figcaption", "svg", "g", "circle"),
}
ATTRIBUTES: Final = {
    *("lang", "charset", "name", "content", "class", "type", "id", "checked", "for", "dir"),
    *("scope", "role", "aria-labelledby", "viewbox", "width", "height", "fill", "stroke"),
    *("cx", "cy", "r"),
}

usual: Final = settings(
    max_examples=25,
    deadline=None,
    # the fixtures are frozen values, so every example may share them
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


def run_together(text: str) -> str:
    """Return a text without any white space: what wrapping cannot change."""
    return "".join(visible(text).split())


@cache
def validator(name: Published) -> Any:
    file = {"json": "record.schema.json", "standard": "standard-record.schema.json"}[name]
    return Draft202012Validator(json.loads((SCHEMAS / file).read_text(encoding="utf-8")))


def strings_in(data: Any) -> list[str]:
    match data:
        case str():
            return [data]
        case dict():
            return [text for value in data.values() for text in strings_in(value)]
        case list():
            return [text for value in data for text in strings_in(value)]
        case _:
            return []


def said_in(each: Form, made: bytes) -> str:
    """Return what a document says, once it is read as strictly as its form allows."""
    text = made.decode()
    if each.ending == "html":
        seen = Seen(text)
        assert {element.name for element in seen.elements} <= ELEMENTS
        used = {name for element in seen.elements for name in element.attributes}
        assert used <= ATTRIBUTES
        assert "url(" not in text.lower()
        assert "@import" not in text.lower()
        return seen.words
    if each.ending == "json":
        return "\n".join(strings_in(json.loads(text)))
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text) is None
    return text


@pytest.mark.parametrize("each", TEXTS, ids=lambda each: each.name)
@usual
@given(data=st.data())
def test_every_form_of_any_consultation_can_be_read_and_holds_what_was_typed(
    aid: DecisionAid, each: Form, data: st.DataObject
) -> None:
    told = data.draw(consultations(aid))
    at_hand = data.draw(st.sampled_from((aid, None)))
    made = each.make(material(told, at_hand))

    said = run_together(said_in(each, made))

    assert PRIVATE not in said
    # FHIR spells out more hidden characters, which its own tests know
    if each in FULL and each.name != "fhir":
        for words in typed_words(told):
            assert run_together(trimmed(words)) in said
    if each.name in {"json", "standard"}:  # what is written for FHIR is held to HL7's own schema
        name: Published = "json" if each.name == "json" else "standard"
        assert list(validator(name).iter_errors(json.loads(made))) == []


@usual
@given(data=st.data())
def test_data_are_read_back_as_they_were(aid: DecisionAid, data: st.DataObject) -> None:
    told = data.draw(consultations(aid))

    made = form("json").make(material(told, aid)).decode()

    assert read_json(made).consultation == told.model_copy(update={"private_notes": ""})


@pytest.mark.parametrize("each", TEXTS, ids=lambda each: each.name)
@usual
@given(data=st.data())
def test_a_finished_record_gives_the_same_bytes_on_any_later_day(
    aid: DecisionAid, each: Form, data: st.DataObject
) -> None:
    told = data.draw(consultations(aid).filter(lambda drawn: drawn.is_sealed))
    first = material(told, aid)

    assert each.make(first) == each.make(first) == each.make(replace(first, today=NEVER))


@pytest.mark.parametrize("each", FORMS, ids=lambda each: each.name)
@pytest.mark.parametrize("width", [1, 40, 200])
def test_the_text_of_every_form_fits_where_it_is_shown(
    full: Consultation, aid: DecisionAid, each: Form, width: int
) -> None:
    shown = each.text(material(with_an_aid(full), aid), width)

    if each.ending != "json":
        assert max(len(line) for line in shown.split("\n")) <= max(width, 24)
    assert "invented ache" in " ".join(shown.split())


@pytest.mark.parametrize("each", TEXTS, ids=lambda each: each.name)
def test_every_form_says_which_aid_it_was_how_it_stands_and_what_was_not_opened(
    full: Consultation, aid: DecisionAid, each: Form
) -> None:
    said = " ".join(said_in(each, each.make(material(with_an_aid(full), aid))).split())

    for words in (aid.title, "1.2.0", HASH, "This decision aid is not clinically signed off."):
        assert words in said
    assert "1 January 2027" in said or "2027-01-01" in said
    assert "groups of people. They are not a prediction" in said
    assert "A bad bleed" in said


@pytest.mark.parametrize("each", FULL, ids=lambda each: each.name)
def test_every_full_form_names_the_source_of_every_figure_in_it(
    full: Consultation, aid: DecisionAid, each: Form
) -> None:
    made = each.make(material(with_an_aid(full), aid)).decode()

    for figure in ("663", "500"):
        assert figure in made
    said = " ".join(made.split())
    for source in ("The first study", "The second study"):
        assert source in said


@pytest.mark.parametrize("each", TEXTS, ids=lambda each: each.name)
def test_every_form_of_a_rehearsal_says_that_nobody_is_real(
    full: Consultation, aid: DecisionAid, each: Form
) -> None:
    told = full.model_copy(update={"rehearsal": True})

    said = " ".join(said_in(each, each.make(material(told, aid))).split())

    assert said.count("REHEARSAL - not a real person") >= (1 if each.ending == "json" else 2)
    assert "not finished" in said


@pytest.mark.parametrize("each", FORMS, ids=lambda each: each.name)
def test_the_name_of_a_file_holds_nothing_that_was_typed(full: Consultation, each: Form) -> None:
    told = with_an_aid(full)

    name = each.file_name(told)

    assert re.fullmatch(rf"consultation-test-1234-[a-z-]+\.{each.ending}", name)
    assert name == each.file_name(moves.write(full, "start.label", "Other"))


def test_no_two_forms_have_the_same_name_or_file(full: Consultation) -> None:
    assert len({each.name for each in FORMS}) == len(FORMS)
    assert len({each.file_name(full) for each in FORMS}) == len(FORMS)


def test_a_form_that_there_is_not_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match='No form goes by "leter-text"') as told:
        form("leter-text")

    assert "letter-text" in told.value.hint


def test_large_print_is_chosen_where_it_was_asked_for_and_can_be_chosen_otherwise() -> None:
    asked = material(without_an_aid(), None)
    page = form("letter-html").make

    assert _print_of(page(asked)) == "size-18"
    assert _print_of(page(replace(asked, print_size=24))) == "size-24"
    told = moves.write(without_an_aid().model_copy(update={"seal": None}), "start.label", "x")
    plain = moves.tick(told, "start.needs", "large print")
    assert _print_of(page(material(plain, None))) == "size-16"


def _print_of(page: bytes) -> str:
    (chosen,) = [e for e in Seen(page.decode()).named("input") if "checked" in e.attributes]
    return chosen.attributes["id"]


def test_a_draft_speaks_as_of_today_and_says_that_it_is_one(
    full: Consultation, aid: DecisionAid
) -> None:
    letter = form("letter-text").make
    now, later = (letter(Material(full, aid, day, MARK)).decode() for day in (TODAY, NEVER))

    assert "This is a draft: the conversation is not finished." in now
    assert "overdue for review" in later
    assert "overdue for review" not in now
    assert "draft" not in letter(material(moves.seal(full, LATER), aid)).decode()
