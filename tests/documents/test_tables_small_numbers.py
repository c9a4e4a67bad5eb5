"""Months, needs and answers that few people share are not told of."""

from datetime import UTC, datetime

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, started
from sdm_tui.documents.tables.case import Case
from sdm_tui.documents.tables.small_numbers import Counted
from tests.tables_written import csv_files, csv_rows


def consultations_of(month: int, count: int, *needs: str) -> list[Consultation]:
    begun = [
        started(f"test-{month}-{n}", datetime(2026, month, 3, tzinfo=UTC), None)
        for n in range(count)
    ]
    for need in needs:
        begun = [moves.tick(one, "start.needs", need) for one in begun]
    return begun


def test_a_month_with_few_consultations_is_not_told_of() -> None:
    counted = Counted()
    for one in (*consultations_of(1, 5), *consultations_of(2, 4)):
        counted.add(one)

    assert counted.told(5) == {("2026-01", "")}
    assert counted.told(4) == {("2026-01", ""), ("2026-02", "")}


def test_a_need_that_few_people_have_is_not_told_of_anybody(aid: DecisionAid) -> None:
    counted = Counted()
    every = [*consultations_of(1, 4, "easy read"), *consultations_of(1, 5, "more time")]
    for one in (*every, *consultations_of(2, 4, "easy read")):
        counted.add(one)

    untold = counted.untold(counted.told(5), 5)
    rows = csv_rows(csv_files([Case("r", one, aid, untold) for one in every])["consultations"])

    assert untold == {("need_easy_read", "easy read")}
    assert {row["need_easy_read"] for row in rows} == {""}
    assert [row["need_more_time"] for row in rows] == ["false"] * 4 + ["true"] * 5


def test_a_rare_answer_about_who_decides_is_left_empty(fresh: Consultation) -> None:
    rare = moves.answer(fresh, "start.decision_lies_with", "an attorney or deputy")
    usual = moves.answer(fresh, "start.decision_lies_with", "the person")
    counted = Counted()
    for one in (rare, *[usual] * 6):
        counted.add(one)
    untold = counted.untold(counted.told(5), 5)

    told = csv_rows(
        csv_files([Case("r", one, None, untold) for one in (rare, usual)])["consultations"]
    )

    assert [row["decision_lies_with"] for row in told] == ["", "the person"]


def test_an_answer_of_no_fixed_list_is_never_told(fresh: Consultation) -> None:
    own = fresh.start.model_copy(
        update={"taking_part": "ask Mary", "decision_lies_with": "Mary", "needs": ("Mary",)}
    )
    row = csv_rows(
        csv_files([Case("r", fresh.model_copy(update={"start": own}), None)])["consultations"]
    )[0]

    assert (row["taking_part"], row["decision_lies_with"], row["need_other"]) == ("", "", "true")
