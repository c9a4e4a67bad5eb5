"""Sign-offs: bound to one exact text, kept apart from it, and never deleted."""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdm_tui.aids import sign_off
from sdm_tui.aids.sign_off import (
    FILE_NAME,
    SignOffEntry,
    SignOffs,
    Standing,
    add_entry,
    faults_told,
    read_sign_offs,
)
from sdm_tui.errors import SdmError

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TEXT, OTHER_TEXT = "a" * 64, "b" * 64
LOCAL, OTHER_LOCAL = "c" * 64, "d" * 64
Spoil = Callable[[dict[str, Any]], object]


def signed(
    minute: int = 0,
    *,
    aid: str = "singing-knee",
    content_hash: str = TEXT,
    overlay_hash: str = "",
    name: str = "Dr A Example",
) -> SignOffEntry:
    """Return a sign-off of the invented aid, so many minutes after NOW."""
    return SignOffEntry(
        kind="signed",
        aid=aid,
        content_hash=content_hash,
        at=NOW + timedelta(minutes=minute),
        name=name,
        role="GP",
        registration="GMC 0000000",
        version="1.0.0",
        overlay_hash=overlay_hash,
    )


def revoked(minute: int = 1) -> SignOffEntry:
    """Return that the sign-off was taken back."""
    return SignOffEntry(
        kind="revoked",
        aid="singing-knee",
        content_hash=TEXT,
        at=NOW + timedelta(minutes=minute),
        name="Nurse B Example",
        reason="A figure was wrong",
    )


def standing(*entries: SignOffEntry, text: str = TEXT, local: str = "") -> Standing:
    """Return how the invented aid stands after some entries."""
    return SignOffs(entries).standing("singing-knee", text, local)


def test_an_aid_that_nobody_signed_is_unsigned() -> None:
    assert standing() == Standing("unsigned")
    assert standing(signed(aid="other-aid")) == Standing("unsigned")


def test_a_signed_aid_says_who_signed_it_and_when() -> None:
    assert standing(signed()) == Standing(
        "signed", "Dr A Example", "GP", "GMC 0000000", date(2026, 11, 22)
    )


def test_a_sign_off_lapses_when_the_text_changes_and_holds_when_it_is_put_back() -> None:
    assert standing(signed(), text=OTHER_TEXT).state == "lapsed"
    assert standing(signed(), text=OTHER_TEXT).name == "Dr A Example"
    assert standing(signed(), signed(5, content_hash=OTHER_TEXT)).state == "signed"


def test_a_sign_off_is_bound_to_the_local_facts_too() -> None:
    with_local = signed(overlay_hash=LOCAL)

    assert standing(with_local, local=LOCAL).state == "signed"
    assert standing(with_local, local=OTHER_LOCAL).state == "lapsed"
    assert standing(with_local).state == "lapsed"
    assert standing(signed(), local=LOCAL).state == "lapsed"


def test_a_sign_off_that_was_taken_back_says_by_whom_and_why() -> None:
    held = standing(signed(), revoked())

    assert (held.state, held.name, held.reason) == (
        "revoked",
        "Nurse B Example",
        "A figure was wrong",
    )


def test_taking_back_ends_the_sign_offs_of_earlier_texts_too() -> None:
    history = (signed(), signed(1, content_hash=OTHER_TEXT), revoked(2))

    assert standing(*history).state == "revoked"
    assert standing(*history, text=OTHER_TEXT).state == "revoked"


def test_an_aid_can_be_signed_again_after_that() -> None:
    history = (signed(), revoked(1), signed(2, content_hash=OTHER_TEXT))

    assert standing(*history, text=OTHER_TEXT).state == "signed"
    assert standing(*history).state == "lapsed"


