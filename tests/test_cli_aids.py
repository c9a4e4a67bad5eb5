import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sdm_tui.aids.library import bundled_folder
from sdm_tui.aids.reading import read_aid
from sdm_tui.aids.schema import EDITOR_LINE, SCHEMA_FILE, schema_text
from sdm_tui.cli import main
from tests.aids.sound import sound_text

Run = Callable[..., int]
Told = pytest.CaptureFixture[str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return what runs a command with a store of the test's own."""

    def runs(*words: str) -> int:
        clock = datetime(2026, 11, 22, 13, 30, tzinfo=UTC)
        return main(["--data-dir", str(tmp_path / "data"), *words], now=lambda: clock)

    return runs


def sound_file(folder: Path, *edits: tuple[str, str]) -> Path:
    """Write the sound aid, with texts replaced, into its own folder within `folder`."""
    text = sound_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path = folder / "singing-knee" / "aid.yaml"
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode())
    return path


def said(told: Told) -> str:
    """Return what was printed, each run of spaces and line ends as one space."""
    return " ".join(told.readouterr().out.split())


def test_the_schema_that_is_printed_is_the_one_that_is_kept(run: Run, capsys: Told) -> None:
    status = run("aids", "schema")

    printed = capsys.readouterr().out
    assert status == 0
    assert printed == schema_text()
    assert printed == (bundled_folder() / SCHEMA_FILE).read_text(encoding="utf-8")


def test_a_new_aid_is_written_into_a_folder_of_its_name(
    run: Run, capsys: Told, tmp_path: Path
) -> None:
    status = run("aids", "new", "back-pain", "--into", str(tmp_path / "mine"))

    path = tmp_path / "mine" / "back-pain" / "aid.yaml"
    assert status == 0
    assert read_aid(path).slug == "back-pain"
    assert str(read_aid(path).published) == "2026-11-22"
    assert f"Written to {path}." in capsys.readouterr().out


def test_a_new_aid_goes_to_the_present_folder_unless_another_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    run("aids", "new", "back-pain")

    assert (tmp_path / "back-pain" / "aid.yaml").is_file()


def test_a_new_aid_leads_an_editor_to_the_schema_that_lies_beside_it(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / SCHEMA_FILE).write_text(schema_text(), encoding="utf-8")

    run("aids", "new", "back-pain", "--into", str(tmp_path))

    text = (tmp_path / "back-pain" / "aid.yaml").read_text(encoding="utf-8")
    assert text.startswith(EDITOR_LINE)


def test_a_new_aid_never_takes_the_place_of_one_that_is_there(
    run: Run, capsys: Told, tmp_path: Path
) -> None:
    path = tmp_path / "back-pain" / "aid.yaml"
    path.parent.mkdir()
    path.write_text("mine", encoding="utf-8")

    status = run("aids", "new", "back-pain", "--into", str(tmp_path))

    assert status == 2
    assert path.read_text(encoding="utf-8") == "mine"
    assert f"{path} is there already, so nothing was written." in capsys.readouterr().err


def test_a_bad_name_is_refused_and_leaves_no_folder(run: Run, capsys: Told, tmp_path: Path) -> None:
    status = run("aids", "new", "Back_Pain", "--into", str(tmp_path / "mine"))

    assert status == 2
    assert not (tmp_path / "mine").exists()
    assert "nothing was written" in capsys.readouterr().err


