"""What the command shows and asks before anything leaves, and what it notes."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sdm_tui import cli_push
from sdm_tui.cli import main
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import started
from sdm_tui.documents.forms import Form, Material
from sdm_tui.errors import NotSaved
from sdm_tui.pushing.queue import read_pushes
from sdm_tui.store import Store
from tests.pushing.conftest import Run
from tests.pushing.fault_server import Faulty, says
from tests.pushing.samples import NOW, SAID, TOKEN, bundle, finished, kept
from tests.stores import plain_store

PARCEL_OF = cli_push.parcel_of
FAR = "https://fhir.example.invalid/r4"


def store_of(data: Path) -> Store:
    return plain_store(data, NOW)


def notes(data: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what the audit log says was exported."""
    main(["--data-dir", str(data), "store", "log"], now=lambda: datetime(2026, 11, 23, tzinfo=UTC))
    return [line for line in capsys.readouterr().out.splitlines() if "exported" in line]


def test_what_leaves_and_where_to_is_shown_before_a_person_says_yes(
    run: Run, data: Path, faulty: Faulty
) -> None:
    kept(data, "aaaa-1", "bbbb-1")

    status, said, told = run("--fhir", faulty.base, "aaaa-1", "bbbb", "--no-token", typed="yes\n")

    shown, _, after = said.partition("Type yes: ")
    assert (status, told) == (0, "")
    assert "To send: 2 records" in shown
    assert "aaaa-1  finished 22/11/2026  1 kB" in shown
    assert "1 Composition" in shown
    assert f"To: {faulty.base}" in shown
    assert "a server on this computer" in shown
    assert after.splitlines() == ["aaaa-1: arrived as Bundle/b1.", "bbbb-1: arrived as Bundle/b2."]
    assert faulty.values() == ["aaaa-1.0", "bbbb-1.0"]


@pytest.mark.parametrize("typed", ["no\n", "\n", "y\n", "yes please\n"])
def test_anything_but_yes_sends_nothing(run: Run, data: Path, faulty: Faulty, typed: str) -> None:
    kept(data, "aaaa-1")

    status, said, _ = run("--fhir", faulty.base, "aaaa-1", "--no-token", typed=typed)

    assert status == 0
    assert said.endswith("Nothing was sent.\n")
    assert faulty.seen == []
    assert not (data / "push-queue.db").exists()


def test_a_dry_run_opens_no_connection_and_keeps_nothing(
    run: Run, data: Path, faulty: Faulty, capsys: pytest.CaptureFixture[str]
) -> None:
    kept(data, "aaaa-1")

    status, said, _ = run("--fhir", faulty.base, "aaaa-1", "--dry-run", "--yes")

    assert status == 0
    assert "To send: 1 record\n" in said
    assert "Nothing was sent: this only showed what would be." in said
    assert faulty.seen == []
    assert not (data / "push-queue.db").exists()
    assert notes(data, capsys) == []


def test_a_server_elsewhere_is_told_to_get_identifiable_data(run: Run, data: Path) -> None:
    kept(data, "aaaa-1")

    _, said, _ = run("--fhir", FAR, "aaaa-1", "--dry-run")

    assert "the computer fhir.example.invalid, encrypted on the way (TLS)" in said
    assert "Data that can identify a person leaves this computer" in said


def test_without_anybody_to_ask_nothing_is_sent(run: Run, data: Path, faulty: Faulty) -> None:
    kept(data, "aaaa-1")

    status, _, told = run("--fhir", faulty.base, "aaaa-1", "--no-token")

    assert status == 2
    assert "nobody could be asked" in told
    assert faulty.seen == []


def test_what_the_person_said_about_sharing_is_shown_first(run: Run, data: Path) -> None:
    made = moves.write(started("aaaa-1", NOW, None), "deciding.share_what", "the plan\x1b[31m")
    made = moves.write(made, "deciding.share_with", "my GP only")
    store = store_of(data)
    store.put(moves.seal(made, NOW))
    store.close()

    _, said, _ = run("--fhir", FAR, "aaaa-1", "--dry-run")

    assert "Asked about sharing, the person said: the plan" in said
    assert "my GP only" in said
    assert "\x1b" not in said


def test_a_record_that_is_not_finished_is_sent_only_when_that_is_said(
    run: Run, data: Path, faulty: Faulty
) -> None:
    store = store_of(data)
    store.put(started("aaaa-1", NOW, None))
    store.close()
    words = ("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")

    refused = run(*words)
    sent = run(*words, "--unfinished")

    assert refused[0] == 2
    assert "is not finished, so it was not sent" in refused[2]
    assert sent[0] == 0
    assert "aaaa-1  NOT FINISHED" in sent[1]


