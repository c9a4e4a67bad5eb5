"""Benefits and risks where an aid has no figures: what each option gives and asks, side by side."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from textual.content import Content

from sdm_tui.aids.model import DecisionAid, DecisionOption
from sdm_tui.consultation.contents import TalkedOption, options_of
from sdm_tui.consultation.model import Consultation
from sdm_tui.consultation.voice import Voice, voice_of
from sdm_tui.tui.literal import literal
from sdm_tui.tui.stages.figure_columns import Page
from sdm_tui.tui.stages.figure_words import wrapped
from sdm_tui.tui.stages.goals import goals_line

NARROWEST: Final = 34
"""Columns that an option's points need to be read with ease."""
GAP: Final = 2
Line = tuple[str, bool]
"""A line of a column, and whether it is a heading."""


def weighing_page(consultation: Consultation, aid: DecisionAid, *, first: int, width: int) -> Page:
    """Return the good and hard points of the options from `first` on, as many as fit."""
    options = options_of(consultation, aid)
    count = max(1, min(len(options), (width + GAP) // (NARROWEST + GAP)))
    first = max(0, min(first, len(options) - count))
    each = (width + GAP) // count - GAP
    last = first + count
    place = f"{last}" if count == 1 else f"{first + 1} to {last}"
    turn = f"{place} of {len(options)} · ← → turn · " if count < len(options) else ""
    rows = [
        literal("What does each one give me, and ask of me?", "bold"),
        literal(f"{turn}no numbers: why is at the end", "$text-muted"),
        *goals_line(consultation, aid, width),
        literal(""),
    ]
    voice = voice_of(aid)
    shown = [list(_column(consultation, option, each, voice)) for option in options[first:last]]
    rows += _side_by_side(shown, each)
    rows += wrapped(f"No reliable figure. {aid.no_outcomes_reason}", width, "$text-muted")
    return Page(Content("\n").join(rows), first, count, 0)


def _side_by_side(columns: Sequence[Sequence[Line]], each: int) -> Iterator[Content]:
    """Yield the rows of columns whose headings stand level."""
    parts = [list(_parts(column)) for column in columns]
    for level in zip_longest(*parts, fillvalue=()):
        for cells in zip_longest(*level, fillvalue=("", False)):
            pieces = [
                literal(words.ljust(each), "bold") if is_heading else literal(words.ljust(each))
                for words, is_heading in cells
            ]
            yield Content(" " * GAP).join(pieces)
        yield literal("")


def _parts(column: Sequence[Line]) -> Iterator[list[Line]]:
    part: list[Line] = []
    for line in column:
        if line[1] and part and not part[-1][1]:
            yield part
            part = []
        part.append(line)
    yield part


def _column(
    consultation: Consultation, option: TalkedOption, width: int, voice: Voice
) -> Iterator[Line]:
    yield from ((line, True) for line in textwrap.wrap(option.name, width))
    aside = consultation.set_aside(option.id)
    if aside is not None:
        yield from _lines(f"Set aside: {aside.reason or 'no reason written'}", width)
    elif option.listed is None:
        yield from _lines("Written by the people in the room.", width)
    else:
        yield from _lines(option.listed.aim, width)
    if option.listed is not None:
        yield from _listed(option.listed, width, voice)
    elif option.added is not None:
        yield from _headed("Good points", [option.added.good_points or "not known"], width)
        yield from _headed("Hard points", [option.added.hard_points or "not known"], width)


def _listed(option: DecisionOption, width: int, voice: Voice) -> Iterator[Line]:
    yield from _headed("Good points", option.good_points, width)
    yield from _headed("Hard points", option.hard_points, width)
    living = option.living_with
    yield from _headed(voice.body, [living.body], width)
    yield from _headed(voice.mind, [living.mind], width)
    yield from _headed(voice.daily_life, [living.daily_life], width)


def _headed(heading: str, points: Sequence[str], width: int) -> Iterator[Line]:
    yield heading, True
    for point in points:
        yield from _lines(f"· {point}", width, indent="  ")


def _lines(words: str, width: int, indent: str = "") -> Iterator[Line]:
    for line in textwrap.wrap(words, width, subsequent_indent=indent):
        yield line, False
