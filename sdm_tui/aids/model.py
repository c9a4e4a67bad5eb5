"""A decision aid as data: what its file must say, and what it may not.

The models refuse a figure that is not a whole number out of a stated denominator, for a time span,
about a stated group, from a source. Rules that need two parts of the file at once (a source that
must exist, arithmetic that must come out) are in `sdm_tui.aids.references`, so that an author hears
of every fault together.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, WithJsonSchema

from sdm_tui.aids.parts import Estimate, Language, OutcomeWords, Part, Slug, Source, Text
from sdm_tui.aids.score_model import Score

Progress = Literal["yes", "no", "not yet"]
DecidedBy = Literal["patient", "parent"]
OptionKind = Literal[
    "carry on as now", "self-care", "medicine", "procedure", "therapy", "test", "service"
]


class Author(Part):
    """Someone who wrote the aid, by role and never by name."""

    role: Text
    """What the author is, for example "GP" or "patient"; no names."""


class Development(Part):
    """How the aid was made and with whom; "not yet" is an honest answer."""

    patients_involved: Progress
    """People who face the decision helped to make it."""
    professionals_involved: Progress
    """People who give this care helped to make it."""
    patients_needs: Progress
    """What people need in order to decide was asked of them."""
    professionals_needs: Progress
    """What professionals need for the conversation was asked of them."""
    reviewed_by_patients: Progress
    """Read by people who had no part in making it."""
    reviewed_by_professionals: Progress
    """Read by professionals who had no part in making it."""
    tested_with_patients: Progress
    """Tried by people who really faced the decision."""
    tested_with_professionals: Progress
    """Tried by professionals with people who really faced the decision."""
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
    """Somebody looked at how it works for people in different groups."""
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
    """The outcome that counts those whom the test rightly finds."""
    true_negative: Slug | None = None
    """The outcome that counts those whom the test rightly clears."""
    false_positive: Slug | None = None
    """The outcome that counts those whom the test finds wrongly."""
    false_negative: Slug | None = None
    """The outcome that counts those whom the test misses."""


class Outcome(OutcomeWords):
    """Something that may happen, with one estimate for each option."""

    id: Slug
    """Short name for use inside the file: lower case, digits and single hyphens."""
    measure: Literal["people", "extra"] = "people"
    """people: how many were affected. extra: how many more than without the option."""
    estimates: tuple[Estimate, ...]
    """One for every option, also where there is no figure."""

    def estimate(self, option_id: str) -> Estimate | None:
        """Return the estimate for one option; None for an option added by hand."""
        return next((e for e in self.estimates if e.option == option_id), None)


class LivingWith(Part):
    """What it is like to live with an option and what follows from it."""

    body: Text
    """How the body may feel, in one short sentence."""
    mind: Text
    """How it may feel to live with, in one short sentence."""
    daily_life: Text
    """What it means for work, home and other people, in one short sentence."""


class DecisionOption(Part):
    """One reasonable thing to do; every option answers the same questions."""

    id: Slug
    """Short name for use inside the file: lower case, digits and single hyphens."""
    name: Text
    """The option in plain words, as both people will say it."""
    short_name: Annotated[str, StringConstraints(min_length=1, max_length=22)]
    """For narrow columns."""
    kind: OptionKind
    """What sort of thing the option is."""
    status_quo: bool = False
    """Carrying on as now, or no treatment."""
    aim: Text
    """What the option is meant to do, in one sentence."""
    what_it_involves: Annotated[tuple[Text, ...], Field(min_length=1)]
    """The steps, each in one short sentence; at least one."""
    how_long: Text
    """How long it goes on."""
    recovery: Text
    """How long it takes to be back to usual, and what that is like."""
    follow_up: Text
    """Which checks or visits come after."""
    asks_of_me: Text
    """What the person has to do, pay or put up with."""
    reversible: Text
    """Whether it can be stopped or undone."""
    good_points: Annotated[tuple[Text, ...], Field(min_length=1)]
    """What speaks for it; as many as every other option has."""
    hard_points: Annotated[tuple[Text, ...], Field(min_length=1)]
    """What speaks against it; as many as every other option has."""
    may_not_suit: tuple[Text, ...] = ()
    """People for whom it may be wrong."""
    living_with: LivingWith
    """What it is like to live with, in three short texts."""


class ValueStatement(Part):
    """Something that tends to matter to people, for the person to rate."""

    id: Slug
    """Short name for use inside the file: lower case, digits and single hyphens."""
    text: Text
    """What may matter, in the person's own voice and leaning to no option."""
    touches: tuple[Slug, ...] = ()
    """The outcomes, or scores, that bear on it."""


