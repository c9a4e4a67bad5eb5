"""The smallest parts of a decision aid: names, texts, sources and single figures."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
"""A name in lower case, digits and single hyphens."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Language = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")
]
"""A language's tag (BCP 47), with a script or a region where needed: cy, zh-Hans, pt-BR."""
Count = Annotated[int, Field(ge=0, strict=True)]

Basis = Literal["read", "second-hand", "derived", "none", "does-not-apply"]
Certainty = Literal["high", "moderate", "low", "very low", "not stated"]
RangeKind = Literal["interval", "between sources"]


class Part(BaseModel):
    """A frozen part of an aid; names that are not known are refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True
    )


class Source(Part):
    """Where a figure or a statement was seen."""

    key: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]*$", max_length=20)]
    """Short name in capitals that the rest of the file uses."""
    title: Text
    """Title of the source, as it stands on it."""
    publisher: Text
    """Who published it, such as a journal or an organisation."""
    year: Text
    """Year of publication in quotes, for example "2023", or "undated"."""
    url: Text
    """Full web address at which it was read."""
    part_read: Text
    """Which part of the source was opened, for example "abstract"."""


class Estimate(Part):
    """One outcome's figure for one option, or the reason why there is none."""

    option: Slug
    """The `id` of the option that the figure is for."""
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
    range_kind: RangeKind = "interval"
    """interval: from one analysis, such as a 95% interval. between sources: what different studies
    or sources give."""
    arithmetic: Text | None = None
    """How a derived count was worked out, for example "1031 / 1555 x 1000, rounded"."""
    arithmetic_low: Text | None = None
    """How the lower end was worked out."""
    arithmetic_high: Text | None = None
    """How the upper end was worked out."""
    in_source: Text | None = None
    """The count as the source prints it, for example "27.1%", "1031/1555" or "16 per 1000". It is
    typed a second time so that a slip in either is found."""
    range_in_source: Text | None = None
    """The range as the source prints it, for example "25.0% to 29.2%"."""
    people: Text | None = None
    """Who was counted, where that needs saying, for example "people given a dummy gel"."""
    sources: tuple[str, ...] = ()
    """Keys of the sources of the figure; a second-hand one names the page and the original."""
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


class OutcomeWords(Part):
    """What an outcome is and whom its figures are about, whether a score changes them or not."""

    name: Text
    """What may happen, in plain words and without a number."""
    kind: Literal["good", "harm", "neutral"]
    """good: something people hope for. harm: something unwanted. neutral: neither."""
    serious: bool = False
    """A serious harm is always listed, however rare."""
    key: bool = False
    """Listed in the five-minute route too; serious harms are listed in every route."""
    horizon: Text
    """The time span in words that end a sentence: "on day 3", "within 2 years"."""
    denominator: Literal[100, 1000]
    """Every figure of the outcome is a count out of this many people: 100 or 1000."""
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
    """How sure the sources are of the figures, in their own grading."""
    certainty_why: Text
    """Why the certainty is as it is, in one sentence; told to the clinician."""
    explanation: Text | None = None
    """What the outcome is, in plain words."""
    conflict: Text | None = None
    """Where sources differ: told to the clinician beside the sources."""
