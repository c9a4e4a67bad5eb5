"""One figure on one line, as a clinician notes it: denominator, time span, group and source."""

from collections.abc import Iterator

from sdm_tui.aids.figures import frequency, no_figure_words, number, range_words
from sdm_tui.aids.model import Outcome


def cautions(outcomes: tuple[Outcome, ...]) -> Iterator[str]:
    """Yield what must be known before the figures of an outcome are set beside each other."""
    for outcome in outcomes:
        if outcome.caution:
            yield f"{outcome.name}: {outcome.caution}"
        elif not outcome.fair_comparison and any(e.count is not None for e in outcome.estimates):
            yield f"{outcome.name}: people were not put in these groups by chance."


def figure_line(outcome: Outcome, option_id: str) -> str:
    """Return an outcome's figure for one option on one line, or why there is none."""
    serious = " (serious)" if outcome.serious else ""
    estimate = outcome.estimate(option_id)
    figure = frequency(outcome, estimate)
    if estimate is None or figure is None:
        words = f"{outcome.name}{serious}: {no_figure_words(estimate)}"
        found = ", ".join(estimate.sources) if estimate else ""
        return f"{words} ({outcome.horizon}; {found})" if found else words
    more = " more" if outcome.measure == "extra" else ""
    spread = f"; {range_words(figure, estimate.range_kind)}"
    people = f"; {estimate.people}" if estimate.people else ""
    return (
        f"{outcome.name}{serious}: {number(figure.count)}{more} of {number(figure.denominator)} "
        f"{outcome.reference_class}, {outcome.horizon}{spread}{people}; certainty "
        f"{outcome.certainty}; {', '.join(estimate.sources)}"
    )
