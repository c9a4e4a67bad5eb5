"""The web page: pictures that tell the figures, and what a screen reader and a printer need."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, fromstring

import pytest

from sdm_tui.aids.figures import NaturalFrequency, frequency, sentence
from sdm_tui.aids.library import bundled_folder
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.reading import parse_aid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation
from sdm_tui.documents.forms import form
from sdm_tui.documents.paper import Chapter, Listed, Paper, Picture, Room, Table, Words
from sdm_tui.documents.paper_html import SIZES, paper_html
from sdm_tui.documents.people_picture import INK, PAPER, people_svg
from tests.documents.conftest import NOW
from tests.documents.html_seen import Seen
from tests.documents.rich import material, with_an_aid

SVG: Final = "{http://www.w3.org/2000/svg}"
AIDS: Final = sorted(path.parent.name for path in bundled_folder().glob("*/aid.yaml"))


def figures_of(aid: DecisionAid) -> Iterator[tuple[str, NaturalFrequency]]:
    for outcome in aid.outcomes:
        for estimate in outcome.estimates:
            if figure := frequency(outcome, estimate):
                yield sentence(outcome, figure), figure


def circles(drawn: Element) -> dict[str, int]:
    """Return how many circles stand in the groups of each colour."""
    counted: dict[str, int] = {}
    for group in drawn.iter("g"):
        colour = group.attrib["fill"]
        counted[colour] = counted.get(colour, 0) + len(group.findall("circle"))
    return counted


def page_of(*pieces: Words | Listed | Table | Picture | Room) -> Paper:
    return Paper("A <title>", ("A & mark",), ("An opening",), (Chapter("A heading", pieces),))


@pytest.mark.parametrize("slug", AIDS)
def test_every_figure_of_every_aid_is_drawn_as_it_is(slug: str) -> None:
    path = Path(str(bundled_folder())) / slug / "aid.yaml"
    for told, figure in figures_of(parse_aid(path.read_bytes(), path)):
        drawn = fromstring(people_svg(figure, told, "figure-1"))  # noqa: S314 - our own

        expected = {INK: figure.count, PAPER: figure.denominator - figure.count}
        assert circles(drawn) == {colour: n for colour, n in expected.items() if n}
        assert len(list(drawn.iter("circle"))) == figure.denominator
        assert [title.text for title in drawn.iter("title")] == [told]


def test_the_library_has_figures_to_draw() -> None:
    assert len(AIDS) >= 10


def test_circles_have_their_colour_as_an_attribute_and_stand_apart() -> None:
    drawn = fromstring(people_svg(NaturalFrequency(3, 100), "Three", "one"))  # noqa: S314 - our own

    every = list(drawn.iter())
    assert not any("class" in each.attrib or "style" in each.attrib for each in every)
    places = {(c.attrib["cx"], c.attrib["cy"]) for c in drawn.iter("circle")}
    assert len(places) == 100
    assert drawn.attrib["role"] == "img"
    assert drawn.attrib["aria-labelledby"] == "one"


def test_pictures_in_a_letter_count_what_their_words_say(
    full: Consultation, aid: DecisionAid
) -> None:
    page = form("letter-html").make(material(with_an_aid(full), aid)).decode()

    figures = re.findall(r"<figure>.*?</figure>", page, re.DOTALL)
    assert len(figures) == 2
    for figure, count in zip(figures, (663, 500), strict=True):
        groups = re.findall(r"<g fill=\"(#\w+)\"[^>]*>(.*?)</g>", figure)
        drawn = {colour: inside.count("<circle") for colour, inside in groups}
        assert drawn == {INK: count, PAPER: 1000 - count}
        told = " ".join(Seen(figure).words.split())
        assert told.count(f"Out of 1,000 people with an invented ache, on day 3: {count}") == 2
        assert f"● {count}" in told
        assert f"○ {1000 - count}" in told


def test_headings_step_down_one_level_at_a_time(full: Consultation, aid: DecisionAid) -> None:
    seen = Seen(form("letter-html").make(material(with_an_aid(full), aid)).decode())

    levels = [int(each.name[1]) for each in seen.named("h1", "h2", "h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(each.words for each in seen.named("h1", "h2", "h3", "th", "label"))


def test_a_page_has_a_language_a_title_a_main_part_and_a_choice_of_print() -> None:
    seen = Seen(paper_html(page_of(Words("Said")), 18))

    assert seen.named("html")[0].attributes == {"lang": "en-GB"}
    assert seen.named("title")[0].words == "A <title>"
    assert len(seen.named("main")) == 1
    chosen = {e.attributes["id"]: "checked" in e.attributes for e in seen.named("input")}
    assert chosen == {"size-16": False, "size-18": True, "size-24": False}
    assert [e.attributes["for"] for e in seen.named("label")] == list(chosen)


def test_style_alone_changes_the_print_and_hides_the_choice_on_paper() -> None:
    page = paper_html(page_of(Words("Said")))

    for size in SIZES:
        assert f"#size-{size}:checked ~ .paper {{ font-size: {size}pt; }}" in page
    printed = page.partition("@media print {")[2]
    assert ".size { display: none; }" in printed
    assert "@page { size: A4; margin: 18mm; }" in printed
    assert "<script" not in page


def test_a_table_says_what_each_heading_is_for() -> None:
    seen = Seen(paper_html(page_of(Table("Steps", ("What", "Who"), (("Ring", "Siân"),)))))

    assert [(e.attributes["scope"], e.words) for e in seen.named("th")] == [
        ("col", "What"),
        ("col", "Who"),
        ("row", "Ring"),
    ]
    assert seen.named("caption")[0].words == "Steps"
    assert [e.words for e in seen.named("td")] == ["Siân"]


def test_marks_stand_at_the_head_and_at_the_end() -> None:
    seen = Seen(paper_html(page_of(Words("Said"))))

    marks = [e for e in seen.elements if e.attributes.get("class") == "mark"]
    assert [e.words for e in marks] == ["A & mark", "A & mark"]


def test_room_to_write_is_as_many_lines_as_asked_for() -> None:
    seen = Seen(paper_html(page_of(Room(3))))

    assert len([e for e in seen.elements if e.attributes.get("class") == "room"]) == 3


def test_typed_markup_is_shown_and_never_obeyed(full: Consultation, aid: DecisionAid) -> None:
    hostile = '</p><img src=x onerror="alert(1)"><!-- & &amp; \x1b \u202e'
    told = moves.plan_action(moves.write(full, "deciding.why", hostile), hostile, hostile, "")
    told = moves.add_option(told, hostile)
    told = moves.set_aside(told, "added-option-2", hostile, NOW)

    seen = Seen(form("letter-html").make(material(told, aid)).decode())

    assert "img" not in {each.name for each in seen.elements}
    shown = hostile.replace("\x1b", r"\x1b").replace("\u202e", r"\u202e")
    assert seen.words.count(shown) == 6
