"""What a letter says of benefits and risks: each figure in words, as a picture, and its source."""

from collections.abc import Iterator
from typing import Final

from sdm_tui.aids.figures import (
    affected_words,
    frequency,
    no_figure_words,
    range_words,
    sentence,
    unaffected_words,
)
from sdm_tui.aids.model import DecisionAid, Outcome
from sdm_tui.aids.parts import Certainty, Estimate, Source
from sdm_tui.consultation.contents import TalkedOption
from sdm_tui.consultation.model import Consultation
from sdm_tui.documents.naming import (
    mentioned_options,
    shown_outcomes,
    unopened_outcomes,
    written_name,
)
from sdm_tui.documents.notices import GROUPS
from sdm_tui.documents.paper import Chapter, Picture, Piece, Words

_SURE: Final[dict[Certainty, str]] = {
    "high": "How sure: high. Better studies are not likely to change these numbers.",
    "moderate": "How sure: moderate. Better studies may change these numbers.",
    "low": "How sure: low. Better studies are likely to change these numbers.",
    "very low": "How sure: very low. The real numbers may be quite different.",
    "not stated": "How sure: not stated. The sources do not say how sure these numbers are.",
}
_NOT_BY_CHANCE: Final = (
    "People were not put in these groups by chance, so the groups may differ in other ways too."
)
_UNSEEN: Final = (
    "We did not look at these together. They are here because they can be serious: ask about them "
    "if you wish."
)
_BY_HAND: Final = "We have no numbers for what was added by hand:"
NO_NUMBERS: Final = "We did not look at any numbers together."


def figure_chapters(consultation: Consultation, aid: DecisionAid | None) -> tuple[Chapter, ...]:
    """Return a chapter on benefits and risks: what was seen, then serious harms that were not.

    An outcome that was never on the screen is named at the end of the letter; a serious harm is
    told here with its figures in words, so that no rare one is lost.
    """
    if aid is None:
        return ()
    shown = shown_outcomes(consultation, aid)
    serious = _serious_unseen(consultation, aid)
    opening = [Words(NO_NUMBERS)] if aid.outcomes and not shown else []
    if tells_figures(consultation, aid):
        opening.append(Words(GROUPS))
    if aid.no_outcomes_reason:
        opening.append(Words(aid.no_outcomes_reason))
    everything = mentioned_options(consultation, aid)
    options = tuple(option for option in everything if option.listed)
    if by_hand := [written_name(option) for option in everything if not option.listed]:
        opening.append(Words(f"{_BY_HAND} {'; '.join(by_hand)}."))
    chapters = [Chapter("Benefits and risks", tuple(opening))]
    marked = consultation.figures.matter_to_me
    for outcome in shown:
        mine = [Words("You marked this as mattering to you.")] if outcome.id in marked else []
        chapters.append(Chapter(outcome.name, (*mine, *_seen(outcome, options, aid)), level=3))
    if serious:
        chapters.append(Chapter("What can be serious, and we did not look at", (Words(_UNSEEN),)))
    for outcome in serious:
        pieces = tuple(_told(outcome, options, aid))
        chapters.append(Chapter(outcome.name, pieces, level=3))
    return tuple(chapters)


def tells_figures(
    consultation: Consultation, aid: DecisionAid | None, *, is_short: bool = False
) -> bool:
    """Whether a letter speaks of figures: those that were seen, and in full the serious others."""
    if shown_outcomes(consultation, aid):
        return True
    serious = () if is_short else _serious_unseen(consultation, aid)
    return any(e.count is not None for o in serious for e in o.estimates)


def _serious_unseen(consultation: Consultation, aid: DecisionAid | None) -> tuple[Outcome, ...]:
    """Return what can be serious and was never on the screen; the full letter tells it."""
    return tuple(o for o in unopened_outcomes(consultation, aid) if o.serious)


