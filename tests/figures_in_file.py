"""What the files of the bundled aids say in figures, read without any of the app's own code.

A fault in the app's reading, in its arithmetic or in its words cannot hide here: the YAML is parsed
anew, scores are multiplied in fractions, and a half is rounded up.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parents[1] / "decision_aids"
_DIGITS = re.compile(r"[\d.]+")
SLUGS = sorted(path.parent.name for path in FOLDER.glob("*/aid.yaml"))


@dataclass(frozen=True)
class FileFigure:
    """What the file says of one outcome for one option."""

    option: str
    name: str
    short_name: str
    count: int | None
    low: int | None
    high: int | None
    range_kind: str
    people: str
    reason: str
    sources: tuple[str, ...]
    arithmetic: tuple[str, ...]
    """How the count and the two ends of its range are worked out, where the file says so."""
    steps: tuple[Fraction, ...] = ()
    """The numbers that lead from a score to the count, in the order in which they must be told."""

    def told(self, out_of: int, denominator: int) -> tuple[int, ...]:
        """Return count, complement and range out of another denominator; none without a figure.

        Raises ArithmeticError where that would need rounding.
        """
        if self.count is None:
            return ()
        ends = () if self.low is None or self.high is None else (self.low, self.high)
        shown = (self.count, out_of - self.count, *ends)
        scaled = [Fraction(number * denominator, out_of) for number in shown]
        if any(number.denominator != 1 for number in scaled):
            raise ArithmeticError(f"{shown} of {out_of} is not whole out of {denominator}")
        return tuple(number.numerator for number in scaled)


@dataclass(frozen=True)
class FileOutcome:
    """An outcome with its figures, in the order of the aid's options."""

    id: str
    name: str
    denominator: int
    horizon: str
    reference_class: str
    affected: str
    unaffected: str
    is_extra: bool
    is_fair: bool
    groups: tuple[frozenset[str], ...]
    certainty: str
    figures: tuple[FileFigure, ...]
    texts: tuple[str, ...]
    """Everything else that the file says of the outcome in words."""

    @property
    def group(self) -> str:
        """Whom the figures are about and over what time."""
        return f"{self.reference_class}, {self.horizon}"

    @property
    def is_counted(self) -> bool:
        """Whether any option has a figure."""
        return any(figure.count is not None for figure in self.figures)

    @property
    def words(self) -> tuple[str, ...]:
        """Every text of the file that may stand on a page of this outcome."""
        figures = self.figures
        own = (self.name, self.group, self.reference_class, self.horizon, *self.texts)
        names = (f.name for f in figures), (f.short_name for f in figures)
        about = (f.people for f in figures), (f.reason for f in figures)
        keys = {key for figure in figures for key in figure.sources}
        told = (self.affected, self.unaffected)
        return tuple(t for part in (own, told, *names, *about, keys) for t in part if t)

    def may_compare(self, first: str, second: str) -> bool:
        """Whether two options may stand side by side."""
        return not self.groups or any({first, second} <= group for group in self.groups)

    def is_whole_out_of(self, denominator: int) -> bool:
        """Whether every number can be said out of a denominator without rounding."""
        try:
            for figure in self.figures:
                figure.told(self.denominator, denominator)
        except ArithmeticError:
            return False
        return True

    def swapped(self) -> "FileOutcome | None":
        """Return a copy in which two options have each other's numbers; None where all agree."""
        first = next((f for f in self.figures if f.count is not None), None)
        for second in self.figures:
            if first and (second.count, second.low, second.high) != (
                first.count,
                first.low,
                first.high,
            ):
                return self.with_figures(_numbers(first, second), _numbers(second, first))
        return None

    def miscounted(self) -> "FileOutcome | None":
        """Return a copy in which one count is out by one; None where nothing is counted."""
        last = next((f for f in reversed(self.figures) if f.count is not None), None)
        if last is None or last.count is None:
            return None
        return self.with_figures(replace(last, count=last.count + (1 if last.count == 0 else -1)))

    def with_figures(self, *changed: FileFigure) -> "FileOutcome":
        """Return a copy with some options' figures changed."""
        by_option = {figure.option: figure for figure in changed}
        kept = tuple(by_option.get(figure.option, figure) for figure in self.figures)
        return replace(self, figures=kept)


def _numbers(figure: FileFigure, other: FileFigure) -> FileFigure:
    """Return a figure with the numbers of another."""
    return replace(figure, count=other.count, low=other.low, high=other.high, steps=other.steps)


@cache
def file_of(slug: str) -> dict[str, Any]:
    """Return an aid's file as plain data."""
    data: dict[str, Any] = YAML(typ="safe").load(FOLDER / slug / "aid.yaml")
    return data


@cache
def plain_outcomes(slug: str) -> tuple[FileOutcome, ...]:
    """Return the outcomes that do not hang on a score, in the order of the file."""
    return tuple(
        _outcome(slug, told, told["id"], {e["option"]: _read(slug, e) for e in told["estimates"]})
        for told in file_of(slug).get("outcomes") or ()
    )


def scores_of(slug: str) -> list[dict[str, Any]]:
    """Return the scores of an aid as plain data."""
    found: list[dict[str, Any]] = file_of(slug).get("scores") or []
    return found


