"""How a frozen consultation is changed: always by building and validating the next one."""

from typing import Any, TypeVar

from pydantic import ValidationError

from sdm_tui.consultation.model import Consultation, FiguresTalk, Part, ScoreUse
from sdm_tui.errors import OutOfStep

P = TypeVar("P", bound=Part)


def value_at(consultation: Consultation, place: str) -> Any:
    """Return what a consultation holds at a place such as "deciding.why"."""
    value: Any = consultation
    for name in place.split("."):
        value = getattr(value, name)
    return value


def refuse_sealed(consultation: Consultation) -> None:
    """Raise OutOfStep where the record is sealed."""
    if consultation.is_sealed:
        raise OutOfStep(
            "This record is finished, so it can no longer be changed.",
            "Add an amendment on the Summary instead.",
        )


def replaced(part: P, **changes: Any) -> P:
    """Return `part` with changes, validated (a model's own copy would skip that)."""
    held = {name: getattr(part, name) for name in type(part).model_fields}
    try:
        return type(part)(**{**held, **changes})
    except ValidationError as error:
        raise OutOfStep("That answer does not fit here.", "What was there is kept.") from error


def with_changes(consultation: Consultation, **changes: Any) -> Consultation:
    """Return the consultation with changes at its top, sealed or not."""
    return replaced(consultation, **changes)


def with_section(consultation: Consultation, section: str, **changes: Any) -> Consultation:
    """Return the consultation with changes in one section; raises OutOfStep once sealed."""
    refuse_sealed(consultation)
    part: Part = getattr(consultation, section)
    return with_changes(consultation, **{section: replaced(part, **changes)})


def with_value(consultation: Consultation, place: str, value: Any) -> Consultation:
    """Return the consultation with one value at a place such as "deciding.why"."""
    section, _, name = place.partition(".")
    if name:
        return with_section(consultation, section, **{name: value})
    refuse_sealed(consultation)
    return with_changes(consultation, **{section: value})


def keyed(held: dict[Any, Any], key: Any, value: Any) -> dict[Any, Any]:
    """Return a dictionary with one entry changed, or without it where value is None."""
    if value is not None:
        return {**held, key: value}
    return {k: v for k, v in held.items() if k != key}


def scores_shown(figures: FiguresTalk, after: FiguresTalk | None = None) -> tuple[ScoreUse, ...]:
    """Return the scores whose figures were on the screen and that no longer hold.

    after: what holds from now on; None where every score is given up.
    """
    opened = {shown.outcome for shown in figures.opened}
    held = after.scores if after is not None else ()
    gone = (use for use in figures.scores if use.outcome in opened and use not in held)
    return tuple(dict.fromkeys((*figures.scores_before, *gone)))


def undone(consultation: Consultation, earlier: Consultation) -> Consultation:
    """Return to what an earlier consultation held, keeping what has been shown since.

    That a figure or an option was on the screen stays true, whatever is undone.
    """
    refuse_sealed(consultation)
    shown, talked = consultation.figures, consultation.options
    return with_changes(
        earlier,
        stage=consultation.stage,
        visited=consultation.visited,
        contacts=consultation.contacts,
        options=replaced(earlier.options, opened=talked.opened),
        figures=replaced(
            earlier.figures,
            opened=shown.opened,
            table_shown=shown.table_shown,
            questions_opened=shown.questions_opened,
            scores_before=scores_shown(shown, earlier.figures),
        ),
    )
