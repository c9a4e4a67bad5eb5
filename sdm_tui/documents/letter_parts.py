"""What a letter says of the room, the options, the help at hand and what is still open."""

from collections.abc import Iterator
from typing import Final

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.contents import TalkedOption, option_name
from sdm_tui.consultation.model import NEITHER, NOT_SURE, Consultation
from sdm_tui.consultation.readiness import open_ends
from sdm_tui.consultation.stages import DECISION_LIES_WITH
from sdm_tui.documents import shown
from sdm_tui.documents.letter_figures import source_words
from sdm_tui.documents.naming import (
    leaning_values,
    mentioned_options,
    mentioned_values,
    written_name,
)
from sdm_tui.documents.paper import Chapter, Listed, Piece, Words
from sdm_tui.documents.summary import is_high
from sdm_tui.documents.urgent_words import FIRST_FOR_LETTER
from sdm_tui.documents.wording import quoted, trimmed

_WATCH: Final = "From the decision aid, what to watch for and what to do:"
_NOT_OPENED: Final = (
    "We did not read this together. It is here so that you have every option in hand."
)
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


def ratings(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    """Yield every rating that the person gave, the highest first, and what they added."""
    rated, unsure, added = _rated(consultation, aid)
    lines = [
        *(f"You gave {rating} out of 10 to this: {quoted(text)}" for rating, text in rated),
        *(f"You were not sure how much this matters: {quoted(text)}" for text in unsure),
        *(f"You added this: {quoted(text)}" for text in added),
    ]
    if lines:
        yield Words("This is how much each thing matters to you, from 0 to 10:")
        yield Listed(tuple(lines))


def ratings_in_short(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    """Yield the high ratings, what was not sure and what was added; lower ones are counted."""
    rated, unsure, added = _rated(consultation, aid)
    high = [f"{rating} to {quoted(text)}" for rating, text in rated if is_high(rating)]
    for start, told in (
        ("Out of 10, you gave", high),
        ("You were not sure how much this matters", [quoted(text) for text in unsure]),
        ("You added", [quoted(text) for text in added]),
    ):
        if told:
            yield Words(f"{start}: {'; '.join(told)}.")
    if lower := len(rated) - len(high):
        number = "One more" if lower == 1 else f"{lower} more"
        yield Words(f"{number} you rated lower: ask for the full letter to see how.")


def _rated(
    consultation: Consultation, aid: DecisionAid | None
) -> tuple[list[tuple[int, str]], list[str], list[str]]:
    """Return what was rated with its rating, highest first; what was not sure; what was added."""
    values = mentioned_values(consultation, aid)
    rated = [(v.rating, v.text) for v in values if isinstance(v.rating, int)]
    return (
        sorted(rated, key=lambda pair: -pair[0]),
        [value.text for value in values if value.rating == NOT_SURE],
        [value.text for value in values if value.rating is None and value.is_added],
    )


def leanings(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    """Yield which way each thing leans in the person's own view; nothing is added up."""
    lines = [
        f"{quoted(text)} leans to {quoted(option)}."
        if option
        else f"{quoted(text)} leans to no option."
        for text, option in _leanings(consultation, aid)
    ]
    if lines:
        yield Words("Which way each thing leans, in your view:")
        yield Listed(tuple(lines))


def leanings_in_short(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    """Yield the same leanings in one sentence for each option that something leans to."""
    told = _leanings(consultation, aid)
    for option in dict.fromkeys(option for _, option in told):
        texts = "; ".join(quoted(text) for text, to in told if to == option)
        yield Words(f"In your view this leans to {quoted(option) if option else 'none'}: {texts}.")


def _leanings(consultation: Consultation, aid: DecisionAid | None) -> list[tuple[str, str]]:
    """Return each thing that matters with the option that it leans to, or "" for none."""
    return [
        (value.text, "" if to == NEITHER else option_name(consultation, aid, to))
        for value, to in leaning_values(consultation, aid)
    ]


def talked_about(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    """Yield the questions that were opened with their answers, and what was said of the numbers."""
    answered = {q.question: q for q in (aid.questions if aid else ())}
    for question in consultation.figures.questions_opened:
        yield Words(f"We looked at this question: {question}")
        if aid is not None and (found := answered.get(question)):
            yield Words(f"{found.answer} {source_words(found.sources, aid)}".rstrip())
    for held in consultation.figures.teach_backs:
        if trimmed(held.asked):
            yield Words(f"To see whether it was explained well, you were asked: {held.asked}")
        if trimmed(held.said):
            yield Words(f"You said: {quoted(held.said)}")
        if trimmed(held.clarified):
            yield Words(f"We then made this clearer: {trimmed(held.clarified)}")


def clinician_view(consultation: Consultation) -> Iterator[Piece]:
    """Yield advice that the person asked for, or a view that differs from theirs."""
    if view := trimmed(consultation.deciding.clinician_view):
        yield Words(f"What the clinician advised or saw differently: {quoted(view)}")


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
        if option.id not in consultation.options.opened:
            yield Words(_NOT_OPENED)
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
    yield Words(FIRST_FOR_LETTER)
    yield Listed(aid.red_flags)
    if aid.further_support:
        yield Words(_HELPS)
        yield Listed(tuple(f"{s.name}: {s.detail}" for s in aid.further_support))


def what_to_watch(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Piece]:
    """Yield what was agreed, and the aid's own advice wherever that does not hold all of it."""
    agreed = trimmed(consultation.deciding.safety_net)
    if agreed:
        yield Words(agreed, is_notice=True)
    elif aid is None:
        yield Words(_NOBODY, is_notice=True)
    said = " ".join(agreed.split())
    if aid is not None and any(words not in said for words in aid.safety_net):
        yield Words(_WATCH)
        yield Listed(aid.safety_net)


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
