"""The command that holds a decision aid beside published standards."""

import argparse
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

from sdm_tui.cli_places import Clock, library_of
from sdm_tui.terminal import printable_json, say


def add_audit_command(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add "audit"."""
    command = add("audit", help="hold a decision aid beside published standards, item by item")
    command.add_argument("aid", metavar="AID", help="a decision aid, or a file")
    command.add_argument("--format", choices=("text", "json"), default="text")
    command.set_defaults(run=_audit)


def _audit(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.aids.auditing import audited
    from sdm_tui.documents.audit_text import PREFACE, audit_of_aid_as_text

    done = audited(_file(arguments), now().date())
    if arguments.format == "text":
        say(audit_of_aid_as_text(done))
        return 0
    data = {
        "format": "sdm-tui audit",
        "format_version": 1,
        "about": PREFACE,
        "aid": done.slug,
        "version": done.version,
        "content_hash": done.content_hash,
        "tables": [dataclasses.asdict(table) for table in done.tables],
    }
    say(printable_json(json.dumps(data, ensure_ascii=False, indent=2)))
    return 0


def _file(arguments: argparse.Namespace) -> Path:
    """Return the file that was meant: one that is there, or that of the aid with this name."""
    from sdm_tui.aids.library import AID_FILE

    path = Path(arguments.aid)
    if path.is_file():
        return path.absolute()
    if (path / AID_FILE).is_file():
        return (path / AID_FILE).absolute()
    return library_of(arguments).exactly(arguments.aid).path
