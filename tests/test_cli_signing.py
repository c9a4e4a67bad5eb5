"""The commands that sign an aid off and take that back, and what the other commands then say."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sdm_tui.aids.library import bundled_folder, open_library
from sdm_tui.aids.sign_off import FILE_NAME, read_sign_offs
from sdm_tui.cli import command_parser, launch_for, main
from sdm_tui.errors import SdmError
from sdm_tui.settings import Opening
from tests.aids.sound import sound_text
from tests.examples import write_aid

NOW = datetime(2026, 11, 22, 13, 30, tzinfo=UTC)
KNEE = "singing-knee"
WHO = ("--name", "Dr A Example", "--role", "GP", "--registration", "GMC 0000000")
DRAFT = sound_text().replace("    aim: To let the song fade on its own.", "    aim: Wait.")

Run = Callable[..., int]


def clock() -> datetime:
    return NOW


@pytest.fixture(scope="module")
def listing(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the listing of the bundled aids as a first start keeps it: made once, for speed."""
    cache_file = tmp_path_factory.mktemp("listing") / "aids-listing.json"
    open_library([bundled_folder()], cache_file)
    return cache_file.read_bytes()


@pytest.fixture
def data(tmp_path: Path, listing: bytes) -> Path:
    """Return the folder of records of someone who has started the app before."""
    folder = tmp_path / "data"
    (folder / "cache").mkdir(parents=True)
    (folder / "cache" / "aids-listing.json").write_bytes(listing)
    return folder


@pytest.fixture
def aids(tmp_path: Path) -> Path:
    """Return a folder that holds the sound aid."""
    write_aid(tmp_path / "aids", sound_text(), KNEE)
    return tmp_path / "aids"


@pytest.fixture
def run(data: Path, aids: Path) -> Run:
    def runs(*words: str, now: Callable[[], datetime] = clock) -> int:
        return main(["--data-dir", str(data), "--aids-dir", str(aids), *words], now=now)

    return runs


