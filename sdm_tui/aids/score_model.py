"""A published score as data: its questions, its table, and the effects applied to the table."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from sdm_tui.aids.parts import Certainty, Count, Estimate, Part, RangeKind, Slug, Text


class ScoreAnswer(Part):
    """One answer to a question of a score, with its points."""

    label: Text
    points: Annotated[int, Field(ge=0, le=20, strict=True)]


class ScoreInput(Part):
    """One question of a score."""

    id: Slug
    question: Text
    """For the clinician, for example "Age" or "High blood pressure"."""
    answers: Annotated[tuple[ScoreAnswer, ...], Field(min_length=2)]


class TypedRisk(Part):
    """A risk that the clinician brings from a system of their own; we never work it out."""

    question: Text
    """What to type, for example "Ten-year risk from your own system"."""
    unit: Text
    """What stands after the number, for example "%"."""
    least: Annotated[Decimal, Field(ge=0)]
    most: Annotated[Decimal, Field(le=1000)]
    """Between these two a source supports the figures; other values are refused."""
    people_for_each: Annotated[int, Field(ge=1, le=100, strict=True)]
    """People, out of the outcome's denominator, that each whole unit stands for."""


class ScoreRow(Part):
    """A row of the published table."""

    score: Annotated[int, Field(ge=0, strict=True)]
    count: Count
    """People affected with the baseline option, out of the outcome's denominator."""


def _as_text(value: object) -> object:
    """Return a bare number as the text that it was written as."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


Factor = Annotated[str, BeforeValidator(_as_text), StringConstraints(pattern=r"^[0-9. x/()]+$")]
"""Arithmetic that a baseline is multiplied by, for example 0.36, "0.36 x 0.81" or "22 / 38"."""


class Effect(Part):
    """The published effect of one option on the baseline, or the reason why there is none."""

    option: Slug
    multiply_by: Factor | None = None
    multiply_low: Factor | None = None
    multiply_high: Factor | None = None
    range_kind: RangeKind = "interval"
    sources: tuple[str, ...] = ()
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
    estimate: Estimate


class ScoredOutcome(Part):
    """The outcome that a score is about; "{score}" in a text is replaced by the score."""

    name: Text
    kind: Literal["good", "harm", "neutral"]
    serious: bool = False
    key: bool = False
    horizon: Text
    denominator: Literal[100, 1000]
    reference_class: Text
    affected: Text
    unaffected: Text
    fair_comparison: bool
    caution: Text | None = None
    compare_only_within: tuple[tuple[Slug, ...], ...] = ()
    certainty: Certainty
    certainty_why: Text
    explanation: Text | None = None
    conflict: Text | None = None


class Score(Part):
    """A published score, or a risk typed in, that changes a baseline; every step is shown."""

    id: Slug
    name: Text
    """The field's name, for the clinician, for example "CHA2DS2-VASc"."""
    plain_name: Text
    """For the patient, for example "stroke score"."""
    about: Text
    """What the score is, how well it works and for whom; told to the clinician."""
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    """Where the questions and their points, or the meaning of the typed risk, were seen."""
    inputs: tuple[ScoreInput, ...] = ()
    typed: TypedRisk | None = None
    table: tuple[ScoreRow, ...] = ()
    table_basis: Literal["read", "second-hand", "derived"]
    table_sources: Annotated[tuple[str, ...], Field(min_length=1)]
    table_note: Text | None = None
    """For the clinician, for example which rows rest on few people."""
    baseline_option: Slug
    """The option to which the table, or the typed risk, applies."""
    effects: tuple[Effect, ...]
    published: tuple[PublishedRow, ...] = ()
    examples: tuple[Decimal, ...] = ()
    """Scores whose figures are listed as examples until this person's score is known."""
    outcome: ScoredOutcome

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if bool(self.inputs) == (self.typed is not None):
            raise ValueError('a score needs either "inputs" or "typed"')
        if self.inputs and not self.table:
            raise ValueError('a score with "inputs" needs its "table"')
        if self.typed is not None and self.table:
            raise ValueError('a typed risk is its own baseline, so it has no "table"')
        return self
