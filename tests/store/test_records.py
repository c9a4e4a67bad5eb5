import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation
from sdm_tui.errors import (
    NotSaved,
    ReadOnly,
    RecordUnreadable,
    StoreUnreadable,
    UnknownName,
)
from sdm_tui.store import Store, Unreadable, open_store
from tests.store.samples import NOW, consultation, on_disk, rewritten


def opened(folder: Path, *, rehearsal: bool = False) -> Store:
    return open_store(folder, rehearsal=rehearsal, now=NOW)


def reopened(store: Store) -> Store:
    store.close()
    return opened(store.path.parent)


def filled(folder: Path, *names: str) -> Store:
    store = opened(folder)
    for minute, name in enumerate(names):
        store.put(consultation(name, f"words of {name}", minute=minute))
    return store


def spoilt(store: Store, name: str, changes: dict[str, Any]) -> Store:
    """Return the store, opened again after something else changed one of its documents."""
    data = on_disk(store.path)
    for document in data["consultations"].values():
        if document["id"] == name:
            document.update(changes)
    store.close()
    rewritten(store.path, data)
    return opened(store.path.parent)


def refused(*_: object) -> None:
    raise OSError(errno.EIO, "Input/output error")


def no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_new_store_is_empty_and_makes_its_folder_for_its_owner_only(tmp_path: Path) -> None:
    store = opened(tmp_path / "new" / "folder")

    assert store.consultations() == []
    assert store.last_touched() is None
    assert not store.read_only
    assert store.held_by is None
    assert stat.S_IMODE((tmp_path / "new" / "folder").stat().st_mode) == 0o700


def test_rehearsals_are_kept_apart(tmp_path: Path) -> None:
    real, rehearsal = opened(tmp_path), opened(tmp_path, rehearsal=True)

    rehearsal.put(consultation("practice"))

    assert real.path == tmp_path / "consultations.json"
    assert rehearsal.path == tmp_path / "rehearsal.json"
    assert real.consultations() == []
    assert not rehearsal.read_only


def test_a_consultation_is_on_the_disk_when_put_returns(tmp_path: Path) -> None:
    store = opened(tmp_path)

    store.put(consultation("first", "walking the dog"))

    kept = on_disk(store.path)["consultations"]["1"]
    assert kept["what_matters"]["important"] == "walking the dog"
    assert reopened(store).get("first") == consultation("first", "walking the dog")


