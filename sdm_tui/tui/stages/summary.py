"""Summary: what was said, in plain sentences on one screen, and what to do with it."""

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
from sdm_tui.documents.data import as_json
from sdm_tui.documents.notices import store_mark_notice
from sdm_tui.documents.summary import person_summary
from sdm_tui.documents.text import as_text
from sdm_tui.errors import SdmError
from sdm_tui.tui.commands import SUMMARY, bindings
from sdm_tui.tui.literal import literal
from sdm_tui.tui.messages import MoveMade
from sdm_tui.tui.screens.panels import AskPanel, ConfirmPanel
from sdm_tui.tui.screens.writing import offer_file
from sdm_tui.tui.stages.stage import PageStage


class SummaryStage(PageStage):
    """What was decided and why, read back to the person; then finish, amend, copy or write."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(SUMMARY)

    HELP_TEXT = (
        "Read it back to each other. F finishes and seals the record; after that it can only be "
        "amended, with A. C copies the text, W writes a page to print, J writes the data."
    )

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

    def action_copy_text(self) -> None:
        """Send the text to the terminal's clipboard, which may or may not take it."""
        self.app.copy_to_clipboard(self._text("copied"))
        self.app.notify(
            "The text was sent to the terminal's clipboard. Some terminals do not take it: "
            "paste to check, or press W for a text file.",
            markup=False,
        )

    def action_write_text(self) -> None:
        """Write a page to print."""
        self._write("txt", self._text("text file"))

    def action_write_data(self) -> None:
        """Write the data for another system."""
        self._note_export("JSON file")
        self._write("json", as_json(self.consultation, self.aid))

    def _text(self, how: str) -> str:
        """Return the text of the record, once the audit log holds that it goes out."""
        self._note_export(how)
        services = self.services
        mark = services.store.fingerprint
        return as_text(self.consultation, self.aid, today=services.today(), store_mark=mark)

    def _note_export(self, how: str) -> None:
        # What goes wrong with the store is told where the record is saved; the words go out.
        with suppress(SdmError):
            self.services.store.note("exported", self.consultation.id, how)

    def _write(self, ending: str, content: str) -> None:
        name = self.services.save_folder / f"consultation-{self.consultation.id}.{ending}"
        offer_file(self.app, "Write to", name, content, done="write it")
