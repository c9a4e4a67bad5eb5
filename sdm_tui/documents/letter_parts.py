"""What a letter says of the room, the options, the help at hand and what is still open."""

from collections.abc import Iterator
from typing import Final

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.contents import TalkedOption, option_name
from sdm_tui.consultation.model import NOT_SURE, Consultation
from sdm_tui.consultation.readiness import open_ends
from sdm_tui.consultation.stages import DECISION_LIES_WITH
from sdm_tui.documents import shown
from sdm_tui.documents.naming import mentioned_options, mentioned_values, written_name
from sdm_tui.documents.paper import Chapter, Listed, Piece, Table, Words
from sdm_tui.documents.summary import HIGH_RATING
from sdm_tui.documents.wording import quoted, trimmed

_FIRST: Final = "These signs need help before anything else, whatever was decided:"
_WATCH: Final = "From the decision aid, what to watch for and what to do:"
_NOBODY: Final = (
    "Nothing was written down about when to get help. Ask the people who care for you before you "
    "leave."
)
_HELPS: Final = "Who else can help:"
_TO_THE_PERSON: Final = {
    DECISION_LIES_WITH[0]: "you",
    DECISION_LIES_WITH[1]: "you and someone else, jointly",
}


def who_was_there(consultation: Consultation) -> Iterator[Piece]:
    """Yield who was in the room, what was arranged, and who the decision lies with."""
    start = consultation.start
    present = [*start.present, *filter(None, (trimmed(start.present_other),))]
    if present:
        yield Words(f"Also there: {', '.join(present)}.")
    needs = [*start.needs, *filter(None, (trimmed(start.needs_other),))]
    if needs:
        yield Words(f"What makes it easier for you: {', '.join(needs)}.")
    if start.taking_part:
        yield Words(f"How you wanted to take part: {quoted(start.taking_part)}")
    if start.decision_lies_with:
        lies_with = _TO_THE_PERSON.get(start.decision_lies_with, start.decision_lies_with)
        yield Words(f"The decision lies with: {lies_with}.")


def what_else_was_rated(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    """Yield what the person rated lower, was not sure about, or added without a rating."""
    lines = []
    for value in mentioned_values(consultation, aid):
        if value.rating == NOT_SURE:
            lines.append(f"You were not sure how much this matters: {quoted(value.text)}")
        elif isinstance(value.rating, int) and value.rating < HIGH_RATING:
            lines.append(f"You gave {value.rating} out of 10 to this: {quoted(value.text)}")
        elif value.rating is None and value.is_added:
            lines.append(f"You added this: {quoted(value.text)}")
    if lines:
        yield Listed(tuple(lines))


def leanings(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    """Yield which way each thing leans in the person's own view; nothing is added up."""
    leans = consultation.deciding.leans
    rows = tuple(
        (trimmed(value.text), option_name(consultation, aid, leans[value.id]))
        for value in mentioned_values(consultation, aid)
        if value.id in leans
    )
    if rows:
        yield Table("Which way each thing leans, in your view", ("What matters", "Leans to"), rows)


def talked_about(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    """Yield the questions that were opened with their answers, and what was said of the numbers."""
    answered = {q.question: q.answer for q in (aid.questions if aid else ())}
    for question in consultation.figures.questions_opened:
        yield Words(f"We looked at this question: {question}")
        if question in answered:
            yield Words(answered[question])
    for held in consultation.figures.teach_backs:
        if trimmed(held.asked):
            yield Words(f"To see whether it was explained well, you were asked: {held.asked}")
        if trimmed(held.said):
            yield Words(f"You said: {quoted(held.said)}")
        if trimmed(held.clarified):
            yield Words(f"We then made this clearer: {trimmed(held.clarified)}")
    if trimmed(consultation.deciding.clinician_view):
        view = trimmed(consultation.deciding.clinician_view)
        yield Words(f"What the clinician thought, where you asked or saw it differently: {view}")


def option_line(consultation: Consultation, option: TalkedOption) -> str:
    """Return an option's name with what was done with it."""
    if consultation.set_aside(option.id):
        return f"{written_name(option)} (you set this aside)"
    return written_name(option)


def option_chapters(consultation: Consultation, aid: DecisionAid | None) -> tuple[Chapter, ...]:
    """Return a chapter for the options, and a part of it for each; none is left out."""
    options = mentioned_options(consultation, aid)
    if not options:
        return ()
    opening = Words("These were the options, in no order of better or worse.")
    each = [Chapter(written_name(o), tuple(_option(consultation, o)), level=3) for o in options]
    return (Chapter("The options", (opening,)), *each)


def _option(consultation: Consultation, option: TalkedOption) -> Iterator[Piece]:
    if option.listed:
        yield Words(option.listed.aim)
        yield Words("What it involves:")
        yield Listed((*option.listed.what_it_involves, option.listed.how_long))
        yield Words("What people like about it:")
        yield Listed(option.listed.good_points)
        yield Words("What people find hard about it:")
        yield Listed(option.listed.hard_points)
    if added := option.added:
        yield Words("You and the people in the room added this option.")
        for label, words in (
            ("What it involves", added.what_it_involves),
            ("Good points", added.good_points),
            ("Hard points", added.hard_points),
        ):
            if trimmed(words):
                yield Words(f"{label}: {trimmed(words)}")
    if option.listed and option.id not in consultation.options.opened:
        yield Words("We did not open this option together.")
    if note := consultation.note_for(option.id):
        yield Words(f"For you in particular: {trimmed(note.words)}")
    if aside := consultation.set_aside(option.id):
        reason = trimmed(aside.reason)
        yield Words("You set this aside" + (f", because: {quoted(reason)}" if reason else "."))


def when_to_get_help(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    """Yield what was agreed, then what the aid says and who else can help."""
    yield from what_to_watch(consultation, aid)
    if aid is None:
        return
    yield Words(_FIRST)
    yield Listed(aid.red_flags)
    if aid.further_support:
        yield Words(_HELPS)
        yield Listed(tuple(f"{s.name}: {s.detail}" for s in aid.further_support))


def what_to_watch(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    """Yield what was agreed, or else what the aid says, or else that nothing is written down."""
    agreed = trimmed(consultation.deciding.safety_net)
    if agreed:
        yield Words(agreed, is_notice=True)
    elif aid is not None:
        yield Words(_WATCH)
        yield Listed(aid.safety_net)
    else:
        yield Words(_NOBODY, is_notice=True)


def scores(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    """Yield each published score that was used, with its answers and every step."""
    if lines := tuple(item.text for item in shown.scores(consultation, aid)):
        yield Listed(lines)


def open_questions(consultation: Consultation) -> Iterator[Piece]:
    """Yield what is not settled: the person's own answers, and what would help."""
    deciding = consultation.deciding
    lines = [
        f"{question.words} You said: no. What helps: {question.because}."
        for question in open_ends(consultation)
    ]
    if deciding.status in {"decided", "declined all", "clinician decides"}:
        lines += [f"What would help: {words}." for words in deciding.would_help]
        if trimmed(deciding.would_help_words):
            lines.append(f"What would help, in your words: {quoted(deciding.would_help_words)}")
    if lines:
        yield Listed(tuple(lines))
