"""Consultations of every kind that the model allows, and the words that were typed in them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final, get_args

from hypothesis import strategies as st
from pydantic import BaseModel, BeforeValidator

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import model
from sdm_tui.consultation.stages import (
    DECISION_LIES_WITH,
    NEEDS,
    PRESENT,
    TAKING_PART,
    WOULD_HELP,
)
from tests.documents.conftest import HASH, NOW
from tests.documents.test_hostile_words import HOSTILE

PRIVATE: Final = "PRIVATE-ONLY-FOR-ME"
OPTIONS: Final = ("wait", "tablets", "added-option-1", "added-option-2", "gone")
VALUES: Final = ("no-pain", "no-pills", "added-value-1", "added-value-2", "gone")
OUTCOMES: Final = ("ache", "bleed", "gone")

typed: Final = st.one_of(
    st.just(""),
    st.builds(
        lambda before, number, after: f"{before}word{number}{after}",
        st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(), max_size=8)),
        st.integers(0, 999_999),
        st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(), max_size=8)),
    ),
)
times: Final = st.builds(
    lambda minutes, offset: (NOW + timedelta(minutes=minutes)).astimezone(
        timezone(timedelta(minutes=offset))
    ),
    st.integers(-500_000, 500_000),
    st.sampled_from((-720, 0, 60, 840)),
)
days: Final = st.dates(date(2025, 1, 1), date(2028, 1, 1))
to_ten: Final = st.integers(0, 10)
maybe: Final = st.none() | to_ten
yes_no: Final = st.sampled_from((None, "yes", "no"))


def some(strategy: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[Any]:
    """Return what draws a few of a kind."""
    return st.lists(strategy, max_size=most).map(tuple)


def one_each(
    names: tuple[str, ...], key: str, part: type[BaseModel], **others: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    """Return what draws parts, at most one for each name, which stands in the field `key`."""
    return st.lists(st.sampled_from(names), max_size=3, unique=True).flatmap(
        lambda drawn: st.tuples(
            *(st.builds(part, **{key: st.just(name)}, **others) for name in drawn)
        )
    )


signed: Final = st.none() | st.builds(
    model.SignOffHeld,
    standing=st.sampled_from(("signed", "lapsed", "revoked")),
    name=st.just("Dr Signer"),
    on=days,
)
starts: Final = st.builds(
    model.Start,
    decision=typed,
    label=typed,
    nhs_number=typed,
    present=some(st.sampled_from(PRESENT)),
    present_other=typed,
    needs=some(st.sampled_from(NEEDS)),
    needs_other=typed,
    taking_part=st.none() | st.sampled_from(TAKING_PART),
    decision_lies_with=st.none() | st.sampled_from(DECISION_LIES_WITH),
    agrees_to_record=yes_no,
    emergency=yes_no,
    capacity_doubt=yes_no,
    route=st.sampled_from((5, 10, 20)),
)
matters: Final = st.builds(
    model.WhatMatters,
    important=typed,
    worries=typed,
    hopes=typed,
    keep_doing=typed,
    ratings=st.dictionaries(st.sampled_from(VALUES), to_ten | st.just("not sure")),
    added_values=one_each(VALUES[2:4], "id", model.AddedValue, text=typed),
    about_appreciate=typed,
    about_who=typed,
    about_support=typed,
    concerns=one_each(
        get_args(model.ConcernKind), "kind", model.Concern, weight=maybe, words=typed
    ),
)
talks_of_options: Final = st.builds(
    model.OptionsTalk,
    added_options=one_each(
        OPTIONS[2:4],
        "id",
        model.AddedOption,
        name=typed,
        what_it_involves=typed,
        good_points=typed,
        hard_points=typed,
    ),
    set_aside=one_each(OPTIONS, "option", model.SetAside, reason=typed, at=times),
    notes=one_each(OPTIONS, "option", model.OptionNote, words=typed, at=times),
    is_turned_round=st.booleans(),
    opened=st.lists(st.sampled_from(OPTIONS), max_size=3, unique=True).map(tuple),
)
scores: Final = some(
    st.builds(
        model.ScoreUse,
        score=st.just("gone"),
        name=st.just("An old score"),
        typed=typed,
        typed_from=typed,
        at=times,
    ),
    1,
)
talks_of_figures: Final = st.builds(
    model.FiguresTalk,
    opened=one_each(
        OUTCOMES,
        "outcome",
        model.OpenedOutcome,
        view=st.sampled_from(get_args(model.View)),
        at=times,
    ),
    table_shown=st.booleans(),
    matter_to_me=st.lists(st.sampled_from(OUTCOMES), max_size=2, unique=True).map(tuple),
    questions_opened=some(st.sampled_from(("Can I drive?", "Is it gone?"))),
    teach_backs=some(
        st.builds(model.TeachBack, asked=typed, said=typed, clarified=typed, at=times)
    ),
    scores=scores,
    scores_before=scores,
)
decisions: Final = st.builds(
    model.Deciding,
    leans=st.dictionaries(st.sampled_from(VALUES), st.sampled_from((*OPTIONS, model.NEITHER))),
    status=st.none() | st.sampled_from(get_args(model.Status)),
    chosen=st.none() | st.sampled_from(OPTIONS),
    why=typed,
    how_sure=maybe,
    would_help=some(st.sampled_from(WOULD_HELP)),
    would_help_words=typed,
    clinician_view=typed,
    readiness=st.dictionaries(
        st.sampled_from(get_args(model.ReadinessCheck)), st.sampled_from(("yes", "no"))
    ),
    actions=some(st.builds(model.Action, what=typed, who=typed, when=typed), 3),
    support=typed,
    review_date=typed,
    safety_net=typed,
    share_what=typed,
    share_with=typed,
)
seals: Final = st.none() | st.builds(model.Seal, at=times, by=typed)


@st.composite
def consultations(draw: st.DrawFn, aid: DecisionAid) -> model.Consultation:
    """Draw a consultation, with the aid or without one, finished or not, in a few sittings."""
    used = model.AidUsed(
        slug=aid.slug,
        title=aid.title,
        condition=aid.condition,
        version=aid.version,
        content_hash=HASH,
        last_reviewed=aid.last_reviewed,
        review_due=draw(days),
        sign_off=draw(signed),
        checker_errors=draw(st.integers(0, 2)),
    )
    at = draw(times)
    is_with_aid = draw(st.booleans())
    seal = draw(seals)
    amendment = st.builds(model.Amendment, at=times, by=typed, reason=typed, words=typed)
    return model.Consultation(
        id="test-9999",
        created=at,
        touched=at,
        rehearsal=draw(st.booleans()),
        aid=used if is_with_aid else None,
        overdue_reason=draw(typed) if is_with_aid else "",
        contacts=draw(some(st.builds(model.Contact, at=times), 3)),
        start=draw(starts),
        what_matters=draw(matters),
        options=draw(talks_of_options),
        figures=draw(talks_of_figures),
        deciding=draw(decisions),
        private_notes=PRIVATE,
        seal=seal,
        amendments=draw(some(amendment)) if seal else (),
    )


def typed_words(part: BaseModel) -> Iterator[str]:
    """Yield what was typed in a part of a consultation, apart from the private notes.

    Who signed an aid off is no part of the conversation.
    """
    for name, field in type(part).model_fields.items():
        held = getattr(part, name)
        if isinstance(held, str):
            is_typed = any(isinstance(each, BeforeValidator) for each in field.metadata)
            if is_typed and name != "private_notes":
                yield held
        for inner in held if isinstance(held, tuple) else (held,):
            if isinstance(inner, BaseModel) and not isinstance(inner, model.SignOffHeld):
                yield from typed_words(inner)


NEVER: Final = datetime(2031, 1, 1, tzinfo=UTC).date()
"""A day long after everything else."""
