"""The store as the rest of the app sees it: consultations, and the aids they were held with."""

import errno
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from sdm_tui.errors import (
    NotSaved,
    ReadOnly,
    RecordUnreadable,
    StoreUnreadable,
    UnknownName,
    nearest,
)
from sdm_tui.replacing import remove_leftovers
from sdm_tui.store.lock import Holder, Lock, take_lock
from sdm_tui.store.storage import WholeFile

if TYPE_CHECKING:
    # What these cost to import is paid when a store is opened or read, not by every command.
    from tinydb import TinyDB
    from tinydb.table import Document

    from sdm_tui.consultation.model import Consultation

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_FOLDER: Final = {errno.EEXIST, errno.ENOENT, errno.ENOTDIR}
_NEVER: Final = datetime(1, 1, 1, tzinfo=UTC)
_NOT_ALLOWED: Final = {errno.EACCES, errno.EPERM, errno.EROFS}


@dataclass(frozen=True)
class Unreadable:
    """A document that no longer fits its model; it is kept as it is."""

    id: str
    why: str


def open_store(folder: Path, *, rehearsal: bool, now: datetime) -> "Store":
    """Open the store in a folder, or the store of rehearsals, which is always apart.

    The folder is made where there is none. A folder that cannot be written to is no error here:
    what it holds can be read, and `put` says that it does not save. Raises StoreUnreadable.
    """
    return Store(folder / ("rehearsal.json" if rehearsal else "consultations.json"), now)


