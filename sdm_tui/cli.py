"""The commands; each imports what it needs when it runs, so that --help and --version are instant.

Exit status: 0 done, 1 faults found by "aids check", 2 something a person can put right (also a
command that was mistyped), 70 a fault of the app's own, 130 stopped with Ctrl+C.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sdm_tui import __version__
from sdm_tui.cli_aids import add_aids_commands
from sdm_tui.cli_places import (
    Clock,
    aids_folders,
    folder_named,
    folders_in_settings,
    folders_of,
    library_of,
)
from sdm_tui.errors import SdmError, UnknownName, nearest
from sdm_tui.last_resort import LastResort
from sdm_tui.terminal import never_fail_to_print, printable_json, say, screen_problem, tell

if TYPE_CHECKING:
    from sdm_tui.aids.model import DecisionAid
    from sdm_tui.consultation.model import Consultation
    from sdm_tui.settings import Launch, Opening
    from sdm_tui.store import Store


def _present_moment() -> datetime:
    return datetime.now().astimezone()


def main(argv: Sequence[str] | None = None, *, now: Clock = _present_moment) -> int:
    """Run one command and return its exit status; `now` gives the time with its zone."""
    never_fail_to_print()
    arguments = command_parser().parse_args(argv)
    try:
        with LastResort(lambda: folders_of(arguments).data / "sdm-tui.log", now):
            status: int = arguments.run(arguments, now)
            print(end="", flush=True)
            return status
    except SdmError as error:
        tell(str(error))
        return 2
    except BrokenPipeError:
        # The reader (such as "head") has seen enough; what is still held goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return 70


def open_full_screen(arguments: argparse.Namespace, now: Clock) -> int:
    """Open the full screen, once the terminal and every name that was given are in order."""
    # Textual draws on standard error, except on Windows.
    drawn_on = sys.stderr if os.name == "posix" else None
    if problem := screen_problem(sys.stdin, sys.stdout, os.environ, drawn_on):
        raise problem
    launch = launch_for(arguments, now)
    from sdm_tui.tui.app import run

    return run(launch)


def launch_for(arguments: argparse.Namespace, now: Clock) -> "Launch":
    """Return what the full screen starts with.

    Raises SdmError for a name or a folder that does not exist, or what cannot be read.
    """
    from sdm_tui.settings import Launch

    places = folders_of(arguments)
    return Launch(
        opening=_opening(arguments, now),
        data_dir=places.data,
        cache_dir=places.cache,
        settings_file=places.settings_file,
        aids_dirs=aids_folders(arguments)[1:],
        rehearse=arguments.rehearse,
        notices=folders_in_settings(arguments)[1],
    )


def _opening(arguments: argparse.Namespace, now: Clock) -> "Opening":
    from sdm_tui.settings import Opening

    if arguments.kind == "resume":
        return Opening("resume", record=_record_to_resume(arguments, now))
    if arguments.kind == "start" and arguments.aid:
        library = library_of(arguments)
        entry = library.entry(arguments.aid)
        if entry.fault is not None:
            raise SdmError(
                f'The decision aid "{entry.slug}" has a fault, so it is not used.',
                f"{entry.fault}",
            )
        from sdm_tui.aids.draft import errors_in, refuse_draft

        # A listing that knows of no errors proves nothing: the screen counts them in any case.
        if entry.errors:
            errors = errors_in(entry, library.load(entry.slug))
            refuse_draft(entry, errors, rehearsal=arguments.rehearse)
        return Opening("start", aid=entry.slug)
    return Opening(arguments.kind, blank=arguments.kind == "start" and arguments.blank)


def _record_to_resume(arguments: argparse.Namespace, now: Clock) -> str:
    with closing(_store(arguments, now)) as store:
        if arguments.id is None:
            last = store.last_touched()
            if last is None:
                raise UnknownName(
                    "No consultation is in progress.", 'Start one with "sdm-tui start".'
                )
            return last.id
        return store.get(_record_id(store, arguments.id)).id


def _list_records(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.consultation.stages import stage

    with closing(_store(arguments, now)) as store:
        consultations, unreadable = store.consultations(), store.unreadable()
    if arguments.rehearse:
        say("REHEARSALS - not real people")
    if not consultations and not unreadable:
        say("There are no records yet.")
        return 0
    width = max(len(name) for name in (*(c.id for c in consultations), *(u.id for u in unreadable)))
    say(f"{'ID':{width}}  TOUCHED           STAGE               LABEL")
    for consultation in consultations:
        where = "finished" if consultation.is_sealed else stage(consultation.stage).title
        say(
            f"{consultation.id:{width}}  {consultation.touched:%Y-%m-%d %H:%M}  {where:18}  "
            f"{_one_line(consultation.start.label)}"
        )
        say(f"    {_one_line(consultation.title)}")
    for record in unreadable:
        say(f"{record.id:{width}}  cannot be read: {_one_line(record.why)}")
    return 0


def _show_record(arguments: argparse.Namespace, now: Clock) -> int:
    say(_document(arguments, now, "text"))
    return 0


def _export_record(arguments: argparse.Namespace, now: Clock) -> int:
    text = _document(arguments, now, arguments.format)
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


def _document(arguments: argparse.Namespace, now: Clock, form: str) -> str:
    with closing(_store(arguments, now)) as store:
        consultation = store.get(_record_id(store, arguments.id))
        aid = _aid_of(consultation, store, _parsed_folder(arguments))
    if form == "json":
        from sdm_tui.documents.data import as_json

        return as_json(consultation, aid)
    from sdm_tui.documents.text import as_text

    return as_text(consultation, aid, today=now().date())


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


def _record_id(store: "Store", name: str) -> str:
    """Return the id that `name` is, or that it alone begins; raises UnknownName."""
    ids = [*(c.id for c in store.consultations()), *(u.id for u in store.unreadable())]
    fitting = [name] if name in ids else [i for i in ids if name and i.startswith(name)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise UnknownName(
            f'More than one record starts with "{name}".',
            f"There are: {', '.join(sorted(fitting))}.",
        )
    raise UnknownName(f'No record is called "{name}".', nearest(name, ids))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _store(arguments: argparse.Namespace, now: Clock) -> "Store":
    from sdm_tui.store import open_store

    return open_store(folders_of(arguments).data, rehearsal=arguments.rehearse, now=now())


def command_parser() -> argparse.ArgumentParser:
    """Return every command and option, each with its line of help."""
    parser = argparse.ArgumentParser(
        prog="sdm-tui",
        description="Make a decision about care together, side by side at one screen.",
        epilog="Without a command the home screen opens. sdm-tui supports a conversation: it gives "
        "no diagnosis, no triage and no recommendation, and is not a record system.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"sdm-tui {__version__}")
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        type=folder_named,
        help="keep records, settings and cache in DIR (also: SDM_TUI_DATA)",
    )
    parser.add_argument(
        "--aids-dir",
        metavar="DIR",
        type=folder_named,
        action="append",
        default=[],
        help="use the decision aids in DIR too; may be given more than once",
    )
    parser.add_argument(
        "--rehearse",
        action="store_true",
        help="practise with a fictional patient; kept apart from real records",
    )
    parser.set_defaults(run=open_full_screen, kind="home")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_conversation(commands.add_parser)
    add_aids_commands(commands.add_parser)
    _add_records(commands.add_parser)
    return parser


def _add_conversation(add: Callable[..., argparse.ArgumentParser]) -> None:
    start = add("start", help="start a consultation")
    choice = start.add_mutually_exclusive_group()
    choice.add_argument("aid", metavar="AID", nargs="?", help="a decision aid, or part of its name")
    choice.add_argument("--blank", action="store_true", help="start without a decision aid")
    start.set_defaults(kind="start")
    resume = add("resume", help="go on with a consultation")
    resume.add_argument("id", metavar="ID", nargs="?", help="a record; else the one last touched")
    resume.set_defaults(kind="resume")


def _add_records(add: Callable[..., argparse.ArgumentParser]) -> None:
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
