"""The preparation sheet: what to think about at home before the appointment, with room to write."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.checks import date_words
from sdm_tui.documents.aid_standing import review_sentence
from sdm_tui.documents.paper import Chapter, Listed, Paper, Piece, Room, Table, Words
from sdm_tui.documents.urgent_words import FIRST_FOR_SHEET

_OWN: Final = (
    "What is the most important thing for you in this?",
    "What worries you?",
    "What do you hope for?",
    "Whom would you like to bring along, or to ask before you decide?",
)
_EASIER: Final = (
    "Large print, someone to read aloud, an interpreter, sign language, more time, a quiet room: "
    "tell us beforehand, so that it is there."
)


def preparation(aid: DecisionAid, *, standing: str, content_hash: str, today: date) -> Paper:
    """Return the sheet of an aid for a person to take home before they decide.

    standing: the sentence that says whether the aid is clinically signed off. content_hash: the
    SHA-256 of the aid's file. It holds no figures: those belong in the conversation.
    """
    parts: tuple[tuple[str, Iterator[Piece]], ...] = (
        ("What it is about", iter((Words(aid.summary), Words(f"It is for: {aid.audience}")))),
        (
            "Get help or tell us first",
            iter(
                (
                    Words("What to watch for, and what to do:"),
                    Listed(aid.safety_net),
                    Words(FIRST_FOR_SHEET),
                    Listed(aid.red_flags),
                )
            ),
        ),
        ("What matters to you", _what_matters(aid)),
        ("The options", _options(aid)),
        ("Questions people ask", _questions(aid)),
        ("Your own questions", iter((Room(4),))),
        ("What makes it easier for you", iter((Words(_EASIER), Room(2)))),
        ("About this sheet", _about(aid, standing, content_hash, today)),
    )
    return Paper(
        title="Before we decide together",
        marks=(),
        opening=(aid.title, "Take your time. There is nothing that you have to fill in."),
        chapters=tuple(Chapter(heading, tuple(pieces)) for heading, pieces in parts),
        language=aid.language,
    )


def _what_matters(aid: DecisionAid) -> Iterator[Piece]:
    if aid.decided_by == "parent":
        yield Words("You are deciding for your child: think of your child and of yourself.")
    for question in _OWN:
        yield Words(question)
        yield Room(2)
    yield Table(
        "How much does each of these matter to you? Write a number from 0 (not at all) to 10 "
        '(most), or "not sure".',
        ("What may matter", "0 to 10, or not sure"),
        tuple((value.text, "") for value in aid.values),
    )


def _options(aid: DecisionAid) -> Iterator[Piece]:
    yield Words("In no order of better or worse:")
    yield Listed(tuple(f"{option.name}: {option.aim}" for option in aid.options))
    yield Words("Is there another one on your mind?")
    yield Room(2)


def _questions(aid: DecisionAid) -> Iterator[Piece]:
    if aid.questions:
        yield Words("Mark those that you would like to talk about.")
        yield Listed(tuple(question.question for question in aid.questions))


def _about(aid: DecisionAid, standing: str, content_hash: str, today: date) -> Iterator[Piece]:
    yield Words(
        "This sheet helps you to get ready for a conversation. It is not advice, and it is not a "
        "consent form."
    )
    yield Words(
        f'It comes from the decision aid "{aid.title}", version {aid.version}, last reviewed on '
        f"{date_words(aid.last_reviewed)}; its next review is due on {date_words(aid.review_due)}."
    )
    yield Words(standing)
    if overdue := review_sentence(aid.review_due, today):
        yield Words(overdue)
    yield Words(f"Fingerprint of the decision aid's text (SHA-256): {content_hash}")
