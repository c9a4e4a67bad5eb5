"""The command that writes a sheet to prepare with at home."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from sdm_tui.aids.reading import content_hash
from sdm_tui.cli import main
from tests.examples import small_aid_text, write_aid
from tests.test_cli_export import Piped

NOW: Final = datetime(2026, 11, 22, 13, 30, tzinfo=UTC)
Run = Callable[..., tuple[int, bytes, str]]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the folders of a computer that has listed its aids once: shared, for speed."""
    folder = tmp_path_factory.mktemp("prepare")
    write_aid(folder / "aids", small_aid_text())
    return ["--data-dir", str(folder / "data"), "--aids-dir", str(folder / "aids")]


@pytest.fixture
def run(
    folders: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Return what runs a command with the small aid: exit status, output and what it told."""

    def runs(*words: str, is_terminal: bool = False) -> tuple[int, bytes, str]:
        stdout = Piped(is_terminal=is_terminal)
        monkeypatch.setattr(sys, "stdout", stdout)
        status = main([*folders, "aids", "prepare", *words], now=lambda: NOW)
        return status, stdout.content(), capsys.readouterr().err

    return runs


def test_a_sheet_has_what_there_is_to_think_about_and_no_figures(run: Run) -> None:
    status, said, _ = run("sore-throat")

    sheet = " ".join(said.decode().split())
    assert status == 0
    for words in (
        "Should I take tablets for my sore throat?",
        "Trouble breathing",
        "Keeping my stomach settled",
        "Take tablets: Help the body to clear the infection.",
        "Can I give it to others?",
        "not clinically signed off",
        content_hash(small_aid_text().encode()),
        "version 1.2.3, last reviewed on 10 January 2026; its next review is due on 10 January",
    ):
        assert words in sheet
    assert "66" not in sheet.replace(content_hash(small_aid_text().encode()), "")
    assert "45" not in sheet.replace(content_hash(small_aid_text().encode()), "")


@pytest.mark.parametrize(("form", "ending"), [("text", "txt"), ("html", "html"), ("pdf", "pdf")])
def test_every_form_is_written_into_a_folder_by_its_own_name(
    run: Run, tmp_path: Path, form: str, ending: str
) -> None:
    if form == "pdf":
        pytest.importorskip("typst")
    (tmp_path / "out").mkdir()

    status, said, _ = run("sore-throat", "--format", form, "--output", str(tmp_path / "out"))
    again = run("sore-throat", "--format", form, "--output", str(tmp_path / "out"))
    piped = run("sore-throat", "--format", form, "--output", "-")[1]

    (made,) = (tmp_path / "out").iterdir()
    assert status == 0
    assert said.decode() == f"Written to {made}.\n"
    assert made.name == f"prepare-sore-throat.{ending}"
    assert made.read_bytes() == piped
    assert again[0] == 2
    assert "is there already, so nothing was written" in again[2]


def test_a_pdf_is_not_written_to_a_terminal(run: Run) -> None:
    pytest.importorskip("typst")

    status, said, told = run("sore-throat", "--format", "pdf", is_terminal=True)

    assert (status, said) == (2, b"")
    assert "nothing to read on a terminal" in told


def test_the_print_is_as_large_as_asked_for(run: Run) -> None:
    usual = run("sore-throat", "--format", "html")[1]
    large = run("sore-throat", "--format", "html", "--print", "24")[1]

    assert b'id="size-16" checked' in usual
    assert b'id="size-24" checked' in large


def test_an_aid_that_there_is_not_is_told_of(run: Run) -> None:
    status, said, told = run("no-such-aid")

    assert (status, said) == (2, b"")
    assert "no-such-aid" in told


def test_the_text_is_for_writing_on_and_says_each_thing_once(run: Run) -> None:
    sheet = run("sore-throat")[1].decode()

    assert "may matter" not in sheet
    assert "     Keeping my stomach settled: ____\n" in sheet
    assert " ".join(sheet.split()).count("from 0 (not at all)") == 1
    assert f"  What worries you?\n\n  {'_' * 40}\n\n  {'_' * 40}\n\n  What do you hope" in sheet
