"""Cut HL7's FHIR R4 (4.0.1) definitions down to what a document of ours can reach.

    python -m tests.documents.fhir.cut_r4 FOLDER

FOLDER holds fhir.schema.json and profiles-resources.json as HL7 publishes them with R4. Written
beside this file: r4.schema.json, and r4.references.json, which says what each reference may mean.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
RESOURCES: Final = (
    "Bundle",
    "CarePlan",
    "Composition",
    "DocumentReference",
    "Encounter",
    "Goal",
    "Patient",
    "Practitioner",
    "Provenance",
    "QuestionnaireResponse",
)
_TARGET: Final = "http://hl7.org/fhir/StructureDefinition/"
_LEFT_OUT: Final = {"contained", "extension", "modifierExtension"}
"""Parts of a resource that reach every other definition and that no document of ours holds."""


def cut_schema(whole: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with only the definitions that are reached from a Bundle of ours."""
    definitions = whole["definitions"]
    reached: dict[str, Any] = {
        "ResourceList": {"oneOf": [{"$ref": f"#/definitions/{name}"} for name in RESOURCES]}
    }
    waiting = [*RESOURCES]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached[name] = _without_needless(definitions[name])
        waiting += re.findall('"#/definitions/([^"]+)"', json.dumps(reached[name]))
    return {
        "$schema": whole["$schema"],
        "id": whole["id"],
        "$ref": "#/definitions/Bundle",
        "definitions": dict(sorted(reached.items())),
    }


def _without_needless(definition: dict[str, Any]) -> dict[str, Any]:
    """Return a definition without descriptions, and without what no document of ours holds."""
    kept = {name: part for name, part in definition.items() if name != "description"}
    if "properties" in definition:
        kept["properties"] = {
            name: {key: part for key, part in said.items() if key != "description"}
            for name, said in definition["properties"].items()
            if name not in _LEFT_OUT and not name.startswith("_")
        }
    return kept


def reference_targets(profiles: dict[str, Any]) -> dict[str, list[str]]:
    """Return the types that each reference in our resources may point to; "Resource" is any."""
    targets: dict[str, list[str]] = {}
    for entry in profiles["entry"]:
        definition = entry["resource"]
        if definition.get("id") not in RESOURCES or "snapshot" not in definition:
            continue
        for element in definition["snapshot"]["element"]:
            for kind in element.get("type", ()):
                if kind["code"] == "Reference":
                    path = element["path"]
                    allowed = [url.removeprefix(_TARGET) for url in kind.get("targetProfile", ())]
                    targets[path] = allowed or ["Resource"]
    return dict(sorted(targets.items()))


def main(folder: Path) -> None:
    """Write both files beside this one."""
    schema = json.loads((folder / "fhir.schema.json").read_text("utf-8"))
    profiles = json.loads((folder / "profiles-resources.json").read_text("utf-8"))
    for name, content in (
        ("r4.schema.json", cut_schema(schema)),
        ("r4.references.json", reference_targets(profiles)),
    ):
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        (HERE / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
