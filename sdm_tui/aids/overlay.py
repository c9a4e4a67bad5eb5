"""Local facts that lie over a decision aid: waiting times, contacts, practical answers.

An overlay adds rows that carry its organisation's name. It has no field for a figure, an option or
a harm, so it can change none of them.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, StringConstraints, ValidationError

from sdm_tui.aids.marked import AidUnreadable, Marked, marked
from sdm_tui.aids.model import DecisionAid, PracticalRow, Support
from sdm_tui.aids.parts import Part, Slug, Text
from sdm_tui.aids.places import Fault, Place, parts
from sdm_tui.aids.refusals import refusals, told
from sdm_tui.errors import nearest

NOT_KNOWN: Final = "Not known here"
"""The waiting time of an option for which the overlay gives none."""

Rows = list[tuple[Place, PracticalRow]]
"""Rows for the practical grid, each with the place in the overlay that it comes from."""


class LocalPart(BaseModel):
    """A frozen part of an overlay; names that are not known are refused."""

    model_config = Part.model_config


class WaitingTime(LocalPart):
    """How long people wait for one option."""

    option: Slug
    text: Text


class Overlay(LocalPart):
    """One organisation's facts about one aid, or about what another overlay already adds to."""

    format: Literal[1]
    overlay: Slug
    """The overlay's own name."""
    overlay_of: Slug
    """The slug of an aid, or the name of another overlay."""
    organisation: Annotated[
        str,
        StringConstraints(
            min_length=1, max_length=40, strip_whitespace=True, pattern=r"^[^\r\n\t]*$"
        ),
    ]
    """Shown beside each local row."""
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    updated: date
    review_due: date
    waiting_times: tuple[WaitingTime, ...] = ()
    contacts: tuple[Support, ...] = ()
    """Whom to contact here."""
    practical_grid: tuple[PracticalRow, ...] = ()
    further_support: tuple[Support, ...] = ()
    note_for_clinicians: Text | None = None
    """Shown with the sources, and never to the person alone."""


def parse_overlay(content: bytes, path: Path) -> Overlay:
    """Return the overlay in `content`; `path` is only for messages.

    Raises AidUnreadable with every fault at once.
    """
    return judged_overlay(marked(content, path))


def judged_overlay(file: Marked) -> Overlay:
    """Return the overlay in a file; raises AidUnreadable with every fault at once."""
    found: list[Fault] = list(_foreign(file.data))
    found += _within(file.data)
    own = {name: value for name, value in file.data.items() if name not in _FOREIGN}
    overlay: Overlay | None = None
    try:
        overlay = Overlay.model_validate(own)
    except ValidationError as error:
        found += refusals(error, _NAMES)
    if overlay is not None and overlay.review_due <= overlay.updated:
        found.append((("review_due",), "the next review must come after the date of the facts"))
    if overlay is None or found:
        raise AidUnreadable(
            [file.fault(place, told(place, words, file.data)) for place, words in found]
        )
    return overlay


def faults_with(overlay: Overlay, aid: DecisionAid) -> Iterator[Fault]:
    """Yield where an overlay does not fit its aid: its options, or the names of its own rows."""
    mark = _mark(overlay.organisation)
    own = (*(r.question for r in aid.practical_grid), *(one.name for one in aid.further_support))
    if name := next((name for name in own if name.endswith(mark)), ""):
        words = f'the aid\'s own "{name}" ends with "{mark}" as local rows do: name the part'
        yield ("organisation",), f"{words} of the organisation that this is for"
    options = [option.id for option in aid.options]
    for index, waiting in enumerate(overlay.waiting_times):
        if waiting.option not in options:
            yield ("waiting_times", index, "option"), _unknown(waiting.option, options)
    for index, row in enumerate(overlay.practical_grid):
        place: Place = ("practical_grid", index, "answers")
        for option in options:
            if option not in row.answers:
                yield place, f'there is no answer for the option "{option}"'
        for option in row.answers:
            if option not in options:
                yield (*place, option), _unknown(option, options)


