"""TinyDB as we rely on it, over the storage that cannot tear."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb import TinyDB, where
from tinydb.table import Document

from sdm_tui.errors import StoreUnreadable
from sdm_tui.store.storage import SCHEMA, WholeFile, tables_in
from tests.store.samples import on_disk, rewritten

ABOUT = {"1": {"schema": 1, "app": "sdm-tui"}}


def storage_at(path: Path) -> WholeFile:
    storage = WholeFile(path)
    storage.is_ours = True
    return storage


def tinydb_at(path: Path) -> TinyDB:
    return TinyDB(path, storage=storage_at)


def refused(*_: object) -> None:
    raise OSError(errno.EIO, "Input/output error")


def test_a_store_without_a_file_starts_with_what_it_is(tmp_path: Path) -> None:
    storage = storage_at(tmp_path / "store.json")

    assert storage.read() == {"about": ABOUT}
    assert list(tmp_path.iterdir()) == []


def test_what_tinydb_inserts_is_read_back_by_another_tinydb(tmp_path: Path) -> None:
    path = tmp_path / "store.json"

    numbers = tinydb_at(path).table("t").insert_multiple([{"n": 1}, {"n": 2, "deep": {"x": [1]}}])

    assert numbers == [1, 2]
    assert tinydb_at(path).table("t").all() == [{"n": 1}, {"n": 2, "deep": {"x": [1]}}]
    assert on_disk(path)["about"] == ABOUT


def test_a_document_keeps_the_number_it_is_inserted_with(tmp_path: Path) -> None:
    path = tmp_path / "store.json"

    tinydb_at(path).table("t").insert(Document({"n": 1}, 7))

    assert on_disk(path)["t"] == {"7": {"n": 1}}


def test_an_update_replaces_the_fields_it_names_in_the_numbered_document_only(
    tmp_path: Path,
) -> None:
    path = tmp_path / "store.json"
    table = tinydb_at(path).table("t")
    table.insert_multiple([{"n": {"a": 1}}, {"n": {"a": 1}, "other": True}])

    table.update({"n": {"b": 2}}, doc_ids=[2])

    assert on_disk(path)["t"] == {"1": {"n": {"a": 1}}, "2": {"n": {"b": 2}, "other": True}}


def test_a_search_remembers_its_answer_which_is_why_we_do_not_use_it(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    writer, reader = tinydb_at(path).table("t"), TinyDB(path, storage=WholeFile).table("t")
    assert reader.search(where("n") == 1) == []

    writer.insert({"n": 1})

    assert reader.search(where("n") == 1) == []
    assert reader.all() == [{"n": 1}]


def test_removing_and_truncating_reach_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    first, second = tinydb_at(path).table("first"), tinydb_at(path).table("second")
    first.insert_multiple([{"n": 1}, {"n": 2}])
    second.insert({"n": 3})

    first.remove(doc_ids=[1])
    second.truncate()

    assert on_disk(path) == {"about": ABOUT, "first": {"2": {"n": 2}}, "second": {}}


def test_tables_that_are_not_ours_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    rewritten(path, {"about": ABOUT, "later": {"4": {"kept": True}}})

    tinydb_at(path).table("t").insert({"n": 1})

    assert on_disk(path)["later"] == {"4": {"kept": True}}


def test_text_is_written_as_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "store.json"

    tinydb_at(path).table("t").insert({"words": "Müde, 疲れた"})

    assert "Müde, 疲れた".encode() in path.read_bytes()


def test_half_of_a_surrogate_pair_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "store.json"

    tinydb_at(path).table("t").insert({"words": "a\ud800b\x00"})

    assert tinydb_at(path).table("t").all() == [{"words": "a\ud800b\x00"}]


def test_the_file_is_not_read_again_while_nothing_else_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tinydb_at(tmp_path / "store.json").table("t")
    table.insert({"n": 1})
    monkeypatch.setattr(Path, "read_bytes", refused)

    table.insert({"n": 2})

    assert table.all() == [{"n": 1}, {"n": 2}]


def test_a_file_that_something_else_replaced_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    table = tinydb_at(path).table("t")
    table.insert({"n": 1})
    rewritten(path, {"about": ABOUT, "t": {"1": {"n": 1}, "2": {"n": "by another"}}})

    table.insert(Document({"n": 3}, 3))

    assert on_disk(path)["t"] == {"1": {"n": 1}, "2": {"n": "by another"}, "3": {"n": 3}}


def test_a_file_that_vanished_is_written_again_with_everything(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    table = tinydb_at(path).table("t")
    table.insert({"n": 1})
    path.unlink()

    table.insert({"n": 2})

    assert on_disk(path)["t"] == {"1": {"n": 1}, "2": {"n": 2}}


def test_a_copy_that_only_reads_sees_each_change(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    writer, reader = tinydb_at(path).table("t"), TinyDB(path, storage=WholeFile).table("t")
    seen = [reader.all()]

    for number in (1, 2):
        writer.insert({"n": number})
        seen.append(reader.all())

    assert seen == [[], [{"n": 1}], [{"n": 1}, {"n": 2}]]


def test_a_copy_that_only_reads_trusts_no_time_stamp(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    rewritten(path, {"about": ABOUT, "t": {"1": {"n": 1}}})
    then = path.stat().st_mtime_ns
    reader = TinyDB(path, storage=WholeFile).table("t")
    before = reader.all()

    rewritten(path, {"about": ABOUT, "t": {"1": {"n": 2}}})
    os.utime(path, ns=(then, then))

    assert (before, reader.all()) == ([{"n": 1}], [{"n": 2}])


@pytest.mark.parametrize(
    "change",
    [
        lambda db: db.table("t").insert({"n": 2}),
        lambda db: db.table("t").update({"n": 2}),
        lambda db: db.table("t").update(lambda held: held["deep"].append(2)),
        lambda db: db.table("t").truncate(),
        lambda db: db.drop_table("t"),
        lambda db: db.drop_tables(),
    ],
    ids=["insert", "update", "update in depth", "truncate", "drop a table", "drop all tables"],
)
def test_a_failed_write_leaves_memory_equal_to_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[TinyDB], object]
) -> None:
    path = tmp_path / "store.json"
    db = tinydb_at(path)
    db.table("t").insert({"n": 1, "deep": [1]})
    before = on_disk(path)

    with monkeypatch.context() as failing:
        failing.setattr(os, "fsync", refused)
        with pytest.raises(OSError, match="Input/output"):
            change(db)

    assert on_disk(path) == before
    assert db.storage.read() == before


def test_what_cannot_be_written_as_json_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    table = tinydb_at(path).table("t")
    table.insert({"n": 1})

    with pytest.raises(TypeError):
        table.insert({"n": object()})

    assert table.all() == [{"n": 1}]
    assert on_disk(path)["t"] == {"1": {"n": 1}}


GOOD = json.dumps({"about": ABOUT, "t": {"1": {"n": 1}}}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        b"\0" * 4096,
        GOOD + b'"n": 1}}}',
        GOOD[:-5],
        GOOD[:40] + b"\xff\xfe" + GOOD[40:],
        b"[" * 100_000,
        b"[]",
        b"null",
        b'"about"',
        b"{}",
        b'{"_default": {"1": {"n": 1}}}',
        b'{"about": {"1": {"schema": 1, "app": "something else"}}}',
        b'{"about": {"1": {"schema": "1", "app": "sdm-tui"}}}',
        b'{"about": {"1": {"schema": 0, "app": "sdm-tui"}}}',
        json.dumps({"about": ABOUT, "t": []}).encode(),
        json.dumps({"about": ABOUT, "t": {"1": 17}}).encode(),
        json.dumps({"about": ABOUT, "t": {"one": {}}}).encode(),
        json.dumps({"about": ABOUT, "t": {"01": {}}}).encode(),
        json.dumps({"about": ABOUT, "t": {"9" * 5000: {}}}).encode(),
    ],
)
def test_anything_that_is_not_a_store_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(StoreUnreadable) as caught:
        tables_in(content, Path("consultations.json"))

    assert "consultations.json" in caught.value.message
    assert "left exactly as it was" in caught.value.message
    assert caught.value.hint


def test_a_newer_format_is_named_and_left_alone() -> None:
    newer = {"about": {"1": {"schema": SCHEMA + 1, "app": "sdm-tui"}}, "t": ["of another shape"]}

    with pytest.raises(StoreUnreadable) as caught:
        tables_in(json.dumps(newer).encode(), Path("consultations.json"))

    assert "newer sdm-tui: its format is 2" in caught.value.message
    assert "left exactly as it was" in caught.value.message
    assert "format 2" in caught.value.hint


def test_a_byte_order_mark_that_an_editor_added_is_no_fault() -> None:
    assert tables_in(b"\xef\xbb\xbf" + GOOD, Path("x"))["t"] == {"1": {"n": 1}}
