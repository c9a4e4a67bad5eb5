"""The command that writes de-identified tables of many consultations."""

import argparse
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from sdm_tui import __version__
from sdm_tui.cli_places import Clock, folders_of
from sdm_tui.cli_unlocking import store_of
from sdm_tui.errors import RecordUnreadable, SdmError, UnknownName, nearest
from sdm_tui.terminal import say

if TYPE_CHECKING:
    from datetime import datetime
    from typing import BinaryIO

    from sdm_tui.aids.model import DecisionAid
    from sdm_tui.consultation.model import AidUsed, Consultation
    from sdm_tui.documents.tables.about import Numbers, Selected
    from sdm_tui.documents.tables.case import Case
    from sdm_tui.documents.tables.every import Writer
    from sdm_tui.documents.tables.small_numbers import Answer
    from sdm_tui.store import Store
    from sdm_tui.store.entries import Entry

LEAST: Final = 5
"""Fewer consultations of one aid in one month are left out, unless asked for otherwise."""
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_KEY_BYTES: Final = 32
_AIDS_AT_HAND: Final = 64
"""So many aids, with their local facts, are held in memory."""

AidOf = Callable[["AidUsed | None"], "DecisionAid | None"]


def add_tables_command(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add "tables" to the commands of records."""
    tables = add("tables", help="write de-identified tables of many records, for analysis")
    tables.add_argument("folder", metavar="DIR", type=Path, help="a new or empty folder")
    form = tables.add_mutually_exclusive_group()
    form.add_argument(
        "--parquet", action="store_true", help="Parquet in place of CSV (needs sdm-tui[insights])"
    )
    form.add_argument(
        "--excel", action="store_true", help="CSV with a mark at its start, for Excel"
    )
    tables.add_argument(
        "--from", dest="first", metavar="MONTH", type=_month, help="such as 2026-01"
    )
    tables.add_argument("--to", dest="last", metavar="MONTH", type=_month, help="such as 2026-12")
    tables.add_argument("--aid", metavar="SLUG", default="", help="only those with this aid")
    tables.add_argument(
        "--least",
        metavar="N",
        type=_at_least_one,
        default=LEAST,
        help=f"leave out an aid's records of a month where they are fewer ({LEAST})",
    )
    tables.add_argument("--unfinished", action="store_true", help="also those in progress")
    tables.set_defaults(run=_write_tables)


class _Chosen(NamedTuple):
    """One consultation that will be told of."""

    key: str
    id: str
    touched: "datetime"


class _Choice(NamedTuple):
    """Which consultations will be told of, and what of them will not."""

    chosen: list[_Chosen]
    untold: "frozenset[Answer]"
    numbers: "Numbers"
    of_other_months: int
    """So many were otherwise asked for."""


def _write_tables(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.documents.tables.about import Selected, counted_words, left_out_words, notices
    from sdm_tui.documents.tables.as_parquet import need_pyarrow
    from sdm_tui.new_folder import new_folder, refuse_what_is_there

    if arguments.parquet:
        need_pyarrow()
    refuse_what_is_there(arguments.folder)
    selected = Selected(
        arguments.first or "",
        arguments.last or "",
        arguments.aid,
        arguments.unfinished,
        arguments.least,
    )
    if selected.last_month and selected.first_month > selected.last_month:
        raise SdmError("--to is before --from, so nothing was written.", "Give the earlier first.")
    with closing(store_of(arguments, now)) as store:
        aid_of = _aids(store, folders_of(arguments).cache)
        choice = _choice(store, selected, aid_of)
        numbers = choice.numbers
        if not choice.chosen:
            raise SdmError(
                f"There is nothing to write. {' '.join(left_out_words(selected, numbers))}",
                _what_else(store, selected, choice),
            )
        told = notices(selected, numbers, rehearsal=arguments.rehearse)
        with new_folder(arguments.folder) as folder:
            _fill(folder, _cases(store, choice, aid_of), told, arguments, now)
            form = "Parquet" if arguments.parquet else "CSV"
            store.note("exported", why=f"tables of {counted_words(numbers.told)}, as {form}")
    say(
        f"Written to {arguments.folder}. Read README.txt there first: de-identified, not anonymous."
    )
    for words in left_out_words(selected, numbers):
        say(words)
    return 0


def _choice(store: "Store", selected: "Selected", aid_of: AidOf) -> _Choice:
    """Read every consultation that may be meant, one at a time, and choose."""
    import secrets

    from sdm_tui.documents.tables.about import Numbers
    from sdm_tui.documents.tables.case import began, month_of, row_key
    from sdm_tui.documents.tables.small_numbers import Counted, Group

    entries = store.entries()
    if selected.aid and not any(entry.aid == selected.aid for entry in entries):
        raise UnknownName(
            f'No record was made with a decision aid called "{selected.aid}".',
            nearest(selected.aid, sorted({entry.aid for entry in entries if entry.aid})),
        )
    key = secrets.token_bytes(_KEY_BYTES)
    unreadable = {record.id for record in store.unreadable()}
    counted, no_agreement, of_other_months = Counted(), 0, 0
    found: list[tuple[_Chosen, Group, bool]] = []
    for consultation in _asked_for(store, entries, selected, unreadable):
        if not _is_in(month_of(began(consultation)), selected):
            of_other_months += 1
            continue
        if consultation.start.agrees_to_record == "no":
            no_agreement += 1
            continue
        name = consultation.id
        chosen = _Chosen(row_key(name, key), name, consultation.touched)
        lacks_text = consultation.aid is not None and aid_of(consultation.aid) is None
        found.append((chosen, counted.add(consultation), lacks_text))
    groups = counted.told(selected.least)
    told = [(chosen, lacks_text) for chosen, group, lacks_text in found if group in groups]
    numbers = Numbers(
        told=len(told),
        too_few=len(found) - len(told),
        no_agreement=no_agreement,
        unreadable=len(unreadable),
        no_text=sum(lacks_text for _, lacks_text in told),
    )
    # In the order of their keys, which says nothing of when they were held.
    in_order = sorted((chosen for chosen, _ in told), key=lambda chosen: chosen.key)
    return _Choice(in_order, counted.untold(groups, selected.least), numbers, of_other_months)


def _what_else(store: "Store", selected: "Selected", choice: _Choice) -> str:
    """Return which records an empty answer passed over, by the option that would take them in."""
    passed_over = [entry for entry in store.entries() if not _is_meant(entry, selected)]
    with_other_aids = any(selected.aid not in {"", entry.aid} for entry in passed_over)
    in_progress = not selected.with_unfinished and any(not entry.is_sealed for entry in passed_over)
    others = (
        *(["of other months (see --from and --to)"] if choice.of_other_months else []),
        *(["with another aid or none (see --aid)"] if with_other_aids else []),
        *(["in progress (see --unfinished)"] if in_progress else []),
    )
    words = f"There are records {', '.join(others)}." if others else "There are no other records."
    if few := choice.numbers.too_few:
        are = "record is" if few == 1 else "records are"
        words += (
            f" {few} {are} fewer than --least {selected.least} of one aid in a month: a smaller "
            "number takes them in, but then single people may be easy to find."
        )
    return words


def _asked_for(
    store: "Store", entries: "list[Entry]", selected: "Selected", unreadable: set[str]
) -> "Iterator[Consultation]":
    """Yield what was asked for, of any month; ids that cannot be read are added to a set."""
    for entry in entries:
        if not _is_meant(entry, selected):
            continue
        try:
            consultation = store.get(entry.id)
        except (RecordUnreadable, UnknownName):
            unreadable.add(entry.id)
            continue
        yield consultation


def _cases(store: "Store", choice: _Choice, aid_of: AidOf) -> "Iterator[Case]":
    from sdm_tui.documents.tables.case import Case

    for chosen in choice.chosen:
        try:
            consultation = store.get(chosen.id)
        except (RecordUnreadable, UnknownName) as error:
            raise _changed_meanwhile() from error
        if consultation.touched != chosen.touched:
            raise _changed_meanwhile()
        yield Case(chosen.key, consultation, aid_of(consultation.aid), choice.untold)


def _fill(
    folder: Path,
    cases: "Iterator[Case]",
    notices: tuple[str, ...],
    arguments: argparse.Namespace,
    now: Clock,
) -> None:
    from sdm_tui.documents.tables.about import read_me
    from sdm_tui.documents.tables.every import TABLES, write_tables

    ending = "parquet" if arguments.parquet else "csv"
    with ExitStack() as files:
        streams: list[BinaryIO] = [
            files.enter_context((folder / f"{table.name}.{ending}").open("xb")) for table in TABLES
        ]
        write_tables(cases, _writers(streams, notices, arguments))
    text = read_me(notices, made_on=now().date(), version=__version__, ending=ending)
    (folder / "README.txt").write_text(text, encoding="utf-8")


def _writers(
    streams: "list[BinaryIO]", notices: tuple[str, ...], arguments: argparse.Namespace
) -> "list[Writer]":
    from sdm_tui.documents.tables.every import TABLES

    both = zip(TABLES, streams, strict=True)
    if arguments.parquet:
        from sdm_tui.documents.tables.as_parquet import ParquetWriter

        return [ParquetWriter(table, stream, notices) for table, stream in both]
    from sdm_tui.documents.tables.as_csv import CsvWriter

    return [CsvWriter(table, stream, has_bom=arguments.excel) for table, stream in both]


def _aids(store: "Store", cache: Path) -> AidOf:
    """Return what gives the aid of a record, from the text that the store kept of it, or None."""
    from sdm_tui.aids.as_it_was import aid_as_it_was
    from sdm_tui.aids.listing import PARSED
    from sdm_tui.aids.marked import AidUnreadable
    from sdm_tui.aids.parsed import aid_in

    parse = partial(aid_in, folder=cache / PARSED)

    @lru_cache(_AIDS_AT_HAND)
    def kept(slug: str, content_hash: str, overlays: tuple[str, ...]) -> "DecisionAid | None":
        try:
            loaded = aid_as_it_was(slug, content_hash, overlays, store.kept_aid, parse)
        except AidUnreadable:
            return None
        return loaded.aid if loaded else None

    def aid_of(used: "AidUsed | None") -> "DecisionAid | None":
        if used is None:
            return None
        overlays = tuple(overlay.content_hash for overlay in used.overlays)
        return kept(used.slug, used.content_hash, overlays)

    return aid_of


def _is_meant(entry: "Entry", selected: "Selected") -> bool:
    """Whether a record was asked for, whatever its month."""
    is_far_enough = entry.is_sealed or selected.with_unfinished
    return is_far_enough and selected.aid in {"", entry.aid}


def _is_in(month: str, selected: "Selected") -> bool:
    return selected.first_month <= month and (
        not selected.last_month or month <= selected.last_month
    )


def _changed_meanwhile() -> SdmError:
    return SdmError(
        "A record was changed or erased while the tables were written, so nothing was written.",
        "Close other copies of sdm-tui and try again.",
    )


def _month(text: str) -> str:
    if not _MONTH.fullmatch(text):
        raise argparse.ArgumentTypeError("a month is needed, such as 2026-01")
    return text


def _at_least_one(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) >= 1):
        raise argparse.ArgumentTypeError("a whole number of 1 or more is needed")
    return int(text)