@given(st.lists(st.sampled_from(["sign", "sign other", "revoke"]), max_size=8))
def test_an_aid_counts_as_signed_only_if_this_text_was_signed_since_the_last_taking_back(
    steps: list[str],
) -> None:
    made = {
        "sign": signed(),
        "sign other": signed(content_hash=OTHER_TEXT),
        "revoke": revoked(),
    }
    since = "|".join(steps).rpartition("revoke")[2].split("|")

    held = standing(*(made[step] for step in steps))

    assert (held.state == "signed") == ("sign" in since)


def test_what_was_kept_is_read_back_in_full(tmp_path: Path) -> None:
    file = tmp_path / "not there yet" / FILE_NAME
    entries = (signed(overlay_hash=LOCAL), revoked(), signed(2, name="Dr \u00c9 \u5f20"))

    for entry in entries:
        add_entry(file, entry)

    assert read_sign_offs([file]) == SignOffs(entries)
    assert [path.name for path in file.parent.iterdir()] == [FILE_NAME]


def test_without_a_file_nothing_is_signed(tmp_path: Path) -> None:
    assert read_sign_offs([tmp_path / FILE_NAME]) == SignOffs()


def test_a_trusts_own_file_and_the_persons_are_read_together_by_time(tmp_path: Path) -> None:
    shipped, own = tmp_path / "trust.json", tmp_path / "own.json"
    add_entry(shipped, signed(0))
    add_entry(own, revoked(1))
    add_entry(shipped, signed(2, content_hash=OTHER_TEXT))

    held = read_sign_offs([own, shipped, own])

    assert held.entries == (signed(0), revoked(1), signed(2, content_hash=OTHER_TEXT))


def test_a_clock_that_was_set_back_does_not_undo_a_taking_back(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    add_entry(file, signed(60))
    add_entry(file, revoked(0))

    assert read_sign_offs([file]).standing("singing-knee", TEXT).state == "revoked"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"format": "sdm-tui sign-offs", "format_version": 2, "entries": []}',
        b'{"format": "something else", "format_version": 1, "entries": []}',
        b'{"format": "sdm-tui sign-offs", "format_version": 1}',
    ],
)
def test_a_broken_file_makes_every_aid_unsigned_and_is_left_as_it_is(
    tmp_path: Path, content: bytes
) -> None:
    broken, sound = tmp_path / "broken.json", tmp_path / "sound.json"
    broken.write_bytes(content)
    add_entry(sound, signed())

    held = read_sign_offs([broken, sound])

    assert held.standing("singing-knee", TEXT).state == "unsigned"
    assert str(broken) in faults_told(held)
    with pytest.raises(SdmError):
        add_entry(broken, signed())
    assert broken.read_bytes() == content


@pytest.mark.parametrize(
    "spoil",
    [
        lambda entry: entry.update(kind="approved"),
        lambda entry: entry.update(name=" "),
        lambda entry: entry.update(name=7),
        lambda entry: entry.pop("registration"),
        lambda entry: entry.update(content_hash="abc"),
        lambda entry: entry.update(content_hash=""),
        lambda entry: entry.update(overlay_hash="abc"),
        lambda entry: entry.update(at="yesterday"),
        lambda entry: entry.update(at="2026-11-22T10:00:00"),
        lambda entry: entry.pop("at"),
        lambda entry: entry.update(mood="good"),
    ],
)
def test_a_spoilt_entry_is_told_with_its_number_and_nothing_counts(
    tmp_path: Path, spoil: Spoil
) -> None:
    file = tmp_path / FILE_NAME
    add_entry(file, signed())
    add_entry(file, signed(1))
    data = json.loads(file.read_text())
    spoil(data["entries"][1])
    file.write_text(json.dumps(data))

    held = read_sign_offs([file])

    assert held.entries == ()
    assert "entry 2 is not a sign-off" in faults_told(held)


def test_a_folder_in_place_of_the_file_is_told_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()

    held = read_sign_offs([tmp_path / FILE_NAME])

    assert held.entries == ()
    assert FILE_NAME in faults_told(held)


