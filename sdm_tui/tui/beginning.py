"""What must hold before a consultation begins with an aid, and what its record keeps of the aid."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sdm_tui.aids.draft import errors_in, refuse_draft
from sdm_tui.aids.expiry import expiry
from sdm_tui.aids.library import AidEntry, LoadedAid
from sdm_tui.aids.sign_off import Standing
from sdm_tui.aids.signing import overlay_hash_of
from sdm_tui.tui.services import Services

if TYPE_CHECKING:
    # The models cost a third of the time until the list is up, which needs none of them.
    from sdm_tui.aids.local_facts import LoadedOverlay
    from sdm_tui.consultation.model import AidUsed, OverlayUsed, SignOffHeld


@dataclass(frozen=True)
class AidAtHand:
    """An aid as it was read to begin with, and how it stands."""

    loaded: LoadedAid
    standing: Standing
    errors: int
    """How many errors the checker finds in it."""


def read_to_begin(services: Services, entry: AidEntry) -> AidAtHand:
    """Return an aid, read afresh; raises SdmError for one that no record may be made with."""
    loaded = services.library.load(entry.slug)
    errors = errors_in(entry, loaded)
    refuse_draft(entry, errors, rehearsal=services.rehearsal)
    standing = services.sign_offs().standing(
        entry.slug, loaded.content_hash, overlay_hash_of(loaded)
    )
    return AidAtHand(loaded, standing, errors)


def needs_reason(services: Services, at_hand: AidAtHand) -> bool:
    """Whether a record with the aid needs a reason, because its review is long overdue."""
    is_late = expiry(at_hand.loaded.aid.review_due, services.today()) == "long overdue"
    return is_late and not services.rehearsal


def aid_used(at_hand: AidAtHand) -> "AidUsed":
    """Return what a record keeps of the aid that it begins with."""
    from sdm_tui.consultation.model import AidUsed

    aid = at_hand.loaded.aid
    return AidUsed(
        slug=aid.slug,
        title=aid.title,
        condition=aid.condition,
        version=aid.version,
        content_hash=at_hand.loaded.content_hash,
        last_reviewed=aid.last_reviewed,
        review_due=aid.review_due,
        signed_off=at_hand.standing.state == "signed",
        sign_off=_sign_off_held(at_hand.standing),
        checker_errors=at_hand.errors,
        overlays=tuple(_overlay_used(one) for one in at_hand.loaded.overlays),
    )


def _overlay_used(loaded: "LoadedOverlay") -> "OverlayUsed":
    from sdm_tui.consultation.model import OverlayUsed

    overlay = loaded.overlay
    return OverlayUsed(
        name=overlay.overlay,
        organisation=overlay.organisation,
        version=overlay.version,
        content_hash=loaded.content_hash,
        updated=overlay.updated,
        review_due=overlay.review_due,
        note=overlay.note_for_clinicians or "",
    )


def _sign_off_held(standing: Standing) -> "SignOffHeld | None":
    from sdm_tui.consultation.model import SignOffHeld

    if standing.state == "unsigned" or standing.on is None:
        return None
    return SignOffHeld(
        standing=standing.state,
        name=standing.name,
        role=standing.role,
        registration=standing.registration,
        on=standing.on,
        reason=standing.reason,
    )
