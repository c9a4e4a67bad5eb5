"""What nobody has asked at the start, and what nobody has written down at the end."""

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


def unwritten(consultation: Consultation) -> tuple[str, ...]:
    """Return what a record of a decision lacks, in the order in which Deciding asks for it."""
    deciding = consultation.deciding
    missing = []
    if deciding.status is None:
        missing.append("where things stand")
    elif deciding.lacks_its_option:
        missing.append("which option was chosen")
    if not deciding.safety_net.strip():
        missing.append("when to get help")
    return tuple(missing)
