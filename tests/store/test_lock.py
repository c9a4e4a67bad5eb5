import json
import os
import platform
import stat
from pathlib import Path

import pytest

from sdm_tui.store.lock import NOT_KNOWN, Holder, Lock, login_name, take_lock
from tests.store.samples import NOW


def taken(path: Path) -> Lock:
    lock = take_lock(path, NOW)
    assert isinstance(lock, Lock)
    return lock


def test_a_second_copy_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    lock = taken(tmp_path / "lock")

    second = take_lock(tmp_path / "lock", NOW)

    assert isinstance(second, Holder)
    assert (second.pid, second.since) == (os.getpid(), "2026-11-22T09:30:00+00:00")
    assert second.host
    assert second.user == login_name()
    lock.release()


def test_a_holder_of_an_earlier_version_has_no_name(tmp_path: Path) -> None:
    lock = taken(tmp_path / "lock")
    (tmp_path / "lock").write_text('{"pid": 7, "host": "desk", "since": "today"}')

    assert take_lock(tmp_path / "lock", NOW) == Holder(7, "desk", "today", "")
    lock.release()


def test_a_holder_without_a_login_name_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)

    lock = taken(tmp_path / "lock")

    assert take_lock(tmp_path / "lock", NOW) == Holder(
        os.getpid(), platform.node(), NOW.isoformat(), ""
    )
    lock.release()


def test_a_released_lock_can_be_taken_again(tmp_path: Path) -> None:
    taken(tmp_path / "lock").release()

    second = taken(tmp_path / "lock")

    assert second.stands()
    second.release()


def test_releasing_twice_does_nothing(tmp_path: Path) -> None:
    lock = taken(tmp_path / "lock")
    lock.release()
    second = taken(tmp_path / "lock")

    lock.release()

    assert not lock.stands()
    assert isinstance(take_lock(tmp_path / "lock", NOW), Holder)
    second.release()


@pytest.mark.parametrize(
    "details",
    [b"", b"\0\0", b"{", b"[]", b'{"pid": "1", "host": "a", "since": "b"}', b"[" * 100_000],
)
def test_a_holder_whose_details_cannot_be_read_is_not_known(tmp_path: Path, details: bytes) -> None:
    lock = taken(tmp_path / "lock")
    (tmp_path / "lock").write_bytes(details)

    assert take_lock(tmp_path / "lock", NOW) == NOT_KNOWN
    assert NOT_KNOWN.pid == 0
    lock.release()


def test_details_of_an_earlier_holder_are_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_text(json.dumps({"pid": 1, "host": "h" * 500, "since": "long ago"}))

    lock = taken(path)

    assert json.loads(path.read_bytes())["pid"] == os.getpid()
    lock.release()


def test_a_lock_whose_file_was_removed_no_longer_stands(tmp_path: Path) -> None:
    lock = taken(tmp_path / "lock")
    assert lock.stands()

    (tmp_path / "lock").unlink()
    gone = lock.stands()
    other = taken(tmp_path / "lock")

    assert not gone
    assert not lock.stands()
    assert other.stands()
    lock.release()
    other.release()


def test_a_lock_file_that_cannot_be_opened_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()

    with pytest.raises(OSError, match="directory"):
        take_lock(tmp_path / "lock", NOW)


def test_only_its_owner_can_read_the_lock_file(tmp_path: Path) -> None:
    lock = taken(tmp_path / "lock")

    assert stat.S_IMODE((tmp_path / "lock").stat().st_mode) == 0o600
    lock.release()
