"""Slips with the commands on the store, and what they say: nothing is harmed, nothing is silent."""

import sys
from contextlib import closing
from pathlib import Path

import pytest

from sdm_tui.cli import main
from sdm_tui.store import Store, log
from sdm_tui.store.backups import OtherStore, make_backup
from tests.store.samples import PASSPHRASE, consultation, reopened
from tests.stores import plain_store
from tests.test_cli_store import NOW, SAID, AtTerminal, Run, data, kept, run, sealed

__all__ = ["data", "run"]


def files_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return what each file of a folder holds, and when it was last written."""
    return {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.iterdir()
        if path.is_file()
    }


def test_a_new_passphrase_that_is_missing_is_asked_for_by_its_own_name(
    run: Run, data: Path
) -> None:
    kept(data, "record-1")

    status, _, told = run("store", "passphrase")

    assert status == 2
    assert "No new passphrase was given, so nothing was changed." in told
    assert "SDM_TUI_NEW_PASSPHRASE_FILE" in told


def test_the_passphrase_of_another_store_is_asked_for_by_its_own_name(
    run: Run, data: Path, tmp_path: Path
) -> None:
    kept(data, "record-1")
    sealed(tmp_path / "other", "record-2").close()

    status, _, told = run("store", "merge", str(tmp_path / "other" / "consultations.db"))

    assert status == 2
    assert "SDM_TUI_OTHER_PASSPHRASE_FILE" in told
    assert "SDM_TUI_PASSPHRASE_FILE" not in told


@pytest.mark.parametrize("whence", ["a backup", "another store", "a store in use"])
def test_merging_only_reads_the_other_store(
    run: Run, data: Path, tmp_path: Path, whence: str
) -> None:
    kept(data, "record-1")
    other = sealed(tmp_path / "other", "record-2")
    path = make_backup(other) if whence == "a backup" else other.path
    if whence != "a store in use":
        other.close()
    before = files_of(path.parent)

    wrong = run("store", "merge", str(path), typed="not the passphrase\n")
    status, said, told = run("store", "merge", str(path), typed=f"{PASSPHRASE}\n")

    assert wrong[0] == 2
    assert status == 0
    assert "Records that are new here: 1" in said
    assert "anchor" not in told
    assert files_of(path.parent) == before
    other.close()


def test_another_store_with_a_change_left_half_done_is_read_as_it_was(tmp_path: Path) -> None:
    other = plain_store(tmp_path / "other", NOW)
    other.put(consultation("record-1", SAID))
    with other.changing() as engine:
        engine.connection.execute("PRAGMA cache_size=1")
        engine.connection.execute("PRAGMA cache_spill=1")
        for number in range(300):
            engine.put("aids", engine.next_id("aids"), {"hash": f"h{number}", "content": "x" * 999})
        half = {path.name: path.read_bytes() for path in other.path.parent.glob("*.db*")}
    other.close()
    folder = tmp_path / "left"
    folder.mkdir()
    for name, content in half.items():
        (folder / name).write_bytes(content)
    assert f"{other.path.name}-journal" in half

    with closing(OtherStore(folder / other.path.name, clock=lambda: NOW)) as read:
        assert [c.id for c in read.consultations()] == ["record-1"]
        assert read.kept_aid("h299") is None


def test_restoring_asks_first(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = plain_store(data, NOW)
    store.put(consultation("record-1", SAID))
    backup = make_backup(store)
    store.put(consultation("record-2", SAID))
    store.close()

    unasked = run("store", "restore", str(backup))
    monkeypatch.setattr(sys, "stdin", AtTerminal("no\n"))
    monkeypatch.setattr("builtins.input", lambda _: "no")
    refused = main(["--data-dir", str(data), "store", "restore", str(backup)], now=lambda: NOW)
    said = capsys.readouterr().out
    missing = run("store", "restore", str(backup.with_name("none.db")), "--yes")

    assert unasked[0] == 2
    assert "Nothing was restored: nobody could be asked." in unasked[2]
    assert (refused, said) == (0, "Nothing was restored.\n")
    assert missing[0] == 2
    assert "There is no file" in missing[2]
    with closing(plain_store(data, NOW)) as again:
        assert {entry.id for entry in again.entries()} == {"record-1", "record-2"}


@pytest.mark.parametrize("make", ["plain", "encrypted"])
def test_a_backup_is_restored_where_there_was_no_store_yet(
    run: Run, data: Path, tmp_path: Path, make: str
) -> None:
    store = sealed(tmp_path / "old", "aaaa-1") if make == "encrypted" else None
    store = store or plain_store(tmp_path / "old", NOW)
    store.put(consultation("aaaa-1", SAID))
    backup = make_backup(store)
    store.close()

    restored = run("store", "restore", str(backup))
    listed = run("records", "list", typed=f"{PASSPHRASE}\n")

    assert restored[0] == 0, restored
    assert "aaaa-1" in listed[1]
    assert data.stat().st_mode & 0o077 == 0 or sys.platform == "win32"


def put_older_back(store: Store) -> Store:
    """Put an older copy of a store in its place, as somebody would who hides a change."""
    store.close()
    older = store.path.read_bytes()
    going_on = reopened(store)
    going_on.put(consultation("record-9", SAID))
    going_on.close()
    store.path.write_bytes(older)
    return store


@pytest.mark.parametrize("make", ["plain", "encrypted"])
def test_an_older_copy_is_told_of_until_somebody_says_why(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make: str
) -> None:
    if make == "encrypted":
        (tmp_path / "secret").write_text(PASSPHRASE)
        monkeypatch.setenv("SDM_TUI_PASSPHRASE_FILE", str(tmp_path / "secret"))
        put_older_back(sealed(data, "record-1"))
    else:
        store = plain_store(data, NOW)
        store.put(consultation("record-1", SAID))
        put_older_back(store)

    first = run("store", "verify")
    again = run("store", "verify")
    about = run("store", "info")
    unsaid = run("store", "verify", "--accept", "  ")
    settled = run("store", "verify", "--accept", "the disk was replaced")
    after = run("store", "verify")
    logged = run("store", "log")

    for status, said, _ in (first, again):
        assert status == 1
        assert "an older copy was put back" in said
    assert "an older copy was put back" in " ".join((*about[1:],))
    assert "No reason was given" in unsaid[2]
    assert settled[0] == after[0] == 0
    assert "Everything is as the store wrote it." in after[1]
    assert "the disk was replaced" in logged[1]
    assert "older copy noticed" in logged[1]


def test_a_log_entry_that_is_damaged_is_named_once(run: Run, data: Path) -> None:
    store = plain_store(data, NOW)
    store.put(consultation("record-1", SAID))
    store.engine.connection.execute("UPDATE log SET body = x'00' WHERE sequence = 2")
    store.close()

    status, said, _ = run("store", "verify")

    assert status == 1
    assert said.count("audit log entry 2:") == 1


def test_the_log_tells_times_as_people_write_them_in_columns(run: Run, data: Path) -> None:
    kept(data, "record-1")

    _, said, _ = run("store", "log")

    lines = said.splitlines()
    assert lines[0].startswith("1  22/11/2026 09:30:00  ")
    assert len({line.index("22/11/2026") for line in lines}) == 1
    assert "T09:30" not in said


def test_wrong_passphrases_stand_in_the_log_so_that_a_reader_understands_them(
    data: Path,
) -> None:
    store = sealed(data)
    store.lock()
    with pytest.raises(Exception, match="does not open"):
        store.unlock("not the passphrase")
    store.unlock(PASSPHRASE)

    entries = {e.what: e.why for e in log.last_entries(store.engine, 9)}
    store.close()

    assert entries["unlock failed"] == "a wrong passphrase; noted here when somebody next unlocked"
    assert entries["unlocked"] == "with the passphrase"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--rehearse", "store", "passphrase"), "have no passphrase. Nothing was changed."),
        (("--rehearse", "store", "info"), '"sdm-tui --rehearse store create" makes one.'),
        (("store", "backup", "--to", "{file}"), "is no folder, so no backup was made."),
    ],
)
def test_what_cannot_be_done_is_said_plainly(
    run: Run, data: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    kept(data, "record-1")
    (tmp_path / "file").write_text("dear")
    if "passphrase" in words:
        plain_store(data, NOW, rehearsal=True).close()

    status, _, err = run(*(word.format(file=tmp_path / "file") for word in words))

    assert status == 2
    assert told in err


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("short", "needs 10 letters or more"),
        ("aaaaaaaaaaaa", "needs at least 5 different letters"),
        ("", "needs 10 letters or more"),
    ],
)
def test_a_passphrase_is_refused_for_what_is_wrong_with_it(run: Run, given: str, told: str) -> None:
    status, _, err = run("store", "create", typed=f"{given}\n")

    assert status == 2
    assert told in err


def test_one_record_is_one_record(run: Run, data: Path, tmp_path: Path) -> None:
    kept(data, "record-1")

    _, said, _ = run("store", "export-tinydb", str(tmp_path / "out.json"))

    assert "1 record." in said


def test_the_recovery_key_says_of_which_records_it_is(run: Run, data: Path) -> None:
    _, said, _ = run("store", "create", typed=f"{PASSPHRASE}\n")

    assert f"It was made on 22/11/2026 for {data / 'consultations.db'}" in said
    assert "store recovery-key" in said
