"""What opens an encrypted store, what does not, and what is told of it afterwards."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sdm_tui.errors import (
    NotSaved,
    NotSetUp,
    ReadOnly,
    StoreLocked,
    TooShort,
    WrongPassphrase,
)
from sdm_tui.store import Store, log
from sdm_tui.store.keys import USUAL, Cost, read_slot
from tests.store.samples import (
    CHEAPEST,
    NOW,
    PASSPHRASE,
    behind,
    consultation,
    flipped,
    opened,
    plain_store,
    sealed_store,
)

OTHER = "copper bicycle drawer"


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a closed store with one record."""
    store = sealed_store(tmp_path)
    store.put(consultation("first", "told in confidence"))
    store.close()
    return tmp_path


def try_wrongly(store: Store, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassphrase):
            store.unlock("not the passphrase")


def told(store: Store) -> list[str]:
    return [e.what for e in log.entries(store.engine) if isinstance(e, log.LogEntry)]


def test_a_locked_store_tells_nothing_before_it_is_unlocked(folder: Path) -> None:
    store = opened(folder)
    asks: list[Callable[[], object]] = [
        store.entries,
        store.ids,
        store.unreadable,
        store.last_touched,
        store.branches,
        lambda: store.get("first"),
        lambda: store.newest(3),
        lambda: store.put(consultation("second")),
        lambda: store.delete("first"),
        lambda: store.kept_aid("abc"),
        lambda: store.keep_aid("abc", "title: Why?"),
        lambda: store.note("opened"),
        lambda: store.tinydb,
    ]

    assert (store.state, store.is_encrypted, store.fingerprint) == ("locked", True, "")
    for ask in asks:
        with pytest.raises(StoreLocked, match="waits for its passphrase"):
            ask()
    assert store.fault is None


def test_the_passphrase_opens_it(folder: Path) -> None:
    store = opened(folder)

    store.unlock(f" {PASSPHRASE}\n")

    assert (store.state, store.is_encrypted) == ("open", True)
    assert store.get("first").what_matters.important == "told in confidence"
    assert told(store)[-1] == "unlocked"


def test_an_open_store_asks_too_and_stays_open_after_a_wrong_answer(folder: Path) -> None:
    store = sealed_store(folder)

    try_wrongly(store)

    assert store.get("first").id == "first"
    store.unlock(PASSPHRASE)


def test_locking_forgets_everything_that_was_read(folder: Path) -> None:
    store = sealed_store(folder)
    assert store.entries()

    store.lock()

    assert store.state == "locked"
    with pytest.raises(StoreLocked):
        store.entries()
    store.unlock(PASSPHRASE)
    assert [e.id for e in store.entries()] == ["first"]


def test_a_plain_store_is_never_locked(tmp_path: Path) -> None:
    store = plain_store(tmp_path)

    store.lock()

    assert (store.state, store.is_encrypted, store.slots()) == ("open", False, [])
    with pytest.raises(NotSaved, match="not encrypted"):
        store.change_passphrase(OTHER, CHEAPEST)


def test_a_store_that_is_not_there_has_nothing_to_unlock(tmp_path: Path) -> None:
    with pytest.raises(NotSetUp):
        opened(tmp_path).unlock(PASSPHRASE)


def test_each_wrong_passphrase_makes_the_wait_longer_up_to_a_minute(folder: Path) -> None:
    store = opened(folder)
    waits = []

    for _ in range(8):
        try_wrongly(store)
        waits.append(store.seconds_to_wait())

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_the_wait_runs_down_with_the_clock(folder: Path) -> None:
    clock = Clock()
    store = opened(folder, clock=clock)
    assert store.seconds_to_wait() == 0
    try_wrongly(store, 4)

    waits = []
    for seconds in (0, 3, 4.5, 1):
        clock.move(seconds)
        waits.append(store.seconds_to_wait())

    assert waits == [8, 5, 0.5, 0]


def test_the_wait_is_not_over_because_the_app_was_opened_again(folder: Path) -> None:
    clock = Clock()
    store = opened(folder, clock=clock)
    try_wrongly(store, 3)
    store.close()

    again = opened(folder, clock=clock)

    assert again.seconds_to_wait() == 4
    try_wrongly(again)
    assert again.seconds_to_wait() == 8


