"""The plain JSON file: how earlier versions kept a store, and what any TinyDB can open.

It is read to bring an older store over, and to take in or hand out records as plain data.
"""

import codecs
import json
from pathlib import Path
from typing import Any, Final

from sdm_tui.errors import StoreUnreadable
from sdm_tui.store.file import not_a_store

SCHEMA: Final = 1
APP: Final = "sdm-tui"

_LONGEST_NUMBER: Final = 20
"""Digits; Python refuses to read numbers of several thousand."""

Tables = dict[str, dict[str, dict[str, Any]]]


def read_tables(path: Path) -> tuple[Tables, bytes]:
    """Return every table of a JSON file, and the file's exact content.

    Raises StoreUnreadable for anything that sdm-tui would not have written.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StoreUnreadable(
            f"{path} cannot be read: {error.strerror or 'unknown reason'}. "
            "It is left exactly as it was.",
            "Ask whoever looks after this computer, or choose another file.",
        ) from error
    return tables_in(content, path), content


def tables_in(content: bytes, path: Path) -> Tables:
    """Return the tables that a file's content holds; `path` is only for the message.

    Raises StoreUnreadable for anything that sdm-tui would not have written.
    """
    try:
        found = json.loads(content.removeprefix(codecs.BOM_UTF8).decode())
    except (ValueError, RecursionError) as error:
        what = "is not complete or was written by something else" if content else "is empty"
        raise not_a_store(path, what) from error
    match found:
        case {"about": {"1": {"app": app, "schema": int(schema)}}} if app == APP and schema > 0:
            pass
        case _:
            raise not_a_store(path, "was not written by sdm-tui")
    if schema > SCHEMA:
        raise StoreUnreadable(
            f"{path} was written by a newer sdm-tui: its format is {schema}, and this one "
            f"reads formats up to {SCHEMA}. The file is left exactly as it was.",
            f"Use an sdm-tui that reads format {schema}.",
        )
    for table in found.values():
        if not (isinstance(table, dict) and all(map(_is_document, table, table.values()))):
            raise not_a_store(path, "has a table that is not one of TinyDB's")
    tables: Tables = found
    return tables


def written(tables: Tables) -> bytes:
    """Return the content of a JSON file with these tables, which any TinyDB opens."""
    about = {"about": {"1": {"schema": SCHEMA, "app": APP}}}
    # A half of a surrogate pair has no UTF-8; its JSON escape, which this makes, reads back.
    return json.dumps({**about, **tables}, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "backslashreplace"
    )


def _is_document(name: str, document: object) -> bool:
    # TinyDB turns names into numbers and back, which must change nothing.
    is_number = name.isascii() and name.isdecimal() and len(name) < _LONGEST_NUMBER
    return is_number and str(int(name)) == name and isinstance(document, dict)
