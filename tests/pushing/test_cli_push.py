"""The command: what it shows and asks before anything leaves, and what it says afterwards."""

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sdm_tui import cli_push
from sdm_tui.cli import main
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import started
from sdm_tui.documents.forms import Form, Material
from sdm_tui.errors import NotSaved
from sdm_tui.pushing.delivery import Pace, Rhythm
from sdm_tui.pushing.parcel import parcel_from
from sdm_tui.pushing.queue import held_queue, read_pushes
from sdm_tui.settings import load_settings
from sdm_tui.store import Store
from tests.pushing.certificates import server_trusted_by
from tests.pushing.fault_server import Faulty, running, says, store_and_cut
from tests.pushing.samples import NOW, SAID, TOKEN, bundle, bundle_of, finished, kept
from tests.stores import plain_store

Run = Callable[..., tuple[int, str, str]]
PARCEL_OF = cli_push.parcel_of
FAR = "https://fhir.example.invalid/r4"


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
def faulty() -> Iterator[Faulty]:
    with running() as faulty:
        yield faulty


@pytest.fixture(autouse=True)
def small_bundles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_push, "parcel_of", lambda _a, _s, record, _n: bundle_of(record))


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Keep every pause from being waited for, and return them."""
    pauses: list[float] = []
    pace = Rhythm(pauses.append, lambda: 0.5, Pace())
    monkeypatch.setattr(cli_push, "rhythm", lambda: pace)
    return pauses


@pytest.fixture
def run(
    data: Path,
    pauses: list[float],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """Return what runs "push"; with `typed` a person sits at the terminal."""
    del pauses

    def runs(
        *words: str, typed: str | None = None, before: tuple[str, ...] = (), minute: int = 0
    ) -> tuple[int, str, str]:
        stream = NoTerminal() if typed is None else AtTerminal(typed)
        monkeypatch.setattr(sys, "stdin", stream)
        now = NOW + timedelta(minutes=minute)
        words = ("--data-dir", str(data), *before, "push", *words)
        status = main(list(words), now=lambda: now)
        said = capsys.readouterr()
        return status, said.out, said.err

    return runs


def settings(data: Path, text: str) -> None:
    data.mkdir(exist_ok=True)
    (data / "settings.toml").write_text(text, encoding="utf-8")


def store_of(data: Path) -> Store:
    return plain_store(data, NOW)


def notes(data: Path, run: Run, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what the audit log says was exported."""
    del run
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
    assert notes(data, run, capsys) == []


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

    noted = notes(data, run, capsys)
    assert len(noted) == 2
    assert noted[0].endswith(f"exported  aaaa-1  FHIR, on its way to {faulty.base}")
    assert noted[1].endswith(f"exported  aaaa-1  FHIR, {faulty.base}: arrived as Bundle/b1.")


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


def test_where_some_did_not_arrive_the_exit_status_says_so_and_again_goes_on(
    run: Run, data: Path, faulty: Faulty
) -> None:
    kept(data, "aaaa-1", "bbbb-1", "cccc-1")
    faulty.posts = [says(422), store_and_cut]
    words = ("--fhir", faulty.base, "aaaa-1", "bbbb-1", "cccc-1", "--no-token", "--yes")

    first = run(*words)
    status = run("--status")
    again = run("--again", "--no-token", "--yes", minute=5)
    after = run("--status")

    assert first[0] == 1
    assert "aaaa-1: not taken: the server finds a fault in the document." in first[1]
    assert "bbbb-1: the server holds it already as Bundle/b1" in first[1]
    assert "cccc-1: arrived as Bundle/b2." in first[1]
    assert '"sdm-tui push --again" goes on' in first[1]
    assert status[0] == 1
    assert "aaaa-1  not taken: the server finds a fault in the document" in status[1]
    assert (again[0], after[0]) == (0, 0)
    assert "To send: 1 record\n" in again[1]
    assert sorted(faulty.values()) == ["aaaa-1.0", "bbbb-1.0", "cccc-1.0"]


def test_a_server_that_refuses_the_token_is_not_asked_for_every_record(
    run: Run, data: Path, faulty: Faulty
) -> None:
    kept(data, "aaaa-1", "bbbb-1")
    faulty.gets = [says(401)]

    status, said, _ = run("--fhir", faulty.base, "aaaa-1", "bbbb-1", "--no-token", "--yes")

    assert status == 1
    assert "aaaa-1: not taken: the server does not accept the token" in said
    assert "bbbb-1: not sent: the server was not tried after that." in said
    assert faulty.methods == "GET"


def test_a_record_that_changed_since_is_not_sent_until_it_is_asked_for_anew(
    run: Run, data: Path, faulty: Faulty
) -> None:
    kept(data, "aaaa-1")
    faulty.posts = [says(422)]
    run("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")
    store = store_of(data)
    store.put(moves.amend(store.get("aaaa-1"), "a slip", "it was the left knee", NOW))
    store.close()

    again = run("--again", "--no-token", "--yes")
    anew = run("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")

    assert again[0] == 1
    assert "aaaa-1: not sent: the record changed since it was asked for" in again[1]
    assert anew[0] == 0
    assert faulty.values() == ["aaaa-1.1"]
    assert [push.value for push in read_pushes(data / "push-queue.db")] == ["aaaa-1.1"]


