import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tinydb import Query, TinyDB

from sdm_tui.errors import NotSaved, SdmError, StoreLocked, StoreUnreadable
from sdm_tui.store import Store
from sdm_tui.store import log as audit
from sdm_tui.store.json_file import written
from sdm_tui.store.transfer import export_tinydb, import_tinydb
from tests.store.samples import consultation, opened, plain_store, sealed_store


def last_told(store: Store) -> tuple[str, str]:
    entry = audit.last_entries(store.engine, 1)[0]
    return entry.what, entry.why


def branches(store: Store) -> list[tuple[str, str, Any]]:
    return [(branch.of, branch.why, branch.consultation) for branch in store.branches()]


def aids(store: Store) -> list[Any]:
    return [row.content for row in store.engine.rows("aids")]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = st.text("abcdef", min_size=4, max_size=6)
HASHES = st.text("0123456789abcdef", min_size=8, max_size=8)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(NAMES, st.tuples(TEXT, st.integers(-5, 5)), max_size=4),
    st.dictionaries(HASHES, TEXT, max_size=3),
    st.lists(st.tuples(NAMES, TEXT, TEXT), max_size=3, unique_by=lambda branch: branch[0]),
)
def test_what_is_exported_is_the_same_when_it_is_taken_in(
    tmp_path_factory: pytest.TempPathFactory,
    records: dict[str, tuple[str, int]],
    texts: dict[str, str],
    versions: list[tuple[str, str, str]],
) -> None:
    folder = tmp_path_factory.mktemp("transfer")
    store, fresh = plain_store(folder / "one"), plain_store(folder / "other")
    for name, (words, minute) in records.items():
        store.put(consultation(name, words, minute=minute))
    for content_hash, content in texts.items():
        store.keep_aid(content_hash, content)
    for name, words, why in versions:
        version = consultation(name, f"branch {words}", minute=9)
        store.keep_branch(version.model_dump(mode="json"), why)

    count = export_tinydb(store, folder / "records.json")
    merged = import_tinydb(fresh, folder / "records.json")

    assert count == len(records) == len(merged.added)
    assert {c.id: c for c in fresh.consultations()} == {c.id: c for c in store.consultations()}
    assert aids(fresh) == aids(store)
    assert branches(fresh) == branches(store)
    assert merged.unreadable == ()
    again = import_tinydb(fresh, folder / "records.json")
    assert (again.added, again.replaced, again.branched, again.aids) == ((), (), (), 0)
    assert again.same == len(records)
    for one in (store, fresh):
        one.close()


def test_tinydb_as_it_comes_reads_an_export(tmp_path: Path) -> None:
    store = sealed_store(tmp_path)
    store.put(consultation("first", "Siân: gwely 🛏"))
    store.put(consultation("second", "other words"))
    store.keep_aid("hash", "the text of an aid")

    count = export_tinydb(store, tmp_path / "records.json")

    assert count == 2
    with TinyDB(tmp_path / "records.json") as found:
        assert found.tables() == {"about", "consultations", "aids", "branches"}
        (document,) = found.table("consultations").search(Query().id == "first")
        assert document["what_matters"]["important"] == "Siân: gwely 🛏"
        assert found.table("aids").all() == [{"hash": "hash", "content": "the text of an aid"}]
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "records.json").stat().st_mode) == 0o600
    assert last_told(store) == ("exported", "2 records to records.json")
    assert not list(tmp_path.glob("*.tmp"))


def test_an_export_reads_the_same_in_every_encoding(tmp_path: Path) -> None:
    store = plain_store(tmp_path)
    store.put(consultation("first", "Siân ≤ ½"))

    export_tinydb(store, tmp_path / "records.json")

    assert (tmp_path / "records.json").read_bytes().isascii()


def test_an_export_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    store = plain_store(tmp_path)
    (tmp_path / "records.json").write_text("dear")

    with pytest.raises(SdmError, match="is there already, so nothing was written"):
        export_tinydb(store, tmp_path / "records.json")

    assert (tmp_path / "records.json").read_text() == "dear"
    assert last_told(store)[0] != "exported"


