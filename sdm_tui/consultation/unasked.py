"""What the Start asks of safety and of the record, and that nobody has asked."""

from typing import Final

from sdm_tui.consultation.model import Consultation

CLINICIANS: Final = (
    "whether this is an emergency",
    "whether there is doubt about capacity for this decision",
)
"""Asked on the card that patient view hides."""
RECORD: Final = "whether the person agrees to a record"


def unasked(consultation: Consultation) -> tuple[str, ...]:
    """Return which of the three questions have no answer, in the order in which Start asks them."""
    start = consultation.start
    answers = (start.emergency, start.capacity_doubt, start.agrees_to_record)
    questions = (*CLINICIANS, RECORD)
    return tuple(words for words, held in zip(questions, answers, strict=True) if held is None)
