"""The moves of the conversation: each takes a consultation and returns the next one.

Once the record is sealed, every move raises OutOfStep but these: `amend`, `go_to`, `touch`, and the
notes of what was on the screen (`open_...`, `show_table`), which then change nothing. Times are
handed in.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from sdm_tui.consultation.changing import (
    keyed,
    refuse_sealed,
    replaced,
    value_at,
    with_changes,
    with_section,
    with_value,
)
from sdm_tui.consultation.model import (
    Action,
    AddedOption,
    AddedValue,
    Amendment,
    Concern,
    ConcernKind,
    Consultation,
    Contact,
    OpenedOutcome,
    OptionNote,
    Rating,
    ReadinessCheck,
    Seal,
    SetAside,
    Status,
    TeachBack,
    View,
    YesNo,
)
from sdm_tui.consultation.stage_names import StageName
from sdm_tui.errors import OutOfStep

Move = Callable[[Consultation], Consultation]

TextPlace = Literal[
    "start.decision",
    "start.label",
    "start.nhs_number",
    "start.present_other",
    "start.needs_other",
    "what_matters.important",
    "what_matters.worries",
    "what_matters.hopes",
    "what_matters.keep_doing",
    "what_matters.about_appreciate",
    "what_matters.about_who",
    "what_matters.about_support",
    "deciding.why",
    "deciding.would_help_words",
    "deciding.clinician_view",
    "deciding.support",
    "deciding.review_date",
    "deciding.safety_net",
    "deciding.share_what",
    "deciding.share_with",
    "private_notes",
]
"""Every field of free text that is a single value; lists have moves of their own."""

AnswerPlace = Literal[
    "start.taking_part",
    "start.decision_lies_with",
    "start.agrees_to_record",
    "start.emergency",
    "start.capacity_doubt",
    "start.route",
    "deciding.chosen",
    "deciding.how_sure",
]
TickPlace = Literal["start.present", "start.needs", "deciding.would_help"]


def write(consultation: Consultation, place: TextPlace, words: str) -> Consultation:
    """Put the words, exactly as typed, in a field of free text."""
    return with_value(consultation, place, words)


def answer(consultation: Consultation, place: AnswerPlace, value: str | int | None) -> Consultation:
    """Answer a question that has fixed answers; None takes the answer back."""
    return with_value(consultation, place, value)


def tick(consultation: Consultation, place: TickPlace, value: str) -> Consultation:
    """Add one of several answers, or take it back."""
    held: tuple[str, ...] = value_at(consultation, place)
    kept = tuple(v for v in held if v != value) if value in held else (*held, value)
    return with_value(consultation, place, kept)


def go_to(consultation: Consultation, stage: StageName) -> Consultation:
    """Open a stage; any stage can be opened at any time, also after sealing."""
    visited = consultation.visited
    if stage not in visited:
        visited = (*visited, stage)
    return with_changes(consultation, stage=stage, visited=visited)


def resume(consultation: Consultation, now: datetime) -> Consultation:
    """Note that the consultation was opened again."""
    refuse_sealed(consultation)
    return with_changes(
        consultation, contacts=(*consultation.contacts, Contact(at=now)), touched=now
    )


def rate_value(consultation: Consultation, value_id: str, rating: Rating | None) -> Consultation:
    """Say how much something matters, 0 to 10 or "not sure"; None takes the rating back."""
    ratings = keyed(consultation.what_matters.ratings, value_id, rating)
    return with_section(consultation, "what_matters", ratings=ratings)


def add_value(consultation: Consultation, text: str) -> Consultation:
    """Add something that matters to the person and that was not listed."""
    held = consultation.what_matters.added_values
    value_id = _free_id("added-value", [v.id for v in held])
    return with_section(
        consultation, "what_matters", added_values=(*held, AddedValue(id=value_id, text=text))
    )


def word_added_value(consultation: Consultation, index: int, words: str) -> Consultation:
    """Reword what was added as mattering; index counts from 0 and may be one past the last."""
    held = consultation.what_matters.added_values
    if index == len(held):
        return add_value(consultation, words)
    if not words.strip():
        return remove_added_value(consultation, held[index].id)
    changed = tuple(
        replaced(value, text=words) if at == index else value for at, value in enumerate(held)
    )
    return with_section(consultation, "what_matters", added_values=changed)


def remove_added_value(consultation: Consultation, value_id: str) -> Consultation:
    """Take an added value away again, with its rating and its leaning; no other value."""
    refuse_sealed(consultation)
    matters = consultation.what_matters
    if value_id not in {v.id for v in matters.added_values}:
        return consultation
    without = tuple(v for v in matters.added_values if v.id != value_id)
    ratings = keyed(matters.ratings, value_id, None)
    leans = keyed(consultation.deciding.leans, value_id, None)
    cleared = with_section(consultation, "what_matters", added_values=without, ratings=ratings)
    return with_section(cleared, "deciding", leans=leans)


def weigh_concern(
    consultation: Consultation, kind: ConcernKind, weight: int | None
) -> Consultation:
    """Raise a concern with a weight of 0 to 10; None without words takes it back."""
    return _concern(consultation, kind, weight=weight)


def describe_concern(consultation: Consultation, kind: ConcernKind, words: str) -> Consultation:
    """Put a concern in the person's words."""
    return _concern(consultation, kind, words=words)


