"""The store as the rest of the app sees it: consultations, and the aids they were held with."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sdm_tui.errors import (
    NotSaved,
    RecordSealed,
    RecordUnreadable,
    UnknownName,
    nearest,
)
from sdm_tui.store import log
from sdm_tui.store.bringing_over import BroughtOverFile, forget
from sdm_tui.store.entries import Branch, Entry, Unreadable, entry_in
from sdm_tui.store.opening import Clock, store_path
from sdm_tui.store.tables import (
    AIDS,
    BRANCHES,
    CONSULTATIONS,
    IN_PROGRESS,
    LISTS,
    only_amended,
    put_branch,
    put_entry,
    validated,
)

if TYPE_CHECKING:
    # What these cost to import is paid when a record is read, not by every command.
    from sdm_tui.consultation.model import Consultation
    from sdm_tui.store.engine import Engine
    from sdm_tui.store.rows import Row
    from sdm_tui.store.tinydb_tables import SqliteTinyDB

_DAMAGED: Final = "its page in the file is damaged, or was changed by something else"


def open_store(folder: Path, *, rehearsal: bool, clock: Clock, who: str = "") -> "Store":
    """Open the store in a folder, or the store of rehearsals, which is always apart.

    clock: gives the present moment with its zone. who: whom the audit log names. The folder is
    made where there is none. A folder that cannot be written to is no error here: what it holds
    can be read, and `put` says that it does not save. Raises StoreUnreadable.
    """
    path = store_path(folder, rehearsal=rehearsal)
    return Store(path, clock=clock, who=who, is_plain=rehearsal)


class Store(BroughtOverFile):
    """Consultations on disk; safe to use from several threads.

    Reading raises StoreLocked or NotSetUp where the store is not open yet, and StoreUnreadable
    where something else has spoilt the file meanwhile. Everything that writes raises NotSaved or
    ReadOnly, and has then changed nothing.
    """

    def __init__(self, path: Path, *, clock: Clock, who: str = "", is_plain: bool = False) -> None:
        self._known: dict[str, int] = {}
        """The revision of each record that this copy last read or wrote."""
        self._told: set[str] = set()
        """Records whose first change in this sitting is in the audit log."""
        self._entries: dict[str, dict[int, tuple[int, Entry | None]]] = {n: {} for n in LISTS}
        """Entries read so far, by list and number, each with its place; None for a damaged one."""
        self._read_to: dict[str, int] = {}
        self._in_order: list[Entry] | None = None
        super().__init__(path, clock=clock, who=who, is_plain=is_plain)

    @property
    def tinydb(self) -> "SqliteTinyDB":
        """The store as a TinyDB, for queries of its tables; raises StoreLocked or NotSetUp."""
        from sdm_tui.store.tinydb_tables import SqliteTinyDB

        return SqliteTinyDB(self.engine)

    def newest(self, limit: int) -> list[Entry]:
        """Return the entries of the records changed last: so many in progress, so many finished."""
        if self._is_empty():
            return []
        found: list[tuple[int, Entry]] = []
        with self.reading():
            for table in LISTS:
                rows = islice(self.engine.newest(table, chunk=limit), limit)
                found += [(row.place, entry) for row in rows if (entry := _entry(row))]
        return [entry for _, entry in sorted(found, key=lambda pair: -pair[0])]

    def entries(self) -> list[Entry]:
        """Return the entry of every record, the one changed last first.

        The first time all entries are read, and later only those that changed since.
        """
        if self._is_empty():
            return []
        with self.turn, self.reading():
            changed = [self._refresh(table) for table in LISTS]
            if self._in_order is None or any(changed):
                pairs = (pair for table in LISTS for pair in self._entries[table].values())
                found = sorted((pair for pair in pairs if pair[1]), key=itemgetter(0), reverse=True)
                self._in_order = [entry for _, entry in found if entry]
            return list(self._in_order)

    def search(self, words: str) -> list[Entry]:
        """Return the entries with these words in the label or the decision, changed last first."""
        sought = words.strip().casefold()
        return [entry for entry in self.entries() if sought in entry.sought]

    def ids(self) -> list[str]:
        """Return the ids of all records, also of those that cannot be read."""
        ids = [*(e.id for e in self.entries()), *(u.id for u in self.unreadable())]
        return list(dict.fromkeys(ids))

    def whole_id(self, name: str) -> str:
        """Return the id that `name` is, or that it alone begins; raises UnknownName."""
        ids = self.ids()
        fitting = [name] if name in ids else [i for i in ids if name and i.startswith(name)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise UnknownName(
                f'More than one record starts with "{name}".',
                f"There are: {', '.join(sorted(fitting))}.",
            )
        raise self._unknown(name)

    def consultations(self) -> "Iterator[Consultation]":
        """Yield every readable consultation, one at a time, the one changed last first."""
        for entry in self.entries():
            with suppress(RecordUnreadable, UnknownName):
                yield self.get(entry.id)

    def unreadable(self) -> list[Unreadable]:
        """Return the documents that are kept but that cannot be read as consultations.

        Those are known without reading the others: they have no entry, or no whole one.
        """
        if self._is_empty():
            return []
        with self.reading():
            engine = self.engine
            listed = {entry.id for entry in self.entries()}
            names = engine.names_of(CONSULTATIONS)
            times, found = Counter(name for _, name in names), []
            for row_id, name in names:
                if name is None or name not in listed or times[name] > 1:
                    row = engine.row(CONSULTATIONS, row_id)
                    if row is not None:
                        found.append(Unreadable(name or f"document-{row_id}", self._why(row)))
        return found

    def get(self, consultation_id: str) -> "Consultation":
        """Return one consultation; no other is read.

        Raises UnknownName, with the nearest there is, or RecordUnreadable.
        """
        with self.turn:
            row = self._only(consultation_id)
            found = _read(row)
            if isinstance(found, str):
                raise self._cannot_be_read(consultation_id, found)
            self._known[consultation_id] = row.revision
            return found

    def last_touched(self) -> Entry | None:
        """Return the entry of the record changed last among those that are not finished."""
        if self._is_empty():
            return None
        with self.reading():
            rows = self.engine.newest(IN_PROGRESS, chunk=1)
            return next((entry for row in rows if (entry := _entry(row))), None)

    def put(self, consultation: "Consultation") -> None:
        """Keep a consultation, in place of what was kept under its id; on disk on return.

        Raises NotSaved, ReadOnly, RecordUnreadable where its id is that of a document that cannot
        be read, which is never written over, or RecordSealed where it is finished and more than
        its amendments differ.
        """
        document = consultation.model_dump(mode="json")
        with self.changing() as engine:
            held = engine.named(CONSULTATIONS, consultation.id)
            known = self._known.get(consultation.id)
            if not held and known is not None:
                held = engine.named(CONSULTATIONS, consultation.id, is_index_doubted=True)
            before = self._checked(held, consultation) if held else None
            is_behind = bool(held) and known not in {None, held[0].revision}
            if is_behind:
                why = "another copy changed this record meanwhile"
                put_branch(engine, consultation.id, document, why)
            else:
                row_id = held[0].id if held else engine.next_id(CONSULTATIONS)
                revision = engine.put(CONSULTATIONS, row_id, document)
                put_entry(engine, consultation, revision)
                self._tell(engine, before, consultation, revision)
        if is_behind:
            raise NotSaved(
                "Another copy of sdm-tui changed this record meanwhile, and what it wrote is "
                "kept. What you typed is kept beside it as a branch.",
                'Open the record again; "sdm-tui store info" lists branches.',
            )
        self._known[consultation.id] = revision
        self._told.add(consultation.id)

    def delete(self, consultation_id: str, why: str = "") -> None:
        """Erase a consultation, or a document that cannot be read, with its entry and branches.

        The audit log keeps that it was erased. Raises UnknownName.
        """
        with self.changing() as engine:
            rows = engine.named(CONSULTATIONS, consultation_id)
            number = consultation_id.removeprefix("document-")
            if not rows and number != consultation_id and number.isdecimal():
                row = engine.row(CONSULTATIONS, int(number))
                rows = [row] if row is not None and row.name is None else []
            if not (rows or self._is_listed(consultation_id)):
                raise self._unknown(consultation_id)
            for row in rows:
                engine.remove(CONSULTATIONS, row.id)
            for table in (*LISTS, BRANCHES):
                for row in engine.named(table, consultation_id):
                    engine.remove(table, row.id)
            forget(engine, consultation_id, [row.content for row in rows])
            log.append(engine, self._clock(), self.who, "erased", consultation_id, why)
        self._known.pop(consultation_id, None)
        self._forget_entries()

    def branches(self) -> list[Branch]:
        """Return other versions of records, kept when two copies came together."""
        if self._is_empty():
            return []
        found = []
        with self.reading():
            for row in self.engine.rows(BRANCHES):
                match row.content:
                    case {"id": str(of), "why": str(why), "document": dict(document)}:
                        consultation = validated(document)
                        if not isinstance(consultation, str):
                            found.append(Branch(of, row.id, why, consultation))
        return found

    def keep_aid(self, content_hash: str, content: str) -> None:
        """Keep the exact text of an aid's file, once, so that old records are read with it."""
        with self.turn:
            if self.kept_aid(content_hash) is None:
                with self.changing() as engine:
                    document = {"hash": content_hash, "content": content}
                    engine.put(AIDS, engine.next_id(AIDS), document)

    def kept_aid(self, content_hash: str) -> str | None:
        """Return the exact text of an aid's file, or None where it was never kept."""
        if self._is_empty():
            return None
        with self.reading():
            for row in self.engine.named(AIDS, content_hash):
                match row.content:
                    case {"content": str(content)}:
                        return content
        return None

    def keep_branch(self, document: dict[str, Any], why: str) -> None:
        """Keep another version of a record beside it; raises NotSaved or ReadOnly."""
        with self.changing() as engine:
            put_branch(engine, document.get("id"), document, why)

    def lock(self) -> None:
        """Forget the key and every entry that was read."""
        super().lock()
        self._forget_entries()

    def _is_empty(self) -> bool:
        """Whether nothing was ever kept here, which nobody has to be asked a passphrase for."""
        if self.state == "new":
            return True
        _ = self.engine  # says that it is locked, where it is
        return False

    def _refresh(self, table: str) -> bool:
        """Read the entries that changed since the last time; say whether any did."""
        engine, held = self.engine, self._entries[table]
        after = read_to = self._read_to.get(table, 0)
        # All of a table is read fastest as it lies in the file.
        for row in engine.newest(table, after=after) if after else engine.rows(table):
            read_to = max(row.place, read_to)
            held[row.id] = row.place, _entry(row)
        self._read_to[table] = read_to  # only now: after a fault on the way some are still unread
        # A record that was finished or erased has left its list.
        if len(held) > engine.count(table):
            there = set(engine.ids(table))
            self._entries[table] = {
                number: pair for number, pair in held.items() if number in there
            }
            return True
        return read_to != after

    def _open(self) -> None:
        super()._open()
        self._forget_entries()  # those of another file are no longer true

    def _forget_entries(self) -> None:
        with self.turn:
            self._read_to.clear()
            self._in_order = None
            for table in LISTS:
                self._entries[table] = {}

    def _only(self, consultation_id: str) -> "Row":
        if self._is_empty():
            raise self._unknown(consultation_id)
        with self.reading():
            rows = self.engine.named(CONSULTATIONS, consultation_id)
            if not rows:
                if not self._is_listed(consultation_id):
                    raise self._unknown(consultation_id)
                rows = self.engine.named(CONSULTATIONS, consultation_id, is_index_doubted=True)
            if fault := self._doubt(rows):
                raise self._cannot_be_read(consultation_id, fault)
        return rows[0]

    def _doubt(self, rows: "list[Row]") -> str:
        """Return why none of a name's documents can be trusted, or ""."""
        if not rows:
            return "it is listed, and something else took it out of the file"
        if len(rows) > 1:
            return "two documents have this id"
        if rows[0].content is None:
            return _DAMAGED
        for table in LISTS:
            for listed in self.engine.named(table, str(rows[0].name)):
                entry = _entry(listed)
                if entry and entry.revision != rows[0].revision:
                    return "an older or newer copy of it was put in its place"
        return ""

    def _is_listed(self, consultation_id: str) -> bool:
        return any(entry.id == consultation_id for entry in self.entries())

    def _why(self, row: "Row") -> str:
        if row.name is not None and len(self.engine.named(CONSULTATIONS, row.name)) > 1:
            return "two documents have this id"
        found = _read(row)
        return found if isinstance(found, str) else "its entry in the list is damaged"

    def _checked(self, held: "list[Row]", new: "Consultation") -> "Consultation":
        """Return the consultation that is about to be replaced, once it may be."""
        fault = self._doubt(held)
        before = _read(held[0])
        if fault or isinstance(before, str):
            raise self._cannot_be_read(new.id, fault or str(before))
        if before.is_sealed and not only_amended(before, new):
            raise RecordSealed(
                f'The record "{new.id}" is finished, so it only takes amendments. It is as it was.',
                "Add an amendment on the summary, with its reason.",
            )
        return before

    def _tell(
        self,
        engine: "Engine",
        before: "Consultation | None",
        after: "Consultation",
        revision: int,
    ) -> None:
        """Add to the audit log what this change was, once in a sitting for mere writing."""
        added = len(after.amendments) - len(before.amendments if before else ())
        if after.is_sealed and not (before and before.is_sealed):
            what: log.What = "finished"
        elif added:
            what = "amended"
        elif after.id not in self._told:
            what = "changed"
        else:
            return
        why = after.amendments[-1].reason if what == "amended" and after.amendments else ""
        told = f"revision {revision}" + (f": {why}" if why else "")
        log.append(engine, self._clock(), self.who, what, after.id, told)

    def _cannot_be_read(self, consultation_id: str, why: str) -> RecordUnreadable:
        return RecordUnreadable(
            f'The record "{consultation_id}" cannot be read: {why}. It is kept as it is.',
            "Use the version of sdm-tui that wrote it, or put back a backup.",
        )

    def _unknown(self, consultation_id: str) -> UnknownName:
        names = [] if self.state == "new" else self.ids()
        return UnknownName(
            f'No record goes by "{consultation_id}".', nearest(consultation_id, names)
        )


def _entry(row: "Row") -> Entry | None:
    return None if row.content is None else entry_in(row.content)


def _read(row: "Row") -> "Consultation | str":
    """Return a row's consultation, or why it cannot be read."""
    return _DAMAGED if row.content is None else validated(row.content)