def test_a_store_says_what_it_is(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")

    assert on_disk(store.path)["about"] == {"1": {"schema": 1, "app": "sdm-tui"}}


def test_putting_again_replaces_the_whole_consultation(tmp_path: Path) -> None:
    store = opened(tmp_path)
    rated = moves.rate_value(consultation("first"), "sleep", 7)
    store.put(rated)

    store.put(moves.rate_value(rated, "sleep", None))

    assert store.get("first").what_matters.ratings == {}
    assert reopened(store).get("first").what_matters.ratings == {}
    assert len(on_disk(store.path)["consultations"]) == 1


def test_consultations_come_last_touched_first_whatever_their_time_zone(tmp_path: Path) -> None:
    store = filled(tmp_path, "early", "later", "last")
    abroad = (NOW + timedelta(minutes=9)).astimezone(timezone(-timedelta(hours=5)))
    store.put(moves.touch(consultation("early"), abroad))

    names = [c.id for c in store.consultations()]

    assert names == ["early", "last", "later"]


def test_the_last_touched_is_the_last_that_is_not_sealed(tmp_path: Path) -> None:
    store = filled(tmp_path, "early", "later", "last")
    store.put(moves.seal(store.get("last"), NOW + timedelta(minutes=9)))

    last = store.last_touched()

    assert last is not None
    assert last.id == "later"


def test_a_name_that_is_not_there_is_answered_with_the_nearest(tmp_path: Path) -> None:
    store = filled(tmp_path, "tonsils", "knee-pain")

    for ask in (store.get, store.delete):
        with pytest.raises(UnknownName) as caught:
            ask("tonsil")

        assert caught.value.message == 'No record goes by "tonsil".'
        assert caught.value.hint == 'Did you mean "tonsils"?'


def test_a_deleted_consultation_is_gone_from_the_disk(tmp_path: Path) -> None:
    store = filled(tmp_path, "first", "second")

    store.delete("first")

    assert "words of first" not in store.path.read_text()
    assert [c.id for c in reopened(store).consultations()] == ["second"]


def test_a_document_that_no_longer_fits_is_left_out_and_reported(tmp_path: Path) -> None:
    store = spoilt(filled(tmp_path, "first", "broken"), "broken", {"stage": "lunch", "seal": 3})

    assert [c.id for c in store.consultations()] == ["first"]
    assert store.unreadable() == [Unreadable("broken", '"stage" does not fit (and 1 more)')]
    assert store.last_touched() == store.get("first")
    with pytest.raises(RecordUnreadable, match="kept as it is"):
        store.get("broken")


def test_what_a_person_wrote_is_not_in_the_message_about_an_unreadable_record(
    tmp_path: Path,
) -> None:
    store = spoilt(filled(tmp_path, "broken"), "broken", {"private_notes": ["told in confidence"]})

    assert "confidence" not in store.unreadable()[0].why


def test_an_unreadable_document_is_never_written_over(tmp_path: Path) -> None:
    store = spoilt(filled(tmp_path, "first", "broken"), "broken", {"from_the_future": "kept"})
    before = on_disk(store.path)["consultations"]["2"]

    with pytest.raises(RecordUnreadable):
        store.put(consultation("broken", "other words"))
    store.put(consultation("third"))

    assert on_disk(store.path)["consultations"]["2"] == before
    assert sorted(on_disk(store.path)["consultations"]) == ["1", "2", "3"]


@pytest.mark.parametrize("touched", ["yesterday", 17, None, "2026-11-22T09:30:00", []])
def test_a_document_without_a_proper_time_does_not_hide_the_others(
    tmp_path: Path, touched: object
) -> None:
    store = spoilt(filled(tmp_path, "first", "broken"), "broken", {"touched": touched})

    assert store.last_touched() == store.get("first")
    assert "first" in [c.id for c in store.consultations()]


def test_documents_without_an_id_or_with_the_same_one_are_all_kept(tmp_path: Path) -> None:
    store = spoilt(filled(tmp_path, "first", "second", "third"), "second", {"id": "first"})
    store = spoilt(store, "third", {"id": None})

    with pytest.raises(RecordUnreadable, match="two documents have this id"):
        store.put(consultation("first", "which of them?"))

    assert store.consultations() == []
    assert [u.id for u in store.unreadable()] == ["first", "first", "document-3"]
    assert len(on_disk(store.path)["consultations"]) == 3


def test_an_unreadable_document_can_be_erased_on_purpose(tmp_path: Path) -> None:
    store = spoilt(filled(tmp_path, "first", "broken"), "broken", {"id": None})

    store.delete("document-2")

    assert store.unreadable() == []
    assert [c.id for c in store.consultations()] == ["first"]


def test_the_text_of_an_aid_is_kept_exactly_and_once(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.keep_aid("abc", "title: Why?\r\n\ttab \u2028 é\n")
    kept = store.path.stat().st_mtime_ns, store.path.stat().st_ino

    store.keep_aid("abc", "something else")

    assert (store.path.stat().st_mtime_ns, store.path.stat().st_ino) == kept
    assert reopened(store).kept_aid("abc") == "title: Why?\r\n\ttab \u2028 é\n"


def test_each_version_of_an_aid_is_kept(tmp_path: Path) -> None:
    store = opened(tmp_path)

    store.keep_aid("abc", "version: 1")
    store.keep_aid("def", "version: 2")

    assert (store.kept_aid("abc"), store.kept_aid("def")) == ("version: 1", "version: 2")
    assert store.kept_aid("ghi") is None
    assert len(on_disk(store.path)["aids"]) == 2


@pytest.mark.parametrize("content", [b"", b"\0" * 900, b"[]", b"{}", b'{"about": {"1": {}}}'])
def test_a_file_that_is_not_a_store_is_left_exactly_as_it_is(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "consultations.json"
    path.write_bytes(content)
    before = path.stat()

    with pytest.raises(StoreUnreadable):
        opened(tmp_path)

    assert path.read_bytes() == content
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_a_file_that_is_not_a_store_does_not_stay_locked(tmp_path: Path) -> None:
    path = tmp_path / "consultations.json"
    path.write_bytes(b"")
    with pytest.raises(StoreUnreadable):
        opened(tmp_path)
    path.unlink()

    store = opened(tmp_path)

    assert not store.read_only


def test_a_store_of_a_newer_format_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "consultations.json"
    rewritten(path, {"about": {"1": {"schema": 2, "app": "sdm-tui"}}})
    before = path.read_bytes()

    with pytest.raises(StoreUnreadable, match="its format is 2, and this one reads formats up to"):
        opened(tmp_path)

    assert path.read_bytes() == before


def test_a_file_that_cannot_be_read_is_not_taken_for_an_empty_store(tmp_path: Path) -> None:
    (tmp_path / "consultations.json").mkdir()

    with pytest.raises(StoreUnreadable, match="cannot be read: Is a directory"):
        opened(tmp_path)


@pytest.mark.parametrize("below", ["", "deeper/still"])
def test_a_folder_that_cannot_be_made_opens_empty_and_does_not_save(
    tmp_path: Path, below: str
) -> None:
    (tmp_path / "taken").write_text("a file and not a folder")
    store = opened(tmp_path / "taken" / below)

    with pytest.raises(NotSaved) as caught:
        store.put(consultation("first"))

    assert store.consultations() == []
    assert not store.read_only
    assert "What was saved before is kept." in caught.value.message
    assert "a folder of your own" in caught.value.hint


def test_a_folder_that_can_be_made_later_saves_from_then_on(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file and not a folder")
    store = opened(tmp_path / "taken")
    (tmp_path / "taken").unlink()

    store.put(consultation("first"))

    assert [c.id for c in reopened(store).consultations()] == ["first"]


@pytest.mark.parametrize(
    ("failure", "told", "to_do"),
    [(refused, "input/output error", "another folder"), (no_room, "no room left", "Free some")],
)
def test_a_change_that_does_not_reach_the_disk_is_told_and_the_next_one_writes_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Any, told: str, to_do: str
) -> None:
    store = filled(tmp_path, "first", "second")
    before = store.path.read_bytes()

    with monkeypatch.context() as failing:
        failing.setattr(os, "fsync", failure)
        with pytest.raises(NotSaved) as caught:
            store.put(consultation("first", "not saved"))
        with pytest.raises(NotSaved):
            store.delete("second")
        with pytest.raises(NotSaved):
            store.keep_aid("abc", "title: Why?")

    assert told in caught.value.message
    assert to_do in caught.value.hint
    assert "not saved" not in str(caught.value.__cause__)
    assert store.path.read_bytes() == before
    assert store.get("first").what_matters.important == "words of first"
    assert store.kept_aid("abc") is None
    store.put(consultation("third"))
    assert sorted(c.id for c in reopened(store).consultations()) == ["first", "second", "third"]


def test_a_file_that_something_else_spoilt_is_not_written_over(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")
    store.path.write_bytes(b"spoilt")

    with pytest.raises(NotSaved, match="is not a store"):
        store.put(consultation("second"))

    assert store.path.read_bytes() == b"spoilt"


def test_leftovers_of_a_killed_writer_are_harmless_and_removed(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")
    leftover = tmp_path / "consultations.json.k1ll3d.tmp"
    leftover.write_bytes(b'{"about"')

    second = opened(tmp_path)
    still_there = leftover.exists()
    store = reopened(store)

    assert second.read_only
    assert still_there
    assert not leftover.exists()
    assert [c.id for c in store.consultations()] == ["first"]


def test_only_its_owner_can_read_the_store(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")

    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}

    assert modes == {"consultations.json": 0o600, "consultations.json.lock": 0o600}
    assert not store.read_only


def test_a_second_copy_only_reads_and_sees_what_the_first_one_writes(tmp_path: Path) -> None:
    first = filled(tmp_path, "first")
    second = opened(tmp_path)

    first.put(consultation("second"))

    assert second.read_only
    assert second.held_by is not None
    assert second.held_by.pid == os.getpid()
    assert {c.id for c in second.consultations()} == {"first", "second"}
    assert second.get("second") == first.get("second")


def test_a_second_copy_cannot_change_anything(tmp_path: Path) -> None:
    first = filled(tmp_path, "first")
    first.keep_aid("abc", "version: 1")
    second = opened(tmp_path)
    before = first.path.read_bytes()

    with pytest.raises(ReadOnly, match="Another running copy"):
        second.put(consultation("first", "other"))
    with pytest.raises(ReadOnly, match="Another running copy"):
        second.delete("first")
    with pytest.raises(ReadOnly, match="Another running copy"):
        second.keep_aid("def", "version: 2")
    second.keep_aid("abc", "version: 1")

    assert first.path.read_bytes() == before


def test_a_second_copy_stays_read_only_when_the_first_is_closed(tmp_path: Path) -> None:
    first = filled(tmp_path, "first")
    second = opened(tmp_path)
    first.close()

    with pytest.raises(ReadOnly):
        second.put(consultation("first", "perhaps out of date"))

    assert not opened(tmp_path).read_only


def test_a_removed_lock_file_does_not_let_two_copies_write(tmp_path: Path) -> None:
    first = filled(tmp_path, "first")
    (tmp_path / "consultations.json.lock").unlink()
    second = opened(tmp_path)
    second.put(consultation("second"))

    with pytest.raises(ReadOnly):
        first.put(consultation("third"))

    assert not second.read_only
    assert first.read_only
    assert {c.id for c in first.consultations()} == {"first", "second"}


def test_a_removed_lock_file_is_made_again_where_there_is_no_other_copy(tmp_path: Path) -> None:
    first = filled(tmp_path, "first")
    (tmp_path / "consultations.json.lock").unlink()

    first.put(consultation("second"))

    assert opened(tmp_path).read_only


def test_a_removed_folder_is_made_again_with_everything_in_it(tmp_path: Path) -> None:
    store = filled(tmp_path / "folder", "first")
    for file in store.path.parent.iterdir():
        file.unlink()
    store.path.parent.rmdir()

    store.put(consultation("second"))

    assert {c.id for c in reopened(store).consultations()} == {"first", "second"}


def test_a_closed_store_can_be_read_but_not_written(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")

    store.close()
    store.close()

    assert [c.id for c in store.consultations()] == ["first"]
    with pytest.raises(NotSaved, match="was closed"):
        store.put(consultation("second"))
    assert not opened(tmp_path).read_only


def test_opening_does_not_validate_the_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, "first").close()
    monkeypatch.setattr(Consultation, "model_validate", refused)

    store = opened(tmp_path)

    assert store.path.exists()


def test_some_threads_can_write_while_others_read(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")

    def write(name: str) -> None:
        for count in range(15):
            store.put(consultation(name, f"{count}"))

    def read() -> list[bool]:
        return ["first" in [c.id for c in store.consultations()] for _ in range(30)]

    with ThreadPoolExecutor(4) as threads:
        writing = [threads.submit(write, name) for name in ("second", "third")]
        reading = [threads.submit(read) for _ in range(2)]

    assert [w.result() for w in writing] == [None, None]
    assert all(all(r.result()) for r in reading)
    held = {c.id: c.what_matters.important for c in reopened(store).consultations()}
    assert held == {"first": "words of first", "second": "14", "third": "14"}
