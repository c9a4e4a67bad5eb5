"""A page of the file that is spoilt blocks no record on another page."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sdm_tui.errors import RecordUnreadable, StoreError
from sdm_tui.store import Store
from tests.store.samples import (
    behind,
    consultation,
    plain_store,
    rows_of,
    sealed_store,
)

Made = Callable[[Path], Store]
MANY = 60
"""Records of a store that spreads over many pages."""


@pytest.fixture(params=[plain_store, sealed_store], ids=["plain", "encrypted"])
def made(request: pytest.FixtureRequest) -> Made:
    """Return what opens the store of a folder, in each form that a store has."""
    found: Made = request.param
    return found


def closed(store: Store) -> Path:
    store.close()
    return store.path


def assert_told(error: StoreError, *words: str) -> None:
    """Look for what every message says: what happened, what was kept, what to do."""
    told = str(error)
    assert error.hint
    for word in words:
        assert word in told
    for inside in ("sqlite", "SQL", "Traceback", "malformed", "words of"):
        assert inside not in told


def pages_of(path: Path, name: str) -> list[int]:
    """Return the numbers of the pages on which rows of a table or an index begin."""
    ((size,),) = behind(path, "PRAGMA page_size")
    content = path.read_bytes()
    ((root,),) = behind(path, "SELECT rootpage FROM sqlite_schema WHERE name = ?", name)
    start = (root - 1) * size
    kind, count = content[start], int.from_bytes(content[start + 3 : start + 5], "big")
    if kind in {0x0D, 0x0A}:
        return [root]
    cells = [
        int.from_bytes(content[start + 12 + 2 * i : start + 14 + 2 * i], "big")
        for i in range(count)
    ]
    children = [int.from_bytes(content[start + c : start + c + 4], "big") for c in cells]
    return [*children, int.from_bytes(content[start + 8 : start + 12], "big")]


def with_spoilt_page(path: Path, page: int, at: int = 0) -> None:
    ((size,),) = behind(path, "PRAGMA page_size")
    content = bytearray(path.read_bytes())
    content[(page - 1) * size + at] ^= 0xFF
    path.write_bytes(content)


@pytest.fixture
def many(tmp_path: Path, made: Made) -> Path:
    """Return the path of a closed store with records on many pages."""
    store = made(tmp_path)
    with store.changing():
        for number in range(MANY):
            made_of = os.urandom(400).hex()
            store.put(consultation(f"record-{number:02}", made_of))
    return closed(store)


@pytest.mark.parametrize("at", [0, 3, 5, 8])
def test_a_spoilt_page_of_records_blocks_no_record_on_other_pages(
    many: Path, made: Made, at: int
) -> None:
    pages = pages_of(many, rows_of(many, "consultations"))
    assert len(pages) > 5
    with_spoilt_page(many, pages[len(pages) // 2], at)
    store = made(many.parent)

    entries = [e.id for e in store.entries()]
    read = [c.id for c in store.consultations()]
    rows = list(store.engine.rows("consultations"))

    assert len(entries) == MANY
    assert entries[0] == f"record-{MANY - 1}"
    assert MANY - 12 <= len(read) <= MANY
    assert [row.id for row in rows] == list(range(1, MANY + 1))
    refused = {row.name for row in rows if row.content is None}
    assert refused == set(entries) - set(read)
    assert refused <= set(store.engine.damaged.values())
    for name in refused:
        with pytest.raises(RecordUnreadable) as caught:
            store.get(str(name))
        assert_told(caught.value, "kept as it is")
    assert store.engine.count("consultations") == MANY
    assert {*store.ids()} == {f"record-{number:02}" for number in range(MANY)}


@pytest.mark.parametrize("at", [0, 3, 5, 8])
def test_a_spoilt_page_of_entries_blocks_no_record(many: Path, made: Made, at: int) -> None:
    pages = pages_of(many, rows_of(many, "in progress"))
    assert len(pages) > 2
    with_spoilt_page(many, pages[1], at)
    store = made(many.parent)

    listed, unlisted = store.entries(), store.unreadable()

    assert len(listed) > 0
    assert {e.id for e in listed} | {u.id for u in unlisted} >= {
        f"record-{number:02}" for number in range(MANY)
    }
    assert all(store.get(f"record-{number:02}") for number in range(MANY))
    assert store.newest(5)
    assert store.last_touched()


@pytest.mark.parametrize("table", ["consultations", "in progress"])
@pytest.mark.parametrize("index", ["name", "place"])
def test_a_spoilt_page_of_an_index_hides_no_record(
    many: Path, made: Made, table: str, index: str
) -> None:
    for page in pages_of(many, f"{rows_of(many, table)}_{index}"):
        with_spoilt_page(many, page)
    store = made(many.parent)

    assert len(store.entries()) == MANY
    assert store.unreadable() == []
    assert {c.id for c in store.consultations()} == {f"record-{n:02}" for n in range(MANY)}


def test_any_spoilt_page_leaves_a_store_that_tells_in_plain_words(many: Path, made: Made) -> None:
    content = many.read_bytes()
    ((size,),) = behind(many, "PRAGMA page_size")
    names = {f"record-{number:02}" for number in range(MANY)}
    opens = mostly_read = 0
    pages = range(2, len(content) // size + 1)
    for page in pages[:: max(1, len(pages) // 25)]:
        with_spoilt_page(many, page)
        store = None
        try:
            store = made(many.parent)
            told = {*store.ids()}
            read = {c.id for c in store.consultations()}
        except StoreError as error:
            assert_told(error)
        else:
            opens += 1
            assert names <= told
            mostly_read += len(read) > MANY / 2
        finally:
            if store is not None:
                store.close()
            many.write_bytes(content)
    assert opens > 15
    # Where the page that leads to all others of a table is lost, its records are only named.
    assert mostly_read >= opens - 2
