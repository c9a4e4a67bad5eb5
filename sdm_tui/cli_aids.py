"""The commands about decision aids."""

import argparse
from collections.abc import Callable

from sdm_tui.cli_audit import add_audit_command
from sdm_tui.cli_authors import add_author_commands
from sdm_tui.cli_beside import lines_beside
from sdm_tui.cli_check import add_check_command
from sdm_tui.cli_evidence import add_evidence_command
from sdm_tui.cli_places import Clock, aids_folders, library_of, sign_offs_of
from sdm_tui.cli_prepare import add_prepare_command
from sdm_tui.cli_signing import add_signing_commands
from sdm_tui.terminal import say


def add_aids_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands that begin with "aids"."""
    aids = add("aids", help="list, show or check decision aids")
    actions = aids.add_subparsers(title="commands", metavar="COMMAND", required=True)
    actions.add_parser("list", help="list every decision aid").set_defaults(run=_list_aids)
    show = actions.add_parser("show", help="print a decision aid with all its figures")
    show.add_argument("aid", metavar="AID", help="a decision aid, or part of its name")
    show.set_defaults(run=_show_aid)
    add_prepare_command(actions.add_parser)
    add_check_command(actions.add_parser)
    add_audit_command(actions.add_parser)
    add_signing_commands(actions.add_parser)
    add_author_commands(actions.add_parser)
    add_evidence_command(actions.add_parser)


def _list_aids(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.aids.draft import draft_words
    from sdm_tui.documents.aid_standing import review_mark, sign_off_words

    library, bundled = library_of(arguments).read_all(), aids_folders(arguments)[0]
    sign_offs = sign_offs_of(arguments)
    width = max((len(entry.slug) for entry in library.entries), default=0)
    say(f"{'AID':{width}}  REVIEWED    REVIEW DUE  SIGN-OFF")
    for entry in library.entries:
        if entry.fault is not None:
            say(f"{entry.slug:{width}}  unreadable: {entry.fault}")
            continue
        signed = sign_offs.standing(entry.slug, entry.content_hash, entry.overlay_hash)
        stands = (
            sign_off_words(signed),
            review_mark(entry.review_due, now().date()),
            draft_words(entry.errors),
        )
        say(
            f"{entry.slug:{width}}  {entry.last_reviewed}  {entry.review_due}  "
            f"{'; '.join(part for part in stands if part)}"
        )
        say(f"    {entry.title} ({entry.condition})")
        if not entry.path.is_relative_to(bundled):
            say(f"    from {entry.path}")
        for line in lines_beside(entry):
            say(f"    {line}")
    for fault in library.local_faults:
        say(f"local facts left out: {fault}")
    return 0


def _show_aid(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.aids.draft import errors_in
    from sdm_tui.aids.signing import overlay_hash_of
    from sdm_tui.documents.aid_text import aid_as_text

    library = library_of(arguments)
    entry = library.entry(arguments.aid)
    loaded = library.load(entry.slug)
    standing = sign_offs_of(arguments).standing(
        entry.slug, loaded.content_hash, overlay_hash_of(loaded)
    )
    errors = errors_in(entry, loaded)
    say(aid_as_text(loaded.aid, standing, errors=errors, today=now().date()))
    for one in loaded.overlays:
        overlay = one.overlay
        say(f"\nLocal facts of {overlay.organisation} ({overlay.overlay}, {overlay.version}).")
        say(f"Updated {overlay.updated}, next review due {overlay.review_due}.")
        if overlay.note_for_clinicians:
            say(f"For clinicians: {overlay.note_for_clinicians}")
    for fault in loaded.local_faults:
        say(f"\nLocal facts left out: {fault}")
    return 0
