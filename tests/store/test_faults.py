"""Whatever happens to the file is told in plain words, harms nothing else, and loses nothing."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sdm_tui.consultation import moves
from sdm_tui.errors import NotSaved, RecordUnreadable, StoreError, StoreUnreadable
from sdm_tui.store import Store, log
from tests.store.samples import (
    NOW,
    PASSPHRASE,
    behind,
    consultation,
    flipped,
    opened,
    plain_store,
    rows_of,
    sealed_store,
)

Made = Callable[[Path], Store]


@pytest.fixture(params=[plain_store, sealed_store], ids=["plain", "encrypted"])
def made(request: pytest.FixtureRequest) -> Made:
    """Return what opens the store of a folder, in each form that a store has."""
    found: Made = request.param
    return found


def filled(folder: Path, made: Made, *names: str) -> Store:
    store = made(folder)
    for name in names or ("first", "second", "third"):
        store.put(consultation(name, f"words of {name}"))
    return store


def closed(store: Store) -> Path:
    store.close()
    return store.path


def with_flipped_bit(path: Path, table: str, column: str, which: str) -> None:
    """Flip one bit in the middle of a column of one row."""
    ((content,),) = behind(path, f"SELECT {column} FROM {table} WHERE {which}")  # noqa: S608
    spoilt = flipped(content, len(content) * 4)
    behind(path, f"UPDATE {table} SET {column} = ? WHERE {which}", spoilt)  # noqa: S608


def assert_told(error: StoreError, *words: str) -> None:
    """Look for what every message says: what happened, what was kept, what to do."""
    told = str(error)
    assert error.hint
    for word in words:
        assert word in told
    for inside in ("sqlite", "SQL", "Traceback", "malformed", "words of"):
        assert inside not in told


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\0" * 900, "is not complete or was written by something else"),
        (b"Dear diary,\n" * 40, "is not complete or was written by something else"),
        (b"{}", "is not complete or was written by something else"),
        (b"SQLite format 3\0", "is not complete or was written by something else"),
    ],
)
def test_a_file_that_is_no_store_is_left_exactly_as_it_is(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "consultations.db"
    path.write_bytes(content)
    before = path.stat()

    with pytest.raises(StoreUnreadable) as caught:
        opened(tmp_path)

    assert_told(caught.value, str(path), words, "left exactly as it was")
    assert path.read_bytes() == content
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_a_file_that_is_no_store_does_not_stay_locked(tmp_path: Path) -> None:
    path = tmp_path / "consultations.db"
    path.write_bytes(b"")
    with pytest.raises(StoreUnreadable):
        opened(tmp_path)
    path.unlink()

    assert not opened(tmp_path).read_only


def test_the_database_of_something_else_is_left_exactly_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "consultations.db"
    behind(path, "CREATE TABLE about (name, value)")
    content = path.read_bytes()

    with pytest.raises(StoreUnreadable) as caught:
        opened(tmp_path)

    assert_told(caught.value, "was not written by sdm-tui", "left exactly as it was")
    assert path.read_bytes() == content


def test_a_store_of_a_newer_version_is_read_and_not_written(tmp_path: Path) -> None:
    path = closed(filled(tmp_path, plain_store))
    behind(path, "PRAGMA user_version = 3")
    before = path.read_bytes()

    store = opened(tmp_path)

    assert store.read_only
    assert store.get("first").id == "first"
    with pytest.raises(StoreError, match="newer sdm-tui") as caught:
        store.put(consultation("fourth"))
    assert_told(caught.value, "Use the newer sdm-tui")
    assert path.read_bytes() == before


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_told_and_left_as_it_is(
    tmp_path: Path, made: Made, kept: float
) -> None:
    path = closed(filled(tmp_path, made))
    os.truncate(path, int(path.stat().st_size * kept))
    content = path.read_bytes()

    with pytest.raises(StoreUnreadable) as caught:
        made(tmp_path).entries()

    assert_told(caught.value, "left exactly as it was", "sdm-tui store restore FILE")
    assert path.read_bytes() == content


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_flipped_byte_in_the_header_is_told_or_does_no_harm(tmp_path: Path, at: int) -> None:
    path = closed(filled(tmp_path, plain_store))
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(content)

    try:
        found = [c.id for c in opened(tmp_path).consultations()]
    except StoreUnreadable as error:
        assert_told(error, "left exactly as it was")
    else:
        assert found == ["third", "second", "first"]
    assert len(path.read_bytes()) == len(content)


def test_a_flipped_byte_in_a_record_refuses_that_record_only(tmp_path: Path, made: Made) -> None:
    path = closed(filled(tmp_path, made))
    with_flipped_bit(path, rows_of(path, "consultations"), "body", "name = 'second'")
    store = made(tmp_path)

    with pytest.raises(RecordUnreadable) as caught:
        store.get("second")
    with pytest.raises(RecordUnreadable):
        store.put(consultation("second", "written over"))

    assert_told(caught.value, "damaged", "kept as it is")
    assert [c.id for c in store.consultations()] == ["third", "first"]
    assert "second" in store.ids()
    store.put(consultation("fourth"))
    store.delete("second")
    assert store.ids() == ["fourth", "third", "first"]


def test_a_flipped_byte_in_a_name_hides_no_record(tmp_path: Path, made: Made) -> None:
    path = closed(filled(tmp_path, made))
    content = path.read_bytes()
    at = content.find(b"second")
    while at >= 0:
        spoilt = content[:at] + bytes([content[at] ^ 0x80]) + content[at + 1 :]
        path.write_bytes(spoilt)
        store = made(tmp_path)
        found = {c.id: c for c in store.consultations()}
        told = {*store.ids()}
        try:
            store.put(found["third"])
        except NotSaved as error:
            assert_told(error, "the file is damaged", "sdm-tui store verify")
        store.close()
        path.write_bytes(content)

        assert {"first", "third"} <= set(found)
        assert len(told) >= 3
        at = content.find(b"second", at + 1)


def test_a_flipped_byte_in_an_entry_loses_no_record(tmp_path: Path, made: Made) -> None:
    path = closed(filled(tmp_path, made))
    with_flipped_bit(path, rows_of(path, "in progress"), "body", "name = 'second'")

    store = made(tmp_path)

    assert [e.id for e in store.entries()] == ["third", "first"]
    assert [(u.id, u.why) for u in store.unreadable()] == [
        ("second", "its entry in the list is damaged")
    ]
    assert store.get("second").what_matters.important == "words of second"
    store.put(store.get("second"))
    assert [e.id for e in store.entries()] == ["second", "third", "first"]
    assert store.unreadable() == []


def test_an_entry_that_was_removed_loses_no_record(tmp_path: Path, made: Made) -> None:
    path = closed(filled(tmp_path, made))
    behind(path, f"DELETE FROM {rows_of(path, 'in progress')} WHERE name = 'second'")  # noqa: S608

    store = made(tmp_path)

    assert [u.id for u in store.unreadable()] == ["second"]
    assert store.get("second").what_matters.important == "words of second"


def test_a_record_that_was_removed_is_still_listed_and_said_to_be_missing(
    tmp_path: Path, made: Made
) -> None:
    path = closed(filled(tmp_path, made))
    behind(path, f"DELETE FROM {rows_of(path, 'consultations')} WHERE name = 'second'")  # noqa: S608
    store = made(tmp_path)

    with pytest.raises(RecordUnreadable, match="something else took it out"):
        store.get("second")

    assert "second" in [e.id for e in store.entries()]
    store.delete("second")
    assert "second" not in store.ids()


def test_two_rows_that_were_swapped_are_both_refused(tmp_path: Path, made: Made) -> None:
    path = closed(filled(tmp_path, made))
    rows = rows_of(path, "consultations")
    bodies = dict(behind(path, f"SELECT id, body FROM {rows}"))  # noqa: S608
    behind(path, f"UPDATE {rows} SET body = ? WHERE id = 1", bodies[2])  # noqa: S608
    behind(path, f"UPDATE {rows} SET body = ? WHERE id = 2", bodies[1])  # noqa: S608
    store = made(tmp_path)

    for name in ("first", "second"):
        with pytest.raises(RecordUnreadable):
            store.get(name)

    assert [c.id for c in store.consultations()] == ["third"]
    assert {"first", "second"} < set(store.ids())


def test_a_row_that_was_rolled_back_is_refused(tmp_path: Path, made: Made) -> None:
    store = filled(tmp_path, made)
    rows = rows_of(store.path, "consultations")
    ((body, revision),) = behind(store.path, f"SELECT body, revision FROM {rows} WHERE id = 2")  # noqa: S608
    store.put(consultation("second", "later words"))
    path = closed(store)
    behind(path, f"UPDATE {rows} SET body = ?, revision = ? WHERE id = 2", body, revision)  # noqa: S608
    store = made(tmp_path)

    with pytest.raises(RecordUnreadable, match="older or newer copy") as caught:
        store.get("second")
    with pytest.raises(RecordUnreadable):
        store.put(consultation("second", "written over"))

    assert_told(caught.value, "kept as it is")
    assert [c.id for c in store.consultations()] == ["third", "first"]


def test_a_damaged_key_slot_leaves_the_other_and_every_record(tmp_path: Path) -> None:
    store = opened(tmp_path)
    recovery_key = store.create(PASSPHRASE)
    store.put(consultation("first"))
    path = closed(store)
    ((content,),) = behind(path, "SELECT content FROM slots WHERE name = 'passphrase'")
    behind(
        path, "UPDATE slots SET content = ? WHERE name = 'passphrase'", content.replace(":", ";")
    )
    again = opened(tmp_path)

    with pytest.raises(StoreError, match="is damaged") as caught:
        again.unlock(PASSPHRASE)
    again.unlock(recovery_key)

    assert_told(caught.value, "Nothing was changed")
    assert again.get("first").id == "first"


def test_a_damaged_audit_log_hinders_no_record(tmp_path: Path, made: Made) -> None:
    path = closed(filled(tmp_path, made))
    with_flipped_bit(path, "log", "body", "sequence = 2")

    store = made(tmp_path)
    store.put(consultation("fourth"))

    assert len(list(store.consultations())) == 4
    assert [e.sequence for e in log.entries(store.engine) if isinstance(e, log.Broken)] == [2, 2]


def test_a_damaged_head_is_told_stops_writing_and_hinders_no_reading(
    tmp_path: Path, made: Made
) -> None:
    path = closed(filled(tmp_path, made))
    with_flipped_bit(path, "head", "body", "one = 1")
    store = made(tmp_path)
    before = path.read_bytes()

    with pytest.raises(NotSaved) as caught:
        store.put(consultation("fourth"))

    assert "vouches for all of them is damaged" in store.notices[0]
    assert_told(caught.value, "Nothing was written", "sdm-tui store verify")
    assert [c.id for c in store.consultations()] == ["third", "second", "first"]
    assert behind(path, "SELECT count(*) FROM rows_1") == [(3,)]
    assert path.read_bytes() == before


def test_a_file_that_was_removed_while_open_is_put_back_with_everything(
    tmp_path: Path, made: Made
) -> None:
    store = filled(tmp_path, made)
    store.path.unlink()

    with pytest.raises(NotSaved) as caught:
        store.put(consultation("fourth"))
    with pytest.raises(NotSaved):
        store.put(consultation("fourth"))
    assert not store.path.exists()
    assert len(list(store.consultations())) == 3
    store.try_again()
    store.put(consultation("fourth"))

    assert_told(caught.value, "removed or replaced while it was open", "kept in memory", "Ctrl+S")
    store.close()
    again = made(tmp_path)
    assert {c.id for c in again.consultations()} == {"first", "second", "third", "fourth"}
    assert again.notices == []
    assert not again.read_only


def test_a_folder_that_was_removed_while_open_is_put_back_with_everything(
    tmp_path: Path, made: Made
) -> None:
    store = filled(tmp_path / "folder", made)
    shutil.rmtree(tmp_path / "folder")

    with pytest.raises(NotSaved):
        store.put(consultation("fourth"))
    store.try_again()
    store.put(consultation("fourth"))

    store.close()
    assert len(list(made(tmp_path / "folder").consultations())) == 4


def test_a_file_that_was_replaced_while_open_is_kept_aside_and_nothing_is_lost(
    tmp_path: Path, made: Made
) -> None:
    store = filled(tmp_path, made)
    (tmp_path / "another").write_bytes(b"what somebody else put there")
    (tmp_path / "another").replace(store.path)

    with pytest.raises(NotSaved):
        store.put(consultation("fourth"))
    assert store.path.read_bytes() == b"what somebody else put there"
    store.try_again()
    store.put(consultation("fourth"))

    (aside,) = tmp_path.glob("consultations.db.moved-*")
    assert aside.read_bytes() == b"what somebody else put there"
    store.close()
    assert len(list(made(tmp_path).consultations())) == 4


def test_a_file_is_not_put_back_over_one_that_another_copy_now_writes(tmp_path: Path) -> None:
    store = filled(tmp_path, plain_store)
    shutil.rmtree(tmp_path)
    other = filled(tmp_path, plain_store, "other")

    with pytest.raises(StoreError):
        store.put(consultation("fourth"))
    with pytest.raises(StoreError, match="Another running copy"):
        store.put(consultation("fourth"))

    assert [c.id for c in other.consultations()] == ["other"]
    assert len(list(store.consultations())) == 3


def test_a_file_in_which_something_else_wrote_garbage_is_not_written_over(tmp_path: Path) -> None:
    store = filled(tmp_path, plain_store)
    store.path.write_bytes(b"spoilt" * 4000)

    with pytest.raises(NotSaved) as caught:
        store.put(consultation("fourth"))

    assert_told(caught.value, "did not reach")
    assert store.path.read_bytes() == b"spoilt" * 4000


class FailingDisk(sqlite3.Connection):
    """A connection to a disk that takes nothing while it is told so."""

    fails = False

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        if FailingDisk.fails and sql == "COMMIT":
            raise sqlite3.OperationalError("disk I/O error")
        return super().execute(sql, parameters)


def test_after_a_failed_flush_nothing_is_written_before_it_is_said_so(
    tmp_path: Path, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, made).close()
    real = sqlite3.connect

    def connected(*place: Any, **options: Any) -> sqlite3.Connection:
        return real(*place, **options, factory=FailingDisk)

    monkeypatch.setattr(sqlite3, "connect", connected)
    store = made(tmp_path)
    before = store.path.read_bytes()
    monkeypatch.setattr(FailingDisk, "fails", True)
    with pytest.raises(NotSaved) as caught:
        store.put(consultation("first", "not saved"))
    monkeypatch.setattr(FailingDisk, "fails", False)

    changes: list[Callable[[], None]] = [
        lambda: store.put(consultation("fourth")),
        lambda: store.delete("second"),
        lambda: store.keep_aid("abc", "title: Why?"),
        lambda: store.note("exported"),
    ]
    for change in changes:
        with pytest.raises(NotSaved):
            change()

    assert_told(caught.value, "the disk did not take it", "nothing more is written", "Ctrl+S")
    assert "not saved" not in str(caught.value)
    assert store.path.read_bytes() == before
    assert store.get("first").what_matters.important == "words of first"
    assert store.kept_aid("abc") is None
    store.try_again()
    store.put(consultation("first", "saved at last"))
    store.close()
    again = made(tmp_path)
    assert again.get("first").what_matters.important == "saved at last"
    assert {c.id for c in again.consultations()} == {"first", "second", "third"}


def test_a_clock_that_was_set_back_loses_and_reorders_nothing(tmp_path: Path, made: Made) -> None:
    closed(filled(tmp_path, made, "first"))
    earlier = NOW - timedelta(days=4000)
    store = opened(tmp_path, clock=lambda: earlier)
    if store.state == "locked":
        store.unlock(PASSPHRASE)

    store.put(moves.touch(consultation("second"), earlier))
    store.put(moves.touch(store.get("first"), earlier))

    assert [e.id for e in store.entries()] == ["first", "second"]
    assert not any(isinstance(e, log.Broken) for e in log.entries(store.engine))
    store.close()
    assert made(tmp_path).notices == []


def test_ten_million_letters_in_one_note_are_kept(tmp_path: Path, made: Made) -> None:
    store = filled(tmp_path, made)
    words = "so many words " * 750_000

    store.put(moves.write(store.get("second"), "private_notes", words))
    store.close()
    again = made(tmp_path)

    assert again.get("second").private_notes == words
    assert [e.id for e in again.entries()] == ["second", "third", "first"]
    again.put(consultation("second", "less"))
    assert again.get("second").private_notes == ""
