"""What the person answered: QuestionnaireResponse for what matters and for readiness, and Goal.

The wording of both lists of questions is our own; no published questionnaire is behind them, so
no response names one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.model import Consultation
from sdm_tui.consultation.readiness import NOT_VALIDATED, QUESTIONS
from sdm_tui.consultation.voice import voice_of
from sdm_tui.documents import said
from sdm_tui.documents.fhir.narrative import narrative
from sdm_tui.documents.fhir.values import (
    Json,
    concept,
    filled,
    moment,
    own_id,
    words,
    written_at,
)
from sdm_tui.documents.naming import mentioned_values, outcome_name
from sdm_tui.documents.page import Item


@dataclass(frozen=True)
class Whose:
    """About whom, by whom and when something was written down; each a reference."""

    subject: Json
    author: Json
    encounter: Json
    speaker: Json | None
    """The patient, where the words are known to be the patient's own."""


def what_matters(consultation: Consultation, aid: DecisionAid | None, whose: Whose) -> Json | None:
    """Return the answers about what matters, or None where nothing was said."""
    items = tuple(_numbered(_matters(consultation, aid)))
    told = said.what_matters(consultation, aid)
    return _response(consultation, "what matters", items, whose, told) if items else None


def readiness(consultation: Consultation, whose: Whose) -> Json | None:
    """Return the answers to our own four questions, or None where they were not asked."""
    replies = consultation.deciding.readiness
    asked = [
        _question(q.words, {"valueBoolean": replies[q.check] == "yes"})
        for q in QUESTIONS
        if q.check in replies
    ]
    if not asked:
        return None
    items = tuple(_numbered(iter(({"text": words(NOT_VALIDATED)}, *asked))))
    told = said.readiness(consultation)
    return _response(consultation, "readiness", items, whose, told)


def goals(consultation: Consultation, whose: Whose) -> tuple[Json, ...]:
    """Return what the person hopes for and wants to keep doing, each as a goal of their own."""
    matters = consultation.what_matters
    each = (
        ("hopes", "Hopes for", matters.hopes),
        ("keep doing", "Wants to keep doing", matters.keep_doing),
    )
    return tuple(
        _goal(consultation, role, label, typed, whose)
        for role, label, typed in each
        if words(typed)
    )


def _goal(consultation: Consultation, role: str, label: str, typed: str, whose: Whose) -> Json:
    return filled(
        {
            "resourceType": "Goal",
            "id": own_id(consultation, f"goal {role}"),
            "text": narrative((Item(f"{label}: {typed}"),)),
            "lifecycleStatus": "proposed",
            "description": concept(typed),
            "subject": whose.subject,
            "expressedBy": whose.speaker,
        }
    )


def _response(
    consultation: Consultation,
    role: str,
    items: tuple[Json, ...],
    whose: Whose,
    told: Iterator[Item],
) -> Json:
    return filled(
        {
            "resourceType": "QuestionnaireResponse",
            "id": own_id(consultation, f"answers {role}"),
            "text": narrative(told),
            "status": "completed" if consultation.is_sealed else "in-progress",
            "subject": whose.subject,
            "encounter": whose.encounter,
            "authored": moment(written_at(consultation)),
            "author": whose.author,
            "source": whose.speaker,
            "item": list(items),
        }
    )


def _matters(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Json]:
    matters, voice = consultation.what_matters, voice_of(aid)
    for label, typed in (
        (voice.important, matters.important),
        ("What worries me", matters.worries),
        ("What I hope for", matters.hopes),
        (voice.keep_doing, matters.keep_doing),
        (voice.about_appreciate, matters.about_appreciate),
        (voice.about_who, matters.about_who),
        (voice.about_support, matters.about_support),
    ):
        if words(typed):
            yield _question(label, {"valueString": words(typed)})
    if rated := list(_rated(consultation, aid)):
        label = "How much each of these matters, from 0 (not important) to 10 (matters most)"
        yield {"text": label, "item": rated}
    for concern in matters.concerns:
        weight = [{"valueInteger": concern.weight}] if concern.weight is not None else []
        own = [{"valueString": words(concern.words)}] if words(concern.words) else []
        yield {
            "text": f"Concern: {voice.concerns[concern.kind]}",
            "item": [
                filled({"text": "How much, from 0 to 10", "answer": weight}),
                filled({"text": "In the person's words", "answer": own}),
            ],
        }
    marked = [words(outcome_name(aid, o)) for o in consultation.figures.matter_to_me]
    if answers := [{"valueString": name} for name in marked if name]:
        yield {"text": "Of what may happen, marked as mattering", "answer": answers}


def _rated(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Json]:
    for value in mentioned_values(consultation, aid):
        if value.rating is None and not value.is_added:
            continue
        by = " (added by the person)" if value.is_added else ""
        match value.rating:
            case None:
                answer: list[Json] = []
            case int():
                answer = [{"valueInteger": value.rating}]
            case _:
                answer = [{"valueString": value.rating}]
        yield filled({"text": words(value.text + by), "answer": answer})


def _question(label: str, answer: dict[str, Any]) -> Json:
    return {"text": words(label), "answer": [answer]}


def _numbered(items: Iterator[Json], before: str = "") -> Iterator[Json]:
    """Yield the items with the numbers that FHIR asks for: 1, 2, 2.1, 2.2."""
    for count, item in enumerate(items, 1):
        number = f"{before}{count}"
        within = (
            {"item": list(_numbered(iter(item["item"]), f"{number}."))} if "item" in item else {}
        )
        yield {"linkId": number, **item, **within}
