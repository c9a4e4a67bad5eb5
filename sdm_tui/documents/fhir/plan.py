"""What was agreed to do: CarePlan.

No ServiceRequest is written. A record has no field that says an action is a referral, and nobody's
words are searched for one: an action is what somebody means to do, and never an order. Were there
such a field, a resource with the intent "proposal" would be made here beside the plan.
"""

from sdm_tui.consultation.model import Action, Consultation
from sdm_tui.documents.fhir.answers import Whose
from sdm_tui.documents.fhir.narrative import narrative
from sdm_tui.documents.fhir.values import (
    Json,
    filled,
    moment,
    own_id,
    reference,
    title,
    words,
    written_at,
)
from sdm_tui.documents.page import fact
from sdm_tui.documents.said import plan
from sdm_tui.documents.summary import action_words


def care_plan(consultation: Consultation, goals: tuple[Json, ...], whose: Whose) -> Json | None:
    """Return the agreed plan, or None where nothing was agreed."""
    deciding = consultation.deciding
    activities = [_activity(action) for action in deciding.actions if words(action_words(action))]
    notes = (
        *fact("Help and support", deciding.support),
        *fact("If something changes", deciding.safety_net),
        *fact("Review, as typed", deciding.review_date),
    )
    told = [{"text": words(item.text)} for item in notes]
    if not activities and not told:
        return None
    return filled(
        {
            "resourceType": "CarePlan",
            "id": own_id(consultation, "plan"),
            "text": narrative(plan(consultation), "generated"),
            "status": "active" if consultation.is_sealed else "draft",
            "intent": "plan",
            "title": title(consultation, "What was agreed"),
            "subject": whose.subject,
            "encounter": whose.encounter,
            "created": moment(written_at(consultation)),
            "author": whose.author,
            "goal": [reference(goal) for goal in goals],
            "activity": activities,
            "note": told,
        }
    )


def _activity(action: Action) -> Json:
    who = words(action.who)
    detail = {
        # what became of it since is not in the record
        "status": "not-started",
        "description": words(action.what) or words(action_words(action)),
        "scheduledString": words(action.when),
        "performer": [{"display": who}] if who else [],
    }
    return {"detail": filled(detail)}
