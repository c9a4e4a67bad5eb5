import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdm_tui.aids.checks.beside import check_translations
from sdm_tui.aids.marked import AidUnreadable
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.numbers_in_text import numbers_changed
from sdm_tui.aids.reading import content_hash, parse_aid
from sdm_tui.aids.translation import (
    Translation,
    faults_with,
    missing_texts,
    originals,
    parse_translation,
    with_translation,
)
from tests.aids.invented import INVENTED_PATH, INVENTED_TEXT, invented_aid

PATH = Path("blue-thumb/aid.cy.yaml")
README = Path(__file__).parents[2] / "decision_aids" / "README.md"
HASH = content_hash(INVENTED_TEXT.encode())

TRANSLATION_TEXT = f"""\
format: 1
translation_of: blue-thumb
language: cy
translator: A made-up service
translated: 2026-11-22
source_hash: {HASH}
texts:
  title: Beth wnaf i am fy mawd glas?
  options.cream.name: Defnyddio hufen
  outcomes.still-blue.affected: oedd a bawd glas o hyd
  values.pink-soon.text: Bawd pinc yn fuan
  safety_net.1: Os bydd y bawd yn wyrdd, ffoniwch rywun.
"""


def translated(**texts: str) -> Translation:
    """Return a translation of some texts; "__" in a name stands for a dot."""
    return parse_translation(TRANSLATION_TEXT.encode(), PATH).model_copy(
        update={"texts": {path.replace("__", "."): text for path, text in texts.items()}}
    )


def faults_of(**texts: str) -> list[str]:
    return [words for _, words in faults_with(translated(**texts), invented_aid())]


def unreadable(text: str | bytes) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(AidUnreadable) as caught:
        parse_translation(content, PATH)
    return [str(fault) for fault in caught.value.faults]


def folder_with(tmp_path: Path, text: str, name: str = "aid.cy.yaml") -> Path:
    aid = tmp_path / INVENTED_PATH
    aid.parent.mkdir(parents=True)
    aid.write_bytes(INVENTED_TEXT.encode())
    aid.with_name(name).write_bytes(text.encode())
    return aid


def test_a_sound_translation_puts_its_texts_in_the_aid() -> None:
    aid = with_translation(invented_aid(), parse_translation(TRANSLATION_TEXT.encode(), PATH))

    cream, still_blue = aid.option("cream"), aid.outcome("still-blue")
    assert cream is not None
    assert still_blue is not None
    assert (aid.language, aid.title) == ("cy", "Beth wnaf i am fy mawd glas?")
    assert cream.name == "Defnyddio hufen"
    assert still_blue.affected == "oedd a bawd glas o hyd"
    assert aid.safety_net == ("Os bydd y bawd yn wyrdd, ffoniwch rywun.",)


def test_what_is_not_translated_stays_as_it_is() -> None:
    translation = parse_translation(TRANSLATION_TEXT.encode(), PATH)

    aid = with_translation(invented_aid(), translation)

    before, after = originals(invented_aid()), originals(aid)
    assert before.keys() == after.keys()
    assert {path for path in before if before[path] != after[path]} == set(translation.texts)


def test_no_figure_and_no_source_differs_in_a_translated_aid() -> None:
    aid = with_translation(invented_aid(), parse_translation(TRANSLATION_TEXT.encode(), PATH))

    assert aid.sources == invented_aid().sources
    assert [o.estimates for o in aid.outcomes] == [o.estimates for o in invented_aid().outcomes]
    assert [o.denominator for o in aid.outcomes] == [100, 1000, 1000]


def test_the_example_of_the_authors_guide_can_be_read() -> None:
    (example,) = re.findall(
        r"```yaml\n(format: 1\ntranslation_of:.+?)```", README.read_text(), re.DOTALL
    )

    assert parse_translation(example.encode(), PATH).language == "cy"


def test_an_aids_own_file_stays_english() -> None:
    content = INVENTED_TEXT.replace("language: en-GB", "language: cy").encode()

    with pytest.raises(AidUnreadable) as caught:
        parse_aid(content, INVENTED_PATH)

    (fault,) = caught.value.faults
    assert fault.message == (
        "language: this must be en-GB: other languages stand beside this file, as aid.cy.yaml"
    )


def test_every_text_that_patients_read_has_a_path_of_its_own() -> None:
    paths = list(originals(invented_aid()))

    assert len(paths) == len(set(paths))
    for path in (
        "red_flags.1",
        "options.wait.what_it_involves.1",
        "options.cream.living_with.body",
        "outcomes.smell.estimates.wait.reason",
        "questions.1.answer",
        "practical_grid.1.answers.cream",
        "glossary.1.meaning",
    ):
        assert path in paths


