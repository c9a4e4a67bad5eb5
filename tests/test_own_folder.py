"""What is private is made for its owner only, and nothing that was there is changed."""

import stat
import sys
from pathlib import Path

import pytest

from sdm_tui.last_resort import add_to_log
from sdm_tui.own_folder import make_own_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions are kept otherwise")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_every_folder_that_was_missing_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "cache" / "parsed"

    make_own_folder(folder)

    assert [mode(each) for each in (folder, folder.parent, folder.parent.parent)] == [0o700] * 3


def test_a_folder_that_is_there_keeps_what_its_owner_chose(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)

    make_own_folder(tmp_path)
    make_own_folder(tmp_path / "data")

    assert mode(tmp_path) == 0o750


def test_a_file_in_the_way_is_said_to_be_there(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")

    with pytest.raises(FileExistsError):
        make_own_folder(tmp_path / "data")
    with pytest.raises(NotADirectoryError):
        make_own_folder(tmp_path / "data" / "cache")


def test_the_log_is_its_owners_alone(tmp_path: Path) -> None:
    log = tmp_path / "data" / "sdm-tui.log"

    add_to_log(log, ["2026-11-22", "  a.py:1"])
    add_to_log(log, ["2026-11-23"])

    assert (mode(log), mode(log.parent)) == (0o600, 0o700)
    assert log.read_text(encoding="utf-8") == "2026-11-22\n  a.py:1\n\n2026-11-23\n\n"
