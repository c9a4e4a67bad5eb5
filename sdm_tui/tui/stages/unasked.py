"""What is said before the end of what nobody asked or wrote down."""

from collections.abc import Mapping

from sdm_tui.consultation.model import Consultation
from sdm_tui.consultation.unasked import CLINICIANS, unasked, unwritten
from sdm_tui.tui.commands import key_to


def unasked_words(
    consultation: Consultation, keys: Mapping[str, str], *, is_patient_view: bool
) -> str:
    """Return what was not asked or written down and which key leads there, or "" where all was.

    keys: the commands that the settings bind to other keys. is_patient_view: the patient reads
    along, so the clinician's questions are not spelled out.
    """
    told = unasked(consultation)
    if is_patient_view and any(words in CLINICIANS for words in told):
        told = ("the clinician's own questions", *(w for w in told if w not in CLINICIANS))
    lines: list[str] = []
    ways: list[str] = []
    for heading, missing, stage, there in (
        ("Not asked:", told, "start", "the Start"),
        ("Not written down:", unwritten(consultation), "deciding", "Deciding"),
    ):
        if missing:
            lines += [heading, *(f"  · {words}" for words in missing)]
            ways.append(f"{key_to(stage, keys)} goes back to {there}")
    return "\n".join([*lines, f"N and then {', '.join(ways)}."]) if lines else ""
