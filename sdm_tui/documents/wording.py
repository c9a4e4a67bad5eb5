"""Small wordings that every document shares: hidden characters, quotations and times."""

import re
from datetime import datetime
from typing import Final

from sdm_tui.consultation.checks import date_words

HIDDEN: Final = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f"  # control characters, without tab and newline
    "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069"  # direction of writing
    "\\u2028\\u2029"  # line and paragraph separators
    "\\ud800-\\udfff]"  # half of a surrogate pair, which no file can hold
)
"""Characters that nobody sees and that can change what the text around them looks like."""

_BLANK: Final = " \t\n\r\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""Spaces and line ends; unlike Python's own idea of white space, no hidden character."""

_TWO_DIGITS: Final = 0xFF


def visible(text: str) -> str:
    r"""Return the text with each hidden character spelt out, as in \x1b or \u202e.

    Newlines, tabs and everything that can be seen stay as they are.
    """
    return HIDDEN.sub(lambda found: _spelt(found[0]), text)


def trimmed(words: str) -> str:
    """Return the words without the spaces and line ends around them."""
    return words.strip(_BLANK)


def quoted(words: str) -> str:
    """Return somebody's own words in quotation marks, trimmed and otherwise as typed."""
    return f'"{trimmed(words)}"'


def moment_words(at: datetime) -> str:
    """Return a time as people write it, in its own zone: 3 December 2026 14:05."""
    return f"{date_words(at.date())} {at.hour:02}:{at.minute:02}"


def by_words(who: str) -> str:
    """Return who did something, to follow when it was done; "" where nobody is named."""
    return f" by {trimmed(who)}" if trimmed(who) else ""


def _spelt(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code <= _TWO_DIGITS else f"\\u{code:04x}"
