"""The commands that sign a decision aid off, and take a sign-off back."""

import argparse
from collections.abc import Callable
from pathlib import Path

from sdm_tui.cli_places import Clock, folder_named, library_of, sign_off_files
from sdm_tui.terminal import say

_INTO = "keep the sign-off in DIR/sign-offs.json; else in the folder of records"


def add_signing_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add "sign" and "unsign"."""
    sign = add("sign", help="sign off the exact text of a decision aid, as a clinician")
    sign.add_argument("aid", metavar="AID", help="a decision aid, by its whole name")
    sign.add_argument("--name", required=True, help="who signs it off")
    sign.add_argument("--role", required=True, help="as what, for example GP")
    sign.add_argument("--registration", required=True, help='for example "GMC 1234567"')
    sign.add_argument("--into", metavar="DIR", type=folder_named, help=_INTO)
    sign.set_defaults(run=_sign)
    unsign = add("unsign", help="take the sign-off of a decision aid back; the history is kept")
    unsign.add_argument("aid", metavar="AID", help="a decision aid, by its whole name")
    unsign.add_argument("--name", required=True, help="who takes it back")
    unsign.add_argument("--reason", required=True, help="why")
    unsign.add_argument("--into", metavar="DIR", type=folder_named, help=_INTO)
    unsign.set_defaults(run=_unsign)


def _sign(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.aids.signing import Signer, sign_aid, signable

    library = library_of(arguments)
    entry = library.exactly(arguments.aid)
    who = Signer(arguments.name, arguments.role, arguments.registration)
    into, files = _into(arguments), sign_off_files(arguments)
    checked = signable(entry, library.load(entry.slug))
    made = sign_aid(checked, who, at=now(), into=into, files=files)
    say(f"Signed off: {entry.title}")
    say(f"    version {made.version}, SHA-256 {made.content_hash}")
    if made.overlay_hash:
        say(f"    with local facts, SHA-256 {made.overlay_hash}")
    say(f"    by {made.name}, {made.role} ({made.registration})")
    say(f"Kept in {into}. It lapses when the text changes; nothing in the aid itself was changed.")
    _say_if_not_read(into, files)
    return 0


def _unsign(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.aids.signing import take_back

    entry = library_of(arguments).exactly(arguments.aid)
    into, files = _into(arguments), sign_off_files(arguments)
    made = take_back(entry, arguments.name, arguments.reason, at=now(), into=into, files=files)
    say(f"No longer signed off: {entry.title}")
    say(f"    taken back by {made.name}: {made.reason}")
    say(f"Kept in {into}, with the sign-offs before it.")
    _say_if_not_read(into, files)
    return 0


def _into(arguments: argparse.Namespace) -> Path:
    from sdm_tui.aids.sign_off import FILE_NAME

    if arguments.into is None:
        return sign_off_files(arguments)[0]
    folder: Path = arguments.into
    return folder.resolve() / FILE_NAME


def _say_if_not_read(into: Path, files: tuple[Path, ...]) -> None:
    if into not in {file.resolve() for file in files}:
        say(f"It counts wherever sdm-tui is run with --aids-dir {into.parent}")
