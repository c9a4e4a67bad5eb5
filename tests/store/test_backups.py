import errno
import os
import sqlite3
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from sdm_tui.errors import (
    NotSaved,
    ReadOnly,
    SdmError,
    StoreLocked,
    StoreUnreadable,
    UnknownName,
    WrongPassphrase,
)
from sdm_tui.store import Store, copying, open_store
from sdm_tui.store import log as audit
from sdm_tui.store.backups import (
    known_backups,
    make_backup,
    open_backup,
    restore,
    restore_file,
)
from sdm_tui.store.copying import faults_in
from sdm_tui.store.file import connect
from sdm_tui.store.lock import Lock, take_lock
from tests.store.samples import (
    CHEAPEST,
    NOW,
    PASSPHRASE,
    consultation,
    opened,
    plain_store,
    sealed_store,
)

FIRST = "consultations-20261122-093000.db"
KEPT = "consultations-before-restore-20261122-093000.db"


def filled(folder: Path, *names: str, make: Callable[[Path], Store] = sealed_store) -> Store:
    store = make(folder)
    for minute, name in enumerate(names):
        store.put(consultation(name, f"words of {name}", minute=minute))
    return store


def ticking(folder: Path) -> Store:
    """Return a store whose clock goes on by an hour whenever it is looked at."""
    moments = (NOW + timedelta(hours=n) for n in range(10_000))

    def clock() -> datetime:
        return next(moments)

    store = open_store(folder, rehearsal=False, clock=clock)
    if store.state == "new":
        store.create(None)
    return store


def changed(path: Path, sql: str) -> None:
    """Change a file behind the store's back."""
    connection = sqlite3.connect(path)
    connection.execute(sql)
    connection.commit()
    connection.close()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def told(store: Store) -> list[tuple[str, str]]:
    return [(entry.what, entry.why) for entry in audit.last_entries(store.engine, 50)]


@pytest.mark.parametrize("make", [plain_store, sealed_store])
def test_a_backup_holds_what_the_store_holds(tmp_path: Path, make: Callable[[Path], Store]) -> None:
    store = filled(tmp_path, "first", "second", make=make)
    store.keep_aid("hash", "the text of an aid")

    path = make_backup(store)

    assert path == tmp_path / "backups" / FIRST
    assert names_in(path.parent) == [FIRST]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    backup = open_backup(store, path)
    assert list(backup.consultations()) == list(store.consultations())
    assert backup.kept_aid("hash") == "the text of an aid"
    backup.close()
    assert known_backups(store) == [path]
    assert told(store)[0] == ("backed up", FIRST)
    assert store.notices == []


def test_a_backup_of_an_encrypted_store_shows_nothing_of_it(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")

    assert b"words of first" not in make_backup(store).read_bytes()


def test_a_backup_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / FIRST).write_text("dear")

    second, third = make_backup(store, folder), make_backup(store, folder)

    assert (folder / FIRST).read_text() == "dear"
    assert [second.name, third.name] == [
        "consultations-20261122-093000-2.db",
        "consultations-20261122-093000-3.db",
    ]
    assert known_backups(store) == [second, third]


def test_the_oldest_backups_of_this_store_alone_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    other = filled(tmp_path / "other", "theirs", make=plain_store)
    theirs = make_backup(other, folder)
    unknown = folder / "consultations-20000101-000000.db"
    unknown.write_text("of unknown origin")
    store = ticking(tmp_path)
    mine = make_backup(store, folder).rename(folder / "a copy that I made myself.db")

    made = [make_backup(store, folder, keep=2) for _ in range(4)]

    assert [path for path in made if path.exists()] == made[2:]
    assert theirs.exists()
    assert unknown.exists()
    assert mine.exists()
    assert set(known_backups(store)) >= {*made[2:], mine}
    assert not set(known_backups(store)) & set(made[:2])


def test_the_backup_that_was_just_made_stays_even_where_the_clock_went_back(
    tmp_path: Path,
) -> None:
    times = [NOW + timedelta(days=30), NOW]
    store = open_store(tmp_path, rehearsal=False, clock=lambda: times[0])
    store.create(None)
    later = make_backup(store, keep=1)
    times.pop(0)

    now = make_backup(store, keep=1)

    assert now.exists()
    assert not later.exists()


