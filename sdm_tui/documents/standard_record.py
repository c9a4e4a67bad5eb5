"""The shared decision as a record under the headings of the published standard.

The headings and which of them are mandatory, required or optional follow the Shared Decision Making
record standard 1.0 (DAPB4070; PRSB, owned by NHS England since 2026, Open Government Licence v3.0).
The names of the fields are ours: the standard's own machine-readable form was not at hand, and
`docs/shared-decision-record.md` says which parts could not be verified.
"""

import json
from typing import Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.contents import TalkedOption, option_name
from sdm_tui.consultation.model import Consultation
from sdm_tui.consultation.readiness import NOT_VALIDATED, QUESTIONS
from sdm_tui.consultation.voice import voice_of
from sdm_tui.documents import said
from sdm_tui.documents.naming import (
    aid_at_hand,
    decision_words,
    mentioned_options,
    outcome_name,
    shown_outcomes,
    unopened_outcomes,
)
from sdm_tui.documents.note_figures import cautions, figure_line
from sdm_tui.documents.notices import (
    GROUPS_IN_RECORD,
    PURPOSE,
    aid_notices,
    amended_notice,
    standing_notices,
)
from sdm_tui.documents.shown import sources_shown
from sdm_tui.documents.summary import action_words
from sdm_tui.documents.wording import HIDDEN, trimmed

FORMAT: Final = "shared decision making record"
FORMAT_VERSION: Final = 1
DecisionStatus = Literal["in progress", "valid"]


class Part(BaseModel):
    """A frozen part of the record; names that are not known are refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True
    )


class ProfessionalContact(Part):
    """Contacts with professionals (mandatory): one meeting."""

    at: AwareDatetime
    seen_by: str
    """For the last contact, who finished the record, as configured; "" where that is not known."""


class Involved(Part):
    """People involved in the decision (required where known)."""

    present: tuple[str, ...]
    communication_needs: tuple[str, ...]
    wish_to_take_part: str | None
    decision_lies_with: str | None
    agrees_to_record: str | None
    """Whether the person agrees to a record; null where that was not asked."""
    emergency: str | None
    """Whether this was an emergency; null where that was not asked."""
    doubt_about_capacity: str | None


class OptionDiscussed(Part):
    """Options discussed: each with its benefits and risks."""

    option: str
    is_no_change: bool
    """Carrying on as now, or no treatment."""
    added_in_the_room: bool
    opened: bool
    set_aside: bool
    set_aside_because: str
    what_it_involves: str
    """As the people in the room put it, for an option that they added."""
    benefits: tuple[str, ...]
    risks: tuple[str, ...]
    other_outcomes: tuple[str, ...]
    """What may happen and is neither hoped for nor feared."""
    for_this_person: str


class SupportTool(Part):
    """Decision support tools (required where used)."""

    identifier: str
    name: str
    kind: Literal["decision aid"] = "decision aid"
    version: str
    content_hash: str
    """SHA-256 of the content that was used."""
    last_reviewed: str
    review_due: str
    why_used_overdue: str
    sources: tuple[str, ...]
    """What the keys at the end of figures stand for; empty where the aid's text is not at hand."""


class UnderstandingCheck(Part):
    """What was asked, said and made clearer; not a heading of the standard."""

    at: AwareDatetime
    asked: str
    said: str
    clarified: str


class ScoreUsed(Part):
    """A published score or a risk that was typed in; not a heading of the standard."""

    name: str
    value: str | None
    """The sum or the typed risk; null where it was not complete."""
    typed: str
    typed_from: str
    """Where a typed risk came from."""
    changed_afterwards: bool


class DecisionMade(Part):
    """Recording the decision: the decision and its planned review."""

    decision: str
    option: str | None
    why: str
    how_sure: int | None
    """0 to 10, in the person's own view."""
    planned_review: str
    """As typed."""


class Issues(Part):
    """Decision issues: reservations, in the person's words or from the checks."""

    flag: bool
    details: tuple[str, ...]


class PlannedAction(Part):
    """Post-discussion actions: what, by whom, by when, as typed."""

    action: str
    by_whom: str
    by_when: str


class Amended(Part):
    """What was added after the record was finished."""

    at: AwareDatetime
    by: str
    reason: str
    words: str


