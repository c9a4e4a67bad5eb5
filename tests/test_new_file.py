import os
from pathlib import Path

import pytest

from sdm_tui.errors import SdmError
from sdm_tui.new_file import make_folder, write_new

ELSEWHERE = "another folder"


def test_a_new_file_holds_the_very_text(tmp_path: Path) -> None:
    write_new(tmp_path / "a", "Siân\r\n\n", elsewhere=ELSEWHERE, mode=0o600)

    assert (tmp_path / "a").read_bytes() == "Siân\r\n\n".encode()
    if os.name == "posix":
        assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("dear")

    with pytest.raises(SdmError, match="is there already, so nothing was written") as told:
        write_new(tmp_path / "a", "new", elsewhere=ELSEWHERE)

    assert (tmp_path / "a").read_text() == "dear"
    assert told.value.hint == "Give another name, or another folder."


def test_a_file_that_could_only_be_written_in_part_is_removed_and_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full_disk)

    with pytest.raises(SdmError, match=r"No space left on device\. All else is as it was\."):
        write_new(tmp_path / "a", "new", elsewhere=ELSEWHERE, kept="All else is as it was.")

    assert list(tmp_path.iterdir()) == []


def test_a_text_that_no_file_can_hold_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_new(tmp_path / "a", "half \ud800", elsewhere=ELSEWHERE)

    assert list(tmp_path.iterdir()) == []


def test_a_file_where_a_folder_is_wanted_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("dear")

    with pytest.raises(SdmError) as told:
        make_folder(tmp_path / "a", elsewhere=ELSEWHERE)
    with pytest.raises(SdmError, match="could not be written"):
        make_folder(tmp_path / "a" / "b" / "c", elsewhere=ELSEWHERE)

    assert told.value.message == f"{tmp_path / 'a'} is there already, so nothing was written."
    assert (tmp_path / "a").read_text() == "dear"
