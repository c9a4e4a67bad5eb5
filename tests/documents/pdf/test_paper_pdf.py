"""The PDF: its circles, its text in order, its tags, and what no font can show."""

import builtins
import math
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from sdm_tui.aids.figures import NaturalFrequency
from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation
from sdm_tui.documents.aid_standing import NOT_SIGNED_OFF
from sdm_tui.documents.forms import form
from sdm_tui.documents.letter import letter
from sdm_tui.documents.paper import Chapter, Listed, Paper, Picture, Piece, Room, Table, Words
from sdm_tui.documents.pdf.paper_pdf import paper_pdf
from sdm_tui.documents.preparation import preparation
from sdm_tui.errors import SdmError
from tests.documents.conftest import HASH, LATER, TODAY
from tests.documents.rich import material, with_an_aid

typst = pytest.importorskip("typst", reason="PDF is an optional extra")
pdfium = pytest.importorskip("pypdfium2", reason="only the test extra reads PDF back")

AT: Final = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
A4: Final = (595.28, 841.89)
PATH: Final = 2
"""What pdfium calls an object that is drawn, and no text or picture."""


def paper_of(*pieces: Piece, marks: tuple[str, ...] = ()) -> Paper:
    return Paper("A title", marks, ("An opening",), (Chapter("A heading", pieces),))


def pages_of(content: bytes) -> list[Any]:
    return list(pdfium.PdfDocument(content))


def text_of(content: bytes) -> str:
    """Return the text in the order in which it stands in the file."""
    return "\n".join(page.get_textpage().get_text_bounded() for page in pages_of(content))


def run_together(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def circles_of(content: bytes) -> Counter[str]:
    """Return how many round shapes are drawn full and how many are drawn empty."""
    counted: Counter[str] = Counter()
    for page in pages_of(content):
        for drawn in page.get_objects(filter=[PATH]):
            left, bottom, right, top = drawn.get_bounds()
            if drawn_is_round(drawn) and math.isclose(right - left, top - bottom, abs_tol=0.1):
                counted["full" if fill_of(drawn) < 128 else "empty"] += 1
    return counted


def drawn_is_round(drawn: Any) -> bool:
    """Return whether a path is drawn with curves."""
    count = pdfium.raw.FPDFPath_CountSegments(drawn.raw)
    kinds = {
        pdfium.raw.FPDFPathSegment_GetType(pdfium.raw.FPDFPath_GetPathSegment(drawn.raw, n))
        for n in range(count)
    }
    return pdfium.raw.FPDF_SEGMENT_BEZIERTO in kinds


def fill_of(drawn: Any) -> int:
    """Return how light a path is filled: 0 (black) to 255 (white)."""
    from ctypes import c_uint

    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    assert pdfium.raw.FPDFPageObj_GetFillColor(drawn.raw, red, green, blue, alpha)
    return (red.value + green.value + blue.value) // 3


def picture(count: int, denominator: int) -> Picture:
    return Picture(
        "Tablets",
        f"Out of {denominator}: {count}",
        NaturalFrequency(count, denominator),
        f"{count} ached",
        f"{denominator - count} did not",
    )


@pytest.mark.parametrize(
    ("count", "denominator"), [(0, 100), (1, 100), (37, 100), (100, 100), (3, 1000), (663, 1000)]
)
def test_a_picture_has_one_circle_for_each_person(count: int, denominator: int) -> None:
    drawn = circles_of(paper_pdf(paper_of(picture(count, denominator)), AT))

    assert drawn == Counter({"full": count, "empty": denominator - count})


def test_pictures_in_a_letter_count_what_their_words_say(
    full: Consultation, aid: DecisionAid
) -> None:
    drawn = circles_of(form("letter-pdf").make(material(with_an_aid(full), aid)))

    assert drawn == Counter({"full": 663 + 500, "empty": 337 + 500})


def words_of(paper: Paper) -> Iterator[str]:
    """Yield what a page says, in the order in which it is to be read."""
    yield paper.title
    yield from paper.opening
    for chapter in paper.chapters:
        yield chapter.heading
        for piece in chapter.pieces:
            match piece:
                case Words():
                    yield piece.text
                case Listed():
                    yield from piece.items
                case Table():
                    yield piece.caption
                    yield from piece.head
                    for row in piece.rows:
                        yield from row
                case Picture():
                    yield piece.heading
                    yield piece.sentence
                    yield piece.affected
                    yield piece.unaffected
                    yield from piece.after
                case Room():
                    pass


def assert_in_order(content: bytes, paper: Paper) -> None:
    said = run_together(re.sub(r"Page \d+ of \d+", "", text_of(content)))
    place = 0
    for words in words_of(paper):
        found = said.find(run_together(words), place)
        assert found >= 0, words
        place = found + len(run_together(words))


@pytest.mark.parametrize("name", ["letter-pdf", "letter-short-pdf"])
def test_the_text_stands_in_the_order_of_the_letter(
    full: Consultation, aid: DecisionAid, name: str
) -> None:
    told = with_an_aid(full)
    is_short = "short" in name

    content = form(name).make(material(told, aid))

    mark = material(told, aid).store_mark
    assert_in_order(content, letter(told, aid, today=TODAY, is_short=is_short, store_mark=mark))


def test_a_sheet_to_prepare_with_is_set_in_order(aid: DecisionAid) -> None:
    paper = preparation(aid, standing=NOT_SIGNED_OFF, content_hash=HASH, today=TODAY)

    assert_in_order(paper_pdf(paper, AT, 24), paper)


def test_the_file_is_tagged_and_says_its_title_and_language() -> None:
    content = paper_pdf(paper_of(Words("Said"), picture(1, 100)), AT)

    document = pdfium.PdfDocument(content)
    assert document.get_metadata_value("Title") == "A title"
    assert document.is_tagged()
    for part in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"en-GB", b"pdfuaid:part"):
        assert part in content