class StandardRecord(Part):
    """One shared decision under the headings of the standard."""

    format: Literal["shared decision making record"] = FORMAT
    format_version: Literal[1] = FORMAT_VERSION
    standard: Literal["Shared Decision Making record standard 1.0 (DAPB4070)"] = (
        "Shared Decision Making record standard 1.0 (DAPB4070)"
    )
    notices: tuple[str, ...]
    """What must be said wherever this record is shown."""
    rehearsal: bool
    decision_id: str
    person_label: str
    nhs_number_as_typed: str
    contacts_with_professionals: tuple[ProfessionalContact, ...]
    who_decides: str
    """Who is meant by "the person", where that is a parent; else "", as where no aid is at hand."""
    problem: tuple[str, ...]
    status: DecisionStatus
    people_involved: Involved
    what_matters: tuple[str, ...]
    options_discussed: tuple[OptionDiscussed, ...]
    when_comparing: tuple[str, ...]
    """What must be known before the figures of an outcome are set beside each other."""
    outcomes_not_looked_at: tuple[str, ...]
    decision_support_tools: tuple[SupportTool, ...]
    published_scores: tuple[ScoreUsed, ...]
    questions_looked_at: tuple[str, ...]
    marked_by_person: tuple[str, ...]
    """Outcomes that the person marked as mattering to them."""
    leanings: tuple[str, ...]
    """Which way each thing leans in the person's view; nothing is added up."""
    readiness: tuple[str, ...]
    """The answers to our own four questions, which are not a tested questionnaire."""
    understanding: tuple[UnderstandingCheck, ...]
    decision: DecisionMade
    decision_issues: Issues
    actions: tuple[PlannedAction, ...]
    support: str
    safety_net: str
    sharing: tuple[str, ...]
    clinician_view: str
    """Advice that was asked for, or another view; apart from the person's own words."""
    amendments: tuple[Amended, ...]
    consent_form: None = None
    """This record holds no consent form, and no reference to one."""


def standard_record(consultation: Consultation, aid: DecisionAid | None) -> StandardRecord:
    """Return a consultation under the headings of the standard; private notes are never in it."""
    aid = aid_at_hand(consultation, aid)
    start, deciding = consultation.start, consultation.deciding
    seen_by = consultation.seal.by if consultation.seal else ""
    contacts = [contact.at for contact in consultation.contacts] or [consultation.created]
    used = consultation.aid
    return StandardRecord(
        notices=(
            *standing_notices(consultation),
            *amended_notice(consultation),
            *aid_notices(consultation, aid),
            *((GROUPS_IN_RECORD,) if aid is not None and aid.outcomes else ()),
            PURPOSE,
        ),
        rehearsal=consultation.rehearsal,
        decision_id=consultation.id,
        person_label=start.label,
        nhs_number_as_typed=start.nhs_number,
        contacts_with_professionals=tuple(
            ProfessionalContact(at=at, seen_by=seen_by if number == len(contacts) else "")
            for number, at in enumerate(contacts, 1)
        ),
        who_decides=voice_of(aid).in_record if aid else "",
        problem=tuple(
            words
            for words in (
                used.condition if used else "",
                decision_words(consultation),
                start.decision if used else "",
            )
            if trimmed(words)
        ),
        status=_status(consultation),
        people_involved=Involved(
            present=tuple(w for w in (*start.present, start.present_other) if trimmed(w)),
            communication_needs=tuple(w for w in (*start.needs, start.needs_other) if trimmed(w)),
            wish_to_take_part=start.taking_part,
            decision_lies_with=start.decision_lies_with,
            agrees_to_record=start.agrees_to_record,
            emergency=start.emergency,
            doubt_about_capacity=start.capacity_doubt,
        ),
        what_matters=tuple(item.text for item in said.what_matters(consultation, aid)),
        options_discussed=tuple(
            _option(consultation, aid, option) for option in mentioned_options(consultation, aid)
        ),
        when_comparing=tuple(cautions(shown_outcomes(consultation, aid))),
        outcomes_not_looked_at=tuple(
            o.name + (" (serious)" if o.serious else "")
            for o in unopened_outcomes(consultation, aid)
        ),
        decision_support_tools=_tools(consultation, aid),
        published_scores=_scores(consultation),
        questions_looked_at=consultation.figures.questions_opened,
        marked_by_person=tuple(
            outcome_name(aid, outcome) for outcome in consultation.figures.matter_to_me
        ),
        leanings=tuple(item.text for item in said.leanings(consultation, aid)),
        readiness=tuple(item.text for item in said.readiness(consultation)),
        understanding=tuple(
            UnderstandingCheck(
                at=held.at, asked=held.asked, said=held.said, clarified=held.clarified
            )
            for held in consultation.figures.teach_backs
        ),
        decision=DecisionMade(
            decision=said.status_words(consultation),
            option=option_name(consultation, aid, deciding.chosen) if deciding.chosen else None,
            why=deciding.why,
            how_sure=deciding.how_sure,
            planned_review=deciding.review_date,
        ),
        decision_issues=_issues(consultation),
        actions=tuple(
            PlannedAction(action=action.what, by_whom=action.who, by_when=action.when)
            for action in deciding.actions
            if action_words(action)
        ),
        support=deciding.support,
        safety_net=deciding.safety_net,
        sharing=tuple(item.text for item in said.sharing(consultation)),
        clinician_view=deciding.clinician_view,
        amendments=tuple(
            Amended(at=a.at, by=a.by, reason=a.reason, words=a.words)
            for a in consultation.amendments
        ),
    )


