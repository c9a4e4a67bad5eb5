"""Small document bundles that any FHIR R4 server takes, and finished records to make them of."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, started
from sdm_tui.pushing.parcel import Parcel, parcel_from
from tests.stores import plain_store

NOW: Final = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SYSTEM: Final = "https://records.invalid/sdm-tui"
SAID: Final = "Kowalska says she fears the knife"
"""What a patient said: it may stand in a bundle and nowhere else."""
TOKEN: Final = "a-token-that-nobody-may-see"  # noqa: S105 - of no server but those of tests
DIV: Final = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'


def bundle(value: str, words: str = SAID, *, is_test_data: bool = False) -> bytes:
    """Return a document bundle with an identifier; the same in gives the same out."""
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}
    composition = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "Record of a shared decision"},
        "date": NOW.isoformat(),
        "author": [{"display": "Dr Test"}],
        "title": "Record of a shared decision",
        "section": [
            {"title": "What matters", "text": {"status": "generated", "div": DIV.format(words)}}
        ],
    }
    content = {
        "resourceType": "Bundle",
        **({"meta": {"security": [label]}} if is_test_data else {}),
        "identifier": {"system": SYSTEM, "value": value},
        "type": "document",
        "timestamp": NOW.isoformat(),
        "entry": [
            {
                "fullUrl": "urn:uuid:7d5a7b6e-0000-4000-8000-000000000001",
                "resource": composition,
            }
        ],
    }
    return json.dumps(content).encode()


def parcel(name: str = "aaaa-1", revision: int = 0, words: str = SAID) -> Parcel:
    """Return what is sent for one revision of a record."""
    return parcel_from(name, bundle(f"{name}.{revision}", words))


def bundle_of(consultation: Consultation) -> Parcel:
    """Return a parcel whose identifier is of its own for each amendment, and its words the same."""
    words = consultation.what_matters.important
    value = f"{consultation.id}.{len(consultation.amendments)}"
    content = bundle(value, words, is_test_data=consultation.rehearsal)
    return parcel_from(consultation.id, content)


def finished(name: str, *, rehearsal: bool = False) -> Consultation:
    """Return a finished record."""
    made = moves.write(
        started(name, NOW, None, rehearsal=rehearsal), "what_matters.important", SAID
    )
    return moves.seal(made, NOW, "Dr Test")


def kept(data: Path, *names: str, rehearsal: bool = False) -> None:
    """Keep finished records in the store of a data folder."""
    store = plain_store(data, NOW, rehearsal=rehearsal)
    for name in names:
        store.put(finished(name, rehearsal=rehearsal))
    store.close()
