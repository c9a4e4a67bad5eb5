"""A page for a person as plain text that can be read aloud: no boxes, no rules, no pictures.

Only where it is to be written on by hand does it have lines: a screen reader says those too.
"""

from collections.abc import Iterator
from typing import Final, assert_never

from sdm_tui.documents.page import NARROWEST, Block, Item, at_margin, lay_out
from sdm_tui.documents.paper import Chapter, Listed, Paper, Picture, Piece, Room, Table, Words

WIDTH = 72
"""Characters in a line."""
_LINE: Final = 40
"""Characters in a line to write on, where the page is wide enough."""
_PLACE: Final = "____"
"""Where a number or a word or two is to be written."""


def paper_text(paper: Paper, width: int = WIDTH) -> str:
    """Return the page as text with lines of at most `width` characters.

    A picture of people is told by its sentence. No typed words stand at the margin, so none can
    pass for a heading.
    """
    # Three quarters, so that it is whole however far in it stands.
    line = "_" * min(_LINE, max(width, NARROWEST) * 3 // 4)
    return (
        at_margin((*paper.marks, paper.title), width)
        + lay_out(_blocks(paper, line), width, is_underlined=False)
        + ("\n" + at_margin(paper.marks, width).rstrip("\n") + "\n" if paper.marks else "")
    )


def _blocks(paper: Paper, line: str) -> tuple[Block, ...]:
    blocks = [Block("", tuple(Item(words) for words in paper.opening))]
    for chapter in paper.chapters:
        items = tuple(_items(chapter, line))
        if chapter.level == 3 and len(blocks) > 1:
            before = blocks.pop()
            blocks.append(Block(before.heading, (*before.items, *items)))
        else:
            blocks.append(Block(chapter.heading, items))
    return tuple(blocks)


def _items(chapter: Chapter, line: str) -> Iterator[Item]:
    depth = 0
    if chapter.level == 3:
        yield Item("")
        yield Item(chapter.heading)
        depth = 1
    before: Piece | None = None
    for piece in chapter.pieces:
        if isinstance(before, Room):
            yield Item("")
        yield from _told(piece, depth, line)
        before = piece


def _told(piece: Piece, depth: int, line: str) -> Iterator[Item]:
    match piece:
        case Words():
            yield Item(piece.text, depth)
        case Listed():
            for item in piece.items:
                yield Item(item, depth + 1)
        case Table():
            ends = piece.caption.endswith(("?", "."))
            yield Item(piece.caption if ends else f"{piece.caption}:", depth)
            for told in _rows(piece):
                yield Item(told, depth + 1)
        case Picture():
            yield Item(f"{piece.heading}:", depth)
            for words in (piece.sentence, *piece.after):
                yield Item(words, depth + 1)
        case Room():
            for _ in range(piece.lines):
                yield Item("", depth)
                yield Item(line, depth)
        case _:
            assert_never(piece)


def _rows(table: Table) -> Iterator[str]:
    if _is_to_fill_in(table):
        yield from (f"{first}: {_PLACE}" for first, _ in table.rows)
        return
    for row in table.rows:
        cells = zip(table.head, row, strict=True)
        yield "; ".join(f"{head}: {cell}" for head, cell in cells if cell)


def _is_to_fill_in(table: Table) -> bool:
    return len(table.head) == 2 and not any(second for _, second in table.rows)