def test_a_backup_is_whole_while_records_are_written(tmp_path: Path) -> None:
    store = filled(tmp_path, "first", make=plain_store)
    for number in range(60):
        store.put(consultation(f"large-{number}", os.urandom(30_000).hex()))
    done, wrote = Event(), Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1
            store.put(consultation("busy", f"words {number}"))
            wrote.set()

    writer = Thread(target=write)
    writer.start()
    try:
        wrote.wait()
        path = make_backup(store)
    finally:
        done.set()
        writer.join()

    assert faults_in(path, store.engine.sealing) == []
    assert store.get("busy").what_matters.important.startswith("words")


def test_a_copy_that_only_reads_backs_up_while_the_other_writes_and_says_what_it_could_not_note(
    tmp_path: Path,
) -> None:
    writer = filled(tmp_path, "first", make=plain_store)
    for number in range(60):
        writer.put(consultation(f"large-{number}", os.urandom(30_000).hex()))
    reader = opened(tmp_path)
    assert reader.read_only
    done, wrote = Event(), Event()

    def write() -> None:
        while not done.is_set():
            writer.put(consultation("busy", "words"))
            wrote.set()

    thread = Thread(target=write)
    thread.start()
    try:
        wrote.wait()
        path = make_backup(reader)
    finally:
        done.set()
        thread.join()

    assert faults_in(path, writer.engine.sealing) == []
    assert any("not on the store's list of backups" in notice for notice in reader.notices)
    assert known_backups(writer) == [path]
    assert ("backed up", path.name) not in told(writer)


def test_a_disk_without_room_leaves_nothing_of_a_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def small(path: Path, *, is_writable: bool) -> sqlite3.Connection:
        connection = connect(path, is_writable=is_writable)
        connection.execute("PRAGMA max_page_count=3")
        return connection

    store = filled(tmp_path, "first")
    monkeypatch.setattr(copying, "connect", small)

    with pytest.raises(NotSaved, match="there is no room left") as refused:
        make_backup(store)

    assert "Free some space" in refused.value.hint
    assert names_in(tmp_path / "backups") == []
    store.put(consultation("second"))


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")
    (tmp_path / "backups").write_text("a file")

    with pytest.raises(NotSaved, match="Nothing was written to"):
        make_backup(store)


