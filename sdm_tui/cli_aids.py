"""The commands about decision aids."""

import argparse
from collections.abc import Callable
from pathlib import Path

from sdm_tui.cli_places import Clock, aids_folders, folder_named, library_of
from sdm_tui.errors import UnknownName
from sdm_tui.terminal import say


def add_aids_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands that begin with "aids"."""
    aids = add("aids", help="list, show or check decision aids")
    actions = aids.add_subparsers(title="commands", metavar="COMMAND", required=True)
    actions.add_parser("list", help="list every decision aid").set_defaults(run=_list_aids)
    show = actions.add_parser("show", help="print a decision aid with all its figures")
    show.add_argument("aid", metavar="AID", help="a decision aid, or part of its name")
    show.set_defaults(run=_show_aid)
    check = actions.add_parser("check", help="say what is wrong in decision aids, and where")
    check.add_argument(
        "paths", metavar="PATH", nargs="*", type=folder_named, help="a file or a folder"
    )
    check.set_defaults(run=_check_aids)


def _list_aids(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.documents.aid_text import sign_off_words

    library, bundled = library_of(arguments), aids_folders(arguments)[0]
    width = max((len(entry.slug) for entry in library.entries), default=0)
    say(f"{'AID':{width}}  REVIEWED    REVIEW DUE  SIGN-OFF")
    for entry in library.entries:
        if entry.fault is not None:
            say(f"{entry.slug:{width}}  unreadable: {entry.fault}")
            continue
        overdue = ", overdue for review" if entry.is_overdue(now().date()) else ""
        say(
            f"{entry.slug:{width}}  {entry.last_reviewed}  {entry.review_due}  "
            f"{sign_off_words(entry)}{overdue}"
        )
        say(f"    {entry.title} ({entry.condition})")
        if not entry.path.is_relative_to(bundled):
            say(f"    from {entry.path}")
    return 0


def _show_aid(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.documents.aid_text import aid_as_text

    library = library_of(arguments)
    entry = library.entry(arguments.aid)
    aid = library.load(entry.slug).aid
    say(aid_as_text(aid, entry, today=now().date()))
    return 0


def _check_aids(arguments: argparse.Namespace, _now: Clock) -> int:
    from sdm_tui.aids.library import aid_files
    from sdm_tui.aids.marked import AidUnreadable
    from sdm_tui.aids.reading import read_aid

    files: list[Path] = []
    for path in arguments.paths or aids_folders(arguments):
        found = aid_files(path) if path.is_dir() else [path]
        if not found:
            raise UnknownName(
                f"There is no decision aid in {path}.",
                "An aid is a file called aid.yaml in a folder of its own.",
            )
        files += found
    fault_count = 0
    for path in files:
        try:
            read_aid(path)
        except AidUnreadable as error:
            fault_count += len(error.faults)
            say("\n".join(str(fault) for fault in error.faults))
    say(f"{_counted(len(files), 'decision aid')} checked, {_counted(fault_count, 'fault')}.")
    return 1 if fault_count else 0


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