def add_option(
    consultation: Consultation,
    name: str,
    *,
    what_it_involves: str = "",
    good_points: str = "",
    hard_points: str = "",
) -> Consultation:
    """Add an option by hand."""
    held = consultation.options.added_options
    option = AddedOption(
        id=_free_id("added-option", [o.id for o in held]),
        name=name,
        what_it_involves=what_it_involves,
        good_points=good_points,
        hard_points=hard_points,
    )
    return with_section(consultation, "options", added_options=(*held, option))


def describe_option(
    consultation: Consultation,
    option_id: str,
    part: Literal["name", "what_it_involves", "good_points", "hard_points"],
    words: str,
) -> Consultation:
    """Change the words of an option that was added by hand."""
    held = consultation.options.added_options
    if option_id not in {o.id for o in held}:
        raise OutOfStep("Only an option that was added by hand can be reworded.")
    options = tuple(replaced(o, **{part: words}) if o.id == option_id else o for o in held)
    return with_section(consultation, "options", added_options=options)


def word_added_option(
    consultation: Consultation,
    index: int,
    part: Literal["name", "what_it_involves", "good_points", "hard_points"],
    words: str,
) -> Consultation:
    """Word one part of an option added by hand; index may be one past the last."""
    if index == len(consultation.options.added_options):
        consultation = add_option(consultation, "")
    option = consultation.options.added_options[index]
    return describe_option(consultation, option.id, part, words)


def set_aside(
    consultation: Consultation, option_id: str, reason: str, now: datetime
) -> Consultation:
    """Set an option aside with the reason; it stays on the screen and in the record."""
    others = tuple(s for s in consultation.options.set_aside if s.option != option_id)
    aside = SetAside(option=option_id, reason=reason, at=now)
    return with_section(consultation, "options", set_aside=(*others, aside))


def turn_order_round(consultation: Consultation) -> Consultation:
    """Show the options in the opposite order, on every screen."""
    turned = not consultation.options.is_turned_round
    return with_section(consultation, "options", is_turned_round=turned)


def bring_back(consultation: Consultation, option_id: str) -> Consultation:
    """Consider an option again that had been set aside."""
    others = tuple(s for s in consultation.options.set_aside if s.option != option_id)
    return with_section(consultation, "options", set_aside=others)


def note_for_option(
    consultation: Consultation, option_id: str, words: str, now: datetime
) -> Consultation:
    """Write what an option would mean for this person in particular; empty words remove it."""
    others = tuple(n for n in consultation.options.notes if n.option != option_id)
    if words.strip():
        others = (*others, OptionNote(option=option_id, words=words, at=now))
    return with_section(consultation, "options", notes=others)


def open_option(consultation: Consultation, option_id: str) -> Consultation:
    """Note that an option was on the screen."""
    opened = consultation.options.opened
    if consultation.is_sealed or option_id in opened:
        return consultation
    return with_section(consultation, "options", opened=(*opened, option_id))


def open_outcome(
    consultation: Consultation, outcome_id: str, view: View, now: datetime
) -> Consultation:
    """Note that an outcome's figures were on the screen."""
    if consultation.is_sealed or outcome_id in consultation.opened_outcomes():
        return consultation
    opened = OpenedOutcome(outcome=outcome_id, view=view, at=now)
    return with_section(consultation, "figures", opened=(*consultation.figures.opened, opened))


def show_table(consultation: Consultation) -> Consultation:
    """Note that the table of all outcomes was on the screen."""
    if consultation.is_sealed or consultation.figures.table_shown:
        return consultation
    return with_section(consultation, "figures", table_shown=True)


def open_question(consultation: Consultation, question: str) -> Consultation:
    """Note that a common question and its answer were looked at."""
    held = consultation.figures.questions_opened
    if consultation.is_sealed or question in held:
        return consultation
    return with_section(consultation, "figures", questions_opened=(*held, question))


