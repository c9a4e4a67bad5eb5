import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from sdm_tui.consultation.model import Consultation
from sdm_tui.errors import ReadOnly, SdmError, UnknownName
from sdm_tui.store import Store, log
from sdm_tui.store.backups import make_backup, open_backup
from sdm_tui.store.erasing import age_before, erase, older_than, purge
from sdm_tui.store.in_words import erased_text
from sdm_tui.store.rewriting import compact, encrypt
from sdm_tui.store.verifying import verify
from tests.store.samples import (
    CHEAPEST,
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

BOTH = pytest.mark.parametrize("make", [plain_store, sealed_store])
LABEL = "Somebody Unmistakable"


def labelled(name: str, label: str, words: str = "", *, minute: int = 0) -> Consultation:
    made = consultation(name, words, minute=minute)
    return made.model_copy(update={"start": made.start.model_copy(update={"label": label})})


def filled(folder: Path, make: Made = plain_store, count: int = 12) -> Store:
    """Return a store in which every other record is of the same person, changed again and again."""
    store = make(folder)
    for size in (1, 300, 20, 0):
        for number in range(count):
            label = f"{LABEL} {number}" if number % 2 else "Another"
            words = os.urandom(size).hex()
            store.put(labelled(f"record-{number:02}", label, words, minute=number))
    return store


def told(store: Store) -> list[tuple[str, str, str]]:
    entries = log.entries(store.engine)
    return [(e.what, e.record, e.why) for e in entries if isinstance(e, log.LogEntry)]


def everywhere(folder: Path) -> bytes:
    """Return the bytes of every file in a folder and below, free pages and all."""
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@BOTH
def test_a_record_goes_from_the_store_and_from_its_backups(tmp_path: Path, make: Made) -> None:
    store = filled(tmp_path, make)
    first, second = make_backup(store), make_backup(store, tmp_path / "stick")

    erased = erase(store, "record-03", "asked for it")

    assert erased.record == "record-03"
    assert set(erased.backups) == {first, second}
    assert erased.not_reached == ()
    assert "record-03" not in store.ids()
    assert ("erased", "record-03", "asked for it") in told(store)
    for path in (first, second):
        backup = open_backup(store, path)
        assert "record-03" not in backup.ids()
        assert backup.get("record-05") == store.get("record-05")
        assert ("erased", "record-03", "asked for it") in told(backup)
        backup.close()
    assert not list(tmp_path.rglob("*.tmp"))
    assert not list((tmp_path / "stick").glob("*.lock"))
    assert verify(store).is_sound


def test_no_byte_of_what_was_said_is_left_in_a_plain_store_or_its_backups(tmp_path: Path) -> None:
    store = filled(tmp_path)
    make_backup(store)
    rows = [rows_of(store.path, table) for table in ("consultations", "in progress")]
    bodies: list[bytes] = []
    for name in (f"record-{number:02}" for number in range(1, 12, 2)):
        for table in rows:
            sql = f"SELECT body FROM {table} WHERE name = ?"  # noqa: S608
            bodies += [body for (body,) in behind(store.path, sql, name)]
    assert LABEL.encode() in everywhere(tmp_path)
    assert all(body[-24:] in everywhere(tmp_path) for body in bodies)

    for number in range(1, 12, 2):
        erase(store, f"record-{number:02}", "asked for it")
    store.close()

    left = everywhere(tmp_path)
    assert LABEL.encode() not in left
    assert not [body for body in bodies if body[-24:] in left]
    assert len(list(plain_store(tmp_path).consultations())) == 6


@BOTH
def test_what_had_gone_out_is_named_since_it_is_beyond_reach(tmp_path: Path, make: Made) -> None:
    store = make(tmp_path)
    for name in ("record-01", "record-02"):
        store.put(labelled(name, LABEL))
    store.note("exported", "record-01", "letter-pdf, to a file")
    store.note("opened", "record-01", "text")
    store.note("exported", "record-02", "note-short, copied")
    store.note("exported", "record-01", "FHIR, https://one.example: it has arrived")

    erased = erase(store, "record-01", "She asked")

    assert [entry.why for entry in erased.went_out] == [
        "letter-pdf, to a file",
        "FHIR, https://one.example: it has arrived",
    ]
    words = erased_text(erased, UTC)
    assert "NOT erased, since it had gone out before" in words
    assert "FHIR, https://one.example: it has arrived" in words
    assert "note-short" not in words


def test_where_nothing_had_gone_out_no_copies_are_spoken_of(tmp_path: Path) -> None:
    store = plain_store(tmp_path)
    store.put(labelled("record-01", LABEL))

    assert "gone out" not in erased_text(erase(store, "record-01", "She asked"))


def test_branches_go_with_their_record(tmp_path: Path) -> None:
    store = filled(tmp_path)
    store.keep_branch(store.get("record-03").model_dump(mode="json"), "another copy")
    made = make_backup(store)

    erase(store, "record-03", "asked for it")

    assert store.branches() == []
    assert open_backup(store, made).branches() == []
    assert LABEL.encode() + b" 3" not in everywhere(tmp_path)


def test_a_backup_out_of_reach_is_named_and_reached_the_next_time(tmp_path: Path) -> None:
    store = filled(tmp_path, sealed_store)
    made = make_backup(store, tmp_path / "stick")
    away = made.rename(tmp_path / "away.db")

    first = erase(store, "record-03", "asked for it")

    assert first.backups == ()
    assert first.not_reached == ((made, "it is not there now"),)
    assert told(store)[-1][2] == f"not reached: {made.name}"
    with pytest.raises(UnknownName, match="record-03") as caught:
        erase(store, "record-03", "asked for it")
    assert str(made) in caught.value.hint

    away.rename(made)
    assert erase(store, "record-03", "asked for it").backups == (made,)
    assert "record-03" not in open_backup(store, made).ids()
    assert told(store)[-1][:2] == ("erased", "record-03")


def test_something_else_in_a_backups_place_is_left_alone_and_named(tmp_path: Path) -> None:
    store = filled(tmp_path)
    made = make_backup(store)
    made.write_bytes(b"not a store at all")

    ((path, why),) = erase(store, "record-03", "asked for it").not_reached

    assert path == made
    assert why
    assert made.read_bytes() == b"not a store at all"


def test_a_backup_from_before_the_store_was_encrypted_is_reached(tmp_path: Path) -> None:
    store = filled(tmp_path)
    made = make_backup(store)
    encrypt(store, PASSPHRASE, CHEAPEST)
    assert LABEL.encode() + b" 3" in made.read_bytes()

    assert erase(store, "record-03", "asked for it").backups == (made,)
    assert LABEL.encode() + b" 3" not in made.read_bytes()


def test_the_file_that_was_kept_when_a_damaged_store_was_built_anew_is_reached(
    tmp_path: Path,
) -> None:
    store = filled(tmp_path)
    rows = rows_of(store.path, "consultations")
    behind(store.path, f"UPDATE {rows} SET body = zeroblob(60) WHERE name = 'record-05'")  # noqa: S608
    compact(store, leave_damaged=True)
    (kept,) = tmp_path.glob("*.before-compact-*")

    assert erase(store, "record-03", "asked for it").backups == (kept,)
    assert LABEL.encode() + b" 3" not in everywhere(tmp_path)


def test_a_document_that_cannot_be_read_is_erased_everywhere_too(tmp_path: Path) -> None:
    store = filled(tmp_path)
    rows = rows_of(store.path, "consultations")
    behind(store.path, f"UPDATE {rows} SET body = zeroblob(60) WHERE name = 'record-03'")  # noqa: S608
    made = make_backup(store)

    assert erase(store, "record-03", "cannot be read").backups == (made,)
    assert "record-03" not in store.ids()


def test_nothing_is_erased_from_a_copy_that_only_reads(tmp_path: Path) -> None:
    writer = filled(tmp_path)
    made = make_backup(writer)
    before = made.read_bytes()

    with pytest.raises(ReadOnly):
        erase(opened(tmp_path), "record-03", "asked for it")

    assert made.read_bytes() == before
    assert "record-03" in writer.ids()


def test_a_record_that_nobody_has_is_unknown(tmp_path: Path) -> None:
    store = filled(tmp_path)
    make_backup(store)

    with pytest.raises(UnknownName, match="record-99"):
        erase(store, "record-99", "asked for it")


@BOTH
def test_purging_erases_exactly_the_records_that_are_too_old(tmp_path: Path, make: Made) -> None:
    store = filled(tmp_path, make)
    made = make_backup(store)
    moment = NOW + timedelta(minutes=4)

    assert [entry.id for entry in older_than(store, moment)] == [f"record-0{n}" for n in range(4)]
    erased = purge(store, moment)

    assert [(one.record, one.backups) for one in erased] == [
        (f"record-0{number}", (made,)) for number in range(4)
    ]
    left = [f"record-{number:02}" for number in range(4, 12)]
    assert sorted(store.ids()) == left
    assert sorted(open_backup(store, made).ids()) == left
    assert [why for what, _, why in told(store) if what == "erased"] == [
        "kept longer than records are: last touched before 2026-11-22"
    ] * 4
    assert purge(store, moment) == []


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("8y", (2018, 11, 30)),
        ("18m", (2025, 5, 30)),
        ("9m", (2026, 2, 28)),
        ("90d", (2026, 9, 1)),
        (" 1 Y ", (2025, 11, 30)),
        ("11m", (2025, 12, 30)),
        ("12m", (2025, 11, 30)),
        ("33m", (2024, 2, 29)),
    ],
)
def test_an_age_goes_back_by_the_calendar(words: str, moment: tuple[int, int, int]) -> None:
    now = datetime(2026, 11, 30, 9, 30, tzinfo=timezone(timedelta(hours=1)))

    assert age_before(words, now) == datetime(*moment, 9, 30, tzinfo=now.tzinfo)


def test_a_leap_day_goes_back_to_the_end_of_february() -> None:
    assert age_before("1y", datetime(2028, 2, 29, tzinfo=UTC)) == datetime(2027, 2, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    "words", ["", "8", "y", "0d", "-1y", "1w", "8y6m", "1.5y", "3000y", "99999m", "8 years", "٨y"]
)
def test_what_is_no_age_is_refused(words: str) -> None:
    with pytest.raises(SdmError, match="is no age"):
        age_before(words, NOW)
