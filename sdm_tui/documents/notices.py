"""What every document has to say about itself before it says anything else."""

from datetime import date
from typing import Final

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.checks import date_words
from sdm_tui.consultation.model import Consultation

REHEARSAL: Final = "REHEARSAL - not a real person"
DRAFT: Final = "DRAFT - not finished"
NOT_SIGNED_OFF: Final = "This decision aid is not clinically signed off."
NO_AID: Final = "No decision aid was used: the options were written by the people in the room."
NOT_AT_HAND: Final = (
    "The decision aid's own text was not at hand, so its options and figures are not written out."
)
PURPOSE: Final = (
    "This record supports a conversation. It is not a consent form, a diagnosis or advice."
)


def standing_notices(consultation: Consultation) -> tuple[str, ...]:
    """Return what holds whatever the day: rehearsal, draft, not signed off."""
    used = consultation.aid
    return (
        *((REHEARSAL,) if consultation.rehearsal else ()),
        *(() if consultation.is_sealed else (DRAFT,)),
        *((NOT_SIGNED_OFF,) if used is not None and not used.signed_off else ()),
    )


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


def overdue_notice(consultation: Consultation, today: date) -> tuple[str, ...]:
    """Return that the aid's review is overdue and since when, or nothing."""
    used = consultation.aid
    if used is None or used.review_due >= today:
        return ()
    due = date_words(used.review_due)
    return (f"This decision aid is overdue for review: its review was due on {due}.",)
