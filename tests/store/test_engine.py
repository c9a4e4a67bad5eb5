"""Rows in one file: each change whole, found by id, name and last change, and all vouched for."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdm_tui.store.engine import Engine
from sdm_tui.store.opening import NAMES
from sdm_tui.store.rows import LONGEST_NAME, Row
from sdm_tui.store.sealing import Damaged
from tests.store.samples import STORE_ID, behind, engine_at, flipped, sealings

TABLES = ["consultations", "aids", "without names"]


@pytest.fixture(params=list(sealings().values()), ids=list(sealings()))
def engine(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Return an engine over an empty file, with either sealing."""
    made = engine_at(tmp_path / "store.db", request.param)
    yield made
    made.connection.close()


def again(engine: Engine) -> Engine:
    """Return another engine over the same file."""
    connection = sqlite3.connect(engine.path, isolation_level=None)
    return Engine(connection, engine.path, engine.sealing, NAMES)


def named(*names: str) -> list[dict[str, Any]]:
    return [{"id": name, "words": f"words of {name}"} for name in names]


def ids(rows: list[Row] | Iterator[Row]) -> list[int]:
    return [row.id for row in rows]


def test_a_row_is_read_back_by_its_id(engine: Engine) -> None:
    revision = engine.put("consultations", 7, {"id": "first", "n": [1, None, "é\ud800"]})

    assert revision == 1
    assert engine.row("consultations", 7) == Row(
        7, "first", 1, 1, {"id": "first", "n": [1, None, "é\ud800"]}
    )
    assert engine.row("consultations", 8) is None
    assert engine.row("no such table", 7) is None


def test_a_row_that_is_put_again_has_the_next_revision_and_is_the_newest(engine: Engine) -> None:
    for document in (1, 2, 1, 1):
        engine.put("consultations", document, {"id": f"record-{document}"})

    assert [(r.id, r.revision) for r in engine.newest("consultations")] == [(1, 3), (2, 1)]


def test_rows_are_found_by_name_also_where_several_have_the_same(engine: Engine) -> None:
    for document, content in enumerate(named("first", "second", "first"), start=1):
        engine.put("consultations", document, content)

    assert ids(engine.named("consultations", "first")) == [1, 3]
    assert ids(engine.named("consultations", "second")) == [2]
    assert engine.named("consultations", "third") == []
    assert engine.named("no such table", "first") == []
    assert engine.names_of("consultations") == [(1, "first"), (2, "second"), (3, "first")]


def test_a_row_that_is_renamed_is_found_by_its_new_name_only(engine: Engine) -> None:
    engine.put("consultations", 1, {"id": "first"})
    engine.put("consultations", 1, {"id": "second"})

    assert engine.named("consultations", "first") == []
    assert ids(engine.named("consultations", "second")) == [1]


@pytest.mark.parametrize("name", [None, 7, ["a"], "line\nbreak", "\ud800", "x" * 121])
def test_what_is_no_proper_name_is_kept_without_one(engine: Engine, name: object) -> None:
    engine.put("consultations", 1, {"id": name})
    engine.put("without names", 1, {"id": "first"})

    assert engine.names_of("consultations") == [(1, None)]
    assert engine.names_of("without names") == [(1, None)]
    assert engine.named("consultations", "x" * LONGEST_NAME) == []


def test_rows_come_in_the_order_of_their_ids_however_many_there_are(engine: Engine) -> None:
    with engine.change():
        for document in (*range(450, 0, -1), -3):
            engine.put("consultations", document, {})

    assert ids(engine.rows("consultations")) == [-3, *range(1, 451)]
    assert engine.ids("consultations") == [-3, *range(1, 451)]
    assert engine.count("consultations") == 451
    assert ids(engine.newest("consultations")) == [-3, *range(1, 451)]
    assert ids(engine.rows("no such table")) == []


def test_only_what_changed_since_is_asked_for(engine: Engine) -> None:
    for document in (1, 2, 3):
        engine.put("consultations", document, {})
    stood = engine.read_head().sequence
    engine.put("consultations", 2, {})
    engine.put("consultations", 4, {})

    assert ids(engine.newest("consultations", after=stood)) == [4, 2]
    assert ids(engine.newest("consultations", chunk=1)) == [4, 2, 3, 1]


def test_rows_can_be_put_in_another_order(engine: Engine) -> None:
    for document in (1, 2, 3):
        engine.put("consultations", document, {})

    engine.put_in_order("consultations", [3, 1, 2])

    assert ids(engine.newest("consultations")) == [3, 1, 2]
    assert engine.read_head().tally == engine.tally_of_rows()


