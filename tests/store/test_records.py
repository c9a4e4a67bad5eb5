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
    NotSetUp,
    RecordSealed,
    RecordUnreadable,
    StoreUnreadable,
    UnknownName,
)
from sdm_tui.store import Store, Unreadable, log
from tests.store.samples import (
    NOW,
    PASSPHRASE,
    Made,
    behind,
    consultation,
    filled,
    opened,
    plain_store,
    reopened,
)


def spoilt(store: Store, name: str, changes: dict[str, Any], *, is_listed: bool = False) -> Store:
    """Return the store, opened again after another version wrote one of its documents.

    is_listed: whether that version also wrote an entry for it.
    """
    engine = store.engine
    with engine.change():
        for row in list(engine.rows("consultations")):
            if row.content is not None and row.content["id"] == name:
                revision = engine.put("consultations", row.id, row.content | changes)
        for row in engine.named("in progress", name):
            if is_listed:
                engine.put("in progress", row.id, {**(row.content or {}), "revision": revision})
            else:
                engine.remove("in progress", row.id)
    return reopened(store)


def contents(store: Store, table: str) -> list[dict[str, Any] | None]:
    return [row.content for row in store.engine.rows(table)]


def told(store: Store) -> list[tuple[str, str]]:
    """Return what the audit log tells of records, oldest first."""
    found = [entry for entry in log.entries(store.engine) if isinstance(entry, log.LogEntry)]
    return [(entry.what, entry.record) for entry in found if entry.record]


def refused(*_: object) -> None:
    raise AssertionError("this must not be called")


def test_a_store_that_was_never_made_is_empty_and_makes_its_folder_for_its_owner_only(
    tmp_path: Path,
) -> None:
    store = opened(tmp_path / "new" / "folder")

    assert store.state == "new"
    assert store.entries() == []
    assert list(store.consultations()) == []
    assert store.last_touched() is None
    assert store.unreadable() == []
    assert store.kept_aid("abc") is None
    assert not store.read_only
    assert store.held_by is None
    assert stat.S_IMODE((tmp_path / "new" / "folder").stat().st_mode) == 0o700


def test_nothing_is_kept_before_somebody_chose_how(tmp_path: Path) -> None:
    store = opened(tmp_path)

    with pytest.raises(NotSetUp, match="nothing was saved"):
        store.put(consultation("first"))

    assert not store.path.exists()


def test_rehearsals_are_kept_apart_and_need_no_choice(tmp_path: Path) -> None:
    real, rehearsal = plain_store(tmp_path), opened(tmp_path, rehearsal=True)

    rehearsal.put(consultation("practice"))

    assert real.path == tmp_path / "consultations.db"
    assert rehearsal.path == tmp_path / "rehearsal.db"
    assert real.entries() == []
    assert not rehearsal.read_only
    assert not rehearsal.is_encrypted
    assert opened(tmp_path, rehearsal=True).get("practice") == consultation("practice")


def test_a_consultation_is_on_the_disk_when_put_returns(tmp_path: Path, made: Made) -> None:
    store = made(tmp_path)

    store.put(consultation("first", "walking the dog"))

    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "consultations.db").write_bytes(store.path.read_bytes())
    copy = made(tmp_path / "copy")
    assert copy.get("first") == consultation("first", "walking the dog")
    assert reopened(store).get("first") == consultation("first", "walking the dog")


def test_making_a_store_that_is_there_changes_nothing(tmp_path: Path, made: Made) -> None:
    store = filled(tmp_path, "first", made=made)

    with pytest.raises(NotSaved, match="a store here already"):
        store.create(None)

    assert reopened(store).get("first").id == "first"


def test_a_file_that_came_while_the_choice_was_made_is_not_written_over(tmp_path: Path) -> None:
    filled(tmp_path / "elsewhere", "first").close()
    store = opened(tmp_path)
    (tmp_path / "elsewhere" / "consultations.db").rename(store.path)

    with pytest.raises(NotSaved, match="left as it was"):
        store.create(PASSPHRASE)

    assert reopened(store).get("first").id == "first"


