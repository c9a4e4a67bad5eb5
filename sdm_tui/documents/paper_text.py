"""A page for a person as plain text that can be read aloud: no boxes, no rules, no pictures."""

from collections.abc import Iterator
from typing import assert_never

from sdm_tui.documents.page import Block, Item, at_margin, lay_out
from sdm_tui.documents.paper import Chapter, Listed, Paper, Picture, Piece, Room, Table, Words

WIDTH = 72
"""Characters in a line."""


def paper_text(paper: Paper, width: int = WIDTH) -> str:
    """Return the page as text with lines of at most `width` characters.

    A picture of people is told by its sentence. No typed words stand at the margin, so none can
    pass for a heading.
    """
    return (
        at_margin((*paper.marks, paper.title), width)
        + lay_out(_blocks(paper), width, is_underlined=False)
        + ("\n" + at_margin(paper.marks, width).rstrip("\n") + "\n" if paper.marks else "")
    )


def _blocks(paper: Paper) -> tuple[Block, ...]:
    blocks = [Block("", tuple(Item(line) for line in paper.opening))]
    for chapter in paper.chapters:
        items = tuple(_items(chapter))
        if chapter.level == 3 and len(blocks) > 1:
            before = blocks.pop()
            blocks.append(Block(before.heading, (*before.items, *items)))
        else:
            blocks.append(Block(chapter.heading, items))
    return tuple(blocks)


def _items(chapter: Chapter) -> Iterator[Item]:
    depth = 0
    if chapter.level == 3:
        yield Item("")
        yield Item(chapter.heading)
        depth = 1
    for piece in chapter.pieces:
        yield from _told(piece, depth)


def _told(piece: Piece, depth: int) -> Iterator[Item]:
    match piece:
        case Words():
            yield Item(piece.text, depth)
        case Listed():
            for item in piece.items:
                yield Item(item, depth + 1)
        case Table():
            yield Item(piece.caption if piece.caption.endswith("?") else f"{piece.caption}:", depth)
            for row in piece.rows:
                cells = zip(piece.head, row, strict=True)
                told = "; ".join(f"{head}: {cell}" for head, cell in cells if cell)
                yield Item(told, depth + 1)
        case Picture():
            yield Item(f"{piece.heading}:", depth)
            for words in (piece.sentence, *piece.after):
                yield Item(words, depth + 1)
        case Room():
            for _ in range(piece.lines):
                yield Item("", depth)
        case _:
            assert_never(piece)
