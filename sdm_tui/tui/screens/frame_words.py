"""What the frame around a stage says of a consultation, in finished words for its widgets."""

from collections.abc import Iterator
from datetime import date

from sdm_tui.aids.draft import draft_words
from sdm_tui.aids.sign_off import Standing
from sdm_tui.consultation.model import AidUsed, Consultation
from sdm_tui.consultation.stages import STAGES, has_something, own_words
from sdm_tui.documents.aid_standing import review_mark, sign_off_mark, standing_then
from sdm_tui.tui.literal import one_line
from sdm_tui.tui.widgets.bars import REHEARSAL
from sdm_tui.tui.widgets.frame import StageMark


def flags(
    consultation: Consultation, standing: Standing, *, today: date, minutes: int | None
) -> list[str]:
    """Return what the header says beside the decision, without what there is nothing to say of.

    standing: how the aid's sign-off stands now; the record has how it stood at the start.
    """
    start = consultation.start
    label = f'"{one_line(start.label, 20)}"' if start.label.strip() else ""
    needs = [*start.needs, *([one_line(start.needs_other, 20)] if start.needs_other else [])]
    used = consultation.aid
    parts = [
        REHEARSAL if consultation.rehearsal else "",
        label,
        ", ".join(needs),
        *(_aid_flags(used, standing, today) if used else ("no aid used",)),
        "finished" if consultation.is_sealed else "",
        f"{minutes} min" if minutes is not None else "",
    ]
    return [part for part in parts if part]


def stage_marks(consultation: Consultation) -> Iterator[StageMark]:
    """Yield every stage of the conversation proper: Start comes before it."""
    for each in STAGES[1:]:
        yield StageMark(
            each.title,
            each.short_title,
            is_here=each.name == consultation.stage,
            has_something=has_something(consultation, each.name),
        )


def pinned_words(consultation: Consultation) -> tuple[str, ...]:
    """Return the person's own words, for every stage after the one where they are written."""
    if consultation.stage in {"start", "what-matters"}:
        return ()
    return own_words(consultation)


def _aid_flags(used: AidUsed, standing: Standing, today: date) -> tuple[str, ...]:
    return (
        draft_words(used.checker_errors),
        sign_off_mark(standing_then(used), standing),
        review_mark(used.review_due, today),
    )
