import os
import stat
import sys
from pathlib import Path

import pytest

from sdm_tui.aids.keeping import keep_whole, kept_whole, made_by, remove_oldest

on_posix = pytest.mark.parametrize("mode", [] if sys.platform == "win32" else [0o620, 0o602])


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "a.json"

    keep_whole(file, b"one")
    keep_whole(file, b"two")

    assert kept_whole(file) == b"two"
    assert [path.name for path in file.parent.iterdir()] == ["a.json"]


@on_posix
def test_what_others_could_have_written_is_not_read(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "a.json"
    keep_whole(file, b"one")
    before = stat.S_IMODE(file.stat().st_mode)

    file.chmod(mode)

    assert before == 0o600
    assert kept_whole(file) is None


def test_a_file_that_is_missing_or_a_folder_keeps_nothing(tmp_path: Path) -> None:
    assert kept_whole(tmp_path / "missing") is None
    assert kept_whole(tmp_path) is None


def test_a_file_far_larger_than_what_is_ever_kept_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    with file.open("wb") as opened:
        opened.truncate(30_000_000)

    assert kept_whole(file) is None


def test_what_cannot_be_kept_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder.json").mkdir()

    keep_whole(tmp_path / "file" / "a.json", b"one")
    keep_whole(tmp_path / "folder.json", b"one")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.json"]


def test_what_is_interrupted_while_it_is_kept_leaves_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_whole(tmp_path / "a.json", b"one")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fdopen", interrupted)
    with pytest.raises(KeyboardInterrupt):
        keep_whole(tmp_path / "a.json", b"two")

    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert kept_whole(tmp_path / "a.json") == b"one"


def test_the_source_is_read_once_to_name_this_code(monkeypatch: pytest.MonkeyPatch) -> None:
    first = made_by()

    def gone(_: Path) -> bytes:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_bytes", gone)

    assert made_by() == first


def test_the_oldest_are_removed_where_there_are_more_than_wanted(tmp_path: Path) -> None:
    for number in range(9):
        file = tmp_path / f"{number}.json"
        file.write_bytes(b"")
        os.utime(file, (number, number))

    remove_oldest(tmp_path, most=9)
    before = len(list(tmp_path.iterdir()))
    remove_oldest(tmp_path, most=8)

    assert before == 9
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{n}.json" for n in range(3, 9)]


def test_a_folder_that_is_not_there_has_nothing_to_remove(tmp_path: Path) -> None:
    remove_oldest(tmp_path / "missing", most=1)

    assert list(tmp_path.iterdir()) == []
