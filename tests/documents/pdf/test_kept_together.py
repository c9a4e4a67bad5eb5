"""What must not be torn apart between two pages of a PDF: a question and where its answer goes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from sdm_tui.documents.paper import Chapter, Listed, Paper, Piece, PrintSize, Room, Table, Words
from sdm_tui.documents.pdf.paper_pdf import paper_pdf

pytest.importorskip("typst", reason="PDF is an optional extra")
pdfium = pytest.importorskip("pypdfium2", reason="only the test extra reads PDF back")

AT: Final = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
PATH: Final = 2
"""What pdfium calls an object that is drawn, and no text or picture."""
SIZES: Final = (16, 18, 24)
MANY: Final = 40


def pages_of(size: PrintSize, *pieces: Piece) -> list[Any]:
    paper = Paper("A title", (), ("An opening",), (Chapter("A heading", pieces),))
    return list(pdfium.PdfDocument(paper_pdf(paper, AT, size)))


def numbers(page: Any, word: str) -> list[str]:
    """Return the numbers that stand on a page right after a word."""
    return re.findall(rf"{word}(\d+)", page.get_textpage().get_text_bounded())


def long_and_short() -> Iterator[tuple[int, str]]:
    """Yield numbered texts of one to five lines, each of which says where it begins and ends."""
    for number in range(MANY):
        yield number, f"Begin{number} {'and so on ' * (number % 5 * 3)}End{number}"


@pytest.mark.parametrize("size", SIZES)
def test_a_question_stands_on_the_page_of_its_lines_to_write_on(size: PrintSize) -> None:
    asked = [(Words(words), Room(2)) for _, words in long_and_short()]

    pages = pages_of(size, *(piece for both in asked for piece in both))

    assert len(pages) > 3
    for page in pages:
        begun = numbers(page, "Begin")
        assert begun == numbers(page, "End")
        assert len(list(page.get_objects(filter=[PATH]))) == 2 * len(begun)


@pytest.mark.parametrize("size", SIZES)
def test_room_under_a_heading_stands_on_its_page(size: PrintSize) -> None:
    chapters = tuple(Chapter(f"Part{number}", (Room(4),)) for number in range(MANY))

    content = paper_pdf(Paper("A title", (), (), chapters), AT, size)

    for page in pdfium.PdfDocument(content):
        assert len(list(page.get_objects(filter=[PATH]))) == 4 * len(numbers(page, "Part"))


@pytest.mark.parametrize("size", SIZES)
def test_no_item_of_a_list_is_torn_apart(size: PrintSize) -> None:
    pages = pages_of(size, Listed(tuple(words for _, words in long_and_short())))

    assert len(pages) > 1
    for page in pages:
        assert numbers(page, "Begin") == numbers(page, "End")


@pytest.mark.parametrize("size", SIZES)
def test_no_row_of_a_table_is_torn_apart_and_none_from_its_caption(size: PrintSize) -> None:
    rows = tuple((words, "") for _, words in long_and_short())
    tables = [Table(f"Caption{n}", ("What", "0 to 10"), (rows[n],)) for n in range(MANY)]

    for page in pages_of(size, Table("All", ("What", "0 to 10"), rows), *tables):
        assert sorted(numbers(page, "Begin")) == sorted(numbers(page, "End"))
        assert set(numbers(page, "Caption")) <= set(numbers(page, "Begin"))


@pytest.mark.parametrize("size", SIZES)
def test_words_stand_on_the_page_of_what_they_lead_to(size: PrintSize) -> None:
    led = [(Words(f"Lead{number}:"), Listed((words,))) for number, words in long_and_short()]

    for page in pages_of(size, *(piece for both in led for piece in both)):
        assert numbers(page, "Lead") == numbers(page, "Begin")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "piece",
    [
        Listed(("\n".join(f"Line{n}" for n in range(200)),)),
        Listed(("word " * 1500 + "Line199",)),
        Table("T", ("A", "B", "C"), (("\n".join(f"Line{n}" for n in range(200)), "x" * 149, ""),)),
        Table("T", ("A", "B", "C"), (("Line199", "i" * 20, "Wide " * 29),)),
        Table("T", ("A", "B", "C"), (("Line199", "", "W W " * 27),)),
        Listed(("Line199 " + "W W " * 112,)),
    ],
)
def test_what_is_too_long_for_a_page_is_broken_and_not_cut_off(
    size: PrintSize, piece: Piece
) -> None:
    pages = pages_of(size, piece, Words("Question? " * 200), Room(30))

    assert sum(len(numbers(page, "Line")) for page in pages) in {1, 200}
    for page in pages:
        for drawn in page.get_objects():
            assert drawn.get_bounds()[1] >= 20
