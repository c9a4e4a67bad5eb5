"""Characters that no font at hand can show: which they are, and what to write in their place."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_REPORTED: Final = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)", re.DOTALL)
_JOINER: Final = "\u200d"
_FLAGS: Final = range(0x1F1E6, 0x1F200)
"""The letters that flags are written with, two and two."""
_SKIN: Final = range(0x1F3FB, 0x1F400)
_TAGS: Final = range(0xE0020, 0xE0080)
_UNNAMED: Final = (_JOINER, *map(chr, range(0xFE00, 0xFE10)))
"""What only joins or varies the characters around it."""


def reported(fault: str) -> str | None:
    """Return the text that typst says no font can show, or None where it says something else."""
    found = _REPORTED.search(fault)
    return None if found is None else _ESCAPED.sub(_plain, found[1])


def _plain(escaped: re.Match[str]) -> str:
    if escaped[1]:
        return chr(int(escaped[1], 16))
    return {"n": "\n", "r": "\r", "t": "\t"}.get(escaped[2], escaped[2])


def wholes(found: str, texts: Iterator[str]) -> list[str]:
    """Return each different whole character, as a person sees it, that begins so in some texts.

    typst names a letter where it is the accent on it that no font has: so where there are letters
    with accents, only those are meant.
    """
    each = sorted({whole for text in texts for whole in _wholes(found, text)}, key=_longest_first)
    with_more = [whole for whole in each if len(whole) > len(found)]
    return with_more if with_more and found.isalnum() else each


def _longest_first(whole: str) -> tuple[int, str]:
    # A short one may be part of a long one, which is to be spelt out whole.
    return -len(whole), whole


def _wholes(found: str, text: str) -> Iterator[str]:
    start = text.find(found)
    while start >= 0:
        end = start + len(found)
        while end < len(text) and _goes_on(text, end):
            end += 1
        yield text[start:end]
        start = text.find(found, end)


def _goes_on(text: str, place: int) -> bool:
    """Whether the character at a place belongs to the one before it."""
    here, before = text[place], text[place - 1]
    if here == _JOINER or before == _JOINER or unicodedata.category(here).startswith("M"):
        return not here.isspace()
    if ord(here) in _FLAGS:
        return ord(before) in _FLAGS
    return ord(here) in _SKIN or ord(here) in _TAGS


def in_words(whole: str) -> str:
    """Return a character's name, to stand in its place: [thumbs up sign].

    A letter or digit stays, with the name of what was put on it.
    """
    named = named_in(whole)
    kept = whole[0] if len(whole) > 1 and whole[0].isalnum() else ""
    return f"{kept}[{', '.join(map(name_of, named))}]"


def named_in(whole: str) -> list[str]:
    """Return which characters of a whole one are named; what only joins or varies them is not."""
    rest = whole[1:] if len(whole) > 1 and whole[0].isalnum() else whole
    return [c for c in rest if c not in _UNNAMED] or list(rest)


def name_of(character: str) -> str:
    """Return the name that Unicode gives a character, or its number where it gives none."""
    name = unicodedata.name(character, "")
    return name.lower() if name else f"character U+{ord(character):04X}"
