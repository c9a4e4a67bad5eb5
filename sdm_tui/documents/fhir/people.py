"""Who took part and when: Patient, Practitioner and Encounter."""

import re
from typing import Final

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.checks import nhs_number_fault
from sdm_tui.consultation.model import Consultation
from sdm_tui.consultation.stages import DECISION_LIES_WITH
from sdm_tui.documents.fhir.narrative import narrative
from sdm_tui.documents.fhir.values import Json, filled, moment, own_id, reference, words
from sdm_tui.documents.page import Item, fact
from sdm_tui.documents.wording import moment_words, trimmed

NHS_NUMBER: Final = "https://fhir.nhs.uk/Id/nhs-number"
NOT_NAMED: Final = "Not named"
_AMBULATORY: Final[Json] = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
    "code": "AMB",
    "display": "ambulatory",
}
_BY_THE_PERSON: Final = DECISION_LIES_WITH[:2]


def patient(consultation: Consultation) -> Json:
    """Return the person, by the label that was typed and an NHS number that passes its check."""
    start = consultation.start
    number = _nhs_number(consultation)
    label = words(start.label)
    items = (
        *(fact("Person", start.label) if label else (Item(f"Person: {NOT_NAMED.lower()}"),)),
        *fact("NHS number", number),
    )
    return filled(
        {
            "resourceType": "Patient",
            "id": own_id(consultation, "patient"),
            "text": narrative(items, "generated"),
            "identifier": [{"system": NHS_NUMBER, "value": number}] if number else [],
            "name": [{"text": label}] if label else [],
        }
    )


def _nhs_number(consultation: Consultation) -> str:
    """Return the ten digits, or "" where they do not pass their check.

    A rehearsal gives none: what was tried out must never be matched to a real person.
    """
    typed = consultation.start.nhs_number
    if consultation.rehearsal or nhs_number_fault(typed):
        return ""
    return re.sub("[^0-9]", "", typed)


def person_speaks(consultation: Consultation, aid: DecisionAid | None) -> bool:
    """Return whether the words about what matters are known to be the patient's own.

    They may not be where a parent decides for a child, where the decision lies with others, or
    where the text of the aid, which says who decides, is not at hand.
    """
    if consultation.aid is not None and (aid is None or aid.decided_by == "parent"):
        return False
    lies_with = consultation.start.decision_lies_with
    return lies_with is None or lies_with in _BY_THE_PERSON


def practitioners(consultation: Consultation) -> tuple[Json, ...]:
    """Return everyone who finished or amended the record, each once; who finished it comes first.

    Somebody who is not named in the settings is a practitioner without a name.
    """
    seal = consultation.seal
    names = (seal.by if seal else "", *(amendment.by for amendment in consultation.amendments))
    told = dict.fromkeys(words(name) for name in names)
    return tuple(_practitioner(consultation, name) for name in told)


def practitioner_named(everyone: tuple[Json, ...], name: str) -> Json:
    """Return a reference to the practitioner of that name."""
    wanted = words(name)
    found = next(p for p in everyone if name_of(p) == wanted)
    return reference(found, wanted or NOT_NAMED)


def name_of(practitioner: Json) -> str:
    """Return a practitioner's name, or "" where there is none."""
    names = practitioner.get("name", [])
    return names[0]["text"] if names else ""


def _practitioner(consultation: Consultation, name: str) -> Json:
    return filled(
        {
            "resourceType": "Practitioner",
            "id": own_id(consultation, f"practitioner {name}"),
            "text": narrative((Item(f"Professional: {name or NOT_NAMED.lower()}"),), "generated"),
            "name": [{"text": name}] if name else [],
        }
    )


def encounters(
    consultation: Consultation, subject: Json, seen_by: Json, written_by: str
) -> tuple[Json, ...]:
    """Return one encounter for each contact; only the last of an unfinished record goes on.

    written_by: who finished the record, as configured. They are named at the last contact alone,
    since the record does not say who was there before.
    """
    times = [contact.at for contact in consultation.contacts] or [consultation.created]
    last = len(times)
    goes_on = 0 if consultation.is_sealed else last
    named_at = last if trimmed(written_by) else 0
    return tuple(
        filled(
            {
                "resourceType": "Encounter",
                "id": own_id(consultation, f"encounter {count}"),
                "text": narrative((Item(f"Contact: {moment_words(at)}"),)),
                "identifier": [{"value": f"{consultation.id}/{count}"}],
                "status": "in-progress" if count == goes_on else "finished",
                "class": dict(_AMBULATORY),
                "subject": subject,
                "participant": [{"individual": seen_by}] if count == named_at else [],
                "period": {"start": moment(at)},
            }
        )
        for count, at in enumerate(times, 1)
    )