def test_a_file_holds_the_moment_that_it_was_given_and_nobodys_name() -> None:
    document = pdfium.PdfDocument(paper_pdf(paper_of(Words("Said")), AT))

    assert document.get_metadata_value("CreationDate").startswith("D:20261122090500")
    assert document.get_metadata_value("Author") == ""


@pytest.mark.usefixtures("only_bundled")
def test_a_character_that_no_font_has_is_named_and_nothing_is_made() -> None:
    with pytest.raises(SdmError) as told:
        paper_pdf(paper_of(Words("Old \U00012000 sign")), AT)

    assert "\U00012000 (U+12000)" in told.value.message
    assert "Nothing was written." in told.value.message
    assert "Old" not in told.value.message
    assert "web page" in told.value.hint


def test_a_fault_that_is_no_missing_character_is_told_without_any_of_the_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(**_: object) -> bytes:
        raise typst.TypstError("unknown variable in what somebody said")

    monkeypatch.setattr(typst, "compile", broken)

    with pytest.raises(SdmError) as told:
        paper_pdf(paper_of(Words("Said")), AT)

    assert "somebody said" not in str(told.value.message)
    assert "could not be made" in told.value.message


@pytest.mark.parametrize("size", [16, 18, 24])
@pytest.mark.parametrize(
    "word", ["physiotherapist", "MMMMMMMMMMMM", "anyOfword223[character", "\u00e9" * 24]
)
def test_a_word_that_is_wider_than_its_cell_breaks_in_it(word: str, size: Any) -> None:
    row = ("x", word, f"{word} {word}")

    content = paper_pdf(paper_of(Table("Steps", ("Who", word, "When"), (row,))), AT, size)

    said = re.sub("[-\x02\xad]", "", run_together(text_of(content)))
    assert said.count(word) == 4
    (page,) = pages_of(content)
    shapes = [drawn.get_bounds() for drawn in page.get_objects(filter=[PATH])]
    upright = {left for left, _, right, _ in shapes if right - left < 2}
    assert len(upright) == 4
    for drawn in page.get_objects(filter=[1]):
        left, bottom, right, _ = drawn.get_bounds()
        in_table = any(low < bottom < high for _, low, _, high in shapes)
        assert not in_table or not [edge for edge in upright if left < edge < right]


