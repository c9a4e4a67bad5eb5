"""The letter to the person: what matters, what was talked about, what was decided, what comes next.

The full letter holds every figure that was on the screen; the short one is meant for one page and
holds what is needed at home: the decision, who does what, and when to get help.
"""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain
from typing import Final

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.checks import date_words
from sdm_tui.consultation.model import Consultation
from sdm_tui.documents import letter_parts as parts
from sdm_tui.documents.letter_figures import (
    NO_NUMBERS,
    figure_chapters,
    source_lines,
    tells_figures,
)
from sdm_tui.documents.naming import (
    aid_at_hand,
    decision_words,
    mentioned_options,
    unopened_outcomes,
    written_name,
)
from sdm_tui.documents.notices import (
    GROUPS,
    REHEARSAL,
    aid_notices,
    review_notice,
    standing_notices,
    store_mark_notice,
)
from sdm_tui.documents.paper import Chapter, Listed, Paper, Piece, PrintSize, Table, Words
from sdm_tui.documents.summary import (
    ADDED,
    Section,
    action_words,
    own_words,
    said_in_short,
    where_things_stand,
)
from sdm_tui.documents.wording import by_words, trimmed

NOT_CONSENT: Final = (
    "This letter is for you to keep. It is not a consent form. You can change your mind at any "
    "time: tell the people who care for you."
)
LARGE_PRINT: Final = "large print"
"""The communication need at which a larger print is chosen by itself."""
_NOT_ASKED: Final = (
    "Nobody wrote down whether you agree to a record of this. If you do not want one, tell the "
    "people who care for you."
)
_UNSAID: Final = "not written down"
_NO_RECORD: Final = "You asked that no record be kept."


def print_size(consultation: Consultation) -> PrintSize:
    """Return the size of print that the person's recorded needs ask for, in points."""
    return 18 if LARGE_PRINT in consultation.start.needs else 16


def as_of(consultation: Consultation, today: date) -> date:
    """Return the day as of which a document speaks.

    A finished record speaks as of the day on which it was finished or last amended, so that the
    same record gives the same document on any later day.
    """
    if consultation.amendments:
        return consultation.amendments[-1].at.date()
    return consultation.seal.at.date() if consultation.seal else today


def letter(
    consultation: Consultation,
    aid: DecisionAid | None,
    *,
    today: date,
    is_short: bool = False,
    store_mark: str = "",
) -> Paper:
    """Return the letter to the person.

    aid: the content that was on the screen, or None where none was used or it is not at hand.
    store_mark: the fingerprint of the store at this record's last entry in its audit log. The
    clinician's private notes are never in it.
    """
    today = as_of(consultation, today)
    aid = aid_at_hand(consultation, aid)
    sections = {s.title: s for s in said_in_short(consultation, aid, today=today)}
    chapters = (
        _short_chapters(consultation, aid, sections)
        if is_short
        else _full_chapters(consultation, aid, sections)
    )
    about = _about(consultation, aid, today, store_mark, is_short=is_short)
    if is_short:
        about = chain((Words(NOT_CONSENT, is_notice=True),), _joined(about))
    return Paper(
        title="Your letter about a decision",
        marks=tuple(n for n in standing_notices(consultation) if n == REHEARSAL),
        opening=_opening(consultation, aid, is_short=is_short),
        chapters=tuple(
            chapter
            for chapter in (*chapters, _chapter("About this letter", about))
            if chapter.pieces
        ),
    )


def _full_chapters(
    consultation: Consultation, aid: DecisionAid | None, sections: dict[str, Section]
) -> tuple[Chapter, ...]:
    return (
        _chapter(ADDED, _sentences(sections, ADDED)),
        _chapter("Why we met", _why_we_met(consultation, aid)),
        _chapter("What matters to you", _matters(consultation, aid, sections)),
        _chapter("Where things stand", _stands(consultation, aid)),
        _chapter("Who does what", chain(_steps(consultation), _support(consultation))),
        _chapter("When to get help, and from whom", parts.when_to_get_help(consultation, aid)),
        _chapter("When we look at this again", _sentences(sections, "When we look at this again")),
        _chapter("Questions that are still open", parts.open_questions(consultation)),
        _chapter("Telling others", _sentences(sections, "Telling others")),
        _chapter("What we talked about", parts.talked_about(consultation, aid)),
        *parts.option_chapters(consultation, aid),
        _chapter("Published scores that we used", parts.scores(consultation, aid)),
        *figure_chapters(consultation, aid),
        _chapter("Where the numbers and facts come from", _sources(consultation, aid)),
    )


