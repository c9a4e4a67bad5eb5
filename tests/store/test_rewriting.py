import hashlib
import os
import sqlite3
from pathlib import Path

import pytest

from sdm_tui.consultation import moves
from sdm_tui.errors import NotSaved, ReadOnly, SdmError, TooShort, WrongPassphrase
from sdm_tui.store import Store, log, rewriting
from sdm_tui.store.verifying import known_fingerprint, verify
from tests.store.samples import (
    CHEAPEST,
    NOW,
    PASSPHRASE,
    Made,
    behind,
    consultation,
    opened,
    plain_store,
    rows_of,
    sealed_store,
)

BOTH = pytest.mark.parametrize("make", [plain_store, sealed_store])
WORDS = "the words of one person"


def filled(folder: Path, make: Made = plain_store, count: int = 6) -> Store:
    store = make(folder)
    for number in range(count):
        for _ in range(number % 3 + 1):
            store.put(consultation(f"record-{number}", WORDS * number, minute=number))
    store.put(moves.seal(store.get("record-1"), NOW, "Dr Grey"))
    store.keep_aid(hashlib.sha256(b"slug: knee").hexdigest(), "slug: knee")
    store.keep_branch(store.get("record-0").model_dump(mode="json"), "from another copy")
    return store


def held(store: Store) -> list[object]:
    """Return all that a store gives: records, their order, every row, what the log says."""
    engine = store.engine
    rows = [(table, list(engine.rows(table))) for table in sorted(engine.table_names())]
    return [store.entries(), list(store.consultations()), store.branches(), rows]


def told(store: Store) -> list[tuple[str, str, str]]:
    entries = log.entries(store.engine)
    return [(e.what, e.record, e.why) for e in entries if isinstance(e, log.LogEntry)]


def reopened(store: Store, make: Made) -> Store:
    store.close()
    return make(store.path.parent)


def spoilt(store: Store, table: str, name: str) -> None:
    rows = rows_of(store.path, table)
    behind(store.path, f"UPDATE {rows} SET body = zeroblob(60) WHERE name = ?", name)  # noqa: S608


