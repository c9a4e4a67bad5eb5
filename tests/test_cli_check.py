"""The commands that check an aid and hold it beside published standards."""

import json
import os
import select
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sdm_tui.cli import main
from tests.aids.sound import sound_text


@pytest.fixture
def sound_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of a sound aid, in a folder of its own."""
    from tests.aids.sound import SOUND_PATH

    monkeypatch.setenv("SDM_TUI_DATA", str(tmp_path / "data"))
    path = tmp_path / SOUND_PATH.parent.name / "aid.yaml"
    path.parent.mkdir()
    path.write_text(sound_text(), encoding="utf-8")
    return path


def test_checking_as_data_tells_each_finding_with_its_place(
    sound_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = sound_file.read_text(encoding="utf-8").replace("funding: ", "funding: TBC #", 1)
    sound_file.write_text(text, encoding="utf-8")
    line = text[: text.index("funding: TBC")].count("\n") + 1

    status = main(["aids", "check", str(sound_file), "--format", "json"])

    told = json.loads(capsys.readouterr().out)
    assert status == 1
    (finding,) = told["findings"]
    assert (finding["line"], finding["column"], finding["severity"]) == (line, 10, "error")
    assert finding["path"] == str(sound_file)
    assert told["aids"][0]["reading_ease"] > 80


def test_a_warning_is_shown_and_is_no_error(
    sound_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = sound_file.read_text(encoding="utf-8")
    start = text.index("        in_source: ")
    end = text.index("\n", start) + 1
    sound_file.write_text(text[:start] + text[end:], encoding="utf-8")

    status = main(["aids", "check", str(sound_file)])

    out = capsys.readouterr().out
    assert status == 0
    assert ": figure-typed-once (warning): " in out
    assert "0 errors, 1 warning." in out


def test_dates_that_have_not_come_are_errors_and_an_overdue_review_is_told(
    sound_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = sound_file.read_text(encoding="utf-8")
    year = int(text.partition("last_reviewed: ")[2][:4])
    published = datetime(year - 1, 1, 1, tzinfo=UTC)
    late = datetime(year + 30, 1, 1, tzinfo=UTC)

    early_status = main(["aids", "check", str(sound_file)], now=lambda: published)
    early = capsys.readouterr().out
    late_status = main(["aids", "check", str(sound_file)], now=lambda: late)

    assert early_status == 1
    assert early.count(": date-ahead: ") >= 2
    assert late_status == 0
    assert ": review-overdue (warning): " in capsys.readouterr().out


def test_an_aid_is_checked_by_its_name_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SDM_TUI_DATA", str(tmp_path / "data"))

    status = main(["aids", "check", "sore-throat-antibiotics"])

    assert status == 0
    assert "1 decision aid checked, 0 errors" in capsys.readouterr().out


def test_the_words_that_make_an_aid_hard_to_read_are_told(
    sound_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hard = "The multidisciplinary rehabilitation organisation " + "goes on and " * 12 + "ends."
    text = sound_file.read_text(encoding="utf-8")
    start = text.index("safety_net:\n  - ") + len("safety_net:\n  - ")
    sound_file.write_text(text[:start] + hard + text[text.index("\n", start) :], encoding="utf-8")

    main(["aids", "check", str(sound_file)])

    out = capsys.readouterr().out
    assert "a sentence of 41 words: The multidisciplinary" in out
    assert "multidisciplinary (1)" in out


def test_an_audit_holds_an_aid_beside_three_standards_without_a_badge(
    sound_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["aids", "audit", str(sound_file.parent)])

    out = " ".join(capsys.readouterr().out.split())
    assert status == 0
    assert "IPDASi" in out
    assert "ECD8" in out
    assert "Scotland" in out
    assert "not a certificate" in out


def test_an_audit_as_data_names_the_exact_text(
    sound_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["aids", "audit", str(sound_file), "--format", "json"])

    told = json.loads(capsys.readouterr().out)
    assert len(told["content_hash"]) == 64
    standings = {
        item["standing"]
        for table in told["tables"]
        for section in table["sections"]
        for item in section["items"]
    }
    assert standings <= {"met", "partly", "not met", "not assessed", "does not apply"}
    assert len(standings) > 2


def test_an_aid_that_cannot_be_read_is_not_audited(
    sound_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound_file.write_text("title: [", encoding="utf-8")

    status = main(["aids", "audit", str(sound_file)])

    assert status == 2
    assert f"{sound_file}:1:" in capsys.readouterr().err


def test_watching_checks_again_when_the_file_changes(sound_file: Path) -> None:
    command = [sys.executable, "-m", "sdm_tui", "aids", "check", "--watch", str(sound_file.parent)]
    reading, writing = os.pipe()
    process = subprocess.Popen(command, stdout=writing, stderr=subprocess.DEVNULL)
    os.close(writing)

    def until(words: str) -> str:
        told = ""
        while words not in told:
            ready, _, _ = select.select([reading], [], [], 60)
            assert ready, told
            told += os.read(reading, 65536).decode()
        return told

    try:
        first = until("1 decision aid checked")
        sound_file.unlink()
        until("\n---")
        sound_file.write_text("title: [", encoding="utf-8")
        second = until("1 decision aid checked")
    finally:
        process.send_signal(signal.SIGINT)
        status = process.wait(30)
        os.close(reading)

    assert "0 errors" in first
    assert ": reader: " in second
    assert status == 130
