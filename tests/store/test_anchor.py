"""An older copy put back is noticed; a crash, which only leaves the anchor behind, is not."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sdm_tui.store import Store, log
from sdm_tui.store.anchor import anchor_path
from tests.store.samples import PASSPHRASE, consultation, opened, plain_store, sealed_store

Made = Callable[[Path], Store]


@pytest.fixture(params=[plain_store, sealed_store], ids=["plain", "encrypted"])
def made(request: pytest.FixtureRequest) -> Made:
    """Return what opens the store of a folder, in each form that a store has."""
    found: Made = request.param
    return found


@pytest.fixture
def store(tmp_path: Path, made: Made) -> Store:
    """Return the path of a closed store that holds one record."""
    store = made(tmp_path / "desk")
    store.put(consultation("first"))
    store.close()
    return store


def goes_on(store: Store, made: Made, name: str) -> None:
    again = made(store.path.parent)
    again.put(consultation(name))
    again.close()


def notices(store: Store, made: Made) -> str:
    again = made(store.path.parent)
    told = " ".join(again.notices)
    again.close()
    return told


def test_a_store_that_was_closed_and_opened_raises_no_alarm(store: Store, made: Made) -> None:
    for name in ("second", "third"):
        goes_on(store, made, name)

        assert notices(store, made) == ""


def test_a_new_store_raises_no_alarm(tmp_path: Path, made: Made) -> None:
    assert made(tmp_path).notices == []


def test_an_older_copy_that_was_put_back_is_noticed(store: Store, made: Made) -> None:
    older = store.path.read_bytes()
    goes_on(store, made, "second")
    store.path.write_bytes(older)

    told = notices(store, made)

    assert "an older copy was put back" in told
    assert "Look at these records before you rely on them" in told
    assert "sdm-tui store verify" in told


def test_an_older_copy_that_went_on_by_itself_is_noticed(store: Store, made: Made) -> None:
    aside = store.path.parent.with_name("aside")
    shutil.copytree(store.path.parent, aside)
    goes_on(store, made, "second")
    for name in ("third", "fourth", "fifth"):
        goes_on_at = made(aside)
        goes_on_at.put(consultation(name))
        goes_on_at.close()
    shutil.copy(aside / store.path.name, store.path)

    assert "audit log is not the one that the anchor remembers" in notices(store, made)


def test_an_alarm_is_not_lost_in_the_log_of_an_encrypted_store(tmp_path: Path) -> None:
    store = sealed_store(tmp_path)
    older = store.path.read_bytes()
    store.put(consultation("first"))
    store.close()
    store.path.write_bytes(older)

    again = sealed_store(tmp_path)

    (entry,) = [e for e in log.last_entries(again.engine, 9) if e.what == "older copy noticed"]
    assert "older copy was put back" in entry.why
    again.lock()
    again.unlock(PASSPHRASE)
    assert [e.what for e in log.last_entries(again.engine, 99)].count("older copy noticed") == 1


def test_a_missing_anchor_is_told_until_the_audit_log_holds_it(store: Store, made: Made) -> None:
    anchor_path(store.path).unlink()
    missing = "its anchor, the small file beside it, is missing"

    assert missing in notices(store, made)
    goes_on(store, made, "second")

    assert notices(store, made) == ""
    again = made(store.path.parent)
    assert [entry.why for entry in log.unsettled(again.engine)] == [missing]
    again.note("older copy accepted", why="it was copied by hand")
    assert log.unsettled(again.engine) == []
    again.close()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff", b'{"mac": 1, "more": 2}'])
def test_an_anchor_that_cannot_be_read_is_told(store: Store, made: Made, content: bytes) -> None:
    anchor_path(store.path).write_bytes(content)

    assert "cannot be read" in notices(store, made)


def test_the_anchor_of_another_store_is_told(store: Store, made: Made, tmp_path: Path) -> None:
    other = made(tmp_path / "another desk")
    other.put(consultation("first"))
    other.close()
    shutil.copy(anchor_path(other.path), anchor_path(store.path))

    assert "was not written by this store" in notices(store, made)


@pytest.mark.parametrize("part", ["sequence", "log_sequence", "log_link", "mac"])
def test_an_anchor_that_was_altered_is_told(store: Store, made: Made, part: str) -> None:
    path = anchor_path(store.path)
    content = json.loads(path.read_bytes())
    content[part] = 0 if isinstance(content[part], int) else "00" * 32
    path.write_text(json.dumps(content))

    assert "was not written by this store" in notices(store, made)


def test_an_anchor_that_names_another_store_is_told(store: Store, made: Made) -> None:
    path = anchor_path(store.path)
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"store": "another"}))

    assert "belongs to another store" in notices(store, made)


def test_a_crash_that_leaves_the_anchor_behind_is_no_alarm(store: Store, made: Made) -> None:
    crashed = store.path.parent.with_name("crashed")
    again = made(store.path.parent)
    for name in ("second", "third"):
        again.put(consultation(name))
        shutil.copytree(store.path.parent, crashed, dirs_exist_ok=True)

        after = made(crashed)
        assert after.notices == []
        assert name in after.ids()
        after.close()
        shutil.rmtree(crashed)


def test_the_anchor_moves_on_when_a_store_is_locked(tmp_path: Path) -> None:
    store = sealed_store(tmp_path)
    older = store.path.read_bytes()
    store.put(consultation("first"))
    store.lock()
    store.path.write_bytes(older)

    again = opened(tmp_path)
    again.unlock(PASSPHRASE)

    assert "older copy was put back" in again.notices[0]


def test_a_copy_that_only_reads_leaves_the_anchor_alone(tmp_path: Path, made: Made) -> None:
    first = made(tmp_path)
    second = made(tmp_path)
    first.put(consultation("first"))
    before = anchor_path(first.path).read_bytes()

    second.close()

    assert anchor_path(first.path).read_bytes() == before


def test_nothing_of_a_record_stands_in_the_anchor(store: Store) -> None:
    anchored = json.loads(anchor_path(store.path).read_bytes())

    assert set(anchored) == {"store", "sequence", "log_sequence", "log_link", "mac"}


def test_an_older_copy_is_noticed_also_where_the_app_was_killed(store: Store, made: Made) -> None:
    older = store.path.read_bytes()
    going_on = made(store.path.parent)
    going_on.put(consultation("second"))
    as_after_a_kill = store.path.parent.with_name("killed")
    shutil.copytree(store.path.parent, as_after_a_kill)
    going_on.close()
    (as_after_a_kill / store.path.name).write_bytes(older)

    again = made(as_after_a_kill)
    told = " ".join(again.notices)
    again.close()

    assert "an older copy was put back" in told


def test_the_anchor_keeps_up_with_the_audit_log_and_not_with_every_letter(
    store: Store, made: Made
) -> None:
    again = made(store.path.parent)
    again.put(consultation("second"))
    first = anchor_path(again.path).read_bytes()
    again.put(consultation("second"))
    second = anchor_path(again.path).read_bytes()
    again.note("exported", "second")
    third = anchor_path(again.path).read_bytes()
    again.close()

    assert first == second != third
