"""Two stores come together: nothing that either holds is lost, and a second time changes nothing.

Of two versions of a record one stays in the list, the same whichever store takes in the other; the
other version is kept beside it as a branch.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from sdm_tui.errors import RecordUnreadable, UnknownName
from sdm_tui.store import log
from sdm_tui.store.records import Store
from sdm_tui.store.rows import LONGEST_NAME
from sdm_tui.store.tables import (
    AIDS,
    BRANCHES,
    CONSULTATIONS,
    only_amended,
    put_branch,
    put_entry,
    put_lists_in_order,
    validated,
)

if TYPE_CHECKING:
    from sdm_tui.consultation.model import Consultation
    from sdm_tui.store.engine import Engine
    from sdm_tui.store.rows import Content

_TOGETHER: Final = 200
"""Records in one transaction: few enough to hold in memory, and to lose when it is cut short."""


@dataclass(frozen=True)
class Merged:
    """What taking in another store did."""

    added: tuple[str, ...]
    """Records that were new."""
    replaced: tuple[str, ...]
    """Records of which the other's version is now in the list, and ours is a branch unless the
    other's holds all of it."""
    branched: tuple[str, ...]
    """Records of which ours stays in the list, and the other's is a branch."""
    same: int
    """Records of which nothing had to be kept: both versions hold the same."""
    aids: int
    """Texts of decision aids that were new."""
    unreadable: tuple[str, ...]
    """Documents of the other store that could not be read and were not taken in."""
    erased: tuple[str, ...] = ()
    """Records of the other store that were erased here, and so were not taken in."""


@dataclass(frozen=True)
class Incoming:
    """One record of another store, which is not read unless it differs from ours."""

    name: str
    """Its id, or what to call a document that has none."""
    document: "Content | None"
    """What is kept, or None where it is damaged."""
    revision: int
    read: "Callable[[], Consultation | None]"
    """Return the consultation, or None where it cannot be read as one."""


@dataclass(frozen=True)
class Source:
    """Another store, or what is like one; each part is gone through once."""

    records: Iterable[Incoming]
    branches: Iterable["Content | str"]
    """What a branch is kept as, or what to call one that cannot be read."""
    aids: Iterable["tuple[str, str] | str"]
    """The hash and the exact text of an aid, or what to call one that cannot be read."""


def merge(store: Store, other: Store) -> Merged:
    """Take in all that another open store holds; the other is only read.

    A merge that was cut short is finished by merging again. Records that were erased here are not
    taken in again. Raises StoreLocked, NotSetUp, NotSaved, ReadOnly or
    StoreUnreadable.
    """
    with other.reading():
        source = Source(_records(other), _branches(other), _aids(other))
        return take_in(
            store,
            source,
            f"from the store merged on {_day(store.now())}",
            "merged",
            f"the store {other.store_id}",
        )


def take_in(store: Store, source: Source, why: str, what: log.What, whence: str) -> Merged:
    """Take in what a source holds, by the rules of a merge, and log it where it changed anything.

    why: what branches are kept with. whence: where it came from, for the log. Raises StoreLocked,
    NotSetUp, NotSaved or ReadOnly.
    """
    taking = _Taking(store, why)
    for records in _few(source.records):
        with store.changing() as engine:
            for record in records:
                taking.record(engine, record)
    for branches in _few(source.branches):
        with store.changing() as engine:
            for branch in branches:
                taking.branch(engine, branch)
    for aids in _few(source.aids):
        with store.changing() as engine:
            for aid in aids:
                taking.aid(engine, aid)
    merged = taking.merged()
    with store.changing() as engine:
        put_lists_in_order(engine)
        if taking.changes:
            counts = (
                f"{len(merged.added)} added, {len(merged.replaced)} replaced, "
                f"{taking.branches} branches, {merged.aids} aids, "
                f"{len(merged.unreadable)} not readable"
            )
            log.append(engine, store.now(), store.who, what, why=f"{whence}: {counts}")
    return merged


