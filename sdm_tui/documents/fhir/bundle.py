"""One consultation as a FHIR R4 (4.0.1) document: a Bundle with its Composition first.

Written as plain data, with no claim of a profile: `docs/fhir.md` says what is in it, what was
checked and what is not claimed. The same record gives the same bytes: every id follows from the
record, and every time is the record's own.
"""

import json
from datetime import date
from typing import Final

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.model import Consultation
from sdm_tui.documents.fhir import answers, people
from sdm_tui.documents.fhir.narrative import narrative
from sdm_tui.documents.fhir.origin import letter_reference, provenances, record_status
from sdm_tui.documents.fhir.plan import care_plan
from sdm_tui.documents.fhir.sections import Resources, opening, sections
from sdm_tui.documents.fhir.values import (
    HTEST,
    Json,
    concept,
    filled,
    id_of,
    identifier,
    last_moment,
    moment,
    own_id,
    reference,
    title,
)
from sdm_tui.documents.letter import as_of
from sdm_tui.documents.naming import aid_at_hand
from sdm_tui.documents.notices import DRAFT

TITLE: Final = "Shared decision making record"


def as_bundle(
    consultation: Consultation,
    aid: DecisionAid | None,
    *,
    today: date,
    letter: str,
    store_mark: str = "",
) -> Json:
    """Return the document as plain data.

    aid: the content that was on the screen, or None where none was used or it is not at hand.
    today: only a record that is not finished speaks as of today. letter: the text of the letter to
    the person; "" leaves it out. store_mark: the fingerprint of the store at this record's last
    entry in its audit log. The clinician's private notes are never in it.
    """
    aid = aid_at_hand(consultation, aid)
    patient = people.patient(consultation)
    everyone = people.practitioners(consultation)
    subject = reference(patient)
    author = reference(everyone[0], people.name_of(everyone[0]) or people.NOT_NAMED)
    written_by = people.name_of(everyone[0])
    contacts = people.encounters(consultation, subject, author, written_by)
    speaks = people.person_speaks(consultation, aid)
    whose = answers.Whose(subject, author, reference(contacts[-1]), subject if speaks else None)

    goals = answers.goals(consultation, whose)
    matters = (*_there(answers.what_matters(consultation, aid, whose)), *goals)
    readiness = _there(answers.readiness(consultation, whose))
    plan = _there(care_plan(consultation, goals, whose))
    papers = (letter_reference(consultation, letter, whose, contacts),) if letter else ()

    resources = Resources((patient, *contacts), matters, readiness, plan, papers)
    composition = _composition(consultation, aid, everyone, whose) | {
        "section": sections(
            consultation, aid, resources, today=as_of(consultation, today), store_mark=store_mark
        )
    }
    origins = tuple(provenances(consultation, composition, everyone))
    people_first = (patient, *everyone, *contacts)
    return _bundle(
        consultation,
        (composition, *people_first, *matters, *readiness, *plan, *papers, *origins),
    )


def as_fhir_json(
    consultation: Consultation,
    aid: DecisionAid | None,
    *,
    today: date,
    letter: str,
    store_mark: str = "",
) -> str:
    """Return the document as JSON text; see `as_bundle`. No hidden character is in it."""
    bundle = as_bundle(consultation, aid, today=today, letter=letter, store_mark=store_mark)
    return json.dumps(bundle, ensure_ascii=False, indent=2) + "\n"


def _there(resource: Json | None) -> tuple[Json, ...]:
    return () if resource is None else (resource,)


def _composition(
    consultation: Consultation,
    aid: DecisionAid | None,
    everyone: tuple[Json, ...],
    whose: answers.Whose,
) -> Json:
    own = own_id(consultation, "record")
    draft = "" if consultation.is_sealed else f"{DRAFT}. "
    return {
        "resourceType": "Composition",
        "id": own,
        "identifier": identifier(own),
        "status": record_status(consultation),
        "type": concept(TITLE),
        "subject": whose.subject,
        "encounter": whose.encounter,
        "date": moment(last_moment(consultation)),
        "author": [reference(each, people.name_of(each) or people.NOT_NAMED) for each in everyone],
        "title": title(consultation, f"{draft}{TITLE}: {consultation.title}"),
        "text": narrative(opening(consultation, aid)),
    }


def _bundle(consultation: Consultation, resources: tuple[Json, ...]) -> Json:
    label = {"meta": {"security": [dict(HTEST)]}} if consultation.rehearsal else {}
    labelled = [_labelled(resource, label) for resource in resources]
    # a document's identifier is never used again for other content
    own = id_of(json.dumps(labelled, ensure_ascii=False))
    return filled(
        {
            "resourceType": "Bundle",
            "id": own,
            **label,
            "identifier": identifier(own),
            "type": "document",
            "timestamp": moment(last_moment(consultation)),
            "entry": [
                {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
                for resource in labelled
            ],
        }
    )


def _labelled(resource: Json, label: Json) -> Json:
    first = {name: resource[name] for name in ("resourceType", "id")}
    return {**first, **label, **resource}
