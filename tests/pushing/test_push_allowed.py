"""Which servers may be sent to, and which records."""

import json
from pathlib import Path

import pytest

from sdm_tui import cli_push
from sdm_tui.pushing.parcel import parcel_from
from sdm_tui.settings import load_settings
from sdm_tui.store import Store
from tests.pushing.certificates import server_trusted_by
from tests.pushing.conftest import Run
from tests.pushing.fault_server import Faulty, running
from tests.pushing.samples import NOW, bundle, finished, kept
from tests.stores import plain_store

FAR = "https://fhir.example.invalid/r4"


def settings(data: Path, text: str) -> None:
    data.mkdir(exist_ok=True)
    (data / "settings.toml").write_text(text, encoding="utf-8")


def store_of(data: Path) -> Store:
    return plain_store(data, NOW)


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


def test_the_settings_hold_both_switches(data: Path) -> None:
    settings(data, f"push = false\npush_to = {json.dumps([FAR])}\n")

    found = load_settings(data / "settings.toml")

    assert (found.push, found.push_to) == (False, (FAR,))
