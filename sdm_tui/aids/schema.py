"""The shape of an aid's file as JSON Schema, for editors that help while a file is written."""

import json
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from sdm_tui.aids.model import DecisionAid

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_FILE: Final = "aid.schema.json"
"""The name under which the schema lies in a folder of aids."""
EDITOR_LINE: Final = f"# yaml-language-server: $schema=../{SCHEMA_FILE}"
"""The first line of an aid's file, by which editors find the schema beside its folder."""


class _WithoutTitles(GenerateJsonSchema):
    """Leaves out titles that only repeat the name of a field."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Return that no field gets a title."""
        del schema
        return False


def schema() -> dict[str, Any]:
    """Return the JSON Schema of an aid, made from the models and their docstrings.

    It holds each part by itself. What needs two parts at once (a source that must exist, arithmetic
    that must come out) is left to the reader and the checker.
    """
    return schema_of(DecisionAid, "Decision aid")


def schema_of(model: type[BaseModel], title: str) -> dict[str, Any]:
    """Return the JSON Schema of any model of ours, its descriptions on one line each."""
    made = model.model_json_schema(schema_generator=_WithoutTitles)
    parts = made.pop("$defs", {})
    whole = {"$schema": DIALECT, **made, "title": title, "$defs": parts}
    return {name: _joined(part, name) for name, part in whole.items()}


def schema_text() -> str:
    """Return the schema as its file holds it: plain ASCII, with a line end after the last line."""
    return as_schema_text(schema())


def as_schema_text(schema_made: dict[str, Any]) -> str:
    """Return a schema as a file holds it."""
    return json.dumps(schema_made, indent=2) + "\n"


def _joined(node: Any, name: str = "") -> Any:
    """Return the schema with each description on one line, as editors show it."""
    if isinstance(node, dict):
        return {inner: _joined(part, inner) for inner, part in node.items()}
    if isinstance(node, list):
        return [_joined(part) for part in node]
    return " ".join(node.split()) if name == "description" and isinstance(node, str) else node
