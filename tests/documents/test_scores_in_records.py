"""What a record keeps of a published score."""

from datetime import UTC, date, datetime

from sdm_tui.consultation import moves, scoring
from sdm_tui.consultation.model import AidUsed, Consultation, started
from sdm_tui.documents.data import as_json, read_json
from sdm_tui.documents.text import as_text
from tests.aids.scored import points_score, scored_aid, typed_score

NOW = datetime(2026, 3, 1, 10, tzinfo=UTC)
TODAY = date(2026, 3, 1)


def scored_talk() -> Consultation:
    """Return a talk in which one score was shown and then changed, and a risk was typed in."""
    aid = scored_aid()
    used = AidUsed(
        slug=aid.slug,
        title=aid.title,
        condition=aid.condition,
        version=aid.version,
        content_hash="0" * 64,
        last_reviewed=aid.last_reviewed,
        review_due=aid.review_due,
    )
    talk = started("abcd-1", NOW, used)
    for question, index in (("age", 1), ("cold", 1), ("hammer", 0)):
        talk = scoring.answer_score(talk, points_score(), question, index, NOW)
    talk = moves.open_outcome(talk, "thumb-score-2", "people", NOW)
    talk = scoring.answer_score(talk, points_score(), "hammer", 1, NOW)
    talk = moves.open_outcome(talk, "thumb-score-4", "words", NOW)
    talk = scoring.type_risk(talk, typed_score(), "12.4", NOW)
    return scoring.name_tool(talk, typed_score(), "QRISK3, today", NOW)


def record() -> str:
    return " ".join(as_text(scored_talk(), scored_aid(), today=TODAY).split())


def test_the_record_tells_answers_sum_row_and_multiplication() -> None:
    text = record()

    assert "Age: 65 to 74 (1 point)" in text
    assert "Sum: 1 + 1 + 2 = 4" in text
    assert "Wait and see: row 4 of the published table: 97 of 1,000" in text
    assert "Use a cream: 97 x 0.36 x 0.81 = 28.285, rounded to 28 of 1,000" in text
    assert "not a prognosis" in text


def test_the_record_keeps_a_score_that_was_shown_and_then_changed() -> None:
    text = record()

    assert "THUMB-2 (changed afterwards)" in text
    assert "Sum: 1 + 1 + 0 = 2" in text


def test_the_record_tells_a_typed_risk_and_where_it_came_from() -> None:
    text = record()

    assert "Typed in: 12.4" in text
    assert "From: QRISK3, today" in text
    assert "12.4 x 10 = 124 of 1,000" in text


def test_the_record_tells_the_figures_of_every_score_that_was_on_the_screen() -> None:
    text = record()

    assert "Out of 1,000 people with a thumb score of 2, within 1 year: 32 lost the thumb" in text
    assert "Out of 1,000 people with a thumb score of 4, within 1 year: 97 lost the thumb" in text
    assert "thumb score 3" not in text


def test_the_data_holds_scores_and_their_figures_and_reads_back() -> None:
    export = read_json(as_json(scored_talk(), scored_aid(), include_private=True))

    assert export.consultation == scored_talk()
    assert export.shown is not None
    shown = {outcome.id: outcome for outcome in export.shown.outcomes}
    assert [figure.count for figure in shown["thumb-score-4"].figures] == [97, 28]
    assert [figure.count for figure in shown["thumb-score-2"].figures] == [32, 9]
    assert "thumb-score-1" not in shown