def values_of(score: dict[str, Any]) -> list[Decimal]:
    """Return every score that has figures: each row of a table, each whole count of a risk."""
    if "table" in score:
        return [Decimal(row["score"]) for row in score["table"]]
    typed = score["typed"]
    each = typed["people_for_each"]
    first, last = (int(Decimal(str(typed[end])) * each) for end in ("least", "most"))
    return [Decimal(people) / each for people in range(first, last + 1)]


@cache
def scored_outcome(slug: str, index: int, value: Decimal) -> FileOutcome:
    """Return the outcome of one score of an aid, with every figure multiplied anew."""
    score = scores_of(slug)[index]
    said = f"{value.normalize():f}"
    told = {
        name: text.replace("{score}", said) if isinstance(text, str) else text
        for name, text in score["outcome"].items()
    }
    figures = {figure.option: figure for figure in _scored(slug, score, value)}
    return _outcome(slug, told, f"{score['id']}-{said.replace('.', '-')}", figures)


def every_outcome(slug: str, *, typed_every: int = 1) -> Iterator[FileOutcome]:
    """Yield each outcome of an aid, and each row of every score as an outcome.

    typed_every: take only every so many of the values of a risk that is typed in.
    """
    yield from plain_outcomes(slug)
    for index, score in enumerate(scores_of(slug)):
        step = typed_every if "typed" in score else 1
        for value in values_of(score)[::step]:
            yield scored_outcome(slug, index, value)


def _outcome(
    slug: str, told: dict[str, Any], outcome_id: str, figures: dict[str, FileFigure]
) -> FileOutcome:
    words = ("caution", "explanation", "conflict", "certainty", "certainty_why")
    return FileOutcome(
        id=outcome_id,
        name=told["name"],
        denominator=told["denominator"],
        horizon=told["horizon"],
        reference_class=told["reference_class"],
        affected=told["affected"],
        unaffected=told["unaffected"],
        is_extra=told.get("measure") == "extra",
        is_fair=told["fair_comparison"],
        groups=tuple(frozenset(group) for group in told.get("compare_only_within", ())),
        certainty=told["certainty"],
        figures=tuple(figures[option["id"]] for option in file_of(slug)["options"]),
        texts=tuple(told[name] for name in words if told.get(name)),
    )


def _read(slug: str, told: dict[str, Any], steps: tuple[Fraction, ...] = ()) -> FileFigure:
    option = next(o for o in file_of(slug)["options"] if o["id"] == told["option"])
    parts = ("arithmetic", "arithmetic_low", "arithmetic_high")
    return FileFigure(
        option=option["id"],
        name=option["name"],
        short_name=option["short_name"],
        count=told.get("count"),
        low=told.get("low"),
        high=told.get("high"),
        range_kind=told.get("range_kind", "interval"),
        people=told.get("people", ""),
        reason=told.get("reason", ""),
        sources=tuple(told.get("sources", ())),
        arithmetic=tuple(told[part] for part in parts if part in told),
        steps=steps,
    )


def _scored(slug: str, score: dict[str, Any], value: Decimal) -> Iterator[FileFigure]:
    """Yield the figure of the baseline and of every effect, worked out in fractions."""
    base: dict[str, Any] = {"option": score["baseline_option"], "sources": score["table_sources"]}
    if "typed" in score:
        each = score["typed"]["people_for_each"]
        base |= {"count": int(value * each), "arithmetic": f"{value.normalize():f} x {each}"}
        yield _read(slug, base, (Fraction(value), Fraction(each)))
    else:
        base["count"] = next(row["count"] for row in score["table"] if row["score"] == value)
        yield _read(slug, base, (Fraction(value),))
    printed = {
        row["estimate"]["option"]: row["estimate"]
        for row in score.get("published", ())
        if Fraction(str(row["score"])) == Fraction(value)
    }
    for effect in score["effects"]:
        if told := printed.get(effect["option"]):
            yield _read(slug, told, (Fraction(value),))
        else:
            yield _multiplied(slug, score, base["count"], effect)


def _multiplied(slug: str, score: dict[str, Any], count: int, effect: dict[str, Any]) -> FileFigure:
    if "multiply_by" not in effect:
        return _read(slug, {"option": effect["option"], "reason": effect["reason"]})
    told: dict[str, Any] = {
        "option": effect["option"],
        "sources": list(dict.fromkeys([*score["table_sources"], *effect["sources"]])),
        "range_kind": effect.get("range_kind", "interval"),
    }
    for name, end in (("count", "by"), ("low", "low"), ("high", "high")):
        if (factor := effect.get(f"multiply_{end}")) is not None:
            told[name] = math.floor(count * _product(str(factor)) + Fraction(1, 2))
            part = "arithmetic" if name == "count" else f"arithmetic_{name}"
            told[part] = f"{count} x {factor}, rounded"
    factors = map(Fraction, _DIGITS.findall(str(effect["multiply_by"])))
    exact = count * _product(str(effect["multiply_by"]))
    return _read(slug, told, (Fraction(count), *factors, *([exact] * (exact.denominator != 1))))


def _product(factor: str) -> Fraction:
    """Return the value of "0.36 x 0.81" or "22 / 38", from left to right."""
    if not re.fullmatch(r"[\d.]+( [x/] [\d.]+)*", factor):
        raise ValueError(f"{factor} needs more than multiplication and division")
    result = Fraction(1)
    for sign, number in re.findall(r"([x/]?) ?([\d.]+)", factor):
        result = result / Fraction(number) if sign == "/" else result * Fraction(number)
    return result
