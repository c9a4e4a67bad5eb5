"""Published scores: from answers to points, from points to a row of the table, and what follows.

Nothing is predicted for one person: a score names the group whose published count is shown, and the
published effect of each option multiplies that count. Every step can be told. A value that the
table does not hold is refused and never extrapolated.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from sdm_tui.aids.figures import (
    ROUNDED,
    NaturalFrequency,
    number,
    range_words,
    recompute,
    worked_out,
)
from sdm_tui.aids.model import DecisionAid, Outcome
from sdm_tui.aids.parts import Estimate
from sdm_tui.aids.score_model import Effect, Score


class OutsideTable(ValueError):
    """No published figure exists for a score; the message says what there is, in plain words."""


@dataclass(frozen=True)
class Step:
    """How one option's figure comes about, for the screen and for the record."""

    option: str
    words: str
    """For example "32 x 0.36 = 11.52, rounded to 12"."""


def points(score: Score, answers: Mapping[str, int]) -> int | None:
    """Return the sum of the points, or None until every question is answered.

    answers: a question's id to the index of its answer, from 0. An index that does not exist
    counts as no answer.
    """
    total = 0
    for asked in score.inputs:
        chosen = answers.get(asked.id)
        if chosen is None or not 0 <= chosen < len(asked.answers):
            return None
        total += asked.answers[chosen].points
    return total if score.inputs else None


def points_words(points: int) -> str:
    """Return "1 point" or "2 points"."""
    return f"{points} point{'' if points == 1 else 's'}"


def score_words(value: Decimal) -> str:
    """Return a score as people write it: 12.40 is "12.4", 10 is "10"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def outcome_id(score: Score, value: Decimal) -> str:
    """Return the name that the outcome has for one score, for example "stroke-score-3"."""
    return f"{score.id}-{score_words(value).replace('.', '-')}"


def baseline(score: Score, value: Decimal) -> int:
    """Return how many people are affected with the baseline option, out of the denominator.

    Raises OutsideTable for a value that no row of the table holds, or that lies outside the limits
    of a typed risk, or that would not be a whole number of people.
    """
    if score.typed is None:
        for row in score.table:
            if row.score == value:
                return row.count
        rows = sorted(row.score for row in score.table)
        raise OutsideTable(
            f"The published table goes from {rows[0]} to {rows[-1]} and has no row for "
            f"{score_words(value)}, so no figure is shown."
        )
    typed = score.typed
    if not value.is_finite() or not typed.least <= value <= typed.most:
        raise OutsideTable(
            f"The figures here hold from {score_words(typed.least)} to "
            f"{score_words(typed.most)}{typed.unit}, so none is shown for "
            f"{score_words(value) if value.is_finite() else value}{typed.unit}."
        )
    people = Fraction(value) * typed.people_for_each
    if people.denominator != 1:
        raise OutsideTable(
            f"{score_words(value)}{typed.unit} is not a whole number of people out of "
            f"{number(score.outcome.denominator)}. Give it with fewer decimal places."
        )
    return people.numerator


def scored_outcome(score: Score, value: Decimal) -> Outcome:
    """Return the outcome with the figures for one score; raises OutsideTable."""
    count = baseline(score, value)
    said = score_words(value)
    texts = {
        name: text.replace("{score}", said) if isinstance(text, str) else text
        for name, text in score.outcome.model_dump(exclude_unset=True).items()
    }
    estimates = (
        _baseline_estimate(score, value, count),
        *(_estimate(score, value, count, effect) for effect in score.effects),
    )
    return Outcome(id=outcome_id(score, value), **texts, estimates=estimates)


def _baseline_estimate(score: Score, value: Decimal, count: int) -> Estimate:
    typed = score.typed
    return Estimate(
        option=score.baseline_option,
        basis=score.table_basis,
        count=count,
        arithmetic=f"{score_words(value)} x {typed.people_for_each}" if typed else None,
        sources=score.table_sources,
    )


def _estimate(score: Score, value: Decimal, count: int, effect: Effect) -> Estimate:
    for row in score.published:
        if row.score == value and row.estimate.option == effect.option:
            return row.estimate
    if effect.multiply_by is None:
        return Estimate(option=effect.option, basis="none", reason=effect.reason)
    low = effect.multiply_low and _arithmetic(count, effect.multiply_low)
    high = effect.multiply_high and _arithmetic(count, effect.multiply_high)
    arithmetic = _arithmetic(count, effect.multiply_by)
    return Estimate(
        option=effect.option,
        basis="derived",
        count=recompute(arithmetic),
        low=recompute(low) if low else None,
        high=recompute(high) if high else None,
        range_kind=effect.range_kind,
        arithmetic=arithmetic,
        arithmetic_low=low or None,
        arithmetic_high=high or None,
        sources=tuple(dict.fromkeys((*score.table_sources, *effect.sources))),
    )


def _arithmetic(count: int, factor: str) -> str:
    return f"{count} x {factor}{ROUNDED}"


def steps(score: Score, value: Decimal) -> tuple[Step, ...]:
    """Return how the figure of every option comes about; raises OutsideTable."""
    outcome = scored_outcome(score, value)
    return tuple(Step(e.option, _step_words(score, value, e)) for e in outcome.estimates)


def _step_words(score: Score, value: Decimal, estimate: Estimate) -> str:
    denominator = number(score.outcome.denominator)
    if estimate.count is None:
        return f"No reliable figure. {estimate.reason}"
    shown = f"{number(estimate.count)} of {denominator}"
    if estimate.option == score.baseline_option:
        if score.typed is None:
            return f"row {score_words(value)} of the published table: {shown}"
        return f"{estimate.arithmetic} = {shown}"
    if any(row.score == value and row.estimate == estimate for row in score.published):
        return f"as the source prints it for {score_words(value)}: {shown}{_range(score, estimate)}"
    assert estimate.arithmetic is not None  # noqa: S101 - the others are multiplied
    exact = worked_out(estimate.arithmetic)
    plain = estimate.arithmetic.removesuffix(ROUNDED)
    worked = _shown_exactly(exact, estimate.count)
    rounded = "" if exact.denominator == 1 else f"{worked}, rounded to "
    return f"{plain} = {rounded}{shown}{_range(score, estimate)}"


def _shown_exactly(exact: Fraction, rounded: int) -> str:
    """Return a product with as many decimal places as it takes to round as it was rounded."""
    for places in range(3, 12):
        shown = f"{float(exact):.{places}f}".rstrip("0").rstrip(".")
        if math.floor(Fraction(shown) + Fraction(1, 2)) == rounded:
            return shown
    return f"about {float(exact):.3f}"


def _range(score: Score, estimate: Estimate) -> str:
    """Return the range behind a figure, so that no step shows the more hopeful end alone."""
    if estimate.count is None or estimate.low is None:
        return ""
    figure = NaturalFrequency(
        estimate.count, score.outcome.denominator, estimate.low, estimate.high
    )
    return f"; {range_words(figure, estimate.range_kind)}"


EXAMPLE: Final = "Example: "
"""What the name of an outcome begins with that follows from nobody's score."""


