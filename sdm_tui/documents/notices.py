"""What every document has to say about itself before it says anything else."""

from datetime import date
from typing import Final

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.checks import date_words
from sdm_tui.consultation.model import Consultation
from sdm_tui.consultation.unasked import unasked
from sdm_tui.documents.aid_standing import (
    SIGN_OFF_NOTICES,
    draft_sentence,
    local_review_sentence,
    review_sentence,
    standing_then,
)

REHEARSAL: Final = "REHEARSAL - not a real person"
DRAFT: Final = "DRAFT - not finished"
NO_AID: Final = "No decision aid was used: the options were written by the people in the room."
NOT_AT_HAND: Final = (
    "The decision aid's own text was not at hand, so its options and figures are not written out."
)
USED_OVERDUE: Final = (
    "Its review was long overdue when it was used. Why it was used is in this record."
)
GROUPS: Final = (
    "The numbers are about groups of people. They are not a prediction: nobody can say what will "
    "happen to you."
)
GROUPS_IN_RECORD: Final = "Figures describe groups of people. They are not a prediction."
PURPOSE: Final = (
    "This record supports a conversation. It is not a consent form, a diagnosis or advice."
)


def standing_notices(consultation: Consultation) -> tuple[str, ...]:
    """Return what holds whatever the day: rehearsal, draft, how the aid stood at the start.

    None of it was typed: who signed the aid off stands with the aid's own particulars.
    """
    used = consultation.aid
    aid = (
        ()
        if used is None
        else (
            draft_sentence(used.checker_errors),
            SIGN_OFF_NOTICES[standing_then(used).state],
            USED_OVERDUE if consultation.overdue_reason else "",
        )
    )
    return (
        *((REHEARSAL,) if consultation.rehearsal else ()),
        *(() if consultation.is_sealed else (DRAFT,)),
        *(notice for notice in aid if notice),
    )


def amended_notice(consultation: Consultation) -> tuple[str, ...]:
    """Return that words were added after the end, for the head of a record; or nothing.

    What was added may change the decision, and the decision stands as it was when it was finished.
    """
    if not consultation.amendments:
        return ()
    days = dict.fromkeys(date_words(each.at.date()) for each in consultation.amendments)
    when = " and on ".join(days)
    return (f"Added to on {when}, after it was finished. That may change it: see Amendments.",)


def not_asked_notice(consultation: Consultation) -> tuple[str, ...]:
    """Return which of the questions before the first stage nobody asked; or nothing."""
    missing = unasked(consultation)
    return (f"Not asked: {'; '.join(missing)}.",) if missing else ()


def aid_notices(consultation: Consultation, aid: DecisionAid | None) -> tuple[str, ...]:
    """Return what a reader must know about whose options and figures these are."""
    used = consultation.aid
    if used is None:
        return (NO_AID,)
    if aid is None:
        return (NOT_AT_HAND,)
    if (aid.slug, aid.version) == (used.slug, used.version):
        return ()
    at_hand, in_use = f"{aid.slug} version {aid.version}", f"{used.slug} version {used.version}"
    return (f"The options and figures here are those of {at_hand}; {in_use} was used.",)


def store_mark_notice(store_mark: str, *, is_short: bool = False) -> tuple[str, ...]:
    """Return how far the record store had come, for paper that nobody can put back; or nothing.

    is_short: without what it is for.
    """
    if not store_mark:
        return ()
    words = "With it the practice can show that its records were not put back to an earlier day."
    mark = f"Mark of the record store: {store_mark}."
    return (mark if is_short else f"{mark} {words}",)


def review_notice(consultation: Consultation, today: date) -> tuple[str, ...]:
    """Return that the aid's review is due soon or overdue, or nothing."""
    used = consultation.aid
    if used is None:
        return ()
    sentences = (
        review_sentence(used.review_due, today),
        *(local_review_sentence(overlay, today) for overlay in used.overlays),
    )
    return tuple(sentence for sentence in sentences if sentence)
