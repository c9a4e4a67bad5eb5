"""Writing a record, or a sheet to prepare for it, in the form that somebody asks for."""

import argparse
import sys
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sdm_tui.cli_places import Clock, folders_of
from sdm_tui.cli_unlocking import store_of
from sdm_tui.documents.forms import FORMS, Form, Material, form
from sdm_tui.errors import SdmError
from sdm_tui.terminal import printable_json, say, tell

if TYPE_CHECKING:
    from sdm_tui.aids.model import DecisionAid
    from sdm_tui.consultation.model import Consultation
    from sdm_tui.store import Store
    from sdm_tui.store.log import What


def add_export_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add "show" and "export"."""
    show = add("show", help="print a record")
    show.add_argument("id", metavar="ID", help="a record, or the beginning of its id")
    show.set_defaults(run=_show)
    export = add("export", help="write a record as a letter, a note, or data")
    export.add_argument("id", metavar="ID", help="a record, or the beginning of its id")
    export.add_argument(
        "--format",
        choices=[each.name for each in FORMS],
        default="text",
        metavar="FORM",
        help="; ".join(f"{each.name}: {each.title}" for each in FORMS),
    )
    add_print_size(export)
    export.add_argument(
        "--spell-out",
        action="store_true",
        help="in a PDF, write a character that no font has by its name",
    )
    export.add_argument(
        "--output",
        metavar="FILE",
        type=Path,
        help='a new file, or a folder; "-" or nothing writes to standard output',
    )
    export.set_defaults(run=_export)
    schema = add("schema", help="print the JSON Schema of an exported record")
    schema.add_argument("--format", choices=("json", "standard"), default="json")
    schema.set_defaults(run=_schema)


def add_print_size(parser: argparse.ArgumentParser) -> None:
    """Add "--print"."""
    parser.add_argument(
        "--print",
        dest="print_size",
        type=int,
        choices=(16, 18, 24),
        help="points, for a web page or PDF; else what the person's recorded needs ask for, or 16",
    )


def put_out(
    content: bytes, name: str, output: Path | None, kept: str, *, is_private: bool = True
) -> None:
    """Write a document where somebody asked for it.

    name: of the file, where `output` is a folder. kept: a sentence that says what was not harmed.
    is_private: whether it holds what somebody said. Raises SdmError where a file is there already,
    or for PDF on a terminal.
    """
    if output is None or str(output) == "-":
        _print(content, name, is_asked=output is not None)
        return
    from sdm_tui.new_file import PRIVATE, write_new

    path = output / name if output.is_dir() else output
    write_new(path, content, elsewhere="a file in another folder", kept=kept, mode=0o600)
    say(f"Written to {path}. {PRIVATE if is_private else ''}".rstrip())


def _print(content: bytes, name: str, *, is_asked: bool) -> None:
    if name.endswith(".pdf"):
        if sys.stdout.isatty():
            raise SdmError(
                "A PDF is nothing to read on a terminal, so nothing was written.",
                "Name a file with --output, or send it on to a file or to another program.",
            )
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    elif is_asked and not sys.stdout.isatty():
        sys.stdout.buffer.write(content)  # the very bytes that a file would hold
        sys.stdout.buffer.flush()
    elif name.endswith(".json"):
        say(printable_json(content.decode()).removesuffix("\n"))
    else:
        say(content.decode().removesuffix("\n"))


def _show(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.documents.text import as_text

    made = _material(arguments, now, "opened", "text")
    today = now().date()
    say(as_text(made.consultation, made.aid, today=today, store_mark=made.store_mark))
    return 0


def _export(arguments: argparse.Namespace, now: Clock) -> int:
    chosen: Form = form(arguments.format)
    made = _material(arguments, now, "exported", chosen.name)
    content = chosen.make(made)
    name = chosen.file_name(made.consultation)
    put_out(content, name, arguments.output, "The record itself is as it was.")
    return 0


def _schema(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.documents.schemas import schema_text

    del now
    print(schema_text(arguments.format), end="")
    return 0


def _material(arguments: argparse.Namespace, now: Clock, what: "What", why: str) -> Material:
    """Return what a document of the record is made from, once the audit log holds that it is."""
    from sdm_tui.store.log import mark_of

    with closing(store_of(arguments, now)) as store:
        consultation = store.get(store.whole_id(arguments.id))
        aid = aid_of(consultation, store, _parsed_folder(arguments))
        store.note(what, consultation.id, why)
        with store.reading():
            mark = mark_of(store.engine, consultation.id)
    size = getattr(arguments, "print_size", None)
    spells_out = getattr(arguments, "spell_out", False)
    return Material(consultation, aid, now().date(), mark, size, spells_out)


def aid_of(consultation: "Consultation", store: "Store", parsed: Path) -> "DecisionAid | None":
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