@pytest.mark.parametrize(
    "path", ["outcomes.still-blue.estimates.wait.count", "sources", "version", "funding"]
)
def test_what_patients_do_not_read_cannot_be_translated(path: str) -> None:
    (fault,) = faults_of(**{path: "Rhywbeth"})

    assert fault == f'"{path}" is not a text that patients read, so it cannot be translated'


def test_an_unknown_path_brings_the_nearest_to_mind() -> None:
    (fault,) = faults_of(options__creme__name="Hufen")

    assert fault == (
        'the aid has no text called "options.creme.name". Did you mean "options.cream.name"?'
    )


def test_a_number_that_changed_is_an_error() -> None:
    aid = invented_aid()
    aid = aid.model_copy(update={"safety_net": ("Call 111 within 3 days.",)})
    translation = translated(safety_net__1="Ffoniwch 111 o fewn 8 diwrnod.")

    ((place, words),) = faults_with(translation, aid)

    assert place == ("texts", "safety_net.1")
    assert words == "the numbers differ: 3 of the original is missing and 8 is not in the original"


def test_a_score_keeps_its_place_in_a_text() -> None:
    aid = invented_aid().model_copy(update={"safety_net": ("Your score is {score}.",)})

    words = [w for _, w in faults_with(translated(safety_net__1="Eich {sgor}."), aid)]

    assert words == ["what stands in {} must stay as it is in the original"]


def test_a_short_name_that_is_too_long_for_its_column_is_told() -> None:
    (fault,) = faults_of(options__cream__short_name="Defnyddio hufen pob dydd")

    assert fault == "this is longer than 22 characters"


@pytest.mark.parametrize("title", ["کیا کروں؟", "我该怎么办？", "Beth?"])
def test_a_title_may_ask_with_the_mark_of_its_language(title: str) -> None:
    assert faults_of(title=title) == []


def test_a_title_that_asks_nothing_is_told() -> None:
    assert faults_of(title="Bawd glas") == ['the title must be a question that ends in "?"']


def test_a_translation_of_another_aid_is_told() -> None:
    translation = translated(title="Beth?").model_copy(update={"translation_of": "green-toe"})

    ((place, words),) = faults_with(translation, invented_aid())

    assert place == ("translation_of",)
    assert '"blue-thumb"' in words


def test_english_is_no_translation() -> None:
    translation = translated(title="What?").model_copy(update={"language": "en-GB"})

    ((place, _),) = faults_with(translation, invented_aid())

    assert place == ("language",)


@pytest.mark.parametrize(
    ("line", "instead", "told"),
    [
        ("language: cy", "language: Welsh", "a language looks like cy, pl or zh-Hans"),
        (f"source_hash: {HASH}", "source_hash: abc", "a hash has 64 digits or letters a to f"),
        ("translated: 2026-11-22", "translated: soon", "this must be a day"),
        ("texts:", "text:", 'not a name that is known here (did you mean "texts"?)'),
        ("  title: Beth wnaf i am fy mawd glas?", "  title: 5", "this must be text"),
        ("  title: Beth wnaf i am fy mawd glas?", '  title: ""', "this is empty"),
        ("format: 1", "format: 2", "this must be one of: 1"),
    ],
)
def test_a_fault_of_the_file_is_told_with_its_place(line: str, instead: str, told: str) -> None:
    faults = unreadable(TRANSLATION_TEXT.replace(line, instead))

    (fault,) = [fault for fault in faults if told in fault]
    assert re.match(rf"{PATH}:\d+:\d+: ", fault)


def test_every_fault_of_the_file_is_told_at_once() -> None:
    text = TRANSLATION_TEXT.replace("language: cy", "language: Welsh").replace("2026-11-22", "now")

    assert len(unreadable(text)) == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("title: T\u0177".encode("utf-16"), "not saved as UTF-8"),
        (b"more: *a\n", 'a text that starts with "*" needs quotes'),
        (b"[]", "starts with names"),
        (b"texts: {", "aid.cy.yaml:1:"),
    ],
)
def test_what_is_no_translation_is_told_of_in_plain_words(content: bytes, told: str) -> None:
    assert any(told in fault for fault in unreadable(content))


def test_checking_tells_what_is_missing_and_no_more(tmp_path: Path) -> None:
    aid = folder_with(tmp_path, TRANSLATION_TEXT)

    (finding,) = check_translations(aid)

    translation = parse_translation(TRANSLATION_TEXT.encode(), PATH)
    count = len(missing_texts(translation, invented_aid()))
    assert finding.severity == "warning"
    assert finding.message == (
        f"{count} texts are not translated: condition, summary, audience, ..."
    )


