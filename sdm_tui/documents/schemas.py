"""The published JSON Schemas of what sdm-tui writes for other programs."""

from typing import Final, Literal

from pydantic import BaseModel

from sdm_tui.aids.schema import as_schema_text, schema_of
from sdm_tui.documents.data import RecordExport
from sdm_tui.documents.standard_record import StandardRecord

Published = Literal["json", "standard"]
_MODELS: Final[dict[Published, tuple[type[BaseModel], str]]] = {
    "json": (RecordExport, "Exported consultation"),
    "standard": (StandardRecord, "Shared decision making record"),
}


def schema_text(name: Published) -> str:
    """Return the schema of a form as its file holds it."""
    model, title = _MODELS[name]
    return as_schema_text(schema_of(model, title))
