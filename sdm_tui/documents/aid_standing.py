"""How an aid stands, in words: whether it is signed off and by whom, its review, its errors.

Light enough for the list of aids: no models are imported to say this.
"""

from datetime import date
from typing import TYPE_CHECKING, Final

from sdm_tui.aids.expiry import GRACE_MONTHS, Expiry, expiry
from sdm_tui.aids.sign_off import Standing, State
from sdm_tui.consultation.checks import date_words

if TYPE_CHECKING:
    from sdm_tui.consultation.model import AidUsed, OverlayUsed

NOT_SIGNED_OFF: Final = "This decision aid is not clinically signed off."
SIGN_OFF_SENTENCES: Final[dict[State, str]] = {
    "unsigned": NOT_SIGNED_OFF,
    "signed": "This decision aid is clinically signed off.",
    "lapsed": "This decision aid is not clinically signed off: its text has changed since.",
    "revoked": "This decision aid is not clinically signed off: its sign-off was taken back.",
}
"""How an aid stands today."""
_SIGNED_THEN: Final = "This decision aid was clinically signed off when this conversation began."
_UNSIGNED_THEN: Final = _SIGNED_THEN.replace("was", "was not", 1)
SIGN_OFF_NOTICES: Final[dict[State, str]] = {**SIGN_OFF_SENTENCES, "signed": _SIGNED_THEN}
"""How the aid of a record stood when its conversation began: a sign-off may have ended since."""
SIGN_OFF_MARKS: Final[dict[State, str]] = {
    "unsigned": "not signed off",
    "signed": "signed off",
    "lapsed": "sign-off lapsed",
    "revoked": "sign-off revoked",
}
"""For a narrow line that says no more."""
_MARKS: Final[dict[Expiry, str]] = {
    "current": "",
    "due soon": "review due soon",
    "overdue": "review overdue",
    "long overdue": "review long overdue",
}


def standing_then(used: "AidUsed") -> Standing:
    """Return how the aid of a record stood when its conversation began."""
    held = used.sign_off
    if held is None:
        return Standing("signed" if used.signed_off else "unsigned")
    return Standing(held.standing, held.name, held.role, held.registration, held.on, held.reason)


def since_sentence(then: Standing, now: Standing) -> str:
    """Return what became of an aid's sign-off since a conversation began, or "" for nothing."""
    if then.state == now.state:
        return ""
    began = _SIGNED_THEN if then.state == "signed" else _UNSIGNED_THEN
    on = f" on {date_words(now.on)}" if now.on else ""
    match now.state:
        case "unsigned":
            return f"{began} No sign-off of it can be found now."
        case "signed":
            return f"{began} It has been signed off since, by {signer_words(now)}{on}."
        case "lapsed":
            return f"{began} Now another text of it is signed off, and this one is not."
        case "revoked":
            return f"{began} Its sign-off has been taken back since, by {now.name}{on}."


def sign_off_mark(then: Standing, now: Standing) -> str:
    """Return how an aid stands now, for a narrow line, and how it stood if that was otherwise."""
    mark = SIGN_OFF_MARKS[now.state]
    was = SIGN_OFF_MARKS[then.state].removeprefix("sign-off ")
    return mark if then.state == now.state else f"{mark} (was {was})"


def signer_words(standing: Standing) -> str:
    """Return who signed or took back, as "Name, role (registration)"."""
    registration = f" ({standing.registration})" if standing.registration else ""
    return f"{', '.join(part for part in (standing.name, standing.role) if part)}{registration}"


def sign_off_words(standing: Standing) -> str:
    """Return how an aid's sign-off stands, with who and when, to end a line."""
    who = signer_words(standing)
    on = f" on {date_words(standing.on)}" if standing.on else ""
    match standing.state:
        case "unsigned":
            return "not clinically signed off"
        case "signed":
            return f"signed off by {who}{on}" if who else "clinically signed off"
        case "lapsed":
            return f"sign-off lapsed: {who} signed an earlier text{on}"
        case "revoked":
            return f"sign-off revoked by {who}{on}"


def review_mark(review_due: date | None, today: date) -> str:
    """Return a few words where the review is due soon or overdue, or ""."""
    return _MARKS[expiry(review_due, today)]


def review_sentence(review_due: date | None, today: date) -> str:
    """Return that the review is due soon, or overdue and since when, or ""."""
    if review_due is None:
        return ""
    due = date_words(review_due)
    match expiry(review_due, today):
        case "current":
            return ""
        case "due soon":
            return f"This decision aid is due for review on {due}."
        case "overdue":
            return f"This decision aid is overdue for review: its review was due on {due}."
        case "long overdue":
            return (
                f"This decision aid is overdue for review by {GRACE_MONTHS} months or more: "
                f"its review was due on {due}."
            )


def local_review_sentence(overlay: "OverlayUsed", today: date) -> str:
    """Return that the review of local facts is overdue and since when, or ""."""
    if today <= overlay.review_due:
        return ""
    due = date_words(overlay.review_due)
    return f"The local facts of {overlay.organisation} are overdue for review since {due}."


def draft_sentence(errors: int) -> str:
    """Return that the checker found errors in the aid, or ""."""
    if not errors:
        return ""
    counted = f"{errors} error{'' if errors == 1 else 's'}"
    return f"This decision aid is a draft: it has {counted}, so it is for rehearsals only."
