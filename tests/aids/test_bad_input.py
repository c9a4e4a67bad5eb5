"""Whatever a file holds, its reader says where it is wrong, soon, and goes on with the others."""

import os
from functools import cache
from pathlib import Path

import pytest

from sdm_tui.aids.library import aid_files, open_library
from sdm_tui.aids.listing import read_entry
from sdm_tui.aids.marked import AidUnreadable
from sdm_tui.aids.reading import LARGEST, parse_aid, read_aid
from tests.aids.bad_files import BAD_FILES
from tests.aids.invented import INVENTED_PATH, INVENTED_TEXT
from tests.examples import small_aid_text, write_aid


@cache
def faults_told(content: bytes) -> list[str]:
    with pytest.raises(AidUnreadable) as unreadable:
        parse_aid(content, INVENTED_PATH)
    return [f"{f.line}:{f.column}: {f.message}" for f in unreadable.value.faults]


@pytest.mark.parametrize(("content", "told"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_what_is_wrong_is_told_with_its_line_and_column(content: bytes, told: str) -> None:
    faults = faults_told(content)

    assert [fault for fault in faults if fault.startswith(told)]


@pytest.mark.parametrize("content", [c for c, _ in BAD_FILES.values()], ids=BAD_FILES.keys())
def test_what_is_told_of_a_bad_file_is_plain_text(content: bytes) -> None:
    faults = faults_told(content)

    assert all(fault.isprintable() and len(fault) < 400 for fault in faults)
    assert not any("Traceback" in fault or "ruamel" in fault for fault in faults)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("count: 60", "count: 060"),
        ("count: 60", "count: +60"),
        ("country: Nowhere", "country: '*Nowhere*'"),
        ("country: Nowhere", "country: 'A & B'"),
        ("country: Nowhere", 'country: "<<"'),
        ("country: Nowhere", 'country: "!"'),
        ("country: Nowhere", 'country: "%"'),
        ("format: 1", "---\nformat: 1"),
    ],
)
def test_signs_in_quotes_and_a_line_of_dashes_on_top_are_no_faults(old: str, new: str) -> None:
    aid = parse_aid(INVENTED_TEXT.replace(old, new, 1).encode(), INVENTED_PATH)

    assert aid.outcomes[0].estimates[0].count == 60


def test_thousands_of_unknown_names_are_all_told(tmp_path: Path) -> None:
    path = tmp_path / "blue-thumb" / "aid.yaml"
    path.parent.mkdir()
    path.write_text(INVENTED_TEXT + "".join(f"thing{number}: 1\n" for number in range(2000)))

    with pytest.raises(AidUnreadable) as unreadable:
        read_aid(path)

    assert len(unreadable.value.faults) == 2000


def test_a_file_of_five_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = write_aid(tmp_path, "# much ado\n" * 500_000)

    entry = read_entry(path)

    assert path.stat().st_size > 5_000_000 > LARGEST
    assert entry.fault == f"{path}:1:1: this file is too large to be a decision aid"


def test_a_folder_called_like_an_aid_is_told_of_and_not_listed(tmp_path: Path) -> None:
    path = tmp_path / "odd" / "aid.yaml"
    path.mkdir(parents=True)

    with pytest.raises(AidUnreadable) as unreadable:
        read_aid(path)

    assert str(unreadable.value.faults[0]).startswith(f"{path}:1:1: cannot be opened: ")
    assert aid_files(tmp_path) == []


def test_a_file_that_may_not_be_read_is_listed_as_unreadable(tmp_path: Path) -> None:
    path = write_aid(tmp_path, small_aid_text())
    path.chmod(0)

    (entry,) = open_library([tmp_path], None).entries

    assert (entry.fault is None) == os.access(path, os.R_OK)
    assert entry.slug == "sore-throat"


@pytest.mark.parametrize("target", ["aid.yaml", "nowhere.yaml"], ids=["itself", "nothing"])
def test_a_link_that_leads_nowhere_is_listed_as_unreadable(tmp_path: Path, target: str) -> None:
    path = tmp_path / "looped" / "aid.yaml"
    path.parent.mkdir()
    path.symlink_to(target)

    (entry,) = open_library([tmp_path], None).entries

    assert entry.fault is not None
    assert entry.fault.startswith(f"{path}:1:1: cannot be opened: ")


def test_a_folder_that_leads_back_to_itself_hides_no_aid(tmp_path: Path) -> None:
    write_aid(tmp_path, small_aid_text())
    (tmp_path / "around").symlink_to(tmp_path)
    (tmp_path / "loop").symlink_to("loop")

    library = open_library([tmp_path], None)

    assert [entry.slug for entry in library.entries] == ["sore-throat"]


def test_a_file_that_vanishes_before_it_is_read_is_listed_as_unreadable(tmp_path: Path) -> None:
    path = write_aid(tmp_path, small_aid_text())
    path.unlink()

    entry = read_entry(path)

    assert entry.fault == f"{path}:1:1: cannot be opened: No such file or directory"


def test_a_file_that_vanishes_once_it_is_listed_is_told_of(tmp_path: Path) -> None:
    path = write_aid(tmp_path, small_aid_text())
    library = open_library([tmp_path], None)
    path.unlink()

    with pytest.raises(AidUnreadable) as unreadable:
        library.load("sore-throat")

    assert str(unreadable.value.faults[0]).startswith(f"{path}:1:1: cannot be opened: ")


def test_every_bad_file_is_listed_as_unreadable_beside_the_good_one(tmp_path: Path) -> None:
    write_aid(tmp_path, small_aid_text())
    small = [content for content, _ in BAD_FILES.values() if len(content) < 15_000]
    for number, content in enumerate(small):
        write_aid(tmp_path, "", f"bad-{number}").write_bytes(content)

    good, *bad = open_library([tmp_path], None).entries

    assert good.slug == "sore-throat"
    assert len(bad) == len(small) > 40
    assert all(entry.fault and entry.fault.startswith(f"{entry.path}:") for entry in bad)
