import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from sdm_tui.aids.library import aid_files, bundled_folder
from sdm_tui.aids.marked import marked
from sdm_tui.aids.model import field_names
from sdm_tui.aids.schema import DIALECT, EDITOR_LINE, SCHEMA_FILE, schema, schema_text
from tests.aids.invented import INVENTED_PATH
from tests.aids.scored import SCORED_TEXT
from tests.aids.sound import sound_data

FILE = bundled_folder() / SCHEMA_FILE
AIDS = [path for path in aid_files(bundled_folder()) if path.parent.parent == bundled_folder()]
SCHEMA: Final = schema()

SILENT = {"$schema", "$defs", "title", "description", "default"}
"""Keywords that say nothing about what is allowed."""
ELSEWHERE = {"type", "$ref", "properties", "patternProperties", "items"}
"""Keywords that `refused` looks at by itself."""
KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def refused(value: Any, asked: dict[str, Any], place: str = "") -> Iterator[str]:
    """Yield each place at which the schema refuses a value; knows the keywords that it uses."""
    if "type" in asked and not is_of(value, asked["type"]):
        yield f"{place}: type"
        return
    for keyword, wanted in asked.items():
        if keyword not in SILENT | ELSEWHERE and not CHECKS[keyword](value, wanted, asked):
            yield f"{place}: {keyword}"
    if "$ref" in asked:
        yield from refused(value, SCHEMA["$defs"][asked["$ref"].rpartition("/")[2]], place)
    if isinstance(value, dict):
        patterns = asked.get("patternProperties", {})
        for name, part in value.items():
            below = asked.get("properties", {}).get(name)
            below = below or next((s for p, s in patterns.items() if re.search(p, name)), None)
            if below:
                yield from refused(part, below, f"{place}.{name}")
    if isinstance(value, list) and "items" in asked:
        for index, part in enumerate(value):
            yield from refused(part, asked["items"], f"{place}.{index}")


def is_of(value: Any, kind: str) -> bool:
    is_bool = isinstance(value, bool)
    return isinstance(value, KINDS[kind]) and is_bool <= (kind == "boolean")


def only_known(value: Any, allowed: Any, asked: dict[str, Any]) -> bool:
    assert allowed is False
    return not isinstance(value, dict) or value.keys() <= asked.get("properties", {}).keys()


CHECKS: dict[str, Any] = {
    "additionalProperties": only_known,
    "required": lambda v, w, _: not isinstance(v, dict) or v.keys() >= set(w),
    "propertyNames": lambda v, w, _: not any(list(refused(name, w)) for name in v),
    "const": lambda v, w, _: v == w,
    "enum": lambda v, w, _: v in w,
    "anyOf": lambda v, w, _: any(not list(refused(v, one)) for one in w),
    "pattern": lambda v, w, _: not isinstance(v, str) or re.search(w, v),
    "format": lambda v, w, _: w == "date" and bool(date.fromisoformat(v)),
    "minLength": lambda v, w, _: len(v) >= w,
    "maxLength": lambda v, w, _: len(v) <= w,
    "minItems": lambda v, w, _: len(v) >= w,
    "maxItems": lambda v, w, _: len(v) <= w,
    "minimum": lambda v, w, _: v >= w,
    "maximum": lambda v, w, _: v <= w,
}


def as_editors_see(data: Any) -> Any:
    """Return an aid's data as JSON has it: dates are texts."""
    return json.loads(json.dumps(data, default=date.isoformat))


def test_the_file_of_the_schema_is_fresh() -> None:
    assert FILE.read_text(encoding="utf-8") == schema_text()


def test_the_schema_says_which_dialect_it_is_written_in() -> None:
    assert SCHEMA["$schema"] == DIALECT
    assert json.loads(schema_text()) == SCHEMA
    assert schema_text().isascii()


def test_every_field_of_the_schema_is_described_on_one_line() -> None:
    parts = {"": SCHEMA, **SCHEMA["$defs"]}
    descriptions = {
        f"{part}.{name}": field.get("description", "")
        for part, shape in parts.items()
        for name, field in shape["properties"].items()
    }

    assert {place for place, words in descriptions.items() if len(words) < len("A word.")} == set()
    assert not any("\n" in words for words in descriptions.values())


def test_the_schema_knows_every_name_that_a_file_may_use() -> None:
    shapes = [SCHEMA, *SCHEMA["$defs"].values()]

    assert {name for shape in shapes for name in shape["properties"]} == field_names()


def test_the_schema_refuses_names_that_it_does_not_know() -> None:
    assert {part["additionalProperties"] for part in (SCHEMA, *SCHEMA["$defs"].values())} == {False}


@pytest.mark.parametrize("path", AIDS, ids=lambda path: path.parent.name)
def test_the_schema_accepts_every_bundled_aid(path: Path) -> None:
    data = as_editors_see(marked(path.read_bytes(), path).data)

    assert list(refused(data, SCHEMA)) == []


def test_the_schema_accepts_scores_and_whatever_the_reader_accepts_in_them() -> None:
    data = as_editors_see(marked(SCORED_TEXT.encode(), INVENTED_PATH).data)

    assert data["scores"]
    assert list(refused(data, SCHEMA)) == []


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("title",), "Not a question", ".title: pattern"),
        (("version",), 1.0, ".version: type"),
        (("review_due",), 2027, ".review_due: type"),
        (("options", 0, "kind"), "magic", ".options.0.kind: enum"),
        (("options", 0, "colour"), "red", ".options.0: additionalProperties"),
        (("outcomes", 0, "denominator"), 500, ".outcomes.0.denominator: enum"),
        (("outcomes", 0, "estimates", 0, "count"), -1, ".outcomes.0.estimates.0.count: anyOf"),
        (("values",), [], ".values: minItems"),
        (("practical_grid", 0, "answers", "wait"), 3, ".practical_grid.0.answers.wait: type"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(
    place: tuple[Any, ...], value: Any, told: str
) -> None:
    data = as_editors_see(sound_data())
    around = data
    for step in place[:-1]:
        around = around[step]
    around[place[-1]] = value

    found = list(refused(data, SCHEMA))

    assert told in found


@pytest.mark.parametrize(
    "slug", ["sore-throat-antibiotics", "knee-osteoarthritis", "personal-health-budget"]
)
def test_the_first_line_of_a_bundled_aid_leads_an_editor_to_the_schema(slug: str) -> None:
    path = bundled_folder() / slug / "aid.yaml"

    first = path.read_text(encoding="utf-8").splitlines()[0]

    assert first == EDITOR_LINE
    assert (path.parent / first.partition("$schema=")[2]).resolve() == FILE.resolve()


def test_the_schema_is_not_taken_for_an_aid() -> None:
    assert FILE not in aid_files(bundled_folder())
    assert {path.name for path in AIDS} == {"aid.yaml"}