@dataclass
class _Taking:
    """What was taken in so far."""

    store: Store
    why: str
    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    branched: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    same: int = 0
    aids: int = 0
    branches: int = 0

    def __post_init__(self) -> None:
        self._held: set[bytes] = set()
        """Every branch, by a digest of what it holds."""
        with self.store.reading():
            logged = log.entries(self.store.engine)
            told = (entry for entry in logged if isinstance(entry, log.LogEntry))
            self._gone = {entry.record for entry in told if entry.what == "erased"}
            """Records that were erased here for good."""
            for row in self.store.engine.rows(BRANCHES):
                match row.content:
                    case {"document": dict(document), **of}:
                        self._held.add(_digest(of.get("id"), document))

    @property
    def changes(self) -> int:
        """How much there was to write."""
        return len(self.added) + len(self.replaced) + self.branches + self.aids

    def merged(self) -> Merged:
        return Merged(
            tuple(self.added),
            tuple(self.replaced),
            tuple(self.branched),
            self.same,
            self.aids,
            tuple(self.unreadable),
            tuple(self.erased),
        )

    def record(self, engine: "Engine", incoming: Incoming) -> None:
        """Take in one record."""
        rows = engine.named(CONSULTATIONS, incoming.name)
        if incoming.document is not None and [row.content for row in rows] == [incoming.document]:
            self.same += 1
            return
        if not rows and incoming.name in self._gone:
            self.erased.append(incoming.name)
            return
        theirs = incoming.read()
        if theirs is None:
            self.unreadable.append(incoming.name)
            return
        if not rows:
            self._put(engine, engine.next_id(CONSULTATIONS), theirs)
            self.added.append(theirs.id)
            return
        try:
            ours = self.store.get(theirs.id)
        except RecordUnreadable:
            # Never written over: the version that can be read stands beside it.
            self._count_branch(theirs.id, is_new=self._keep(engine, theirs.id, _dumped(theirs)))
            return
        if _dumped(ours) == _dumped(theirs):
            self.same += 1
        elif _stays(ours, rows[0].revision, theirs, incoming.revision):
            is_new = _has_more(theirs, ours) and self._keep(engine, theirs.id, _dumped(theirs))
            self._count_branch(theirs.id, is_new=is_new)
        else:
            if _has_more(ours, theirs):
                self._keep(engine, ours.id, _dumped(ours))
            self._put(engine, rows[0].id, theirs)
            self.replaced.append(theirs.id)

    def branch(self, engine: "Engine", content: "Content | str") -> None:
        """Take in one branch, unless it is what is in the list already."""
        match content:
            case {"id": str(record), "why": str(why), "document": dict(document)}:
                current = engine.named(CONSULTATIONS, record)
                is_current = any(_as_kept(r.content or {}) == _as_kept(document) for r in current)
                is_gone = not current and record in self._gone
                if not (is_current or is_gone):
                    self._keep(engine, record, document, why)
            case str(name):
                self.unreadable.append(name)
            case _:
                self.unreadable.append("a branch")

    def aid(self, engine: "Engine", aid: "tuple[str, str] | str") -> None:
        """Take in one text of a decision aid."""
        if isinstance(aid, str):
            self.unreadable.append(aid)
            return
        content_hash, content = aid
        if len(content_hash) > LONGEST_NAME or not content_hash.isprintable():
            self.unreadable.append("the text of an aid that goes by no hash")
            return
        held = [row.content or {} for row in engine.named(AIDS, content_hash)]
        if all(document.get("content") != content for document in held):
            document = {"hash": content_hash, "content": content}
            engine.put(AIDS, engine.next_id(AIDS), document)
            self.aids += 1

    def _put(self, engine: "Engine", row_id: int, consultation: "Consultation") -> None:
        put_entry(engine, consultation, engine.put(CONSULTATIONS, row_id, _dumped(consultation)))

    def _keep(
        self, engine: "Engine", record: str, document: "Content", why: str | None = None
    ) -> bool:
        """Keep a branch, unless there is one that holds the same; say whether it was new."""
        digest = _digest(record, document)
        if digest in self._held:
            return False
        self._held.add(digest)
        put_branch(engine, record, document, self.why if why is None else why)
        self.branches += 1
        return True

    def _count_branch(self, record: str, *, is_new: bool) -> None:
        if is_new:
            self.branched.append(record)
        else:
            self.same += 1


def _stays(
    ours: "Consultation", our_revision: int, theirs: "Consultation", their_revision: int
) -> bool:
    """Whether ours stays in the list; of the same two versions the same one always does."""
    if ours.is_sealed != theirs.is_sealed:
        return ours.is_sealed
    is_amended_otherwise = len(ours.amendments) != len(theirs.amendments)
    if ours.is_sealed and is_amended_otherwise and only_amended(_unamended(ours), theirs):
        return len(ours.amendments) > len(theirs.amendments)
    return (ours.touched, our_revision, _text(_dumped(ours))) > (
        theirs.touched,
        their_revision,
        _text(_dumped(theirs)),
    )


def _has_more(loser: "Consultation", winner: "Consultation") -> bool:
    """Whether anything would be lost with a version that does not stay in the list."""
    if not (loser.is_sealed and winner.is_sealed and only_amended(_unamended(loser), winner)):
        return True
    is_amended = any(amendment not in winner.amendments for amendment in loser.amendments)
    return is_amended or any(contact not in winner.contacts for contact in loser.contacts)


def _unamended(consultation: "Consultation") -> "Consultation":
    return consultation.model_copy(update={"amendments": ()})


def _records(other: Store) -> Iterator[Incoming]:
    counts = Counter(name for _, name in other.engine.names_of(CONSULTATIONS))
    for row in other.engine.rows(CONSULTATIONS):
        name = row.name or f"document-{row.id}"
        # Of two documents with one id neither can be trusted, whatever it holds.
        document = row.content if counts[row.name] == 1 else None
        yield Incoming(name, document, row.revision, partial(_read, other, row.name))


def _read(other: Store, name: str | None) -> "Consultation | None":
    if name is not None:
        with suppress(RecordUnreadable, UnknownName):
            return other.get(name)
    return None


def _branches(other: Store) -> Iterator["Content | str"]:
    for row in other.engine.rows(BRANCHES):
        yield f"branch {row.id} of {row.name}" if row.content is None else row.content


def _aids(other: Store) -> Iterator["tuple[str, str] | str"]:
    for row in other.engine.rows(AIDS):
        match row.content:
            case {"hash": str(content_hash), "content": str(content)}:
                yield content_hash, content
            case _:
                yield f"the text of an aid, number {row.id}"


def _few(things: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield some hundred things at a time, read before the change that takes them in begins."""
    left = iter(things)
    while found := list(islice(left, _TOGETHER)):
        yield found


def _dumped(consultation: "Consultation") -> "Content":
    return consultation.model_dump(mode="json")


def _as_kept(document: "Content") -> "Content":
    """Return a document as this version keeps it, so that versions compare."""
    consultation = validated(document)
    return document if isinstance(consultation, str) else _dumped(consultation)


def _digest(record: object, document: "Content") -> bytes:
    return hashlib.sha256(f"{record}\0{_text(_as_kept(document))}".encode()).digest()


def _text(document: "Content") -> str:
    return json.dumps(document, sort_keys=True)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
