"""Everything that a record mentions, by name, also where the aid's own text is not at hand."""

from sdm_tui.aids.model import DecisionAid, Outcome
from sdm_tui.consultation.contents import (
    TalkedOption,
    TalkedValue,
    options_of,
    talked_aid,
    values_of,
)
from sdm_tui.consultation.model import NEITHER, Consultation
from sdm_tui.documents.wording import trimmed


def aid_at_hand(consultation: Consultation, aid: DecisionAid | None) -> DecisionAid | None:
    """Return the aid with every figure that was on the screen, or None where none was used."""
    if consultation.aid is None or aid is None:
        return None
    return talked_aid(consultation, aid, as_shown=True)


def mentioned_options(
    consultation: Consultation, aid: DecisionAid | None
) -> tuple[TalkedOption, ...]:
    """Return every option of the conversation; one that no aid explains goes by its id."""
    known = options_of(consultation, aid)
    talk, deciding = consultation.options, consultation.deciding
    mentioned = (
        *talk.opened,
        *(aside.option for aside in talk.set_aside),
        *(note.option for note in talk.notes),
        *(leaning for leaning in deciding.leans.values() if leaning != NEITHER),
        *((deciding.chosen,) if deciding.chosen else ()),
    )
    unknown = _not_among(mentioned, {o.id for o in known})
    return known + tuple(TalkedOption(name, name, name, None, None) for name in unknown)


def written_name(option: TalkedOption) -> str:
    """Return an option's name, every character of it where somebody typed it."""
    return (trimmed(option.added.name) if option.added else "") or option.name


def decision_words(consultation: Consultation) -> str:
    """Return what is to be decided; every character of it where somebody typed it."""
    typed = trimmed(consultation.start.decision) if consultation.aid is None else ""
    return typed or consultation.title


def mentioned_values(
    consultation: Consultation, aid: DecisionAid | None
) -> tuple[TalkedValue, ...]:
    """Return everything that may matter; a statement that no aid explains goes by its id."""
    known = values_of(consultation, aid)
    ratings = consultation.what_matters.ratings
    unknown = _not_among((*ratings, *consultation.deciding.leans), {v.id for v in known})
    return known + tuple(
        TalkedValue(name, name, ratings.get(name), is_added=False, touches=()) for name in unknown
    )


def leaning_values(
    consultation: Consultation, aid: DecisionAid | None
) -> tuple[tuple[TalkedValue, str], ...]:
    """Return everything that leans some way in the person's view, with what it leans to."""
    leans = consultation.deciding.leans
    values = mentioned_values(consultation, aid)
    return tuple((value, leans[value.id]) for value in values if value.id in leans)


def outcome_name(aid: DecisionAid | None, outcome_id: str) -> str:
    """Return an outcome's name, or its id where no aid explains it."""
    outcome = aid.outcome(outcome_id) if aid else None
    return outcome.name if outcome else outcome_id


def shown_outcomes(consultation: Consultation, aid: DecisionAid | None) -> tuple[Outcome, ...]:
    """Return the outcomes whose figures were on the screen, those that the person marked first."""
    figures = consultation.figures
    opened = consultation.opened_outcomes()
    shown = [o for o in (aid.outcomes if aid else ()) if o.id in opened]
    return tuple(sorted(shown, key=lambda outcome: outcome.id not in figures.matter_to_me))


def unopened_outcomes(consultation: Consultation, aid: DecisionAid | None) -> tuple[Outcome, ...]:
    """Return the outcomes of the aid whose figures were never on the screen."""
    shown = {o.id for o in shown_outcomes(consultation, aid)}
    return tuple(o for o in (aid.outcomes if aid else ()) if o.id not in shown)


def _not_among(names: tuple[str, ...], known: set[str]) -> tuple[str, ...]:
    return tuple(name for name in dict.fromkeys(names) if name not in known)
