from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sdm_tui.aids.checks.checking import ALL_RULES, READER, check_content
from sdm_tui.aids.checks.placeholder import TO_WRITE, to_write
from sdm_tui.aids.marked import marked
from sdm_tui.aids.model import Development
from sdm_tui.aids.places import Place
from sdm_tui.aids.reading import parse_aid
from sdm_tui.aids.schema import EDITOR_LINE, schema
from sdm_tui.aids.skeleton import skeleton
from sdm_tui.errors import SdmError
from tests.aids.sound import sound_data, sound_text

TODAY = date(2026, 11, 22)
PATH = Path("back-pain/aid.yaml")
TEXT = skeleton("back-pain", today=TODAY)
DATA = marked(TEXT.encode(), PATH).data


def texts_in(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        yield place, value
    for name, part in value.items() if isinstance(value, dict) else ():
        yield from texts_in(part, (*place, name))
    for index, part in enumerate(value) if isinstance(value, list) else ():
        yield from texts_in(part, (*place, index))


def sound_words(place: Place) -> str:
    """Return what the sound aid says at a place, or other words of its own."""
    found: Any = sound_data()
    for step in place:
        try:
            found = found[{"carry-on": "wait", "other-option": "band"}.get(str(step), step)]
        except (KeyError, IndexError):
            return "We looked, and nobody has counted this."
    return str(found)


def filled() -> str:
    """Return the skeleton with every placeholder written over, as an author would do it."""
    text = TEXT
    for place, words in texts_in(DATA):
        if words.startswith(TO_WRITE):
            assert f'"{words}"' in text
            text = text.replace(f'"{words}"', f'"{sound_words(place)}"', 1)
    return text


def test_the_reader_accepts_the_file_of_a_new_aid() -> None:
    aid = parse_aid(TEXT.encode(), PATH)

    assert aid.slug == "back-pain"
    assert (aid.published, aid.last_reviewed) == (TODAY, TODAY)
    assert aid.review_due == date(2027, 11, 22)


def test_a_new_aid_says_nothing_but_what_is_still_to_be_written() -> None:
    chosen = {"id", "option", "slug", "key", "touches", "sources", "kind", "basis", "certainty"}
    settings = {"language", "version"} | Development.model_fields.keys() - {"note"} | {"assessed"}

    told = {
        place: words
        for place, words in texts_in(DATA)
        if not chosen & {str(step) for step in place} - {"outcomes"} and place[-1] not in settings
    }

    assert {place: words for place, words in told.items() if not words.startswith(TO_WRITE)} == {}


def test_a_new_aid_carries_no_figure() -> None:
    aid = parse_aid(TEXT.encode(), PATH)

    assert {e.count for o in aid.outcomes for e in o.estimates} == {None}


def test_a_new_aid_claims_no_involvement_and_no_test() -> None:
    aid = parse_aid(TEXT.encode(), PATH)

    progress = aid.development.model_dump(exclude={"note"})
    assert set(progress.values()) <= {"no", "not yet"}
    assert aid.equality.assessed == "not yet"


def test_the_checker_names_every_placeholder_at_its_place() -> None:
    lines = [n for n, line in enumerate(TEXT.splitlines(), 1) if f'"{TO_WRITE}' in line]

    found = [f for f in check_content(TEXT.encode(), PATH) if f.rule == "to-write"]

    assert [finding.line for finding in found] == lines
    assert {finding.severity for finding in found} == {"error"}


def test_no_text_of_a_new_aid_stands_in_it_twice() -> None:
    found = {finding.rule for finding in check_content(TEXT.encode(), PATH)}

    assert {rule for rule in found if rule.startswith("doubled")} == set()


def test_what_a_new_aid_lacks_beside_its_texts_is_figures_alone() -> None:
    text = filled()

    before, after = (
        {finding.rule for finding in check_content(t.encode(), PATH)} for t in (TEXT, text)
    )

    assert READER not in before
    assert "to-write" in before
    assert TO_WRITE not in text.partition("\nformat:")[2]
    assert after <= {"figures-or-reason"}


def test_a_sound_aid_has_nothing_left_to_write() -> None:
    assert list(to_write.search(marked(sound_text().encode(), PATH).data)) == []


@pytest.mark.parametrize("words", ["TO WRITE", "  TO WRITE: more", "TO WRITE\nmore"])
def test_a_text_that_begins_as_a_placeholder_is_found_at_any_depth(words: str) -> None:
    data = {"a": [{"b": {"c": words}}], "d": "To write is to think. TO WRITE"}

    found = [place for place, _ in to_write.search(data)]

    assert found == [("a", 0, "b", "c")]


def test_what_is_still_to_be_written_is_one_of_the_checkers_rules() -> None:
    assert to_write in ALL_RULES


def test_a_new_aid_shows_every_field_that_an_aid_must_have() -> None:
    shapes = {"": schema(), **schema()["$defs"]}
    parts = set(shapes) - {"Score", "ScoredOutcome", "ScoreAnswer", "ScoreInput", "ScoreRow"}
    parts -= {"Effect", "PublishedRow", "TypedRisk", "ScreeningTest"}

    asked = {name for part in parts for name in shapes[part]["required"]}

    assert {name for name in asked if f"{name}:" not in TEXT} == set()


def test_a_new_aid_is_plain_ascii_so_that_no_editor_can_spoil_it() -> None:
    assert TEXT.isascii()
    assert "\t" not in TEXT
    assert max(map(len, TEXT.splitlines())) <= 100


def test_the_next_review_of_an_aid_begun_on_a_leap_day_is_due_the_day_after() -> None:
    text = skeleton("leap", today=date(2028, 2, 29))

    assert parse_aid(text.encode(), Path("leap/aid.yaml")).review_due == date(2029, 3, 1)


def test_a_new_aid_leads_an_editor_to_the_schema_where_it_lies_beside() -> None:
    text = skeleton("back-pain", today=TODAY, has_schema=True)

    assert text == f"{EDITOR_LINE}\n{TEXT}"


@pytest.mark.parametrize(
    "slug", ["", "Back", "back pain", "back_pain", "-back", "back--pain", "../x", "é", "a" * 61]
)
def test_a_bad_name_is_refused_with_what_a_good_one_looks_like(slug: str) -> None:
    with pytest.raises(SdmError) as refused:
        skeleton(slug, today=TODAY)

    assert "nothing was written" in refused.value.message
    assert "lower case letters, digits and single hyphens" in refused.value.hint