@pytest.mark.parametrize("seconds", [-1, -3600, -(10**8)])
def test_the_wait_is_neither_over_nor_endless_because_the_clock_was_set_back(
    folder: Path, seconds: int
) -> None:
    clock = Clock()
    store = opened(folder, clock=clock)
    try_wrongly(store, 3)

    clock.move(seconds)

    assert store.seconds_to_wait() == 4


@pytest.mark.parametrize("at", ["", "yesterday", "2026-11-22T09:30:00", "9" * 99])
def test_a_damaged_moment_of_a_failure_is_waited_for_in_full(folder: Path, at: str) -> None:
    store = opened(folder)
    behind(store.path, "INSERT INTO failures VALUES (?)", at)

    assert store.seconds_to_wait() == 1
    store.unlock(PASSPHRASE)
    assert "unlock failed" in told(store)


def test_thousands_of_failures_are_no_error(folder: Path) -> None:
    store = opened(folder)
    behind(
        store.path,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
        "INSERT INTO failures SELECT ? FROM n",
        NOW.isoformat(),
    )

    assert store.seconds_to_wait() == 60


def test_the_right_passphrase_ends_the_wait_and_the_failures_are_in_the_log(folder: Path) -> None:
    clock = Clock()
    store = opened(folder, clock=clock)
    try_wrongly(store)
    clock.move(90)
    try_wrongly(store)
    clock.move(90)

    store.unlock(PASSPHRASE)

    assert store.seconds_to_wait() == 0
    assert told(store)[-3:] == ["unlock failed", "unlock failed", "unlocked"]
    failed = [e.at for e in log.last_entries(store.engine, 3) if e.what == "unlock failed"]
    assert failed == [(NOW + timedelta(seconds=90)).isoformat(), NOW.isoformat()]
    assert behind(store.path, "SELECT * FROM failures") == []


def test_a_wrong_passphrase_changes_nothing_else(folder: Path) -> None:
    store = opened(folder)
    before = behind(store.path, "SELECT * FROM rows_1"), behind(store.path, "SELECT * FROM head")

    with pytest.raises(WrongPassphrase, match="Nothing was changed") as caught:
        store.unlock("not the passphrase")

    assert "Caps Lock" in caught.value.hint
    assert store.state == "locked"
    assert before == (
        behind(store.path, "SELECT * FROM rows_1"),
        behind(store.path, "SELECT * FROM head"),
    )


def test_another_passphrase_is_chosen_without_any_row_being_written_anew(folder: Path) -> None:
    store = sealed_store(folder)
    before = behind(store.path, "SELECT * FROM rows_1 UNION ALL SELECT * FROM rows_2")

    store.change_passphrase(OTHER, CHEAPEST)

    assert behind(store.path, "SELECT * FROM rows_1 UNION ALL SELECT * FROM rows_2") == before
    assert told(store)[-1] == "passphrase changed"
    store.close()
    again = opened(folder)
    try_wrongly(again)
    with pytest.raises(WrongPassphrase):
        again.unlock(PASSPHRASE)
    again.unlock(OTHER)
    assert again.get("first").id == "first"


