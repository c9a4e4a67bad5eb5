"""A decision aid as data: what its file must say, and what it may not.

The models refuse a figure that is not a whole number out of a stated denominator, for a time span,
about a stated group, from a source. Rules that need two parts of the file at once (a source that
must exist, arithmetic that must come out) are in `sdm_tui.aids.references`, so that an author hears
of every fault together.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
"""A name in lower case, digits and single hyphens."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Count = Annotated[int, Field(ge=0, strict=True)]

Basis = Literal["read", "second-hand", "derived", "none", "does-not-apply"]
Certainty = Literal["high", "moderate", "low", "very low", "not stated"]
Progress = Literal["yes", "no", "not yet"]


class Part(BaseModel):
    """A frozen part of an aid; names that are not known are refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True
    )


class Author(Part):
    """Someone who wrote the aid, by role and never by name."""

    role: Text


class Development(Part):
    """How the aid was made and with whom; "not yet" is an honest answer."""

    patients_involved: Progress
    professionals_involved: Progress
    reviewed_by_others: Progress
    tested_with_patients: Progress
    tested_with_professionals: Progress
    note: Text
    """One or two sentences about how it was made."""


class Source(Part):
    """Where a figure or a statement was seen."""

    key: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]*$", max_length=20)]
    """Short name in capitals that the rest of the file uses."""
    title: Text
    publisher: Text
    year: Text
    url: Text
    part_read: Text
    """Which part of the source was opened, for example "abstract"."""


class Estimate(Part):
    """One outcome's figure for one option, or the reason why there is none."""

    option: Slug
    basis: Basis
    """read: seen in the source. second-hand: seen in a page that quotes the source (name both).
    derived: arithmetic on figures that were read. none: no reliable figure.
    does-not-apply: the outcome cannot come from this option."""
    count: Count | None = None
    """People affected, out of the outcome's denominator."""
    low: Count | None = None
    """Lower end of the interval; leave both ends out where no range was given."""
    high: Count | None = None
    """Upper end of the interval."""
    arithmetic: Text | None = None
    """How a derived count was worked out, for example "1031 / 1555 x 1000, rounded"."""
    arithmetic_low: Text | None = None
    """How the lower end was worked out."""
    arithmetic_high: Text | None = None
    """How the upper end was worked out."""
    people: Text | None = None
    """Who was counted, where that needs saying, for example "people given a dummy gel"."""
    sources: tuple[str, ...] = ()
    reason: Text | None = None
    """Why there is no figure, in plain words; needed for none and does-not-apply."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.basis in {"none", "does-not-apply"}:
            if self.count is not None or self.low is not None or self.high is not None:
                raise ValueError(f'basis "{self.basis}" cannot have a count or a range')
            if self.reason is None:
                raise ValueError(f'basis "{self.basis}" needs a "reason"')
            return self
        if self.count is None:
            raise ValueError(f'basis "{self.basis}" needs a "count"')
        if not self.sources:
            raise ValueError("a figure needs at least one source")
        if self.basis == "derived" and self.arithmetic is None:
            raise ValueError('a derived figure needs its "arithmetic"')
        if self.basis == "second-hand" and len(self.sources) < 2:
            raise ValueError("a second-hand figure names both the page and the original")
        if (self.low is None) != (self.high is None):
            raise ValueError("a range needs both low and high")
        if (
            self.low is not None
            and self.high is not None
            and not (self.low <= self.count <= self.high)
        ):
            raise ValueError("the count must lie between low and high")
        return self


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
    """The outcomes that bear on it."""


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
    funding: Text
    interests: Text
    authors: Annotated[tuple[Author, ...], Field(min_length=1)]
    development: Development
    evidence_method: Text
    """How the evidence was found and chosen."""
    options: Annotated[tuple[DecisionOption, ...], Field(min_length=2)]
    outcomes: tuple[Outcome, ...] = ()
    no_outcomes_reason: Text | None = None
    """Needed where the aid has no outcomes: why there are no figures."""
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