def test_a_whole_translation_has_no_findings(tmp_path: Path) -> None:
    texts = {path: original.text for path, original in originals(invented_aid()).items()}
    head = TRANSLATION_TEXT.split("texts:", maxsplit=1)[0]
    lines = "".join(f'  {path}: "{text}"\n' for path, text in texts.items())

    assert check_translations(folder_with(tmp_path, f"{head}texts:\n{lines}")) == []


def test_a_translation_of_an_older_text_is_told_with_the_hash_of_the_newest(tmp_path: Path) -> None:
    aid = folder_with(tmp_path, TRANSLATION_TEXT)
    aid.write_bytes(INVENTED_TEXT.replace("smells", "reeks").encode())

    stale, _ = check_translations(aid)

    assert stale.severity == "warning"
    assert "an older text" in stale.message
    assert content_hash(aid.read_bytes()) in stale.message


def test_a_file_named_for_another_language_is_told(tmp_path: Path) -> None:
    aid = folder_with(tmp_path, TRANSLATION_TEXT, "aid.pl.yaml")

    errors = [finding for finding in check_translations(aid) if finding.severity == "error"]

    assert [(finding.line, finding.column) for finding in errors] == [(3, 11)]
    assert 'the file is named for "pl"' in errors[0].message


def test_beside_an_unreadable_aid_nothing_is_called_sound(tmp_path: Path) -> None:
    aid = folder_with(tmp_path, TRANSLATION_TEXT)
    aid.write_text("title: [")

    (finding,) = check_translations(aid)

    assert "its aid cannot be read" in finding.message


def test_a_file_of_5_megabytes_is_told_and_not_read(tmp_path: Path) -> None:
    aid = folder_with(tmp_path, TRANSLATION_TEXT + "#" * 5_000_000)

    (finding,) = check_translations(aid)

    assert "too large" in finding.message


def test_a_faulty_translation_leaves_the_aid_as_it_is(tmp_path: Path) -> None:
    aid = folder_with(tmp_path, "texts: [")

    assert parse_aid(aid.read_bytes(), aid) == invented_aid()


@pytest.mark.parametrize(
    ("english", "other"),
    [
        ("Out of 1,000 people, 35", "35 o bob 1,000"),
        ("Out of 1,000 people, 35", "35 von 1.000 Menschen"),
        ("Out of 1,000 people, 35", "35 na 1 000 osób"),
        ("Out of 1,000 people, 35", "35 na 1\u00a0000 osób"),
        ("Out of 1,000 people, 35", "۱۰۰۰ میں سے ۳۵"),
        ("Out of 1,000 people, 35", "35 من ١٬٠٠٠"),
        ("Out of 1,000 people, 35", "１０００人中35人"),
        ("1.5 times on day 3, 100 people", "w dniu 3 100 osób, 1,5 raza"),
        ("half, or ½", "połowa, czyli ½"),
        ("nothing", "dim"),
    ],
)
def test_numbers_are_the_same_in_every_way_of_writing_them(english: str, other: str) -> None:
    assert numbers_changed(english, other) == ""


@pytest.mark.parametrize(
    ("english", "other"),
    [
        ("663 of 1,000", "636 o 1,000"),
        ("3 days", "dyddiau"),
        ("days", "3 diwrnod"),
        ("1,000 people", "100 o bobl"),
        ("0.5 ml", "5 ml"),
        ("3 and 3", "3"),
        ("½", "¼"),
        ("day 3", "dydd ۴"),
    ],
)
def test_a_changed_number_is_seen(english: str, other: str) -> None:
    assert numbers_changed(english, other) != ""


@given(st.lists(st.integers(0, 9999), max_size=5), st.text("abc .,-", max_size=8))
def test_any_text_has_the_numbers_that_it_has(numbers: list[int], between: str) -> None:
    text = f"a{between}b".join(f"{number:,}" for number in numbers)

    assert numbers_changed(text, text) == ""


@given(st.text(), st.text())
def test_no_two_texts_stop_the_comparison(one: str, other: str) -> None:
    same = numbers_changed(one, other) == ""

    assert same or any(character.isnumeric() for character in one + other)


def test_a_translated_aid_can_be_written_and_read_again() -> None:
    aid = with_translation(invented_aid(), parse_translation(TRANSLATION_TEXT.encode(), PATH))

    assert DecisionAid.model_validate_json(aid.model_dump_json()) == aid
