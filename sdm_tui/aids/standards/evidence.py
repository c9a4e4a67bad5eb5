"""What in an aid shows how its figures are known, and how it was made and is kept up."""

from typing import Final

from sdm_tui.aids.figures import number
from sdm_tui.aids.parts import Estimate
from sdm_tui.aids.standards.demand import Facts, Show, Shown, Standing

_LONGEST_QUOTE: Final = 200
"""Characters of a text that are quoted; the whole of it stands in the aid."""


def _quoted(words: str) -> str:
    told = " ".join(words.split())
    if len(told) <= _LONGEST_QUOTE:
        return f'"{told}"'
    return f'"{told[:_LONGEST_QUOTE].rsplit(" ", 1)[0]} ..."'


def _counted(facts: Facts) -> list[Estimate]:
    """Return every figure that the file itself gives."""
    given = [e for outcome in facts.aid.outcomes for e in outcome.estimates]
    given += [row.estimate for score in facts.aid.scores for row in score.published]
    return [estimate for estimate in given if estimate.count is not None]


def _without_figures(facts: Facts) -> Shown | None:
    """Return what is said of items about figures where an aid has none."""
    if _counted(facts) or facts.aid.scores:
        return None
    reason = facts.aid.no_outcomes_reason
    if reason is None:
        return "not met", "No outcome has a figure."
    return "does not apply", f"no_outcomes_reason: {_quoted(reason)}"


def figures(facts: Facts) -> Shown:
    """Return how many figures there are."""
    missing = _without_figures(facts)
    if missing is not None:
        return missing
    without = sum(len(o.estimates) for o in facts.aid.outcomes) - sum(
        estimate.count is not None for o in facts.aid.outcomes for estimate in o.estimates
    )
    scores = f"; scores: {len(facts.aid.scores)}" if facts.aid.scores else ""
    return "met", (
        f"outcomes: {len(facts.outcomes)}; figures: {len(_counted(facts))}; "
        f"places without one, each with its reason: {without}{scores}."
    )


def groups(facts: Facts) -> Shown:
    """Return whom the figures are about."""
    named = dict.fromkeys(outcome.reference_class for outcome in facts.outcomes)
    return _without_figures(facts) or ("met", f"reference_class: {'; '.join(named)}.")


def whole_numbers(_: Facts) -> Shown:
    """Return that figures are natural frequencies."""
    return "met", "count and denominator: whole numbers of people; the format takes no others."


def time_spans(facts: Facts) -> Shown:
    """Return over what time the figures hold."""
    spans = "; ".join(dict.fromkeys(outcome.horizon for outcome in facts.outcomes))
    shown = f"horizon: one for each outcome, the same for every option: {spans}."
    return _without_figures(facts) or ("met", shown)


def denominators(facts: Facts) -> Shown:
    """Return out of how many people the figures are."""
    used = sorted({outcome.denominator for outcome in facts.outcomes})
    named = " and ".join(number(denominator) for denominator in used)
    shown = f"denominator: one for each outcome, the same for every option; in this aid {named}."
    return _without_figures(facts) or ("met", shown)


def by_figures(show: Show) -> Show:
    """Return the same for an aid with figures; for one without, that it does not apply."""
    return lambda facts: _without_figures(facts) or show(facts)


def ranges(facts: Facts) -> Shown:
    """Return how uncertain the figures are said to be."""
    missing = _without_figures(facts)
    if missing is not None:
        return missing
    counted = _counted(facts)
    ranged = sum(estimate.low is not None for estimate in counted)
    ranged_effects = sum(e.multiply_low is not None for s in facts.aid.scores for e in s.effects)
    standing: Standing = "met" if ranged or ranged_effects else "partly"
    effects = f"; effects of scores with a range: {ranged_effects}" if facts.aid.scores else ""
    return standing, (
        f"low and high: {ranged} of {len(counted)} figures have a range{effects}. The app: it says "
        "of the others that no range was given."
    )


def certainty(facts: Facts) -> Shown:
    """Return how sure the evidence is said to be."""
    graded = [outcome.certainty for outcome in facts.outcomes]
    if not graded:
        return _without_figures(facts) or ("not met", "No outcome.")
    unstated = graded.count("not stated")
    counts = ", ".join(f"{name} {graded.count(name)}" for name in dict.fromkeys(graded))
    standing: Standing = "met" if not unstated else "partly"
    if unstated == len(graded):
        standing = "not met"
    return standing, f"certainty, each with certainty_why: {counts}."


def sources(facts: Facts) -> Shown:
    """Return what the aid rests on."""
    count = len(facts.aid.sources)
    return "met", (
        f"sources: {count}, with title, year, address and the part that was read; "
        f"figures that name their source: {len(_counted(facts))}."
    )


def method(facts: Facts) -> Shown:
    """Return how the evidence was found."""
    return "met", f"evidence_method: {_quoted(facts.aid.evidence_method)}"


def dates(facts: Facts) -> Shown:
    """Return when the aid was made and reviewed."""
    aid = facts.aid
    return "met", f"published: {aid.published}; last_reviewed: {aid.last_reviewed}."


def updates(facts: Facts) -> Shown:
    """Return how the aid is kept up, and whether that was done."""
    aid = facts.aid
    shown = f"update_policy: {_quoted(aid.update_policy)} review_due: {aid.review_due}."
    if facts.today > aid.review_due:
        return "partly", f"{shown} The review is overdue."
    return "met", shown


def country(facts: Facts) -> Shown:
    """Return the country of the aid."""
    return "met", f"country: {facts.aid.country}."


def money(facts: Facts) -> Shown:
    """Return who paid."""
    return "met", f"funding: {_quoted(facts.aid.funding)}"


def interests(facts: Facts) -> Shown:
    """Return which interests there are."""
    return "met", f"interests: {_quoted(facts.aid.interests)}"


def corrections(facts: Facts) -> Shown:
    """Return how a mistake can be told."""
    return "met", f"corrections: {_quoted(facts.aid.corrections)}"


def authors(facts: Facts) -> Shown:
    """Return what the authors are."""
    return "met", f"authors: {'; '.join(author.role for author in facts.aid.authors)}."


def equality(facts: Facts) -> Shown:
    """Return whether somebody looked at different groups of people."""
    looked = facts.aid.equality
    standing: Standing = "met" if looked.assessed == "yes" else "not met"
    return standing, f"equality: {looked.assessed}. {_quoted(looked.note)}"


def done(*fields: str) -> Show:
    """Return what shows that each of some steps of the making was done."""

    def shown(facts: Facts) -> Shown:
        made = facts.aid.development.model_dump()
        count = sum(made[field] == "yes" for field in fields)
        standing: Standing = "met" if count == len(fields) else "partly" if count else "not met"
        return standing, f"development: {'; '.join(f'{f}: {made[f]}' for f in fields)}."

    return shown


def of_test(field: str) -> Show:
    """Return what shows something that is asked of aids about a test alone."""

    def shown(facts: Facts) -> Shown:
        test = facts.aid.test
        if test is None:
            return "does not apply", "test: none; the aid is not about a test."
        said = getattr(test, field)
        return ("not met", f"test: no {field}.") if said is None else ("met", f"test: {field}.")

    return shown


def detection(facts: Facts) -> Shown:
    """Return what can be said about finding the condition with and without the test."""
    if facts.aid.test is None:
        return "does not apply", "test: none; the aid is not about a test."
    return "not assessed", "The file does not say which outcome counts this: read its outcomes."