def test_a_folder_that_cannot_be_is_told_of_in_plain_words(
    run: Run, capsys: Told, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")

    status = run("aids", "new", "back-pain", "--into", str(tmp_path / "file" / "below"))

    assert status == 2
    assert "Give another folder with --into." in capsys.readouterr().err


def test_an_author_hears_that_a_bundled_aid_has_the_same_name(
    run: Run, capsys: Told, tmp_path: Path
) -> None:
    run("aids", "new", "knee-osteoarthritis", "--into", str(tmp_path))

    assert "An aid of this name comes with the app" in capsys.readouterr().out


def test_a_new_aid_is_checked_down_to_each_text_that_is_missing(
    run: Run, capsys: Told, tmp_path: Path
) -> None:
    run("aids", "new", "back-pain", "--into", str(tmp_path))
    capsys.readouterr()

    status = run("aids", "check", str(tmp_path / "back-pain"))

    found = capsys.readouterr().out
    assert status == 1
    assert 'aid.yaml:8:8: to-write: "title" is still to be written' in found
    assert " reader: " not in found


def test_two_versions_are_compared_in_a_reviewers_words(
    run: Run, capsys: Told, tmp_path: Path
) -> None:
    old = sound_file(tmp_path / "old")
    figure = ("count: 400", "count: 360"), ("in_source: 400 of", "in_source: 360 of")
    new = sound_file(tmp_path / "new", *figure, ("1.0.0", "1.1.0"))

    status = run("aids", "diff", str(old), str(new))

    found = said(capsys)
    assert status == 0
    assert f"Before: {old} (version 1.0.0)" in found
    assert 'Outcome "Quiet knee", option "Wait and see": people affected 400 of' in found
    assert "400 of 1,000 became 360 of 1,000" in found


def test_a_file_and_itself_do_not_differ(run: Run, capsys: Told, tmp_path: Path) -> None:
    old = sound_file(tmp_path)

    status = run("aids", "diff", str(old), str(old.parent))

    assert status == 0
    assert "Nothing differs" in said(capsys)


@pytest.mark.parametrize(
    "edit",
    [("format: 1\n", "# a note\nformat: 1\n"), ("country: Nowhere", 'country: "Nowhere"')],
    ids=["a comment", "quotes"],
)
def test_the_same_content_in_another_text_is_said_to_be_so(
    run: Run, capsys: Told, tmp_path: Path, edit: tuple[str, str]
) -> None:
    old, new = sound_file(tmp_path / "old"), sound_file(tmp_path / "new", edit)

    status = run("aids", "diff", str(old), str(new))

    assert status == 0
    assert "Same content; the file's text differs" in said(capsys)


def test_windows_line_ends_are_no_change_of_content(run: Run, capsys: Told, tmp_path: Path) -> None:
    old, new = sound_file(tmp_path / "old"), sound_file(tmp_path / "new")
    new.write_bytes(b"\xef\xbb\xbf" + new.read_bytes().replace(b"\n", b"\r\n"))

    run("aids", "diff", str(old), str(new))

    assert "Same content; the file's text differs" in said(capsys)


def test_folders_of_aids_are_compared_aid_by_aid(run: Run, capsys: Told, tmp_path: Path) -> None:
    sound_file(tmp_path / "old")
    sound_file(tmp_path / "new", ("funding: Nobody", "funding: Somebody"))
    for folder, slug in (("old", "gone"), ("new", "come")):
        run("aids", "new", slug, "--into", str(tmp_path / folder))
    capsys.readouterr()

    status = run("aids", "diff", str(tmp_path / "old"), str(tmp_path / "new"))

    found = said(capsys)
    assert status == 0
    assert "Paid for by" in found
    assert found.endswith("Only before: gone Only after: come")


def test_an_aid_that_comes_with_the_app_is_compared_by_its_name(run: Run, capsys: Told) -> None:
    status = run(
        "aids", "diff", "sore-throat-antibiotics", str(bundled_folder() / "sore-throat-antibiotics")
    )

    assert status == 0
    assert "Nothing differs" in said(capsys)


def test_changes_are_printed_as_data(run: Run, capsys: Told, tmp_path: Path) -> None:
    old = sound_file(tmp_path / "old")
    new = sound_file(tmp_path / "new", ("review_due: 2027", "review_due: 2028"))

    run("aids", "diff", str(old), str(new), "--format", "json")

    (one,) = json.loads(capsys.readouterr().out)["compared"]
    assert one["changes"] == [
        {
            "group": "Dates and making",
            "what": "Next review",
            "before": "2027-06-05",
            "after": "2028-06-05",
        }
    ]


def test_sides_without_an_aid_in_common_are_not_compared(
    run: Run, capsys: Told, tmp_path: Path
) -> None:
    sound_file(tmp_path)

    status = run("aids", "diff", str(tmp_path), str(bundled_folder()))

    assert status == 2
    assert "no decision aid in common" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["no-such-aid", "there/is/none", "gone.yaml", "x" * 300])
def test_a_version_that_is_not_there_is_told_of_in_one_sentence(
    run: Run, capsys: Told, tmp_path: Path, name: str
) -> None:
    status = run("aids", "diff", name, str(sound_file(tmp_path)))

    assert status == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_version_that_cannot_be_read_is_told_of_with_its_faults(
    run: Run, capsys: Told, tmp_path: Path
) -> None:
    old = sound_file(tmp_path / "old")
    new = sound_file(tmp_path / "new", ("count: 400", "count: many"))

    status = run("aids", "diff", str(old), str(new))

    assert status == 2
    assert f"{new}:" in capsys.readouterr().err


def test_a_folder_without_an_aid_is_told_of(run: Run, capsys: Told, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    status = run("aids", "diff", str(tmp_path / "empty"), str(sound_file(tmp_path)))

    assert status == 2
    assert "There is no decision aid in" in capsys.readouterr().err
