"""Checking a store from end to end: every row, every list, the audit log and what vouches for them.

Nothing is changed, and a fault never keeps the rest from being looked at.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NamedTuple

from sdm_tui.errors import SdmError
from sdm_tui.store import log
from sdm_tui.store.anchor import anchor_fault
from sdm_tui.store.engine import Engine
from sdm_tui.store.entries import Entry, entry_in
from sdm_tui.store.keys import read_slot
from sdm_tui.store.records import Store
from sdm_tui.store.rows import LONGEST_NAME, Head, Row
from sdm_tui.store.sealing import Damaged
from sdm_tui.store.tables import AIDS, BRANCHES, CONSULTATIONS, FINISHED, LISTS, validated

EARLIER_MARKS: Final = "earlier marks"
"""The table of what stood on paper before the audit log was chained anew."""
MARK: Final = 8
"""Hexadecimal digits of each mark that is kept there."""
_TRIES: Final = 3
"""How often a store is read in which another copy writes meanwhile."""
_SHOWN_OF_HASH: Final = 12
_UNOPENED: Final = "it does not open: its page is damaged, or something else changed it"
_SPOILT: Final = (sqlite3.Error, Damaged, AttributeError, TypeError, ValueError)
"""What reading raises where the file is damaged, or holds a number in place of bytes."""
_PRINTED: Final = re.compile(r"([1-9][0-9]{0,17})-([0-9a-f]{8})")


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the store would have written it."""

    where: str
    what: str