def test_a_short_passphrase_is_refused_and_nothing_is_made_or_changed(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with pytest.raises(TooShort):
        store.create("short")
    assert (store.state, store.path.exists()) == ("new", False)
    store.create(PASSPHRASE, CHEAPEST)

    with pytest.raises(TooShort):
        store.change_passphrase("aaaaaaaaaaaaaaaa", CHEAPEST)

    store.lock()
    store.unlock(PASSPHRASE)


def test_the_passphrase_of_a_store_in_use_costs_what_is_usual(tmp_path: Path) -> None:
    store = opened(tmp_path)

    store.create(PASSPHRASE)

    costs: dict[str, Cost | None] = {slot.name: slot.cost for slot in store.slots()}
    assert costs == {"passphrase": USUAL, "recovery": None}


def test_the_recovery_key_opens_it_and_may_be_changed(tmp_path: Path) -> None:
    store = opened(tmp_path)
    first = store.create(PASSPHRASE, CHEAPEST)
    store.lock()
    store.unlock(first.lower().replace("-", " "))
    assert log.last_entries(store.engine, 1)[0].why == "with the recovery key"

    second = store.change_recovery_key()
    store.lock()

    with pytest.raises(WrongPassphrase):
        store.unlock(first)
    store.unlock(second)
    store.lock()
    store.unlock(PASSPHRASE)
    assert first != second


@pytest.mark.parametrize("damaged", ["passphrase", "recovery"])
def test_where_one_slot_is_damaged_the_other_still_opens(tmp_path: Path, damaged: str) -> None:
    store = opened(tmp_path)
    recovery_key = store.create(PASSPHRASE, CHEAPEST)
    store.put(consultation("first"))
    store.close()
    secrets = {"passphrase": PASSPHRASE, "recovery": recovery_key}
    lost = secrets.pop(damaged)
    ((content,),) = behind(store.path, "SELECT content FROM slots WHERE name = ?", damaged)
    spoilt = "{" + content
    assert read_slot(spoilt) is None
    behind(store.path, "UPDATE slots SET content = ? WHERE name = ?", spoilt, damaged)

    again = opened(tmp_path)

    with pytest.raises(WrongPassphrase, match="is damaged") as caught:
        again.unlock(lost)
    assert "the other of the two" in caught.value.hint
    again.unlock(*secrets.values())
    assert again.get("first").id == "first"
    again.change_passphrase(PASSPHRASE, CHEAPEST)
    again.change_recovery_key()
    again.lock()
    again.unlock(PASSPHRASE)


def test_a_flipped_bit_of_a_slot_keeps_it_shut_or_means_nothing(tmp_path: Path) -> None:
    store = opened(tmp_path)
    recovery_key = store.create(PASSPHRASE, CHEAPEST)
    store.put(consultation("first"))
    store.close()
    opens = []
    ((content,),) = behind(store.path, "SELECT content FROM slots WHERE name = 'recovery'")
    for bit in range(0, len(content) * 8, 23):
        spoilt = flipped(content.encode(), bit).decode("utf-8", "replace")
        behind(store.path, "UPDATE slots SET content = ? WHERE name = 'recovery'", spoilt)
        again = opened(tmp_path)
        with suppress(WrongPassphrase):
            again.unlock(recovery_key)
            assert again.get("first").id == "first"
        opens.append(again.state)
        again.close()

    # Base 64 has letters of which the last bits stand for nothing.
    assert opens.count("locked") > 0.9 * len(opens)
    sealed_store(tmp_path).close()


def test_a_login_of_another_system_opens_nothing(folder: Path) -> None:
    store = opened(folder)

    assert not store.unlock_with_login()
    store.unlock(PASSPHRASE)
    with pytest.raises(NotSaved, match="only Windows binds a key to a login"):
        store.bind_to_login()
    before = told(store)
    with pytest.raises(NotSaved, match="No Windows login opens this store"):
        store.release_from_login()
    assert told(store) == before


def test_a_second_copy_unlocks_and_reads_and_leaves_no_trace(folder: Path) -> None:
    first = sealed_store(folder)
    before = first.path.read_bytes()

    second = sealed_store(folder)
    try_wrongly(second)

    assert second.get("first") == first.get("first")
    assert first.path.read_bytes() == before
    with pytest.raises(ReadOnly):
        second.change_passphrase(OTHER, CHEAPEST)


def test_nothing_that_was_said_and_no_secret_stands_in_any_file(tmp_path: Path) -> None:
    store = opened(tmp_path)
    recovery_key = store.create(PASSPHRASE, CHEAPEST)
    store.put(consultation("first", "told in confidence " * 200))
    store.put(consultation("second", "told in confidence"))
    store.keep_aid("abc", "title: a kept aid")
    try_wrongly(store)
    store.change_passphrase(OTHER, CHEAPEST)
    store.delete("first", "asked to forget")
    with suppress(ZeroDivisionError), store.changing() as engine:
        engine.put("consultations", 9, {"id": "ninth", "words": "told in confidence"})
        raise ZeroDivisionError
    data_key = store.engine.sealing.data_key  # type: ignore[attr-defined] # an encrypted one
    store.close()

    found = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())

    for secret in (PASSPHRASE, OTHER, "not the passphrase", recovery_key, "confidence", "kept aid"):
        assert secret.encode() not in found
    assert data_key not in found
    assert b"Dr Grey" not in found


def test_whoever_has_the_file_without_the_key_sees_ids_and_times_only(folder: Path) -> None:
    path = folder / "consultations.db"

    assert behind(path, "SELECT name FROM tables") == [("consultations",), ("in progress",)]
    assert [row[:4] for row in behind(path, "SELECT * FROM rows_1")] == [(1, "first", 1, 1)]
    with pytest.raises(sqlite3.OperationalError):
        behind(path, "SELECT words FROM rows_1")
