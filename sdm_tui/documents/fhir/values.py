"""The small values that FHIR resources are made of: strings, times, names and references.

What each may hold is set by the data types of HL7 FHIR R4 (4.0.1).
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from typing import Any, Final

from sdm_tui.consultation.model import Consultation
from sdm_tui.documents.notices import REHEARSAL
from sdm_tui.documents.wording import trimmed, visible

Json = dict[str, Any]
"""One resource or one part of it, as it is written."""

HTEST: Final[Json] = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}
"""The label of HL7 for what is no real person's."""

_OURS: Final = bytes.fromhex("6f2c1c0e3a5b5d0e9d530f4c7c1a7e21")
"""Under which every identifier is made, so that none is ever drawn at random."""
_NO_XML: Final = re.compile("[\ufffe\uffff\ufeff]")
_OTHER_SPACE: Final = re.compile(r"[^\S \r\n\t]")
_FARTHEST_ZONE: Final = timedelta(hours=14)


def shown(text: str) -> str:
    r"""Return a text with each character that is hidden, or that no XML holds, spelt out."""
    return _NO_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", visible(text))


def words(text: str) -> str:
    """Return a text as a FHIR string: trimmed, "" where it holds nothing but white space.

    Hidden characters are spelt out. A space that is not the plain one becomes the plain one, since
    FHIR's pattern for a string refuses the others; a narrative keeps them.
    """
    return trimmed(_OTHER_SPACE.sub(" ", shown(text)))


def title(consultation: Consultation, text: str) -> str:
    """Return a title as a FHIR string; a rehearsal's says first that it is one."""
    return words(f"{REHEARSAL}. {text}" if consultation.rehearsal else text)


def filled(parts: Mapping[str, Any]) -> Json:
    """Return the parts that hold something: FHIR allows no empty string, list or object."""
    return {name: part for name, part in parts.items() if part not in ("", None, [], {}, ())}


def moment(at: datetime) -> str:
    """Return a time as a FHIR instant, to the second and with its zone.

    A zone that FHIR cannot write (seconds in it, or farther than 14 hours) is told as UTC.
    """
    offset = at.utcoffset() or timedelta()
    if offset % timedelta(minutes=1) or abs(offset) > _FARTHEST_ZONE:
        at = at.astimezone(UTC)
    return at.isoformat(timespec="seconds")


def own_id(consultation: Consultation, role: str) -> str:
    """Return the id of one resource: the same for the same record and role, on any day."""
    return id_of(f"{consultation.id} {moment(consultation.created)} {role}")


def id_of(content: str) -> str:
    """Return a UUID that is the same only for the same content.

    It is one of version 5 (RFC 9562, section 5.5), which is made from a name and not by chance.
    """
    digest = bytearray(sha1(_OURS + content.encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def reference(resource: Json, display: str = "") -> Json:
    """Return a reference to a resource of the same document."""
    return filled(
        {
            "reference": f"urn:uuid:{resource['id']}",
            "type": resource["resourceType"],
            "display": words(display),
        }
    )


def concept(text: str) -> Json:
    """Return a concept that is told by its words alone: no code is claimed for it."""
    return {"text": words(text)}


def identifier(value: str) -> Json:
    """Return an identifier that is a UUID."""
    return {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{value}"}


def last_moment(consultation: Consultation) -> datetime:
    """Return when the record was last amended, finished or, unfinished, last changed."""
    if consultation.amendments:
        return consultation.amendments[-1].at
    return consultation.seal.at if consultation.seal else consultation.touched


def written_at(consultation: Consultation) -> datetime:
    """Return when the record was finished, whatever was added since, or last changed."""
    return consultation.seal.at if consultation.seal else consultation.touched