def refused(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


@BOTH
def test_a_store_written_anew_is_smaller_and_holds_the_very_same(
    tmp_path: Path, make: Made
) -> None:
    store = filled(tmp_path, make)
    for number in range(40):
        store.put(consultation(f"gone-{number}", os.urandom(900).hex()))
    for number in range(40):
        store.delete(f"gone-{number}")
    before, printed, log_before = held(store), store.fingerprint, told(store)

    size_before, size_after = rewriting.compact(store)

    assert size_after == store.path.stat().st_size < size_before
    assert held(store) == before
    assert told(store)[:-1] == log_before
    assert told(store)[-1][0] == "compacted"
    assert known_fingerprint(store, printed)
    assert verify(reopened(store, make)).findings == ()


def test_nothing_is_left_beside_a_store_that_was_written_anew(tmp_path: Path) -> None:
    store = filled(tmp_path)
    before = {path.name for path in tmp_path.iterdir()}

    rewriting.compact(store)

    assert {path.name for path in tmp_path.iterdir()} == before
    assert store.path.stat().st_mode & 0o777 == 0o600


@BOTH
def test_what_cannot_be_read_is_never_left_behind_unasked(tmp_path: Path, make: Made) -> None:
    store = filled(tmp_path, make)
    spoilt(store, "consultations", "record-2")
    before = store.path.read_bytes()

    with pytest.raises(SdmError, match="record record-2 cannot be read") as caught:
        rewriting.compact(store)

    assert "--leave-damaged" in caught.value.hint
    assert store.path.read_bytes() == before


@BOTH
def test_a_damaged_store_is_built_anew_of_what_opens_and_the_old_file_is_kept(
    tmp_path: Path, make: Made
) -> None:
    store = filled(tmp_path, make)
    spoilt(store, "consultations", "record-2")
    spoilt(store, "in progress", "record-3")
    before, printed = store.path.read_bytes(), store.fingerprint
    kept = [store.get(f"record-{number}") for number in (0, 1, 3, 4, 5)]
    revision = store.engine.named("consultations", "record-5")[0].revision

    rewriting.compact(store, leave_damaged=True)

    assert [store.get(one.id) for one in kept] == kept
    assert sorted(entry.id for entry in store.entries()) == [one.id for one in kept]
    assert store.engine.named("consultations", "record-5")[0].revision == revision == 3
    (aside,) = tmp_path.glob("consultations.db.before-compact-*")
    assert aside.read_bytes() == before
    assert aside.stat().st_mode & 0o777 == 0o600
    assert "record record-2" in told(store)[-1][2]
    assert aside.name in told(store)[-1][2]
    assert known_fingerprint(store, printed)
    assert not store.notices
    store = reopened(store, make)
    assert not store.notices
    assert verify(store).findings == ()


@BOTH
def test_a_damaged_head_is_mended_and_every_record_is_kept(tmp_path: Path, make: Made) -> None:
    store = filled(tmp_path, make)
    before, log_before = held(store), told(store)
    behind(store.path, "UPDATE head SET body = zeroblob(60)")
    with pytest.raises(NotSaved):
        store.put(consultation("record-9"))

    rewriting.compact(store)

    assert held(store) == before
    assert told(store)[:-1] == log_before
    store.put(consultation("record-9"))
    assert verify(reopened(store, make)).findings == ()


def test_a_record_that_only_the_index_still_names_rightly_is_saved(tmp_path: Path) -> None:
    store = filled(tmp_path, sealed_store)
    wanted = store.get("record-4")
    store.close()
    content = store.path.read_bytes()
    rows = rows_of(store.path, "consultations")
    ((body,),) = behind(store.path, f"SELECT body FROM {rows} WHERE name = 'record-4'")  # noqa: S608
    at = content.rindex(b"record-4", 0, content.index(body))
    store.path.write_bytes(content[:at] + b"recofd-4" + content[at + 8 :])
    store = sealed_store(tmp_path)

    rewriting.compact(store)

    assert store.get("record-4") == wanted
    assert "recofd-4" not in store.ids()


def test_a_log_that_is_not_whole_is_chained_anew_and_old_marks_stay_known(tmp_path: Path) -> None:
    store = filled(tmp_path, sealed_store)
    printed = store.fingerprint
    number, shown = printed.split("-")
    behind(store.path, "UPDATE log SET body = zeroblob(60) WHERE sequence = 2")
    entries = told(store)

    rewriting.compact(store, leave_damaged=True)

    assert told(store)[:-1] == entries
    assert known_fingerprint(store, printed)
    assert not known_fingerprint(store, f"{int(number) - 1}-{shown}")
    assert not known_fingerprint(store, "2-00000000")
    assert verify(reopened(store, sealed_store)).findings == ()


@BOTH
def test_a_copy_that_only_reads_writes_no_store_anew(tmp_path: Path, make: Made) -> None:
    writer = filled(tmp_path, make)
    reader = opened(tmp_path)
    if reader.state == "locked":
        reader.unlock(PASSPHRASE)

    with pytest.raises(ReadOnly):
        rewriting.compact(reader)
    with pytest.raises(ReadOnly):
        rewriting.encrypt(reader, PASSPHRASE, CHEAPEST)
    assert not list(tmp_path.glob("*.tmp"))
    writer.close()


@pytest.mark.parametrize("leave_damaged", [False, True])
def test_a_new_file_that_cannot_be_put_in_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, leave_damaged: bool
) -> None:
    store = filled(tmp_path, sealed_store)
    if leave_damaged:
        spoilt(store, "consultations", "record-2")
    before = store.path.read_bytes()
    monkeypatch.setattr(rewriting, "rename_over", refused)

    with pytest.raises(NotSaved, match="no room"):
        rewriting.compact(store, leave_damaged=leave_damaged)

    assert store.path.read_bytes() == before
    assert store.state == "open"
    assert not [*tmp_path.glob("*.tmp"), *tmp_path.glob("*before-compact*")]
    monkeypatch.undo()
    store.put(consultation("record-8"))


def test_a_plain_store_becomes_an_encrypted_one_with_all_that_it_held(tmp_path: Path) -> None:
    store = filled(tmp_path)
    before, log_before, printed = held(store), told(store), store.fingerprint

    recovery_key = rewriting.encrypt(store, PASSPHRASE, CHEAPEST)

    assert store.state == "open"
    assert store.is_encrypted
    rows = [pair for pair in held(store)[3] if pair[0] != "earlier marks"]  # type: ignore[attr-defined]
    assert [*held(store)[:3], rows] == before
    assert told(store)[: len(log_before)] == log_before
    assert [what for what, _, _ in told(store)[len(log_before) :]] == ["encrypted", "unlocked"]
    assert known_fingerprint(store, printed)
    assert not store.notices
    store.close()
    for secret in (PASSPHRASE, recovery_key):
        again = opened(tmp_path)
        with pytest.raises(WrongPassphrase):
            again.unlock("another passphrase")
        again.unlock(secret)
        assert again.get("record-5") == store.get("record-5")
        assert not again.notices
        assert verify(again).findings == ()
        again.close()


