"""The table with one row for each option and outcome of each consultation: figures and who saw."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from sdm_tui.aids.model import Outcome
from sdm_tui.aids.parts import Estimate, OutcomeWords
from sdm_tui.aids.score_model import Score
from sdm_tui.aids.scores import is_scored
from sdm_tui.consultation.model import View
from sdm_tui.documents.tables.case import Case
from sdm_tui.documents.tables.columns import Column, Table

_SCORED: Final = "Empty where from_score is true."


@dataclass(frozen=True)
class _Figure:
    """One outcome for one option, and whether it was seen in one consultation."""

    case: Case
    id: str
    words: OutcomeWords
    option: str
    estimate: Estimate | None
    """None for what follows from one person's score, whose figure would tell the score."""
    measure: Literal["people", "extra"]
    first_view: View | None
    matters: bool


def _each(case: Case) -> Iterator[_Figure]:
    aid, talk = case.aid, case.consultation.figures
    if aid is None:
        return
    views = {opened.outcome: opened.view for opened in talk.opened}
    for score in aid.scores:
        yield from _scored(case, score, views)
    for outcome in aid.outcomes:
        view, matters = views.get(outcome.id), outcome.id in talk.matter_to_me
        for estimate in outcome.estimates:
            yield _listed(case, outcome, estimate, view, matters=matters)


def _listed(
    case: Case, outcome: Outcome, estimate: Estimate, view: View | None, *, matters: bool
) -> _Figure:
    return _Figure(
        case, outcome.id, outcome, estimate.option, estimate, outcome.measure, view, matters
    )


def _scored(case: Case, score: Score, views: dict[str, View]) -> Iterator[_Figure]:
    """Yield a scored outcome under the score's own name: the outcome's id holds the score."""
    seen = [view for name, view in views.items() if is_scored(score, name)]
    first = next((view for view in seen if view != "table"), seen[0] if seen else None)
    matters = any(is_scored(score, name) for name in case.consultation.figures.matter_to_me)
    for option in (score.baseline_option, *(effect.option for effect in score.effects)):
        yield _Figure(case, score.id, score.outcome, option, None, "people", first, matters)


def _told(text: str) -> str:
    return text.replace("{score}", "(score)")


def _aid_id(figure: _Figure) -> str | None:
    return figure.case.aid.slug if figure.case.aid else None


def _aid_version(figure: _Figure) -> str | None:
    return figure.case.aid.version if figure.case.aid else None


def _compared_within(figure: _Figure) -> tuple[str, ...] | None:
    groups = figure.words.compare_only_within
    if not groups:
        return None
    beside = (option for group in groups if figure.option in group for option in group)
    return tuple(dict.fromkeys((figure.option, *beside)))


def _sources(figure: _Figure) -> tuple[str, ...] | None:
    return figure.estimate.sources if figure.estimate else None


OUTCOMES: Final = Table(
    "outcomes",
    "One row for each option and outcome of each consultation, also for outcomes that nobody "
    "opened, so that no harm is missing. The figures are the aid's, about groups of people; they "
    "say nothing about the person of the row. Where the aid's text was not at hand there are none.",
    (
        Column[_Figure](
            "row_key", "key", "The consultation, as in consultations.", lambda f: f.case.key
        ),
        Column[_Figure]("aid", "text", "The decision aid that the figure stands in.", _aid_id),
        Column[_Figure]("aid_version", "text", "The aid's version.", _aid_version),
        Column[_Figure](
            "outcome_id",
            "text",
            "The aid's id of the outcome; of the score, where from_score is true.",
            lambda f: f.id,
        ),
        Column[_Figure](
            "name",
            "text",
            "The aid's name of the outcome; \"(score)\" stands where the person's score stood.",
            lambda f: _told(f.words.name),
        ),
        Column[_Figure]("kind", "text", "good, harm or neutral.", lambda f: f.words.kind),
        Column[_Figure](
            "serious",
            "true or false",
            "Whether it is a serious harm, which is always listed.",
            lambda f: f.words.serious,
        ),
        Column[_Figure](
            "horizon",
            "text",
            "The time span of the figure, in the aid's words.",
            lambda f: _told(f.words.horizon),
        ),
        Column[_Figure](
            "option_id", "text", "The aid's id of the option, as in options.", lambda f: f.option
        ),
        Column[_Figure](
            "count",
            "whole number",
            "People affected out of denominator, as the aid gives it. Empty: the aid has no "
            "figure, or from_score is true.",
            lambda f: f.estimate.count if f.estimate else None,
        ),
        Column[_Figure](
            "low",
            "whole number",
            "Lower end of the range. Empty: no range was given, or from_score is true.",
            lambda f: f.estimate.low if f.estimate else None,
        ),
        Column[_Figure](
            "high",
            "whole number",
            "Upper end of the range. Empty: no range was given, or from_score is true.",
            lambda f: f.estimate.high if f.estimate else None,
        ),
        Column[_Figure](
            "range_kind",
            "text",
            "interval: the range is from one analysis, such as a 95% interval. between sources: "
            "it is what different sources give. Empty: no range.",
            lambda f: f.estimate.range_kind if f.estimate and f.estimate.low is not None else None,
        ),
        Column[_Figure](
            "denominator",
            "whole number",
            "Out of how many people: 100 or 1000.",
            lambda f: f.words.denominator,
        ),
        Column[_Figure](
            "measure",
            "text",
            "people: how many were affected. extra: how many more than without the option.",
            lambda f: f.measure,
        ),
        Column[_Figure](
            "reference_class",
            "text",
            "Whom the figure is about, in the aid's words.",
            lambda f: _told(f.words.reference_class),
        ),
        Column[_Figure](
            "fair_comparison",
            "true or false",
            "Whether people were put in the groups by chance. If not, the options' figures must "
            "not be subtracted from one another.",
            lambda f: f.words.fair_comparison,
        ),
        Column[_Figure](
            "compare_only_within",
            "list",
            "The only options whose figures of this outcome may stand side by side, this one "
            "among them. Empty: every option's may.",
            _compared_within,
        ),
        Column[_Figure](
            "basis",
            "text",
            "read: seen in the source. second-hand: quoted by another page. derived: worked out. "
            f"none: no reliable figure. does-not-apply: cannot come from this option. {_SCORED}",
            lambda f: f.estimate.basis if f.estimate else None,
        ),
        Column[_Figure](
            "certainty",
            "text",
            "How sure the sources are of the figures, in their own grading: high, moderate, low, "
            "very low or not stated.",
            lambda f: f.words.certainty,
        ),
        Column[_Figure](
            "sources",
            "list",
            f"The keys of the sources in the aid, of that version. {_SCORED}",
            _sources,
        ),
        Column[_Figure](
            "from_score",
            "true or false",
            "Whether the figure follows from the person's answers to a score. It is then not "
            "told, since it would tell the score.",
            lambda f: f.estimate is None,
        ),
        Column[_Figure](
            "opened",
            "true or false",
            "Whether the outcome was first seen on its own, as people or in words.",
            lambda f: f.first_view is not None and f.first_view != "table",
        ),
        Column[_Figure](
            "shown",
            "true or false",
            "Whether its figures were on the screen at all: on its own, or in the table of all "
            "outcomes.",
            lambda f: f.first_view is not None,
        ),
        Column[_Figure](
            "matters_to_person",
            "true or false",
            "Whether the person marked the outcome as one that matters to them.",
            lambda f: f.matters,
        ),
    ),
    _each,
)
