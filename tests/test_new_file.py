import os
import subprocess
import sys
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


def test_a_folder_that_takes_no_new_files_is_not_said_to_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def takes_none(*_: object, **__: object) -> int:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(os, "open", takes_none)

    with pytest.raises(SdmError) as there:
        write_new(tmp_path / "a", "new", elsewhere=ELSEWHERE)
    with pytest.raises(SdmError) as missing:
        write_new(tmp_path / "no" / "a", "new", elsewhere=ELSEWHERE)

    assert there.value.message == (
        f"{tmp_path / 'a'} could not be written: its folder takes no new files."
    )
    assert missing.value.message.endswith("could not be written: No such file or directory.")


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


def test_a_writer_that_is_killed_in_the_middle_leaves_no_file_of_that_name(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from sdm_tui.new_file import write_new\n"
        "os.fsync = lambda handle: os._exit(9)\n"
        "write_new(Path(sys.argv[1]), b'half' * 100_000, elsewhere='another')\n"
    )

    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path / "a.pdf")], check=False)

    assert ran.returncode == 9
    assert not (tmp_path / "a.pdf").exists()
    write_new(tmp_path / "a.pdf", b"whole", elsewhere=ELSEWHERE)
    assert (tmp_path / "a.pdf").read_bytes() == b"whole"


def test_bytes_are_written_as_they_are_and_nothing_else_stays_beside_them(tmp_path: Path) -> None:
    content = bytes(range(256)) + b"\r\n\n"

    write_new(tmp_path / "a.pdf", content, elsewhere=ELSEWHERE)

    assert (tmp_path / "a.pdf").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize("name", ["half\x00name", "n" * 300, "no/such/folder"])
def test_a_name_that_cannot_be_used_is_told_of_and_leaves_nothing(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(SdmError, match="could not be written") as told:
        write_new(tmp_path / name, b"new", elsewhere=ELSEWHERE, kept="All else is as it was.")

    assert "All else is as it was." in told.value.message
    assert list(tmp_path.iterdir()) == []


def test_a_link_that_leads_nowhere_counts_as_a_file_that_is_there(tmp_path: Path) -> None:
    if os.name != "posix":
        pytest.skip("links need rights there")
    (tmp_path / "a").symlink_to(tmp_path / "nowhere")

    with pytest.raises(SdmError, match="is there already"):
        write_new(tmp_path / "a", b"new", elsewhere=ELSEWHERE)

    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_comes_to_be_while_writing_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = os.fsync

    def someone_else_is_quicker(handle: int) -> None:
        flush(handle)
        (tmp_path / "a").write_text("theirs")

    monkeypatch.setattr(os, "fsync", someone_else_is_quicker)

    with pytest.raises(SdmError, match="is there already"):
        write_new(tmp_path / "a", b"ours", elsewhere=ELSEWHERE)

    assert (tmp_path / "a").read_text() == "theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_file_system_without_hard_links_gets_the_whole_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", no_links)

    write_new(tmp_path / "a", b"whole", elsewhere=ELSEWHERE)
    with pytest.raises(SdmError, match="is there already"):
        write_new(tmp_path / "a", b"other", elsewhere=ELSEWHERE)

    assert (tmp_path / "a").read_bytes() == b"whole"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
