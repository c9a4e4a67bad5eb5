import errno
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sdm_tui.errors import NotSaved, ReadOnly, StoreUnreadable, UnknownName
from sdm_tui.store import Store, open_store
from sdm_tui.store import log as audit
from sdm_tui.store.backups import known_backups
from sdm_tui.store.bringing_over import BROUGHT_OVER, clear_up, migrate, older_file
from sdm_tui.store.copying import faults_in
from sdm_tui.store.engine import Engine
from sdm_tui.store.json_file import written
from sdm_tui.store.lock import Lock, take_lock
from tests.store.samples import CHEAPEST, NOW, PASSPHRASE, consultation

RELEASED = Path(__file__).parent / "released"
WORDS = "Sleeping through the night, says Siân.\nGwely 🛏"
AID = "slug: invented\ntitle: Tea or coffee?\n# a short text, as an aid's file was kept\n"


def opened(folder: Path, *, rehearsal: bool = False) -> Store:
    return open_store(folder, rehearsal=rehearsal, clock=lambda: NOW, who="Dr Hale")


def older(folder: Path, release: str = "0.3", name: str = "consultations.json") -> Path:
    old = folder / name
    old.write_bytes((RELEASED / f"{release}.json").read_bytes())
    return old


def made(folder: Path, passphrase: str | None = None) -> Store:
    store = opened(folder)
    store.create(passphrase, CHEAPEST)
    return store


def brought_over(store: Store) -> list[str]:
    return [str((row.content or {}).get("content")) for row in store.engine.rows(BROUGHT_OVER)]


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize("release", ["0.1", "0.2", "0.3"])
def test_a_store_of_every_released_version_is_brought_over_whole(
    tmp_path: Path, release: str, passphrase: str | None
) -> None:
    before = older(tmp_path, release).read_bytes()
    tables = json.loads(before)

    made(tmp_path, passphrase).close()

    store = opened(tmp_path)
    if passphrase:
        store.unlock(passphrase)
    assert [entry.id for entry in store.entries()] == ["first-talk", "done-talk"]
    assert [entry.id for entry in store.newest(1)] == ["first-talk", "done-talk"]
    assert store.get("first-talk").what_matters.important == WORDS
    done = store.get("done-talk")
    assert done.is_sealed
    assert [a.words for a in done.amendments] == ["She will bring her daughter."]
    assert [unreadable.id for unreadable in store.unreadable()] == ["from-elsewhere"]
    kept = [row.content for row in store.engine.rows("consultations")]
    assert kept == list(tables["consultations"].values())
    (aid,) = tables["aids"].values()
    assert store.kept_aid(aid["hash"]) == aid["content"] == AID
    assert brought_over(store) == [before.decode()]
    assert faults_in(store.path, store.engine.sealing) == []
    assert store.notices == []
    (entry,) = [e for e in audit.last_entries(store.engine, 9) if e.what == "imported"]
    assert entry.why == "3 documents of consultations.json, as an older version kept them"


def test_after_an_encrypted_store_is_made_nothing_of_the_older_one_can_be_read(
    tmp_path: Path,
) -> None:
    old = older(tmp_path)
    (tmp_path / "consultations.json.x1y2z3.tmp").write_bytes(old.read_bytes())

    made(tmp_path, PASSPHRASE).close()

    assert b"Sleeping" not in everything_in(tmp_path)
    assert names_in(tmp_path) == {
        "consultations.db",
        "consultations.db.anchor",
        "consultations.db.lock",
    }


@pytest.mark.skipif(os.name != "posix", reason="a second name of one file is not for everybody")
def test_the_older_file_is_overwritten_before_it_is_removed(tmp_path: Path) -> None:
    old = older(tmp_path)
    size = old.stat().st_size
    os.link(old, tmp_path / "the same bytes")

    made(tmp_path, PASSPHRASE)

    assert not old.exists()
    assert (tmp_path / "the same bytes").read_bytes() == bytes(size)


def test_after_a_plain_store_is_made_the_older_file_is_among_the_backups(tmp_path: Path) -> None:
    before = older(tmp_path).read_bytes()

    made(tmp_path).close()

    assert (tmp_path / "backups" / "consultations-schema-1.json").read_bytes() == before
    assert older_file(tmp_path / "consultations.db") is None
    assert "consultations.json.lock" not in names_in(tmp_path)


def test_an_older_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    first = clear_up(older(tmp_path, "0.1"), is_encrypted=False)
    second = clear_up(older(tmp_path, "0.2"), is_encrypted=False)

    assert first == tmp_path / "backups" / "consultations-schema-1.json"
    assert second == tmp_path / "backups" / "consultations-schema-1-2.json"
    assert first.read_bytes() == (RELEASED / "0.1.json").read_bytes()


def test_until_the_store_is_set_up_the_older_file_is_left_alone(tmp_path: Path) -> None:
    before = older(tmp_path).read_bytes()

    store = opened(tmp_path)

    assert store.state == "new"
    assert (tmp_path / "consultations.json").read_bytes() == before


