"""The command that writes a sheet for a person to prepare with at home."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sdm_tui.cli_export import add_print_size, put_out
from sdm_tui.cli_places import Clock, library_of, sign_offs_of

if TYPE_CHECKING:
    from sdm_tui.documents.paper import PrintSize


def add_prepare_command(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add "prepare"."""
    prepare = add("prepare", help="write a sheet to think about at home before the appointment")
    prepare.add_argument("aid", metavar="AID", help="a decision aid, or part of its name")
    prepare.add_argument("--format", choices=("text", "html", "pdf"), default="text")
    add_print_size(prepare)
    prepare.add_argument(
        "--output",
        metavar="FILE",
        type=Path,
        help='a new file, or a folder; "-" or nothing writes to standard output',
    )
    prepare.set_defaults(run=_prepare)


def _prepare(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.aids.draft import errors_in
    from sdm_tui.aids.signing import overlay_hash_of
    from sdm_tui.documents.aid_standing import SIGN_OFF_SENTENCES, draft_sentence
    from sdm_tui.documents.preparation import preparation

    library = library_of(arguments)
    entry = library.entry(arguments.aid)
    loaded = library.load(entry.slug)
    standing = sign_offs_of(arguments).standing(
        entry.slug, loaded.content_hash, overlay_hash_of(loaded)
    )
    stands = (SIGN_OFF_SENTENCES[standing.state], draft_sentence(errors_in(entry, loaded)))
    paper = preparation(
        loaded.aid,
        standing=" ".join(words for words in stands if words),
        content_hash=loaded.content_hash,
        today=now().date(),
    )
    size: PrintSize = arguments.print_size or 16
    match arguments.format:
        case "html":
            from sdm_tui.documents.paper_html import paper_html

            content, ending = paper_html(paper, size).encode(), "html"
        case "pdf":
            from datetime import datetime, time

            from sdm_tui.documents.pdf.paper_pdf import paper_pdf

            at = datetime.combine(loaded.aid.last_reviewed, time(), now().tzinfo)
            content, ending = paper_pdf(paper, at, size), "pdf"
        case _:
            from sdm_tui.documents.paper_text import paper_text

            content, ending = paper_text(paper).encode(), "txt"
    name = f"prepare-{loaded.aid.slug}.{ending}"
    put_out(content, name, arguments.output, "The decision aid is as it was.", is_private=False)
    return 0
