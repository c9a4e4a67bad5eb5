"""What the person wants, pinned above a comparison in their own words."""

from typing import Final

from textual.content import Content

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.contents import values_of
from sdm_tui.consultation.model import Consultation
from sdm_tui.tui.literal import literal, one_line

MATTERS_MUCH: Final = 7
"""The rating, of 10, from which a statement is pinned where nothing was written."""


def goals(consultation: Consultation, aid: DecisionAid | None) -> tuple[str, ...]:
    """Return what the person hopes for and wants to keep, then what they rated highest."""
    matters = consultation.what_matters
    said = (matters.hopes, matters.keep_doing, matters.important)
    written = tuple(" ".join(words.split()) for words in said if words.strip())
    if written:
        return tuple(f'"{words}"' for words in written)
    rated = [
        (value.rating, value.text)
        for value in values_of(consultation, aid)
        if isinstance(value.rating, int) and value.rating >= MATTERS_MUCH
    ]
    return tuple(text for _, text in sorted(rated, key=lambda pair: -pair[0]))


def goals_line(consultation: Consultation, aid: DecisionAid | None, width: int) -> list[Content]:
    """Return the goals on one line, or no line where nothing was said."""
    held = goals(consultation, aid)
    if not held:
        return []
    return [literal(one_line(f"What you want: {' · '.join(held)}", width), "italic")]
