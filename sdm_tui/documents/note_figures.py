"""One figure on one line, as a clinician notes it: denominator, time span, group and source."""

from sdm_tui.aids.figures import frequency, no_figure_words, number, range_words
from sdm_tui.aids.model import Outcome


def figure_line(outcome: Outcome, option_id: str) -> str:
    """Return an outcome's figure for one option on one line, or why there is none."""
    serious = " (serious)" if outcome.serious else ""
    estimate = outcome.estimate(option_id)
    figure = frequency(outcome, estimate)
    if estimate is None or figure is None:
        return f"{outcome.name}{serious}: {no_figure_words(estimate)}"
    more = " more" if outcome.measure == "extra" else ""
    spread = "" if figure.low is None else f"; {range_words(figure, estimate.range_kind)}"
    people = f"; {estimate.people}" if estimate.people else ""
    return (
        f"{outcome.name}{serious}: {number(figure.count)}{more} of {number(figure.denominator)} "
        f"{outcome.reference_class}, {outcome.horizon}{spread}{people}; certainty "
        f"{outcome.certainty}; {', '.join(estimate.sources)}"
    )
