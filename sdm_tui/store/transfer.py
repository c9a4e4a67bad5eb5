"""Records as plain data: a JSON file that any TinyDB opens, written from a store or taken in."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO
from uuid import uuid4

from sdm_tui.errors import NotSaved, SdmError
from sdm_tui.store import faults
from sdm_tui.store.copying import put_under
from sdm_tui.store.engine import Engine
from sdm_tui.store.json_file import APP, SCHEMA, Tables, read_tables
from sdm_tui.store.merging import Incoming, Merged, Source, take_in
from sdm_tui.store.records import Store
from sdm_tui.store.tables import AIDS, BRANCHES, CONSULTATIONS, validated

if TYPE_CHECKING:
    # What this costs to import is paid when a record is read.
    from sdm_tui.consultation.model import Consultation

_EXPORTED: Final = (CONSULTATIONS, AIDS, BRANCHES)


def export_tinydb(store: Store, path: Path) -> int:
    """Write a store's records to a new JSON file, which is NOT encrypted; return how many.

    Documents that are no consultations are written as they are and counted; a row that is damaged
    has nothing to write. One document at a time is in memory. Raises SdmError where the file is
    there already, NotSaved where it cannot be written, and nothing of it is then left; StoreLocked,
    NotSetUp or StoreUnreadable.
    """
    engine = store.engine
    if path.exists():
        raise _is_there(path)
    fresh = path.with_name(f"{path.name}.{uuid4().hex[:8]}.tmp")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii", newline="") as file:
            with store.reading():
                count = _write(engine, file)
            file.flush()
            os.fsync(file.fileno())
        _name(fresh, path)
    except OSError as error:
        what, to_do = faults.cause(error)
        raise NotSaved(
            f"Nothing was written to {path}: {what}. The store is as it was.",
            f"{to_do}, or choose another folder.",
        ) from error
    finally:
        with suppress(OSError):
            fresh.unlink()
    store.note("exported", why=f"{count} records to {path.name}")
    return count


def import_tinydb(store: Store, path: Path) -> Merged:
    """Take in the records of a JSON file, as `merge` takes in a store.

    Documents that are no consultations are named in `unreadable`, and are not taken in. Raises
    StoreUnreadable for what is no such file, StoreLocked, NotSetUp, NotSaved or ReadOnly.
    """
    tables, _ = read_tables(path)
    source = Source(_records(tables), _branches(tables), _aids(tables))
    why = f"from the file taken in on {store.now().date().isoformat()}"
    return take_in(store, source, why, "imported", path.name)


def _write(engine: Engine, file: TextIO) -> int:
    # Everything in ASCII: TinyDB opens a file in whatever encoding the system prefers.
    about = json.dumps({"1": {"schema": SCHEMA, "app": APP}})
    file.write(f'{{"about":{about}')
    count = 0
    for table in _EXPORTED:
        file.write(f",{json.dumps(table)}:{{")
        between = ""
        for row in engine.rows(table):
            if row.content is not None:
                document = json.dumps(row.content, separators=(",", ":"))
                file.write(f'{between}"{row.id}":{document}')
                between = ","
                count += table == CONSULTATIONS
        file.write("}")
    file.write("}")
    return count


def _name(fresh: Path, path: Path) -> None:
    """Give a finished file its name, which no other file may have."""
    try:
        put_under(fresh, path)
    except FileExistsError as error:
        raise _is_there(path) from error


def _records(tables: Tables) -> Iterator[Incoming]:
    documents = tables.get(CONSULTATIONS, {})
    counts = Counter(str(document.get("id")) for document in documents.values())
    for number, document in documents.items():
        named = document.get("id")
        name = named if isinstance(named, str) else f"document-{number}"
        held = document if counts[name] <= 1 else None
        yield Incoming(name, held, 0, partial(_read, held))


def _read(document: dict[str, Any] | None) -> "Consultation | None":
    consultation = validated(document or {})
    return None if isinstance(consultation, str) else consultation


def _branches(tables: Tables) -> Iterator[dict[str, Any] | str]:
    for number, document in tables.get(BRANCHES, {}).items():
        match document:
            case {"id": str(), "why": str(), "document": dict()}:
                yield document
            case _:
                yield f"branch {number}"


def _aids(tables: Tables) -> Iterator[tuple[str, str] | str]:
    for number, document in tables.get(AIDS, {}).items():
        match document:
            case {"hash": str(content_hash), "content": str(content)}:
                yield content_hash, content
            case _:
                yield f"the text of an aid, number {number}"


def _is_there(path: Path) -> SdmError:
    return SdmError(f"{path} is there already, so nothing was written.", "Give another name.")