def test_older_rehearsals_are_there_when_they_are_first_looked_at(tmp_path: Path) -> None:
    older(tmp_path, name="rehearsal.json")

    store = opened(tmp_path, rehearsal=True)

    assert [entry.id for entry in store.entries()] == ["first-talk", "done-talk"]
    assert names_in(tmp_path) >= {"rehearsal.db", "backups/rehearsal-schema-1.json"}
    assert not (tmp_path / "rehearsal.json").exists()


def test_two_documents_with_one_id_are_both_kept_and_neither_is_listed(tmp_path: Path) -> None:
    document = consultation("twice", "words").model_dump(mode="json")
    other = consultation("twice", "other words").model_dump(mode="json")
    single = consultation("once").model_dump(mode="json")
    tables = {"consultations": {"7": document, "3": single, "9": other}}
    (tmp_path / "consultations.json").write_bytes(written(tables))

    store = made(tmp_path)

    assert [entry.id for entry in store.entries()] == ["once"]
    assert {unreadable.id for unreadable in store.unreadable()} == {"twice"}
    kept = [row.content for row in store.engine.rows("consultations")]
    assert kept == [document, single, other]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"id": 7, "text": "no id at all"},
        {"id": "x" * 5000},
        {"id": "not-a-number", "value": float("nan"), "large": 10**40},
        {"half": "\ud83d", "deep": [[[[[{}]]]]]},
    ],
)
def test_documents_of_any_kind_are_kept_as_they_are(tmp_path: Path, document: Any) -> None:
    number = "9" * 19  # more than a row of SQLite can be called
    (tmp_path / "consultations.json").write_bytes(written({"consultations": {number: document}}))

    store = made(tmp_path)

    (row,) = store.engine.rows("consultations")
    assert json.dumps(row.content) == json.dumps(document)
    assert len(store.unreadable()) == 1


def test_while_an_older_sdm_tui_is_open_nothing_is_brought_over(tmp_path: Path) -> None:
    old = older(tmp_path)
    before = old.read_bytes()
    lock = take_lock(tmp_path / "consultations.json.lock", NOW)
    assert isinstance(lock, Lock)
    store = opened(tmp_path)

    with pytest.raises(ReadOnly, match="older version") as told:
        store.create(PASSPHRASE, CHEAPEST)

    assert told.value.hint.startswith("Close the older sdm-tui first")
    assert old.read_bytes() == before
    assert not store.path.exists()
    lock.release()
    store.create(PASSPHRASE, CHEAPEST)
    assert len(store.entries()) == 2


def test_older_rehearsals_that_are_in_use_are_told_of_and_brought_over_later(
    tmp_path: Path,
) -> None:
    older(tmp_path, name="rehearsal.json")
    lock = take_lock(tmp_path / "rehearsal.json.lock", NOW)
    assert isinstance(lock, Lock)

    store = opened(tmp_path, rehearsal=True)

    assert store.state == "new"
    assert any("Close the older sdm-tui first" in notice for notice in store.notices)
    with pytest.raises(ReadOnly):
        store.put(consultation("practice"))
    lock.release()
    store.put(consultation("practice"))
    assert {entry.id for entry in store.entries()} == {"first-talk", "done-talk", "practice"}


@pytest.mark.parametrize("content", [b"", b"{", b'{"about": {}}', b"PK\x03\x04"])
def test_a_file_that_is_no_older_store_stops_the_new_one_and_stays(
    tmp_path: Path, content: bytes
) -> None:
    old = tmp_path / "consultations.json"
    old.write_bytes(content)
    store = opened(tmp_path)

    with pytest.raises(StoreUnreadable, match="left exactly as it was"):
        store.create(None)

    assert old.read_bytes() == content
    assert names_in(tmp_path) == {"consultations.json", "consultations.db.lock"} | (
        names_in(tmp_path) & {"consultations.json.lock"}
    )


