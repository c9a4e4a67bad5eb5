"""Checks of a FHIR document that know nothing of how ours is made.

None of them finds every fault: the models know types, the schema of HL7 knows codes and patterns,
and neither follows a reference or reads a narrative.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from fhir.resources.R4B.bundle import Bundle
from jsonschema import Draft6Validator
from pydantic import ValidationError

HERE: Final = Path(__file__).parent
XHTML: Final = "{http://www.w3.org/1999/xhtml}"
TAGS: Final = {f"{XHTML}{tag}" for tag in ("div", "p", "ul", "li", "br")}
"""What ours is made of; FHIR allows more, and never a script, a form or an attribute that acts."""


def faults(document: dict[str, Any]) -> list[str]:
    """Return every fault that any of the checks finds."""
    checks = (model_faults, schema_faults, reference_faults, invariant_faults, narrative_faults)
    return [fault for check in checks for fault in check(document)]


def model_faults(document: dict[str, Any]) -> Iterator[str]:
    """Yield where the models of fhir.resources (R4B) refuse the document."""
    try:
        Bundle.model_validate_json(json.dumps(document))
    except ValidationError as error:
        for each in error.errors(include_url=False):
            yield f"model: {'.'.join(map(str, each['loc']))}: {each['msg']}"


def schema_faults(document: dict[str, Any]) -> Iterator[str]:
    """Yield where the document breaks HL7's own schema; each resource is held to its own type."""
    shell = {**document, "entry": [{"fullUrl": e.get("fullUrl")} for e in document["entry"]]}
    for resource in (shell, *resources(document)):
        name = str(resource.get("resourceType"))
        for error in _schema_of(name).iter_errors(resource):
            yield f"schema: {name}.{'.'.join(map(str, error.path))}: {error.message[:200]}"


def reference_faults(document: dict[str, Any]) -> Iterator[str]:
    """Yield references that lead nowhere, or to a type that R4 does not allow there."""
    targets = json.loads((HERE / "r4.references.json").read_text("utf-8"))
    types = {e["fullUrl"]: e["resource"]["resourceType"] for e in document["entry"]}
    for path, reference in references(document):
        allowed = targets.get(path)
        if allowed is None:
            yield f"reference: {path} is no reference of R4"
        if "reference" not in reference:
            continue
        found = types.get(reference["reference"])
        if found is None:
            yield f"reference: {path} leads nowhere"
        elif allowed is not None and not {"Resource", found} & set(allowed):
            yield f"reference: {path} may not mean a {found}"
        elif reference.get("type", found) != found:
            yield f"reference: {path} says another type than {found}"
    ids = {f"urn:uuid:{e['resource']['id']}" for e in document["entry"]}
    if ids != set(types) or len(types) != len(document["entry"]):
        yield "reference: a fullUrl and its resource's id differ, or one stands twice"
    yield from _unreached(document)


def _unreached(document: dict[str, Any]) -> Iterator[str]:
    """Yield each resource that neither the Composition leads to nor a Provenance is."""
    held = {e["fullUrl"]: e["resource"] for e in document["entry"]}
    waiting, reached = [document["entry"][0]["fullUrl"]], set()
    waiting += [url for url, r in held.items() if r["resourceType"] == "Provenance"]
    while waiting:
        url = waiting.pop()
        if url in held and url not in reached:
            reached.add(url)
            waiting += [str(r.get("reference")) for _, r in _within(held[url], "")]
    for url in set(held) - reached:
        yield f"reference: nothing leads to a {held[url]['resourceType']}"