def source_lines(consultation: Consultation, aid: DecisionAid) -> tuple[str, ...]:
    """Return the sources of every figure and answer in the letter, with their dates."""
    told = (*shown_outcomes(consultation, aid), *_serious_unseen(consultation, aid))
    cited = {key for o in told for e in o.estimates for key in e.sources}
    opened = set(consultation.figures.questions_opened)
    cited |= {key for q in aid.questions if q.question in opened for key in q.sources}
    return tuple(_source_line(source) for source in aid.sources if source.key in cited)


def _source_line(source: Source) -> str:
    return f"{source.title}. {source.publisher}, {source.year}. {source.url}"


def _seen(outcome: Outcome, options: tuple[TalkedOption, ...], aid: DecisionAid) -> Iterator[Piece]:
    if outcome.serious:
        yield Words("This can be serious.")
    yield from _before(outcome)
    for option in options:
        estimate = outcome.estimate(option.id)
        figure = frequency(outcome, estimate)
        if estimate is None or figure is None:
            yield Words(_without_figure(option, outcome, estimate, aid))
            continue
        yield Picture(
            heading=option.name,
            sentence=sentence(outcome, figure),
            figure=figure,
            affected=affected_words(outcome, figure),
            unaffected=unaffected_words(outcome, figure),
            after=tuple(_after(outcome, estimate, aid)),
        )
    yield from _how_sure(outcome, options)


def _told(outcome: Outcome, options: tuple[TalkedOption, ...], aid: DecisionAid) -> Iterator[Piece]:
    """Yield an outcome in words only: nobody saw a picture of it."""
    yield from _before(outcome)
    for option in options:
        estimate = outcome.estimate(option.id)
        figure = frequency(outcome, estimate)
        if estimate is None or figure is None:
            yield Words(_without_figure(option, outcome, estimate, aid))
        else:
            words = " ".join((sentence(outcome, figure), *_after(outcome, estimate, aid)))
            yield Words(f"{option.name}: {words}")
    yield from _how_sure(outcome, options)


def _before(outcome: Outcome) -> Iterator[Piece]:
    """Yield what is to be known before the first number is read."""
    if outcome.explanation:
        yield Words(outcome.explanation)
    if outcome.caution:
        yield Words(outcome.caution)


def _without_figure(
    option: TalkedOption, outcome: Outcome, estimate: Estimate | None, aid: DecisionAid
) -> str:
    """Return why there is no figure; what was found all the same has a time span and a source."""
    words = f"{option.name}: {no_figure_words(estimate)}"
    if estimate is None or not (source := source_words(estimate.sources, aid)):
        return words
    return f"{words} Time span: {outcome.horizon}. {source}"


def source_words(keys: tuple[str, ...], aid: DecisionAid) -> str:
    """Return "Source: who, when." for the keys of some sources; "" where there are none."""
    found = (aid.source(key) for key in keys)
    names = [f"{source.publisher}, {source.year}" for source in found if source]
    return f"Source: {'; '.join(names)}." if names else ""


def _after(outcome: Outcome, estimate: Estimate, aid: DecisionAid) -> Iterator[str]:
    figure = frequency(outcome, estimate)
    if figure is not None:
        spread = range_words(figure, estimate.range_kind)
        yield f"{spread[:1].upper()}{spread[1:]}."
    if estimate.people:
        yield f"Who was counted: {estimate.people}."
    if source := source_words(estimate.sources, aid):
        yield source


def _how_sure(outcome: Outcome, options: tuple[TalkedOption, ...]) -> Iterator[Piece]:
    if any(frequency(outcome, outcome.estimate(option.id)) for option in options):
        yield Words(_SURE[outcome.certainty])
        if not (outcome.fair_comparison or outcome.caution):
            yield Words(_NOT_BY_CHANCE)
        if outcome.compare_only_within:
            names = {option.id: option.name for option in options}
            groups = "; ".join(
                " with ".join(names.get(o, o) for o in group)
                for group in outcome.compare_only_within
            )
            yield Words(f"Compare only: {groups}.")
