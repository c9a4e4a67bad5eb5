"""Summary: what was said, in plain sentences on one screen, and what to do with it."""

import sqlite3
from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation
from sdm_tui.documents.forms import Material, form
from sdm_tui.documents.notices import store_mark_notice
from sdm_tui.documents.summary import person_summary
from sdm_tui.errors import SdmError
from sdm_tui.store.log import mark_of
from sdm_tui.tui.commands import SUMMARY, bindings
from sdm_tui.tui.literal import literal
from sdm_tui.tui.messages import MoveMade
from sdm_tui.tui.screens.panels import AskPanel, ConfirmPanel
from sdm_tui.tui.screens.taking_away import TakeAway, TakeAwayScreen
from sdm_tui.tui.stages.stage import PATIENT_VIEW, PageStage
from sdm_tui.tui.stages.unasked import unasked_words


class SummaryStage(PageStage):
    """What was decided and why, read back to the person; then finish, amend, and take away."""

    _taken: TakeAway | None = None

    BINDINGS: ClassVar[list[BindingType]] = bindings(SUMMARY)

    HELP_TEXT = (
        "Read it back to each other. F finishes and seals the record; after that it can only be "
        "amended, with A. W opens letters, notes and data to take away; C copies the short note."
    )

    def can(self, command: str) -> bool:
        """Whether a command has anything to do: a finished record is amended, an open one not."""
        if command in {"finish", "amend"}:
            return (command == "amend") == self.consultation.is_sealed
        return super().can(command)

    def compose(self) -> ComposeResult:
        """Compose the page."""
        yield VerticalScroll(Static(id="page"), can_focus=False)

    def show_consultation(self, consultation: Consultation) -> None:
        """Show the summary of what the consultation holds now."""
        super().show_consultation(consultation)
        self.query_one("#page", Static).update(self._page())

    def _page(self) -> Content:
        rows: list[Content] = []
        if self.consultation.seal is not None:
            rows += [literal("This record is finished. A adds an amendment.", "$text-muted")]
        for section in person_summary(self.consultation, self.aid, today=self.services.today()):
            rows.append(literal(section.title, "bold"))
            rows += [literal(line) for line in section.lines]
            rows.append(literal(""))
        for amendment in self.consultation.amendments:
            when = amendment.at.strftime("%d/%m/%Y %H:%M")
            rows.append(literal(f"Amended {when}: {amendment.words} ({amendment.reason})"))
        for notice in store_mark_notice(self.services.store.fingerprint):
            rows.append(literal(notice, "$text-muted"))
        return Content("\n").join(rows)

    def action_finish(self) -> None:
        """Seal the record once the person has said so."""
        if self.consultation.is_sealed:
            self.app.notify("This record is finished already.", markup=False)
            return
        if self.consultation.start.agrees_to_record == "no":
            words = "You agreed not to keep a record, so there is none to finish. Ctrl+L leaves."
            self.app.notify(words, markup=False)
            return

        def answered(is_yes: bool | None) -> None:  # noqa: FBT001 - the panel's own answer
            if is_yes:
                self.post_message(
                    MoveMade(partial(moves.seal, now=self.services.now(), by=self.services.who))
                )

        self.app.push_screen(
            ConfirmPanel(
                "Finish and seal this record?",
                "Finish. Later changes are amendments, with time and reason.",
                "Not yet.",
                about=unasked_words(
                    self.consultation,
                    dict(self.services.keys),
                    is_patient_view=self.screen.has_class(PATIENT_VIEW),
                ),
            ),
            answered,
        )

    def action_amend(self) -> None:
        """Add to a finished record, with the reason."""
        if not self.consultation.is_sealed:
            self.app.notify("This record is still open: change it directly.", markup=False)
            return

        def answered(texts: tuple[str, ...] | None) -> None:
            if texts is not None:
                words, reason = texts
                now, by = self.services.now(), self.services.who
                self.post_message(
                    MoveMade(partial(moves.amend, reason=reason, words=words, now=now, by=by))
                )

        fields = [("What should be added or put right?", ""), ("Why?", "")]
        self.app.push_screen(AskPanel("Amendment", fields, done="add it"), answered)

    def action_copy_note(self) -> None:
        """Copy the short note for the record system."""
        self._take().copy(self.screen, form("note-short"))

    def action_take_away(self) -> None:
        """Open the one place for everything that leaves the room."""
        self.app.push_screen(TakeAwayScreen(self._take()))

    def _take(self) -> TakeAway:
        # The same one all the time: whether copying was agreed to is asked only once.
        self._taken = self._taken or TakeAway(self.services, self._material)
        return self._taken

    def _material(self) -> Material:
        """Return what documents are made from at this moment."""
        mark = ""
        with suppress(SdmError, sqlite3.Error):  # what is wrong with the store is told elsewhere
            mark = mark_of(self.services.store.engine, self.consultation.id)
        return Material(self.consultation, self.base_aid, self.services.today(), mark)
