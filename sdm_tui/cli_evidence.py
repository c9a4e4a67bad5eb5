"""The command for the page that says how each figure of an aid is known."""

import argparse
from collections.abc import Callable
from pathlib import Path

from sdm_tui.cli_places import Clock, library_of
from sdm_tui.errors import SdmError
from sdm_tui.terminal import say


def add_evidence_command(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add "evidence"."""
    command = add(
        "evidence", help="print an aid's evidence page to fill in, or a line to vouch for it"
    )
    command.add_argument("aid", metavar="AID", help="a decision aid, or its folder")
    command.add_argument(
        "--checked-by",
        metavar="WHO",
        help="print the line that vouches for the page beside the aid, as a second reader by role",
    )
    command.set_defaults(run=_evidence)


def _evidence(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.aids.evidence import EVIDENCE_FILE, check_line, disagreements, read_evidence
    from sdm_tui.aids.evidence_page import evidence_page
    from sdm_tui.aids.reading import content_hash, parse_aid, read_bytes

    file = _file(arguments)
    content = read_bytes(file)
    aid = parse_aid(content, file)
    if arguments.checked_by is None:
        print(evidence_page(aid), end="")
        return 0
    evidence = read_evidence(file.with_name(EVIDENCE_FILE))
    if found := list(disagreements(evidence, aid)):
        raise SdmError(
            "The page and the aid disagree, so there is nothing to vouch for yet.",
            "\n".join(map(str, found)),
        )
    day = now().date().isoformat()
    say(check_line(day, arguments.checked_by, content_hash(content), evidence.page_hash))
    return 0


def _file(arguments: argparse.Namespace) -> Path:
    """Return the file of the aid in a folder, or of the aid with this name."""
    from sdm_tui.aids.library import AID_FILE

    path = Path(arguments.aid) / AID_FILE
    if path.is_file():
        return path.absolute()
    return library_of(arguments).exactly(arguments.aid).path
