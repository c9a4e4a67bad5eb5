"""A folder that a person asked for is there whole, or nothing of it is."""

import os
from pathlib import Path

import pytest

from sdm_tui.errors import SdmError
from sdm_tui.new_folder import new_folder


def test_the_files_are_there_together_and_for_this_person_alone(tmp_path: Path) -> None:
    place = tmp_path / "out"

    with new_folder(place) as folder:
        (folder / "a.txt").write_text("one")
        (folder / "b.txt").write_text("two")
        assert not place.exists()

    assert {path.name: path.read_text() for path in place.iterdir()} == {
        "a.txt": "one",
        "b.txt": "two",
    }
    assert [path.name for path in tmp_path.iterdir() if path != tmp_path / "home"] == ["out"]
    if os.name == "posix":
        modes = {path.stat().st_mode & 0o777 for path in (place / "a.txt", place / "b.txt")}
        assert (place.stat().st_mode & 0o777, modes) == (0o700, {0o600})


def test_an_empty_folder_is_no_obstacle(tmp_path: Path) -> None:
    place = tmp_path / "out"
    place.mkdir()

    with new_folder(place) as folder:
        (folder / "a.txt").write_text("one")

    assert (place / "a.txt").read_text() == "one"


@pytest.mark.parametrize("is_file", [True, False])
def test_what_is_there_is_never_written_over(tmp_path: Path, is_file: bool) -> None:  # noqa: FBT001
    place = tmp_path / "out"
    kept = place
    if not is_file:
        place.mkdir()
        kept = place / "mine.txt"
    kept.write_text("mine")

    with pytest.raises(SdmError, match="is there already"), new_folder(place):
        raise AssertionError("there is nowhere to write")

    assert kept.read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "fault", [OSError(28, "No space left on device"), KeyError("not of the disk")]
)
def test_after_an_error_nothing_is_left(tmp_path: Path, fault: Exception) -> None:
    place = tmp_path / "out"

    def half_written() -> None:
        with new_folder(place) as folder:
            (folder / "a.txt").write_text("half")
            raise fault

    is_told = isinstance(fault, OSError)
    with pytest.raises(SdmError if is_told else KeyError, match=r"No space left|not of the disk"):
        half_written()

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_came_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    place = tmp_path / "out"

    def overtaken() -> None:
        with new_folder(place) as folder:
            (folder / "a.txt").write_text("ours")
            place.mkdir()
            (place / "mine.txt").write_text("mine")

    with pytest.raises(SdmError, match="could not be written"):
        overtaken()

    assert [path.name for path in place.iterdir()] == ["mine.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_place_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(SdmError, match="could not be written"), new_folder(tmp_path / "no" / "out"):
        raise AssertionError("there is nowhere to write")