class Store:
    """Consultations on disk; safe to use from several threads.

    Reading raises StoreUnreadable where something else has spoilt the file meanwhile. Everything
    that writes raises NotSaved or ReadOnly, and has then changed nothing.
    """

    def __init__(self, path: Path, now: datetime) -> None:
        self.path = path
        self.held_by: Holder | None = None
        """The other running copy, where there is one; this one then only reads."""
        self._opened = now
        self._is_closed = False
        self._turn = RLock()
        self._lock: Lock | None = None
        self._storage = WholeFile(path)
        with suppress(OSError):
            self._take_lock()
        try:
            self._storage.read()
        except StoreUnreadable:
            self.close()
            raise
        if self._lock is not None:
            remove_leftovers(path)

    @cached_property
    def _tinydb(self) -> "TinyDB":
        from tinydb import TinyDB

        return TinyDB(storage=lambda: self._storage)

    @property
    def read_only(self) -> bool:
        """Whether another running copy holds the store."""
        return self.held_by is not None

    def consultations(self) -> list["Consultation"]:
        """Return every readable consultation, last touched first."""
        return list(self._readable())

    def unreadable(self) -> list[Unreadable]:
        """Return the documents that are kept but that cannot be read as consultations."""
        with self._turn:
            documents = self._documents()
        counts = Counter(_name(d) for d in documents)
        read = [(_name(d), _read(d, counts)) for d in documents]
        return [Unreadable(name, why) for name, why in read if isinstance(why, str)]

    def get(self, consultation_id: str) -> "Consultation":
        """Return one consultation.

        Raises UnknownName, with the nearest there is, or RecordUnreadable.
        """
        with self._turn:
            return self._checked(self._named(consultation_id), consultation_id)

    def last_touched(self) -> "Consultation | None":
        """Return the consultation that was touched last among those that are not sealed."""
        return next((c for c in self._readable() if not c.is_sealed), None)

    def put(self, consultation: "Consultation") -> None:
        """Keep a consultation, in place of what was kept under its id; on disk on return.

        Raises NotSaved, ReadOnly, or RecordUnreadable where its id is that of a document that
        cannot be read, which is never written over.
        """
        document = consultation.model_dump(mode="json")
        with self._writing():
            if held := self._find(consultation.id):
                self._checked(held, consultation.id)
                table = self._tinydb.table("consultations")
                # TinyDB merges fields; a consultation always has all of them, so none is left over.
                table.update(document, doc_ids=[held[0].doc_id])
            else:
                self._insert("consultations", document)

    def delete(self, consultation_id: str) -> None:
        """Erase a consultation, or a document that cannot be read; raises UnknownName."""
        with self._writing():
            held = self._named(consultation_id)
            self._tinydb.table("consultations").remove(doc_ids=[d.doc_id for d in held])

    def keep_aid(self, content_hash: str, content: str) -> None:
        """Keep the exact text of an aid's file, once, so that old records are read with it."""
        with self._turn:
            if self.kept_aid(content_hash) is None:
                with self._writing():
                    self._insert("aids", {"hash": content_hash, "content": content})

    def kept_aid(self, content_hash: str) -> str | None:
        """Return the exact text of an aid's file, or None where it was never kept."""
        with self._turn:
            for document in self._tinydb.table("aids"):
                match document:
                    case {"hash": name, "content": str(content)} if name == content_hash:
                        return content
        return None

    def close(self) -> None:
        """Let go of the store; it can still be read but no longer written."""
        with self._turn:
            self._is_closed = True
            self._storage.is_ours = False
            if self._lock is not None:
                self._lock.release()

    def _documents(self) -> list["Document"]:
        # TinyDB's search would remember answers and miss what another copy wrote since.
        return self._tinydb.table("consultations").all()

    def _readable(self) -> Iterator["Consultation"]:
        with self._turn:
            documents = self._documents()
        counts = Counter(_name(d) for d in documents)
        for document in sorted(documents, key=_when_touched, reverse=True):
            consultation = _read(document, counts)
            if not isinstance(consultation, str):
                yield consultation

    def _find(self, consultation_id: str) -> list["Document"]:
        return [d for d in self._documents() if _name(d) == consultation_id]

    def _named(self, consultation_id: str) -> list["Document"]:
        held = self._find(consultation_id)
        if not held:
            names = [_name(d) for d in self._documents()]
            raise UnknownName(
                f'No record goes by "{consultation_id}".', nearest(consultation_id, names)
            )
        return held

    def _checked(self, held: list["Document"], consultation_id: str) -> "Consultation":
        consultation = _read(held[0], Counter({consultation_id: len(held)}))
        if isinstance(consultation, str):
            raise RecordUnreadable(
                f'The record "{consultation_id}" cannot be read: {consultation}. '
                "It is kept as it is.",
                "Use the version of sdm-tui that wrote it, or start a new consultation.",
            )
        return consultation

    def _insert(self, table: str, document: dict[str, Any]) -> None:
        from tinydb.table import Document

        # TinyDB counts on from the last number that it gave out itself.
        taken = (d.doc_id for d in self._tinydb.table(table))
        self._tinydb.table(table).insert(Document(document, max(taken, default=0) + 1))

    def _take_lock(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = take_lock(self.path.with_name(f"{self.path.name}.lock"), self._opened)
        if isinstance(taken, Holder):
            self.held_by = taken
        else:
            self._lock = taken
        self._storage.is_ours = not self.read_only

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the store for one change, and say in plain words where it could not be made."""
        with self._turn:
            try:
                self._claim()
                yield
            except OSError as error:
                raise _not_saved(error, self.path) from error
            except StoreUnreadable as error:
                raise NotSaved(
                    f"The last change is not saved. {error.message}", error.hint
                ) from error

    def _claim(self) -> None:
        """Make sure that this copy may write: a lock file that was removed locks nobody out."""
        if self._is_closed:
            raise NotSaved(
                "The last change is not saved: the store was closed. What was saved before is "
                "kept.",
                "Open sdm-tui again.",
            )
        if self._lock is not None and not self._lock.stands():
            self._lock.release()
            self._lock = None
        if self._lock is None and self.held_by is None:
            self._take_lock()
        if self.held_by is not None:
            raise ReadOnly(
                f"Another running copy of sdm-tui holds {self.path}, so nothing can be changed "
                "from here.",
                "Go on in the other copy, or close both and open one again.",
            )


def _name(document: "Document") -> str:
    """Return a document's id, or one to call it by where it has none."""
    name = document.get("id")
    return name if isinstance(name, str) else f"document-{document.doc_id}"


def _when_touched(document: "Document") -> tuple[datetime, str]:
    """Return what sorts documents by time, before any of them is validated."""
    try:
        touched = datetime.fromisoformat(str(document.get("touched")))
    except ValueError:
        return _NEVER, _name(document)
    return touched if touched.tzinfo else touched.replace(tzinfo=UTC), _name(document)


def _read(document: "Document", counts: Counter[str]) -> "Consultation | str":
    """Return a document's consultation, or why it cannot be read.

    counts: how many documents there are by each name; with two of them neither can be trusted.
    """
    from pydantic import ValidationError

    from sdm_tui.consultation.model import Consultation

    if counts[_name(document)] > 1:
        return "two documents have this id"
    try:
        return Consultation.model_validate(dict(document))
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        place = ".".join(str(step) for step in faults[0]["loc"])
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        return f'"{place}" does not fit{more}'


def _not_saved(error: OSError, path: Path) -> NotSaved:
    if error.errno in _FULL:
        what = "there is no room left"
        hint = "Free some space, or save this consultation to a file on another drive."
    elif error.errno in _NOT_ALLOWED:
        what = "nothing may be written there"
        hint = "Save this consultation to a file in a folder of your own, such as Documents."
    elif error.errno in _NO_FOLDER:
        what = "its folder cannot be made or is gone"
        hint = "Save this consultation to a file in a folder of your own, such as Documents."
    else:
        what = (error.strerror or "unknown reason").lower()
        hint = "Save this consultation to a file in another folder or on another drive."
    return NotSaved(
        f"The last change did not reach {path}: {what}. What was saved before is kept.", hint
    )