@pytest.mark.parametrize("size", [16, 18, 24])
def test_nothing_runs_off_the_page(size: Any) -> None:
    paper = paper_of(
        Words("Q" * 300),
        Table("Steps", ("What", "Who", "When"), (("M" * 120, "é" * 90, "x" * 90),)),
        Words("\n".join(f"line {n}" for n in range(200))),
        Listed(("https://example.org/" + "a/" * 100,)),
        picture(500, 1000),
        marks=("REHEARSAL - not a real person",),
    )

    content = paper_pdf(paper, AT, size)

    pages = pages_of(content)
    assert len(pages) > 3
    assert "line199" in run_together(text_of(content))
    assert run_together(text_of(content)).count("Q") == 300
    for page in pages:
        width, height = page.get_size()
        assert (width, height) == pytest.approx(A4, abs=1)
        for drawn in page.get_objects():
            left, bottom, right, top = drawn.get_bounds()
            assert left >= 30
            assert bottom >= 20
            assert right <= width - 30
            assert top <= height - 20


def test_marks_stand_on_every_page() -> None:
    paper = paper_of(Words("\n".join("line" for _ in range(100))), marks=("REHEARSAL",))

    pages = pages_of(paper_pdf(paper, AT))

    assert len(pages) > 1
    assert all("REHEARSAL" in page.get_textpage().get_text_bounded() for page in pages)


def test_a_short_letter_of_an_ordinary_consultation_is_one_page(
    full: Consultation, aid: DecisionAid
) -> None:
    told = moves.seal(full, LATER, "Dr Grey")

    assert len(pages_of(form("letter-short-pdf").make(material(told, aid)))) == 1
    assert len(pages_of(form("letter-short-pdf").make(material(with_an_aid(full), aid)))) == 1


def test_large_print_is_never_made_smaller_to_fit(full: Consultation, aid: DecisionAid) -> None:
    make = form("letter-short-pdf").make
    large = make(replace(material(full, aid), print_size=24))

    assert len(pages_of(large)) > 1
    assert max(sizes_of(large)) >= 24


def sizes_of(content: bytes) -> Iterator[float]:
    """Yield the sizes of the texts of a file, in points."""
    from ctypes import c_float

    for page in pages_of(content):
        for drawn in page.get_objects(filter=[1]):
            size = c_float()
            pdfium.raw.FPDFTextObj_GetFontSize(drawn.raw, size)
            yield size.value


@pytest.mark.parametrize(
    "words",
    [
        '#panic("x") *bold* _it_ `code` $x^2$ @ref <label> \\ [a] // no',
        "= No heading\n- no item\n+ no number\n/ no: term",
        '"]) #read("/etc/passwd") ~ -- --- ... \'',
    ],
)
def test_typed_markup_is_shown_and_never_obeyed(words: str) -> None:
    content = paper_pdf(
        paper_of(Words(words), Listed((words,)), Table(words, ("A", "B"), ((words, words),))), AT
    )

    said = run_together(text_of(content))
    assert said.count(run_together(words)) == 5


def test_hidden_characters_are_spelt_out() -> None:
    said = text_of(paper_pdf(paper_of(Words("a\x1b[31m\u202eb")), AT))

    assert r"a\x1b[31m\u202eb" in run_together(said)


def test_the_same_page_gives_the_same_bytes(full: Consultation, aid: DecisionAid) -> None:
    make = form("letter-pdf").make
    told = material(with_an_aid(full), aid)

    assert make(told) == make(told) == make(replace(told, today=LATER.date().replace(year=2031)))


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return usual(name, *rest)

    monkeypatch.delitem(sys.modules, "typst")
    monkeypatch.setattr(builtins, "__import__", without)

    with pytest.raises(SdmError) as told:
        paper_pdf(paper_of(Words("Said")), AT)

    assert "cannot write PDF. Nothing was written." in told.value.message
    assert 'pip install "sdm-tui[pdf]"' in told.value.hint
