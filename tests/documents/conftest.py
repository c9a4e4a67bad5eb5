"""A small invented aid, and a consultation that used all of it."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

import pytest

from sdm_tui.aids.model import (
    Author,
    CommonQuestion,
    DecisionAid,
    DecisionOption,
    Development,
    Equality,
    LivingWith,
    Outcome,
    ValueStatement,
)
from sdm_tui.aids.parts import Estimate, Source
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import AidUsed, Consultation, started

TODAY: Final = date(2026, 11, 22)
NOW: Final = datetime(2026, 11, 22, 9, 5, tzinfo=timezone(timedelta(hours=1)))
LATER: Final = datetime(2026, 12, 3, 14, 30, tzinfo=UTC)
HASH: Final = "0123456789abcdef" * 4


def _option(option_id: str, name: str, *, status_quo: bool = False) -> DecisionOption:
    return DecisionOption(
        id=option_id,
        name=name,
        short_name=name[:22],
        kind="carry on as now" if status_quo else "medicine",
        status_quo=status_quo,
        aim=f"The aim of {option_id}.",
        what_it_involves=("One step.",),
        how_long="A week.",
        recovery="None.",
        follow_up="None.",
        asks_of_me="Little.",
        reversible="Yes.",
        good_points=("A good point.",),
        hard_points=("A hard point.",),
        living_with=LivingWith(body="Body.", mind="Mind.", daily_life="Days."),
    )


def _outcomes() -> tuple[Outcome, ...]:
    ache = Outcome(
        id="ache",
        name="Still aching",
        kind="harm",
        horizon="on day 3",
        denominator=1000,
        reference_class="people with an invented ache",
        affected="still ached",
        unaffected="did not ache",
        fair_comparison=True,
        certainty="moderate",
        certainty_why="Two invented trials.",
        estimates=(
            Estimate(option="wait", basis="read", count=663, sources=("FIRST",)),
            Estimate(
                option="tablets",
                basis="derived",
                count=500,
                low=450,
                high=550,
                arithmetic="1 / 2 x 1000",
                sources=("SECOND",),
            ),
        ),
    )
    bleed = Outcome(
        id="bleed",
        name="A bad bleed",
        kind="harm",
        serious=True,
        horizon="within 1 year",
        denominator=100,
        reference_class="people with an invented ache",
        affected="bled badly",
        unaffected="did not bleed badly",
        fair_comparison=False,
        caution="The groups were different.",
        certainty="very low",
        certainty_why="One invented survey.",
        estimates=(
            Estimate(option="wait", basis="does-not-apply", reason="Waiting causes no bleed."),
            Estimate(option="tablets", basis="none", reason="Nobody counted it."),
        ),
    )
    return ache, bleed


@pytest.fixture(scope="session")
def aid() -> DecisionAid:
    outcomes = _outcomes()
    return DecisionAid(
        format=1,
        slug="invented-ache",
        title="What shall I do about my invented ache?",
        condition="Invented ache",
        summary="An ache that we made up.",
        audience="Adults.",
        not_for=("Children.",),
        red_flags=("A sudden ache.",),
        country="England",
        language="en-GB",
        version="1.2.0",
        published=date(2026, 1, 1),
        last_reviewed=date(2026, 1, 1),
        review_due=date(2027, 1, 1),
        update_policy="Each year.",
        corrections="Tell the author.",
        funding="Nobody paid.",
        interests="None.",
        authors=(Author(role="nurse"),),
        development=Development(
            patients_involved="no",
            professionals_involved="no",
            patients_needs="no",
            professionals_needs="no",
            reviewed_by_patients="no",
            reviewed_by_professionals="no",
            tested_with_patients="not yet",
            tested_with_professionals="not yet",
            tested_with_low_literacy="not yet",
            knowledge_evaluated="not yet",
            match_evaluated="not yet",
            note="Invented.",
        ),
        equality=Equality(assessed="no", note="Invented."),
        evidence_method="Invented.",
        options=(
            _option("wait", "Wait and see", status_quo=True),
            _option("tablets", "Tablets each day"),
        ),
        outcomes=outcomes,
        values=tuple(
            ValueStatement(id=name, text=text, touches=touches)
            for name, text, touches in (
                ("no-pain", "Being free of the ache", ("ache",)),
                ("no-pills", "Not taking tablets", ()),
                ("work", "Being at work", ()),
            )
        ),
        questions=(
            CommonQuestion(question="Can I drive?", answer="Yes, you can.", sources=("THIRD",)),
        ),
        safety_net=("Call if it is worse.",),
        sources=tuple(
            Source(
                key=key,
                title=f"The {key.lower()} study",
                publisher="A made-up press",
                year="2025",
                url="https://example.org",
                part_read="abstract",
            )
            for key in ("FIRST", "SECOND", "THIRD", "FOURTH")
        ),
    )


@pytest.fixture(scope="session")
def used(aid: DecisionAid) -> AidUsed:
    return AidUsed(
        slug=aid.slug,
        title=aid.title,
        condition=aid.condition,
        version=aid.version,
        content_hash=HASH,
        last_reviewed=aid.last_reviewed,
        review_due=aid.review_due,
    )


@pytest.fixture(scope="session")
def fresh(used: AidUsed) -> Consultation:
    """Return a consultation in which nothing has been said yet."""
    return started("test-1234", NOW, used)


@pytest.fixture(scope="session")
def blank() -> Consultation:
    """Return a consultation without an aid."""
    return started("test-5678", NOW, None)


@pytest.fixture(scope="session")
def full(fresh: Consultation) -> Consultation:
    """Return a consultation in which something was said at every stage."""
    told = moves.write(fresh, "what_matters.important", "  Playing with my grandchildren ")
    told = moves.rate_value(told, "no-pain", 9)
    told = moves.rate_value(told, "no-pills", 6)
    told = moves.rate_value(told, "work", "not sure")
    told = moves.add_value(told, "Sleeping through")
    told = moves.rate_value(told, "added-value-1", 7)
    told = moves.describe_concern(moves.weigh_concern(told, "family", 8), "family", "My wife")
    told = moves.open_option(told, "wait")
    told = moves.set_aside(told, "tablets", "Too many already", NOW)
    told = moves.note_for_option(told, "wait", "She lives near a pharmacy", NOW)
    told = moves.add_option(told, "Swimming", good_points="She likes it")
    told = moves.open_outcome(told, "ache", "people", NOW)
    told = moves.mark_matters(told, "ache")
    told = moves.open_question(told, "Can I drive?")
    told = moves.record_teach_back(told, "How many ache?", "About half", "663 of 1,000", NOW)
    told = moves.lean(told, "no-pain", "tablets")
    told = moves.lean(told, "work", "neither")
    told = moves.decide(told, "decided", "wait")
    told = moves.write(told, "deciding.why", "I do not like tablets")
    told = moves.write(told, "deciding.clinician_view", "I might have tried them")
    told = moves.answer(told, "deciding.how_sure", 8)
    told = moves.check_readiness(told, "sure", "yes")
    told = moves.check_readiness(told, "informed", "no")
    told = moves.plan_action(told, "ring the clinic", "Her daughter", "next week")
    told = moves.write(told, "deciding.safety_net", "If it gets worse, ring 111")
    told = moves.write(told, "deciding.review_date", "3/12/2026")
    told = moves.write(told, "deciding.share_with", "My sister")
    return moves.write(told, "private_notes", "Seemed tired today")
