"""Erasing one person's record for good, once somebody has said why."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from textual.app import App

from sdm_tui.errors import SdmError
from sdm_tui.store import Entry as Record
from sdm_tui.tui.screens.panels import AskPanel, ConfirmPanel
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

    def erase_it(why: str) -> None:
        from sdm_tui.store.erasing import erase
        from sdm_tui.store.in_words import erased_text

        before = len(services.store.notices)
        try:
            words = erased_text(erase(services.store, name, why))
        except SdmError as error:
            words = str(error)
        told = (f'"{label}"', words, *services.store.notices[before:])
        app.call_from_thread(done, "\n".join(told))

    def answered(texts: tuple[str, ...] | None) -> None:
        if texts is None:
            return

        def agreed(is_yes: bool | None) -> None:  # noqa: FBT001 - the panel's own answer
            if is_yes:
                # The backups are written anew, which may take some time.
                app.run_worker(partial(erase_it, texts[0]), thread=True, group="store")

        question = f'Erase "{label}" now? Nothing brings it back.'
        app.push_screen(ConfirmPanel(question, "Erase it for good.", "No: keep it."), agreed)

    title = f'Erase "{label}" for good'
    app.push_screen(
        AskPanel(title, [("Why?", "")], done="erase it", about=ABOUT, needs_all=True), answered
    )
