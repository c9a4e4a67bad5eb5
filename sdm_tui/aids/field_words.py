"""The fields, parts and values of an aid in a reviewer's words."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sdm_tui.aids.figures import number
from sdm_tui.aids.model import (
    Author,
    CommonQuestion,
    DecisionOption,
    GlossaryEntry,
    Outcome,
    PracticalRow,
    Support,
    ValueStatement,
)
from sdm_tui.aids.parts import Estimate, Part, Source
from sdm_tui.aids.score_model import Effect, PublishedRow, Score, ScoreAnswer, ScoreInput, ScoreRow

_WORDS: Final = {
    "about": "about it, for the clinician",
    "affected": "what happened to those counted",
    "after_negative": "after a result that shows nothing",
    "after_positive": "after a result that shows something",
    "answers": "answer",
    "arithmetic_high": "arithmetic of the upper end",
    "arithmetic_low": "arithmetic of the lower end",
    "asks_of_me": "what it asks of me",
    "assessed": "looked at",
    "baseline_option": "option of the table",
    "certainty_why": "why this certainty",
    "compare_only_within": "groups that may be compared",
    "conflict": "where sources differ",
    "count": "people affected",
    "decided_by": "who decides",
    "denominator": "out of how many people",
    "development": "how it was made",
    "detail": "how it helps",
    "estimate": "figure",
    "estimates": "figures",
    "evidence_method": "how the evidence was found",
    "fair_comparison": "compared fairly",
    "funding": "paid for by",
    "further_support": "more help",
    "high": "upper end of the range",
    "horizon": "time span",
    "in_source": "as the source prints it",
    "inputs": "questions",
    "key": "in the five-minute route",
    "knowledge_evaluated": "effect on what people know studied",
    "last_reviewed": "last review",
    "least": "lowest value",
    "low": "lower end of the range",
    "match_evaluated": "effect on choices that fit studied",
    "measure": "people, or extra people",
    "most": "highest value",
    "multiply_by": "multiplied by",
    "multiply_high": "multiplied by, upper end",
    "multiply_low": "multiplied by, lower end",
    "no_outcomes_reason": "why there are no figures",
    "option": "option",
    "part_read": "part that was read",
    "patients_needs": "patients asked what they need",
    "people": "who was counted",
    "people_for_each": "people for each whole unit",
    "plain_name": "name for the patient",
    "practical_grid": "side-by-side grid",
    "professionals_needs": "professionals asked what they need",
    "range_kind": "kind of range",
    "range_in_source": "range as the source prints it",
    "reason": "why there is no figure",
    "red_flags": "get help first",
    "reference_class": "whom the figures are about",
    "reversible": "can it be undone",
    "review_due": "next review",
    "role": "author",
    "safety_net": "what to watch for",
    "status_quo": "is carrying on as now",
    "table_basis": "basis of the table",
    "table_note": "note on the table",
    "table_sources": "sources of the table",
    "tested_with_low_literacy": "tested with people who find reading hard",
    "touches": "bears on",
    "typed": "risk that is typed in",
    "unaffected": "what happened to the others",
    "update_policy": "kept up to date",
    "url": "web address",
    "what_it_involves": "step",
    "good_points": "good point",
    "hard_points": "hard point",
}
"""For names that do not read as words once "_" is a space."""

COUNTS: Final = frozenset({"count", "low", "high"})
"""Fields that hold a number of people out of the outcome's denominator."""


def field_words(name: str) -> str:
    """Return what a field is called in a sentence: "last_reviewed" is "last review"."""
    return _WORDS.get(name, name.replace("_", " "))


def part_words(part: Part, options: Mapping[str, str]) -> str:
    """Return what a part of a list is called: 'Option "Wait and see"'.

    options: each option's id to its name.
    """
    match part:
        case DecisionOption():
            return f'Option "{part.name}"'
        case Outcome():
            return f'Outcome "{part.name}"'
        case ValueStatement():
            return f'Statement to rate "{part.id}"'
        case Source():
            return f"Source {part.key}"
        case Score():
            return f'Score "{part.name}"'
        case Author():
            return f'Author "{part.role}"'
        case CommonQuestion():
            return f'Question "{part.question}"'
        case PracticalRow():
            return f'Practical question "{part.question}"'
        case GlossaryEntry():
            return f'Word "{part.term}"'
        case Support():
            return f'More help "{part.name}"'
        case Estimate():
            return f'option "{options.get(part.option, part.option)}"'
        case Effect():
            return f'effect of "{options.get(part.option, part.option)}"'
        case ScoreInput():
            return f'question "{part.question}"'
        case ScoreAnswer():
            return f'answer "{part.label}"'
        case ScoreRow():
            return f"row {part.score}"
        case PublishedRow():
            option = part.estimate.option
            return f'printed figure for {part.score:f}, option "{options.get(option, option)}"'
    return type(part).__name__


def value_words(name: str, value: Any, denominator: int | None) -> str | None:
    """Return a field's value as a reviewer reads it, or None where there is none.

    denominator: of the outcome that the field belongs to, so that a count says out of how many.
    """
    if value is None or value == ():
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and name in COUNTS and denominator is not None:
        return f"{number(value)} of {number(denominator)}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        between = " | " if any(isinstance(part, tuple) for part in value) else ", "
        return between.join(str(value_words(name, part, None)) for part in value)
    return str(value)