def test_a_row_that_was_removed_is_gone_and_a_second_time_is_an_error(engine: Engine) -> None:
    engine.put("consultations", 1, {"id": "first", "words": "told in confidence"})

    engine.remove("consultations", 1)

    assert not engine.has("consultations", 1)
    assert engine.read_head().tally == 0
    assert b"told in confidence" not in engine.path.read_bytes()
    for table in ("consultations", "no such table"):
        with pytest.raises(KeyError):
            engine.remove(table, 1)


def test_an_id_is_not_given_again_although_its_row_is_gone(engine: Engine) -> None:
    assert engine.next_id("consultations") == 1
    engine.put("consultations", 5, {})
    engine.remove("consultations", 5)

    assert engine.next_id("consultations") == 6
    with closing(again(engine).connection):
        assert again(engine).next_id("consultations") == 6
    engine.start_over("consultations")
    assert engine.next_id("consultations") == 1


def test_a_dropped_table_leaves_nothing(engine: Engine) -> None:
    engine.put("consultations", 1, {"words": "told in confidence"})
    engine.put("aids", 1, {})

    engine.dropped("consultations")
    engine.dropped("no such table")

    assert engine.table_names() == ["aids"]
    assert engine.read_head().tally == engine.tally_of_rows()
    assert b"told in confidence" not in engine.path.read_bytes()


def test_a_change_that_raises_leaves_nothing(engine: Engine) -> None:
    engine.put("consultations", 1, {"id": "first"})
    before, stood = engine.path.read_bytes(), engine.read_head()

    with suppress(ZeroDivisionError), engine.change():
        engine.put("consultations", 1, {"id": "other"})
        engine.put("a new table", 1, {})
        engine.remove("consultations", 1)
        raise ZeroDivisionError

    assert engine.path.read_bytes() == before
    assert engine.read_head() == stood
    assert engine.table_names() == ["consultations"]
    assert not engine.is_changing
    engine.put("consultations", 2, {})
    assert engine.read_head().tally == engine.tally_of_rows()


def test_nothing_of_a_change_is_on_disk_before_it_is_whole(engine: Engine) -> None:
    with closing(again(engine).connection) as connection:
        other = Engine(connection, engine.path, engine.sealing, NAMES)
        with engine.change():
            engine.put("consultations", 1, {})
            with engine.change():
                engine.put("consultations", 2, {})
            seen = other.count("consultations")

        assert (seen, other.count("consultations")) == (0, 2)


def test_a_change_inside_another_goes_with_it(engine: Engine) -> None:
    with suppress(ZeroDivisionError), engine.change():
        with engine.change():
            engine.put("consultations", 1, {})
        raise ZeroDivisionError

    assert engine.count("consultations") == 0


def test_a_change_goes_on_after_something_inside_it_was_refused(engine: Engine) -> None:
    with engine.change():
        engine.put("consultations", 1, {})
        with suppress(KeyError):
            engine.remove("consultations", 2)
        with suppress(TypeError):
            engine.put("consultations", 3, {"n": object()})

    assert engine.ids("consultations") == [1]
    assert engine.read_head().tally == engine.tally_of_rows()


def test_a_change_in_which_the_file_failed_is_not_kept_in_part(engine: Engine) -> None:
    engine.put("consultations", 1, {})
    stood = engine.read_head()

    def change() -> None:
        with engine.change():
            engine.put("consultations", 2, {})
            with suppress(sqlite3.Error), engine.change():
                engine.connection.execute("INSERT INTO no_such_table VALUES (1)")

    with pytest.raises(sqlite3.OperationalError):
        change()

    assert engine.ids("consultations") == [1]
    assert engine.read_head() == stood
    engine.put("consultations", 2, {})
    assert engine.ids("consultations") == [1, 2]


def test_it_is_known_whether_anything_changed_whoever_did_it(engine: Engine) -> None:
    engine.put("consultations", 1, {})
    stands = [engine.stands_at(), engine.stands_at()]
    engine.put("consultations", 1, {})
    stands.append(engine.stands_at())
    with closing(again(engine).connection) as connection:
        Engine(connection, engine.path, engine.sealing).put("consultations", 2, {})
    stands.append(engine.stands_at())
    with suppress(ZeroDivisionError), engine.change():
        engine.put("consultations", 1, {})
        stands.append(engine.stands_at())
        raise ZeroDivisionError
    stands.append(engine.stands_at())

    assert stands[0] == stands[1]
    assert len(set(stands)) == 5