def test_a_disk_without_room_leaves_the_older_store_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = older(tmp_path).read_bytes()
    store = opened(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("sdm_tui.store.building.rename_over", full)
        with pytest.raises(NotSaved, match="no room left"):
            store.create(PASSPHRASE, CHEAPEST)

    assert (tmp_path / "consultations.json").read_bytes() == before
    assert not [name for name in names_in(tmp_path) if name.endswith((".db", ".tmp"))]
    store.create(PASSPHRASE, CHEAPEST)
    assert len(store.entries()) == 2


_KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from sdm_tui.store import bringing_over, building, open_store
from sdm_tui.store.keys import Cost
def die(*_, **__): os._exit(7)
module, name = {"bringing_over": bringing_over, "building": building}[sys.argv[2]], sys.argv[3]
assert hasattr(module, name)
setattr(module, name, die)
clock = lambda: datetime(2026, 11, 22, tzinfo=UTC)
store = open_store(Path(sys.argv[1]), rehearsal=False, clock=clock)
store.create(sys.argv[4], Cost(memory_kib=19 * 1024, passes=2, lanes=1))
"""


@pytest.mark.parametrize(
    ("module", "at", "is_made"),
    [
        ("bringing_over", "bring_over", False),
        ("building", "rename_over", False),
        ("building", "flush_folder", True),
        ("bringing_over", "clear_up", True),
        ("bringing_over", "rename_over", True),
        ("bringing_over", "_wipe", True),
        ("bringing_over", "flush_folder", True),
    ],
)
def test_killed_at_any_moment_one_of_the_two_stores_is_whole(
    tmp_path: Path, module: str, at: str, *, is_made: bool
) -> None:
    before = older(tmp_path).read_bytes()

    killed = subprocess.run(
        [sys.executable, "-c", _KILLED, str(tmp_path), module, at, PASSPHRASE], check=False
    ).returncode

    assert killed == 7
    assert (tmp_path / "consultations.db").exists() == is_made
    if not is_made:
        assert (tmp_path / "consultations.json").read_bytes() == before
    store = opened(tmp_path)
    if is_made:
        store.unlock(PASSPHRASE)
    else:
        store.create(PASSPHRASE, CHEAPEST)
    assert [entry.id for entry in store.entries()] == ["first-talk", "done-talk"]
    assert [n for n in store.notices if "anchor" not in n] == []
    assert b"Sleeping" not in everything_in(tmp_path)
    assert not [name for name in names_in(tmp_path) if ".json" in name]


def test_what_an_older_sdm_tui_wrote_afterwards_is_left_alone_and_told_of(tmp_path: Path) -> None:
    older(tmp_path)
    made(tmp_path, PASSPHRASE).close()
    later = consultation("later-talk", "said to the older version").model_dump(mode="json")
    old = tmp_path / "consultations.json"
    old.write_bytes(written({"consultations": {"1": later}}))
    before = old.read_bytes()

    store = opened(tmp_path)
    store.unlock(PASSPHRASE)

    assert old.read_bytes() == before
    assert any("written by an older sdm-tui" in notice for notice in store.notices)


def test_a_record_that_is_erased_is_erased_from_the_older_text_too(tmp_path: Path) -> None:
    older(tmp_path)
    store = made(tmp_path)

    store.delete("first-talk")

    (text,) = brought_over(store)
    kept = tmp_path / "backups" / "consultations-schema-1.json"
    for content in (text, kept.read_text("utf-8")):
        ids = [document["id"] for document in json.loads(content)["consultations"].values()]
        assert ids == ["from-elsewhere", "done-talk"]
    with pytest.raises(UnknownName):
        store.get("first-talk")
    store.close()
    assert b"Sleeping" not in everything_in(tmp_path)


def test_a_document_without_an_id_that_is_erased_is_erased_from_the_older_text_too(
    tmp_path: Path,
) -> None:
    tables = {"consultations": {"4": {"said": "by nobody"}, "5": {"said": "by somebody"}}}
    (tmp_path / "consultations.json").write_bytes(written(tables))
    store = made(tmp_path)

    store.delete(store.unreadable()[0].id)

    (text,) = brought_over(store)
    assert json.loads(text)["consultations"] == {"5": {"said": "by somebody"}}


def test_a_migration_is_taken_step_by_step_after_a_backup(tmp_path: Path) -> None:
    store = made(tmp_path, PASSPHRASE)
    store.put(consultation("first", "words"))

    def to_three(engine: Engine) -> None:
        engine.put("aids", 1, {"hash": "three", "content": "of format 3"})

    def to_four(engine: Engine) -> None:
        engine.put("aids", 2, {"hash": "four", "content": "of format 4"})

    taken = migrate(store, {2: to_three, 3: to_four})

    assert taken == 2
    assert store.engine.connection.execute("PRAGMA user_version").fetchone() == (4,)
    assert store.kept_aid("four") == "of format 4"
    assert store.get("first").what_matters.important == "words"
    assert len(known_backups(store)) == 1


def test_a_step_that_fails_leaves_the_format_before(tmp_path: Path) -> None:
    store = made(tmp_path)

    def fails(engine: Engine) -> None:
        engine.put("aids", 1, {"hash": "three", "content": "of format 3"})
        raise ValueError("the step is wrong")

    with pytest.raises(ValueError, match="the step is wrong"):
        migrate(store, {2: fails})

    assert store.engine.connection.execute("PRAGMA user_version").fetchone() == (2,)
    assert store.kept_aid("three") is None


def test_a_store_of_the_newest_format_needs_no_step_and_no_backup(tmp_path: Path) -> None:
    store = made(tmp_path)

    assert migrate(store) == 0
    assert known_backups(store) == []


def test_the_older_text_is_put_in_the_order_in_which_records_were_touched(tmp_path: Path) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    documents = [
        consultation(f"talk-{n:03}").model_copy(
            update={"touched": start + timedelta(days=(n * 37) % 100)}
        )
        for n in range(100)
    ]
    tables = {str(n): d.model_dump(mode="json") for n, d in enumerate(documents, 1)}
    (tmp_path / "consultations.json").write_bytes(written({"consultations": tables}))

    store = made(tmp_path)

    touched = [entry.touched for entry in store.entries()]
    assert len(touched) == 100
    assert touched == sorted(touched, reverse=True)
    assert store.last_touched() == store.entries()[0]
