import os
from pathlib import Path

import pytest

from sdm_tui.locking import only_writer, try_lock


def test_a_writer_holds_its_lock_and_leaves_no_file_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"

    with only_writer(path):
        held = path.exists()

    assert held
    assert list(tmp_path.iterdir()) == []


def test_a_second_writer_waits_and_then_gives_up(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    waited: list[float] = []

    with (
        only_writer(path),
        pytest.raises(TimeoutError, match=r"a\.lock beside it is in use"),
        only_writer(path, pause=waited.append, waits=(0.1, 0.2)),
    ):
        pass

    assert waited == [0.1, 0.2]
    assert list(tmp_path.iterdir()) == []


def test_a_second_writer_goes_on_as_soon_as_the_first_is_done(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    first = only_writer(path)
    first.__enter__()
    waited: list[float] = []

    def first_ends(wait: float) -> None:
        waited.append(wait)
        first.__exit__(None, None, None)

    with only_writer(path, pause=first_ends, waits=(0.1, 0.2)):
        held = path.exists()

    assert (held, waited) == (True, [0.1])


def test_a_lock_is_let_go_of_where_the_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"

    with pytest.raises(ValueError, match="it failed"), only_writer(path):
        raise ValueError("it failed")
    with only_writer(path, waits=()):
        held = path.exists()

    assert held


def test_a_lock_on_a_file_that_was_removed_meanwhile_keeps_nobody_out(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"

    with only_writer(path):
        path.unlink()
        with only_writer(path, waits=()):
            held = path.exists()

    assert held


def test_a_file_that_was_left_unlocked_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "a.lock").write_bytes(b"left by a copy that was killed")

    with only_writer(tmp_path / "a.lock", waits=()):
        pass

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), only_writer(tmp_path / "no" / "a.lock"):
        pass


def test_one_file_is_locked_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    first, second = (os.open(tmp_path / "a", os.O_RDWR) for _ in range(2))

    taken = try_lock(first), try_lock(second)

    os.close(first)
    os.close(second)
    assert taken == (True, False)