def invariant_faults(document: dict[str, Any]) -> Iterator[str]:
    """Yield rules of R4 that are in no schema, by their names there."""
    identifier = document.get("identifier", {})
    if not (identifier.get("system") and identifier.get("value")):
        yield "bdl-9: a document has an identifier with a system and a value"
    if not document.get("timestamp"):
        yield "bdl-10: a document has a date"
    if resources(document)[0]["resourceType"] != "Composition":
        yield "bdl-11: the first resource of a document is a Composition"
    if any(not text.strip() for text in strings(document)):
        yield "a string is empty or holds only white space"
    for resource in resources(document):
        kind = resource["resourceType"]
        for section in _sections(resource):
            if not {"text", "entry", "section"} & set(section):
                yield "cmp-1: a section has text, entries or sections"
        for item in _items(resource):
            if len(item.get("answer", ())) and "item" in item:
                yield "qrs-1: an item has answers or items"
        if kind == "QuestionnaireResponse":
            links = [item["linkId"] for item in _items(resource)]
            if len(links) != len(set(links)):
                yield "a linkId stands twice"
        for needed in _REQUIRED.get(kind, ()):
            if needed not in resource:
                yield f"{kind}.{needed} is required"


_REQUIRED: Final = {
    "CarePlan": ("status", "intent", "subject"),
    "Composition": ("status", "type", "date", "author", "title"),
    "DocumentReference": ("status", "content"),
    "Encounter": ("status", "class"),
    "Goal": ("lifecycleStatus", "description", "subject"),
    "Provenance": ("target", "recorded", "agent"),
    "QuestionnaireResponse": ("status",),
}
"""What R4 requires of each; the published schema leaves out those that may have an extension."""


def narrative_faults(document: dict[str, Any]) -> Iterator[str]:
    """Yield narratives that are no XML, hold other markup than ours, or say nothing."""
    for div in narratives(document):
        try:
            root = ElementTree.fromstring(div)  # noqa: S314 - it is our own, and has no DTD
        except ElementTree.ParseError as error:
            yield f"narrative: not XML: {error}"
            continue
        for element in root.iter():
            if element.tag not in TAGS:
                yield f"narrative: {element.tag} is not of ours"
            if element.attrib:
                yield "narrative: an attribute"
        if root.tag != f"{XHTML}div" or not "".join(root.itertext()).strip():
            yield "narrative: says nothing"


def resources(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the resources of a document in order."""
    return [entry["resource"] for entry in document["entry"]]


def narratives(document: dict[str, Any]) -> Iterator[str]:
    """Yield the markup of every narrative."""
    for value in _values(document):
        if isinstance(value, dict) and "div" in value:
            yield value["div"]


def told(document: dict[str, Any]) -> str:
    """Return the words of every narrative, as somebody reads them."""
    trees = (ElementTree.fromstring(div) for div in narratives(document))  # noqa: S314
    return "\n".join(text for tree in trees for text in tree.itertext())


def strings(document: dict[str, Any]) -> Iterator[str]:
    """Yield every string of the data, without narratives and what is encoded."""
    for value in _values(document):
        if isinstance(value, dict):
            yield from (
                part
                for name, part in value.items()
                if isinstance(part, str) and name not in {"div", "data"}
            )


def references(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each reference with its path as R4 names it, such as Composition.section.entry."""
    for resource in resources(document):
        yield from _within(resource, resource["resourceType"])


def _within(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, list):
        for part in value:
            yield from _within(part, path)
    elif isinstance(value, dict):
        is_reference = "reference" in value or re.search(r"\.(performer|what)$", path)
        if is_reference:
            yield path, value
            return
        for name, part in value.items():
            # a section within a section, or an item within an item, has the path of the first
            step = "" if path.endswith(f".{name}") and name in {"section", "item"} else f".{name}"
            yield from _within(part, path + step)


def _values(value: Any) -> Iterator[Any]:
    yield value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from _values(part)


def _sections(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for section in part.get("section", ()):
        yield section
        yield from _sections(section)


def _items(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in part.get("item", ()):
        yield item
        yield from _items(item)


@cache
def _schema_of(name: str) -> Draft6Validator:
    whole = json.loads((HERE / "r4.schema.json").read_text("utf-8"))
    return Draft6Validator({**whole, "$ref": f"#/definitions/{name}"})
