"""A character that no font has: it is named, and on request its name stands in its place."""

from datetime import UTC, datetime
from typing import Final

import pytest

from sdm_tui.documents.paper import Chapter, Listed, Paper, Table, Words
from sdm_tui.documents.pdf.missing_letters import in_words, reported, wholes
from sdm_tui.documents.pdf.paper_pdf import MOST_MISSING, paper_pdf
from sdm_tui.errors import MissingLetters
from tests.documents.pdf.test_paper_pdf import run_together, text_of

pytest.importorskip("typst")

AT: Final = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
FAMILY: Final = "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
DARK_THUMB: Final = "\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-6}"
HEART: Final = "\N{HEAVY BLACK HEART}\ufe0f"
KEYCAP: Final = "a\N{COMBINING ENCLOSING KEYCAP}"


def page_of(*texts: str) -> Paper:
    pieces = (Words(texts[0]), Listed(texts), Table("Steps", ("What",), tuple((t,) for t in texts)))
    return Paper("Your letter", (), (), (Chapter("Said", pieces),))


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ('PDF/UA-1 error: the text `"漢"` could not be displayed with font `"N"`', "漢"),
        (r'error: the text `"\u{f0000}"` could not be displayed with', "\U000f0000"),
        (r'error: the text `"\""` could not be displayed with', '"'),
        (r'error: the text `"\\"` could not be displayed with', "\\"),
        ("error: unknown variable", None),
    ],
)
def test_what_typst_says_is_missing_is_read(fault: str, found: str | None) -> None:
    assert reported(fault) == found


@pytest.mark.parametrize(
    ("found", "text", "meant"),
    [
        ("\N{WOMAN}", f"one \N{WOMAN} and {FAMILY} x", [FAMILY, "\N{WOMAN}"]),
        ("\N{THUMBS UP SIGN}", f"so {DARK_THUMB}so", [DARK_THUMB]),
        ("a", f"a cat and {KEYCAP}", [KEYCAP]),
        ("漢", "漢字 漢", ["漢"]),
        ("\U0001f1ec", "\U0001f1ec\U0001f1e7 is home", ["\U0001f1ec\U0001f1e7"]),
        ("x", "none of it", []),
    ],
)
def test_a_whole_character_is_what_a_person_sees(found: str, text: str, meant: list[str]) -> None:
    assert wholes(found, iter([text])) == meant


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        ("\N{GRINNING FACE}", "[grinning face]"),
        (FAMILY, "[woman, woman, girl]"),
        (HEART, "[heavy black heart]"),
        (KEYCAP, "a[combining enclosing keycap]"),
        ("\U000f0000", "[character U+F0000]"),
        ("\ufe0f", "[variation selector-16]"),
    ],
)
def test_a_character_goes_by_its_name(whole: str, words: str) -> None:
    assert in_words(whole) == words


@pytest.mark.usefixtures("only_bundled")
def test_every_character_that_no_font_has_is_named_at_once() -> None:
    with pytest.raises(MissingLetters) as told:
        paper_pdf(page_of("Old \U00012000 sign", f"well {DARK_THUMB}", "plain"), AT)

    assert "\U00012000 (U+12000)" in told.value.message
    assert f"{DARK_THUMB} (U+1F44D U+1F3FF)" in told.value.message
    assert "sign" not in told.value.message.replace("signs", "")
    assert "--spell-out" in told.value.hint


@pytest.mark.usefixtures("only_bundled")
def test_names_stand_in_the_place_of_characters_and_nothing_else_changes() -> None:
    words = f"I {HEART} my cat {FAMILY}, and \N{WOMAN} too: 漢 \N{BLACK CIRCLE}"

    said = run_together(text_of(paper_pdf(page_of(words), AT, spells_out=True)))

    told = f"I {HEART} my cat [woman, woman, girl], and [woman] too:"
    assert said.count(run_together(told)) == 3
    assert said.count("[cjkunifiedideograph-6f22]\N{BLACK CIRCLE}") == 3


@pytest.mark.usefixtures("only_bundled")
def test_a_mark_that_nobody_sees_and_pdf_does_not_allow_stops_nothing() -> None:
    said = run_together(text_of(paper_pdf(page_of("\ufeffPasted from \ufeffa file"), AT)))

    assert said.replace("\u2060", "").count("Pastedfromafile") == 3


@pytest.mark.usefixtures("only_bundled")
def test_a_page_in_a_script_that_no_font_has_is_refused_with_a_few_names() -> None:
    words = "".join(map(chr, range(0x4E00, 0x4E00 + MOST_MISSING + 20)))

    with pytest.raises(MissingLetters) as told:
        paper_pdf(page_of(words), AT, spells_out=True)

    assert "一 (U+4E00)" in told.value.message
    assert "more. Nothing was written." in told.value.message
