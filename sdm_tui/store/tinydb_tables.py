"""TinyDB over the engine: the tables, documents and queries that people know.

TinyDB hands its storage the whole database at every change. Here a table is a view that fetches
and keeps single documents.
"""

import json
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final

from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from sdm_tui.store.engine import Engine
from sdm_tui.store.file import connect, create
from sdm_tui.store.rows import Content
from sdm_tui.store.sealing import Plain, Sealing

_HELD: Final = 64
"""Documents of one change that may be mutated in place at the same time."""


class Documents(MutableMapping[int, Content]):
    """A table inside one change, as TinyDB's updaters see it; what they alter is kept."""

    def __init__(self, engine: Engine, table: str) -> None:
        self._engine = engine
        self._table = table
        self._held: dict[int, tuple[Content, str]] = {}
        """Documents that were handed out, with what they were, in case they are altered."""

    def __getitem__(self, key: int) -> Content:
        if key in self._held:
            return self._held[key][0]
        row = self._engine.row(self._table, key)
        if row is None or row.content is None:
            raise KeyError(key)
        if len(self._held) >= _HELD:
            self._keep(next(iter(self._held)))
        self._held[key] = (row.content, json.dumps(row.content))
        return row.content

    def __setitem__(self, key: int, content: Content) -> None:
        self._held.pop(key, None)
        self._engine.put(self._table, key, content)

    def __delitem__(self, key: int) -> None:
        self._held.pop(key, None)
        self._engine.remove(self._table, key)

    def __iter__(self) -> Iterator[int]:
        return iter(self._engine.ids(self._table))

    def __len__(self) -> int:
        return self._engine.count(self._table)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, int) and self._engine.has(self._table, key)

    def clear(self) -> None:
        """Remove every document."""
        self._held.clear()
        self._engine.start_over(self._table)

    def keep_all(self) -> None:
        """Keep whatever was altered in place."""
        for key in list(self._held):
            self._keep(key)

    def _keep(self, key: int) -> None:
        content, before = self._held.pop(key)
        if json.dumps(content) != before:
            self._engine.put(self._table, key, content)


class ByText(Mapping[str, Content]):
    """A table as TinyDB's readers see it: ids as text, each document fetched when it is reached."""

    def __init__(self, engine: Engine, table: str) -> None:
        self._engine = engine
        self.table = table

    def __getitem__(self, key: str) -> Content:
        row = self._engine.row(self.table, int(key)) if _is_text_of_id(key) else None
        if row is None or row.content is None:
            raise KeyError(key)
        return row.content

    def __iter__(self) -> Iterator[str]:
        return map(str, self._engine.ids(self.table))

    def __len__(self) -> int:
        return self._engine.count(self.table)

    def items(self) -> Any:
        """Yield every readable document with its id, a few at a time."""
        for row in self._engine.rows(self.table):
            if row.content is not None:
                yield str(row.id), row.content


def _is_id(key: object) -> bool:
    return isinstance(key, int)


def _is_text_of_id(key: str) -> bool:
    return key.removeprefix("-").isdecimal()


class SqliteStorage(Storage):
    """TinyDB's storage over a SQLite file; with SqliteTable nothing is ever read or written whole.

    A path makes and opens a plain store of its own; an engine uses one that is open.
    """

    def __init__(self, at: "Path | str | Engine", sealing: Sealing | None = None) -> None:
        if isinstance(at, Engine):
            self.engine = at
            return
        path = Path(at)
        if path.exists() and path.stat().st_size:
            connection = connect(path, is_writable=True)
        else:
            connection = create(path)
            connection.execute("COMMIT")
        self.engine = Engine(connection, path, sealing or Plain("tinydb"))

    def read(self) -> dict[str, Any] | None:
        """Return every table as a view that fetches when asked; None where there is no table."""
        engine = self.engine
        return {name: ByText(engine, name) for name in engine.table_names()} or None

    def write(self, data: Mapping[str, Mapping[str, Content]]) -> None:
        """Make the store hold exactly these tables, writing only the documents that differ."""
        engine = self.engine
        with engine.change():
            for name in engine.table_names():
                if name not in data:
                    engine.dropped(name)
            for name, content in data.items():
                if not isinstance(content, ByText):
                    self._make_equal(name, {int(key): dict(doc) for key, doc in content.items()})

    def _make_equal(self, table: str, content: dict[int, Content]) -> None:
        engine = self.engine
        engine.made(table)
        for row_id in engine.ids(table):
            if row_id not in content:
                engine.remove(table, row_id)
        for row_id, document in content.items():
            row = engine.row(table, row_id)
            if row is None or row.content != document:
                engine.put(table, row_id, document)

    def close(self) -> None:
        """Close the file."""
        with self.engine.turn:
            self.engine.connection.close()


class SqliteTable(Table):
    """TinyDB's table that changes single rows; its queries stream and are never answered stale."""

    _next_id: int | None  # type: ignore[assignment] # TinyDB leaves it untyped
    _answered_at: tuple[int, int] | None = None
    """What the store stood at when the remembered answers of queries were true."""

    @property
    def _engine(self) -> Engine:
        storage = self._storage
        if not isinstance(storage, SqliteStorage):
            raise TypeError("SqliteTable works over SqliteStorage only")
        return storage.engine

    def named(self, name: str) -> list[Document]:
        """Return the readable documents that go by a name."""
        rows = self._engine.named(self.name, name)
        return [Document(row.content, row.id) for row in rows if row.content is not None]

    def get(
        self,
        cond: QueryLike | None = None,
        doc_id: int | None = None,
        doc_ids: list[int] | None = None,
    ) -> Any:
        """Return one document, or several by their ids; only these are read."""
        if doc_id is None and doc_ids is not None:
            rows = [self._engine.row(self.name, i) for i in sorted(set(filter(_is_id, doc_ids)))]
            return [
                self.document_class(r.content, r.id) for r in rows if r and r.content is not None
            ]
        if doc_id is not None:
            return super().get(None, doc_id)
        return super().get(cond) if cond is not None else super().get()

    def search(self, cond: QueryLike) -> list[Document]:
        """Return every document that fits, remembered only as long as nothing was changed."""
        if self._answered_at != (stands := self._engine.stands_at()):
            self.clear_cache()
            self._answered_at = stands
        return super().search(cond)

    def _read_table(self) -> Any:
        return ByText(self._engine, self.name)

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        with self._engine.change():
            self._engine.made(self.name)
            documents = Documents(self._engine, self.name)
            updater(documents)
            documents.keep_all()
        self.clear_cache()

    def _get_next_id(self) -> int:
        # The file's own count never gives an id twice; TinyDB's runs ahead of it until a document
        # is kept. Where somebody else removed or added documents, the higher one is right.
        given = max(self._engine.next_id(self.name), self._next_id or 0)
        self._next_id = given + 1
        return given


class SqliteTinyDB(TinyDB):
    """TinyDB whose tables are SqliteTable, over an engine or a path."""

    table_class = SqliteTable
    # TinyDB's own annotation is narrower than what it documents.
    default_storage_class: type[Storage] = SqliteStorage  # type: ignore[assignment]

    def table(self, name: str, **kwargs: Any) -> SqliteTable:
        """Return a table; it is made with its first document."""
        table = super().table(name, **kwargs)
        if not isinstance(table, SqliteTable):
            raise TypeError("every table of this database is a SqliteTable")
        return table
