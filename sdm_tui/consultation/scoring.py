"""The moves of a published score: answer it, type a risk in, or put it away.

Nothing is answered for anybody: a score counts once every question has an answer. What was on the
screen stays in the record when a score is changed afterwards.
"""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sdm_tui.aids.score_model import Score, ScoreInput
from sdm_tui.aids.scores import OutsideTable, outcome_id, points, steps
from sdm_tui.consultation.changing import refuse_sealed, replaced, scores_shown, with_section
from sdm_tui.consultation.model import Consultation, ScoreReply, ScoreStep, ScoreUse

PLAIN_NO: Final = "no"
_NUMBER: Final = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,2})?) ?%?")
"""Three digits before the point are enough; "1,000" must not be read as 1."""


def answer_score(
    consultation: Consultation, score: Score, question: str, index: int | None, now: datetime
) -> Consultation:
    """Answer one question of a score by the index of its answer; None takes the answer back."""
    use = _use(consultation, score, now)
    kept = {reply.id: reply for reply in use.replies if reply.id != question}
    asked = next((asked for asked in score.inputs if asked.id == question), None)
    if asked is not None and index is not None and 0 <= index < len(asked.answers):
        kept[question] = _reply(asked, index)
    return _with_replies(consultation, score, use, kept, now)


def answer_rest_no(consultation: Consultation, score: Score, now: datetime) -> Consultation:
    """Answer "no" to every open question that has a plain no; others stay open."""
    use = _use(consultation, score, now)
    kept = {reply.id: reply for reply in use.replies}
    for asked in score.inputs:
        labels = [answer.label.casefold() for answer in asked.answers]
        if asked.id not in kept and PLAIN_NO in labels:
            kept[asked.id] = _reply(asked, labels.index(PLAIN_NO))
    return _with_replies(consultation, score, use, kept, now)


def type_risk(consultation: Consultation, score: Score, words: str, now: datetime) -> Consultation:
    """Keep a risk as it was typed; its figures are shown where the aid's source supports them."""
    use = _use(consultation, score, now)
    refused, value = "", None
    if words.strip():
        if typed := _NUMBER.fullmatch(words.strip()):
            value = Decimal(typed[1].replace(",", "."))
        else:
            refused = "This is not a number such as 12 or 12.4, so no figure is shown."
    return _settled(consultation, score, replaced(use, typed=words), value, refused, now)


def name_tool(consultation: Consultation, score: Score, words: str, now: datetime) -> Consultation:
    """Keep which tool a typed risk came from, and when."""
    use = replaced(_use(consultation, score, now), typed_from=words)
    return _with_use(consultation, use)


def put_away(consultation: Consultation, score: Score) -> Consultation:
    """Stop using a score; figures that followed from it and were shown stay in the record."""
    refuse_sealed(consultation)
    figures = consultation.figures
    rest = tuple(use for use in figures.scores if use.score != score.id)
    return _with_scores(consultation, rest)


def answers_of(use: ScoreUse | None) -> dict[str, int]:
    """Return the index of the answer to each question that has one."""
    return {reply.id: reply.index for reply in use.replies} if use else {}


def _use(consultation: Consultation, score: Score, now: datetime) -> ScoreUse:
    held = consultation.score_use(score.id)
    return held or ScoreUse(score=score.id, name=score.name, at=now)


def _reply(asked: ScoreInput, index: int) -> ScoreReply:
    chosen = asked.answers[index]
    return ScoreReply(
        question=asked.question,
        id=asked.id,
        answer=chosen.label,
        index=index,
        points=chosen.points,
    )


def _with_replies(
    consultation: Consultation,
    score: Score,
    use: ScoreUse,
    kept: dict[str, ScoreReply],
    now: datetime,
) -> Consultation:
    replies = tuple(kept[asked.id] for asked in score.inputs if asked.id in kept)
    total = points(score, {reply.id: reply.index for reply in replies})
    value = None if total is None else Decimal(total)
    return _settled(consultation, score, replaced(use, replies=replies), value, "", now)


def _settled(
    consultation: Consultation,
    score: Score,
    use: ScoreUse,
    value: Decimal | None,
    refused: str,
    now: datetime,
) -> Consultation:
    """Return the consultation with a score and what follows from it, or why nothing does."""
    told: tuple[ScoreStep, ...] = ()
    if value is not None:
        try:
            told = tuple(ScoreStep(option=s.option, words=s.words) for s in steps(score, value))
        except OutsideTable as error:
            value, refused = None, str(error)
    outcome = "" if value is None else outcome_id(score, value)
    after = replaced(use, value=value, refused=refused, steps=told, outcome=outcome, at=now)
    same: dict[str, Any] = {"at": use.at}
    return _with_use(consultation, use if replaced(after, **same) == use else after)


def _with_use(consultation: Consultation, use: ScoreUse) -> Consultation:
    others = tuple(u for u in consultation.figures.scores if u.score != use.score)
    if not (use.replies or use.typed or use.typed_from):
        return _with_scores(consultation, others)
    return _with_scores(consultation, (*others, use))


def _with_scores(consultation: Consultation, uses: tuple[ScoreUse, ...]) -> Consultation:
    before = consultation.figures
    after = replaced(before, scores=uses)
    return with_section(
        consultation, "figures", scores=uses, scores_before=scores_shown(before, after)
    )
