"""Consultations as the list shows them: a line for each, in groups, the newest first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from textual.content import Content

from sdm_tui.consultation.stage_names import stage_title
from sdm_tui.store import Entry as Record
from sdm_tui.tui.literal import literal, one_line
from sdm_tui.tui.widgets.bars import between
from sdm_tui.tui.widgets.listing import Entry

MOST_IN_GROUP: Final = 100
"""Consultations under one heading; typing finds the others."""


def record_group(title: str, records: Sequence[Record], now: datetime, width: int) -> list[Entry]:
    """Return consultations under a heading; nothing where there are none."""
    if not records:
        return []
    shown = records[:MOST_IN_GROUP]
    lines = [Entry(f"record:{r.id}", (_record_line(r, now, width),)) for r in shown]
    if more := len(records) - len(shown):
        lines.append(Entry(None, (literal(f"and {more:,} more: type part of a label"),)))
    return [Entry(None, (heading(title, width),)), *lines]


def heading(title: str, width: int) -> Content:
    """Return a heading as wide as the list."""
    return literal(f"─ {title} {'─' * max(0, width - len(title) - 3)}")


def _record_line(record: Record, now: datetime, width: int) -> Content:
    label = one_line(record.label, 24) or "no label"
    when = _when(record.touched, now)
    where = "finished" if record.is_sealed else f"at {stage_title(record.stage)}"
    left = f'"{label}"  {record.condition or record.title}'
    return literal(between(left, f"{where} · {when}", width))


def _when(touched: datetime, now: datetime) -> str:
    local = touched.astimezone(now.tzinfo)
    clock = f"{local.hour:02}:{local.minute:02}"
    if local.date() == now.date():
        return f"today {clock}"
    return f"{local.day}/{local.month}/{local.year} {clock}"


def damage_notice(count: int) -> str:
    """Return what stands above the list where records cannot be read, or ""."""
    if not count:
        return ""
    some = "1 record" if count == 1 else f"{count:,} records"
    return (
        f"{some} cannot be read now, and kept as found: the end of this list says why, and "
        "Ctrl+S checks everything."
    )
