"""What the text record keeps of the people: who was there, what they said, what they agreed."""

from collections.abc import Iterator
from typing import Final

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.checks import nhs_number_fault
from sdm_tui.consultation.contents import TalkedValue, option_name
from sdm_tui.consultation.model import Consultation, Start, Status
from sdm_tui.consultation.readiness import NOT_VALIDATED, QUESTIONS
from sdm_tui.consultation.voice import voice_of
from sdm_tui.documents.naming import leaning_values, mentioned_values
from sdm_tui.documents.page import Item, fact
from sdm_tui.documents.summary import OTHERS_DECIDE, action_words
from sdm_tui.documents.wording import by_words, moment_words, trimmed

READINESS_NOT_ASKED: Final = "The four questions before stopping were not asked."
NOTHING: Final = Item("Nothing was written down.")

_STATUS: Final[dict[Status, str]] = {
    "decided": "Decided: one option was chosen.",
    "not yet": "Not decided yet: the decision is left open for now.",
    "declined all": "Declined all: none of the options was chosen.",
    "clinician decides": "Clinician decides: the clinician was asked to decide.",
}


def people(consultation: Consultation) -> Iterator[Item]:
    """Yield who took part and when, and what was asked before the first stage."""
    start = consultation.start
    for contact in consultation.contacts:
        yield Item(f"Contact: {moment_words(contact.at)}")
    yield Item(f"Last changed: {moment_words(consultation.touched)}")
    yield from fact("Person", start.label)
    yield from _nhs_number(start)
    yield from fact("Also present", ", ".join(start.present))
    yield from fact("Also present, in other words", start.present_other)
    yield from fact("Communication needs", ", ".join(start.needs))
    yield from fact("Communication needs, in other words", start.needs_other)
    yield from fact("Wish to take part", start.taking_part or "")
    yield from fact("Whom the decision lies with", start.decision_lies_with or "")
    yield from fact("The person agrees to a record", start.agrees_to_record or "not asked")
    yield from fact("Emergency", start.emergency or "not asked")
    yield from fact("Doubt about capacity for this decision", start.capacity_doubt or "not asked")


def _nhs_number(start: Start) -> Iterator[Item]:
    yield from fact("NHS number, as typed", start.nhs_number)
    if nhs_number_fault(start.nhs_number):
        yield Item("This NHS number does not pass its check.", 1)


