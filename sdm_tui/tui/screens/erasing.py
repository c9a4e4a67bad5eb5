"""Erasing one person's record for good, once somebody has said why."""

from collections.abc import Callable, Sequence
from typing import Any

from textual.app import App

from sdm_tui.errors import SdmError
from sdm_tui.store import Entry as Record
from sdm_tui.tui.screens.panels import AskPanel
from sdm_tui.tui.services import Services

ABOUT = (
    "Everything that was said is erased for good, from the records and from their backups on this "
    "computer. The audit log keeps that it was erased, and why."
)


def offer_erasing(
    app: App[Any],
    services: Services,
    at_arrow: str,
    records: Sequence[Record],
    done: Callable[[str], object],
) -> None:
    """Ask why the record at the arrow is erased, and erase it; `done` is told what came of it.

    at_arrow: what the list calls the entry there.
    """
    kind, _, name = at_arrow.partition(":")
    if services.store.read_only:
        app.notify("This copy can only read, so nothing can be erased from here.", markup=False)
        return
    if kind not in {"record", "unreadable"}:
        app.notify("Move the arrow to a consultation first.", markup=False)
        return
    label = next((r.label or r.title for r in records if r.id == name), name)

    def answered(texts: tuple[str, ...] | None) -> None:
        if texts is None:
            return
        from sdm_tui.store.erasing import erase
        from sdm_tui.store.in_words import erased_text

        before = len(services.store.notices)
        try:
            words = erased_text(erase(services.store, name, texts[0]))
        except SdmError as error:
            words = str(error)
        done("\n".join((words, *services.store.notices[before:])))

    title = f'Erase "{label}" for good'
    app.push_screen(
        AskPanel(title, [("Why?", "")], done="erase it", about=ABOUT, needs_all=True), answered
    )
