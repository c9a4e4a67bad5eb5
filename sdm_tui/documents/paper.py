"""A page for a person to take home, before it is set as text, as a web page or as a PDF.

It knows headings, paragraphs, lists, tables and pictures of people, and nothing of how they look.
Every word in it is plain text: whoever sets it escapes it for its format.
"""

from dataclasses import dataclass
from typing import Literal

from sdm_tui.aids.figures import NaturalFrequency

PrintSize = Literal[16, 18, 24]
"""The size of the text in points: ordinary, large and very large."""


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str
    is_notice: bool = False
    """Whether it must not be overlooked."""


@dataclass(frozen=True)
class Listed:
    """A list, each of whose items is one short paragraph."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows under headings; the first cell of a row is the row's own heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """One figure: a sentence in both framings, and a picture with one circle for each person."""

    heading: str
    """The option that the figure is for."""
    sentence: str
    figure: NaturalFrequency
    affected: str
    """What the filled circles stand for, with their number."""
    unaffected: str
    """What the empty circles stand for, with their number."""
    after: tuple[str, ...] = ()
    """What belongs to the figure: its range, who was counted, its source."""


@dataclass(frozen=True)
class Room:
    """Room to write in by hand, in lines."""

    lines: int


Piece = Words | Listed | Table | Picture | Room


@dataclass(frozen=True)
class Chapter:
    """A heading with what stands under it; level 2 is a chapter and level 3 a part of one."""

    heading: str
    pieces: tuple[Piece, ...]
    level: Literal[2, 3] = 2


@dataclass(frozen=True)
class Paper:
    """A whole page or letter."""

    title: str
    marks: tuple[str, ...]
    """What stands above everything else and again at its end, such as that it is a rehearsal."""
    opening: tuple[str, ...]
    """Whom it is for and when it was written, above the first heading."""
    chapters: tuple[Chapter, ...]
    language: str = "en-GB"
