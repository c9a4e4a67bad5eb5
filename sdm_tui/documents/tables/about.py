"""What has to be said with the tables: what they are, what was left out, and every column."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sdm_tui.consultation.checks import date_words
from sdm_tui.documents.notices import REHEARSAL
from sdm_tui.documents.page import Block, Item, lay_out
from sdm_tui.documents.tables.as_csv import BETWEEN
from sdm_tui.documents.tables.columns import Column, Kind, Table
from sdm_tui.documents.tables.every import TABLES

_WIDTH: Final = 100
DE_IDENTIFIED: Final = (
    (
        "De-identified, not anonymous: names, numbers, dates and everything that was typed are "
        "left out, but a row is still about one person, and somebody who knows enough about that "
        "person may find it. Keep the files as you keep records, and publish no small count."
    ),
    (
        "Figures in outcomes describe groups of people. They are not a prediction for anybody, "
        "and not what happened to the people in these tables."
    ),
    (
        "Figures hold for the aid version, time span and denominator of their row. Figures of "
        "different options are not to be subtracted where fair_comparison is false, nor beyond "
        "compare_only_within."
    ),
    "Nothing here says that one option is better, or that a clinician or a service is.",
    (
        "Rows stand in an order that says nothing. The key that made row_key was made for this "
        "export and thrown away, so the rows of two exports cannot be joined by it. Laid beside "
        "each other, two exports of the same months can still show who was added: keep one of them."
    ),
    (
        "Whether people may be counted in this way at all, for example those who opted out of "
        "such use, is for the service to settle: this app does not know it."
    ),
)
IN_CSV: Final = (
    (
        "Comma-separated values in UTF-8 (RFC 4180); an empty cell is nothing; true and false; the "
        f'texts of a list stand with "{BETWEEN}" between them.'
    ),
    (
        "A text that a spreadsheet could take for a formula has an apostrophe before it, which is "
        "not part of the text. Characters that nobody can see are spelt out."
    ),
)
IN_PARQUET: Final = (
    (
        "Parquet, with typed columns; the metadata of each file hold these notices and what each "
        "column means."
    ),
)
_TYPES: Final[dict[Kind, str]] = {
    "key": "text",
    "text": "text",
    "whole number": "whole number",
    "true or false": "true or false",
    "list": "list of texts",
}


@dataclass(frozen=True)
class Selected:
    """Which consultations were asked for."""

    first_month: str = ""
    """As in 2026-01; "" for no limit."""
    last_month: str = ""
    aid: str = ""
    """A slug; "" for every aid, and for none."""
    with_unfinished: bool = False
    least: int = 5
    """Fewer consultations of one month and one aid are left out, and rarer answers."""


@dataclass(frozen=True)
class Numbers:
    """How many consultations were told of and how many were left out, by why."""

    told: int
    too_few: int = 0
    """In a month in which their aid was used fewer than `least` times."""
    no_agreement: int = 0
    """The person did not agree to a record."""
    unreadable: int = 0
    no_text: int = 0
    """Told of, but without options, outcomes and ratings: the aid's text was not at hand."""


def notices(selected: Selected, numbers: Numbers, *, rehearsal: bool) -> tuple[str, ...]:
    """Return what must be said wherever the tables are shown."""
    return (
        *((REHEARSAL,) if rehearsal else ()),
        *DE_IDENTIFIED,
        selected_words(selected),
        *left_out_words(selected, numbers),
    )


def selected_words(selected: Selected) -> str:
    """Return which consultations were asked for."""
    which = "Finished and unfinished" if selected.with_unfinished else "Finished"
    aid = f"with the decision aid {selected.aid}" if selected.aid else "with any aid or none"
    first = f" from {selected.first_month}" if selected.first_month else ""
    last = f" up to {selected.last_month}" if selected.last_month else ""
    return f"{which} consultations {aid}, begun{first}{last or ('' if first else ' in any month')}."


def left_out_words(selected: Selected, numbers: Numbers) -> tuple[str, ...]:
    """Return how many consultations are in the tables, and how many are not and why."""
    least = selected.least
    few = (
        f"Left out because fewer than {least} of their month had the same aid: "
        f"{numbers.too_few}. Answers that fewer than {least} people gave are left empty."
        if least > 1
        else "Nothing was left out for being rare, since nobody asked for it (--least 1): single "
        "people may be easy to find."
    )
    return (
        f"In the tables: {counted_words(numbers.told)}.",
        few,
        f"Left out because they cannot be read: {numbers.unreadable}.",
        f"Left out because the person did not agree to a record: {numbers.no_agreement}.",
        (
            "In the tables without options, outcomes and ratings, because the aid's text was not "
            f"at hand: {numbers.no_text}."
        ),
    )


def counted_words(count: int) -> str:
    """Return "1 consultation" or "2 consultations"."""
    return f"{count} consultation{'' if count == 1 else 's'}"


def read_me(notices: tuple[str, ...], *, made_on: date, version: str, ending: str) -> str:
    """Return the text that goes with the files.

    version: of the app. ending: of the tables' files, "csv" or "parquet".
    """
    form = IN_CSV if ending == "csv" else IN_PARQUET
    made = f"Made on {date_words(made_on)} by sdm-tui {version}."
    blocks = (
        Block("Tables of consultations", (Item(made), *(Item(notice) for notice in notices))),
        Block("How the files are written", tuple(Item(words) for words in form)),
        *(_table_block(table, ending) for table in TABLES),
    )
    return lay_out(blocks, _WIDTH)


def _table_block(table: Table[Any], ending: str) -> Block:
    columns = tuple(
        Item(f"{name} ({kind}): {meaning}", 1) for name, kind, meaning in dictionary(table)
    )
    return Block(f"{table.name}.{ending}", (Item(table.meaning), *columns))


def dictionary(table: Table[Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the type and the meaning of every column."""
    column: Column[Any]
    for column in table.columns:
        yield column.name, _TYPES[column.kind], column.meaning
