"""Erasing a record for good: from the store, and from every copy of it that can be reached.

What stays is that it was erased, when, by whom and why: the audit log names records by their ids
and holds nothing of what was said.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sdm_tui.errors import SdmError, UnknownName
from sdm_tui.store.entries import Entry
from sdm_tui.store.log import LogEntry, entries
from sdm_tui.store.records import Store
from sdm_tui.store.sealing import Damaged
from sdm_tui.store.tables import BRANCHES, CONSULTATIONS, LISTS

_AGE: Final = re.compile(r"([1-9][0-9]{0,4}) ?([ymd])")
_MONTHS: Final = {"y": 12, "m": 1}
_IN_A_YEAR: Final = 12


@dataclass(frozen=True)
class Erased:
    """A record that was erased, and how far that reached."""

    record: str
    backups: tuple[Path, ...]
    """The copies that held it and no longer do."""
    not_reached: tuple[tuple[Path, str], ...]
    """The copies that may still hold it, each with the reason as a clause."""
    went_out: tuple[LogEntry, ...] = ()
    """What the audit log knows to have gone out: those copies are beyond reach."""


def erase(store: Store, consultation_id: str, why: str) -> Erased:
    """Erase a record from the store and from every backup of it; the bytes are zeroed there.

    A record that only backups still hold is erased from those, so that one that could not be
    reached the first time can be later. Raises UnknownName where no copy within reach holds it,
    StoreLocked, NotSetUp, ReadOnly or NotSaved.
    """
    unknown = _from_store(store, [consultation_id], why)
    (erased,) = _from_copies(store, [consultation_id], why)
    if unknown and not erased.backups:
        error = unknown[consultation_id]
        if erased.not_reached:
            names = ", ".join(str(path) for path, _ in erased.not_reached)
            error.hint += f" These copies could not be looked at: {names}."
        raise error
    if unknown:
        store.note("erased", consultation_id, f"{why} (from {len(erased.backups)} backups)")
    return erased


def older_than(store: Store, moment: datetime) -> list[Entry]:
    """Return the entries of the records last touched before a moment, the oldest first."""
    found = [entry for entry in store.entries() if _with_zone(entry.touched) < moment]
    return sorted(found, key=lambda entry: _with_zone(entry.touched))


def purge(store: Store, moment: datetime) -> list[Erased]:
    """Erase the records last touched before a moment, as `erase` does, and say of each how far.

    All of them leave the store in one change. Raises StoreLocked, NotSetUp, ReadOnly or NotSaved.
    """
    records = [entry.id for entry in older_than(store, moment)]
    if not records:
        return []
    why = f"kept longer than records are: last touched before {moment:%Y-%m-%d}"
    _from_store(store, records, why)
    return _from_copies(store, records, why)


def age_before(words: str, now: datetime) -> datetime:
    """Return the moment that long before `now`: "8y", "18m" or "90d".

    Years and months are those of the calendar; where a month has no such day, its last one is
    taken. Raises SdmError for anything else.
    """
    found = _AGE.fullmatch(words.strip().lower())
    try:
        if found is not None:
            return _earlier(now, int(found[1]), found[2])
    except (OverflowError, ValueError):
        pass  # before there was a calendar
    raise SdmError(
        f'"{words}" is no age, so nothing was looked for.',
        "Write 8y for years, 18m for months or 90d for days.",
    )


def _earlier(now: datetime, count: int, unit: str) -> datetime:
    if unit not in _MONTHS:
        return now - timedelta(days=count)
    months = now.year * _IN_A_YEAR + now.month - 1 - count * _MONTHS[unit]
    year, month = divmod(months, _IN_A_YEAR)
    _, days = monthrange(year, month + 1)
    return now.replace(year=year, month=month + 1, day=min(now.day, days))


def _with_zone(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.astimezone()


def _from_store(store: Store, records: Sequence[str], why: str) -> dict[str, UnknownName]:
    """Erase records from a store in one change; return those that it does not hold."""
    unknown = {}
    with store.changing():
        for record in records:
            try:
                store.delete(record, why)
            except UnknownName as error:
                unknown[record] = error
    return unknown


def _from_copies(store: Store, records: Sequence[str], why: str) -> list[Erased]:
    from sdm_tui.store.backups import known_backups
    from sdm_tui.store.rewriting import kept_aside

    reached: dict[str, list[Path]] = {record: [] for record in records}
    not_reached: list[tuple[Path, str]] = []
    for path in dict.fromkeys([*known_backups(store), *kept_aside(store.path)]):
        try:
            if not path.exists():
                raise SdmError("it is not there now")
            for record in _from_copy(store, path, records, why):
                reached[record].append(path)
        except (SdmError, OSError) as error:
            not_reached.append((path, getattr(error, "message", None) or str(error)))
    if not_reached:
        names = ", ".join(path.name for path, _ in not_reached)
        store.note("erased", records[0] if len(records) == 1 else "", f"not reached: {names}")
    went_out = _went_out(store, records)
    return [
        Erased(record, tuple(held), tuple(not_reached), tuple(went_out[record]))
        for record, held in reached.items()
    ]


def _went_out(store: Store, records: Sequence[str]) -> dict[str, list[LogEntry]]:
    """Return the entries of the audit log that tell of each record's letters, notes and data."""
    found: dict[str, list[LogEntry]] = {record: [] for record in records}
    with store.reading():
        for entry in entries(store.engine):
            if isinstance(entry, LogEntry) and entry.what == "exported" and entry.record in found:
                found[entry.record].append(entry)
    return found


def _from_copy(store: Store, path: Path, records: Sequence[str], why: str) -> list[str]:
    """Erase records from one copy; return those that it held. Raises SdmError."""
    from sdm_tui.store.backups import open_backup

    with closing(open_backup(store, path)) as copy:
        held = [record for record in records if _holds(copy, record)]
        if held:
            _from_store(copy, held, why)
    if held:
        _check(store, path, held)
    return held


def _check(store: Store, path: Path, records: Sequence[str]) -> None:
    """Look at a copy anew; raise SdmError where it still holds a record."""
    from sdm_tui.store.backups import open_backup

    with closing(open_backup(store, path)) as copy:
        if any(_holds(copy, record) for record in records):
            raise SdmError("what was erased there is still in it")
        with copy.reading():
            is_sound = False
            with suppress(Damaged):
                is_sound = copy.engine.tally_of_rows() == copy.engine.read_head().tally
    if not is_sound:
        store.notices.append(f"{path} has faults, so do not rely on it as a backup.")


def _holds(copy: Store, record: str) -> bool:
    with copy.reading():
        engine = copy.engine
        if any(engine.named(table, record) for table in (CONSULTATIONS, *LISTS, BRANCHES)):
            return True
        number = record.removeprefix("document-")
        if number == record or not number.isdecimal():
            return False
        row = engine.row(CONSULTATIONS, int(number))
        return row is not None and row.name is None
