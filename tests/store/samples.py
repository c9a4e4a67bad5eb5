"""What the tests of the store keep in it, and how they open it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, started
from sdm_tui.store import Store, open_store
from sdm_tui.store.engine import Engine
from sdm_tui.store.file import create
from sdm_tui.store.keys import Cost
from sdm_tui.store.opening import NAMES
from sdm_tui.store.sealing import Encrypted, Plain, Sealing

NOW: Final = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CHEAPEST: Final = Cost(memory_kib=19 * 1024, passes=2, lanes=1)
PASSPHRASE: Final = "walnut ferry lantern"  # noqa: S105 - of no store but those of tests
STORE_ID: Final = "0123456789abcdef"
DATA_KEY: Final = bytes(range(32))


def consultation(name: str, words: str = "", *, minute: int = 0) -> Consultation:
    """Return a consultation that holds `words` and was touched so many minutes after NOW."""
    made = moves.write(started(name, NOW, None), "what_matters.important", words)
    return moves.touch(made, NOW + timedelta(minutes=minute))


def opened(
    folder: Path, *, rehearsal: bool = False, clock: Callable[[], datetime] = lambda: NOW
) -> Store:
    """Return the store of a folder as it is found."""
    return open_store(folder, rehearsal=rehearsal, clock=clock, who="Dr Grey")


def plain_store(folder: Path) -> Store:
    """Return the store of a folder, open; where there is none it is made without encryption."""
    store = opened(folder)
    if store.state == "new":
        store.create(None)
    return store


def sealed_store(folder: Path, passphrase: str = PASSPHRASE) -> Store:
    """Return the store of a folder, open; where there is none it is made with encryption."""
    store = opened(folder)
    if store.state == "new":
        store.create(passphrase, CHEAPEST)
    elif store.state == "locked":
        store.unlock(passphrase)
    return store


def sealings() -> dict[str, Sealing]:
    """Return both ways of sealing rows, by name."""
    return {"plain": Plain(STORE_ID), "encrypted": Encrypted(DATA_KEY, STORE_ID)}


def engine_at(path: Path, sealing: Sealing | None = None) -> Engine:
    """Return an engine over a new file."""
    connection = create(path)
    connection.execute("COMMIT")
    return Engine(connection, path, sealing or Plain(STORE_ID), NAMES)


def behind(path: Path, sql: str, *values: Any) -> list[Any]:
    """Ask or change a store's file behind the store's back; return what SQLite answers."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return connection.execute(sql, values).fetchall()


def rows_of(path: Path, table: str) -> str:
    """Return the name that a table's rows have in the file."""
    ((number,),) = behind(path, "SELECT number FROM tables WHERE name = ?", table)
    return f"rows_{number}"


def flipped(content: bytes, bit: int) -> bytes:
    """Return bytes in which one bit is another."""
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


Made = Callable[[Path], Store]
"""What opens the store of a folder, in one of the forms that a store has."""


def reopened(store: Store) -> Store:
    """Return a store, closed and opened again."""
    store.close()
    again = opened(store.path.parent)
    if again.state == "locked":
        again.unlock(PASSPHRASE)
    return again


def filled(folder: Path, *names: str, made: Made = plain_store) -> Store:
    """Return a store with records of these names, the last one touched last."""
    store = made(folder)
    for minute, name in enumerate(names):
        store.put(consultation(name, f"words of {name}", minute=minute))
    return store