def mark_matters(consultation: Consultation, outcome_id: str) -> Consultation:
    """Mark an outcome as one that matters to the person, or take the mark back."""
    held = consultation.figures.matter_to_me
    kept = tuple(o for o in held if o != outcome_id) if outcome_id in held else (*held, outcome_id)
    return with_section(consultation, "figures", matter_to_me=kept)


def record_teach_back(
    consultation: Consultation, asked: str, said: str, clarified: str, now: datetime
) -> Consultation:
    """Keep what was asked, what the person said, and what was then clarified."""
    entry = TeachBack(asked=asked, said=said, clarified=clarified, at=now)
    held = consultation.figures.teach_backs
    return with_section(consultation, "figures", teach_backs=(*held, entry))


def word_teach_back(
    consultation: Consultation,
    index: int,
    part: Literal["asked", "said", "clarified"],
    words: str,
    now: datetime,
) -> Consultation:
    """Word one part of a teach-back; index counts from 0 and may be one past the last."""
    if index == len(consultation.figures.teach_backs):
        consultation = record_teach_back(consultation, "", "", "", now)
    changed = tuple(
        replaced(entry, **{part: words}) if at == index else entry
        for at, entry in enumerate(consultation.figures.teach_backs)
    )
    return with_section(consultation, "figures", teach_backs=changed)


def lean(consultation: Consultation, value_id: str, option_id: str | None) -> Consultation:
    """Say which option something leans to in the person's view; None takes it back."""
    leans = keyed(consultation.deciding.leans, value_id, option_id)
    return with_section(consultation, "deciding", leans=leans)


def decide(
    consultation: Consultation, status: Status | None, chosen: str | None = None
) -> Consultation:
    """Say where things stand; an option belongs only to "decided" or "clinician decides"."""
    if status not in {"decided", "clinician decides"}:
        chosen = None
    return with_section(consultation, "deciding", status=status, chosen=chosen)


def check_readiness(
    consultation: Consultation, check: ReadinessCheck, reply: YesNo | None
) -> Consultation:
    """Answer one of the four questions of the readiness check."""
    readiness = keyed(consultation.deciding.readiness, check, reply)
    return with_section(consultation, "deciding", readiness=readiness)


def plan_action(consultation: Consultation, what: str, who: str, when: str) -> Consultation:
    """Add a next step with its owner and date."""
    held = consultation.deciding.actions
    return with_section(
        consultation, "deciding", actions=(*held, Action(what=what, who=who, when=when))
    )


def change_action(
    consultation: Consultation, index: int, part: Literal["what", "who", "when"], words: str
) -> Consultation:
    """Reword one part of a next step; index counts from 0 and may be one past the last."""
    held = consultation.deciding.actions
    if index == len(held):
        held = (*held, Action(what=""))
    changed = tuple(
        replaced(action, **{part: words}) if at == index else action
        for at, action in enumerate(held)
    )
    return with_section(consultation, "deciding", actions=changed)


def seal(consultation: Consultation, now: datetime, by: str = "") -> Consultation:
    """Finish the record; from now on it can only be amended. by: who does so, as configured."""
    refuse_sealed(consultation)
    return with_changes(consultation, seal=Seal(at=now, by=by), touched=now)


def amend(
    consultation: Consultation, reason: str, words: str, now: datetime, by: str = ""
) -> Consultation:
    """Add to a sealed record, with time and reason; nothing that was there changes.

    by: who adds it, as configured.
    """
    if not consultation.is_sealed:
        raise OutOfStep("This record is still open.", "Change it directly.")
    if not words.strip() or not reason.strip():
        raise OutOfStep("An amendment needs both its words and its reason.")
    entry = Amendment(at=now, by=by, reason=reason, words=words)
    return with_changes(consultation, amendments=(*consultation.amendments, entry), touched=now)


def touch(consultation: Consultation, now: datetime) -> Consultation:
    """Note when the consultation last changed."""
    return with_changes(consultation, touched=now)


def _concern(consultation: Consultation, kind: ConcernKind, **changes: Any) -> Consultation:
    held = {c.kind: c for c in consultation.what_matters.concerns}
    concern = replaced(held.get(kind, Concern(kind=kind)), **changes)
    if concern.weight is None and not concern.words:
        held.pop(kind, None)
    else:
        held[kind] = concern
    return with_section(consultation, "what_matters", concerns=tuple(held.values()))


def _free_id(stem: str, taken: list[str]) -> str:
    count = 1
    while f"{stem}-{count}" in taken:
        count += 1
    return f"{stem}-{count}"
