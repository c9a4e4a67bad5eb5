"""The plain JSON file of earlier versions, which any TinyDB opens."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb import TinyDB

from sdm_tui.errors import StoreUnreadable
from sdm_tui.store.json_file import SCHEMA, read_tables, tables_in, written

ABOUT = {"1": {"schema": 1, "app": "sdm-tui"}}
GOOD = json.dumps({"about": ABOUT, "t": {"1": {"n": 1}}}).encode()
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)
TABLES = st.dictionaries(
    st.sampled_from(["consultations", "aids", "something else"]),
    st.dictionaries(
        st.integers(0, 10**12).map(str),
        st.dictionaries(st.text(st.characters(), max_size=8), VALUES, max_size=3),
        max_size=3,
    ),
)


@given(tables=TABLES)
def test_any_tables_are_read_back_as_they_were(tables: dict[str, Any]) -> None:
    assert tables_in(written(tables), Path("x.json")) == {"about": ABOUT, **tables}


def test_any_tinydb_opens_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "store.json"
    path.write_bytes(written({"t": {"1": {"n": 1}, "7": {"deep": {"x": [1]}}}}))

    with TinyDB(path) as db:
        held = {document.doc_id: dict(document) for document in db.table("t")}

    assert held == {1: {"n": 1}, 7: {"deep": {"x": [1]}}}


def test_text_is_written_as_utf_8() -> None:
    assert "Müde, 疲れた".encode() in written({"t": {"1": {"words": "Müde, 疲れた"}}})


def test_half_of_a_surrogate_pair_reads_back() -> None:
    tables = {"t": {"1": {"words": "a\ud800b\x00"}}}

    assert tables_in(written(tables), Path("x.json"))["t"] == tables["t"]


def test_a_file_is_read_with_its_exact_content(tmp_path: Path) -> None:
    (tmp_path / "store.json").write_bytes(b"\xef\xbb\xbf" + GOOD)

    tables, content = read_tables(tmp_path / "store.json")

    assert tables["t"] == {"1": {"n": 1}}
    assert content == b"\xef\xbb\xbf" + GOOD


@pytest.mark.parametrize("name", ["missing.json", "folder"])
def test_a_file_that_cannot_be_read_is_said_to_be_unreadable(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()

    with pytest.raises(StoreUnreadable, match="cannot be read: ") as caught:
        read_tables(tmp_path / name)

    assert "left exactly as it was" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        b"\0" * 4096,
        GOOD + b'"n": 1}}}',
        GOOD[:-5],
        GOOD[:40] + b"\xff\xfe" + GOOD[40:],
        b"[" * 100_000,
        b"[]",
        b"null",
        b'"about"',
        b"{}",
        b'{"about": {"1": {}}}',
        b'{"_default": {"1": {"n": 1}}}',
        b'{"about": {"1": {"schema": 1, "app": "something else"}}}',
        b'{"about": {"1": {"schema": "1", "app": "sdm-tui"}}}',
        b'{"about": {"1": {"schema": 0, "app": "sdm-tui"}}}',
        json.dumps({"about": ABOUT, "t": []}).encode(),
        json.dumps({"about": ABOUT, "t": {"1": 17}}).encode(),
        json.dumps({"about": ABOUT, "t": {"one": {}}}).encode(),
        json.dumps({"about": ABOUT, "t": {"01": {}}}).encode(),
        json.dumps({"about": ABOUT, "t": {"9" * 5000: {}}}).encode(),
    ],
)
def test_anything_that_is_not_a_store_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(StoreUnreadable) as caught:
        tables_in(content, Path("consultations.json"))

    assert "consultations.json" in caught.value.message
    assert "left exactly as it was" in caught.value.message
    assert caught.value.hint


def test_a_newer_format_is_named_and_left_alone() -> None:
    newer = {"about": {"1": {"schema": SCHEMA + 1, "app": "sdm-tui"}}, "t": ["of another shape"]}

    with pytest.raises(StoreUnreadable) as caught:
        tables_in(json.dumps(newer).encode(), Path("consultations.json"))

    assert "newer sdm-tui: its format is 2" in caught.value.message
    assert "left exactly as it was" in caught.value.message
    assert "format 2" in caught.value.hint


def test_a_byte_order_mark_that_an_editor_added_is_no_fault() -> None:
    assert tables_in(b"\xef\xbb\xbf" + GOOD, Path("x"))["t"] == {"1": {"n": 1}}
