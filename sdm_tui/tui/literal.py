"""The one road by which free text reaches a widget.

Textual reads square brackets in a string as markup; `Content` does not. Characters that would move
the cursor, change direction or start an escape sequence are drawn as a hollow square.
"""

import re
import textwrap
from typing import Final

from rich.cells import cell_len, set_cell_size
from textual.content import Content

_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_STAND_IN: Final = "\N{WHITE SQUARE}"


def drawable(text: str) -> str:
    """Return the text with one hollow square for each character that cannot be drawn."""
    return _UNSEEN.sub(_STAND_IN, text)


def literal(text: str, style: str = "") -> Content:
    """Return text exactly as it was typed, never read as markup."""
    plain = drawable(text.expandtabs(4))
    return Content.styled(plain, style) if style else Content(plain)


def hanging(lead: str, text: str, width: int) -> str:
    """Return text wrapped behind a lead such as "► ", later lines set in as far as the lead."""
    blank = " " * len(lead)
    lines = textwrap.wrap(
        drawable(text), max(len(lead) + 10, width), initial_indent=lead, subsequent_indent=blank
    )
    return "\n".join(lines or [lead])


def one_line(text: str, width: int) -> str:
    """Return text on one line of at most `width` columns, with an ellipsis where it is cut.

    Some characters take two columns, and an accent that is written by itself takes none.
    """
    flat = " ".join(drawable(text).split())
    if cell_len(flat) <= width:
        return flat
    return set_cell_size(flat, max(0, width - 1)).rstrip() + "…"
