"""How a decision aid stands beside published standards, as plain text."""

from collections.abc import Iterator, Sequence
from typing import Final

from sdm_tui.aids.audit import AuditItem, AuditTable
from sdm_tui.aids.auditing import Audited
from sdm_tui.documents.page import Block, Item, at_margin, fact, lay_out

PREFACE: Final = (
    (
        "This is our own reading of published standards, made by the app from the aid's file. It "
        "is not a certificate, and it does not say that the aid conforms to any of them: nobody "
        "else has judged it."
    ),
    (
        "There is no total, because no count of items says whether an aid is good. What the "
        "standards ask is put in our own words; where we rebuilt an item and have not seen its "
        "wording, it says so."
    ),
)
"""What an audit says of itself before it says anything else."""


def audit_as_text(tables: Sequence[AuditTable], width: int = 76) -> str:
    """Return an audit's tables, item by item, wrapped at `width` characters."""
    blocks = tuple(block for table in tables for block in _blocks(table))
    return at_margin(PREFACE, width) + lay_out(blocks, width)


def audit_of_aid_as_text(done: Audited, width: int = 76) -> str:
    """Return the audit of one exact text of an aid, with which text it was."""
    about = (
        done.title,
        f"{done.slug}, version {done.version}, SHA-256 {done.content_hash}",
    )
    return at_margin(about, width) + "\n" + audit_as_text(done.tables, width)


def _blocks(table: AuditTable) -> Iterator[Block]:
    yield Block(table.title, (Item(table.about),))
    for section in table.sections:
        lines = tuple(line for item in section.items for line in _lines(item))
        yield Block(f"{table.title}: {section.about} ({section.name})", lines)


def _lines(item: AuditItem) -> Iterator[Item]:
    number = item.item.rpartition(" ")[2]
    yield Item(f"{number}. {item.standing.capitalize()}. {item.demand}")
    yield from fact("Shown by", item.evidence, 1)
    yield from fact("Note", item.note, 1)