def test_each_push_is_noted_in_the_audit_log_without_a_word_of_the_record(
    run: Run, data: Path, faulty: Faulty, capsys: pytest.CaptureFixture[str]
) -> None:
    kept(data, "aaaa-1")

    run("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")

    noted = notes(data, capsys)
    assert len(noted) == 2
    assert noted[0].endswith(f"  aaaa-1  FHIR, on its way to {faulty.base}")
    assert noted[1].endswith(f"  aaaa-1  FHIR, {faulty.base}: arrived as Bundle/b1.")


def test_a_copy_that_cannot_note_what_left_sends_nothing(
    run: Run, data: Path, faulty: Faulty
) -> None:
    kept(data, "aaaa-1")
    first = store_of(data)

    status, _, told = run("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")
    first.close()

    assert status == 2
    assert "Close the other copy of sdm-tui first" in told
    assert faulty.seen == []


def test_where_the_audit_log_cannot_be_written_nothing_is_sent(
    run: Run, data: Path, faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(data, "aaaa-1")

    def full(*_: object) -> None:
        raise NotSaved("The disk is full.")

    monkeypatch.setattr(Store, "note", full)

    status, _, told = run("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")

    assert (status, "The disk is full." in told) == (2, True)
    assert faulty.methods == "GET"
    assert [push.state for push in read_pushes(data / "push-queue.db")] == ["waiting"]


def test_the_token_is_typed_unseen_or_comes_from_a_file_and_is_never_shown(
    run: Run, data: Path, tmp_path: Path, faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(data, "aaaa-1", "bbbb-1")
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return TOKEN

    monkeypatch.setattr("getpass.getpass", typed)
    by_hand = run("--fhir", faulty.base, "aaaa-1", typed="yes\n")
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="utf-8")
    monkeypatch.setenv("SDM_TUI_FHIR_TOKEN_FILE", str(tmp_path / "token"))
    by_file = run("--fhir", faulty.base, "bbbb-1", "--yes")

    assert asked == ["Token for 127.0.0.1: "]
    assert {seen.headers["authorization"] for seen in faulty.seen} == {f"Bearer {TOKEN}"}
    assert (by_hand[0], by_file[0]) == (0, 0)
    assert TOKEN not in f"{by_hand}{by_file}"
    assert not [
        path for path in data.rglob("*") if path.is_file() and TOKEN.encode() in path.read_bytes()
    ]


def test_a_fault_of_the_server_says_nothing_of_the_patient(
    run: Run, data: Path, faulty: Faulty
) -> None:
    kept(data, "aaaa-1")
    issue = {"severity": "error", "code": "value", "diagnostics": SAID, "expression": [SAID]}
    faulty.posts = [says(422, {"resourceType": "OperationOutcome", "issue": [issue]})]

    status, said, told = run("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")

    assert status == 1
    assert "a value is not valid" in said
    assert "Kowalska" not in said + told
    assert b"Kowalska" not in (data / "push-queue.db").read_bytes()
    assert not (data / "sdm-tui.log").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("aaaa-1",), "No server was named"),
        (("--fhir", FAR), "No record was named"),
        (("--fhir", FAR, "zzzz"), 'No record goes by "zzzz"'),
        (("--fhir", "http://fhir.example.invalid", "aaaa-1"), "Without encryption (http)"),
        (("--status", "aaaa-1"), "Records are not named with --status or --again"),
        (("--drop",), "nothing was forgotten"),
    ],
)
def test_a_mistyped_command_says_what_is_missing(
    run: Run, data: Path, words: tuple[str, ...], told: str
) -> None:
    kept(data, "aaaa-1")

    status = run(*words)

    assert status[0] == 2
    assert told in status[2]


def test_what_is_sent_is_the_fhir_form_of_the_record_and_the_same_on_any_day(
    run: Run, data: Path, faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Material] = []

    def make(material: Material) -> bytes:
        made.append(material)
        return bundle(f"{material.consultation.id}-{material.store_mark}")

    fhir = Form("fhir", "FHIR", "machines", "json", make, lambda *_: "", "fhir")
    monkeypatch.setattr("sdm_tui.documents.forms.FORMS", (fhir,))
    monkeypatch.setattr(cli_push, "parcel_of", PARCEL_OF)
    kept(data, "aaaa-1")
    words = ("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")

    first = run(*words)
    second = run(*words, minute=3 * 24 * 60)

    assert (first[0], second[0]) == (0, 0)
    assert made[0].consultation == finished("aaaa-1")
    assert made[0].store_mark
    assert len(faulty.stored) == 1
    assert "It is there already as Bundle/b1" in second[1]


def test_help_and_the_other_commands_open_no_network_library() -> None:
    code = (
        "import sys; from sdm_tui.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(*(m for m in ('ssl', 'http.client', 'socket') if m in sys.modules))"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "push" in ran.stdout
    assert ran.stdout.splitlines()[-1] == ""
