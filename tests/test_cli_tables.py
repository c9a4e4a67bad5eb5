"""The command that writes de-identified tables: what it chooses, what it says, what it leaves."""

import io
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyarrow import parquet

from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.reading import content_hash
from sdm_tui.cli import main
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import AidUsed, Consultation, started
from sdm_tui.store import Store, log
from tests.examples import small_aid, small_aid_text
from tests.store.samples import behind, rows_of
from tests.stores import plain_store
from tests.tables_written import csv_rows

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SAID = "nobody else may read this"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def run(
    data: Path, out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Return what runs the command and gives its exit status, what it said and what it told."""

    def runs(*words: str, first: tuple[str, ...] = ()) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        command = ("--data-dir", str(data), *first, "records", "tables", str(out), *words)
        status = main(command, now=lambda: NOW)
        said = capsys.readouterr()
        return status, said.out, said.err

    return runs


@pytest.fixture(scope="module")
def aid() -> DecisionAid:
    return small_aid()


def used(aid: DecisionAid) -> AidUsed:
    return AidUsed(
        slug=aid.slug,
        title=aid.title,
        condition=aid.condition,
        version=aid.version,
        content_hash=content_hash(small_aid_text().encode()),
        last_reviewed=aid.last_reviewed,
        review_due=aid.review_due,
    )


def held(name: str, aid: DecisionAid | None, at: datetime = NOW) -> Consultation:
    """Return a finished consultation of some length, begun then."""
    told = started(name, at, used(aid) if aid else None)
    told = moves.write(moves.write(told, "start.label", SAID), "private_notes", SAID)
    told = moves.rate_value(moves.add_option(told, SAID), "sooner", 7)
    told = moves.open_outcome(told, "still-sore", "people", at)
    return moves.seal(moves.decide(told, "decided", "wait"), at + timedelta(minutes=20))


def kept(folder: Path, *consultations: Consultation, rehearsal: bool = False) -> Store:
    store = plain_store(folder, NOW, rehearsal=rehearsal)
    store.keep_aid(content_hash(small_aid_text().encode()), small_aid_text())
    for one in consultations:
        store.put(one)
    return store


def six(aid: DecisionAid | None, at: datetime = NOW, stem: str = "with-aid") -> list[Consultation]:
    return [held(f"{stem}-{number}", aid, at) for number in range(6)]


def rows(out: Path, table: str = "consultations") -> list[dict[str, str]]:
    return csv_rows((out / f"{table}.csv").read_bytes().decode())


def test_four_tables_and_a_page_of_explanation_are_written(
    run: Run, data: Path, out: Path, aid: DecisionAid
) -> None:
    kept(data, *six(aid)).close()

    status, said, told = run()

    assert (status, told) == (0, "")
    assert "de-identified, not anonymous" in said
    assert sorted(path.name for path in out.iterdir()) == [
        *("README.txt", "consultations.csv", "options.csv", "outcomes.csv", "ratings.csv")
    ]
    assert len(rows(out)) == 6
    assert {row["aid_title"] for row in rows(out)} == {aid.title}
    assert len(rows(out, "outcomes")) == 6 * 6
    assert {row["rating"] for row in rows(out, "ratings")} == {"7"}
    read_me = (out / "README.txt").read_text(encoding="utf-8")
    assert "In the tables: 6 consultations." in read_me
    assert "not a prediction" in " ".join(read_me.split())
    assert "matters_to_person (true or false)" in read_me


def test_no_file_holds_an_id_or_a_word_and_no_order_of_the_records(
    run: Run, data: Path, out: Path, aid: DecisionAid
) -> None:
    kept(data, *six(aid)).close()

    run()

    text = "".join(path.read_text(encoding="utf-8") for path in out.iterdir())
    keys = [row["row_key"] for row in rows(out)]
    assert SAID not in text
    assert "with-aid-" not in text
    assert keys == sorted(keys)


def test_the_rows_of_two_exports_cannot_be_joined(
    run: Run, data: Path, out: Path, aid: DecisionAid
) -> None:
    kept(data, *six(aid)).close()

    run()
    first = {row["row_key"] for row in rows(out)}
    out.rename(out.with_name("first"))
    run()

    assert first.isdisjoint(row["row_key"] for row in rows(out))


def test_parquet_holds_the_notices_beside_the_rows(
    run: Run, data: Path, out: Path, aid: DecisionAid
) -> None:
    kept(data, *six(aid)).close()

    status, _, _ = run("--parquet")

    table = parquet.read_table(out / "consultations.parquet")
    assert status == 0
    assert table.num_rows == 6
    assert b"In the tables: 6 consultations." in table.schema.metadata[b"notices"]
    assert (out / "README.txt").exists()


def test_without_pyarrow_the_extra_is_named_and_nothing_is_written(
    run: Run, data: Path, out: Path, aid: DecisionAid, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(data, *six(aid)).close()
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)

    status, _, told = run("--parquet")

    assert status == 2
    assert 'pip install "sdm-tui[insights]"' in told
    assert not out.exists()


def test_few_consultations_of_a_month_are_left_out_and_counted(
    run: Run, data: Path, out: Path, aid: DecisionAid
) -> None:
    before = NOW - timedelta(days=40)
    few = [held("few-1", aid, before), held("few-2", None)]
    kept(data, *six(aid), *few).close()

    _, said, _ = run()
    out.rename(out.with_name("first"))
    _, everything, _ = run("--least", "1")

    assert "In the tables: 6 consultations." in said
    assert "fewer than 5 of their month had the same aid: 2." in said
    assert len(rows(out)) == 8
    assert "single people may be easy to find" in everything


def test_a_need_of_one_person_is_told_of_nobody(
    run: Run, data: Path, out: Path, aid: DecisionAid
) -> None:
    first, *others = six(aid)
    needs = first.start.model_copy(update={"needs": ("easy read",)})
    kept(data, first.model_copy(update={"start": needs}), *others).close()

    run()
    few = {row["need_easy_read"] for row in rows(out)}
    out.rename(out.with_name("first"))
    run("--least", "1")

    assert few == {""}
    assert sorted(row["need_easy_read"] for row in rows(out)) == ["false"] * 5 + ["true"]


def test_months_an_aid_and_those_in_progress_can_be_asked_for(
    run: Run, data: Path, out: Path, aid: DecisionAid
) -> None:
    before = NOW - timedelta(days=40)
    in_progress = [started(f"open-{number}", NOW, None) for number in range(6)]
    kept(data, *six(aid), *six(None, before, "old"), *in_progress).close()

    def months(*words: str) -> list[tuple[str, str, str]]:
        run(*words)
        found = sorted({(r["month"], r["aid"], r["finished"]) for r in rows(out)})
        out.rename(out.with_name("_".join(("out-of", *words))))
        return found

    new, old, unfinished = (
        ("2026-11", "sore-throat", "true"),
        ("2026-10", "", "true"),
        ("2026-11", "", "false"),
    )
    assert months() == [old, new]
    assert months("--from", "2026-11") == [new]
    assert months("--to", "2026-10") == [old]
    assert months("--aid", "sore-throat") == [new]
    assert months("--unfinished") == sorted([old, unfinished, new])


def test_an_unreadable_record_blocks_no_other_and_is_counted(
    run: Run, data: Path, out: Path, aid: DecisionAid
) -> None:
    store = kept(data, *six(aid))
    store.close()
    table = rows_of(store.path, "consultations")
    behind(store.path, f"UPDATE {table} SET body = zeroblob(length(body)) WHERE id = 1")  # noqa: S608

    status, said, _ = run()

    assert status == 0
    assert "cannot be read: 1." in said
    assert len(rows(out)) == 5


def test_a_person_who_did_not_agree_to_a_record_is_left_out(
    run: Run, data: Path, out: Path, aid: DecisionAid
) -> None:
    start = started("said-no", NOW, None).start.model_copy(update={"agrees_to_record": "no"})
    refused = held("said-no", aid).model_copy(update={"start": start})
    kept(data, *six(aid), refused).close()

    _, said, _ = run()

    assert "did not agree to a record: 1." in said
    assert len(rows(out)) == 6


def test_without_the_text_of_the_aid_the_consultation_is_still_counted(
    run: Run, data: Path, out: Path, aid: DecisionAid
) -> None:
    store = plain_store(data, NOW)
    for one in six(aid):
        store.put(one)
    store.close()

    _, said, _ = run()

    assert "not at hand: 6." in said
    assert {row["chosen_option"] for row in rows(out)} == {"not at hand"}
    assert rows(out, "outcomes") == []


def test_the_audit_log_says_how_many_and_names_nobody(
    run: Run, data: Path, aid: DecisionAid
) -> None:
    kept(data, *six(aid)).close()

    run()

    store = plain_store(data, NOW)
    entry = next(e for e in log.last_entries(store.engine, 5) if e.what == "exported")
    store.close()
    assert (entry.record, entry.why) == ("", "tables of 6 consultations, as CSV")


def test_rehearsals_are_marked_in_every_form(
    run: Run, data: Path, out: Path, aid: DecisionAid
) -> None:
    rehearsed = [one.model_copy(update={"rehearsal": True}) for one in six(aid)]
    kept(data, *rehearsed, rehearsal=True).close()

    run(first=("--rehearse",))

    assert {row["rehearsal"] for row in rows(out)} == {"true"}
    assert "REHEARSAL - not a real person" in (out / "README.txt").read_text(encoding="utf-8")


def test_excel_gets_its_mark(run: Run, data: Path, out: Path, aid: DecisionAid) -> None:
    kept(data, *six(aid)).close()

    run("--excel")

    assert (out / "ratings.csv").read_bytes().startswith(b"\xef\xbb\xbfrow_key,")


def test_where_nothing_is_left_to_tell_nothing_is_written(
    run: Run, data: Path, out: Path, aid: DecisionAid
) -> None:
    empty = run()
    kept(data, held("one-1", aid)).close()

    status, _, told = run()
    unknown = run("--aid", "sore-throats")

    assert empty[0] == 2
    assert status == 2
    assert "had the same aid: 1." in told
    assert 'Did you mean "sore-throat"?' in unknown[2]
    assert not out.exists()


def test_a_folder_that_holds_something_is_left_alone(
    run: Run, data: Path, out: Path, aid: DecisionAid
) -> None:
    kept(data, *six(aid)).close()
    out.mkdir()
    (out / "mine.txt").write_text("mine")

    status, _, told = run()

    assert status == 2
    assert "is no empty folder" in told
    assert [path.name for path in out.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("form", ["--excel", "--parquet"])
def test_a_record_that_changes_meanwhile_leaves_nothing_behind(
    run: Run, data: Path, out: Path, aid: DecisionAid, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = six(aid)
    kept(data, *every).close()
    get, read = Store.get, list[str]()

    def changing(store: Store, name: str) -> Consultation:
        read.append(name)
        found = get(store, name)
        return moves.amend(found, "r", "w", NOW) if len(read) > 9 else found

    monkeypatch.setattr(Store, "get", changing)
    status, _, told = run(form)

    assert status == 2
    assert "changed or erased while the tables were written" in told
    assert list(out.parent.glob("out*")) == []


def test_a_disk_that_is_full_leaves_nothing_behind(
    run: Run, data: Path, out: Path, aid: DecisionAid, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(data, *six(aid)).close()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sdm_tui.documents.tables.as_csv.CsvWriter.add", full)
    status, _, told = run()

    assert status == 2
    assert "No space left on device" in told
    assert list(out.parent.glob("out*")) == []


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "2026-13"),
        ("--to", "2026"),
        ("--least", "0"),
        ("--least", "few"),
        ("--excel", "--parquet"),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*words)

    assert ended.value.code == 2


def test_an_end_before_the_beginning_is_refused(run: Run, out: Path) -> None:
    status, _, told = run("--from", "2026-05", "--to", "2026-04")

    assert status == 2
    assert "--to is before --from" in told
    assert not out.exists()