def with_scores(
    aid: DecisionAid,
    values: Mapping[str, Decimal],
    also: Iterable[str] = (),
    own: Collection[str] = (),
) -> DecisionAid:
    """Return the aid with an outcome for each known score, and for examples where it is not known.

    values: a score's id to this person's score. also: names of outcomes to list as well, such as
    those that were on the screen before the score changed. own: names of outcomes that followed
    from this person's scores earlier; the others are examples, and their names say so. A score
    outside its table is left out.
    Done twice, it changes nothing more.
    """
    if not aid.scores:
        return aid
    made: dict[str, tuple[Outcome, ...]] = {}
    for score in aid.scores:
        known = values.get(score.id)
        wanted = list(score.examples) if known is None else [known]
        wanted += [v for name in also if (v := _value_in(score, name)) is not None]
        ours = {*own, *({outcome_id(score, known)} if known is not None else ())}
        made[score.id] = tuple(
            outcome
            if outcome.id in ours
            else outcome.model_copy(update={"name": f"{EXAMPLE}{outcome.name}"})
            for outcome in _possible(score, dict.fromkeys(wanted))
        )
    added = {o.id: o for group in made.values() for o in group}
    outcomes = (*added.values(), *(o for o in aid.outcomes if o.id not in added))
    values_touching = tuple(
        value.model_copy(update={"touches": _touches(value.touches, made)}) for value in aid.values
    )
    return aid.model_copy(update={"outcomes": outcomes, "values": values_touching})


def _touches(names: Iterable[str], made: Mapping[str, tuple[Outcome, ...]]) -> tuple[str, ...]:
    return tuple(
        n for name in names for n in ([o.id for o in made[name]] if name in made else [name])
    )


def _possible(score: Score, values: Iterable[Decimal]) -> Iterable[Outcome]:
    for value in values:
        try:
            yield scored_outcome(score, value)
        except OutsideTable:
            continue


def is_scored(score: Score, name: str) -> bool:
    """Whether an outcome's figures follow from a score, by the outcome's name."""
    return _value_in(score, name) is not None


def _value_in(score: Score, name: str) -> Decimal | None:
    """Return the score in the name of an outcome, or None where it is not of this score."""
    rest = name.removeprefix(f"{score.id}-")
    parts = rest.split("-")
    if rest == name or len(parts) > 2 or not all(p.isascii() and p.isdigit() for p in parts):
        return None
    return Decimal(".".join(parts))