def test_a_store_says_what_it_is(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")

    about = dict(behind(store.path, "SELECT name, value FROM about"))

    assert about == {
        "app": "sdm-tui",
        "encryption": "none",
        "made": NOW.isoformat(),
        "store": store.store_id,
    }
    assert behind(store.path, "PRAGMA user_version") == [(2,)]


def test_putting_again_replaces_the_whole_consultation(tmp_path: Path, made: Made) -> None:
    store = made(tmp_path)
    rated = moves.rate_value(consultation("first"), "sleep", 7)
    store.put(rated)

    store.put(moves.rate_value(rated, "sleep", None))

    assert store.get("first").what_matters.ratings == {}
    assert reopened(store).get("first").what_matters.ratings == {}


def test_putting_again_keeps_one_document_and_one_entry(tmp_path: Path) -> None:
    store = filled(tmp_path, "first", "first", "first")

    rows = [(row.id, row.revision) for row in store.engine.rows("consultations")]

    assert rows == [(1, 3)]
    assert [entry.revision for entry in store.entries()] == [3]


def test_records_come_last_changed_first_whatever_their_clocks_said(
    tmp_path: Path, made: Made
) -> None:
    store = filled(tmp_path, "early", "later", "last", made=made)
    abroad = (NOW - timedelta(days=900)).astimezone(timezone(-timedelta(hours=5)))
    store.put(moves.touch(consultation("early"), abroad))

    assert [entry.id for entry in store.entries()] == ["early", "last", "later"]
    assert [c.id for c in store.consultations()] == ["early", "last", "later"]
    assert [entry.id for entry in store.newest(2)] == ["early", "last"]
    assert [entry.id for entry in reopened(store).entries()] == ["early", "last", "later"]


def test_the_last_touched_is_the_last_that_is_not_finished(tmp_path: Path) -> None:
    store = filled(tmp_path, "early", "later", "last")
    store.put(moves.seal(store.get("last"), NOW + timedelta(minutes=9)))

    last = store.last_touched()

    assert last is not None
    assert last.id == "later"
    assert [(e.id, e.is_sealed) for e in store.newest(1)] == [("last", True), ("later", False)]


def test_an_entry_tells_what_a_list_shows(tmp_path: Path, made: Made) -> None:
    store = made(tmp_path)
    named = moves.write(consultation("first", minute=3), "start.label", "Bed 4")

    store.put(moves.write(named, "start.decision", "Stay or go home?"))

    (entry,) = reopened(store).entries()
    assert (entry.label, entry.title, entry.stage) == ("Bed 4", "Stay or go home?", "start")
    assert (entry.aid, entry.condition, entry.is_sealed) == ("", "", False)
    assert entry.touched == NOW + timedelta(minutes=3)


def test_a_search_looks_at_label_and_decision_in_either_case(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")
    named = moves.write(consultation("second"), "start.label", "Straße 4")
    store.put(moves.write(named, "start.decision", "Stay or go home?"))

    assert [e.id for e in store.search("STRASSE")] == ["second"]
    assert [e.id for e in store.search(" go home ")] == ["second"]
    assert store.search("words of first") == []


def test_a_finished_record_only_takes_amendments(tmp_path: Path, made: Made) -> None:
    store = filled(tmp_path, "first", made=made)
    sealed = moves.seal(store.get("first"), NOW)
    store.put(sealed)
    amended = moves.amend(sealed, "a slip", "It was the left knee.", NOW)

    with pytest.raises(RecordSealed, match="only takes amendments"):
        store.put(consultation("first", "other words"))
    store.put(amended)
    with pytest.raises(RecordSealed):
        store.put(sealed)

    assert reopened(store).get("first") == amended


def test_the_audit_log_tells_each_kind_of_change_and_writing_once_in_a_sitting(
    tmp_path: Path,
) -> None:
    store = filled(tmp_path, "first", "first", "second", "first")
    sealed = moves.seal(store.get("first"), NOW)
    store.put(sealed)
    store.put(moves.amend(sealed, "a slip", "It was the left knee.", NOW))
    store.delete("second", "asked to")

    again = reopened(store)
    again.put(consultation("third"))

    kinds = [("changed", "first"), ("changed", "second"), ("finished", "first")]
    kinds += [("amended", "first"), ("erased", "second"), ("changed", "third")]
    assert told(again) == kinds
    assert "left knee" not in str(list(log.entries(again.engine)))


def test_a_name_that_is_not_there_is_answered_with_the_nearest(tmp_path: Path) -> None:
    store = filled(tmp_path, "tonsils", "knee-pain")

    for ask in (store.get, store.delete):
        with pytest.raises(UnknownName) as caught:
            ask("tonsil")

        assert caught.value.message == 'No record goes by "tonsil".'
        assert caught.value.hint == 'Did you mean "tonsils"?'


def test_a_record_can_be_named_by_what_it_alone_begins_with(tmp_path: Path) -> None:
    store = filled(tmp_path, "knee-pain", "knee-swelling", "tonsils")

    assert store.whole_id("tons") == "tonsils"
    assert store.whole_id("knee-pain") == "knee-pain"
    with pytest.raises(UnknownName, match="More than one record") as caught:
        store.whole_id("knee")
    assert "knee-pain, knee-swelling" in caught.value.hint
    with pytest.raises(UnknownName):
        store.whole_id("")


def test_a_deleted_consultation_is_gone_from_the_disk(tmp_path: Path, made: Made) -> None:
    store = filled(tmp_path, "first", "second", made=made)

    store.delete("first")

    assert b"words of first" not in store.path.read_bytes()
    again = reopened(store)
    assert [c.id for c in again.consultations()] == ["second"]
    assert again.ids() == ["second"]
    with pytest.raises(UnknownName):
        again.get("first")


def test_a_document_that_no_longer_fits_is_left_out_and_reported(tmp_path: Path) -> None:
    store = spoilt(filled(tmp_path, "first", "broken"), "broken", {"stage": "lunch", "seal": 3})

    assert [c.id for c in store.consultations()] == ["first"]
    assert store.unreadable() == [Unreadable("broken", '"stage" does not fit (and 1 more)')]
    assert store.ids() == ["first", "broken"]
    with pytest.raises(RecordUnreadable, match="kept as it is"):
        store.get("broken")


def test_a_document_that_no_longer_fits_but_is_listed_says_so_when_it_is_opened(
    tmp_path: Path,
) -> None:
    store = filled(tmp_path, "first", "broken")
    store = spoilt(store, "broken", {"stage": "lunch"}, is_listed=True)

    assert {entry.id for entry in store.entries()} == {"first", "broken"}
    assert [c.id for c in store.consultations()] == ["first"]
    with pytest.raises(RecordUnreadable, match='"stage" does not fit'):
        store.get("broken")


def test_what_a_person_wrote_is_not_in_the_message_about_an_unreadable_record(
    tmp_path: Path,
) -> None:
    store = spoilt(filled(tmp_path, "broken"), "broken", {"private_notes": ["told in confidence"]})

    assert "confidence" not in store.unreadable()[0].why


def test_an_unreadable_document_is_never_written_over(tmp_path: Path) -> None:
    store = spoilt(filled(tmp_path, "first", "broken"), "broken", {"from_the_future": "kept"})
    before = contents(store, "consultations")

    with pytest.raises(RecordUnreadable):
        store.put(consultation("broken", "other words"))
    store.put(consultation("third"))

    assert contents(store, "consultations")[:2] == before
    assert [row.id for row in store.engine.rows("consultations")] == [1, 2, 3]


@pytest.mark.parametrize("touched", ["yesterday", 17, None, "2026-11-22T09:30:00", []])
def test_a_document_without_a_proper_time_does_not_hide_the_others(
    tmp_path: Path, touched: object
) -> None:
    store = spoilt(filled(tmp_path, "first", "broken"), "broken", {"touched": touched})

    last = store.last_touched()

    assert last is not None
    assert last.id == "first"
    assert [c.id for c in store.consultations()] == ["first"]
    assert [u.id for u in store.unreadable()] == ["broken"]


def test_documents_without_an_id_or_with_the_same_one_are_all_kept(tmp_path: Path) -> None:
    store = spoilt(filled(tmp_path, "first", "second", "third"), "second", {"id": "first"})
    store = spoilt(store, "third", {"id": None})

    with pytest.raises(RecordUnreadable, match="two documents have this id"):
        store.put(consultation("first", "which of them?"))
    with pytest.raises(RecordUnreadable, match="two documents have this id"):
        store.get("first")

    assert list(store.consultations()) == []
    assert [u.id for u in store.unreadable()] == ["first", "first", "document-3"]
    assert len(contents(store, "consultations")) == 3


def test_an_unreadable_document_can_be_erased_on_purpose(tmp_path: Path) -> None:
    store = spoilt(filled(tmp_path, "first", "broken"), "broken", {"id": None})

    store.delete("document-2")

    assert store.unreadable() == []
    assert [c.id for c in store.consultations()] == ["first"]


def test_the_text_of_an_aid_is_kept_exactly_and_once(tmp_path: Path, made: Made) -> None:
    store = made(tmp_path)
    store.keep_aid("abc", "title: Why?\r\n\ttab \u2028 é\n")
    kept = store.path.read_bytes()

    store.keep_aid("abc", "something else")

    assert store.path.read_bytes() == kept
    assert reopened(store).kept_aid("abc") == "title: Why?\r\n\ttab \u2028 é\n"


def test_each_version_of_an_aid_is_kept(tmp_path: Path) -> None:
    store = plain_store(tmp_path)

    store.keep_aid("abc", "version: 1")
    store.keep_aid("def", "version: 2")

    assert (store.kept_aid("abc"), store.kept_aid("def")) == ("version: 1", "version: 2")
    assert store.kept_aid("ghi") is None
    assert store.engine.count("aids") == 2


def test_a_file_that_cannot_be_read_is_not_taken_for_an_empty_store(tmp_path: Path) -> None:
    (tmp_path / "consultations.db").mkdir()

    with pytest.raises(StoreUnreadable, match="cannot be read"):
        opened(tmp_path)


@pytest.mark.parametrize("below", ["", "deeper/still"])
def test_a_folder_that_cannot_be_made_opens_empty_and_does_not_save(
    tmp_path: Path, below: str
) -> None:
    (tmp_path / "taken").write_text("a file and not a folder")
    store = opened(tmp_path / "taken" / below)

    with pytest.raises(NotSaved) as caught:
        store.create(None)

    assert store.entries() == []
    assert not store.read_only
    assert "What was saved before is kept" in caught.value.message
    assert caught.value.hint


def test_a_folder_that_can_be_made_later_saves_from_then_on(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file and not a folder")
    store = opened(tmp_path / "taken")
    (tmp_path / "taken").unlink()

    store.create(None)
    store.put(consultation("first"))

    assert [c.id for c in reopened(store).consultations()] == ["first"]


def test_leftovers_of_a_killed_writer_are_harmless_and_removed(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")
    leftover = tmp_path / "consultations.db.k1ll3d.tmp"
    leftover.write_bytes(b"SQLite format 3")

    second = opened(tmp_path)
    still_there = leftover.exists()
    store = reopened(store)

    assert second.read_only
    assert still_there
    assert not leftover.exists()
    assert [c.id for c in store.consultations()] == ["first"]


def test_only_its_owner_can_read_the_store(tmp_path: Path, made: Made) -> None:
    store = filled(tmp_path, "first", made=made)
    store.close()

    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}

    names = ["consultations.db", "consultations.db.anchor", "consultations.db.lock"]
    assert modes == dict.fromkeys(names, 0o600)


def test_a_closed_store_can_be_read_but_not_written(tmp_path: Path, made: Made) -> None:
    store = filled(tmp_path, "first", made=made)

    store.close()
    store.close()

    assert [c.id for c in store.consultations()] == ["first"]
    with pytest.raises(NotSaved, match="was closed"):
        store.put(consultation("second"))
    assert not opened(tmp_path).read_only


def test_opening_and_listing_do_not_validate_the_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, "first").close()
    monkeypatch.setattr(Consultation, "model_validate", refused)

    store = opened(tmp_path)

    assert [e.id for e in store.entries()] == ["first"]
    assert store.unreadable() == []


def test_some_threads_can_write_while_others_read(tmp_path: Path, made: Made) -> None:
    store = filled(tmp_path, "first", made=made)

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
