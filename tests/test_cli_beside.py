import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sdm_tui.aids.library import bundled_folder, open_library
from sdm_tui.aids.reading import content_hash
from sdm_tui.cli import command_parser, launch_for, main
from sdm_tui.cli_places import aids_folders, folders_in_settings
from sdm_tui.consultation.model import AidUsed, Consultation, OverlayUsed, started
from sdm_tui.documents.data import as_json, read_json
from tests.aids.invented import INVENTED_TEXT, invented_aid
from tests.aids.overlays import OVERLAY_TEXT, overlay_text, write_overlay
from tests.aids.test_translation import TRANSLATION_TEXT
from tests.examples import write_aid
from tests.stores import plain_store

NOW = datetime(2026, 11, 22, 13, 30, tzinfo=UTC)
Run = Callable[..., int]


def clock() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def listing(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the listing of the bundled aids as a first start keeps it: made once, for speed."""
    cache_file = tmp_path_factory.mktemp("listing") / "aids-listing.json"
    open_library([bundled_folder()], cache_file)
    return cache_file.read_bytes()


@pytest.fixture(autouse=True)
def started_before(tmp_path: Path, listing: bytes) -> None:
    """Keep the listing of the bundled aids in the data folder."""
    (tmp_path / "data" / "cache").mkdir(parents=True)
    (tmp_path / "data" / "cache" / "aids-listing.json").write_bytes(listing)


@pytest.fixture
def aids(tmp_path: Path) -> Path:
    """Return a folder that holds the invented aid."""
    write_aid(tmp_path / "aids", INVENTED_TEXT, "blue-thumb")
    return tmp_path / "aids"


@pytest.fixture
def run(tmp_path: Path, aids: Path) -> Run:
    """Return what runs a command with the invented aid and a data folder of the test's own."""

    def runs(*words: str) -> int:
        places = ["--data-dir", str(tmp_path / "data"), "--aids-dir", str(aids)]
        return main([*places, *words], now=clock)

    return runs


def settings(tmp_path: Path, *folders: str) -> Path:
    file = tmp_path / "data" / "settings.toml"
    file.write_text(f"aids_dirs = {json.dumps(folders)}\n", encoding="utf-8")
    return file


def used_with(*overlays: str) -> AidUsed:
    """Return what a record keeps of the invented aid and of some overlays' texts."""
    aid = invented_aid()
    return AidUsed(
        slug=aid.slug,
        title=aid.title,
        condition=aid.condition,
        version=aid.version,
        content_hash=content_hash(INVENTED_TEXT.encode()),
        last_reviewed=aid.last_reviewed,
        review_due=aid.review_due,
        overlays=tuple(
            OverlayUsed(
                name="leeds",
                organisation="Leeds",
                version="1.0.0",
                content_hash=content_hash(text.encode()),
                updated=date(2026, 11, 1),
                review_due=date(2026, 11, 21),
                note="Use the blue form.",
            )
            for text in overlays
        ),
    )


def keep(tmp_path: Path, consultation: Consultation, *texts: str) -> None:
    with closing(plain_store(tmp_path / "data", NOW)) as store:
        for text in texts:
            store.keep_aid(content_hash(text.encode()), text)
        store.put(consultation)


def test_the_list_names_whose_local_facts_apply_and_which_are_left_out(
    run: Run, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_overlay(aids)
    write_overlay(aids, overlay_text("ward", "leeds") + "options: []\n", "ward")
    write_overlay(aids, overlay_text("lost", "blue-thum"), "lost")

    status = run("aids", "list")

    told = capsys.readouterr().out
    assert status == 0
    assert "    local facts of Leeds\n" in told
    assert "    local facts left out: " in told
    assert told.splitlines()[-1].startswith("local facts left out: ")
    assert 'Did you mean "blue-thumb"?' in told.splitlines()[-1]


def test_the_list_names_other_languages_and_how_they_stand(
    run: Run, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = aids / "blue-thumb"
    (folder / "aid.cy.yaml").write_text(TRANSLATION_TEXT, encoding="utf-8")
    stale = TRANSLATION_TEXT.replace(content_hash(INVENTED_TEXT.encode()), "f" * 64)
    (folder / "aid.pl.yaml").write_text(stale.replace(": cy", ": pl"), encoding="utf-8")
    (folder / "aid.ur.yaml").write_text("texts: [", encoding="utf-8")

    run("aids", "list")

    words = "    other languages: cy, pl (of an older text), ur (has faults)\n"
    assert words in capsys.readouterr().out


def test_showing_an_aid_shows_its_local_facts_and_the_note_for_clinicians(
    run: Run, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_overlay(aids)

    run("aids", "show", "blue-thumb")

    told = " ".join(capsys.readouterr().out.split())
    assert "Waiting time (Leeds)" in told
    assert "The thumb line (Leeds): Ring 5." in told
    assert "Local facts of Leeds (leeds, 1.0.0)." in told
    assert "For clinicians: Use the blue form." in told


def test_checking_a_folder_of_overlays_finds_faults_at_their_place(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_overlay(tmp_path / "theirs", OVERLAY_TEXT.replace("option: cream", "option: gel"))

    status = run("aids", "check", str(tmp_path / "theirs"))

    told = capsys.readouterr().out
    assert status == 1
    assert f"{path}:9:13: overlay: waiting_times.1.option: " in told
    assert told.endswith("0 decision aids and 1 overlay checked, 1 error, 0 warnings.\n")


def test_checking_a_sound_overlay_ends_well(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_overlay(tmp_path / "theirs")

    status = run("aids", "check", str(path))

    assert status == 0
    assert "1 overlay checked, 0 errors" in capsys.readouterr().out


def test_checking_an_aid_checks_the_translations_beside_it(
    run: Run, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    translation = aids / "blue-thumb" / "aid.cy.yaml"
    translation.write_text(f"{TRANSLATION_TEXT}  titel: Beth?\n", encoding="utf-8")

    statuses = [run("aids", "check", str(at)) for at in (aids, translation)]

    told = capsys.readouterr().out
    assert statuses == [1, 1]
    assert told.count(f"{translation}:13:10: translation: ") == 2
    assert 'Did you mean "title"?' in told


def test_findings_of_overlays_are_in_the_data_too(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_overlay(tmp_path / "theirs", "overlay: [")

    run("aids", "check", "--format", "json", str(path))

    told = json.loads(capsys.readouterr().out)
    assert told["overlays"] == [str(path)]
    assert [finding["rule"] for finding in told["findings"]] == ["overlay"]


def test_folders_of_aids_can_be_named_in_the_settings(
    tmp_path: Path, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(tmp_path, str(aids))

    main(["--data-dir", str(tmp_path / "data"), "aids", "list"], now=clock)

    assert "\nblue-thumb " in capsys.readouterr().out


def test_a_folder_in_the_settings_may_stand_beside_them_or_at_home(
    tmp_path: Path, home: Path
) -> None:
    for folder in (tmp_path / "data" / "ours", home / "theirs"):
        folder.mkdir(parents=True)
    settings(tmp_path, "ours", "~/theirs")
    arguments = command_parser().parse_args(["--data-dir", str(tmp_path / "data")])

    found = aids_folders(arguments)

    assert found[1:] == ((tmp_path / "data" / "ours"), home / "theirs")


def test_a_typed_folder_comes_after_those_of_the_settings(tmp_path: Path, aids: Path) -> None:
    (tmp_path / "ours").mkdir()
    settings(tmp_path, str(tmp_path / "ours"), str(aids))
    words = ["--data-dir", str(tmp_path / "data"), "--aids-dir", str(aids)]

    launch = launch_for(command_parser().parse_args(words), clock)

    assert launch.aids_dirs == (tmp_path / "ours", aids)
    assert launch.notices == ()


@pytest.mark.parametrize("name", ["gone", "~nobody-of-this-name/aids"])
def test_a_folder_in_the_settings_that_is_gone_keeps_no_other_from_use(
    run: Run, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = settings(tmp_path, name)

    status = run("aids", "list")

    told = capsys.readouterr()
    assert status == 0
    assert "\nblue-thumb " in told.out
    assert str(file) in told.err
    assert "left out" in told.err


def test_the_screen_is_told_which_folders_of_the_settings_are_gone(tmp_path: Path) -> None:
    settings(tmp_path, "gone")
    arguments = command_parser().parse_args(["--data-dir", str(tmp_path / "data")])

    launch = launch_for(arguments, clock)

    assert launch.aids_dirs == ()
    assert "does not exist" in launch.notices[0]


@pytest.mark.parametrize("line", ['aids_dirs = "P:/aids"', "aids_dirs = [5]", 'aids_dirs = [" "]'])
def test_a_fault_in_the_folders_of_the_settings_is_told(tmp_path: Path, line: str) -> None:
    settings(tmp_path).write_text(line, encoding="utf-8")
    arguments = command_parser().parse_args(["--data-dir", str(tmp_path / "data")])

    folders, (notice,) = folders_in_settings(arguments)

    assert folders == ()
    assert '"aids_dirs' in notice


def test_a_record_is_shown_with_the_very_local_facts_that_were_used(
    run: Run, tmp_path: Path, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path, started("aaaa-1", NOW, used_with(OVERLAY_TEXT)), INVENTED_TEXT, OVERLAY_TEXT)
    write_overlay(aids, OVERLAY_TEXT.replace("About 3 weeks", "About 9 weeks"))

    status = run("records", "show", "aaaa-1")

    told = " ".join(capsys.readouterr().out.split())
    assert status == 0
    assert "Local facts of Leeds (leeds, version 1.0.0)" in told
    assert content_hash(OVERLAY_TEXT.encode()) in told
    assert "Waiting time (Leeds) Wait and see: Not known here Use a cream: About 3 weeks" in told
    assert "The thumb line (Leeds): Ring 5." in told
    assert "For clinicians: Use the blue form." in told
    assert "The local facts of Leeds are overdue for review since 21 November 2026." in told


def test_a_record_whose_local_facts_are_lost_is_shown_without_them(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path, started("aaaa-1", NOW, used_with(OVERLAY_TEXT)), INVENTED_TEXT)

    status = run("records", "show", "aaaa-1")

    told = capsys.readouterr()
    assert status == 0
    assert "Local facts of Leeds (leeds, version 1.0.0)" in told.out
    assert "Waiting time" not in told.out
    assert "the record stands without them" in told.err


def test_the_data_of_a_record_names_its_overlays() -> None:
    record = started("aaaa-1", NOW, used_with(OVERLAY_TEXT))

    aid = read_json(as_json(record, invented_aid())).consultation.aid

    assert aid is not None
    (overlay,) = aid.overlays
    assert (overlay.name, overlay.organisation, overlay.version) == ("leeds", "Leeds", "1.0.0")
    assert overlay.content_hash == content_hash(OVERLAY_TEXT.encode())


def test_a_record_from_before_there_were_overlays_is_still_read() -> None:
    old = started("aaaa-1", NOW, used_with()).model_dump(mode="json")
    del old["aid"]["overlays"]

    record = Consultation.model_validate(old)

    assert record.aid is not None
    assert record.aid.overlays == ()
