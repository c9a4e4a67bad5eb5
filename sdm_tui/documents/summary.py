"""The summary: plain sentences, as one would say them aloud to the person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeGuard

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.checks import date_words, typed_date
from sdm_tui.consultation.contents import option_name
from sdm_tui.consultation.model import (
    Action,
    Concern,
    Consultation,
    Rating,
    ReadinessCheck,
    Status,
)
from sdm_tui.consultation.readiness import open_ends
from sdm_tui.consultation.stages import DECISION_LIES_WITH
from sdm_tui.consultation.voice import Voice, voice_of
from sdm_tui.documents.aid_standing import (
    SIGN_OFF_NOTICES,
    draft_sentence,
    signer_words,
    standing_then,
)
from sdm_tui.documents.naming import aid_at_hand, mentioned_values, outcome_name
from sdm_tui.documents.notices import REHEARSAL, review_notice
from sdm_tui.documents.wording import by_words, moment_words, quoted, trimmed

HIGH_RATING: Final = 7
"""The lowest rating, out of 10, that is read back to the person."""

ADDED: Final = "Added after this was finished"
"""The title of what was added to a finished record; it stands before what it may change."""

OTHERS_DECIDE: Final = DECISION_LIES_WITH[2:4]
"""An attorney, a deputy or best interests: the person did not choose, so "you chose" is untrue."""

_STANDS: Final[dict[Status, str]] = {
    "decided": "You chose {option}",
    "not yet": "You have not decided yet",
    "declined all": "You chose none of the options we looked at",
    "clinician decides": "You asked the clinician to decide",
}
_STANDS_BY_OTHERS: Final[dict[Status, str]] = {
    "decided": "The choice that was made is {option}",
    "not yet": "There is no decision yet",
    "declined all": "None of the options we looked at was chosen",
    "clinician decides": "The clinician was asked to decide",
}
_NOT_READY: Final[dict[ReadinessCheck, str]] = {
    "sure": "You said this does not feel like the right way forward for you today.",
    "informed": "You said you do not know enough yet about both sides of each option.",
    "clear": "You said you are not clear yet about which things matter most to you.",
    "supported": "You said you need more help or advice, or that you feel pushed.",
}


@dataclass(frozen=True)
class Section:
    """A few sentences under a title; the sentences hold words exactly as they were typed."""

    title: str
    lines: tuple[str, ...]


def person_summary(
    consultation: Consultation, aid: DecisionAid | None, *, today: date
) -> tuple[Section, ...]:
    """Return one screen of plain sentences to the person; a section with nothing is left out.

    Private notes are never in it.
    """
    return (
        *said_in_short(consultation, aid, today=today),
        *_sections(("Please bear in mind", _bear_in_mind(consultation, today))),
    )


def said_in_short(
    consultation: Consultation, aid: DecisionAid | None, *, today: date
) -> tuple[Section, ...]:
    """Return what was said, without what a document says about itself."""
    aid = aid_at_hand(consultation, aid)
    deciding = consultation.deciding
    return _sections(
        ("The decision", iter((consultation.title,))),
        (ADDED, _added_later(consultation)),
        ("What you said matters", _matters(consultation, aid)),
        ("About you", _about_you(consultation)),
        ("Where things stand", _stands_and_why(consultation, aid)),
        ("What is still open", _still_open(consultation)),
        ("Who does what", _plan(consultation)),
        ("If something changes", _told(("{}", deciding.safety_net))),
        ("When we look at this again", _review(consultation, today)),
        ("Telling others", _sharing(consultation)),
    )


def is_high(rating: Rating | None) -> TypeGuard[int]:
    """Whether a rating is high enough to be read back to the person."""
    return isinstance(rating, int) and rating >= HIGH_RATING


def action_words(action: Action) -> str:
    """Return a next step as one line: who, what and when, as typed; "" where all are empty."""
    who, what, when = (trimmed(words) for words in (action.who, action.what, action.when))
    step = f"{who}: {what}" if who and what else who or what
    return f"{step} ({when})" if step and when else step or when


def _sections(*parts: tuple[str, Iterator[str]]) -> tuple[Section, ...]:
    filled = (Section(title, tuple(lines)) for title, lines in parts)
    return tuple(section for section in filled if section.lines)


def _told(*parts: tuple[str, str]) -> Iterator[str]:
    """Yield each frame filled with its words, where there are any."""
    for frame, words in parts:
        if trimmed(words):
            yield frame.replace("{}", trimmed(words))


def _matters(consultation: Consultation, aid: DecisionAid | None) -> Iterator[str]:
    yield from own_words(consultation, aid)
    rated = [
        (value.rating, value.text)
        for value in mentioned_values(consultation, aid)
        if is_high(value.rating)
    ]
    for rating, text in sorted(rated, key=lambda pair: -pair[0]):
        yield f"You gave {rating} out of 10 to this: {quoted(text)}"


def own_words(
    consultation: Consultation, aid: DecisionAid | None, *, lowest: int = HIGH_RATING
) -> Iterator[str]:
    """Yield what the person said matters, their concerns, and the outcomes that they marked.

    lowest: the least weight, out of 10, at which a concern without words is told.
    """
    matters = consultation.what_matters
    yield from _told(
        ('You said this is important to you: "{}"', matters.important),
        ('You said this worries you: "{}"', matters.worries),
        ('You said you hope for this: "{}"', matters.hopes),
        ('You said you want to keep doing this: "{}"', matters.keep_doing),
    )
    for concern in matters.concerns:
        yield from _concern(concern, voice_of(aid), lowest)
    if marked := consultation.figures.matter_to_me:
        names = "; ".join(outcome_name(aid, outcome) for outcome in marked)
        yield f"Of what may happen, you marked this as mattering to you: {names}."


def _concern(concern: Concern, voice: Voice, lowest: int) -> Iterator[str]:
    if not trimmed(concern.words) and (concern.weight is None or concern.weight < lowest):
        return
    weight = "" if concern.weight is None else f", {concern.weight} out of 10"
    words = f": {quoted(concern.words)}" if trimmed(concern.words) else "."
    yield f"You have a concern about {voice.concerns_told[concern.kind]}{weight}{words}"


def _about_you(consultation: Consultation) -> Iterator[str]:
    matters = consultation.what_matters
    yield from _told(
        ('What people appreciate about you: "{}"', matters.about_appreciate),
        ('Who matters to you: "{}"', matters.about_who),
        ('How best to support you: "{}"', matters.about_support),
    )


def _stands_and_why(consultation: Consultation, aid: DecisionAid | None) -> Iterator[str]:
    yield from where_things_stand(consultation, aid)
    for aside in consultation.options.set_aside:
        name = option_name(consultation, aid, aside.option)
        reason = trimmed(aside.reason)
        yield f"You set this aside: {name}" + (f", because: {quoted(reason)}" if reason else ".")
    for teach_back in consultation.figures.teach_backs:
        yield from _told(('What you took from what was explained: "{}"', teach_back.said))


def where_things_stand(consultation: Consultation, aid: DecisionAid | None) -> Iterator[str]:
    """Yield what was decided and why, or what would help; in sentences to the person."""
    deciding = consultation.deciding
    if consultation.amendments:
        yield f'Words were added later and may change this: see "{ADDED}".'
    by_others = consultation.start.decision_lies_with in OTHERS_DECIDE
    said = "this was said" if by_others else "you said"
    if by_others:
        yield f"Whom this decision lies with: {consultation.start.decision_lies_with}."
    if deciding.status is None:
        yield "Nothing is decided yet."
        yield from _told((f'{said.capitalize()}: "{{}}"', deciding.why))
    else:
        chosen = option_name(consultation, aid, deciding.chosen) if deciding.chosen else ""
        frames = _STANDS_BY_OTHERS if by_others else _STANDS
        named = quoted(chosen) if chosen else "an option"
        frame = frames[deciding.status].replace("{option}", named)
        why = trimmed(deciding.why)
        yield f"{frame}, because {said}: {quoted(why)}" if why else f"{frame}."
        yield from _which(deciding.status, chosen)
    if deciding.status in {None, "not yet"}:
        if deciding.would_help:
            yield f"What would help: {', '.join(deciding.would_help)}."
        yield from _told(('What would help, in your words: "{}"', deciding.would_help_words))
    if deciding.how_sure is not None:
        yield f"How sure you are: {deciding.how_sure} out of 10."


def _which(status: Status, chosen: str) -> Iterator[str]:
    if status == "decided" and not chosen:
        yield "Which one it is has not been written down."
    if status == "clinician decides" and chosen:
        yield f"The clinician chose {quoted(chosen)}."


def _still_open(consultation: Consultation) -> Iterator[str]:
    for question in open_ends(consultation):
        yield f"{_NOT_READY[question.check]} What helps: {question.because}."


def _plan(consultation: Consultation) -> Iterator[str]:
    for action in consultation.deciding.actions:
        if words := action_words(action):
            yield words
    yield from _told(("Help and support: {}", consultation.deciding.support))


def _review(consultation: Consultation, today: date) -> Iterator[str]:
    typed = consultation.deciding.review_date
    yield from _told(("We look at this again: {}", typed))
    if (day := typed_date(typed)) and day < today:
        yield "That date has passed."


def _sharing(consultation: Consultation) -> Iterator[str]:
    deciding = consultation.deciding
    yield from _told(
        ("Who you want to know: {}", deciding.share_with),
        ("What you want them to know: {}", deciding.share_what),
    )


def _added_later(consultation: Consultation) -> Iterator[str]:
    for amendment in consultation.amendments:
        when = f"{moment_words(amendment.at)}{by_words(amendment.by)}"
        yield f"{when}: {trimmed(amendment.words)}"
        yield f"The reason for adding it: {trimmed(amendment.reason)}"


def _bear_in_mind(consultation: Consultation, today: date) -> Iterator[str]:
    if consultation.rehearsal:
        yield REHEARSAL
    if (used := consultation.aid) is not None:
        standing = standing_then(used)
        yield from _told(("{}", draft_sentence(used.checker_errors)))
        yield SIGN_OFF_NOTICES[standing.state]
        if standing.state == "signed" and standing.on:
            yield f"It was signed by {signer_words(standing)} on {date_words(standing.on)}."
    yield from review_notice(consultation, today)
