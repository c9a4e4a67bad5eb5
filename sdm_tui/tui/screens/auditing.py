"""The screen on which an aid stands beside published standards, item by item."""

from datetime import date
from typing import Any

from textual.app import App

from sdm_tui.aids.auditing import audited
from sdm_tui.aids.library import AidEntry
from sdm_tui.documents.audit_text import audit_of_aid_as_text
from sdm_tui.errors import SdmError
from sdm_tui.tui.literal import literal
from sdm_tui.tui.screens.panels import ReadPanel


def show_audit(app: App[Any], entry: AidEntry, today: date) -> None:
    """Show how an aid stands beside published standards, or why it cannot be told."""
    try:
        width = max(40, min(app.size.width * 9 // 10, 100) - 6)
        words = audit_of_aid_as_text(audited(entry.path, today), width)
    except SdmError as error:
        words = str(error)
    app.push_screen(ReadPanel("Beside published standards", literal(words)))