def test_a_disk_without_room_leaves_nothing_of_an_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store = plain_store(tmp_path)
    store.put(consultation("first", "words"))
    (tmp_path / "out").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(NotSaved, match="there is no room left"):
            export_tinydb(store, tmp_path / "out" / "records.json")

    assert list((tmp_path / "out").iterdir()) == []
    assert last_told(store)[0] != "exported"


def test_a_folder_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(NotSaved, match="Nothing was written to"):
        export_tinydb(plain_store(tmp_path), tmp_path / "absent" / "records.json")


def test_a_locked_store_exports_nothing(tmp_path: Path) -> None:
    sealed_store(tmp_path).close()

    with pytest.raises(StoreLocked):
        export_tinydb(opened(tmp_path), tmp_path / "records.json")

    assert not (tmp_path / "records.json").exists()


def test_documents_that_cannot_be_read_are_exported_as_they_are_and_named_when_taken_in(
    tmp_path: Path,
) -> None:
    store, fresh = plain_store(tmp_path / "one"), plain_store(tmp_path / "other")
    store.put(consultation("good", "words"))
    with store.changing() as engine:
        engine.put("consultations", 7, {"id": "broken", "stage": "to come"})
        engine.put("consultations", 8, {"said": "without an id"})

    assert export_tinydb(store, tmp_path / "records.json") == 3
    merged = import_tinydb(fresh, tmp_path / "records.json")

    held = json.loads((tmp_path / "records.json").read_bytes())["consultations"]
    assert held["7"] == {"id": "broken", "stage": "to come"}
    assert merged.added == ("good",)
    assert merged.unreadable == ("broken", "document-8")
    assert last_told(fresh) == (
        "imported",
        "records.json: 1 added, 0 replaced, 0 branches, 0 aids, 2 not readable",
    )


def test_two_documents_with_one_id_are_not_told_apart_and_so_not_taken_in(tmp_path: Path) -> None:
    store = plain_store(tmp_path)
    one, two = (consultation("twice", w).model_dump(mode="json") for w in ("one", "two"))
    (tmp_path / "records.json").write_bytes(written({"consultations": {"1": one, "2": two}}))

    merged = import_tinydb(store, tmp_path / "records.json")

    assert merged.unreadable == ("twice", "twice")
    assert store.entries() == []


def test_a_record_that_differs_is_taken_in_by_the_rules_of_a_merge(tmp_path: Path) -> None:
    store = sealed_store(tmp_path)
    store.put(consultation("newer-here", "here", minute=5))
    store.put(consultation("newer-there", "here"))
    tables = {
        "consultations": {
            "1": consultation("newer-here", "there").model_dump(mode="json"),
            "2": consultation("newer-there", "there", minute=5).model_dump(mode="json"),
        },
        "branches": {"1": {"no": "branch"}},
        "aids": {"1": {"no": "aid"}},
    }
    (tmp_path / "records.json").write_bytes(written(tables))

    merged = import_tinydb(store, tmp_path / "records.json")

    assert (merged.replaced, merged.branched) == (("newer-there",), ("newer-here",))
    assert store.get("newer-there").what_matters.important == "there"
    assert {why for _, why, _ in branches(store)} == {"from the file taken in on 2026-11-22"}
    assert merged.unreadable == ("branch 1", "the text of an aid, number 1")


def test_a_file_that_is_no_export_is_not_taken_in(tmp_path: Path) -> None:
    store = plain_store(tmp_path)
    before = last_told(store)
    (tmp_path / "letter.json").write_text('{"dear": "Dr Grey"}')

    with pytest.raises(StoreUnreadable):
        import_tinydb(store, tmp_path / "letter.json")
    with pytest.raises(StoreUnreadable):
        import_tinydb(store, tmp_path / "absent.json")

    assert last_told(store) == before


def test_what_an_older_version_kept_is_taken_in_too(tmp_path: Path) -> None:
    store = sealed_store(tmp_path)

    merged = import_tinydb(store, Path(__file__).parent / "released" / "0.1.json")

    assert merged.added == ("first-talk", "done-talk")
    assert merged.unreadable == ("from-elsewhere",)
    assert store.get("done-talk").is_sealed