@settings(max_examples=30, deadline=None)
@given(
    encrypted=st.booleans(),
    done=st.lists(
        st.tuples(
            st.sampled_from(["put", "put", "put", "remove", "order", "start over", "drop", "fail"]),
            st.sampled_from(TABLES),
            st.integers(1, 5),
            st.text(max_size=5),
        ),
        max_size=25,
    ),
)
def test_the_tally_is_that_of_the_rows_after_whatever_was_done(
    encrypted: bool,  # noqa: FBT001 - hypothesis hands it in by name
    done: list[tuple[str, str, int, str]],
) -> None:
    with TemporaryDirectory() as folder:
        sealing = sealings()["encrypted" if encrypted else "plain"]
        engine = engine_at(Path(folder) / "store.db", sealing)
        held: dict[tuple[str, int], str] = {}
        for what, table, document, words in done:
            if what == "put":
                engine.put(table, document, {"id": words, "hash": words})
                held[table, document] = words
            elif what == "remove" and (table, document) in held:
                engine.remove(table, document)
                del held[table, document]
            elif what == "order":
                engine.put_in_order(table, engine.ids(table)[::-1])
            elif what in {"start over", "drop"}:
                (engine.start_over if what == "start over" else engine.dropped)(table)
                held = {key: value for key, value in held.items() if key[0] != table}
            elif what == "fail":
                with suppress(ZeroDivisionError), engine.change():
                    engine.put(table, document, {"id": words})
                    raise ZeroDivisionError

        assert engine.read_head().tally == engine.tally_of_rows()
        assert held == {
            (table, row.id): (row.content or {})["id"]
            for table in TABLES
            for row in engine.rows(table)
        }
        assert engine.damaged == {}
        engine.connection.close()


@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM rows_1 WHERE id = 2",
        "UPDATE rows_1 SET id = 9 WHERE id = 2",
        "UPDATE rows_1 SET revision = 7 WHERE id = 2",
        "UPDATE rows_1 SET name = 'another' WHERE id = 2",
        "UPDATE rows_1 SET body = (SELECT body FROM rows_1 WHERE id = 1) WHERE id = 2",
        "UPDATE rows_1 SET body = x'00' WHERE id = 2",
        "UPDATE rows_1 SET body = 'text' WHERE id = 2",
        "INSERT INTO rows_1 SELECT 9, name, revision, place, body FROM rows_1 WHERE id = 2",
    ],
)
def test_the_tally_tells_what_was_done_behind_the_back_of_the_store(
    engine: Engine, tampering: str
) -> None:
    for document in (1, 2, 3):
        engine.put("consultations", document, {"id": f"record-{document}"})

    behind(engine.path, tampering)

    assert engine.read_head().tally != engine.tally_of_rows()
    assert {(row.content or {}).get("id") for row in engine.rows("consultations")} >= {
        "record-1",
        "record-3",
    }


def test_a_row_that_is_damaged_is_noted_with_its_name_and_hides_no_other(engine: Engine) -> None:
    for document in (1, 2, 3):
        engine.put("consultations", document, {"id": f"record-{document}"})
    ((body,),) = behind(engine.path, "SELECT body FROM rows_1 WHERE id = 2")
    behind(engine.path, "UPDATE rows_1 SET body = ? WHERE id = 2", flipped(body, 77))

    rows = list(engine.rows("consultations"))

    assert [(row.id, row.name, row.content is None) for row in rows] == [
        (1, "record-1", False),
        (2, "record-2", True),
        (3, "record-3", False),
    ]
    assert engine.damaged == {("consultations", 2): "record-2"}
    assert engine.put("consultations", 2, {"id": "record-2"}) == 2
    assert engine.read_head().tally == engine.tally_of_rows()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE head SET sequence = sequence + 1",
        "UPDATE head SET body = x'00'",
        "UPDATE head SET body = 'text'",
        "UPDATE head SET body = NULL",
        "DELETE FROM head",
    ],
)
def test_a_head_that_does_not_open_stops_every_change_and_no_reading(
    engine: Engine, tampering: str
) -> None:
    engine.put("consultations", 1, {"id": "first"})
    behind(engine.path, tampering)

    with pytest.raises(Damaged):
        engine.read_head()
    with pytest.raises(Damaged):
        engine.put("consultations", 1, {"id": "second"})

    assert [row.content for row in engine.rows("consultations")] == [{"id": "first"}]


def test_the_head_of_a_store_of_another_key_does_not_open(engine: Engine, tmp_path: Path) -> None:
    other = engine_at(tmp_path / "other.db", type(engine.sealing)(*other_key(engine)))
    for each in (engine, other):
        each.put("consultations", 1, {})
    ((body,),) = behind(other.path, "SELECT body FROM head")
    behind(engine.path, "UPDATE head SET body = ?", body)
    other.connection.close()

    with pytest.raises(Damaged):
        engine.read_head()


def other_key(engine: Engine) -> tuple[Any, ...]:
    return (bytes(32), STORE_ID) if engine.sealing.is_encrypted else ("another",)
