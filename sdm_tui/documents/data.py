"""The record as data: everything that was typed, exactly, and everything that was shown."""

import json
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from sdm_tui.aids.model import DecisionAid, Outcome
from sdm_tui.aids.parts import Basis, Certainty, Estimate, RangeKind, Source
from sdm_tui.consultation.model import Consultation
from sdm_tui.documents.naming import aid_at_hand
from sdm_tui.documents.notices import (
    GROUPS_IN_RECORD,
    aid_notices,
    amended_notice,
    standing_notices,
)
from sdm_tui.documents.wording import HIDDEN
from sdm_tui.errors import RecordUnreadable

FORMAT: Final = "sdm-tui record"
FORMAT_VERSION: Final = 1


class Part(BaseModel):
    """A frozen part of an exported record; names that are not known are refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True
    )


class ShownFigure(Part):
    """What one option's figure was for one outcome, or why there was none."""

    option: str
    basis: Basis
    count: int | None = None
    denominator: int
    low: int | None = None
    high: int | None = None
    range_kind: RangeKind = "interval"
    arithmetic: str | None = None
    arithmetic_low: str | None = None
    arithmetic_high: str | None = None
    people: str | None = None
    sources: tuple[str, ...] = ()
    reason: str | None = None


class ShownOutcome(Part):
    """One outcome of the aid, with its figures and whether they were on the screen."""

    id: str
    name: str
    kind: Literal["good", "harm", "neutral"]
    serious: bool
    horizon: str
    measure: Literal["people", "extra"]
    reference_class: str
    affected: str
    unaffected: str
    fair_comparison: bool
    caution: str | None = None
    compare_only_within: tuple[tuple[str, ...], ...] = ()
    """Groups of options whose figures may be compared; empty where all may."""
    certainty: Certainty
    certainty_why: str
    conflict: str | None = None
    opened: bool
    """Its figures were on the screen: alone, or in the table of all outcomes."""
    shown: bool
    """The same; kept for programs that read this name."""
    matters_to_person: bool
    figures: tuple[ShownFigure, ...]


class ShownOption(Part):
    """One option of the aid and what was done with it; added ones are in the consultation."""

    id: str
    name: str
    aim: str
    status_quo: bool
    opened: bool
    set_aside: bool


class ShownAid(Part):
    """The aid's content as it was at hand when the record was exported."""

    slug: str
    title: str
    version: str
    content_hash: str
    """SHA-256 of the content that was used in the conversation."""
    funding: str
    options: tuple[ShownOption, ...]
    outcomes: tuple[ShownOutcome, ...]
    sources: tuple[Source, ...]


class RecordExport(Part):
    """One record outside the store."""

    format: Literal["sdm-tui record"] = FORMAT
    format_version: Literal[1] = FORMAT_VERSION
    rehearsal: bool
    notices: tuple[str, ...]
    """What must be said wherever this record is shown."""
    consultation: Consultation
    shown: ShownAid | None = None
    """None where no aid was used or its content was not at hand."""


def as_json(
    consultation: Consultation, aid: DecisionAid | None, *, include_private: bool = False
) -> str:
    """Return the record as JSON text, every typed character exactly as it was typed.

    The clinician's private notes are left out unless `include_private`. Hidden characters are
    written as JSON escapes, so that the file is safe to look at in a terminal.
    """
    aid = aid_at_hand(consultation, aid)
    export = RecordExport(
        rehearsal=consultation.rehearsal,
        notices=(
            *standing_notices(consultation),
            *amended_notice(consultation),
            *aid_notices(consultation, aid),
            *((GROUPS_IN_RECORD,) if aid is not None and aid.outcomes else ()),
        ),
        consultation=consultation,
        shown=_shown(consultation, aid) if aid else None,
    )
    data = export.model_dump(mode="json")
    if not include_private:
        del data["consultation"]["private_notes"]
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def read_json(text: str) -> RecordExport:
    """Return the record that a JSON text holds.

    Raises RecordUnreadable where the text is not JSON or not such a record.
    """
    try:
        return RecordExport.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        where = f" at {place}" if place else ""
        raise RecordUnreadable(
            f"This is not a record that sdm-tui wrote{where}: {first['msg']}. Nothing was changed.",
            "Export the record again, and leave the file as it is.",
        ) from error


def _shown(consultation: Consultation, aid: DecisionAid) -> ShownAid:
    used = consultation.aid
    return ShownAid(
        slug=aid.slug,
        title=aid.title,
        version=aid.version,
        content_hash=used.content_hash if used else "",
        funding=aid.funding,
        options=tuple(
            ShownOption(
                id=option.id,
                name=option.name,
                aim=option.aim,
                status_quo=option.status_quo,
                opened=option.id in consultation.options.opened,
                set_aside=consultation.set_aside(option.id) is not None,
            )
            for option in aid.options
        ),
        outcomes=tuple(_shown_outcome(consultation, outcome) for outcome in aid.outcomes),
        sources=aid.sources,
    )


def _shown_outcome(consultation: Consultation, outcome: Outcome) -> ShownOutcome:
    was_shown = outcome.id in consultation.opened_outcomes()
    return ShownOutcome(
        id=outcome.id,
        name=outcome.name,
        kind=outcome.kind,
        serious=outcome.serious,
        horizon=outcome.horizon,
        measure=outcome.measure,
        reference_class=outcome.reference_class,
        affected=outcome.affected,
        unaffected=outcome.unaffected,
        fair_comparison=outcome.fair_comparison,
        caution=outcome.caution,
        compare_only_within=outcome.compare_only_within,
        certainty=outcome.certainty,
        certainty_why=outcome.certainty_why,
        conflict=outcome.conflict,
        opened=was_shown,
        shown=was_shown,
        matters_to_person=outcome.id in consultation.figures.matter_to_me,
        figures=tuple(_shown_figure(outcome, estimate) for estimate in outcome.estimates),
    )


def _shown_figure(outcome: Outcome, estimate: Estimate) -> ShownFigure:
    return ShownFigure(
        option=estimate.option,
        basis=estimate.basis,
        count=estimate.count,
        denominator=outcome.denominator,
        low=estimate.low,
        high=estimate.high,
        range_kind=estimate.range_kind,
        arithmetic=estimate.arithmetic,
        arithmetic_low=estimate.arithmetic_low,
        arithmetic_high=estimate.arithmetic_high,
        people=estimate.people,
        sources=estimate.sources,
        reason=estimate.reason,
    )
