"""Where the document comes from: Provenance, and the letter as a DocumentReference."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime

from sdm_tui.consultation.model import AidUsed, Consultation
from sdm_tui.documents.fhir.answers import Whose
from sdm_tui.documents.fhir.narrative import narrative
from sdm_tui.documents.fhir.people import practitioner_named
from sdm_tui.documents.fhir.values import (
    Json,
    concept,
    filled,
    last_moment,
    moment,
    own_id,
    reference,
    title,
)
from sdm_tui.documents.page import Item, fact
from sdm_tui.documents.wording import by_words, moment_words

_AUTHOR: Json = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
            "code": "author",
            "display": "Author",
        }
    ]
}


def provenances(
    consultation: Consultation, composition: Json, everyone: tuple[Json, ...]
) -> Iterator[Json]:
    """Yield who wrote the record from which content, then who amended it and why.

    composition: what they are the provenance of. everyone: each practitioner of the document.
    """
    seal = consultation.seal
    did = "Finished" if seal else "Not finished; last changed"
    at, by = (seal.at, seal.by) if seal else (consultation.touched, "")
    yield _provenance(
        consultation, "written", did, at, practitioner_named(everyone, by), by, composition
    ) | filled({"entity": list(_entities(consultation.aid))})
    for count, amendment in enumerate(consultation.amendments, 1):
        agent = practitioner_named(everyone, amendment.by)
        yield _provenance(
            consultation,
            f"amended {count}",
            "Amended",
            amendment.at,
            agent,
            amendment.by,
            composition,
            amendment.reason,
        )


def _provenance(
    consultation: Consultation,
    role: str,
    did: str,
    at: datetime,
    agent: Json,
    by: str,
    composition: Json,
    reason: str = "",
) -> Json:
    told = (Item(f"{did} {moment_words(at)}{by_words(by)}"), *fact("Reason", reason))
    return filled(
        {
            "resourceType": "Provenance",
            "id": own_id(consultation, f"provenance {role}"),
            "text": narrative(told),
            "target": [reference(composition)],
            "recorded": moment(at),
            "reason": [concept(reason)] if concept(reason)["text"] else [],
            "activity": concept(did),
            "agent": [{"type": _AUTHOR, "who": agent}],
        }
    )


def _entities(used: AidUsed | None) -> Iterator[Json]:
    """Yield the exact content that was on the screen: the aid, then what lay over it."""
    if used is None:
        return
    yield _entity("Decision aid", used.slug, used.version, used.content_hash)
    for overlay in used.overlays:
        yield _entity("Local facts", overlay.name, overlay.version, overlay.content_hash)


def _entity(kind: str, name: str, version: str, content_hash: str) -> Json:
    told = f"{kind} {name}, version {version}, SHA-256 {content_hash}"
    return {
        "role": "source",
        "what": {
            "identifier": filled({"type": concept("SHA-256 of its file"), "value": content_hash}),
            "display": told,
        },
    }


def letter_reference(
    consultation: Consultation, letter: str, whose: Whose, encounters: tuple[Json, ...]
) -> Json:
    """Return the letter to the person, whole, as a document of its own.

    letter: its text, which is never empty.
    """
    named = title(consultation, "Letter to the person")
    return filled(
        {
            "resourceType": "DocumentReference",
            "id": own_id(consultation, "letter"),
            "text": narrative((Item(named),), "generated"),
            "status": "current",
            "docStatus": record_status(consultation),
            "type": concept("Letter to the person"),
            "subject": whose.subject,
            "date": moment(last_moment(consultation)),
            "author": [whose.author],
            "content": [
                {
                    "attachment": {
                        "contentType": "text/plain; charset=utf-8",
                        "data": b64encode(letter.encode()).decode("ascii"),
                        "title": named,
                    }
                }
            ],
            "context": {"encounter": [reference(encounter) for encounter in encounters]},
        }
    )


def record_status(consultation: Consultation) -> str:
    """Return how far the record has come, in the code that documents of FHIR share."""
    if consultation.amendments:
        return "amended"
    return "final" if consultation.is_sealed else "preliminary"
