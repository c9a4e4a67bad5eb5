"""TinyDB's tables over the engine: nothing is read or written that nobody asked for."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tinydb import where
from tinydb.operations import increment
from tinydb.table import Document

from sdm_tui.store.engine import Engine
from sdm_tui.store.sealing import Plain
from sdm_tui.store.tinydb_tables import SqliteStorage, SqliteTable, SqliteTinyDB
from tests.store.samples import behind, consultation, engine_at, flipped, sealed_store


class Counting(Plain):
    """A sealing that counts what is opened and what is sealed."""

    opened = 0
    sealed = 0

    def unseal(self, sealed: bytes, context: bytes) -> bytes:
        self.opened += not context.startswith(b"head:")
        return super().unseal(sealed, context)

    def seal(self, content: bytes, context: bytes) -> bytes:
        self.sealed += not context.startswith(b"head:")
        return super().seal(content, context)


@pytest.fixture
def counting() -> Counting:
    """Return the sealing of `table`."""
    return Counting("store")


@pytest.fixture
def engine(tmp_path: Path, counting: Counting) -> Iterator[Engine]:
    """Return an engine over a file with a hundred documents."""
    made = engine_at(tmp_path / "store.db", counting)
    with made.change():
        for number in range(1, 101):
            made.put("consultations", number, {"id": f"record-{number}", "n": number})
    counting.opened = counting.sealed = 0
    yield made
    made.connection.close()


@pytest.fixture
def table(engine: Engine) -> SqliteTable:
    """Return the table of the hundred documents."""
    return SqliteTinyDB(engine).table("consultations")


def test_reading_one_document_reads_no_other(table: SqliteTable, counting: Counting) -> None:
    found = table.get(doc_id=40)

    assert (found, found.doc_id) == ({"id": "record-40", "n": 40}, 40)
    assert counting.opened == 1


def test_reading_some_documents_by_their_ids_reads_no_other(
    table: SqliteTable, counting: Counting
) -> None:
    found = table.get(doc_ids=[40, 7, 400])

    assert [document.doc_id for document in found] == [7, 40]
    assert counting.opened == 2


def test_finding_a_document_by_its_name_reads_no_other(
    table: SqliteTable, counting: Counting
) -> None:
    assert [document.doc_id for document in table.named("record-40")] == [40]
    assert counting.opened == 1


def test_a_first_match_is_found_without_reading_all_that_comes_after(
    engine: Engine, table: SqliteTable, counting: Counting
) -> None:
    with engine.change():
        for number in range(101, 1001):
            engine.put("consultations", number, {"n": number})

    assert table.get(where("n") == 40) == {"id": "record-40", "n": 40}
    assert counting.opened < 500


def test_counting_reads_nothing(table: SqliteTable, counting: Counting) -> None:
    assert len(table) == 100
    assert table.get(doc_id=101) is None
    assert counting.opened == 0


def test_changing_one_document_seals_no_other(table: SqliteTable, counting: Counting) -> None:
    table.update({"n": 0}, doc_ids=[40])
    table.insert({"id": "another"})
    table.remove(doc_ids=[7])

    assert counting.sealed == 2
    assert counting.opened <= 2


def test_an_update_by_a_condition_seals_only_what_it_altered(
    table: SqliteTable, counting: Counting
) -> None:
    altered = table.update(increment("n"), where("n") > 98)

    assert altered == [99, 100]
    assert counting.sealed == 2


def test_what_was_altered_in_place_by_an_update_is_kept(table: SqliteTable) -> None:
    table.update(lambda document: document.setdefault("deep", []).append(1), doc_ids=[3])

    assert table.get(doc_id=3)["deep"] == [1]


def test_a_query_is_answered_from_memory_only_while_nothing_changed(
    table: SqliteTable, counting: Counting
) -> None:
    query = where("n") > 99
    first = table.search(query)
    opened = counting.opened

    assert table.search(query) == first
    assert counting.opened == opened


def test_a_query_is_never_answered_stale_after_another_connection_wrote(
    engine: Engine, table: SqliteTable
) -> None:
    query = where("n") == 500
    with SqliteTinyDB(engine.path, sealing=Plain("store")) as other:
        seen = [table.search(query)]
        other.table("consultations").insert({"n": 500})
        seen.append(table.search(query))
        other.table("consultations").update({"n": 501}, query)
        seen.append(table.search(query))
        other.drop_table("consultations")
        seen.append(table.search(where("n") > 0))

    assert seen == [[], [{"n": 500}], [], []]


def test_a_query_is_never_answered_with_what_was_undone(engine: Engine, table: SqliteTable) -> None:
    with suppress(ZeroDivisionError), engine.change():
        table.insert({"n": 500})
        seen = len(table.search(where("n") == 500))
        raise ZeroDivisionError

    assert seen == 1
    assert table.search(where("n") == 500) == []


def test_an_id_is_never_given_twice_also_after_opening_again(tmp_path: Path) -> None:
    given: list[int] = []
    for _ in range(3):
        with SqliteTinyDB(tmp_path / "store.db") as db:
            table = db.table("t")
            given.append(table.insert({"n": 1}))
            given += table.insert_multiple([{"n": 2}, {"n": 3}])
            table.remove(doc_ids=given[-2:])

    assert given == list(range(1, 10))


def test_two_connections_never_give_the_same_id(tmp_path: Path) -> None:
    with SqliteTinyDB(tmp_path / "store.db") as one, SqliteTinyDB(tmp_path / "store.db") as two:
        given = [db.table("t").insert({"n": n}) for n in range(4) for db in (one, two)]

    assert given == list(range(1, 9))


def test_a_document_keeps_the_number_it_is_inserted_with(table: SqliteTable) -> None:
    table.insert(Document({"n": 1}, 777))

    assert table.get(doc_id=777) == {"n": 1}
    assert table.insert({"n": 2}) == 778


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.insert({"n": object()}),
        lambda table: table.insert_multiple([{"n": 1}, {"n": object()}]),
        lambda table: table.update({"n": object()}),
        lambda table: table.update(lambda document: document.pop("no such field")),
    ],
    ids=["insert", "insert several", "update", "an update that fails in the middle"],
)
def test_a_change_that_cannot_be_made_changes_nothing(
    engine: Engine, table: SqliteTable, change: Any
) -> None:
    before = engine.path.read_bytes()

    with pytest.raises((TypeError, KeyError)):
        change(table)

    assert engine.path.read_bytes() == before
    assert len(table.all()) == 100


def test_a_damaged_document_is_left_out_and_hides_no_other(
    engine: Engine, table: SqliteTable
) -> None:
    ((body,),) = behind(engine.path, "SELECT body FROM rows_1 WHERE id = 40")
    behind(engine.path, "UPDATE rows_1 SET body = ? WHERE id = 40", flipped(body, 9))

    assert len(table.all()) == 99
    assert len(table.search(where("n") > 30)) == 69
    assert table.get(doc_id=40) is None
    assert table.get(doc_ids=[39, 40]) == [{"id": "record-39", "n": 39}]
    assert table.named("record-40") == []
    assert engine.damaged == {("consultations", 40): "record-40"}


def test_the_whole_store_as_tinydb_sees_it_can_be_read_and_made_equal(tmp_path: Path) -> None:
    with SqliteTinyDB(tmp_path / "store.db") as db:
        db.table("t").insert_multiple([{"n": 1}, {"n": 2}])
        db.table("u").insert({"n": 3})
        storage = db.storage
        assert isinstance(storage, SqliteStorage)
        found = storage.read()
        assert found is not None
        seen = {name: dict(table) for name, table in found.items()}
        storage.write({"t": {"2": {"n": 2}, "5": {"n": 5}}})

        assert seen == {"t": {"1": {"n": 1}, "2": {"n": 2}}, "u": {"1": {"n": 3}}}
        assert db.tables() == {"t"}
        assert [(d.doc_id, d["n"]) for d in db.table("t")] == [(2, 2), (5, 5)]
        assert storage.engine.row("t", 2).revision == 1  # type: ignore[union-attr] # it is there


def test_the_store_of_the_app_is_a_tinydb_too(tmp_path: Path) -> None:
    store = sealed_store(tmp_path)
    store.put(consultation("first", "walking the dog"))

    (found,) = store.tinydb.table("consultations").search(
        where("what_matters")["important"] == "walking the dog"
    )

    assert found["id"] == "first"
    store.close()