def with_overlay(aid: DecisionAid, overlay: Overlay) -> DecisionAid:
    """Return the aid with the local rows after its own; nothing else in it differs."""
    rows = tuple(row for _, row in local_rows(aid, overlay))
    support = tuple(support for _, support in local_support(overlay))
    return aid.model_copy(
        update={
            "practical_grid": aid.practical_grid + rows,
            "further_support": aid.further_support + support,
        }
    )


def are_alike(organisation: str, other: str) -> bool:
    """Whether rows of one organisation could be taken for rows of the other."""
    mark, others = _mark(organisation), _mark(other)
    return mark.endswith(others) or others.endswith(mark)


def local_grid(aid: DecisionAid, organisation: str) -> tuple[PracticalRow, ...]:
    """Return the rows of an aid's grid that carry an organisation's name."""
    return tuple(row for row in aid.practical_grid if row.question.endswith(_mark(organisation)))


def local_help(aid: DecisionAid, organisation: str) -> tuple[Support, ...]:
    """Return the help that an aid names under an organisation's name, contacts first."""
    return tuple(one for one in aid.further_support if one.name.endswith(_mark(organisation)))


def local_rows(aid: DecisionAid, overlay: Overlay) -> Rows:
    """Return the rows that an overlay adds to the practical grid, the waiting times first."""
    mark = _mark(overlay.organisation)
    rows: Rows = []
    if overlay.waiting_times:
        known = {waiting.option: waiting.text for waiting in overlay.waiting_times}
        answers = {option.id: known.get(option.id, NOT_KNOWN) for option in aid.options}
        waiting = PracticalRow(question=f"Waiting time{mark}", answers=answers)
        rows.append((("waiting_times",), waiting))
    for index, row in enumerate(overlay.practical_grid):
        marked_row = PracticalRow(question=f"{row.question}{mark}", answers=row.answers)
        rows.append((("practical_grid", index), marked_row))
    return rows


def local_support(overlay: Overlay) -> list[tuple[Place, Support]]:
    """Return the help that an overlay names, contacts first, each with its place."""
    named: list[tuple[Place, Support]] = [
        *((("contacts", index), one) for index, one in enumerate(overlay.contacts)),
        *((("further_support", index), one) for index, one in enumerate(overlay.further_support)),
    ]
    mark = _mark(overlay.organisation)
    return [
        (place, Support(name=f"{support.name}{mark}", detail=support.detail))
        for place, support in named
    ]


_GIVES: Final = (
    *("waiting_times", "contacts", "practical_grid", "further_support"),
    "note_for_clinicians",
)
_FOREIGN: Final = frozenset(DecisionAid.model_fields) - frozenset(Overlay.model_fields)
"""What an aid says and no overlay may."""
_NOT_LOCAL: Final = (
    "leave this out: figures, options, harms and whatever else the aid itself says cannot be "
    "changed locally"
)
_NAMES: Final = frozenset(
    name for part in (Overlay, WaitingTime, PracticalRow, Support) for name in part.model_fields
)


def _foreign(data: dict[str, Any]) -> Iterator[Fault]:
    for name in data:
        if name in _FOREIGN:
            yield (name,), _NOT_LOCAL


def _within(data: dict[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong between the parts of an overlay, whatever their shape."""
    if not any(data.get(name) for name in _GIVES):
        yield (), f"there are no local facts here: give one of {', '.join(_GIVES)}"
    times = [(index, one.get("option")) for index, one in parts(data, "waiting_times")]
    counts = Counter(option for _, option in times if isinstance(option, str))
    seen: set[str] = set()
    for index, option in times:
        if isinstance(option, str):
            if counts[option] > 1 and option in seen:
                yield ("waiting_times", index, "option"), f'"{option}" has two waiting times'
            seen.add(option)


def _mark(organisation: str) -> str:
    """Return what ends the name of each local row."""
    return f" ({organisation})"


def _unknown(option: str, options: list[str]) -> str:
    return f'"{option}" is not one of this aid\'s options. {nearest(option, options)}'