@dataclass(frozen=True)
class Report:
    """What checking a store found, and how much was looked at."""

    records: int
    entries: int
    """Entries of the lists, of which each record has one."""
    aids: int
    branches: int
    log_entries: int
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether everything is as the store wrote it."""
        return not self.findings


def verify(store: Store) -> Report:
    """Check an open store, also from a copy that may only read; nothing is changed.

    Raises StoreLocked, NotSetUp, or StoreUnreadable where nothing at all can be read.
    """
    engine = store.engine
    with store.reading():
        for _ in range(_TRIES):
            stood = engine.stands_at()
            looked = _Look(engine)
            looked.at_everything()
            looked.at_anchor(store.store_id)
            looked.at_what_was_noticed()
            if not looked.findings or engine.stands_at() == stood:
                return looked.report()
    meanwhile = Finding(
        "the file",
        "another copy of sdm-tui changed it while it was read, which alone may be the cause of "
        "what was found; close that copy and look again",
    )
    report = looked.report()
    return replace(report, findings=(*report.findings, meanwhile))


def examined(engine: Engine) -> Report:
    """Check a file of which no other copy knows yet, so that no anchor vouches for it."""
    looked = _Look(engine)
    looked.at_everything()
    return looked.report()


def known_fingerprint(store: Store, printed: str) -> bool:
    """Whether the mark on a patient's paper, such as "12-1a2b3c4d", is in this store's log.

    Marks that were printed before the log was chained anew count too. Raises SdmError for what is
    no mark, and StoreLocked, NotSetUp or StoreUnreadable.
    """
    found = _PRINTED.fullmatch(printed.strip().lower())
    if found is None:
        raise SdmError(
            f'"{printed}" is no mark of a store, so nothing was looked for.',
            "It stands at the end of the summary and looks like 12-1a2b3c4d.",
        )
    number, shown = int(found[1]), found[2]
    with store.reading():
        if log.link_at(store.engine, number).startswith(shown):
            return True
        start = (number - 1) * MARK
        for row in store.engine.rows(EARLIER_MARKS):
            match row.content:
                case {"marks": str(marks)} if marks[start : start + MARK] == shown:
                    return True
    return False


def page_faults(engine: Engine) -> list[str]:
    """Return what SQLite finds wrong with the pages of a file, one fault each."""
    try:
        with engine.turn:
            found = engine.connection.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.Error as error:
        return [str(error)]
    lines = [line for (text,) in found for line in str(text).splitlines()]
    return [line for line in lines if line != "ok" and not line.startswith("***")]


def place_of(table: str, row: Row) -> str:
    """Return what a row is called where a person reads of it."""
    is_shown = isinstance(row.name, str) and row.name.isprintable() and len(row.name) < LONGEST_NAME
    name = row.name if is_shown and row.name else f"document-{row.id}"
    if table == CONSULTATIONS:
        return f"record {name}"
    if table in LISTS:
        return f"list entry of {name}"
    if table == BRANCHES:
        return f"branch {row.id} of {name}"
    if table == AIDS:
        return f"decision aid text {name[:_SHOWN_OF_HASH]}..."
    return f"document {row.id} of {table!a}"


class _Standing(NamedTuple):
    """What a list entry is compared with."""

    revision: int | None
    """None where the record does not open, so that nothing vouches for the number."""
    is_sealed: bool | None
    """None where the record cannot be read."""


class _Look:
    """One reading of a whole store; a document is let go of before the next is read."""

    def __init__(self, engine: Engine) -> None:
        self.findings: list[Finding] = []
        self._engine = engine
        self._head: Head | None = None
        self._counts: Counter[str] = Counter()
        self._records: dict[str, _Standing] = {}
        self._times: Counter[str] = Counter()
        """How many documents go by an id."""
        self._listed: Counter[str] = Counter()

    def report(self) -> Report:
        return Report(
            self._counts[CONSULTATIONS],
            sum(self._counts[table] for table in LISTS),
            self._counts[AIDS],
            self._counts[BRANCHES],
            self._counts["log"],
            tuple(self.findings),
        )

    def at_everything(self) -> None:
        for fault in page_faults(self._engine):
            self._tell("the file", f"a page of it is damaged ({fault})")
        with self._surviving("the file", "the page that vouches for all rows does not open"):
            self._head = self._engine.read_head()
        with self._surviving("the file", "the names of its tables cannot be read"):
            tables = self._engine.table_names()
            # Entries are held against records, so these are read first.
            for table in sorted(tables, key=lambda table: table != CONSULTATIONS):
                with self._surviving(f"table {table!a}", "the rest of it cannot be read"):
                    self._at_table(table)
        self._at_pairs()
        self._at_tally()
        with self._surviving("audit log", "the rest of it cannot be read"):
            self._at_log()
        with self._surviving("key slots", "they cannot be read"):
            self._at_slots()

    def at_anchor(self, store_id: str) -> None:
        if self._head is not None:
            with self._surviving("anchor", "what it vouches for cannot be read"):
                if fault := anchor_fault(self._engine, store_id, self._head):
                    self._tell("anchor", fault)

    def at_what_was_noticed(self) -> None:
        with self._surviving("audit log", "the rest of it cannot be read"):
            for entry in log.unsettled(self._engine):
                on = datetime.fromisoformat(entry.at)
                self._tell(
                    f"audit log entry {entry.sequence}",
                    f"on {on:%d/%m/%Y} at {on:%H:%M} {entry.why}. Once you know why, "
                    '"sdm-tui store verify --accept REASON" settles it',
                )

    def _at_table(self, table: str) -> None:
        highest = 0
        for row in self._engine.rows(table):
            self._counts[table] += 1
            highest = max(highest, row.id)
            where = place_of(table, row)
            if row.content is None:
                self._tell(where, _UNOPENED)
            elif self._head is not None and row.place > self._head.sequence:
                self._tell(where, "something else gave it another place in the order of changes")
            if table == CONSULTATIONS:
                self._at_record(row, where)
            elif table in LISTS:
                self._at_entry(table, row, where)
            elif row.content is not None and table == AIDS:
                self._at_aid(row.content, where)
            elif row.content is not None and table == BRANCHES:
                self._at_branch(row.content, where)
        if self._engine.next_id(table) <= highest:
            self._tell(f"table {table!a}", "it could give an id a second time")

    def _at_record(self, row: Row, where: str) -> None:
        standing = _Standing(None, None)
        if row.content is not None:
            standing = _Standing(row.revision, None)
            found = validated(row.content)
            if isinstance(found, str):
                self._tell(where, f"it does not fit what a record holds: {found}")
            elif found.id != row.name:
                self._tell(where, "it has another id inside")
            else:
                standing = _Standing(row.revision, found.is_sealed)
        if row.name is not None:
            self._times[row.name] += 1
            self._records[row.name] = standing

    def _at_entry(self, table: str, row: Row, where: str) -> None:
        if row.name is not None:
            self._listed[row.name] += 1
        if row.content is None:
            return
        entry = entry_in(row.content)
        if entry is None or entry.id != row.name:
            self._tell(where, "it does not fit what a list holds")
            return
        record = self._records.get(entry.id)
        if record is None:
            self._tell(where, "there is no record of that id")
        elif self._times[entry.id] == 1:
            self._compare(table, entry, record, where)

    def _compare(self, table: str, entry: Entry, record: _Standing, where: str) -> None:
        if record.revision not in {None, entry.revision}:
            self._tell(
                where,
                f"it was made from revision {entry.revision:,} and the record is at revision "
                f"{record.revision:,}, so an older or newer copy of one of them was put back",
            )
        is_finished = record.is_sealed
        if is_finished is not None and {table == FINISHED, entry.is_sealed} != {is_finished}:
            stands = "finished" if is_finished else "in progress"
            self._tell(where, f'it is in the list "{table}", and the record is {stands}')

    def _at_pairs(self) -> None:
        for name, times in self._times.items():
            where = f"record {name!a}" if not name.isprintable() else f"record {name}"
            if times > 1:
                self._tell(where, f"{times} documents have this id")
            elif self._listed[name] == 0 and self._records[name].is_sealed is not None:
                self._tell(where, "it has no list entry, so no list shows it")
            if self._listed[name] > 1:
                self._tell(where, f"it has {self._listed[name]} list entries")

    def _at_aid(self, content: dict[str, object], where: str) -> None:
        from sdm_tui.aids.reading import content_hash

        match content:
            case {"hash": str(name), "content": str(text)}:
                if content_hash(text.encode("utf-8", "surrogatepass")) != name:
                    self._tell(where, "the text is not the one that its hash stands for")
            case _:
                self._tell(where, "it does not fit what is kept of an aid")

    def _at_branch(self, content: dict[str, object], where: str) -> None:
        match content:
            case {"id": str(), "why": str(), "document": dict(document)}:
                if isinstance(fault := validated(document), str):
                    self._tell(where, f"it does not fit what a record holds: {fault}")
            case _:
                self._tell(where, "it does not fit what a branch holds")

    def _at_tally(self) -> None:
        if self._head is None:
            return
        with self._surviving("the file", "its rows cannot be added up"):
            if self._engine.tally_of_rows() != self._head.tally:
                self._tell(
                    "the file",
                    "its rows do not add up to what was last written: something else changed, "
                    "removed, added or put back one or more of them",
                )

    def _at_log(self) -> None:
        last, broken = 0, dict[int, list[str]]()
        for entry in log.entries(self._engine):
            last = entry.sequence
            if isinstance(entry, log.Broken):
                broken.setdefault(entry.sequence, []).append(entry.why)
            else:
                self._counts["log"] += 1
        for number, faults in broken.items():
            self._tell(f"audit log entry {number}", ", and ".join(faults))
        if self._head is None:
            return
        if last != self._head.log_sequence:
            what = f"it ends at entry {last}, and entry {self._head.log_sequence} was the last one"
            self._tell("audit log", what)
        elif log.link_at(self._engine, last) != self._head.log_link:
            self._tell("audit log", "its last entry is not the one that was written last")

    def _at_slots(self) -> None:
        with self._engine.turn:
            found = self._engine.connection.execute("SELECT name, content FROM slots").fetchall()
        for name, content in found:
            slot = read_slot(str(content))
            if slot is None or slot.name != name:
                self._tell(f"key slot {_plain(name)}", "it is damaged, so it opens nothing")
        if self._engine.sealing.is_encrypted:
            for missing in {"passphrase", "recovery"} - {name for name, _ in found}:
                self._tell(f"key slot {missing}", "it is missing")

    def _tell(self, where: str, what: str) -> None:
        self.findings.append(Finding(where, what))

    @contextmanager
    def _surviving(self, where: str, what: str) -> Iterator[None]:
        try:
            yield
        except _SPOILT as error:
            why = f" ({error})" if isinstance(error, sqlite3.Error) else ""
            self._tell(where, what + why)


def _plain(name: object) -> str:
    return name if isinstance(name, str) and name.isprintable() else ascii(name)
