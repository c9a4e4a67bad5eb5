"""What a consultation and its aid hold together: options, values and outcomes by name."""

from dataclasses import dataclass
from typing import Final

from sdm_tui.aids.model import DecisionAid, DecisionOption, Outcome
from sdm_tui.aids.scores import with_scores
from sdm_tui.consultation.model import NEITHER, AddedOption, Consultation, Rating

SHORT_NAME_LENGTH: Final = 22


@dataclass(frozen=True)
class TalkedOption:
    """An option of the conversation, whether the aid lists it or somebody added it by hand."""

    id: str
    name: str
    short_name: str
    listed: DecisionOption | None
    added: AddedOption | None


@dataclass(frozen=True)
class TalkedValue:
    """Something that may matter, with the rating that the person gave it."""

    id: str
    text: str
    rating: Rating | None
    is_added: bool
    touches: tuple[str, ...]


def talked_aid(
    consultation: Consultation, aid: DecisionAid, *, as_shown: bool = False
) -> DecisionAid:
    """Return the aid with the figures that follow from this person's scores.

    as_shown: with every outcome that was ever on the screen too, for a record of the conversation.
    """
    values = {use.score: use.value for use in consultation.figures.scores if use.value is not None}
    figures = consultation.figures
    also = (*(o.outcome for o in figures.opened), *figures.matter_to_me) if as_shown else ()
    own = {use.outcome for use in (*figures.scores, *figures.scores_before)}
    return with_scores(aid, values, also, own)


def options_of(consultation: Consultation, aid: DecisionAid | None) -> tuple[TalkedOption, ...]:
    """Return every option in the order in which they are shown; none is left out."""
    listed = tuple(
        TalkedOption(o.id, o.name, o.short_name, o, None) for o in (aid.options if aid else ())
    )
    added = tuple(
        TalkedOption(o.id, _named(o.name), _named(o.name)[:SHORT_NAME_LENGTH], None, o)
        for o in consultation.options.added_options
    )
    every = listed + added
    return every[::-1] if consultation.options.is_turned_round else every


def option_name(consultation: Consultation, aid: DecisionAid | None, option_id: str) -> str:
    """Return an option's name; NEITHER and ids that are not known stay readable."""
    if option_id == NEITHER:
        return "neither way"
    found = next((o for o in options_of(consultation, aid) if o.id == option_id), None)
    return found.name if found else option_id


def values_of(consultation: Consultation, aid: DecisionAid | None) -> tuple[TalkedValue, ...]:
    """Return what may matter, the aid's statements first, then those that were added."""
    matters = consultation.what_matters
    listed = tuple(
        TalkedValue(v.id, v.text, matters.ratings.get(v.id), is_added=False, touches=v.touches)
        for v in (aid.values if aid else ())
    )
    added = tuple(
        TalkedValue(v.id, v.text, matters.ratings.get(v.id), is_added=True, touches=())
        for v in matters.added_values
    )
    return listed + added


def outcomes_in_order(
    consultation: Consultation, aid: DecisionAid, *, what_matters_first: bool
) -> tuple[Outcome, ...]:
    """Return every outcome, in the aid's order or with those that touch what matters first.

    An outcome comes first that the person marked, then by the highest rating of any value that
    touches it; equals keep the aid's order. This orders what is looked at, never the options.
    """
    if not what_matters_first:
        return aid.outcomes

    def weight(outcome: Outcome) -> int:
        if outcome.id in consultation.figures.matter_to_me:
            return 11
        ratings = [
            value.rating
            for value in values_of(consultation, aid)
            if outcome.id in value.touches and isinstance(value.rating, int)
        ]
        return max(ratings, default=0)

    return tuple(sorted(aid.outcomes, key=weight, reverse=True))


def outcomes_in_route(consultation: Consultation, outcomes: tuple[Outcome, ...]) -> set[str]:
    """Return the outcomes that the chosen route lists in full; the others are one key away.

    In the five-minute route these are the key ones, those the person marked, and every serious
    harm. In the longer ones they are all of them.
    """
    if consultation.start.route != 5:
        return {o.id for o in outcomes}
    marked = consultation.figures.matter_to_me
    return {o.id for o in outcomes if o.key or o.serious or o.id in marked}


def _named(name: str) -> str:
    return " ".join(name.split()) or "an option without a name"
