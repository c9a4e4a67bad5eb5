"""The commands on the store, and the passphrase that never stands on a command line."""

import gc
import io
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tinydb import TinyDB

from sdm_tui.cli import main
from sdm_tui.store import Store, open_store
from tests.store.samples import CHEAPEST, PASSPHRASE, consultation
from tests.stores import plain_store

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SAID = "nobody else may read this"
Run = Callable[..., tuple[int, str, str]]


class NoTerminal(io.StringIO):
    """Standard input that is no terminal."""


class AtTerminal(io.StringIO):
    """Standard input with a person at it."""

    def isatty(self) -> bool:
        """Say that somebody can be asked."""
        return True


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs a command and gives its exit status, what it said and what it told."""

    def runs(*words: str, typed: str = "", folder: Path | None = None) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", NoTerminal(typed))
        status = main(["--data-dir", str(folder or data), *words], now=lambda: NOW)
        said = capsys.readouterr()
        return status, said.out, said.err

    return runs


def sealed(folder: Path, *names: str) -> Store:
    store = open_store(folder, rehearsal=False, clock=lambda: NOW, who="Dr Test")
    store.create(PASSPHRASE, CHEAPEST)
    for name in names:
        store.put(consultation(name, SAID))
    return store


def kept(folder: Path, *names: str) -> None:
    store = plain_store(folder, NOW)
    for name in names:
        store.put(consultation(name, SAID))
    store.close()


def test_a_store_is_made_with_a_passphrase_from_a_file(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text(f"\ufeff{PASSPHRASE}\r\nnot this\n", encoding="utf-8")
    monkeypatch.setenv("SDM_TUI_PASSPHRASE_FILE", str(tmp_path / "secret"))

    status, said, told = run("store", "create")
    listed = run("records", "list")

    assert (status, told) == (0, "")
    assert "recovery key" in said
    assert listed[:2] == (0, "There are no records yet.\n")
    assert all(PASSPHRASE.encode() not in path.read_bytes() for path in data.iterdir())


def test_a_short_passphrase_makes_no_store(run: Run, data: Path) -> None:
    status, _, told = run("store", "create", typed="short\n")

    assert status == 2
    assert "10 letters or more" in told
    assert not (data / "consultations.db").exists()


def test_a_store_without_a_passphrase_says_so(run: Run) -> None:
    made = run("store", "create", "--not-encrypted")
    again = run("store", "create", "--not-encrypted")
    info = run("store", "info")

    assert made[0] == 0
    assert "not encrypted" in made[1]
    assert again[0] == 2
    assert "There is a store already" in again[2]
    assert "NOT ENCRYPTED" in info[1]


def test_commands_without_a_store_say_how_to_make_one(run: Run) -> None:
    status, _, told = run("store", "verify")

    assert status == 2
    assert '"sdm-tui store create" makes one' in told


@pytest.mark.parametrize("words", [("store", "info"), ("records", "list"), ("store", "verify")])
def test_an_encrypted_store_opens_with_the_passphrase_on_standard_input(
    run: Run, data: Path, words: tuple[str, ...]
) -> None:
    sealed(data, "aaaa-1").close()

    opened = run(*words, typed=f"{PASSPHRASE}\n")
    nothing = run(*words)

    assert opened[0] == 0
    assert SAID not in opened[1]
    assert nothing[0] == 2
    assert "no passphrase was given" in nothing[2]


def test_a_wrong_passphrase_is_told_and_changes_nothing(run: Run, data: Path) -> None:
    sealed(data, "aaaa-1").close()

    status, said, told = run("records", "list", typed="quite another\n")

    assert (status, said) == (2, "")
    assert "That does not open the records. Nothing was changed." in told


def test_a_person_may_try_three_times_and_waits_longer_each_time(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sealed(data).close()
    typed = iter(["wrong one here", "wrong two here", PASSPHRASE])
    slept: list[float] = []
    monkeypatch.setattr(sys, "stdin", AtTerminal())
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    monkeypatch.setattr("time.sleep", slept.append)

    status = main(["--data-dir", str(data), "store", "info"], now=lambda: NOW)

    assert status == 0
    assert slept == [1, 2]
    assert capsys.readouterr().err.count("That does not open the records") == 2


@pytest.mark.parametrize("stops_at", ["New passphrase: ", "The same again: "])
def test_stopping_at_the_passphrase_of_a_new_store_says_that_nothing_was_created(
    data: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    stops_at: str,
) -> None:
    def asked(prompt: str) -> str:
        if prompt == stops_at:
            raise KeyboardInterrupt
        return PASSPHRASE

    monkeypatch.setattr(sys, "stdin", AtTerminal())
    monkeypatch.setattr("getpass.getpass", asked)

    status = main(["--data-dir", str(data), "store", "create"], now=lambda: NOW)
    said = capsys.readouterr()

    assert status == 130
    assert said.err.strip() == "sdm-tui: Stopped. Nothing was created."
    assert said.out == ""
    assert main(["--data-dir", str(data), "store", "info"], now=lambda: NOW) == 2
    assert "There is no store" in capsys.readouterr().err


def test_a_passphrase_file_that_is_not_there_is_named(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed(data).close()
    monkeypatch.setenv("SDM_TUI_PASSPHRASE_FILE", "no-such-file")

    status, _, told = run("records", "list")

    assert status == 2
    assert "no-such-file" in told


def test_the_passphrase_and_the_recovery_key_are_changed(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed(data, "aaaa-1").close()
    (tmp_path / "new").write_text("four other words here\n")
    monkeypatch.setenv("SDM_TUI_NEW_PASSPHRASE_FILE", str(tmp_path / "new"))

    changed = run("store", "passphrase", typed=f"{PASSPHRASE}\n")
    renewed = run("store", "recovery-key", typed="four other words here\n")
    key = renewed[1].split("\n\n")[1].strip()
    by_key = run("records", "list", typed=f"{key}\n")

    assert changed[0] == 0
    assert "The passphrase is changed." in changed[1]
    assert by_key[0] == 0
    assert "aaaa-1" in by_key[1]


def test_a_plain_store_is_encrypted_with_its_first_passphrase(run: Run, data: Path) -> None:
    kept(data, "aaaa-1")

    status, said, _ = run("store", "passphrase", typed=f"{PASSPHRASE}\n")

    assert status == 0
    assert "The records are encrypted now." in said
    assert SAID.encode() not in (data / "consultations.db").read_bytes()


def test_checking_finds_damage_and_its_exit_status_says_so(run: Run, data: Path) -> None:
    kept(data, "aaaa-1", "aaaa-2")
    sound = run("store", "verify")
    store = plain_store(data, NOW)
    number = store.engine.number_of("consultations")
    store.engine.connection.execute(
        f"UPDATE rows_{number} SET body = zeroblob(length(body)) WHERE name = 'aaaa-1'"  # noqa: S608
    )
    store.close()

    damaged = run("store", "verify")

    assert sound[0] == 0
    assert "Everything is as the store wrote it." in sound[1]
    assert damaged[0] == 1
    assert "aaaa-1" in damaged[1]
    assert "aaaa-2:" not in damaged[1]


def test_a_mark_on_paper_is_looked_for(run: Run, data: Path) -> None:
    kept(data, "aaaa-1")
    page = run("records", "show", "aaaa-1")[1]
    mark = page.partition("Mark of the record store: ")[2].partition(".")[0]

    known = run("store", "verify", "--mark", mark)
    unknown = run("store", "verify", "--mark", "1-00000000")
    nonsense = run("store", "verify", "--mark", "what")

    assert known[0] == 0
    assert "belongs to this store" in known[1]
    assert unknown[0] == 1
    assert "is NOT in the log" in unknown[1]
    assert nonsense[0] == 2


def test_the_log_says_who_did_what_and_nothing_of_what_was_said(run: Run, data: Path) -> None:
    kept(data, "aaaa-1")
    run("records", "export", "aaaa-1", "--format", "json")

    status, said, _ = run("store", "log")

    assert status == 0
    assert "Dr Test  changed     aaaa-1  revision 1" in said
    assert "exported    aaaa-1  json" in said
    assert SAID not in said


def test_a_backup_is_put_back_and_what_was_there_is_kept(
    run: Run, data: Path, tmp_path: Path
) -> None:
    kept(data, "aaaa-1")
    made = run("store", "backup", "--to", str(tmp_path / "elsewhere"))
    kept(data, "bbbb-1")
    (backup,) = (tmp_path / "elsewhere").iterdir()

    restored = run("store", "restore", str(backup), "--yes")

    assert made[0] == 0
    assert str(backup) in made[1]
    assert restored[0] == 0
    assert "are kept in" in restored[1]
    assert "bbbb-1" not in run("records", "list")[1]


def test_a_backup_replaces_a_store_that_no_longer_opens(run: Run, data: Path) -> None:
    kept(data, "aaaa-1")
    run("store", "backup")
    (backup,) = (data / "backups").iterdir()
    (data / "consultations.db").write_bytes(b"not a store any more")

    restored = run("store", "restore", str(backup), "--yes")

    assert restored[0] == 0
    assert "aaaa-1" in run("records", "list")[1]


def test_a_wrong_passphrase_does_not_put_a_backup_in_the_place_of_whole_records(
    run: Run, data: Path
) -> None:
    store = sealed(data, "aaaa-1")
    store.close()
    run("store", "backup", typed=f"{PASSPHRASE}\n")
    (backup,) = (data / "backups").iterdir()
    before = store.path.stat().st_ino

    status, _, told = run("store", "restore", str(backup), "--yes", typed="quite another\n")

    assert status == 2
    assert "That does not open the records" in told
    assert store.path.stat().st_ino == before
    assert len(list((data / "backups").iterdir())) == 1


def test_the_records_of_another_computer_are_taken_in(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(data, "aaaa-1")
    other = sealed(tmp_path / "other", "bbbb-1")
    other.close()
    (tmp_path / "theirs").write_text(PASSPHRASE)
    monkeypatch.setenv("SDM_TUI_OTHER_PASSPHRASE_FILE", str(tmp_path / "theirs"))

    status, said, _ = run("store", "merge", str(other.path))
    missing = run("store", "merge", str(tmp_path / "no-such.db"))

    assert status == 0
    assert "Records that are new here: 1" in said
    assert "bbbb-1" in run("records", "list")[1]
    assert missing[0] == 2


def test_erasing_asks_first_and_leaves_nothing(run: Run, data: Path) -> None:
    kept(data, "aaaa-1", "bbbb-1")
    run("store", "backup")

    unasked = run("store", "erase", "aaaa", "--why", "asked for")
    erased = run("store", "erase", "aaaa", "--why", "asked for", "--yes")
    unknown = run("store", "erase", "zzzz", "--why", "asked for", "--yes")

    assert unasked[0] == 2
    assert erased[0] == 0
    assert "also from 1 backup" in erased[1]
    assert unknown[0] == 2
    assert "aaaa-1" not in run("records", "list")[1]


def test_old_records_are_listed_before_they_are_erased(run: Run, data: Path) -> None:
    kept(data, "aaaa-1")

    nothing = run("store", "purge", "--older-than", "8y", "--yes")
    nonsense = run("store", "purge", "--older-than", "a while", "--yes")

    assert nothing[:2] == (0, "No record was last touched before 22/11/2018.\n")
    assert nonsense[0] == 2
    assert "aaaa-1" in run("records", "list")[1]


def test_records_go_out_to_plain_tinydb_and_come_back(run: Run, data: Path, tmp_path: Path) -> None:
    kept(data, "aaaa-1")
    file = tmp_path / "out.json"

    written = run("store", "export-tinydb", str(file))
    again = run("store", "export-tinydb", str(file))
    taken = run("store", "import-tinydb", str(file))
    with TinyDB(file) as plain:
        ids = [document["id"] for document in plain.table("consultations")]

    assert written[0] == 0
    assert "NOT encrypted" in written[1]
    assert again[0] == 2
    assert "Records that were the same: 1" in taken[1]
    assert ids == ["aaaa-1"]
    assert json.loads(file.read_text())["about"]["1"]["app"] == "sdm-tui"


def test_compacting_says_what_it_gained(run: Run, data: Path) -> None:
    kept(data, *(f"aaaa-{number}" for number in range(30)))

    status, said, _ = run("store", "compact")

    assert status == 0
    assert "bytes now" in said


@pytest.mark.skipif(sys.platform == "win32", reason="there a login can open the store")
def test_a_login_opens_the_store_on_windows_only(run: Run, data: Path) -> None:
    sealed(data).close()

    status, _, told = run("store", "login", "on", typed=f"{PASSPHRASE}\n")

    assert status == 2
    assert "was not bound to this login" in told


def test_another_copy_that_holds_the_store_keeps_commands_from_changing_it(
    run: Run, data: Path
) -> None:
    first = plain_store(data, NOW)
    first.put(consultation("aaaa-1", SAID))

    erased = run("store", "erase", "aaaa-1", "--why", "asked for", "--yes")
    backed_up = run("store", "backup")
    first.close()

    assert erased[0] == 2
    assert "nothing can be changed from here" in erased[2]
    assert backed_up[0] == 0


def test_rehearsals_are_never_asked_for_a_passphrase(run: Run) -> None:
    made = run("--rehearse", "store", "create")
    info = run("--rehearse", "store", "info")

    assert (made[0], info[0]) == (0, 0)
    assert "rehearsal.db" in info[1]


def test_a_thousand_windows_that_open_in_turn_leave_nothing_open(data: Path) -> None:
    kept(data, "aaaa-1")
    handles = Path("/proc/self/fd")
    before = len(os.listdir(handles)) if handles.exists() else 0  # noqa: PTH208 - only counted

    for _ in range(1_000):
        store = plain_store(data, NOW)
        assert [entry.id for entry in store.entries()] == ["aaaa-1"]
        assert store.held_by is None
        store.close()
    del store
    gc.collect()  # a closed store can still be read: its file is let go when nothing names it

    after = len(os.listdir(handles)) if handles.exists() else 0  # noqa: PTH208 - only counted
    assert after <= before
