import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from sdm_tui.consultation import moves
from sdm_tui.errors import NotSetUp, SdmError, StoreLocked, StoreUnreadable
from sdm_tui.store import Store
from sdm_tui.store.engine import Engine
from sdm_tui.store.verifying import Report, known_fingerprint, verify
from tests.store.samples import (
    NOW,
    PASSPHRASE,
    Made,
    behind,
    consultation,
    opened,
    plain_store,
    rows_of,
    sealed_store,
)

PAGE = 4096


def filled(folder: Path, make: Made = plain_store, count: int = 5) -> Store:
    store = make(folder)
    for number in range(count):
        store.put(consultation(f"record-{number}", f"words {number}", minute=number))
    store.put(moves.seal(store.get("record-1"), NOW, "Dr Grey"))
    text = "slug: knee"
    store.keep_aid(hashlib.sha256(text.encode()).hexdigest(), text)
    store.keep_branch(store.get("record-0").model_dump(mode="json"), "from another copy")
    return store


def told(report: Report) -> dict[str, str]:
    return {finding.where: finding.what for finding in report.findings}


def spoilt(store: Store, table: str, name: str) -> None:
    """Flip a bit in the middle of a row."""
    rows = rows_of(store.path, table)
    ((body,),) = behind(store.path, f"SELECT body FROM {rows} WHERE name = ?", name)  # noqa: S608
    changed = bytearray(body)
    changed[len(body) // 2] ^= 1
    behind(store.path, f"UPDATE {rows} SET body = ? WHERE name = ?", bytes(changed), name)  # noqa: S608


def row(store: Store, table: str, name: str) -> tuple[Any, ...]:
    rows = rows_of(store.path, table)
    (found,) = behind(store.path, f"SELECT * FROM {rows} WHERE name = ?", name)  # noqa: S608
    return tuple(found)


def put_back(store: Store, table: str, values: tuple[Any, ...]) -> None:
    rows = rows_of(store.path, table)
    behind(store.path, f"REPLACE INTO {rows} VALUES (?, ?, ?, ?, ?)", *values)  # noqa: S608


@pytest.mark.parametrize("make", [plain_store, sealed_store])
def test_a_store_as_it_was_written_is_sound_and_everything_is_counted(
    tmp_path: Path, make: Made
) -> None:
    store = filled(tmp_path, make)
    store.close()

    report = verify(make(tmp_path))

    assert report.findings == ()
    assert report.is_sound
    assert (report.records, report.entries, report.aids, report.branches) == (5, 5, 1, 1)
    assert report.log_entries >= 7


def test_checking_changes_no_byte_and_leaves_nothing_beside_the_store(tmp_path: Path) -> None:
    store = filled(tmp_path)
    spoilt(store, "consultations", "record-2")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    verify(store)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_copy_that_may_only_read_checks_the_store_too(tmp_path: Path) -> None:
    writer = filled(tmp_path)
    reader = opened(tmp_path)

    assert reader.held_by is not None
    assert verify(reader).findings == ()
    assert verify(reader).records == 5
    writer.close()


def test_a_store_that_is_locked_or_not_there_is_not_checked(tmp_path: Path) -> None:
    filled(tmp_path, sealed_store).close()

    with pytest.raises(StoreLocked):
        verify(opened(tmp_path))
    with pytest.raises(NotSetUp):
        verify(opened(tmp_path / "elsewhere"))


@pytest.mark.parametrize("make", [plain_store, sealed_store])
def test_each_row_that_does_not_open_is_named_and_the_others_are_looked_at(
    tmp_path: Path, make: Made
) -> None:
    store = filled(tmp_path, make)
    spoilt(store, "consultations", "record-2")
    spoilt(store, "in progress", "record-4")

    report = verify(store)

    assert report.records == 5
    assert "does not open" in told(report)["record record-2"]
    assert "does not open" in told(report)["list entry of record-4"]
    assert "record record-3" not in told(report)


def test_a_record_that_something_removed_is_missed(tmp_path: Path) -> None:
    store = filled(tmp_path)
    rows = rows_of(store.path, "consultations")
    behind(store.path, f"DELETE FROM {rows} WHERE name = 'record-3'")  # noqa: S608

    found = told(verify(store))

    assert "no record of that id" in found["list entry of record-3"]
    assert "do not add up" in found["the file"]


def test_a_record_that_was_put_back_to_an_older_revision_is_noticed(tmp_path: Path) -> None:
    store = filled(tmp_path, sealed_store)
    older = row(store, "consultations", "record-2")
    store.put(consultation("record-2", "later words"))
    put_back(store, "consultations", older)

    found = told(verify(store))

    assert "an older or newer copy" in found["list entry of record-2"]
    assert "do not add up" in found["the file"]


def test_a_record_put_back_together_with_its_entry_no_longer_adds_up(tmp_path: Path) -> None:
    store = filled(tmp_path, sealed_store)
    older = [(table, row(store, table, "record-2")) for table in ("consultations", "in progress")]
    store.put(consultation("record-2", "later words"))
    for table, values in older:
        put_back(store, table, values)

    found = verify(store).findings

    assert [finding.where for finding in found] == ["the file"]
    assert "do not add up" in found[0].what


def test_a_document_that_does_not_fit_the_model_is_named_with_the_place(tmp_path: Path) -> None:
    store = filled(tmp_path)
    document = store.get("record-2").model_dump(mode="json")
    with store.changing() as engine:
        held = engine.named("consultations", "record-2")[0]
        engine.put("consultations", held.id, {**document, "stage": "nowhere"})

    found = told(verify(store))

    assert '"stage" does not fit' in found["record record-2"]
    assert "nowhere" not in str(found)


def test_two_documents_with_one_id_are_told(tmp_path: Path) -> None:
    store = filled(tmp_path)
    document = store.get("record-2").model_dump(mode="json")
    with store.changing() as engine:
        engine.put("consultations", engine.next_id("consultations"), document)

    assert told(verify(store)) == {"record record-2": "2 documents have this id"}


def test_lists_are_held_against_the_records(tmp_path: Path) -> None:
    store = filled(tmp_path)
    with store.changing() as engine:
        engine.remove("in progress", engine.named("in progress", "record-0")[0].id)
        entry = engine.named("in progress", "record-2")[0].content or {}
        engine.put("in progress", engine.next_id("in progress"), entry)
        moved = engine.named("finished", "record-1")[0]
        engine.remove("finished", moved.id)
        engine.put("in progress", engine.next_id("in progress"), moved.content or {})
        lone = {**entry, "id": "record-9"}
        engine.put("finished", engine.next_id("finished"), lone)

    found = told(verify(store))

    assert "no list entry" in found["record record-0"]
    assert found["record record-2"] == "it has 2 list entries"
    assert "the record is finished" in found["list entry of record-1"]
    assert "no record of that id" in found["list entry of record-9"]
    assert len(found) == 4


def test_a_text_of_an_aid_that_is_not_its_hashs_is_told(tmp_path: Path) -> None:
    store = filled(tmp_path)
    name = hashlib.sha256(b"slug: knee").hexdigest()
    with store.changing() as engine:
        held = engine.named("aids", name)[0]
        engine.put("aids", held.id, {"hash": name, "content": "slug: other"})

    assert "not the one that its hash" in told(verify(store))[f"decision aid text {name[:12]}..."]


def test_a_branch_that_holds_no_record_is_told(tmp_path: Path) -> None:
    store = filled(tmp_path)
    store.keep_branch({"id": "record-0"}, "half of it")

    assert "does not fit" in told(verify(store))["branch 2 of record-0"]


def test_a_damaged_head_is_told_and_the_rows_are_still_looked_at(tmp_path: Path) -> None:
    store = filled(tmp_path)
    spoilt(store, "consultations", "record-2")
    behind(store.path, "UPDATE head SET body = zeroblob(40)")

    found = told(verify(store))

    assert "vouches for all rows" in found["the file"]
    assert "record record-2" in found


@pytest.mark.parametrize(
    ("sql", "where", "what"),
    [
        ("UPDATE log SET body = zeroblob(60) WHERE sequence = 3", "audit log entry 3", "read"),
        ("UPDATE log SET link = zeroblob(32) WHERE sequence = 3", "audit log entry 4", "read"),
        ("DELETE FROM log WHERE sequence = 3", "audit log entry 3", "missing"),
        ("DELETE FROM log WHERE sequence > 4", "audit log", "it ends at entry 4"),
    ],
)
def test_an_audit_log_that_is_not_whole_is_told(
    tmp_path: Path, sql: str, where: str, what: str
) -> None:
    store = filled(tmp_path, sealed_store)
    behind(store.path, sql)

    assert what in told(verify(store))[where]


def test_an_older_copy_that_is_put_back_is_behind_its_anchor(tmp_path: Path) -> None:
    store = filled(tmp_path, sealed_store)
    store.close()
    older = store.path.read_bytes()
    store = sealed_store(tmp_path)
    store.put(consultation("record-7", "later"))
    store.close()
    store.path.write_bytes(older)

    store = opened(tmp_path)
    store.unlock(PASSPHRASE)

    last = store.engine.read_head().log_sequence
    assert "an older copy was put back" in told(verify(store))[f"audit log entry {last - 1}"]


def test_an_anchor_that_is_gone_is_told(tmp_path: Path) -> None:
    filled(tmp_path).close()
    (tmp_path / "consultations.db.anchor").unlink()

    assert "is missing" in told(verify(plain_store(tmp_path)))["anchor"]


def test_a_key_slot_that_opens_nothing_is_told(tmp_path: Path) -> None:
    store = filled(tmp_path, sealed_store)
    behind(store.path, "UPDATE slots SET content = '{}' WHERE name = 'passphrase'")
    behind(store.path, "DELETE FROM slots WHERE name = 'recovery'")

    found = told(verify(store))

    assert found["key slot passphrase"] == "it is damaged, so it opens nothing"
    assert found["key slot recovery"] == "it is missing"


@pytest.mark.parametrize("make", [plain_store, sealed_store])
def test_a_malformed_page_hides_only_the_records_on_it(tmp_path: Path, make: Made) -> None:
    store = make(tmp_path)
    for number in range(60):
        # What cannot be packed keeps a page from holding many records.
        store.put(consultation(f"record-{number:02}", os.urandom(300).hex(), minute=number))
    store.close()
    with store.path.open("r+b") as file:
        content = file.read()
        body = behind(
            store.path,
            f"SELECT body FROM {rows_of(store.path, 'consultations')} WHERE name = 'record-30'",  # noqa: S608
        )[0][0]
        at = content.index(body) // PAGE * PAGE
        file.seek(at)
        file.write(b"\xff" * PAGE)

    report = verify(make(tmp_path))
    found = told(report)

    assert "does not open" in found["record record-30"]
    unread = [where for where in found if where.startswith("record ")]
    assert 1 <= len(unread) <= 12
    assert report.records == 60
    assert report.entries == 60
    assert any("a page of it is damaged" in finding.what for finding in report.findings)


def test_a_malformed_page_of_the_log_hides_only_its_entries(tmp_path: Path) -> None:
    store = plain_store(tmp_path)
    for number in range(100):
        store.note("opened", f"record-{number}")
    store.close()
    with store.path.open("r+b") as file:
        content = file.read()
        body = behind(store.path, "SELECT body FROM log WHERE sequence = 50")[0][0]
        file.seek(content.index(body) // PAGE * PAGE)
        file.write(b"\xff" * PAGE)

    report = verify(plain_store(tmp_path))

    assert 50 < report.log_entries < 101
    assert any(finding.where.startswith("audit log entry") for finding in report.findings)


def test_pages_in_each_others_place_are_found_and_never_read_in_circles(tmp_path: Path) -> None:
    store = plain_store(tmp_path)
    for number in range(40):
        store.put(consultation(f"record-{number:02}", os.urandom(300).hex(), minute=number))
        store.note("opened", f"record-{number:02}")
    store.close()
    content = store.path.read_bytes()
    pages = [content[at : at + PAGE] for at in range(0, len(content), PAGE)]

    for one in range(1, len(pages) - 1):
        other = one + 1 + one % 3 if one + 1 + one % 3 < len(pages) else one + 1
        swapped = list(pages)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        store.path.write_bytes(b"".join(swapped))
        try:
            found = plain_store(tmp_path)
        except StoreUnreadable:
            continue  # not even its tables can be told
        assert not verify(found).is_sound
        found.close()


def test_what_another_copy_wrote_meanwhile_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path)
    times: list[int] = []
    tally = Engine.tally_of_rows

    def once_disturbed(engine: Engine) -> int:
        times.append(1)
        if len(times) > 1:
            return tally(engine)
        behind(store.path, "INSERT INTO failures VALUES ('2026-11-22T09:30:00+00:00')")
        return 0

    monkeypatch.setattr(Engine, "tally_of_rows", once_disturbed)

    assert verify(store).findings == ()
    assert len(times) == 2


def test_a_store_that_never_stands_still_is_told_with_what_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path)

    def disturbed(engine: Engine) -> int:
        del engine
        behind(store.path, "INSERT INTO failures VALUES ('2026-11-22T09:30:00+00:00')")
        return 0

    monkeypatch.setattr(Engine, "tally_of_rows", disturbed)

    assert [finding.where for finding in verify(store).findings] == ["the file", "the file"]
    assert "another copy of sdm-tui changed it" in verify(store).findings[-1].what


