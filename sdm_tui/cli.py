"""The commands; each imports what it needs when it runs, so that --help and --version are instant.

Exit status: 0 done, 1 faults found by "aids check", 2 something a person can put right (also a
command that was mistyped), 70 a fault of the app's own, 129 its window was closed (full
screen), 130 stopped with Ctrl+C.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
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
from sdm_tui.cli_push import add_push_command
from sdm_tui.cli_records import add_records_commands
from sdm_tui.cli_store import add_store_commands
from sdm_tui.cli_unlocking import store_of
from sdm_tui.errors import SdmError, UnknownName
from sdm_tui.last_resort import LastResort
from sdm_tui.terminal import never_fail_to_print, screen_problem, tell

if TYPE_CHECKING:
    from sdm_tui.settings import Launch, Opening


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
    from sdm_tui.tui.starting import run

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


def _record_to_resume(arguments: argparse.Namespace, now: Clock) -> str | None:
    """Return which record to open; a store that waits for its passphrase is asked on the screen."""
    with closing(store_of(arguments, now, asks=False)) as store:
        if store.state == "locked":
            return str(arguments.id) if arguments.id else None
        if arguments.id is not None:
            return store.get(store.whole_id(arguments.id)).id
        last = store.last_touched()
        if last is None:
            raise UnknownName("No consultation is in progress.", 'Start one with "sdm-tui start".')
        return last.id


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
    add_records_commands(commands.add_parser)
    add_store_commands(commands.add_parser)
    add_push_command(commands.add_parser)
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
