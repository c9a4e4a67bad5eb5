"""The clinician's own notes: written while the record is open, and only read afterwards."""

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.app import App
from textual.message import Message

from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation
from sdm_tui.tui.literal import literal
from sdm_tui.tui.screens.panels import LiveField, LiveForm, ReadPanel

TITLE = "Clinician's private notes"


def offer_private_notes(
    app: App[Any], consultation: Consultation, tell: Callable[[Message], object]
) -> None:
    """Open the notes; `tell` passes on the move that each change of them makes."""
    if consultation.is_sealed:
        app.push_screen(ReadPanel(TITLE, literal(consultation.private_notes)))
        return

    def write(words: str) -> moves.Move:
        return partial(moves.write, place="private_notes", words=words)

    app.push_screen(
        LiveForm(
            TITLE,
            [LiveField("Not shown in patient view", consultation.private_notes, write)],
            tell,
            lines=6,
            enter_closes=False,
        )
    )
