"""A published score as data: its questions, its table, and the effects applied to the table."""

from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema, model_validator

from sdm_tui.aids.parts import Count, Estimate, OutcomeWords, Part, RangeKind, Slug, Text


class ScoreAnswer(Part):
    """One answer to a question of a score, with its points."""

    label: Text
    """The answer as it is offered, for example "65 to 74"."""
    points: Annotated[int, Field(ge=0, le=20, strict=True)]
    """Points for this answer, from 0 to 20."""


class ScoreInput(Part):
    """One question of a score."""

    id: Slug
    """Short name for use inside the file: lower case, digits and single hyphens."""
    question: Text
    """For the clinician, for example "Age" or "High blood pressure"."""
    answers: Annotated[tuple[ScoreAnswer, ...], Field(min_length=2, max_length=9)]
    """Two to nine, because each is chosen by its number."""
    """The answers to choose from; at least two."""


class TypedRisk(Part):
    """A risk that the clinician brings from a system of their own; we never work it out."""

    question: Text
    """What to type, for example "Ten-year risk from your own system"."""
    unit: Text
    """What stands after the number, for example "%"."""
    least: Annotated[Decimal, Field(ge=0)]
    """Lowest value for which a source supports the figures; 0 or more."""
    most: Annotated[Decimal, Field(le=1000)]
    """Highest value for which a source supports the figures; 1000 or less. Others are refused."""
    people_for_each: Annotated[int, Field(ge=1, le=100, strict=True)]
    """People, out of the outcome's denominator, that each whole unit stands for."""


class ScoreRow(Part):
    """A row of the published table."""

    score: Annotated[int, Field(ge=0, strict=True)]
    """The sum of points that the row is for."""
    count: Count
    """People affected with the baseline option, out of the outcome's denominator."""
    in_source: Text | None = None
    """The count as the source prints it, for example "3.2%"."""


def _as_text(value: object) -> object:
    """Return a bare number as the text that it was written as."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


_FACTOR: Final = r"^[0-9. x/()]+$"
Factor = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(pattern=_FACTOR),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": _FACTOR}]}),
]
"""Arithmetic that a baseline is multiplied by, for example 0.36, "0.36 x 0.81" or "22 / 38"."""


class Effect(Part):
    """The published effect of one option on the baseline, or the reason why there is none."""

    option: Slug
    """The `id` of the option; every option but the baseline has one effect."""
    multiply_by: Factor | None = None
    """What the baseline is multiplied by; leave it out where there is a reason."""
    multiply_low: Factor | None = None
    """The same for the lower end of the range; leave both ends out without a range."""
    multiply_high: Factor | None = None
    """The same for the upper end of the range."""
    range_kind: RangeKind = "interval"
    """interval: from one analysis. between sources: what different sources give."""
    sources: tuple[str, ...] = ()
    """Keys of the sources of the factor."""
    about: Text | None = None
    """For the clinician: what the factor is, for example "hazard ratio against warfarin"."""
    reason: Text | None = None
    """Why no figure can be worked out for this option."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if (self.multiply_by is None) == (self.reason is None):
            raise ValueError('an effect needs either "multiply_by" or a "reason"')
        if self.multiply_by is not None and not self.sources:
            raise ValueError("an effect needs at least one source")
        if (self.multiply_low is None) != (self.multiply_high is None):
            raise ValueError("a range needs both multiply_low and multiply_high")
        return self


class PublishedRow(Part):
    """A figure that a source prints for one score; it is shown in place of the multiplication."""

    score: Decimal
    """The score that the printed figure is for."""
    estimate: Estimate
    """The figure as the source prints it, for one option."""


class ScoredOutcome(OutcomeWords):
    """The outcome that a score is about; "{score}" in a text is replaced by the score."""


class Score(Part):
    """A published score, or a risk typed in, that changes a baseline; every step is shown."""

    id: Slug
    """Short name for use inside the file: lower case, digits and single hyphens."""
    name: Text
    """The field's name, for the clinician, for example "CHA2DS2-VASc"."""
    plain_name: Text
    """For the patient, for example "stroke score"."""
    about: Text
    """What the score is, how well it works and for whom; told to the clinician."""
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    """Where the questions and their points, or the meaning of the typed risk, were seen."""
    inputs: tuple[ScoreInput, ...] = ()
    """The questions of the score; leave them out for a risk that is typed in."""
    typed: TypedRisk | None = None
    """A risk that is typed in, in place of questions and table."""
    table: tuple[ScoreRow, ...] = ()
    """The published table: people affected with the baseline option for each score."""
    table_basis: Literal["read", "second-hand", "derived"]
    """read: seen in the source. second-hand: seen in a page that quotes it. derived: worked out."""
    table_sources: Annotated[tuple[str, ...], Field(min_length=1)]
    """Keys of the sources of the table; a second-hand one names page and original."""
    table_note: Text | None = None
    """For the clinician, for example which rows rest on few people."""
    baseline_option: Slug
    """The option to which the table, or the typed risk, applies."""
    effects: tuple[Effect, ...]
    """What each of the other options changes, from a source."""
    published: tuple[PublishedRow, ...] = ()
    """Figures that a source prints itself, shown in place of the multiplication."""
    examples: tuple[Decimal, ...] = ()
    """Scores whose figures are listed as examples until this person's score is known."""
    outcome: ScoredOutcome
    """The outcome that the score is about, in words."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if bool(self.inputs) == (self.typed is not None):
            raise ValueError('a score needs either "inputs" or "typed"')
        if self.inputs and not self.table:
            raise ValueError('a score with "inputs" needs its "table"')
        if self.inputs and self.table_basis == "derived":
            raise ValueError('the table of a point score is "read" or "second-hand"')
        if self.typed is not None and self.table:
            raise ValueError('a typed risk is its own baseline, so it has no "table"')
        return self
