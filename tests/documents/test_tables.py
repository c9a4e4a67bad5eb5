"""The tables of two consultations, cell by cell, and the rules behind single cells."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.reading import parse_aid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import AidUsed, Consultation, started
from sdm_tui.documents.tables.case import Case, minutes_to_finish, row_key
from sdm_tui.documents.tables.every import TABLES
from tests.documents.conftest import HASH, LATER, NOW
from tests.examples import small_aid
from tests.tables_page import PAGE, with_columns
from tests.tables_written import csv_files, csv_rows, parquet_files

BUNDLED = Path(__file__).parents[2] / "decision_aids"
KEY = bytes(range(32))
ABOUT_THE_FIRST = {
    "row_key": "r1",
    "month": "2026-11",
    "aid": "invented-ache",
    "aid_version": "1.2.0",
    "aid_hash": HASH,
    "aid_title": "What shall I do about my invented ache?",
    "sign_off": "unsigned",
    "review_overdue": "false",
    "rehearsal": "false",
    "finished": "true",
    "route_minutes": "10",
    "minutes_to_finish": "25",
    "contacts": "1",
    "stages_visited": "start;summary",
    "need_large_print": "true",
    "need_read_aloud": "false",
    "need_interpreter": "false",
    "need_british_sign_language": "false",
    "need_easy_read": "false",
    "need_hearing_loop": "false",
    "need_advocate": "false",
    "need_more_time": "false",
    "need_other": "true",
    "taking_part": "I want us to decide together",
    "decision_lies_with": "the person",
    "values_rated": "4",
    "concerns": "1",
    "options_opened": "1",
    "options_set_aside": "1",
    "options_added": "1",
    "outcomes_opened": "1",
    "outcomes_shown": "2",
    "table_shown": "true",
    "teach_backs": "1",
    "questions_opened": "1",
    "status": "decided",
    "chosen_option": "wait",
    "how_sure": "8",
    "readiness_sure": "yes",
    "readiness_informed": "no",
    "readiness_clear": "",
    "readiness_supported": "",
    "actions": "1",
    "review_date_set": "true",
    "safety_net_set": "true",
    "amendments": "1",
}
ABOUT_THE_SECOND = dict.fromkeys(ABOUT_THE_FIRST, "") | {
    "row_key": "r2",
    "month": "2026-12",
    "rehearsal": "true",
    "finished": "false",
    "route_minutes": "20",
    "contacts": "2",
    "stages_visited": "start",
    **{name: "false" for name in ABOUT_THE_FIRST if name.startswith("need_")},
    **{
        name: "0"
        for name in ABOUT_THE_FIRST
        if name in {"values_rated", "concerns", "teach_backs", "actions", "amendments"}
        or name.startswith(("options_", "outcomes_", "questions_"))
    },
    "options_added": "2",
    "table_shown": "false",
    "status": "clinician decides",
    "chosen_option": "added",
    "review_date_set": "false",
    "safety_net_set": "false",
}
OPTIONS = """\
row_key,option_id,name,status_quo,opened,set_aside,chosen
r1,wait,Wait and see,true,true,false,true
r1,tablets,Tablets each day,false,false,true,false
r1,added,(added),,false,false,false
r2,added,(added),,false,false,false
r2,added,(added),,false,false,true
"""
OUTCOMES = """\
row_key,aid,aid_version,outcome_id,name,kind,serious,horizon,option_id,count,low,high,range_kind,\
denominator,measure,reference_class,fair_comparison,compare_only_within,basis,certainty,sources,\
from_score,opened,shown,matters_to_person
r1,invented-ache,1.2.0,ache,Still aching,harm,false,on day 3,wait,663,,,,\
1000,people,people with an invented ache,true,,read,moderate,FIRST,false,true,true,true
r1,invented-ache,1.2.0,ache,Still aching,harm,false,on day 3,tablets,500,450,550,interval,\
1000,people,people with an invented ache,true,,derived,moderate,SECOND,false,true,true,true
r1,invented-ache,1.2.0,bleed,A bad bleed,harm,true,within 1 year,wait,,,,,\
100,people,people with an invented ache,false,,does-not-apply,very low,,false,false,true,false
r1,invented-ache,1.2.0,bleed,A bad bleed,harm,true,within 1 year,tablets,,,,,\
100,people,people with an invented ache,false,,none,very low,,false,false,true,false
"""
RATINGS = """\
row_key,value_id,rating,not_sure
r1,no-pain,9,false
r1,no-pills,6,false
r1,work,,true
"""


@pytest.fixture(scope="session")
def finished(full: Consultation) -> Consultation:
    """Return a consultation with everything in it, finished 23 minutes after it began."""
    told = moves.tick(full, "start.needs", "large print")
    told = moves.write(told, "start.needs_other", "a quiet room")
    told = moves.answer(told, "start.taking_part", "I want us to decide together")
    told = moves.answer(told, "start.decision_lies_with", "the person")
    told = moves.go_to(moves.show_table(told), "summary")
    told = moves.open_outcome(told, "bleed", "table", NOW)
    told = moves.seal(told, NOW + timedelta(minutes=23), "Dr Grey")
    return moves.amend(told, "asked for", "one more thing", LATER)


@pytest.fixture(scope="session")
def own() -> Consultation:
    """Return an unfinished rehearsal without an aid, whose chosen option was written in it."""
    told = started("test-4321", LATER, None, rehearsal=True)
    told = moves.resume(moves.answer(told, "start.route", 20), LATER)
    told = moves.add_option(moves.add_option(told, "Swimming"), "Chess")
    return moves.decide(told, "clinician decides", "added-option-2")


@pytest.fixture(scope="session")
def cases(finished: Consultation, own: Consultation, aid: DecisionAid) -> tuple[Case, Case]:
    return Case("r1", finished, aid), Case("r2", own, None)


def lines(text: str) -> str:
    return text.replace("\n", "\r\n")


def test_each_consultation_has_one_row_with_every_column(cases: tuple[Case, Case]) -> None:
    rows = csv_rows(csv_files(cases)["consultations"])

    assert rows == [ABOUT_THE_FIRST, ABOUT_THE_SECOND]


def test_options_outcomes_and_ratings_stand_in_tables_of_their_own(
    cases: tuple[Case, Case],
) -> None:
    files = csv_files(cases)

    assert files["options"] == lines(OPTIONS)
    assert files["outcomes"] == lines(OUTCOMES)
    assert files["ratings"] == lines(RATINGS)


def test_excel_gets_a_mark_at_the_start_only_when_asked(cases: tuple[Case, Case]) -> None:
    marked, plain = csv_files(cases, has_bom=True), csv_files(cases)

    assert {name: f"\ufeff{text}" for name, text in plain.items()} == marked


def test_parquet_has_typed_columns_and_says_what_they_mean(cases: tuple[Case, Case]) -> None:
    tables = parquet_files(cases, ["REHEARSAL", "£5"])

    schema = tables["outcomes"].schema
    types = {name: str(schema.field(name).type) for name in schema.names}
    assert (types["row_key"], types["count"], types["serious"]) == ("string", "int32", "bool")
    assert types["sources"] == "list<element: string>"
    assert types["name"].startswith("dictionary<values=string")
    assert schema.metadata[b"notices"].decode() == '["REHEARSAL", "£5"]'
    assert schema.field("kind").metadata[b"meaning"] == b"good, harm or neutral."
    first = tables["outcomes"].to_pylist()[0]
    assert (first["count"], first["low"], first["sources"]) == (663, None, ["FIRST"])


def test_parquet_is_written_in_parts_and_keeps_every_row(
    cases: tuple[Case, Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sdm_tui.documents.tables.as_parquet._ROWS_AT_ONCE", 2)

    parts = parquet_files(cases * 3)

    assert [row["row_key"] for row in parts["consultations"].to_pylist()] == ["r1", "r2"] * 3


def test_a_file_without_rows_still_has_its_columns() -> None:
    assert {len(text.splitlines()) for text in csv_files([]).values()} == {1}
    assert {table.num_rows for table in parquet_files([]).values()} == {0}


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, 0), (2.4, 0), (2.5, 5), (7.49, 5), (23, 25), (239, 240), (900, 240), (-1, None)],
)
def test_minutes_are_rounded_to_five_and_end_at_four_hours(
    fresh: Consultation, minutes: float, told: int | None
) -> None:
    done = moves.seal(fresh, NOW + timedelta(minutes=minutes))

    assert minutes_to_finish(done) == told
    assert minutes_to_finish(fresh) is None


def test_a_count_that_few_have_is_told_as_ten(fresh: Consultation, aid: DecisionAid) -> None:
    told = fresh
    for number in range(37):
        told = moves.add_value(moves.plan_action(told, f"step {number}", "", ""), "x")
        told = moves.rate_value(told, f"added-value-{number + 1}", 3)

    row = csv_rows(csv_files([Case("r1", told, aid)])["consultations"])[0]

    assert (row["actions"], row["values_rated"]) == ("10", "10")


def test_a_row_key_tells_nothing_and_differs_with_its_key() -> None:
    first, other = row_key("test-1234", KEY), row_key("test-1234", KEY[::-1])

    assert re.fullmatch("r[0-9a-f]{24}", first)
    assert first == row_key("test-1234", KEY)
    assert len({first, other, row_key("test-1235", KEY)}) == 3


def test_an_option_that_no_aid_at_hand_explains_is_not_named(finished: Consultation) -> None:
    row = csv_rows(csv_files([Case("r1", finished, None)])["consultations"])[0]

    assert (row["chosen_option"], row["aid"], row["aid_title"]) == (
        "not at hand",
        "invented-ache",
        "",
    )


@pytest.mark.parametrize(("days", "told"), [(-1, "true"), (0, "false")])
def test_a_review_is_overdue_from_the_day_after_it_was_due(
    aid: DecisionAid, used: AidUsed, days: int, told: str
) -> None:
    due = used.model_copy(update={"review_due": NOW.date() + timedelta(days=days)})

    row = csv_rows(csv_files([Case("r1", started("test-1", NOW, due), aid)])["consultations"])[0]

    assert row["review_overdue"] == told


def test_figures_that_must_not_be_compared_say_with_which_they_may(fresh: Consultation) -> None:
    aid = small_aid()
    groups = (("wait",), ("tablets",))
    first = aid.outcomes[0].model_copy(update={"compare_only_within": groups})
    grouped = aid.model_copy(update={"outcomes": (first, *aid.outcomes[1:])})

    rows = csv_rows(csv_files([Case("r1", fresh, grouped)])["outcomes"])

    assert [row["compare_only_within"] for row in rows] == ["wait", "tablets", "", "", "", ""]


@pytest.mark.parametrize(
    ("slug", "score", "value"),
    [
        ("atrial-fibrillation-anticoagulant", "stroke-score", None),
        ("statins-primary-prevention", "", "13.7"),
    ],
)
def test_a_score_and_the_figures_that_tell_it_stay_out(
    slug: str, score: str, value: str | None
) -> None:
    content = (BUNDLED / slug / "aid.yaml").read_bytes()
    aid = parse_aid(content, BUNDLED / slug / "aid.yaml")
    used = next(s for s in aid.scores if not score or s.id == score)
    told = f"{used.id}-{value.replace('.', '-')}" if value else f"{used.id}-7"
    talk = started("test-1", NOW, None)
    talk = moves.mark_matters(moves.open_outcome(talk, told, "people", NOW), told)

    files = csv_files([Case("r1", talk, aid)])

    rows = csv_rows(files["outcomes"])
    scored = [row for row in rows if row["from_score"] == "true" and row["outcome_id"] == used.id]
    assert {row["option_id"] for row in scored} == {option.id for option in aid.options}
    assert {(r["count"], r["low"], r["high"], r["sources"], r["basis"]) for r in scored} == {
        ("", "", "", "", "")
    }
    assert {(r["opened"], r["shown"], r["matters_to_person"]) for r in scored} == {
        ("true", "true", "true")
    }
    assert all("{score}" not in text and told not in text for text in files.values())
    assert {row["outcome_id"] for row in rows} >= {o.id for o in aid.outcomes}


def test_no_two_columns_of_a_table_have_one_name() -> None:
    for table in TABLES:
        names = [column.name for column in table.columns]
        assert len(names) == len(set(names))
        assert all(re.fullmatch("[a-z][a-z_]*", name) for name in names)


def test_the_page_of_documentation_has_the_columns_as_they_are() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert with_columns(text) == text
