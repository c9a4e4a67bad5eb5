"""Plain text on a page: headings at the margin, everything that was typed further in.

No typed text reaches the margin, so none can pass for a heading or for a line of our own.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sdm_tui.documents.wording import trimmed, visible

NARROWEST: Final = 24
"""Characters in a line; a narrower page is set at this width."""

_STEP: Final = 3
_HANG: Final = 2
"""Not the step, so that a second line of typed text never stands where an item of ours would."""


@dataclass(frozen=True)
class Item:
    """One paragraph or fact under a heading; depth counts steps further in, from 0."""

    text: str
    depth: int = 0


@dataclass(frozen=True)
class Block:
    """A heading with what stands under it."""

    heading: str
    items: tuple[Item, ...]


def fact(label: str, words: str, depth: int = 0) -> Iterator[Item]:
    """Yield "label: words", or nothing where there are no words."""
    if shown := trimmed(words):
        yield Item(f"{label}: {shown}", depth)


def lay_out(blocks: tuple[Block, ...], width: int, *, is_underlined: bool = True) -> str:
    """Return the blocks as text with lines of at most `width` characters.

    is_underlined: False for text that is read aloud, where a line of hyphens is noise. The only
    control character in it is the newline.
    """
    width = max(width, NARROWEST)
    lines: list[str] = []
    for block in blocks:
        heading = _wrapped(block.heading, width, "", "") if block.heading else []
        lines += heading
        if is_underlined and heading:
            lines.append("-" * max(len(line) for line in heading))
        for item in block.items:
            first = " " * (_HANG + _STEP * item.depth)
            lines += _wrapped(item.text, width, first, first + " " * _HANG)
        lines.append("")
    return "\n".join(lines)


def at_margin(lines: tuple[str, ...], width: int) -> str:
    """Return lines of our own, wrapped and set at the margin, with an empty line after them."""
    wrapped = [part for line in lines for part in _wrapped(line, max(width, NARROWEST), "", "")]
    return "\n".join([*wrapped, "", ""])


def _wrapped(text: str, width: int, first: str, next_ones: str) -> list[str]:
    """Return a text's lines: `first` stands before the first of them, `next_ones` before others."""
    lines: list[str] = []
    for paragraph in visible(text).expandtabs(4).split("\n"):
        lines += textwrap.wrap(
            trimmed(paragraph),
            width,
            initial_indent=next_ones if lines else first,
            subsequent_indent=next_ones,
            break_on_hyphens=False,
        ) or [""]
    return [line.rstrip() for line in lines]
