"""What must agree inside a published score, and between it and the rest of its aid's file."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from sdm_tui.aids.places import Fault, Place, names, out_of_order, parts
from sdm_tui.aids.printed import printed_otherwise, worked_out_otherwise
from sdm_tui.aids.score_model import Score
from sdm_tui.aids.scores import OutsideTable, is_scored, score_words, scored_outcome

_SCORE: Final = TypeAdapter(Score)


def faults_in_scores(data: dict[str, Any]) -> Iterator[Fault]:
    """Yield every disagreement of the scores of an aid, with its place.

    A score that the model does not accept is passed over: the model tells what is wrong with it.
    """
    options, sources = names(data, "options", "id"), names(data, "sources", "key")
    outcomes = names(data, "outcomes", "id")
    for index, part in parts(data, "scores"):
        try:
            score = _SCORE.validate_python(part)
        except ValidationError:
            continue
        place: Place = ("scores", index)
        for outcome in sorted(outcomes):
            if outcome == score.id or is_scored(score, outcome):
                yield (*place, "id"), f'"{outcome}" is the name of an outcome too'
        for other in sorted(names(data, "scores", "id") - {score.id}):
            if is_scored(score, other):
                yield (*place, "id"), f'"{other}" would be taken for an outcome of this score'
        yield from _unknown_sources(place, score, sources)
        yield from _options(place, score, options)
        listed = [option.get("id") for _, option in parts(data, "options")]
        yield from out_of_order(place, "effects", part, listed)
        yield from _repeated(place, score)
        yield from _figures(place, score)


def _unknown_sources(place: Place, score: Score, sources: set[str]) -> Iterator[Fault]:
    cited: list[tuple[Place, tuple[str, ...]]] = [
        ((*place, "sources"), score.sources),
        ((*place, "table_sources"), score.table_sources),
    ]
    cited += [((*place, "effects", n, "sources"), e.sources) for n, e in enumerate(score.effects)]
    cited += [
        ((*place, "published", n, "estimate", "sources"), row.estimate.sources)
        for n, row in enumerate(score.published)
    ]
    for where, keys in cited:
        for position, key in enumerate(keys):
            if key not in sources:
                yield (*where, position), f'"{key}" is not one of this aid\'s sources'


def _options(place: Place, score: Score, options: set[str]) -> Iterator[Fault]:
    if score.baseline_option not in options:
        words = f'"{score.baseline_option}" is not one of this aid\'s options'
        yield (*place, "baseline_option"), words
    told = [effect.option for effect in score.effects]
    for index, option in enumerate(told):
        where: Place = (*place, "effects", index, "option")
        if option not in options:
            yield where, f'"{option}" is not one of this aid\'s options'
        elif option == score.baseline_option:
            yield where, f'"{option}" is the baseline, so it has no effect of its own'
        elif option in told[:index]:
            yield where, f'there are two effects for "{option}"'
    for option in sorted(options - {*told, score.baseline_option}):
        words = f'there is no effect for "{option}": give "multiply_by", or a "reason"'
        yield (*place, "effects"), words
    for index, row in enumerate(score.published):
        if row.estimate.option not in {*told}:
            words = f'"{row.estimate.option}" has no effect in this score'
            yield (*place, "published", index, "estimate", "option"), words


def _repeated(place: Place, score: Score) -> Iterator[Fault]:
    questions = [asked.id for asked in score.inputs]
    for index, name in enumerate(questions):
        if name in questions[:index]:
            yield (*place, "inputs", index, "id"), f'"{name}" is used twice'
    rows = [row.score for row in score.table]
    for index, number in enumerate(rows):
        if number in rows[:index]:
            yield (*place, "table", index, "score"), f"there are two rows for {number}"
    for number in sorted(set(range(min(rows), max(rows))) - set(rows) if rows else ()):
        words = f"there is no row for {number}, although there are rows on both sides of it"
        yield (*place, "table"), words


def _figures(place: Place, score: Score) -> Iterator[Fault]:
    """Yield what is wrong with any figure that the score can show."""
    denominator = score.outcome.denominator
    over = [(n, row) for n, row in enumerate(score.table) if row.count > denominator]
    for index, row in over:
        words = f"{row.count} is more than the denominator, {denominator}"
        yield (*place, "table", index, "count"), words
    for index, row in enumerate(score.table):
        where: Place = (*place, "table", index)
        yield from printed_otherwise(where, row.model_dump(), denominator)
    for index, published in enumerate(score.published):
        where = (*place, "published", index, "estimate")
        yield from printed_otherwise(where, published.estimate.model_dump(), denominator)
        yield from worked_out_otherwise(where, published.estimate.model_dump())
    if score.table_basis == "second-hand" and score.outcome.certainty != "not stated":
        words = 'with a second-hand table, certainty must be "not stated"'
        yield (*place, "outcome", "certainty"), words
    if score.table_basis == "second-hand" and len(score.table_sources) < 2:
        words = "a second-hand table names both the page and the original"
        yield (*place, "table_sources"), words
    limits = () if score.typed is None else (score.typed.least, score.typed.most)
    values: list[tuple[Place, Decimal]] = [
        *(((*place, "table", n), Decimal(row.score)) for n, row in enumerate(score.table)),
        *(((*place, "typed"), limit) for limit in limits),
        *(((*place, "examples", n), value) for n, value in enumerate(score.examples)),
        *(((*place, "published", n), row.score) for n, row in enumerate(score.published)),
    ]
    for where, value in () if over else values:
        try:
            outcome = scored_outcome(score, value)
        except OutsideTable as error:
            yield where, str(error)
            continue
        except ValueError as error:
            yield where, f"for {score_words(value)}: {_plainly(error)}"
            continue
        for estimate in outcome.estimates:
            highest = max(estimate.count or 0, estimate.high or 0)
            if highest > denominator:
                words = f"{estimate.option} comes to {highest} of {denominator}"
                yield where, f"for {score_words(value)}: {words}"


def _plainly(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(str(e["msg"]).removeprefix("Value error, ") for e in error.errors())
    return str(error)
