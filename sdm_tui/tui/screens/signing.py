"""Panels in which a clinician signs an aid off or takes that back, or says why one is used late."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import App

from sdm_tui.aids.library import AidEntry, LoadedAid
from sdm_tui.aids.signing import Signable, Signer, overlay_hash_of, sign_aid, signable, take_back
from sdm_tui.consultation.checks import date_words
from sdm_tui.documents.aid_standing import review_sentence, sign_off_words
from sdm_tui.errors import SdmError
from sdm_tui.tui.literal import literal
from sdm_tui.tui.screens.panels import AskPanel, ReadPanel
from sdm_tui.tui.services import Services

if TYPE_CHECKING:
    from datetime import date

    from sdm_tui.aids.model import DecisionAid
    from sdm_tui.aids.sign_off import Standing

SIGNED_TO = (
    "You sign that you read all of it and find it fit for use here. "
    "It lapses when the text changes."
)
SHOWN_OF_HASH = 16
"""Characters: enough to tell two texts apart by eye."""


def offer_sign_off(
    app: App[Any], services: Services, entry: AidEntry, done: Callable[[], object]
) -> None:
    """Offer to sign off an aid as it is read now, or to take its sign-off back.

    done: called once something changed. What cannot be signed says why, with every error.
    """
    held = services.sign_offs()
    if held.faults or not services.sign_off_files:
        words = "; ".join(held.faults) or "There is no folder to keep it in."
        _tell(app, SdmError("Sign-offs cannot be kept here.", words))
        return
    try:
        loaded = services.library.load(entry.slug)
        standing = held.standing(entry.slug, loaded.content_hash, overlay_hash_of(loaded))
        if standing.state == "signed":
            _ask_to_take_back(app, services, entry, standing, done)
            return
        checked = signable(entry, loaded)
    except SdmError as error:
        _tell(app, error)
        return
    now = "" if standing.state == "unsigned" else f"Now: {sign_off_words(standing)}.\n"
    about = f"{_particulars(loaded)}\n{now}{SIGNED_TO}"
    _ask_to_sign(app, services, checked, about, done)


def _ask_to_sign(
    app: App[Any],
    services: Services,
    checked: Signable,
    about: str,
    done: Callable[[], object],
) -> None:
    def answered(texts: tuple[str, ...] | None) -> None:
        if texts is None:
            return
        files = services.sign_off_files
        try:
            made = sign_aid(checked, Signer(*texts), at=services.now(), into=files[0], files=files)
        except SdmError as error:
            _tell(app, error)
            return
        app.notify(f"Signed off by {made.name}. Kept in {files[0]}", markup=False)
        done()

    title = f"Sign off: {checked.loaded.aid.title}"
    fields = [("Your name", ""), ("Your role", ""), ("Your registration, such as GMC 1234567", "")]
    app.push_screen(
        AskPanel(title, fields, done="sign", about=about, needs_all=True),
        answered,
    )


def _ask_to_take_back(
    app: App[Any],
    services: Services,
    entry: AidEntry,
    standing: "Standing",
    done: Callable[[], object],
) -> None:
    def answered(texts: tuple[str, ...] | None) -> None:
        if texts is None:
            return
        files = services.sign_off_files
        try:
            take_back(entry, *texts, at=services.now(), into=files[0], files=files)
        except SdmError as error:
            _tell(app, error)
            return
        app.notify("The sign-off was taken back. The history is kept.", markup=False)
        done()

    title = f"Take the sign-off back: {entry.title}"
    about = f"Now: {sign_off_words(standing)}."
    fields = [("Your name", ""), ("Why is it taken back?", "")]
    app.push_screen(
        AskPanel(title, fields, done="take it back", about=about, needs_all=True), answered
    )


def ask_why_overdue(
    app: App[Any], aid: "DecisionAid", today: "date", begin: Callable[[str], object]
) -> None:
    """Ask why an aid is used whose review is long overdue; leaving begins nothing.

    aid: as it was just read, since the list may have been made of an earlier text.
    """

    def answered(texts: tuple[str, ...] | None) -> None:
        if texts is not None:
            begin(texts[0])

    about = (
        f"{aid.title}\n{review_sentence(aid.review_due, today)} "
        "Its figures may be out of date. The reason is kept in the record."
    )
    fields = [("Why is it used all the same?", "")]
    app.push_screen(
        AskPanel(
            "This aid is long overdue for review",
            fields,
            done="begin",
            about=about,
            needs_all=True,
        ),
        answered,
    )


def _particulars(loaded: LoadedAid) -> str:
    aid = loaded.aid
    local = "".join(
        f"\nWith local facts of {one.overlay.organisation}, version {one.overlay.version}"
        for one in loaded.overlays
    )
    return (
        f"Version {aid.version}, review due {date_words(aid.review_due)}, "
        f"SHA-256 {loaded.content_hash[:SHOWN_OF_HASH]}...{local}"
    )


def _tell(app: App[Any], error: SdmError) -> None:
    app.push_screen(ReadPanel(error.message, literal(error.hint or "Nothing was changed.")))
