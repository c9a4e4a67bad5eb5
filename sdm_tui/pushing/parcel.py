"""What is sent for one record: its bundle, and the identifier by which the bundle is known."""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from sdm_tui.errors import SdmError

HTEST: Final = "HTEST"
"""The code that marks test data: http://terminology.hl7.org/CodeSystem/v3-ActReason."""


@dataclass(frozen=True)
class Parcel:
    """One record at one revision, as a FHIR document bundle."""

    record_id: str
    identifier_system: str
    identifier_value: str
    """One for each revision of the record: a server that has it is sent nothing."""
    content: bytes

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content."""
        return sha256(self.content).hexdigest()

    @property
    def identifier(self) -> str:
        """The identifier as FHIR's token searches write it."""
        return f"{_escaped(self.identifier_system)}|{_escaped(self.identifier_value)}"


def parcel_from(record_id: str, content: bytes) -> Parcel:
    """Return the parcel of a bundle, which names its own identifier.

    Raises SdmError where the content is no document bundle with an identifier.
    """
    match _bundle(content):
        case {
            "resourceType": "Bundle",
            "type": "document",
            "identifier": {"system": str(system), "value": str(value)},
        } if system and value:
            return Parcel(record_id, system, value, content)
    raise SdmError(
        f'The record "{record_id}" gave no FHIR document that a server would know again, so '
        "nothing was sent.",
        "This is a fault of sdm-tui: tell whoever looks after it.",
    )


def contents_of(parcel: Parcel) -> str:
    """Return how many resources of which kind a parcel holds, such as "1 Patient, 2 Encounter"."""
    kinds: Counter[str] = Counter()
    for entry in _bundle(parcel.content).get("entry", []):
        match entry:
            case {"resource": {"resourceType": str(kind)}}:
                kinds[kind] += 1
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items())


def is_marked_as_test(parcel: Parcel) -> bool:
    """Whether the bundle itself says that it is no real person's."""
    meta = _bundle(parcel.content).get("meta", {})
    labels = [*meta.get("security", []), *meta.get("tag", [])]
    return any(label.get("code") == HTEST for label in labels)


def _bundle(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _escaped(text: str) -> str:
    # FHIR R4, 3.1.1.4.4: these separate the values of a search, so within one they are escaped.
    for sign in "\\$,|":
        text = text.replace(sign, f"\\{sign}")
    return text
