"""The tables of a store, and how a record is put in them without anything being said of it."""

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from sdm_tui.store.entries import entry_content, entry_in

if TYPE_CHECKING:
    # What these cost to import is paid when a record is read, not by every command.
    from sdm_tui.consultation.model import Consultation
    from sdm_tui.store.engine import Engine

CONSULTATIONS, AIDS, BRANCHES = "consultations", "aids", "branches"
IN_PROGRESS, FINISHED = "in progress", "finished"
LISTS: Final = (IN_PROGRESS, FINISHED)


def put_entry(engine: "Engine", consultation: "Consultation", revision: int) -> None:
    """Keep a record's entry in the list where it belongs, inside the change that puts it."""
    is_in, was_in = LISTS[::-1] if consultation.is_sealed else LISTS
    for row in engine.named(was_in, consultation.id):
        engine.remove(was_in, row.id)
    held = engine.named(is_in, consultation.id)
    row_id = held[0].id if held else engine.next_id(is_in)
    engine.put(is_in, row_id, entry_content(consultation, revision))


def put_branch(engine: "Engine", record: str | None, document: dict[str, Any], why: str) -> None:
    """Keep another version of a record beside it."""
    branch = {"id": record, "why": why, "document": document}
    engine.put(BRANCHES, engine.next_id(BRANCHES), branch)


def put_lists_in_order(engine: "Engine") -> None:
    """Have the record that was touched last first, over both lists, where it is not."""
    stands = [
        (row.place, entry.touched, table, row.id)
        for table in LISTS
        for row in engine.newest(table)
        if (entry := entry_in(row.content or {}))
    ]
    stands.sort(key=itemgetter(0))
    ordered = sorted(stands, key=itemgetter(1))
    if ordered != stands:
        for table, rows in groupby(ordered, key=itemgetter(2)):
            engine.put_in_order(table, [row_id for *_, row_id in rows][::-1])


def validated(document: dict[str, Any]) -> "Consultation | str":
    """Return the consultation that a document holds, or why it holds none."""
    from pydantic import ValidationError

    from sdm_tui.consultation.model import Consultation

    try:
        return Consultation.model_validate(document)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        place = ".".join(str(step) for step in faults[0]["loc"])
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        return f'"{place}" does not fit{more}'


def only_amended(before: "Consultation", after: "Consultation") -> bool:
    """Whether a finished record differs in nothing but further amendments and where it is open."""
    kept = after.amendments[: len(before.amendments)] == before.amendments
    free = {"amendments", "touched", "stage", "visited", "contacts"}
    return kept and before.model_dump(exclude=free) == after.model_dump(exclude=free)
