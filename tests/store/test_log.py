"""The audit log: whatever is done to it behind the store's back breaks its chain."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from sdm_tui.store import log
from sdm_tui.store.engine import Engine
from sdm_tui.store.log import Broken, LogEntry
from tests.store.samples import NOW, behind, engine_at, flipped, sealings


@pytest.fixture(params=list(sealings().values()), ids=list(sealings()))
def engine(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Return an engine over a file with six entries in its log."""
    made = engine_at(tmp_path / "store.db", request.param)
    for number in range(1, 7):
        log.append(
            made, NOW + timedelta(hours=number), "Dr Grey", "changed", f"record-{number}", "why"
        )
    yield made
    made.connection.close()


def read(engine: Engine) -> list[int]:
    return [e.sequence for e in log.entries(engine) if isinstance(e, LogEntry)]


def broken(engine: Engine) -> list[Broken]:
    return [e for e in log.entries(engine) if isinstance(e, Broken)]


def stands_for_itself(engine: Engine) -> bool:
    """Whether the log is whole and ends where the head says that it ends."""
    head, found = engine.read_head(), list(log.entries(engine))
    ends_there = bool(found) and found[-1].sequence == head.log_sequence
    is_linked = log.link_at(engine, head.log_sequence) == head.log_link
    return ends_there and is_linked and not broken(engine)


def test_entries_are_read_in_the_order_in_which_they_were_made(engine: Engine) -> None:
    found = list(log.entries(engine))

    assert found[0] == LogEntry(
        1, "2026-11-22T10:30:00+00:00", "Dr Grey", "changed", "record-1", "why"
    )
    assert read(engine) == [1, 2, 3, 4, 5, 6]
    assert stands_for_itself(engine)


def test_the_last_entries_come_newest_first(engine: Engine) -> None:
    assert [e.record for e in log.last_entries(engine, 2)] == ["record-6", "record-5"]
    assert len(log.last_entries(engine, 100)) == 6


def test_a_log_of_many_entries_is_one_chain(engine: Engine) -> None:
    with engine.change():
        for _ in range(1100):
            log.append(engine, NOW, "Dr Grey", "opened")

    assert len(read(engine)) == 1106
    assert stands_for_itself(engine)


def test_an_entry_goes_with_the_change_that_it_tells_of(engine: Engine) -> None:
    with suppress(ZeroDivisionError), engine.change():
        log.append(engine, NOW, "Dr Grey", "erased", "record-1")
        raise ZeroDivisionError
    log.append(engine, NOW, "Dr Grey", "opened")

    assert read(engine) == [1, 2, 3, 4, 5, 6, 7]
    assert stands_for_itself(engine)


def test_a_clock_that_was_set_back_does_not_break_the_chain(engine: Engine) -> None:
    log.append(engine, NOW - timedelta(days=400), "Dr Grey", "opened")

    assert log.last_entries(engine, 1)[0].at.startswith("2025-")
    assert stands_for_itself(engine)


@pytest.mark.parametrize(
    ("tampering", "where"),
    [
        ("UPDATE log SET body = x'00' WHERE sequence = 3", {3}),
        ("UPDATE log SET body = 'text' WHERE sequence = 3", {3}),
        ("UPDATE log SET link = zeroblob(32) WHERE sequence = 3", {3, 4}),
        ("UPDATE log SET link = 'text' WHERE sequence = 3", {3, 4}),
        ("DELETE FROM log WHERE sequence = 3", {3, 4}),
        ("DELETE FROM log WHERE sequence = 1", {1, 2}),
        ("INSERT INTO log SELECT 7, body, link FROM log WHERE sequence = 3", {7}),
        ("INSERT INTO log SELECT 0, body, link FROM log WHERE sequence = 3", {0, 1}),
    ],
)
def test_what_was_done_to_an_entry_is_told_at_its_place(
    engine: Engine, tampering: str, where: set[int]
) -> None:
    behind(engine.path, tampering)

    assert where <= {fault.sequence for fault in broken(engine)}
    assert not stands_for_itself(engine)
    assert len(read(engine)) >= 4


def test_two_entries_that_were_swapped_are_told(engine: Engine) -> None:
    behind(engine.path, "UPDATE log SET sequence = 99 WHERE sequence = 3")
    behind(engine.path, "UPDATE log SET sequence = 3 WHERE sequence = 4")
    behind(engine.path, "UPDATE log SET sequence = 4 WHERE sequence = 99")

    assert {3, 4} <= {fault.sequence for fault in broken(engine)}
    assert {1, 2, 6} <= set(read(engine))


def test_an_entry_that_was_put_in_between_is_told(engine: Engine) -> None:
    for sequence in (6, 5, 4):
        behind(engine.path, "UPDATE log SET sequence = sequence + 1 WHERE sequence = ?", sequence)
    behind(engine.path, "INSERT INTO log SELECT 4, body, link FROM log WHERE sequence = 2")

    assert {4, 5} <= {fault.sequence for fault in broken(engine)}


def test_an_end_that_was_cut_off_is_told_by_the_head(engine: Engine) -> None:
    behind(engine.path, "DELETE FROM log WHERE sequence > 4")

    assert broken(engine) == []
    assert read(engine) == [1, 2, 3, 4]
    assert not stands_for_itself(engine)


def test_every_flipped_bit_of_an_entry_is_told(engine: Engine) -> None:
    ((body,),) = behind(engine.path, "SELECT body FROM log WHERE sequence = 3")

    for bit in range(0, len(body) * 8, 29):
        behind(engine.path, "UPDATE log SET body = ? WHERE sequence = 3", flipped(body, bit))
        assert {fault.sequence for fault in broken(engine)} == {3}


def test_a_fingerprint_on_paper_is_found_again(engine: Engine) -> None:
    head = engine.read_head()
    printed = log.fingerprint(head.log_sequence, head.log_link)
    log.append(engine, NOW, "Dr Grey", "opened")

    assert printed == f"6-{head.log_link[:8]}"
    assert log.has_fingerprint(engine, f" {printed.upper()}\n")
    assert not log.has_fingerprint(engine, printed.replace("6-", "5-"))
    assert not log.has_fingerprint(engine, printed.replace("6-", "9-"))
    assert log.fingerprint(0, "") == ""


@pytest.mark.parametrize(
    "printed", ["", "6", "6-", "6-abc", "-12345678", "six-12345678", "6-123456789"]
)
def test_what_is_no_fingerprint_is_said_to_be_none(engine: Engine, printed: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(printed)}$"):
        log.has_fingerprint(engine, printed)
