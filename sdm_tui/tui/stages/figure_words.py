"""Words that the pages of figures share."""

import textwrap
from collections.abc import Sequence
from typing import Final

from textual.content import Content

from sdm_tui.aids.model import Outcome
from sdm_tui.aids.parts import Estimate
from sdm_tui.consultation.contents import TalkedOption
from sdm_tui.tui.literal import literal, one_line

GAP: Final = 3
"""Blank cells between the columns of a page."""

APART: Final = "From other studies: do not compare with the numbers above."
"""What stands between options whose figures must not be compared."""


def named(outcome: Outcome) -> str:
    """Return the name of an outcome, saying so where it is a serious harm."""
    serious = " (serious)" if outcome.serious and outcome.kind == "harm" else ""
    return f"{outcome.name}{serious}"


def name_within(option: TalkedOption, width: int) -> str:
    """Return the name of an option, the short one where the other would be cut off."""
    return one_line(option.name if len(option.name) <= width else option.short_name, width)


def source_words(estimates: Sequence[Estimate]) -> str:
    """Return the keys of the sources of some estimates."""
    keys = list(dict.fromkeys(key for e in estimates for key in e.sources))
    return f"Source: {', '.join(keys)}" if keys else "No source gives a figure"


def wrapped(words: str, width: int, style: str = "", indent: str = "") -> list[Content]:
    """Return words as lines of at most `width`."""
    lines = textwrap.wrap(words, max(10, width), initial_indent=indent, subsequent_indent=indent)
    return [literal(line, style) for line in lines]
