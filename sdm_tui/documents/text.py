"""The whole record as plain text: the same consultation always gives the same characters."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.model import Consultation
from sdm_tui.documents import said, shown
from sdm_tui.documents.naming import aid_at_hand
from sdm_tui.documents.notices import (
    GROUPS_IN_RECORD,
    PURPOSE,
    REHEARSAL,
    aid_notices,
    amended_notice,
    review_notice,
    standing_notices,
    store_mark_notice,
)
from sdm_tui.documents.page import Block, Item, at_margin, lay_out
from sdm_tui.documents.summary import said_in_short
from sdm_tui.documents.wording import by_words, moment_words, visible

__all__ = ["as_text", "visible"]

WIDTH: Final = 72
"""Characters in a line."""
TITLE: Final = "SHARED DECISION RECORD"


def as_text(
    consultation: Consultation,
    aid: DecisionAid | None,
    *,
    today: date,
    width: int = WIDTH,
    include_private: bool = False,
    store_mark: str = "",
) -> str:
    """Return everything that was said, shown and agreed, wrapped at `width` characters.

    aid: the content that was on the screen, or None where none was used or it is not at hand.
    store_mark: the fingerprint of the store that holds the record, as it stands now.
    The clinician's private notes are left out unless `include_private`. Hidden characters are
    spelt out (see `visible`); all other text is as it was typed, apart from where lines break.
    """
    aid = aid_at_hand(consultation, aid)
    rehearsal = (REHEARSAL,) if consultation.rehearsal else ()
    groups = (GROUPS_IN_RECORD,) if aid is not None and aid.outcomes else ()
    return (
        at_margin((*rehearsal, TITLE, "=" * len(TITLE)), width)
        + at_margin(_notices(consultation, aid, today), width)
        + lay_out(_blocks(consultation, aid, today, include_private=include_private), width)
        + "\n"
        + at_margin((*store_mark_notice(store_mark), *groups, PURPOSE, *rehearsal), width).rstrip(
            "\n"
        )
        + "\n"
    )


def _notices(consultation: Consultation, aid: DecisionAid | None, today: date) -> tuple[str, ...]:
    sealed = consultation.seal
    return (
        *(notice for notice in standing_notices(consultation) if notice != REHEARSAL),
        *((f"Finished {moment_words(sealed.at)}{by_words(sealed.by)}",) if sealed else ()),
        *amended_notice(consultation),
        *review_notice(consultation, today),
        *aid_notices(consultation, aid),
    )


def _blocks(
    consultation: Consultation, aid: DecisionAid | None, today: date, *, include_private: bool
) -> tuple[Block, ...]:
    """Return the parts of the record in order; one that says nothing is left out or says so."""
    private = said.private_notes(consultation) if include_private else iter(())
    parts: tuple[tuple[str, Iterator[Item]], ...] = (
        ("In short, to the person", _in_short(consultation, aid, today)),
        ("Who and when", said.people(consultation)),
        ("The decision to be made", said.the_decision(consultation, aid)),
        ("What matters to the person", _or_nothing(said.what_matters(consultation, aid))),
        ("Options", _or_nothing(shown.options(consultation, aid))),
        ("Published scores", shown.scores(consultation, aid)),
        ("Figures", shown.figures(consultation, aid)),
        ("Common questions that were opened", shown.questions(consultation, aid)),
        ("Checking that it was explained well", shown.teach_backs(consultation)),
        ("Where things stand", said.where_it_stands(consultation, aid)),
        ("Leanings, in the person's view", said.leanings(consultation, aid)),
        ("The clinician's view", said.clinician_view(consultation)),
        ("Readiness check", said.readiness(consultation)),
        ("Plan, safety net and review", _or_nothing(said.plan(consultation))),
        ("What the person wants others to know", said.sharing(consultation)),
        ("Amendments", said.amendments(consultation)),
        ("The decision aid and its sources", shown.the_aid(consultation, aid)),
        ("Clinician's private notes", private),
    )
    blocks = (Block(heading, tuple(items)) for heading, items in parts)
    return tuple(block for block in blocks if block.items)


def _in_short(consultation: Consultation, aid: DecisionAid | None, today: date) -> Iterator[Item]:
    for section in said_in_short(consultation, aid, today=today):
        yield Item(section.title)
        for line in section.lines:
            yield Item(line, 1)


def _or_nothing(items: Iterator[Item]) -> Iterator[Item]:
    """Yield the items, or one that says that there are none."""
    first = next(items, said.NOTHING)
    yield first
    yield from items
