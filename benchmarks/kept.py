"""The ways to keep consultations that are measured: the app's store, and TinyDB as it comes."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import made_up

from sdm_tui.consultation.model import Consultation

if TYPE_CHECKING:
    # Each case loads its own modules, which is timed, and has no others in its memory.
    from sdm_tui.store.records import Store

ENCRYPTED, PLAIN, TINYDB, CACHED = KINDS = ("encrypted", "plain", "TinyDB", "TinyDB cached")
PASSPHRASE: Final = "nobody is in these records"  # noqa: S105 - it opens made-up records only
LISTED: Final = 100
TABLE: Final = "consultations"
_BATCH: Final = 1_000


class Case(Protocol):
    """One way to keep consultations; `number` is a consultation's own number."""

    def load(self) -> None:
        """Load every module that the others need."""

    def open(self) -> None:
        """Open what was filled before."""

    def newest(self) -> int:
        """List the records changed last; return how many there are."""

    def search(self, words: str) -> int:
        """Look for words in all labels; return how many records were found."""

    def get(self, number: int, record: str) -> Consultation:
        """Return one consultation; `record` is its id."""

    def insert(self, consultation: Consultation) -> None:
        """Keep a new consultation."""

    def update(self, number: int, consultation: Consultation) -> None:
        """Keep a consultation in place of what was there."""

    def close(self) -> None:
        """Write what is only in memory."""


class Ours:
    """The app's store, through what the rest of the app uses."""

    def __init__(self, path: Path, pragma: str = "") -> None:
        self._path, self._pragma = path, pragma
        # A recovery key needs no stretching, so unlocking is timed without key derivation.
        key = path.with_suffix(".key")
        self._key = key.read_text() if key.exists() else ""

    def load(self) -> None:
        """Load the store, its engine and its keys."""
        from cryptography.hazmat.primitives.ciphers import aead  # noqa: F401 - to load it

        from sdm_tui.store import anchor, engine, keys, log, records  # noqa: F401

    def open(self) -> None:
        """Open the store, and unlock it where it is encrypted."""
        from sdm_tui.store.records import Store

        self._store = Store(self._path, clock=now)
        if self._key:
            self._store.unlock(self._key)
        if self._pragma:
            self._store.engine.connection.execute(self._pragma).fetchall()

    def newest(self) -> int:
        """List so many of those in progress and so many of those that are finished."""
        return len(self._store.newest(LISTED))

    def search(self, words: str) -> int:
        """Look in labels and decisions."""
        return len(self._store.search(words))

    def get(self, number: int, record: str) -> Consultation:  # noqa: ARG002
        """Return one consultation."""
        return self._store.get(record)

    def insert(self, consultation: Consultation) -> None:
        """Keep a new consultation."""
        self._store.put(consultation)

    def update(self, number: int, consultation: Consultation) -> None:  # noqa: ARG002
        """Keep a consultation in place of what was there."""
        self._store.put(consultation)

    def close(self) -> None:
        """Let go of the store: everything is on disk already."""
        self._store.close()


class Theirs:
    """TinyDB as it comes, with the same documents, reached by TinyDB's own numbers."""

    def __init__(self, path: Path, *, is_cached: bool) -> None:
        self._path, self._is_cached = path, is_cached

    def load(self) -> None:
        """Load TinyDB."""
        import tinydb.middlewares  # noqa: F401 - to load it

    def open(self) -> None:
        """Open the file, of which nothing is read yet."""
        from tinydb import TinyDB
        from tinydb.middlewares import CachingMiddleware
        from tinydb.storages import JSONStorage

        cached: Callable[[type[JSONStorage]], Any] = CachingMiddleware
        storage = cached(JSONStorage) if self._is_cached else JSONStorage
        self._tinydb = TinyDB(self._path, storage=storage)
        self._table = self._tinydb.table(TABLE)

    def newest(self) -> int:
        """Sort all documents."""
        found = sorted(self._table.all(), key=lambda document: str(document["touched"]))
        return len(found[: -LISTED - 1 : -1])

    def search(self, words: str) -> int:
        """Look in labels."""
        from tinydb import where

        return len(self._table.search(where("start")["label"].test(_holds, words.casefold())))

    def get(self, number: int, record: str) -> Consultation:  # noqa: ARG002
        """Return one document as a consultation."""
        return Consultation.model_validate(self._table.get(doc_id=number + 1))

    def insert(self, consultation: Consultation) -> None:
        """Keep a new document."""
        self._table.insert(consultation.model_dump(mode="json"))

    def update(self, number: int, consultation: Consultation) -> None:
        """Change a document to what the consultation holds now."""
        self._table.update(consultation.model_dump(mode="json"), doc_ids=[number + 1])

    def close(self) -> None:
        """Close the file; only the cache has something left to write."""
        self._tinydb.close()


def _holds(label: str, sought: str) -> bool:
    return sought in label.casefold()


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def fill(folder: Path, count: int) -> float:
    """Make the four files; return the mean length of a consultation's JSON, in bytes."""
    from sdm_tui.store.records import Store

    stores = [Store(folder / f"{kind}.db", clock=now) for kind in (ENCRYPTED, PLAIN)]
    (folder / "encrypted.key").write_text(stores[0].create(PASSPHRASE))
    stores[1].create(None)
    length = 0
    with (folder / "TinyDB.json").open("w", encoding="utf-8") as file:
        file.write(json.dumps({TABLE: {}})[:-2])
        for first in range(0, count, _BATCH):
            made = [made_up.consultation(n) for n in range(first, min(first + _BATCH, count))]
            documents = [consultation.model_dump(mode="json") for consultation in made]
            for number, document in enumerate(documents, first + 1):
                text = json.dumps(document)
                length += len(text)
                file.write(f'{", " if number > 1 else ""}"{number}": {text}')
            for store in stores:
                put_many(store, made, documents, first)
        file.write("}}")
    for store in stores:
        store.close()
    shutil.copyfile(folder / "TinyDB.json", folder / "TinyDB cached.json")
    return length / count


def put_many(
    store: "Store", made: list[Consultation], documents: list[dict[str, Any]], first: int
) -> None:
    """Put in one transaction what the store itself puts one by one."""
    from sdm_tui.store import log
    from sdm_tui.store.tables import CONSULTATIONS, put_entry

    with store.changing() as engine:
        for number, (consultation, document) in enumerate(zip(made, documents, strict=True), first):
            engine.put(CONSULTATIONS, number + 1, document)
            put_entry(engine, consultation, 1)
            log.append(engine, now(), "nobody", "changed", consultation.id, "revision 1")


def case_of(kind: str, folder: Path) -> tuple[Case, Path]:
    """Return a way to keep consultations, and its file."""
    if kind in (ENCRYPTED, PLAIN):
        path = folder / f"{kind}.db"
        return Ours(path), path
    path = folder / f"{kind}.json"
    return Theirs(path, is_cached=kind == CACHED), path
