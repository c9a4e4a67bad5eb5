"""What is said at the end of the questions that nobody asked."""

from collections.abc import Mapping

from sdm_tui.consultation.model import Consultation
from sdm_tui.consultation.unasked import CLINICIANS, unasked
from sdm_tui.tui.commands import CONSULTATION, key_name


def unasked_words(
    consultation: Consultation, keys: Mapping[str, str], *, is_patient_view: bool
) -> str:
    """Return what was not asked and which key leads there, or "" where everything was asked.

    keys: the commands that the settings bind to other keys. is_patient_view: the patient reads
    along, so the clinician's questions are not spelled out.
    """
    open_ones = unasked(consultation)
    if not open_ones:
        return ""
    told = list(open_ones)
    hidden = [words for words in open_ones if words in CLINICIANS]
    if is_patient_view and hidden:
        told = ["the clinician's own questions", *(w for w in open_ones if w not in CLINICIANS)]
    way = next(c for c in CONSULTATION if c.name == "start")
    key = key_name(keys.get(way.name, way.key))
    lines = [f"  · {words}" for words in told]
    return "\n".join(["Not asked:", *lines, f"N and then {key} goes back to the Start to ask."])
