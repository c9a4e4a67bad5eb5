"""A decision aid as data: what its file must say, and what it may not.

The models refuse a figure that is not a whole number out of a stated denominator, for a time span,
about a stated group, from a source. Rules that need two parts of the file at once (a source that
must exist, arithmetic that must come out) are in `sdm_tui.aids.references`, so that an author hears
of every fault together.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sdm_tui.aids.parts import Certainty, Estimate, Part, Slug, Source, Text
from sdm_tui.aids.score_model import Score

Progress = Literal["yes", "no", "not yet"]
OptionKind = Literal[
    "carry on as now", "self-care", "medicine", "procedure", "therapy", "test", "service"
]


class Author(Part):
    """Someone who wrote the aid, by role and never by name."""

    role: Text


class Development(Part):
    """How the aid was made and with whom; "not yet" is an honest answer."""

    patients_involved: Progress
    """People who face the decision helped to make it."""
    professionals_involved: Progress
    patients_needs: Progress
    """What people need in order to decide was asked of them."""
    professionals_needs: Progress
    reviewed_by_patients: Progress
    """Read by people who had no part in making it."""
    reviewed_by_professionals: Progress
    tested_with_patients: Progress
    """Tried by people who really faced the decision."""
    tested_with_professionals: Progress
    tested_with_low_literacy: Progress
    """Tried with people who find reading or numbers hard."""
    knowledge_evaluated: Progress
    """Studied: do people know more after using it?"""
    match_evaluated: Progress
    """Studied: do choices fit better with what matters to people?"""
    note: Text
    """One or two sentences about how it was made."""


class Equality(Part):
    """Whether somebody looked at how the aid works for people in different groups."""

    assessed: Progress
    note: Text
    """What was looked at, or what is known to be missing."""


class ScreeningTest(Part):
    """What an aid about having a test must also say."""

    measures: Text
    """What the test is meant to find or to measure."""
    after_positive: Text
    """What usually follows a result that shows something."""
    after_negative: Text
    """What usually follows a result that shows nothing."""
    never_trouble: Text
    """What it means to find something that would never have caused trouble."""
    true_positive: Slug | None = None
    """The outcome that counts those whom the test rightly finds; likewise the next three."""
    true_negative: Slug | None = None
    false_positive: Slug | None = None
    false_negative: Slug | None = None


class Outcome(Part):
    """Something that may happen, with one estimate for each option."""

    id: Slug
    name: Text
    kind: Literal["good", "harm", "neutral"]
    serious: bool = False
    """A serious harm is always listed, however rare."""
    key: bool = False
    """Listed in the five-minute route too; serious harms are listed in every route."""
    horizon: Text
    """The time span in words that end a sentence: "on day 3", "within 2 years"."""
    denominator: Literal[100, 1000]
    measure: Literal["people", "extra"] = "people"
    """people: how many were affected. extra: how many more than without the option."""
    reference_class: Text
    """Whom the figures are about, in words that follow "100 ...": "people with a sore throat"."""
    affected: Text
    """What happened to those counted, in the past tense: "still had a sore throat"."""
    unaffected: Text
    """What happened to the others, in the past tense: "had no sore throat left"."""
    fair_comparison: bool
    """True only where people were put in the groups by chance, so that groups can be compared."""
    caution: Text | None = None
    """What to bear in mind when looking at the options side by side."""
    compare_only_within: tuple[tuple[Slug, ...], ...] = ()
    """Groups of options whose figures may be looked at side by side, for example those of one
    trial; figures from different groups are never shown together or subtracted. Empty: all may."""
    certainty: Certainty
    certainty_why: Text
    explanation: Text | None = None
    """What the outcome is, in plain words."""
    conflict: Text | None = None
    """Where sources differ: told to the clinician beside the sources."""
    estimates: tuple[Estimate, ...]

    def estimate(self, option_id: str) -> Estimate | None:
        """Return the estimate for one option; None for an option added by hand."""
        return next((e for e in self.estimates if e.option == option_id), None)


class LivingWith(Part):
    """What it is like to live with an option and what follows from it."""

    body: Text
    mind: Text
    daily_life: Text


class DecisionOption(Part):
    """One reasonable thing to do; every option answers the same questions."""

    id: Slug
    name: Text
    short_name: Annotated[str, StringConstraints(min_length=1, max_length=22)]
    """For narrow columns."""
    kind: OptionKind
    status_quo: bool = False
    """Carrying on as now, or no treatment."""
    aim: Text
    what_it_involves: Annotated[tuple[Text, ...], Field(min_length=1)]
    how_long: Text
    recovery: Text
    follow_up: Text
    asks_of_me: Text
    reversible: Text
    good_points: Annotated[tuple[Text, ...], Field(min_length=1)]
    hard_points: Annotated[tuple[Text, ...], Field(min_length=1)]
    may_not_suit: tuple[Text, ...] = ()
    living_with: LivingWith


class ValueStatement(Part):
    """Something that tends to matter to people, for the person to rate."""

    id: Slug
    text: Text
    touches: tuple[Slug, ...] = ()
    """The outcomes, or scores, that bear on it."""


class CommonQuestion(Part):
    """A question people ask, with its answer and where the answer comes from."""

    question: Text
    answer: Text
    sources: tuple[str, ...] = ()


class PracticalRow(Part):
    """One row of the side-by-side grid: a practical question answered for every option."""

    question: Text
    answers: dict[Slug, Text]


class GlossaryEntry(Part):
    """A hard word and its plain meaning."""

    term: Text
    meaning: Text


class Support(Part):
    """Where more help can be found."""

    name: Text
    detail: Text


class DecisionAid(Part):
    """One decision: its options, outcomes, values and sources."""

    format: Literal[1]
    slug: Slug
    title: Annotated[str, StringConstraints(pattern=r"\?$", max_length=110)]
    """The decision as a question."""
    condition: Text
    synonyms: tuple[Text, ...] = ()
    """Other words that someone might type to find the aid."""
    summary: Text
    """What the problem is and what has to be decided, in two or three sentences."""
    audience: Text
    not_for: Annotated[tuple[Text, ...], Field(min_length=1)]
    red_flags: Annotated[tuple[Text, ...], Field(min_length=1)]
    country: Text
    language: Literal["en-GB"]
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    published: date
    last_reviewed: date
    review_due: date
    update_policy: Text
    corrections: Text
    """How to tell somebody about a mistake in the aid, also without a network."""
    funding: Text
    interests: Text
    authors: Annotated[tuple[Author, ...], Field(min_length=1)]
    development: Development
    equality: Equality
    evidence_method: Text
    """How the evidence was found and chosen."""
    options: Annotated[tuple[DecisionOption, ...], Field(min_length=2)]
    outcomes: tuple[Outcome, ...] = ()
    no_outcomes_reason: Text | None = None
    """Needed where the aid has no outcomes: why there are no figures."""
    scores: tuple[Score, ...] = ()
    test: ScreeningTest | None = None
    """Only for a decision about having a test."""
    values: Annotated[tuple[ValueStatement, ...], Field(min_length=3, max_length=8)]
    questions: tuple[CommonQuestion, ...] = ()
    practical_grid: tuple[PracticalRow, ...] = ()
    glossary: tuple[GlossaryEntry, ...] = ()
    safety_net: Annotated[tuple[Text, ...], Field(min_length=1)]
    """What to watch for and what to do then, as sentences to the person."""
    further_support: tuple[Support, ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]

    def option(self, option_id: str) -> DecisionOption | None:
        """Return one option of the aid, or None."""
        return next((o for o in self.options if o.id == option_id), None)

    def outcome(self, outcome_id: str) -> Outcome | None:
        """Return one outcome of the aid, or None."""
        return next((o for o in self.outcomes if o.id == outcome_id), None)

    def source(self, key: str) -> Source | None:
        """Return one source by its key, or None."""
        return next((s for s in self.sources if s.key == key), None)


def field_names() -> frozenset[str]:
    """Return every name that a file of an aid may use, at any depth."""
    return frozenset(name for part in _parts_of(Part) for name in part.model_fields)


def _parts_of(part: type[Part]) -> Iterator[type[Part]]:
    for narrower in part.__subclasses__():
        yield narrower
        yield from _parts_of(narrower)