def test_what_cannot_be_written_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / FILE_NAME
    add_entry(file, signed())
    before = file.read_bytes()

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(SdmError, match="No space left"):
        add_entry(file, revoked())

    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_every_entry_is_kept_where_many_are_added_at_once(tmp_path: Path) -> None:
    file = tmp_path / "data" / FILE_NAME
    entries = [signed(aid=f"aid-{number}") for number in range(20)]

    with ThreadPoolExecutor(len(entries)) as pool:
        list(pool.map(lambda entry: add_entry(file, entry), entries))

    kept = read_sign_offs([file]).entries
    assert sorted(entry.aid for entry in kept) == sorted(entry.aid for entry in entries)
    assert [path.name for path in file.parent.iterdir()] == [FILE_NAME]


ADDS_FIVE = """
import sys
from dataclasses import replace
from pathlib import Path
from sdm_tui.aids.sign_off import add_entry, read_sign_offs
file, name = Path(sys.argv[1]), sys.argv[2]
(first,) = read_sign_offs([file.with_name("first.json")]).entries
print("ready", flush=True)
sys.stdin.readline()
for number in range(5):
    add_entry(file, replace(first, aid=f"{name}-{number}"))
"""


def test_every_entry_is_kept_where_four_copies_add_theirs_at_once(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    add_entry(tmp_path / "first.json", signed())
    command = [sys.executable, "-c", ADDS_FIVE, str(file)]
    copies = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for name in "abcd"
    ]
    ready = [copy.stdout.readline() for copy in copies if copy.stdout]

    for copy in copies:
        assert copy.stdin is not None
        copy.stdin.write("go\n")
        copy.stdin.flush()
    ended = [copy.communicate()[0] is not None and copy.returncode for copy in copies]

    kept = [entry.aid for entry in read_sign_offs([file]).entries]
    assert (ready, ended) == (["ready\n"] * 4, [0] * 4)
    assert sorted(kept) == [f"{name}-{number}" for name in "abcd" for number in range(5)]


def test_a_sign_off_is_on_the_disk_with_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[bool] = []
    flush = os.fsync

    def noted(descriptor: int) -> None:
        flushed.append(stat.S_ISDIR(os.fstat(descriptor).st_mode))
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", noted)

    add_entry(tmp_path / FILE_NAME, signed())

    assert flushed == [False, True]


def test_a_sign_off_that_the_disk_does_not_confirm_is_not_called_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = os.fsync

    def failing_for_folders(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(5, "Input/output error")
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", failing_for_folders)

    with pytest.raises(SdmError, match="did not confirm") as told:
        add_entry(tmp_path / FILE_NAME, signed())

    assert "Nothing was signed" not in told.value.message
    assert len(read_sign_offs([tmp_path / FILE_NAME]).entries) == 1


def test_a_lock_that_a_killed_copy_left_keeps_nobody_from_signing(tmp_path: Path) -> None:
    (tmp_path / f"{FILE_NAME}.lock").write_bytes(b"")

    add_entry(tmp_path / FILE_NAME, signed())

    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_whoever_may_read_a_shared_folder_may_read_its_sign_offs(tmp_path: Path) -> None:
    shared, private = tmp_path / "shared", tmp_path / "private"
    shared.mkdir()
    shared.chmod(0o755)
    private.mkdir(mode=0o700)

    for folder in (shared, private):
        add_entry(folder / FILE_NAME, signed())

    assert (shared / FILE_NAME).stat().st_mode & 0o777 == 0o644
    assert (private / FILE_NAME).stat().st_mode & 0o777 == 0o600


@settings(max_examples=50)
@given(st.text(st.characters()))
def test_a_name_is_kept_on_one_line_whatever_was_typed(typed: str) -> None:
    words = sign_off.one_line(typed)

    assert "\n" not in words
    assert words == words.strip()
    words.encode()
    assert sign_off.one_line(words) == words