def test_a_copy_that_does_not_read_back_is_no_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, "first")
    flush = os.fsync

    def bad_disk(descriptor: int) -> None:
        for end in range(8192, os.fstat(descriptor).st_size + 1, 4096):
            os.pwrite(descriptor, b"\xff" * 8, end - 40)
        flush(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", bad_disk)
        with pytest.raises(NotSaved, match="did not read back"):
            make_backup(store)

    assert names_in(tmp_path / "backups") == []
    assert known_backups(store) == []


def test_a_store_with_faults_is_backed_up_and_then_no_older_backup_is_removed(
    tmp_path: Path,
) -> None:
    store = filled(tmp_path, "first", make=plain_store)
    sound = make_backup(store, keep=1)
    (number,) = {store.engine.number_of("consultations")}
    changed(store.path, f"UPDATE rows_{number} SET body = x'00'")  # noqa: S608

    path = make_backup(store, keep=1)

    assert path.exists()
    assert sound.exists()
    assert any("The store has faults" in notice for notice in store.notices)


def test_a_locked_store_is_not_backed_up(tmp_path: Path) -> None:
    filled(tmp_path, "first").close()

    with pytest.raises(StoreLocked):
        make_backup(opened(tmp_path))


def test_a_backup_whose_note_did_not_reach_the_disk_stays(tmp_path: Path) -> None:
    store = filled(tmp_path, "first", make=plain_store)
    store.fault = NotSaved("The disk is full.")

    with pytest.raises(NotSaved, match="was made, and the store could not note it"):
        make_backup(store)

    assert known_backups(store) == [tmp_path / "backups" / FIRST]


def test_a_locked_store_knows_the_backups_beside_it(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")
    path = make_backup(store)
    make_backup(store, tmp_path / "elsewhere")
    store.lock()

    assert known_backups(store) == [path]


def test_reading_a_backup_leaves_nothing_beside_it(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")
    path = make_backup(store)
    before = path.read_bytes()

    backup = open_backup(store, path)
    backup.get("first")
    backup.close()

    assert path.read_bytes() == before
    assert names_in(path.parent) == [FIRST]


def test_a_record_is_erased_from_a_backup_which_stays_whole(tmp_path: Path) -> None:
    store = filled(tmp_path, "first", "second")
    path = make_backup(store)

    backup = open_backup(store, path)
    backup.delete("first", "asked for")
    backup.close()

    assert names_in(path.parent) == [FIRST]
    assert faults_in(path, store.engine.sealing) == []
    again = open_backup(store, path)
    assert [entry.id for entry in again.entries()] == ["second"]
    assert again.notices == []
    with pytest.raises(UnknownName):
        again.get("first")
    again.close()


def test_what_is_no_backup_of_this_store_is_not_opened_as_one(tmp_path: Path) -> None:
    store = filled(tmp_path / "one", "first")
    other = make_backup(filled(tmp_path / "two", "second"))
    letter = tmp_path / "letter.db"
    letter.write_text("Dear Dr Grey")

    with pytest.raises(SdmError, match="it is of another store"):
        open_backup(store, other)
    with pytest.raises(SdmError, match="something else wrote it"):
        open_backup(store, letter)
    with pytest.raises(SdmError, match="there is no such file"):
        open_backup(store, tmp_path / "absent.db")
    assert letter.read_text() == "Dear Dr Grey"
    assert not (tmp_path / "absent.db").exists()


def test_a_backup_that_the_key_does_not_open_is_said_to_be_so(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")
    path = make_backup(store)
    changed(path, "UPDATE head SET body = x'0011223344556677889900112233445566778899001122'")

    with pytest.raises(SdmError, match="the key of this store does not open it"):
        open_backup(store, path)


@pytest.mark.parametrize("make", [plain_store, sealed_store])
def test_a_backup_is_put_back_and_what_was_there_is_kept(
    tmp_path: Path, make: Callable[[Path], Store]
) -> None:
    store = filled(tmp_path, "first", make=make)
    path = make_backup(store)
    elsewhere = make_backup(store, tmp_path / "elsewhere")
    store.put(consultation("later", "said later"))
    store.delete("first")
    store.close()  # which has the anchor remember how far it had come
    store = make(tmp_path)
    mark = store.fingerprint
    assert [entry.id for entry in store.entries()] == ["later"]

    kept = restore(store, path)

    assert kept == tmp_path / "backups" / KEPT
    assert [entry.id for entry in store.entries()] == ["first"]
    assert store.get("first").what_matters.important == "words of first"
    assert told(store)[0] == (
        "restored",
        f"{FIRST}; what was here is kept as {KEPT}, and its log ended at {mark}",
    )
    assert set(known_backups(store)) == {path, elsewhere, kept}
    assert store.notices == []
    assert faults_in(store.path, store.engine.sealing) == []
    before = open_backup(store, kept)
    assert [entry.id for entry in before.entries()] == ["later"]
    before.close()
    store.put(consultation("afterwards", "words"))
    store.close()
    again = make(tmp_path)
    assert again.notices == []
    assert [entry.id for entry in again.entries()] == ["afterwards", "first"]


def test_after_a_restore_the_passphrase_of_that_time_opens_the_store(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")
    path = make_backup(store)
    store.change_passphrase("another three words", CHEAPEST)

    restore(store, path)

    store.close()
    again = opened(tmp_path)
    with pytest.raises(WrongPassphrase):
        again.unlock("another three words")
    again.unlock(PASSPHRASE)
    assert again.get("first").what_matters.important == "words of first"


def test_a_damaged_backup_is_not_put_back(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")
    path = make_backup(store)
    (number,) = {store.engine.number_of("consultations")}
    changed(path, f"UPDATE rows_{number} SET revision = 7")  # noqa: S608
    before = store.path.read_bytes()

    with pytest.raises(SdmError, match="is damaged"):
        restore(store, path)

    assert store.path.read_bytes() == before
    assert names_in(tmp_path / "backups") == [FIRST]
    assert store.get("first").what_matters.important == "words of first"


def test_a_backup_of_another_store_is_put_back_only_when_that_is_asked_for(
    tmp_path: Path,
) -> None:
    store = filled(tmp_path / "one", "first")
    other = sealed_store(tmp_path / "two", "quite other words")
    other.put(consultation("theirs", "said elsewhere"))
    path = make_backup(other)

    with pytest.raises(SdmError, match="it is of another store"):
        restore(store, path)
    assert store.get("first").what_matters.important == "words of first"
    kept = restore(store, path, take_other=True)

    assert store.state == "locked"
    store.unlock("quite other words")
    assert store.get("theirs").what_matters.important == "said elsewhere"
    store.close()
    before = restored_from(kept, tmp_path / "three")
    assert before.get("first").what_matters.important == "words of first"


def restored_from(kept: Path, folder: Path) -> Store:
    folder.mkdir()
    restore_file(folder, kept, clock=lambda: NOW)
    return sealed_store(folder)


def test_nothing_is_put_back_while_another_copy_holds_the_store(tmp_path: Path) -> None:
    store = filled(tmp_path, "first", make=plain_store)
    path = make_backup(store)
    reader = opened(tmp_path)

    with pytest.raises(ReadOnly):
        restore(reader, path)
    with pytest.raises(ReadOnly):
        restore_file(tmp_path, path, clock=lambda: NOW)

    assert names_in(tmp_path / "backups") == [FIRST]
    store.put(consultation("second"))


def test_a_restore_that_fails_leaves_the_store_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store = filled(tmp_path, "first")
    path = make_backup(store)
    store.put(consultation("later", "said later"))
    with monkeypatch.context() as patch:
        patch.setattr("sdm_tui.store.backups.rename_over", refused)
        with pytest.raises(NotSaved):
            restore(store, path)

    assert store.get("later").what_matters.important == "said later"
    assert not list(tmp_path.glob("*.tmp"))
    store.put(consultation("still", "writable"))
    restore(store, path)
    assert [entry.id for entry in store.entries()] == ["first"]


def test_a_store_that_is_no_store_any_more_is_kept_byte_for_byte(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")
    path = make_backup(store)
    store.close()
    spoilt = b"\x00" * 5000
    store.path.write_bytes(spoilt)
    with pytest.raises(StoreUnreadable):
        opened(tmp_path)

    kept = restore_file(tmp_path, path, clock=lambda: NOW)

    assert kept is not None
    assert kept.name == KEPT
    assert kept.read_bytes() == spoilt
    again = sealed_store(tmp_path)
    assert again.get("first").what_matters.important == "words of first"


def test_a_store_that_is_missing_is_put_back(tmp_path: Path) -> None:
    store = filled(tmp_path, "first", make=plain_store)
    path = make_backup(store, tmp_path / "elsewhere")
    store.close()
    store.path.unlink()

    assert restore_file(store.path, path, clock=lambda: NOW) is None

    again = opened(tmp_path)
    assert again.get("first").what_matters.important == "words of first"
    assert told(again)[0] == ("restored", f"{FIRST}; none was")


def test_a_change_that_a_crash_left_half_done_does_not_reach_what_is_put_back(
    tmp_path: Path,
) -> None:
    store = filled(tmp_path, "first")
    path = make_backup(store)
    store.put(consultation("later", os.urandom(9000).hex()))
    connection = store.engine.connection
    connection.execute("PRAGMA cache_size=1")
    connection.execute("BEGIN IMMEDIATE")
    number = store.engine.number_of("consultations")
    connection.execute(f"UPDATE rows_{number} SET body = zeroblob(20000)")  # noqa: S608
    half, journal = store.path.read_bytes(), (tmp_path / "consultations.db-journal").read_bytes()
    assert journal
    connection.execute("ROLLBACK")
    store.close()
    store.path.write_bytes(half)
    (tmp_path / "consultations.db-journal").write_bytes(journal)

    kept = restore_file(tmp_path, path, clock=lambda: NOW)

    assert kept is not None
    assert kept.read_bytes() == half
    assert kept.with_name(f"{kept.name}-journal").read_bytes() == journal
    assert not (tmp_path / "consultations.db-journal").exists()
    again = sealed_store(tmp_path)
    assert [entry.id for entry in again.entries()] == ["first"]
    assert faults_in(again.path, again.engine.sealing) == []
    before = open_backup(again, kept)
    assert {entry.id for entry in before.entries()} == {"first", "later"}
    before.close()


def test_what_is_no_backup_is_not_put_in_the_place_of_a_store(tmp_path: Path) -> None:
    store = filled(tmp_path, "first")
    store.close()
    before = store.path.read_bytes()
    letter = tmp_path / "letter.db"
    letter.write_text("Dear Dr Grey")

    for wrong in (letter, tmp_path / "absent.db", store.path):
        with pytest.raises(SdmError, match="othing was changed"):
            restore_file(tmp_path, wrong, clock=lambda: NOW)

    assert store.path.read_bytes() == before


def test_a_store_in_use_is_not_replaced_even_where_it_cannot_be_opened(tmp_path: Path) -> None:
    path = make_backup(filled(tmp_path / "one", "first"))
    folder = tmp_path / "two"
    folder.mkdir()
    lock = take_lock(folder / "consultations.db.lock", NOW)
    assert isinstance(lock, Lock)

    with pytest.raises(ReadOnly):
        restore_file(folder, path, clock=lambda: NOW)

    assert names_in(folder) == ["consultations.db.lock"]
    lock.release()
