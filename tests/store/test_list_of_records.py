"""The list that a copy keeps in memory stays true while another copy changes the store."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from sdm_tui.consultation import moves
from sdm_tui.errors import StoreUnreadable
from sdm_tui.store.engine import Engine
from sdm_tui.store.rows import Row
from sdm_tui.store.tables import IN_PROGRESS
from tests.store.samples import NOW, consultation, opened, plain_store


def test_a_record_that_another_copy_finished_is_listed_once_beside_a_damaged_entry(
    tmp_path: Path,
) -> None:
    writer = plain_store(tmp_path)
    for name in ("knee-one", "knee-two", "knee-three"):
        writer.put(consultation(name))
    damaged = writer.engine.named(IN_PROGRESS, "knee-one")[0].id
    number = writer.engine.number_of(IN_PROGRESS)
    writer.engine.connection.execute(
        f"UPDATE rows_{number} SET body = zeroblob(length(body)) WHERE id = ?",  # noqa: S608
        (damaged,),
    )
    reader = opened(tmp_path)
    assert {entry.id for entry in reader.entries()} == {"knee-two", "knee-three"}

    writer.put(moves.seal(consultation("knee-two"), NOW))

    listed = sorted((entry.id, entry.is_sealed) for entry in reader.entries())
    assert listed == [("knee-three", False), ("knee-two", True)]


def test_a_fault_in_the_middle_of_the_list_hides_no_record_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = plain_store(tmp_path)
    for name in ("knee-one", "knee-two", "knee-three"):
        writer.put(consultation(name))
    reader = opened(tmp_path)
    whole = Engine.rows

    def broken_off(engine: Engine, table: str) -> Iterator[Row]:
        yield next(whole(engine, table))
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Engine, "rows", broken_off)
        with pytest.raises(StoreUnreadable):
            reader.entries()

    listed = [entry.id for entry in reader.entries()]
    assert listed == ["knee-three", "knee-two", "knee-one"]
