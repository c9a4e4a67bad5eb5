"""The note for a GP or hospital record: short enough to paste, under the standard's headings.

The headings are those of the Shared Decision Making record standard 1.0 (DAPB4070; PRSB, from 2026
NHS England), in its order. `docs/shared-decision-record.md` says what of it could not be verified.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.checks import date_words
from sdm_tui.consultation.contents import TalkedOption, option_name
from sdm_tui.consultation.model import NOT_SURE, Consultation, Status
from sdm_tui.consultation.readiness import NOT_VALIDATED, QUESTIONS, open_ends
from sdm_tui.consultation.voice import voice_of
from sdm_tui.documents import said
from sdm_tui.documents.letter import as_of
from sdm_tui.documents.naming import (
    aid_at_hand,
    decision_words,
    leaning_values,
    mentioned_options,
    mentioned_values,
    shown_outcomes,
    unopened_outcomes,
    written_name,
)
from sdm_tui.documents.note_figures import cautions, figure_line
from sdm_tui.documents.notices import (
    GROUPS_IN_RECORD,
    PURPOSE,
    REHEARSAL,
    aid_notices,
    amended_notice,
    not_asked_notice,
    review_notice,
    standing_notices,
    store_mark_notice,
)
from sdm_tui.documents.page import Block, Item, at_margin, fact, lay_out
from sdm_tui.documents.shown import sources_shown
from sdm_tui.documents.summary import action_words, is_high
from sdm_tui.documents.wording import by_words, moment_words, quoted, trimmed

WIDTH: Final = 78
"""Characters in a line, as record systems take them."""
_STATUS: Final[dict[Status | None, str]] = {
    None: "Nothing is decided yet",
    "not yet": "Not decided yet: left open for now",
    "decided": "Decided",
    "declined all": "Decided: none of the options was chosen",
    "clinician decides": "Decided: the person asked the clinician to decide",
}


def note(
    consultation: Consultation,
    aid: DecisionAid | None,
    *,
    today: date,
    is_short: bool = False,
    store_mark: str = "",
    width: int = WIDTH,
) -> str:
    """Return the note as text with lines of at most `width` characters.

    The same consultation always gives the same characters. The clinician's private notes are
    never in it. store_mark: the fingerprint of the store at this record's last entry in its log.
    """
    today = as_of(consultation, today)
    aid = aid_at_hand(consultation, aid)
    rehearsal = (REHEARSAL,) if consultation.rehearsal else ()
    blocks = _short(consultation, aid) if is_short else _full(consultation, aid)
    about = (
        *(n for n in standing_notices(consultation) if n != REHEARSAL),
        *not_asked_notice(consultation),
        *review_notice(consultation, today),
        *aid_notices(consultation, aid),
        *((GROUPS_IN_RECORD,) if aid is not None and aid.outcomes else ()),
        PURPOSE,
        *store_mark_notice(store_mark),
        *rehearsal,
    )
    return (
        at_margin((*rehearsal, "SHARED DECISION MAKING NOTE", *amended_notice(consultation)), width)
        + lay_out(blocks, width, is_underlined=False)
        + "\n"
        + at_margin(about, width).rstrip("\n")
        + "\n"
    )


def _full(consultation: Consultation, aid: DecisionAid | None) -> tuple[Block, ...]:
    return _filled(
        ("Contacts with professionals", _contacts(consultation)),
        ("Problem", _problem(consultation, aid)),
        ("Status", iter((Item(_status(consultation)),))),
        ("Amendments", said.amendments(consultation)),
        ("People involved in the decision", _people(consultation)),
        ("What matters to the person", said.what_matters(consultation, aid)),
        ("Options discussed, with benefits and risks", _options(consultation, aid)),
        ("Decision support tools", _tools(consultation, aid, is_full=True)),
        ("Understanding checked", _understanding(consultation)),
        ("Decision", _decision(consultation, aid)),
        ("Leanings, in the person's view", said.leanings(consultation, aid)),
        ("Decision issues", _issues(consultation)),
        ("Readiness", said.readiness(consultation)),
        ("Actions", _actions(consultation, aid)),
        ("Planned review", _review(consultation)),
        ("Sharing", said.sharing(consultation)),
        ("Consent form", _consent()),
    )


def _short(consultation: Consultation, aid: DecisionAid | None) -> tuple[Block, ...]:
    return _filled(
        ("Contacts with professionals", _contacts(consultation)),
        ("Problem", _problem(consultation, aid)),
        ("Status", iter((Item(_status(consultation)),))),
        ("Amendments", said.amendments(consultation)),
        ("People involved in the decision", _people(consultation)),
        ("What matters to the person", _matters_in_short(consultation, aid)),
        ("Options discussed", _options_in_short(consultation, aid)),
        ("Decision", _decision(consultation, aid)),
        ("Leanings, in the person's view", _leanings_in_short(consultation, aid)),
        ("Decision issues", _issues(consultation)),
        ("Readiness", _readiness_in_short(consultation)),
        ("Actions", _actions(consultation, aid)),
        ("Planned review", _review(consultation)),
        ("Sharing", said.sharing(consultation)),
        ("Decision support tools", _tools(consultation, aid, is_full=False)),
    )


def _filled(*parts: tuple[str, Iterator[Item]]) -> tuple[Block, ...]:
    blocks = (Block(heading, tuple(items)) for heading, items in parts)
    return tuple(block for block in blocks if block.items)


def _contacts(consultation: Consultation) -> Iterator[Item]:
    for contact in consultation.contacts:
        yield Item(moment_words(contact.at))
    if consultation.seal:
        seal = consultation.seal
        yield Item(f"Recorded {moment_words(seal.at)}{by_words(seal.by)}")
    yield from fact("Person", consultation.start.label)
    yield from fact("NHS number, as typed", consultation.start.nhs_number)


def _problem(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    used = consultation.aid
    decision = decision_words(consultation)
    yield Item(f"{used.condition}: {decision}" if used else decision)
    if used:
        yield from fact("In the words of the people in the room", consultation.start.decision)
    if aid is not None:
        yield from fact("Who decides", voice_of(aid).in_record)


def _status(consultation: Consultation) -> str:
    status = _STATUS[consultation.deciding.status]
    if not consultation.is_sealed:
        return f"{status} (record not finished)"
    return f"{status} (added to since: see Amendments)" if consultation.amendments else status


def _people(consultation: Consultation) -> Iterator[Item]:
    start = consultation.start
    yield from fact("Also present", ", ".join((*start.present, *_typed(start.present_other))))
    yield from fact("Communication needs", ", ".join((*start.needs, *_typed(start.needs_other))))
    yield from fact("Wish to take part", start.taking_part or "")
    yield from fact("Whom the decision lies with", start.decision_lies_with or "")
    yield from fact("The person agrees to a record", start.agrees_to_record or "")
    yield from fact("Emergency", start.emergency or "")
    yield from fact("Doubt about capacity for this decision", start.capacity_doubt or "")


def _typed(words: str) -> tuple[str, ...]:
    return (trimmed(words),) if trimmed(words) else ()


def _matters_in_short(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    matters = consultation.what_matters
    for label, words in (
        ("Important", matters.important),
        ("Worries", matters.worries),
        ("Hopes", matters.hopes),
        ("Wants to keep doing", matters.keep_doing),
    ):
        yield from fact(f"{label}, in the person's own words", words)
    values = mentioned_values(consultation, aid)
    high = [
        f"{trimmed(value.text)} ({value.rating}/10)" for value in values if is_high(value.rating)
    ]
    yield from fact("Rated 7 or more out of 10", "; ".join(high))
    others = [
        f"{trimmed(value.text)} ({said.rating_words(value).lower()})"
        for value in values
        if value.rating == NOT_SURE or (value.is_added and not is_high(value.rating))
    ]
    yield from fact("Not sure of, or added", "; ".join(others))
    yield from said.concerns(consultation, aid)


def _options_in_short(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    for option in mentioned_options(consultation, aid):
        yield Item(_option_line(consultation, option))
        yield from _added_and_noted(consultation, option)
    shown = shown_outcomes(consultation, aid)
    yield from fact("Figures looked at", "; ".join(o.name for o in shown))
    yield from _not_opened(consultation, aid)


def _options(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    shown = shown_outcomes(consultation, aid)
    for option in mentioned_options(consultation, aid):
        yield Item(_option_line(consultation, option))
        for outcome in shown:
            yield Item(figure_line(outcome, option.id), 1)
        if option.listed and option.id in consultation.options.opened:
            yield from fact("Benefits", " ".join(option.listed.good_points), 1)
            yield from fact("Risks", " ".join(option.listed.hard_points), 1)
        yield from _added_and_noted(consultation, option)
    marked = [o.name for o in shown if o.id in consultation.figures.matter_to_me]
    yield from fact("Matters to the person", "; ".join(marked))
    for words in cautions(shown):
        yield from fact("When comparing options", words)
    yield from _not_opened(consultation, aid)


def _added_and_noted(consultation: Consultation, option: TalkedOption) -> Iterator[Item]:
    """Yield what the people in the room wrote of an option."""
    if added := option.added:
        yield from fact("What it involves", added.what_it_involves, 1)
        yield from fact("Benefits, as the people in the room saw them", added.good_points, 1)
        yield from fact("Risks, as the people in the room saw them", added.hard_points, 1)
    if said_of := consultation.note_for(option.id):
        yield from fact("For this person", said_of.words, 1)


def _option_line(consultation: Consultation, option: TalkedOption) -> str:
    state = []
    if option.added:
        state.append("added by the people in the room")
    elif option.id not in consultation.options.opened:
        state.append("its description was not opened")
    if aside := consultation.set_aside(option.id):
        reason = trimmed(aside.reason)
        state.append(f"set aside: {quoted(reason)}" if reason else "set aside")
    name = written_name(option)
    return f"{name} ({'; '.join(state)})" if state else name


def _not_opened(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    names = [
        outcome.name + (" (serious)" if outcome.serious else "")
        for outcome in unopened_outcomes(consultation, aid)
    ]
    yield from fact("Figures not looked at", "; ".join(names))


def _tools(consultation: Consultation, aid: DecisionAid | None, *, is_full: bool) -> Iterator[Item]:
    if used := consultation.aid:
        yield Item(f"Decision aid: {used.title} ({used.slug}, version {used.version})")
        yield Item(f"Content hash (SHA-256): {used.content_hash}", 1)
        reviewed, due = date_words(used.last_reviewed), date_words(used.review_due)
        yield Item(f"Last reviewed {reviewed}; next review due {due}", 1)
    for source in sources_shown(consultation, aid) if aid and is_full else ():
        yield Item(f"{source.key}: {source.title}. {source.publisher}, {source.year}", 1)
    yield from fact("Used although its review was long overdue", consultation.overdue_reason, 1)
    talk = consultation.figures
    for question in talk.questions_opened:
        yield Item(f"Question looked at: {question}", 1)
    uses = [(use, "") for use in talk.scores]
    uses += [(use, " (changed afterwards)") for use in talk.scores_before]
    for use, changed in uses:
        value = "not complete" if use.value is None else str(use.value)
        yield Item(f"Published score: {use.name}{changed}: {value}", 1)
        yield from fact("Typed in", use.typed, 2)
        yield from fact("From", use.typed_from, 2)


def _understanding(consultation: Consultation) -> Iterator[Item]:
    for held in consultation.figures.teach_backs:
        yield Item(f"Teach-back {moment_words(held.at)}")
        yield from fact("Asked", held.asked, 1)
        yield from fact("The person said", held.said, 1)
        yield from fact("Clarified", held.clarified, 1)


def _decision(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    deciding = consultation.deciding
    if deciding.chosen:
        name = option_name(consultation, aid, deciding.chosen)
        label = "Chosen" if deciding.status else "Looked at, not chosen yet"
        yield Item(f"{label}: {name}")
    elif deciding.status == "decided":
        yield Item("Which option it is has not been written down")
    yield from fact(said.why_label(consultation), deciding.why)
    if deciding.how_sure is not None:
        yield Item(f"How sure: {deciding.how_sure} out of 10")


def _issues(consultation: Consultation) -> Iterator[Item]:
    deciding = consultation.deciding
    yield from fact("What would help", ", ".join(deciding.would_help))
    yield from fact("What would help, in the person's own words", deciding.would_help_words)
    yield from fact("Advice that was asked for, or another view", deciding.clinician_view)


def _readiness_in_short(consultation: Consultation) -> Iterator[Item]:
    replies = consultation.deciding.readiness
    if not replies:
        yield Item(said.READINESS_NOT_ASKED)
        return
    for question in open_ends(consultation):
        yield Item(f"{question.words} No.")
    others = [replies.get(question.check) for question in QUESTIONS]
    counted = ((others.count("yes"), "answered with yes"), (others.count(None), "not answered"))
    if told := [f"{count} of {len(QUESTIONS)} {words}" for count, words in counted if count]:
        yield Item(f"{'; '.join(told)}.")
    yield Item(NOT_VALIDATED)


def _leanings_in_short(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    leanings = leaning_values(consultation, aid)
    for option in dict.fromkeys(consultation.deciding.leans.values()):
        texts = (trimmed(value.text) for value, to in leanings if to == option)
        yield from fact(option_name(consultation, aid, option), "; ".join(texts))


def _actions(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    deciding = consultation.deciding
    for action in deciding.actions:
        if words := action_words(action):
            yield Item(words)
    yield from fact("Help and support", deciding.support)
    if trimmed(deciding.safety_net):
        yield from fact("If something changes", deciding.safety_net)
    else:
        yield Item("If something changes: nothing was written down as agreed.")
        if aid is not None:
            advice = " ".join(aid.safety_net)
            yield from fact("The letter gives the decision aid's advice", advice, 1)


def _review(consultation: Consultation) -> Iterator[Item]:
    yield from fact("As typed", consultation.deciding.review_date)


def _consent() -> Iterator[Item]:
    yield Item("None is held here. This note does not record consent.")