def the_decision(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    """Yield what is to be decided and, where an aid says so, what it is about."""
    if consultation.aid is None:
        yield Item(trimmed(consultation.start.decision) or consultation.title)
    else:
        yield Item(consultation.title)
        yield from fact("In the words of the people in the room", consultation.start.decision)
        yield from fact("Condition", consultation.aid.condition)
    if aid is not None:
        yield from fact("What it is about", aid.summary)
        yield from fact("Who decides", voice_of(aid).in_record)


def what_matters(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    """Yield the person's own words, ratings, additions and concerns."""
    matters = consultation.what_matters
    yield from fact("Important, in the person's own words", matters.important)
    yield from fact("Worries, in the person's own words", matters.worries)
    yield from fact("Hopes, in the person's own words", matters.hopes)
    yield from fact("Wants to keep doing, in the person's own words", matters.keep_doing)
    for value in mentioned_values(consultation, aid):
        if value.rating is not None or value.is_added:
            yield Item(f"{rating_words(value)}: {trimmed(value.text)}")
    yield from fact("What people appreciate about the person", matters.about_appreciate)
    yield from fact("Who matters to the person", matters.about_who)
    yield from fact("How best to support the person", matters.about_support)
    yield from concerns(consultation, aid)


def concerns(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    """Yield each concern with its weight and the person's words."""
    for concern in consultation.what_matters.concerns:
        weight = "no weight given" if concern.weight is None else f"{concern.weight} out of 10"
        yield Item(f"Concern, {weight}: {voice_of(aid).concerns[concern.kind]}")
        yield from fact("In the person's words", concern.words, 1)


def rating_words(value: TalkedValue) -> str:
    """Return how much something matters to the person, and whether they added it themselves."""
    added = " (added by the person)" if value.is_added else ""
    match value.rating:
        case None:
            return f"Not rated{added}"
        case int():
            return f"Rated {value.rating} out of 10{added}"
        case _:
            return f"Rated: {value.rating}{added}"


def status_words(consultation: Consultation) -> str:
    """Return the status in one sentence; a choice that nobody wrote down is not said to be made."""
    deciding = consultation.deciding
    if deciding.lacks_its_option:
        return "Decided, but which option it is has not been written down."
    return _STATUS[deciding.status] if deciding.status else "Nothing is decided yet."


def why_label(consultation: Consultation) -> str:
    """Return whose words the reason is in: an attorney's or a deputy's are not the person's own."""
    by_others = consultation.start.decision_lies_with in OTHERS_DECIDE
    return "Why, as it was said" if by_others else "Why, in the person's own words"


def where_it_stands(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    """Yield the status, what was chosen and why; every status is told with the same parts."""
    deciding = consultation.deciding
    status = deciding.status
    yield Item(status_words(consultation))
    if deciding.chosen:
        by = "Option chosen by the clinician" if status == "clinician decides" else "Option chosen"
        label = by if status else "Option looked at, not chosen yet"
        yield from fact(label, option_name(consultation, aid, deciding.chosen))
    yield from fact(why_label(consultation), deciding.why)
    if deciding.how_sure is not None:
        yield Item(f"How sure: {deciding.how_sure} out of 10")
    yield from fact("What would help", ", ".join(deciding.would_help))
    yield from fact("What would help, in the person's own words", deciding.would_help_words)


def leanings(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    """Yield which option each thing leans to in the person's view; nothing is added up."""
    for value, to in leaning_values(consultation, aid):
        option = option_name(consultation, aid, to)
        yield Item(trimmed(value.text))
        yield Item(f"{rating_words(value)}. Leans to: {option}", 1)


def clinician_view(consultation: Consultation) -> Iterator[Item]:
    """Yield advice that was asked for or a difference of view, apart from the person's words."""
    yield from fact(
        "Advice that was asked for, or another view", consultation.deciding.clinician_view
    )


def readiness(consultation: Consultation) -> Iterator[Item]:
    """Yield the answers to the readiness check and what it is not, or that it was not asked."""
    replies = consultation.deciding.readiness
    if not replies:
        yield Item(READINESS_NOT_ASKED)
        return
    for question in QUESTIONS:
        reply = replies.get(question.check)
        yield Item(f"{question.words} {reply.capitalize() if reply else 'Not answered'}.")
        if reply == "no":
            yield Item(f"What helps: {question.because}.", 1)
    yield Item(NOT_VALIDATED)


def plan(consultation: Consultation) -> Iterator[Item]:
    """Yield the next steps with owner and date, support, safety net and review."""
    deciding = consultation.deciding
    for action in deciding.actions:
        yield from fact("Next step", action_words(action))
    yield from fact("Help and support", deciding.support)
    yield from fact("If something changes", deciding.safety_net)
    yield from fact("Review, as typed", deciding.review_date)


def sharing(consultation: Consultation) -> Iterator[Item]:
    """Yield what the person wants others to know, and whom."""
    yield from fact("With whom", consultation.deciding.share_with)
    yield from fact("What", consultation.deciding.share_what)


def amendments(consultation: Consultation) -> Iterator[Item]:
    """Yield what was added after sealing, with time and reason."""
    for amendment in consultation.amendments:
        yield Item(f"Added {moment_words(amendment.at)}{by_words(amendment.by)}")
        yield from fact("Reason", amendment.reason, 1)
        yield from fact("Words", amendment.words, 1)


def private_notes(consultation: Consultation) -> Iterator[Item]:
    """Yield the clinician's own notes."""
    yield from fact("Not for the person's copy", consultation.private_notes)
