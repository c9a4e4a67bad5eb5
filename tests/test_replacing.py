import errno
import os
import stat
from pathlib import Path

import pytest

from sdm_tui.replacing import remove_leftovers, rename_over, replace_file


def refused(*_: object) -> None:
    raise OSError(errno.EIO, "Input/output error")


def test_a_file_holds_the_new_content_once_replaced(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    path.write_bytes(b"a much longer old content")

    replace_file(path, b"new")

    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["store.json"]


def test_only_its_owner_can_read_a_replaced_file(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    path.write_bytes(b"old")
    path.chmod(0o644)

    replace_file(path, b"new")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_failed_flush_leaves_the_old_content_and_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", refused)

    with pytest.raises(OSError, match="Input/output"):
        replace_file(path, b"new")

    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["store.json"]


def test_a_file_that_cannot_be_renamed_leaves_no_temporary_file(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    path.mkdir()

    with pytest.raises(OSError, match="directory"):
        replace_file(path, b"new")

    assert [p.name for p in tmp_path.iterdir()] == ["store.json"]


def test_content_is_flushed_before_the_rename_and_the_folder_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.json"
    path.write_bytes(b"old")
    flushes: list[tuple[str, bytes]] = []
    flush = os.fsync

    def noted(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        flushes.append(("folder" if is_folder else "content", path.read_bytes()))
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", noted)

    replace_file(path, b"new")

    assert flushes == [("content", b"old"), ("folder", b"new")]


def test_a_folder_that_fails_to_flush_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = os.fsync

    def failing_disk(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            refused()
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", failing_disk)

    with pytest.raises(OSError, match="Input/output"):
        replace_file(tmp_path / "store.json", b"new")


def test_a_folder_that_cannot_be_flushed_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = os.fsync

    def not_for_folders(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", not_for_folders)

    replace_file(tmp_path / "store.json", b"new")

    assert (tmp_path / "store.json").read_bytes() == b"new"


def test_a_rename_that_is_refused_for_a_moment_is_tried_again(tmp_path: Path) -> None:
    fresh, path = tmp_path / "fresh", tmp_path / "store.json"
    fresh.write_bytes(b"new")
    refusals = [PermissionError(), PermissionError()]
    waited: list[float] = []

    def busy_twice(source: Path, target: Path) -> None:
        if refusals:
            raise refusals.pop()
        source.replace(target)

    rename_over(fresh, path, rename=busy_twice, pause=waited.append, waits=(0.1, 0.2, 0.4))

    assert path.read_bytes() == b"new"
    assert waited == [0.1, 0.2]


def test_a_rename_that_is_always_refused_is_given_up(tmp_path: Path) -> None:
    waited: list[float] = []

    def busy(*_: object) -> None:
        raise PermissionError(errno.EACCES, "busy")

    with pytest.raises(PermissionError, match="busy"):
        rename_over(tmp_path, tmp_path, rename=busy, pause=waited.append, waits=(0.1, 0.2))

    assert waited == [0.1, 0.2]


def test_leftovers_of_one_file_are_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in ("store.json.a1b2.tmp", "store.json", "store.json.lock", "other.json.a1.tmp"):
        (tmp_path / name).write_bytes(b"half a wri")

    remove_leftovers(tmp_path / "store.json")

    kept = sorted(p.name for p in tmp_path.iterdir())
    assert kept == ["other.json.a1.tmp", "store.json", "store.json.lock"]


def test_removing_leftovers_in_a_folder_that_is_not_there_does_nothing(tmp_path: Path) -> None:
    remove_leftovers(tmp_path / "nowhere" / "store.json")

    assert list(tmp_path.iterdir()) == []
