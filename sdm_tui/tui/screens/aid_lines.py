"""The lines that the list shows of one aid: its question, whom it is for, and how it stands."""

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from textual.content import Content

from sdm_tui.aids.draft import draft_words
from sdm_tui.aids.library import AidEntry
from sdm_tui.aids.sign_off import SignOffs, Standing
from sdm_tui.documents.aid_standing import SIGN_OFF_MARKS, review_mark, sign_off_words
from sdm_tui.tui.literal import literal, one_line
from sdm_tui.tui.widgets.bars import APART, between, packed

_ABOVE: Final = re.compile(r"^.*[\\/](?=[^\\/]+[\\/][^\\/:]+:\d+:\d+: )")
"""The folders above the one that holds a file with a fault."""
_INDENT: Final = "   "


def aid_lines(
    entry: AidEntry, standing: Standing, *, today: date, width: int
) -> tuple[Content, ...]:
    """Return the lines of an aid, none wider than `width` characters.

    standing: how its sign-off stands.
    """
    if entry.fault is not None:
        fault = entry.fault.removeprefix(str(entry.path.parent)).lstrip("\\/")
        return (
            literal(one_line(f"{entry.title}: cannot be read", width), "bold"),
            _below(fault, width),
        )
    if entry.waits:
        words = "not read yet: it is read and checked in its turn, or as soon as it is opened"
        return literal(_title_line(entry, width), "bold"), _below(words, width)
    return (
        literal(_title_line(entry, width), "bold"),
        _below(entry.audience, width),
        *(_below(line, width) for line in _standing_lines(entry, standing, today, width)),
        *(_below(line, width) for line in _local_lines(entry)),
    )


def aid_line(entry: AidEntry, standing: Standing, *, today: date, width: int) -> Content:
    """Return an aid on one line of `width` characters: its question, and how it stands."""
    if entry.fault is not None:
        return literal(one_line(f"{entry.title}: cannot be read", width), "bold")
    marks = (
        "DRAFT" if entry.errors else "",
        review_mark(entry.review_due, today).partition(":")[0],
        SIGN_OFF_MARKS[standing.state],
    )
    mark = "not read yet" if entry.waits else next(m for m in marks if m)
    return literal(between(_shortened(entry, width - len(mark) - 2), mark, width), "bold")


def _local_lines(entry: AidEntry) -> list[str]:
    """Return whose local facts an aid has, and the first of those that are left out."""
    lines = [f"local facts: {', '.join(entry.organisations)}"] if entry.organisations else []
    if entry.local_faults:
        lines.append(f"LOCAL FACTS LEFT OUT: {_ABOVE.sub('', entry.local_faults[0])}")
    return lines


def _standing_lines(entry: AidEntry, standing: Standing, today: date, width: int) -> list[str]:
    room = width - len(_INDENT)
    due = review_mark(entry.review_due, today)
    parts = [
        f"DRAFT{draft_words(entry.errors).removeprefix('draft')}" if entry.errors else "",
        f"reviewed {_month(entry.last_reviewed)}",
        f"due {_month(entry.review_due)}",
        due.upper(),
        sign_off_words(standing),
    ]
    shown = [part for part in parts if part]
    if standing.state == "unsigned" and len(APART.join(shown)) > room:
        shown[-1] = SIGN_OFF_MARKS["unsigned"]
    return packed(shown, room)


def _below(text: str, width: int) -> Content:
    return literal(f"{_INDENT}{one_line(text, width - len(_INDENT))}", "$text-muted")


def _title_line(entry: AidEntry, width: int) -> str:
    """Return the title, with the condition beside it only where neither has to be cut."""
    if len(entry.title) + len(entry.condition) + 2 <= width:
        return between(entry.title, entry.condition, width)
    return one_line(_shortened(entry, width), width)


def _shortened(entry: AidEntry, width: int) -> str:
    """Return the title, or the condition where only that can stand whole."""
    return entry.condition if len(entry.title) > width >= len(entry.condition) > 0 else entry.title


_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def _month(day: date | None) -> str:
    return "not known" if day is None else f"{_MONTHS[day.month - 1]} {day.year}"


class DrawnAids:
    """What was drawn of each aid, by width and day: typing does not draw hundreds anew."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._drawn: dict[tuple[str, int, date], tuple[tuple[Content, ...], Content]] = {}

    def of(
        self, entry: AidEntry, sign_offs: SignOffs, width: int
    ) -> tuple[tuple[Content, ...], Content]:
        """Return an aid's rows, and the one row that stands for them away from the arrow."""
        today = self._today()
        drawn = self._drawn.get((entry.slug, width, today))
        if drawn is None:
            standing = sign_offs.standing(entry.slug, entry.content_hash, entry.overlay_hash)
            drawn = (
                aid_lines(entry, standing, today=today, width=width),
                aid_line(entry, standing, today=today, width=width),
            )
            self._drawn[entry.slug, width, today] = drawn
        return drawn

    def clear(self) -> None:
        """Draw every aid anew."""
        self._drawn.clear()
