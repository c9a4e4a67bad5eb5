"""What did not arrive, what changed meanwhile, and how it is taken up again."""

from pathlib import Path

import pytest

from sdm_tui import cli_push
from sdm_tui.consultation import moves
from sdm_tui.pushing.parcel import parcel_from
from sdm_tui.pushing.queue import held_queue, read_pushes
from sdm_tui.store import Store
from tests.pushing.conftest import Run
from tests.pushing.fault_server import Faulty, running, says, store_and_cut
from tests.pushing.samples import NOW, TOKEN, bundle, bundle_of, finished, kept
from tests.stores import plain_store

FAR = "https://fhir.example.invalid/r4"


def store_of(data: Path) -> Store:
    return plain_store(data, NOW)


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


def test_a_push_while_another_is_at_work_is_told_to_wait(
    run: Run, data: Path, faulty: Faulty
) -> None:
    kept(data, "aaaa-1")

    with held_queue(data / "push-queue.db"):
        status, _, told = run("--fhir", faulty.base, "aaaa-1", "--no-token", "--yes")

    assert status == 2
    assert "Another copy of sdm-tui is pushing now" in told
    assert faulty.seen == []