def as_standard_json(consultation: Consultation, aid: DecisionAid | None) -> str:
    """Return the record under the standard's headings as JSON text.

    Hidden characters are written as JSON escapes, so that the file is safe to look at.
    """
    data = standard_record(consultation, aid).model_dump(mode="json")
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _status(consultation: Consultation) -> DecisionStatus:
    # A provisional decision must not be taken for a final one: only a finished record is valid.
    deciding = consultation.deciding
    is_made = deciding.status not in {None, "not yet"} and not deciding.lacks_its_option
    return "valid" if consultation.is_sealed and is_made else "in progress"


def _option(
    consultation: Consultation, aid: DecisionAid | None, option: TalkedOption
) -> OptionDiscussed:
    shown = shown_outcomes(consultation, aid)
    by_kind = {
        kind: tuple(figure_line(o, option.id) for o in shown if o.kind == kind)
        for kind in ("good", "harm", "neutral")
    }
    listed, added = option.listed, option.added
    good = listed.good_points if listed else (added.good_points,) if added else ()
    hard = listed.hard_points if listed else (added.hard_points,) if added else ()
    aside = consultation.set_aside(option.id)
    note = consultation.note_for(option.id)
    name = added.name if added else option.name
    return OptionDiscussed(
        option=name,
        is_no_change=bool(listed and listed.status_quo),
        added_in_the_room=added is not None,
        opened=option.id in consultation.options.opened,
        set_aside=aside is not None,
        set_aside_because=aside.reason if aside else "",
        what_it_involves=added.what_it_involves if added else "",
        benefits=tuple(words for words in (*good, *by_kind["good"]) if trimmed(words)),
        risks=tuple(words for words in (*hard, *by_kind["harm"]) if trimmed(words)),
        other_outcomes=by_kind["neutral"],
        for_this_person=note.words if note else "",
    )


def _tools(consultation: Consultation, aid: DecisionAid | None) -> tuple[SupportTool, ...]:
    used = consultation.aid
    if used is None:
        return ()
    tool = SupportTool(
        identifier=used.slug,
        name=used.title,
        version=used.version,
        content_hash=used.content_hash,
        last_reviewed=used.last_reviewed.isoformat(),
        review_due=used.review_due.isoformat(),
        why_used_overdue=consultation.overdue_reason,
        sources=tuple(
            f"{source.key}: {source.title}. {source.publisher}, {source.year}. {source.url}"
            for source in (sources_shown(consultation, aid) if aid else ())
        ),
    )
    return (tool,)


def _scores(consultation: Consultation) -> tuple[ScoreUsed, ...]:
    talk = consultation.figures
    uses = [(use, False) for use in talk.scores] + [(use, True) for use in talk.scores_before]
    return tuple(
        ScoreUsed(
            name=use.name,
            value=None if use.value is None else str(use.value),
            typed=use.typed,
            typed_from=use.typed_from,
            changed_afterwards=is_changed,
        )
        for use, is_changed in uses
    )


def _issues(consultation: Consultation) -> Issues:
    deciding = consultation.deciding
    noes = [f"{q.words} No." for q in QUESTIONS if deciding.readiness.get(q.check) == "no"]
    details = [*deciding.would_help, deciding.would_help_words, *noes]
    if noes:
        details.append(NOT_VALIDATED)
    told = tuple(words for words in details if trimmed(words))
    return Issues(flag=bool(told), details=told)
