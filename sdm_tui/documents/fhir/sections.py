"""The sections of the Composition: the whole record in words, and what data belong to each part."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.contents import TalkedOption
from sdm_tui.consultation.model import Consultation
from sdm_tui.consultation.readiness import NOT_VALIDATED, open_ends
from sdm_tui.documents import said, shown
from sdm_tui.documents.fhir.narrative import narrative
from sdm_tui.documents.fhir.values import Json, filled, reference, words
from sdm_tui.documents.naming import mentioned_options, shown_outcomes, unopened_outcomes
from sdm_tui.documents.note_figures import figure_line
from sdm_tui.documents.notices import (
    GROUPS_IN_RECORD,
    PURPOSE,
    aid_notices,
    amended_notice,
    review_notice,
    standing_notices,
    store_mark_notice,
)
from sdm_tui.documents.page import Item, fact
from sdm_tui.documents.summary import action_words
from sdm_tui.documents.wording import trimmed

_NO_SAFETY_NET: Final = Item("Nothing was written down as agreed.")


@dataclass(frozen=True)
class Resources:
    """The resources that sections point to."""

    people: tuple[Json, ...] = ()
    """The patient, and each encounter."""
    matters: tuple[Json, ...] = ()
    readiness: tuple[Json, ...] = ()
    plan: tuple[Json, ...] = ()
    letter: tuple[Json, ...] = ()


def sections(
    consultation: Consultation,
    aid: DecisionAid | None,
    resources: Resources,
    *,
    today: date,
    store_mark: str,
) -> list[Json]:
    """Return every section, in the order of the conversation; one with nothing in it says so.

    aid: with the figures that were on the screen. Private notes are never in any of them.
    """
    deciding = consultation.deciding
    return [
        _section("Why we met", said.the_decision(consultation, aid)),
        _section("Who and when", said.people(consultation), resources.people),
        _section(
            "What matters to the person", said.what_matters(consultation, aid), resources.matters
        ),
        _section(
            "Options discussed",
            shown.options(consultation, aid),
            within=tuple(
                _section(words(option.name), _benefits_and_risks(consultation, aid, option))
                for option in mentioned_options(consultation, aid)
            ),
        ),
        *_if_any("Published scores", shown.scores(consultation, aid)),
        _section("Figures as shown", _figures(consultation, aid)),
        *_if_any("Common questions that were opened", shown.questions(consultation, aid)),
        _section("Understanding checked", shown.teach_backs(consultation)),
        _section("Decision", _decision(consultation, aid)),
        *_if_any("Leanings, in the person's view", said.leanings(consultation, aid)),
        *_if_any("The clinician's view", said.clinician_view(consultation)),
        _section("Readiness", said.readiness(consultation), resources.readiness),
        _section("Issues, and what would help", _issues(consultation)),
        _section("Actions", _actions(consultation), resources.plan),
        _section("Safety net", _safety_net(consultation, aid)),
        _section("Review", fact("Review, as typed", deciding.review_date)),
        *_if_any("What the person wants others to know", said.sharing(consultation)),
        *_if_any("Amendments", said.amendments(consultation)),
        _section(
            "About this record",
            _about(consultation, aid, today=today, store_mark=store_mark),
            resources.letter,
        ),
    ]


def opening(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    """Yield what must be read before anything else: what this is, and how it stands."""
    yield Item(consultation.title)
    for notice in (
        *standing_notices(consultation),
        *amended_notice(consultation),
        *aid_notices(consultation, aid),
        PURPOSE,
    ):
        yield Item(notice)


def _section(
    title: str,
    items: Iterable[Item],
    entries: tuple[Json, ...] = (),
    *,
    within: tuple[Json, ...] = (),
) -> Json:
    return filled(
        {
            "title": title,
            "text": narrative(items),
            "entry": [reference(entry) for entry in entries],
            "section": list(within),
        }
    )


def _if_any(title: str, items: Iterator[Item]) -> Iterator[Json]:
    """Yield a section that is only there where something was said."""
    if told := tuple(items):
        yield _section(title, told)


def _benefits_and_risks(
    consultation: Consultation, aid: DecisionAid | None, option: TalkedOption
) -> Iterator[Item]:
    """Yield both sides of an option: its points, then each figure that was on the screen."""
    if option.listed and option.id not in consultation.options.opened:
        yield Item("Not opened in this conversation; these are the words of the decision aid.")
    listed, added = option.listed, option.added
    good = listed.good_points if listed else (added.good_points,) if added else ()
    hard = listed.hard_points if listed else (added.hard_points,) if added else ()
    shown_ones = shown_outcomes(consultation, aid)
    for heading, points, kind in (
        ("Benefits", good, "good"),
        ("Risks and hard points", hard, "harm"),
        ("Neither good nor harm", (), "neutral"),
    ):
        figures = (figure_line(o, option.id) for o in shown_ones if o.kind == kind)
        unopened = (
            f"{o.name}{' (serious)' if o.serious else ''}: figures not opened in this conversation"
            for o in unopened_outcomes(consultation, aid)
            if o.kind == kind
        )
        told = [line for line in (*points, *figures, *unopened) if trimmed(line)]
        if told or kind != "neutral":
            yield Item(heading)
            yield from (Item(line, 1) for line in told or ("None was written down.",))


def _figures(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    yield from shown.figures(consultation, aid)
    if aid is None:
        return
    yield Item(GROUPS_IN_RECORD)
    if sources := shown.sources_shown(consultation, aid):
        yield Item("Sources")
        for source in sources:
            yield Item(f"{source.key}: {source.title}. {source.publisher}, {source.year}.", 1)


def _decision(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    """Yield the decision as it was finished, after what says that it was added to."""
    yield from map(Item, amended_notice(consultation))
    yield from said.where_it_stands(consultation, aid)


def _issues(consultation: Consultation) -> Iterator[Item]:
    deciding = consultation.deciding
    yield from fact("What would help", ", ".join(deciding.would_help))
    yield from fact("What would help, in the person's own words", deciding.would_help_words)
    noes = open_ends(consultation)
    for question in noes:
        yield Item(f"{question.words} No.")
        yield Item(f"What helps: {question.because}.", 1)
    if noes:
        yield Item(NOT_VALIDATED)


def _actions(consultation: Consultation) -> Iterator[Item]:
    for action in consultation.deciding.actions:
        yield from fact("Next step", action_words(action))
    yield from fact("Help and support", consultation.deciding.support)


def _safety_net(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    agreed = trimmed(consultation.deciding.safety_net)
    yield from fact("As agreed", agreed)
    if not agreed:
        yield _NO_SAFETY_NET
    if aid is not None:
        yield Item("From the decision aid")
        for sentence in aid.safety_net:
            yield Item(sentence, 1)


def _about(
    consultation: Consultation, aid: DecisionAid | None, *, today: date, store_mark: str
) -> Iterator[Item]:
    for notice in (
        PURPOSE,
        *standing_notices(consultation),
        *review_notice(consultation, today),
        *aid_notices(consultation, aid),
        *((GROUPS_IN_RECORD,) if aid is not None and aid.outcomes else ()),
        *store_mark_notice(store_mark),
    ):
        yield Item(notice)
    yield from shown.the_aid(consultation, aid)
    if unopened := tuple(_unopened(consultation, aid)):
        yield Item("Not opened in this conversation")
        yield from unopened


def _unopened(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    for option in mentioned_options(consultation, aid):
        if option.listed and option.id not in consultation.options.opened:
            yield Item(f"Option: {option.name}", 1)
    for outcome in unopened_outcomes(consultation, aid):
        serious = " (serious)" if outcome.serious else ""
        yield Item(f"Figures: {outcome.name}{serious}", 1)