def test_a_mark_on_paper_is_known_by_the_store_that_printed_it(tmp_path: Path) -> None:
    store = filled(tmp_path / "one", sealed_store)
    other = filled(tmp_path / "two", sealed_store)
    printed = store.fingerprint
    store.put(consultation("record-8", "later"))

    assert known_fingerprint(store, printed)
    assert known_fingerprint(store, f" {printed.upper()} \n")
    assert not known_fingerprint(other, printed)


def test_a_mark_of_a_later_state_is_unknown_to_an_older_copy(tmp_path: Path) -> None:
    store = filled(tmp_path)
    store.close()
    older = store.path.read_bytes()
    store = plain_store(tmp_path)
    store.put(consultation("record-8", "later"))
    printed = store.fingerprint
    store.close()
    store.path.write_bytes(older)

    assert not known_fingerprint(plain_store(tmp_path), printed)


@pytest.mark.parametrize(
    "printed", ["", "12", "12-", "12-1a2b3c4", "12-1a2b3c4g", "0-1a2b3c4d", f"{'9' * 30}-1a2b3c4d"]
)
def test_what_is_no_mark_is_told_as_such(tmp_path: Path, printed: str) -> None:
    with pytest.raises(SdmError, match="no mark of a store"):
        known_fingerprint(filled(tmp_path), printed)