def test_no_words_of_the_plain_store_are_left_in_any_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = plain_store(tmp_path)
    label = "Somebody Unmistakable"
    made = consultation("record-1")
    store.put(made.model_copy(update={"start": made.start.model_copy(update={"label": label})}))
    assert label.encode() in store.path.read_bytes()
    overwritten: list[bytes] = []
    overwrite = rewriting._overwrite  # noqa: SLF001 - what is under its second name goes unseen

    def watched(file: object) -> None:
        overwrite(file)  # type: ignore[arg-type]
        file.seek(0)  # type: ignore[attr-defined]
        overwritten.append(file.read())  # type: ignore[attr-defined]

    monkeypatch.setattr(rewriting, "_overwrite", watched)

    rewriting.encrypt(store, PASSPHRASE, CHEAPEST)

    assert not any(label.encode() in path.read_bytes() for path in tmp_path.iterdir())
    (content,) = overwritten
    assert content
    assert not any(content)
    assert not list(tmp_path.glob("*.tmp"))


def test_a_file_system_without_second_names_is_no_hindrance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path)
    older = store.path.open("rb")
    monkeypatch.setattr(os, "link", refused)

    rewriting.encrypt(store, PASSPHRASE, CHEAPEST)

    with older:
        assert not any(older.read())
    assert store.get("record-5").id == "record-5"


@pytest.mark.parametrize("breaks", ["rename_over", "build", "connect"])
def test_whatever_keeps_a_store_from_being_encrypted_leaves_the_plain_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    store = filled(tmp_path)
    before = store.path.read_bytes()
    monkeypatch.setattr(rewriting, breaks, refused)

    with pytest.raises(NotSaved):
        rewriting.encrypt(store, PASSPHRASE, CHEAPEST)

    assert store.path.read_bytes() == before
    assert not store.is_encrypted
    assert not list(tmp_path.glob("*.tmp"))
    monkeypatch.undo()
    store.put(consultation("record-8"))


def test_a_new_file_that_reads_back_otherwise_is_not_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path)
    from sdm_tui.store.building import build

    def falsified(path: Path, *args: object) -> None:
        build(path, *args)  # type: ignore[arg-type]
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE rows_1 SET body = zeroblob(60) WHERE id = 2")

    monkeypatch.setattr(rewriting, "build", falsified)

    with pytest.raises(NotSaved, match="did not read back"):
        rewriting.encrypt(store, PASSPHRASE, CHEAPEST)

    assert not store.is_encrypted
    assert len(list(store.consultations())) == 6


def test_a_store_with_faults_is_not_encrypted_over_them(tmp_path: Path) -> None:
    store = filled(tmp_path)
    spoilt(store, "consultations", "record-2")

    with pytest.raises(SdmError, match="record record-2 cannot be read"):
        rewriting.encrypt(store, PASSPHRASE, CHEAPEST)

    rows = rows_of(store.path, "consultations")
    behind(store.path, f"DELETE FROM {rows} WHERE name = 'record-2'")  # noqa: S608
    with pytest.raises(SdmError, match="something else changed its file"):
        rewriting.encrypt(store, PASSPHRASE, CHEAPEST)
    assert not store.is_encrypted


def test_a_short_passphrase_or_an_encrypted_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TooShort):
        rewriting.encrypt(filled(tmp_path / "plain"), "short", CHEAPEST)
    with pytest.raises(SdmError, match="encrypted already"):
        rewriting.encrypt(filled(tmp_path / "sealed", sealed_store), PASSPHRASE, CHEAPEST)


def test_plain_copies_made_before_are_named_once_the_store_is_encrypted(tmp_path: Path) -> None:
    from sdm_tui.store.backups import make_backup

    store = filled(tmp_path)
    made = make_backup(store)

    rewriting.encrypt(store, PASSPHRASE, CHEAPEST)

    assert any(str(made) in notice and "NOT encrypted" in notice for notice in store.notices)
