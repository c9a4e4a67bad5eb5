"""Commands that list, show and export records."""

import argparse
from collections.abc import Callable
from contextlib import closing

from sdm_tui.cli_export import add_export_commands
from sdm_tui.cli_places import Clock
from sdm_tui.cli_tables import add_tables_command
from sdm_tui.cli_unlocking import store_of
from sdm_tui.consultation.stage_names import stage_title
from sdm_tui.terminal import say


def add_records_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add "records" and its commands."""
    records = add("records", help="list, show or export records")
    actions = records.add_subparsers(title="commands", metavar="COMMAND", required=True)
    actions.add_parser("list", help="list every record").set_defaults(run=_list_records)
    add_export_commands(actions.add_parser)
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


def one_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())
