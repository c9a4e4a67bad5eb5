"""Commands that list, show and export records."""

import argparse
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sdm_tui.cli_places import Clock, folders_of
from sdm_tui.cli_tables import add_tables_command
from sdm_tui.cli_unlocking import store_of
from sdm_tui.consultation.stage_names import stage_title
from sdm_tui.terminal import printable_json, say, tell

if TYPE_CHECKING:
    from sdm_tui.aids.model import DecisionAid
    from sdm_tui.consultation.model import Consultation
    from sdm_tui.store import Store
    from sdm_tui.store.log import What


def add_records_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add "records" and its commands."""
    records = add("records", help="list, show or export records")
    actions = records.add_subparsers(title="commands", metavar="COMMAND", required=True)
    actions.add_parser("list", help="list every record").set_defaults(run=_list_records)
    show = actions.add_parser("show", help="print a record")
    show.add_argument("id", metavar="ID", help="a record, or the beginning of its id")
    show.set_defaults(run=_show_record)
    export = actions.add_parser("export", help="write a record as text or as data")
    export.add_argument("id", metavar="ID", help="a record, or the beginning of its id")
    export.add_argument("--format", choices=("text", "json"), default="text")
    export.add_argument("--output", metavar="FILE", type=Path, help="a new file; else the screen")
    export.set_defaults(run=_export_record)
    add_tables_command(actions.add_parser)


def _list_records(arguments: argparse.Namespace, now: Clock) -> int:
    with closing(store_of(arguments, now)) as store:
        entries, unreadable = store.entries(), store.unreadable()
    if arguments.rehearse:
        say("REHEARSALS - not real people")
    if not entries and not unreadable:
        say("There are no records yet.")
        return 0
    width = max(len(name) for name in (*(e.id for e in entries), *(u.id for u in unreadable)))
    say(f"{'ID':{width}}  TOUCHED           STAGE               LABEL")
    for entry in entries:
        where = "finished" if entry.is_sealed else stage_title(entry.stage)
        say(
            f"{entry.id:{width}}  {entry.touched:%Y-%m-%d %H:%M}  {where:18}  "
            f"{one_line(entry.label)}"
        )
        say(f"    {one_line(entry.title)}")
    for record in unreadable:
        say(f"{record.id:{width}}  cannot be read: {one_line(record.why)}")
    return 0


def _show_record(arguments: argparse.Namespace, now: Clock) -> int:
    say(_document(arguments, now, "text", "opened"))
    return 0


def _export_record(arguments: argparse.Namespace, now: Clock) -> int:
    text = _document(arguments, now, arguments.format, "exported")
    if arguments.output is not None:
        from sdm_tui.new_file import write_new

        write_new(
            arguments.output,
            text,
            elsewhere="a file in another folder",
            kept="The record itself is as it was.",
            mode=0o600,
        )
        say(f"Written to {arguments.output}. It holds what was said, so keep it private.")
    elif arguments.format == "json":
        say(printable_json(text))
    else:
        say(text)
    return 0


def _document(arguments: argparse.Namespace, now: Clock, form: str, what: "What") -> str:
    with closing(store_of(arguments, now)) as store:
        consultation = store.get(store.whole_id(arguments.id))
        aid = _aid_of(consultation, store, _parsed_folder(arguments))
        store.note(what, consultation.id, form)
        mark = store.fingerprint
    if form == "json":
        from sdm_tui.documents.data import as_json

        return as_json(consultation, aid)
    from sdm_tui.documents.text import as_text

    return as_text(consultation, aid, today=now().date(), store_mark=mark)


def _aid_of(consultation: "Consultation", store: "Store", parsed: Path) -> "DecisionAid | None":
    """Return the very aid that was on the screen, from the text that the store kept of it.

    parsed: the folder in which parsed aids are kept.
    """
    from sdm_tui.aids.as_it_was import aid_as_it_was
    from sdm_tui.aids.marked import AidUnreadable
    from sdm_tui.aids.parsed import aid_in

    used = consultation.aid
    if used is None:
        return None
    overlays = [overlay.content_hash for overlay in used.overlays]
    try:
        parse = partial(aid_in, folder=parsed)
        loaded = aid_as_it_was(used.slug, used.content_hash, overlays, store.kept_aid, parse)
    except AidUnreadable:
        tell("The kept text of the decision aid cannot be read, so the record stands without it.")
        return None
    if loaded is None:
        tell("The text of the decision aid is not in the store, so the record stands without it.")
        return None
    for fault in loaded.local_faults:
        tell(f"Local facts cannot be shown again, so the record stands without them: {fault}.")
    return loaded.aid


def _parsed_folder(arguments: argparse.Namespace) -> Path:
    from sdm_tui.aids.listing import PARSED

    return folders_of(arguments).cache / PARSED


def one_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())