def test_an_unanswered_try_of_a_record_that_changed_since_is_looked_up(
    run: Run, data: Path, faulty: Faulty
) -> None:
    kept(data, "aaaa-1")
    faulty.posts = [store_and_cut]
    faulty.gets = [says(404), says(404)]
    run("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")
    before = read_pushes(data / "push-queue.db")[0].state
    store = store_of(data)
    store.put(moves.amend(store.get("aaaa-1"), "a slip", "it was the left knee", NOW))
    store.close()

    status, said, _ = run("--again", "--no-token", "--yes", minute=5)

    assert (before, status) == ("not known", 0)
    assert "aaaa-1: the server holds it already as Bundle/b1" in said
    assert faulty.values() == ["aaaa-1.0"]


def test_text_that_changed_under_the_same_identifier_is_never_taken_for_what_arrived(
    run: Run, data: Path, faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(data, "aaaa-1")
    words = ("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")
    run(*words)
    other = parcel_from("aaaa-1", bundle("aaaa-1.0", "other words"))
    monkeypatch.setattr(cli_push, "parcel_of", lambda *_: other)

    status, said, told = run(*words)

    assert status == 1
    assert "another text of it arrived there under the same identifier" in told
    assert "arrived as" not in said
    assert faulty.methods == "GET POST GET"


def test_text_that_changed_since_it_was_agreed_to_is_not_sent_again_unasked(
    run: Run, data: Path, faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(data, "aaaa-1")
    faulty.posts = [says(422)]
    run("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")
    other = parcel_from("aaaa-1", bundle("aaaa-1.0", "other words"))
    monkeypatch.setattr(cli_push, "parcel_of", lambda *_: other)

    again = run("--again", "--no-token", "--yes")
    anew = run("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")

    assert (again[0], anew[0]) == (1, 0)
    assert "the record changed since it was asked for" in again[1]
    assert "goes on with" not in again[1]
    assert faulty.values() == ["aaaa-1.0"]


def test_what_is_at_the_server_already_is_said_before_anything_is_sent(
    run: Run, data: Path, faulty: Faulty
) -> None:
    kept(data, "aaaa-1")
    words = ("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")
    run(*words)

    same = run(*words)
    store = store_of(data)
    store.put(moves.amend(store.get("aaaa-1"), "a slip", "it was the left knee", NOW))
    store.close()
    amended = run(*words)

    assert "It is there already as Bundle/b1, so it is only looked for." in same[1]
    assert "An earlier text of it is there already as Bundle/b1; this one is stored" in amended[1]
    assert faulty.values() == ["aaaa-1.0", "aaaa-1.1"]


def test_again_without_anything_left_says_so(run: Run, data: Path, faulty: Faulty) -> None:
    kept(data, "aaaa-1")
    run("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")

    named = run("--again", "--fhir", faulty.base)
    unnamed = run("--again")

    assert (named[0], unnamed[0]) == (0, 2)
    assert f"Nothing is left to send to {faulty.base}." in named[1]
    assert "Nothing is left to send." in unnamed[2]


def test_with_two_servers_waiting_again_asks_which_so_that_no_token_goes_astray(
    run: Run, data: Path, faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(data, "aaaa-1")
    monkeypatch.setenv("SDM_TUI_FHIR_TOKEN", TOKEN)
    with running() as other:
        other.gets = [says(403)]
        faulty.gets = [says(403)]
        for base in (faulty.base, other.base):
            run("--fhir", base, "aaaa-1", "--yes")
        faulty.seen.clear()
        other.seen.clear()

        status, _, told = run("--again", "--yes")

        assert status == 2
        assert "more than one server" in told
        assert faulty.seen == other.seen == []


def test_an_erased_record_is_not_sent_and_its_push_can_be_dropped(
    run: Run, data: Path, faulty: Faulty
) -> None:
    kept(data, "aaaa-1", "bbbb-1")
    faulty.posts = [says(422)] * 2
    run("--fhir", faulty.base, "aaaa-1", "bbbb-1", "--no-token", "--yes")
    store = store_of(data)
    store.delete("aaaa-1", "asked for")
    store.close()

    again = run("--again", "--no-token", "--yes")
    dropped = run("--drop", "aaaa-1")
    after = run("--status")

    assert again[0] == 1
    assert '"sdm-tui push --drop aaaa-1" forgets this push' in again[2]
    assert "bbbb-1: arrived" in again[1]
    assert (dropped[0], after[0]) == (0, 0)
    assert "aaaa-1" not in after[1]


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


def test_push_can_be_switched_off_in_the_settings(run: Run, data: Path, faulty: Faulty) -> None:
    kept(data, "aaaa-1")
    settings(data, "push = false\n")

    sends = run("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")
    status = run("--status")

    assert sends[0] == 2
    assert "Sending records is switched off" in sends[2]
    assert status[0] == 0
    assert faulty.seen == []


def test_only_the_servers_in_the_settings_are_sent_to(run: Run, data: Path, faulty: Faulty) -> None:
    kept(data, "aaaa-1")
    settings(data, f'push_to = ["{FAR}/"]\n')

    other = run("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")
    listed = run("--fhir", FAR, "aaaa-1", "--dry-run", "--yes")

    assert other[0] == 2
    assert f"They allow: {FAR}." in other[2]
    assert listed[0] == 0
    assert faulty.seen == []


def test_an_address_typed_by_hand_is_never_sent_to_without_asking(run: Run, data: Path) -> None:
    kept(data, "aaaa-1")

    status, _, told = run("--fhir", FAR, "aaaa-1", "--no-token", "--yes")

    assert status == 2
    assert 'add the address to "push_to"' in told


@pytest.mark.parametrize("text", ["push = 3", 'push_to = "x"', 'push_to = ["x"]', "pusch = false"])
def test_settings_that_cannot_be_read_send_nothing(
    run: Run, data: Path, faulty: Faulty, text: str
) -> None:
    kept(data, "aaaa-1")
    settings(data, f"{text}\n")

    status, _, told = run("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")

    assert status == 2
    assert "settings.toml" in told
    assert faulty.seen == []


def test_a_list_of_servers_that_is_none_is_told_how_to_be_written(run: Run, data: Path) -> None:
    settings(data, 'push_to = "x"\n')

    _, _, told = run("--fhir", FAR, "aaaa-1")

    assert '"push_to" must be a list in quotes, as in ["https://fhir.example.nhs.uk/r4"]' in told


def test_a_rehearsal_is_pushed_to_a_server_on_this_computer(
    run: Run, data: Path, faulty: Faulty
) -> None:
    kept(data, "aaaa-1", rehearsal=True)
    words = ("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")

    status, said, _ = run(*words, before=("--rehearse",))

    assert status == 0
    assert "These are REHEARSALS - not real people." in said
    assert faulty.stored[0]["meta"]["security"][0]["code"] == "HTEST"
    assert (data / "rehearsal-push-queue.db").exists()
    assert not (data / "push-queue.db").exists()


def test_a_rehearsal_among_real_records_never_leaves_this_computer(run: Run, data: Path) -> None:
    store = store_of(data)
    record = finished("aaaa-1").model_copy(update={"rehearsal": True})
    store.put(record)
    store.close()

    status, _, told = run("--fhir", FAR, "aaaa-1", "--dry-run")

    assert status == 2
    assert "is a rehearsal, so it was not sent to another computer" in told


def test_a_rehearsal_whose_document_does_not_say_so_never_leaves_this_computer(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(data, "aaaa-1", rehearsal=True)
    marked = run("--fhir", FAR, "aaaa-1", "--dry-run", before=("--rehearse",))
    unmarked_parcel = parcel_from("aaaa-1", bundle("aaaa-1.0"))
    monkeypatch.setattr(cli_push, "parcel_of", lambda *_: unmarked_parcel)

    unmarked = run("--fhir", FAR, "aaaa-1", "--dry-run", before=("--rehearse",))

    assert (marked[0], unmarked[0]) == (0, 2)
    assert "its document does not say so" in unmarked[2]


def test_a_server_of_the_trusts_own_authority_is_reached_with_ca(
    run: Run, data: Path, tmp_path: Path
) -> None:
    kept(data, "aaaa-1")
    context, authority = server_trusted_by(tmp_path / "certificates")

    with running(context) as secure:
        without = run("--fhir", secure.base, "aaaa-1", "--no-token", "--yes")
        seen = list(secure.seen)
        trusted = run("--again", "--no-token", "--yes", "--ca", str(authority))

    assert without[0] == 1
    assert "shows a certificate that is not trusted here" in without[1]
    assert seen == []
    assert trusted[0] == 0


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


def test_a_push_while_another_is_at_work_is_told_to_wait(
    run: Run, data: Path, faulty: Faulty
) -> None:
    kept(data, "aaaa-1")

    with held_queue(data / "push-queue.db"):
        status, _, told = run("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")

    assert status == 2
    assert "Another copy of sdm-tui is pushing now" in told
    assert faulty.seen == []


def test_status_needs_no_passphrase_and_says_what_is_where(run: Run, data: Path) -> None:
    nothing = run("--status")
    with held_queue(data / "push-queue.db") as queue:
        push = queue.add(bundle_of(finished("aaaa-1")), FAR, NOW)
        queue.sending(push, NOW)

    status, said, _ = run("--status")

    assert nothing[:2] == (0, "Nothing was ever to be sent.\n")
    assert status == 1
    assert "aaaa-1  not known whether it arrived: the server was sent the document" in said
    assert FAR in said
    assert "asked for 22/11/2026 09:30, 1 try, last sent 22/11/2026 09:30" in said


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


def test_the_settings_hold_both_switches(data: Path) -> None:
    settings(data, f"push = false\npush_to = {json.dumps([FAR])}\n")

    found = load_settings(data / "settings.toml")

    assert (found.push, found.push_to) == (False, (FAR,))
