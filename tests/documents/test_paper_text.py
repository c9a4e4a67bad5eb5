"""A page for a person as plain text: where it is to be written on, and where it is only read."""

import pytest

from sdm_tui.documents.paper import Chapter, Paper, Piece, Room, Table, Words
from sdm_tui.documents.paper_text import paper_text


def said(*pieces: Piece, width: int = 72) -> list[str]:
    """Return the lines below the heading of a chapter, without the empty ones at its end."""
    page = paper_text(Paper("T", (), ("O",), (Chapter("H", pieces),)), width)
    return page.partition("\nH\n")[2].rstrip("\n").split("\n")


def test_room_is_lines_to_write_on_with_space_above_each() -> None:
    line = "  " + "_" * 40

    assert said(Words("Why?"), Room(2), Words("How?"), Room(1)) == [
        *("  Why?", "", line, "", line, ""),
        *("  How?", "", line),
    ]


@pytest.mark.parametrize("width", [24, 30, 72])
def test_a_line_to_write_on_is_never_broken_in_two(width: int) -> None:
    lines = [line for line in said(Room(2), width=width) if line]

    assert len(lines) == 2
    assert all(len(line) <= width for line in lines)


def test_a_table_to_fill_in_says_its_caption_once_and_leaves_a_place_for_each_row() -> None:
    table = Table("How much? From 0 to 10.", ("What", "0 to 10"), (("Sleep", ""), ("Work", "")))

    assert said(table) == ["  How much? From 0 to 10.", "     Sleep: ____", "     Work: ____"]


def test_a_table_that_holds_something_is_told_with_its_headings() -> None:
    two = Table("Views", ("What", "Leans to"), (("Sleep", "wait"), ("Work", "")))
    three = Table("Plan", ("What", "Who", "When"), (("Ring", "", ""),))

    assert said(two, three) == [
        *("  Views:", "     What: Sleep; Leans to: wait", "     What: Work"),
        *("  Plan:", "     What: Ring"),
    ]