def _short_chapters(
    consultation: Consultation, aid: DecisionAid | None, sections: dict[str, Section]
) -> tuple[Chapter, ...]:
    return (
        _chapter(ADDED, _joined(_sentences(sections, ADDED))),
        _chapter("The decision", _joined(_decision_in_short(consultation, aid))),
        _chapter("What matters to you", _joined(_matters_in_short(consultation, aid))),
        _chapter("Where things stand", _joined(_stands_in_short(consultation, aid, sections))),
        _chapter(
            "Who does what",
            chain(
                _steps_in_short(consultation),
                _joined(
                    chain(
                        _support(consultation),
                        _sentences(sections, "When we look at this again"),
                        _sentences(sections, "Telling others"),
                    )
                ),
            ),
        ),
        _chapter("When to get help", parts.what_to_watch(consultation, aid)),
        _chapter("Questions that are still open", parts.open_questions(consultation)),
    )


def _decision_in_short(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    yield Words(decision_words(consultation))
    if options := mentioned_options(consultation, aid):
        names = "; ".join(written_name(option) for option in options)
        yield Words(f"The options, in no order of better or worse: {names}")


def _matters_in_short(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    """Yield what was said in full, and the ratings in a few sentences."""
    yield from _in_own_words(consultation, aid)
    yield from parts.ratings_in_short(consultation, aid)


def _stands_in_short(
    consultation: Consultation, aid: DecisionAid | None, sections: dict[str, Section]
) -> Iterator[Piece]:
    yield from _sentences(sections, "Where things stand")
    yield from parts.leanings_in_short(consultation, aid)
    yield from parts.clinician_view(consultation)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield several paragraphs as one, which takes less room."""
    lines = _words_of(pieces)
    ended = (words if words.endswith((".", "?", "!")) else f"{words}." for words in lines)
    if words := " ".join(ended):
        yield Words(words)


def _words_of(pieces: Iterator[Piece]) -> Iterator[str]:
    """Yield what the paragraphs that are no notices say."""
    for piece in pieces:
        if isinstance(piece, Words) and not piece.is_notice:
            yield piece.text


def _chapter(heading: str, pieces: Iterator[Piece]) -> Chapter:
    return Chapter(heading, tuple(pieces))


def _opening(
    consultation: Consultation, aid: DecisionAid | None, *, is_short: bool
) -> tuple[str, ...]:
    label = trimmed(consultation.start.label)
    met = [contact.at for contact in consultation.contacts] or [consultation.created]
    first, *later = (_day_and_time(at) for at in met)
    seal = consultation.seal
    number = trimmed(consultation.start.nhs_number)
    lines = [
        _whom_for(label, aid),
        *((f"NHS number: {number}",) if number else ()),
        f"We met on {first}" + (f" and again on {' and on '.join(later)}." if later else "."),
        f"Written down on {_day_and_time(seal.at)}{by_words(seal.by)}."
        if seal
        else "This is a draft: the conversation is not finished.",
    ]
    if is_short:
        return (". ".join(line.removesuffix(".") for line in lines) + ".",)
    return tuple(lines)


def _whom_for(label: str, aid: DecisionAid | None) -> str:
    if aid is not None and aid.decided_by == "parent":
        # The label names the child, and the letter speaks to whoever decides for the child.
        return f"For the parent or carer of: {label}" if label else "For the parent or carer"
    return f"For: {label}" if label else "For you"


def _day_and_time(at: datetime) -> str:
    return f"{date_words(at.date())} at {at:%H:%M}"


def _why_we_met(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    yield Words(f"We talked about this decision: {decision_words(consultation)}")
    if consultation.aid is not None and trimmed(consultation.start.decision):
        yield Words(f"In our own words: {trimmed(consultation.start.decision)}")
    if aid is not None:
        yield Words(aid.summary)
    yield from parts.who_was_there(consultation)
    if consultation.start.agrees_to_record == "no":
        yield Words(_NO_RECORD, is_notice=True)


def _matters(
    consultation: Consultation, aid: DecisionAid | None, sections: dict[str, Section]
) -> Iterator[Piece]:
    yield from _in_own_words(consultation, aid)
    yield from parts.ratings(consultation, aid)
    yield from _sentences(sections, "About you")


def _in_own_words(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    for line in own_words(consultation, aid, lowest=0):
        yield Words(line)


def _stands(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    for line in where_things_stand(consultation, aid):
        yield Words(line)
    yield from parts.leanings(consultation, aid)
    yield from parts.clinician_view(consultation)


def _steps(consultation: Consultation) -> Iterator[Piece]:
    rows = tuple(
        tuple(trimmed(words) or _UNSAID for words in (action.what, action.who, action.when))
        for action in consultation.deciding.actions
        if action_words(action)
    )
    if rows:
        yield Table("What we agreed to do", ("What", "Who", "By when"), rows)


def _steps_in_short(consultation: Consultation) -> Iterator[Piece]:
    """Yield the same steps without a table, which takes less room."""
    if steps := tuple(filter(None, map(action_words, consultation.deciding.actions))):
        yield Listed(steps)


def _support(consultation: Consultation) -> Iterator[Piece]:
    if support := trimmed(consultation.deciding.support):
        yield Words(f"Help and support: {support}")


def _sentences(sections: dict[str, Section], title: str) -> Iterator[Piece]:
    """Yield the sentences of one section of the summary, each as a paragraph."""
    section = sections.get(title)
    for line in section.lines if section else ():
        yield Words(line)


def _sources(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    if aid is not None and (lines := source_lines(consultation, aid)):
        yield Listed(lines)


def _about(
    consultation: Consultation,
    aid: DecisionAid | None,
    today: date,
    store_mark: str,
    *,
    is_short: bool,
) -> Iterator[Piece]:
    yield Words(NOT_CONSENT, is_notice=True)
    if aid is not None and aid.outcomes:
        is_told = tells_figures(consultation, aid, is_short=is_short)
        yield Words(GROUPS if is_told else NO_NUMBERS)
    if consultation.start.agrees_to_record is None and not is_short:
        yield Words(_NOT_ASKED)
    used = consultation.aid
    if used is not None:
        yield Words(
            f'We used the decision aid "{used.title}", version {used.version}. Its authors last '
            f"went through it on {date_words(used.last_reviewed)} and are due to do so again by "
            f"{date_words(used.review_due)}."
        )
    for notice in (
        *(n for n in standing_notices(consultation) if n != REHEARSAL),
        *review_notice(consultation, today),
        *aid_notices(consultation, aid),
    ):
        yield Words(notice)
    if trimmed(consultation.overdue_reason):
        yield Words(f"Why the decision aid was used all the same: {consultation.overdue_reason}")
    for overlay in used.overlays if used else ():
        yield Words(
            f"Facts about services near you are those of {overlay.organisation}, updated on "
            f"{date_words(overlay.updated)}."
        )
    if unopened := unopened_outcomes(consultation, aid):
        # The full letter tells the serious ones under a heading of their own.
        named = [o for o in unopened if o.serious == is_short]
        names = [o.name + (" (serious)" if o.serious else "") for o in named]
        more = len(unopened) - len(named)
        names += [f"{more} more, which the full letter names"] if more and is_short else []
        if names:
            yield Words(f"We did not look at the numbers for: {'; '.join(names)}.")
    if used is not None:
        yield Words(f"Fingerprint of the decision aid's text (SHA-256): {used.content_hash}")
    for notice in store_mark_notice(store_mark, is_short=is_short):
        yield Words(notice)
