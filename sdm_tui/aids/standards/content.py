"""What in an aid shows that it says what it has to say: problem, options, words, support."""

from collections.abc import Callable
from typing import Final

from sdm_tui.aids.checks.filled import word_count
from sdm_tui.aids.checks.patient_text import option_texts
from sdm_tui.aids.standards.demand import Facts, Shown

READS_ALONE: Final = 90.0
"""Flesch reading ease from which a text is put at a reader of about eleven."""
READS_TOGETHER: Final = 70.0
"""Flesch reading ease from which a text is put at a reader of about thirteen: easy enough, by the
public audit's bound of fourteen, where a professional explains it."""


def problem(facts: Facts) -> Shown:
    """Return what describes the problem."""
    count = word_count(facts.aid.summary)
    return "met", f'summary: {count} words, about "{facts.aid.condition}".'


def decision(facts: Facts) -> Shown:
    """Return what names the decision."""
    return "met", f'title: "{facts.aid.title}" The app: it heads every stage.'


def options(facts: Facts) -> Shown:
    """Return which options there are."""
    named = "; ".join(option.name for option in facts.aid.options)
    return "met", f"options, each with aim and what_it_involves: {named}."


def good_points(facts: Facts) -> Shown:
    """Return how many good points each option has."""
    return "met", f"good_points: {_each(facts, lambda i: len(facts.aid.options[i].good_points))}."


def hard_points(facts: Facts) -> Shown:
    """Return how many hard points each option has."""
    return "met", f"hard_points: {_each(facts, lambda i: len(facts.aid.options[i].hard_points))}."


def consequences(facts: Facts) -> Shown:
    """Return the points of each option, and the outcomes by what they are."""
    harms = [outcome for outcome in facts.outcomes if outcome.kind == "harm"]
    good = sum(outcome.kind == "good" for outcome in facts.outcomes)
    serious = sum(outcome.serious for outcome in harms)
    _, hard = hard_points(facts)
    return "met", (
        f"{good_points(facts)[1]} {hard} outcomes: {good} good, {len(harms)} harms, "
        f"{serious} of them serious."
    )


def living_with(facts: Facts) -> Shown:
    """Return that each option tells of living with it."""
    return "met", f"living_with: body, mind and daily_life, for {len(facts.aid.options)} options."


def equal_detail(facts: Facts) -> Shown:
    """Return how many words each option is told in."""
    counts = [
        sum(word_count(words) for _, words in option_texts(option.model_dump(mode="json"), ()))
        for option in facts.aid.options
    ]
    times = f"{max(counts) / max(min(counts), 1):.1f}"
    return "met", (
        f"Words about each option: {_each(facts, counts.__getitem__)}; the longest has {times} "
        "times as many as the shortest. The app: every option has the same look."
    )


def _each(facts: Facts, count: Callable[[int], int]) -> str:
    return ", ".join(f"{o.short_name} {count(i)}" for i, o in enumerate(facts.aid.options))


def status_quo(facts: Facts) -> Shown:
    """Return which option is carrying on as now."""
    for option in facts.aid.options:
        if option.status_quo:
            return "met", f'status_quo: "{option.name}".'
    return "not met", "No option is carrying on as now."


def values(facts: Facts) -> Shown:
    """Return what asks for the person's values."""
    return "met", (
        f"values: {len(facts.aid.values)} statements to rate. The app: the stage What matters "
        "asks, takes the person's own words too, and the summary says them."
    )


def questions(facts: Facts) -> Shown:
    """Return what there is to use with the practitioner."""
    count = len(facts.aid.questions)
    rows = len(facts.aid.practical_grid)
    shown = (
        f"questions: {count}; practical_grid: {rows}. The app: both open beside the options, and "
        "a page prints; it has no list in which a person writes questions beforehand."
    )
    return ("partly" if count or rows else "not met"), shown


def language(facts: Facts) -> Shown:
    """Return how easy the words are to read."""
    if facts.reading_ease is None:
        return "not assessed", "The reading ease was not measured."
    measured = _measured(facts)
    if facts.reading_ease >= READS_ALONE:
        return "met", f"{measured} Easy enough to read alone."
    if facts.reading_ease >= READS_TOGETHER:
        return "partly", f"{measured} Easy enough with a professional, not shown for reading alone."
    return "not met", f"{measured} Too hard, even where a professional explains it."


def readability(facts: Facts) -> Shown:
    """Return the reading level that is reported."""
    if facts.reading_ease is None:
        return "not assessed", "The reading ease was not measured."
    return "met", f"{_measured(facts)} The app: measured over all that a patient reads."


def _measured(facts: Facts) -> str:
    age = f", reader's age {facts.reading_age}" if facts.reading_age else ""
    return f"Flesch reading ease {facts.reading_ease:.1f}{age}."


def for_whom(facts: Facts) -> Shown:
    """Return for whom the aid is, and for whom not."""
    aid = facts.aid
    return "met", (
        f'audience: "{aid.audience}" not_for: {len(aid.not_for)}; red_flags: '
        f"{len(aid.red_flags)}; safety_net: {len(aid.safety_net)}. The app: shown before the start."
    )


def support(facts: Facts) -> Shown:
    """Return where more help is named, and in which formats the aid can be had."""
    count = len(facts.aid.further_support)
    shown = (
        f"further_support: {count}. The app: plain text without a screen; no large print, easy "
        "read or sound of its own."
    )
    return ("partly" if count else "not met"), shown


def formats(facts: Facts) -> Shown:
    """Return the languages and formats of the aid."""
    return "partly", (
        f"language: {facts.aid.language}. The app: full screen and plain text. Other languages "
        "and formats of this file are not known."
    )


def experiences(facts: Facts) -> Shown:
    """Return that no stories are told."""
    return "does not apply", f'The format of "{facts.aid.slug}" has no place for stories.'


def personal(facts: Facts) -> Shown:
    """Return which scores fit the figures to a group that the person belongs to."""
    if not facts.aid.scores:
        return "does not apply", "scores: none. The figures are about groups of people."
    named = ", ".join(score.name for score in facts.aid.scores)
    return "met", f"scores: {named}. The app: every step of the sum is shown."