class CommonQuestion(Part):
    """A question people ask, with its answer and where the answer comes from."""

    question: Text
    """The question as a person would ask it."""
    answer: Text
    """The answer in a few plain sentences."""
    sources: tuple[str, ...] = ()
    """Keys of the sources of the answer."""


class PracticalRow(Part):
    """One row of the side-by-side grid: a practical question answered for every option."""

    question: Text
    """A practical question, for example whether time off work is needed."""
    answers: dict[Slug, Text]
    """One short answer under the `id` of every option."""


class GlossaryEntry(Part):
    """A hard word and its plain meaning."""

    term: Text
    """The hard word, as it stands in the aid."""
    meaning: Text
    """What it means, in plain words."""


class Support(Part):
    """Where more help can be found."""

    name: Text
    """Who or what helps."""
    detail: Text
    """How to reach it and what it is for."""


class DecisionAid(Part):
    """One decision: its options, outcomes, values and sources."""

    format: Literal[1]
    """The version of this format: always 1."""
    slug: Slug
    """The name of the aid's folder: lower case, digits and single hyphens."""
    title: Annotated[str, StringConstraints(pattern=r"[?\u037e\u061f\uff1f]$", max_length=110)]
    """The decision as a question."""
    condition: Text
    """The condition or the situation, in the words a clinician would search for."""
    synonyms: tuple[Text, ...] = ()
    """Other words that someone might type to find the aid."""
    summary: Text
    """What the problem is and what has to be decided, in two or three sentences."""
    audience: Text
    """Whom the aid is for."""
    decided_by: DecidedBy = "patient"
    """patient: the aid speaks to the patient. parent: to a parent or carer who decides for a
    child; "you" is then the parent, and the screens and records ask and say so."""
    not_for: Annotated[tuple[Text, ...], Field(min_length=1)]
    """People for whom the aid is wrong; at least one."""
    red_flags: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Signs that need help first, before any decision; at least one."""
    country: Text
    """Where the guidance and the services that it describes apply."""
    language: Annotated[Language, WithJsonSchema({"type": "string", "const": "en-GB"})]
    """The language of the texts: en-GB in every aid's own file, another in a translated aid."""
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    """Three numbers with dots, for example 1.0.0; raise it with every change."""
    published: date
    """The day on which this version came out, as in 2026-11-22."""
    last_reviewed: date
    """The day on which somebody last compared the aid with its sources."""
    review_due: date
    """The day by which that must happen again; later than the last review."""
    update_policy: Text
    """How the aid is kept up to date, and what would change it sooner."""
    corrections: Text
    """How to tell somebody about a mistake in the aid, also without a network."""
    funding: Text
    """Who paid for the making of the aid; none is an answer."""
    interests: Text
    """What its authors have to gain or lose; none declared is an answer."""
    authors: Annotated[tuple[Author, ...], Field(min_length=1)]
    """Who wrote it, by role; at least one."""
    development: Development
    """How it was made and with whom."""
    equality: Equality
    """Whether somebody looked at how it works for different groups of people."""
    evidence_method: Text
    """How the evidence was found and chosen."""
    options: Annotated[tuple[DecisionOption, ...], Field(min_length=2)]
    """What can be done; at least two, and one of them is carrying on as now."""
    outcomes: tuple[Outcome, ...] = ()
    """What may happen, with a figure for every option or the reason why there is none."""
    no_outcomes_reason: Text | None = None
    """Needed where the aid has no outcomes: why there are no figures."""
    scores: tuple[Score, ...] = ()
    """Published scores, or a risk that is typed in, that change the figures."""
    test: ScreeningTest | None = None
    """Only for a decision about having a test."""
    values: Annotated[tuple[ValueStatement, ...], Field(min_length=3, max_length=8)]
    """Three to eight balanced statements of what may matter, for the person to rate."""
    questions: tuple[CommonQuestion, ...] = ()
    """Questions that people ask, with answers."""
    practical_grid: tuple[PracticalRow, ...] = ()
    """Practical questions, answered side by side for every option."""
    glossary: tuple[GlossaryEntry, ...] = ()
    """Hard words that the aid uses, with their meaning."""
    safety_net: Annotated[tuple[Text, ...], Field(min_length=1)]
    """What to watch for and what to do then, as sentences to the person."""
    further_support: tuple[Support, ...] = ()
    """Where more help can be found."""
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    """Everything that a figure or an answer rests on; at least one."""

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
