"""The readiness check: four questions before stopping, and where each "no" leads.

The wording is our own. It is not a validated instrument and gives no score.
"""

from dataclasses import dataclass
from typing import Final

from sdm_tui.consultation.model import Consultation, ReadinessCheck
from sdm_tui.consultation.stage_names import StageName

NOT_VALIDATED: Final = "Our own four questions; not a tested questionnaire, and there is no score."


@dataclass(frozen=True)
class Question:
    """One question of the check, and the stage that helps where the answer is no."""

    check: ReadinessCheck
    words: str
    leads_to: StageName
    because: str


QUESTIONS: Final = (
    Question(
        "sure",
        "Does this feel like the right way forward for you today?",
        "deciding",
        "waiting is a choice too: say what would help",
    ),
    Question(
        "informed",
        "Do you know enough about the good and the hard sides of each option?",
        "benefits-and-risks",
        "look at both sides again",
    ),
    Question(
        "clear",
        "Are you clear about which of these things matter most to you?",
        "what-matters",
        "go back to what matters",
    ),
    Question(
        "supported",
        "Do you have the help and advice you need, with no one pushing you?",
        "options",
        "talk about the options again, or who could help",
    ),
)


def open_ends(consultation: Consultation) -> tuple[Question, ...]:
    """Return the questions that were answered with no."""
    replies = consultation.deciding.readiness
    return tuple(q for q in QUESTIONS if replies.get(q.check) == "no")