def test_signing_is_kept_in_the_folder_of_records_and_told_in_the_list_and_the_aid(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run("aids", "sign", KNEE, *WHO)
    told = capsys.readouterr().out
    run("aids", "list")
    listed = capsys.readouterr().out
    run("aids", "show", KNEE)
    shown = " ".join(capsys.readouterr().out.split())

    (kept,) = read_sign_offs([data / FILE_NAME]).entries
    words = "signed off by Dr A Example, GP (GMC 0000000) on 22 November 2026"
    assert status == 0
    assert (kept.name, kept.aid, kept.version, kept.at) == ("Dr A Example", KNEE, "1.0.0", NOW)
    assert kept.content_hash in told
    assert str(data / FILE_NAME) in told
    assert words in listed
    assert f"Version 1.0.0, {words}." in shown


@pytest.mark.parametrize("name", ["singing", "sing", "knee song", "SINGING-KNEE"])
def test_nothing_but_the_whole_name_signs_an_aid(
    run: Run, data: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run("aids", "sign", name, *WHO)

    assert status == 2
    assert "No decision aid is called" in capsys.readouterr().err
    assert not (data / FILE_NAME).exists()


def test_a_changed_text_is_told_as_lapsed(
    run: Run, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("aids", "sign", KNEE, *WHO)
    write_aid(aids, sound_text().replace("version: 1.0.0", "version: 1.0.1"), KNEE)

    run("aids", "list")

    assert (
        "sign-off lapsed: Dr A Example, GP (GMC 0000000) signed an earlier text on "
        "22 November 2026" in capsys.readouterr().out
    )


def test_a_sign_off_is_taken_back_with_its_reason(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("aids", "sign", KNEE, *WHO)

    status = run("aids", "unsign", KNEE, "--name", "Nurse B", "--reason", "A wrong figure")
    run("aids", "list")
    run("aids", "show", KNEE)

    shown = " ".join(capsys.readouterr().out.split())
    assert status == 0
    assert "sign-off revoked by Nurse B on 22 November 2026" in shown
    assert "Reason: A wrong figure" in shown
    assert len(read_sign_offs([data / FILE_NAME]).entries) == 2


def test_taking_back_what_nobody_signed_is_refused(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run("aids", "unsign", KNEE, "--name", "Nurse B", "--reason", "A wrong figure")

    assert status == 2
    assert "nothing to take back" in capsys.readouterr().err
    assert not (data / FILE_NAME).exists()


@pytest.mark.parametrize("left_out", [0, 2, 4])
def test_signing_without_name_role_or_registration_is_refused(
    run: Run, left_out: int, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*WHO[:left_out], *WHO[left_out + 2 :]]

    with pytest.raises(SystemExit) as ended:
        run("aids", "sign", KNEE, *words)

    assert ended.value.code == 2
    assert WHO[left_out] in capsys.readouterr().err


def test_a_trust_ships_sign_offs_in_its_own_folder_of_aids(
    run: Run, data: Path, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run("aids", "sign", KNEE, *WHO, "--into", str(aids))
    told = capsys.readouterr().out
    run("aids", "list")

    assert status == 0
    assert "--aids-dir" not in told
    assert (aids / FILE_NAME).exists()
    assert not (data / FILE_NAME).exists()
    assert "signed off by Dr A Example" in capsys.readouterr().out


def test_a_sign_off_kept_where_nothing_reads_it_says_so(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = tmp_path / "elsewhere"

    run("aids", "sign", KNEE, *WHO, "--into", str(elsewhere))

    assert f"--aids-dir {elsewhere}" in capsys.readouterr().out


def test_an_aid_with_errors_is_not_signed_and_each_error_is_printed(
    run: Run, data: Path, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_aid(aids, DRAFT, KNEE)

    status = run("aids", "sign", KNEE, *WHO)

    told = capsys.readouterr().err
    assert status == 2
    assert "has errors, so it cannot be signed off." in told
    assert f"{path}:" in told
    assert not (data / FILE_NAME).exists()


def test_a_broken_file_of_sign_offs_is_told_and_every_aid_is_listed_as_unsigned(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("aids", "sign", KNEE, *WHO)
    (data / FILE_NAME).write_text("{")
    capsys.readouterr()

    status = run("aids", "list")

    told = capsys.readouterr()
    assert status == 0
    assert "not clinically signed off" in told.out
    assert str(data / FILE_NAME) in told.err
    assert (data / FILE_NAME).read_text() == "{"


def test_a_broken_file_of_sign_offs_is_told_on_the_screen_and_stops_nothing(
    data: Path, aids: Path
) -> None:
    from sdm_tui.tui.starting import services_for

    (aids / FILE_NAME).write_text("[]")
    words = ["--data-dir", str(data), "--aids-dir", str(aids)]

    services, _, notice = services_for(launch_for(command_parser().parse_args(words), clock))
    services.store.close()

    assert f"every aid counts as unsigned: {aids / FILE_NAME}" in notice
    assert services.sign_off_files[0] == data / FILE_NAME


def test_a_draft_is_refused_before_the_screen_opens_and_is_there_for_a_rehearsal(
    data: Path, aids: Path
) -> None:
    path = write_aid(aids, DRAFT, KNEE)
    words = ["--data-dir", str(data), "--aids-dir", str(aids)]
    parse = command_parser().parse_args

    with pytest.raises(SdmError, match="draft: has") as told:
        launch_for(parse([*words, "start", KNEE]), clock)
    rehearsed = launch_for(parse([*words, "--rehearse", "start", KNEE]), clock)

    assert f'sdm-tui aids check "{path}"' in told.value.hint
    assert rehearsed.opening == Opening("start", aid=KNEE)
    assert rehearsed.rehearse


def test_an_aid_is_not_called_a_draft_on_the_word_of_a_listing_alone(
    data: Path, aids: Path, run: Run
) -> None:
    run("aids", "list")
    listing = data / "cache" / "aids-listing.json"
    kept = json.loads(listing.read_bytes())
    for entry in kept["entries"]:
        entry["errors"] = 9
    listing.write_text(json.dumps(kept))
    words = ["--data-dir", str(data), "--aids-dir", str(aids), "start", KNEE]

    launch = launch_for(command_parser().parse_args(words), clock)

    assert launch.opening == Opening("start", aid=KNEE)


def test_the_list_says_that_a_review_is_due_soon_overdue_and_that_an_aid_is_a_draft(
    run: Run, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_aid(aids, DRAFT, KNEE)
    listed = []
    for day in (datetime(2027, 5, 1, tzinfo=UTC), datetime(2027, 6, 6, tzinfo=UTC)):
        run("aids", "list", now=lambda day=day: day)
        listed.append(capsys.readouterr().out)

    assert "not clinically signed off; review due soon; draft: has" in listed[0]
    assert "not clinically signed off; review overdue; draft: has" in listed[1]
