"""The consultation on screen: one value, shown by the stages and saved at once."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.screen import Screen

from sdm_tui.aids.library import LoadedAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.changing import undone
from sdm_tui.consultation.model import Consultation
from sdm_tui.consultation.stage_names import StageName
from sdm_tui.consultation.stages import next_stage, previous_stage, prompts
from sdm_tui.errors import SdmError
from sdm_tui.tui.commands import CONSULTATION, EVERYWHERE, STAGE_COMMANDS, bindings
from sdm_tui.tui.messages import MoveMade, StageWanted
from sdm_tui.tui.saving import SaveEnded, Saver
from sdm_tui.tui.screens.frame_words import flags, pinned_words, stage_marks
from sdm_tui.tui.screens.panels import ConfirmPanel, ReadPanel, TypedInto
from sdm_tui.tui.screens.reading import help_text, own_words_text, sources_text
from sdm_tui.tui.screens.writing import offer_file
from sdm_tui.tui.services import Services
from sdm_tui.tui.stages.benefits_and_risks import BenefitsAndRisksStage
from sdm_tui.tui.stages.deciding import DecidingStage
from sdm_tui.tui.stages.options import OptionsStage
from sdm_tui.tui.stages.stage import PATIENT_VIEW, StageBody
from sdm_tui.tui.stages.start import StartStage
from sdm_tui.tui.stages.summary import SummaryStage
from sdm_tui.tui.stages.what_matters import WhatMattersStage
from sdm_tui.tui.widgets.bars import Drawn, Keys
from sdm_tui.tui.widgets.frame import Header, PinnedLine, Prompts
from sdm_tui.tui.widgets.free_text import FreeText

STAGE_BODIES: Final[dict[StageName, type[StageBody]]] = {
    "start": StartStage,
    "what-matters": WhatMattersStage,
    "options": OptionsStage,
    "benefits-and-risks": BenefitsAndRisksStage,
    "deciding": DecidingStage,
    "summary": SummaryStage,
}
TALL: Final = 30
"""Rows from which the clinician's prompts are shown without being asked for."""
WIDE: Final = 110
"""Columns from which the person's words stand beside the stage."""
MOST_UNDONE: Final = 100


class ConsultationScreen(Screen[None]):
    """One consultation, from the first word to the saved outcome."""

    DEFAULT_CSS = """
    ConsultationScreen { layout: vertical; }
    ConsultationScreen #middle { height: 1fr; }
    ConsultationScreen #body { width: 1fr; }
    ConsultationScreen #side {
        width: 34; display: none; padding: 0 1; border-left: solid $border-blurred;
        scrollbar-size-vertical: 1;
    }
    ConsultationScreen.-wide #side.-useful { display: block; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(CONSULTATION),
        # At once, like the keys of the stages: what is typed behind them goes to the next field.
        Binding("tab", "app.next_field", "Next field", show=False, priority=True),
        Binding("shift+tab", "app.previous_field", "Previous field", show=False, priority=True),
        Binding("escape", "back_out", "Back out of a panel", show=False),
        Binding("pagedown", "turn_card(1)", "Next card", show=False),
        Binding("pageup", "turn_card(-1)", "Previous card", show=False),
    ]

    def __init__(
        self, services: Services, consultation: Consultation, loaded: LoadedAid | None
    ) -> None:
        super().__init__()
        self.services = services
        self.aid = loaded.aid if loaded else None
        self.saver = Saver(services, self, loaded.texts if loaded else {})
        self._standing = services.standing_now(consultation.aid)
        self._opened = services.now()
        self._history: list[tuple[str, Consultation]] = []
        self._bodies: dict[StageName, StageBody] = {}
        self._wants_prompts: bool | None = None
        self._shows_time = True
        self.is_patient_view = False
        self.consultation = consultation
        """The one value that the screen shows; every move makes the next one."""

    def compose(self) -> ComposeResult:
        """Compose the frame; the stage is mounted into its middle."""
        yield Header()
        yield Prompts()
        with Horizontal(id="middle"):
            yield Container(id="body")
            yield VerticalScroll(Drawn(id="said"), id="side", can_focus=False)
        yield PinnedLine()
        yield Keys()

    async def on_mount(self) -> None:
        """Open the stage at which the conversation stopped."""
        self.set_interval(60, self._show_frame)
        await self._open_stage()

    def on_resize(self) -> None:
        """Fit the frame to the new size."""
        self.set_class(self.size.width >= WIDE, "-wide")
        self._show_frame()

    @property
    def body(self) -> StageBody:
        """The stage that is open."""
        return self._bodies[self.consultation.stage]

    def step_focus(self, step: int) -> None:
        """Move the focus within the stage."""
        self.body.step_focus(step)

    async def _open_stage(self) -> None:
        name = self.consultation.stage
        for other, body in self._bodies.items():
            body.display = other == name
        if name not in self._bodies:
            body = STAGE_BODIES[name](self.services, self.consultation, self.aid)
            self._bodies[name] = body
            await self.query_one("#body", Container).mount(body)
        self._hide_from_patient()
        self.body.show_consultation(self.consultation)
        self.body.enter()
        self._show_frame()

    def _apply(self, move: moves.Move, about: str) -> bool:
        """Make the next consultation; say whether it differs."""
        before = self.consultation
        try:
            after = move(before)
        except SdmError as error:
            self.notify(str(error), markup=False)
            return False
        if after == before:
            return False
        if about != "shown":
            self._remember(about, before)
        if after.is_sealed:
            self._history.clear()
        self.consultation = moves.touch(after, self.services.now())
        self.saver.changed(self.consultation)
        return True

    def _remember(self, about: str, before: Consultation) -> None:
        """Keep what undo returns to; typing in one field is one step."""
        if about and self._history and self._history[-1][0] == about:
            return
        self._history = [*self._history[1 - MOST_UNDONE :], (about, before)]

    @on(MoveMade)
    def _move_made(self, message: MoveMade) -> None:
        message.stop()
        if self._apply(message.move, message.about):
            self._show()
        if message.goes_on and (deck := self.body.deck):
            deck.step_focus(1, across_cards=False)

    @on(StageWanted)
    async def _stage_wanted(self, message: StageWanted) -> None:
        message.stop()
        await self.go_to(message.stage)

    async def go_to(self, name: StageName) -> None:
        """Open a stage, with the focus where it begins."""
        if name == self.consultation.stage:
            return
        self.consultation = moves.go_to(self.consultation, name)
        if not self.consultation.is_sealed:
            self.saver.changed(self.consultation)
        await self._open_stage()

    @on(SaveEnded)
    def _save_ended(self, message: SaveEnded) -> None:
        message.stop()
        self.saver.ended(message)
        self._show_saved()

    def _show_frame(self) -> None:
        if not self.is_mounted or self.consultation.stage not in self._bodies:
            return
        is_for_clinician = not self.is_patient_view
        elapsed = int((self.services.now() - self._opened).total_seconds() // 60)
        minutes = elapsed if is_for_clinician and self._shows_time else None
        shown, today = self.consultation, self.services.today()
        told = flags(shown, self._standing, today=today, minutes=minutes)
        header, width = self.query_one(Header), self.size.width
        condition = shown.aid.condition if shown.aid else ""
        header.show(shown.title, told, stage_marks(shown), width=width, in_short=condition)
        spoken = self.query_one(Prompts)
        wanted = self.size.height >= TALL if self._wants_prompts is None else self._wants_prompts
        spoken.display = wanted and is_for_clinician
        spoken.show(*prompts(shown.stage, self.aid))
        side = self.query_one("#side")
        side.set_class(shown.stage in {"deciding", "summary"}, "-useful")
        self.query_one("#said", Drawn).draw(own_words_text(shown, self.aid))
        own = [c for c in STAGE_COMMANDS[shown.stage] if self.body.can(c.name)]
        # The way on, the help and the sources come before the rarer keys of a stage.
        hints = sorted(
            (*own, *CONSULTATION, *EVERYWHERE),
            key=lambda c: (c not in own[:3], c.name not in {"next-stage", "help", "sources"}),
        )
        self.query_one(Keys).show(hints, dict(self.services.keys), width)
        self._show_saved()

    def _show_saved(self) -> None:
        pinned = self.query_one(PinnedLine)
        words, saved = pinned_words(self.consultation), self.saver.words(self.consultation)
        is_fault = self.saver.fault is not None
        pinned.show(words, saved, is_fault=is_fault, width=self.size.width)

    async def action_next_stage(self) -> None:
        """Go to the next stage."""
        await self.go_to(next_stage(self.consultation.stage))

    async def action_previous_stage(self) -> None:
        """Go to the stage before."""
        await self.go_to(previous_stage(self.consultation.stage))

    async def action_start(self) -> None:
        """Go back to the start."""
        await self.go_to("start")

    async def action_what_matters(self) -> None:
        """Open What matters."""
        await self.go_to("what-matters")

    async def action_options(self) -> None:
        """Open Options."""
        await self.go_to("options")

    async def action_benefits_and_risks(self) -> None:
        """Open Benefits and risks."""
        await self.go_to("benefits-and-risks")

    async def action_deciding(self) -> None:
        """Open Deciding together."""
        await self.go_to("deciding")

    async def action_summary(self) -> None:
        """Open the Summary."""
        await self.go_to("summary")

    def action_back_out(self) -> None:
        """Back out of something within the stage, never out of the consultation."""
        self.body.escape()

    def action_turn_card(self, step: int) -> None:
        """Turn the stage's cards also where nothing has the focus."""
        if deck := self.body.deck:
            deck.action_turn(step)

    def action_help(self) -> None:
        """Say what can be done here."""
        commands = (*STAGE_COMMANDS[self.consultation.stage], *CONSULTATION, *EVERYWHERE)
        body = help_text(self.body.HELP_TEXT, commands, dict(self.services.keys))
        self.app.push_screen(ReadPanel("Help for this screen", body))

    def action_prompts(self) -> None:
        """Show or hide the clinician's prompts."""
        if self.is_patient_view:
            self.notify("Not shown in patient view. F9 leaves it.", markup=False)
            return
        self._wants_prompts = not self.query_one(Prompts).display
        self._show_frame()

    def action_time(self) -> None:
        """Show or hide the time taken."""
        self._shows_time = not self._shows_time
        self._show_frame()

    def action_private_notes(self) -> None:
        """Write the clinician's own notes."""
        if self.is_patient_view:
            self.notify("Not shown in patient view. F9 leaves it.", markup=False)
            return
        from sdm_tui.tui.screens.private_notes import offer_private_notes

        offer_private_notes(self.app, self.consultation, self.post_message)

    def action_patient_view(self) -> None:
        """Hide or show what only the clinician needs."""
        self.is_patient_view = not self.is_patient_view
        self._hide_from_patient()
        self._show_frame()
        state = "on" if self.is_patient_view else "off"
        self.notify(f"Patient view {state}", markup=False, timeout=2)

    def _hide_from_patient(self) -> None:
        self.set_class(self.is_patient_view, PATIENT_VIEW)
        for card in self.query(".clinician-card"):
            card.set_class(self.is_patient_view, "-not-in-route")
        if deck := self.body.deck:
            deck.watch_at()

    def action_sources(self) -> None:
        """Say how the figures are known."""
        outcome = self.body.outcome if isinstance(self.body, BenefitsAndRisksStage) else None
        text = sources_text(
            self.aid,
            self.consultation,
            outcome,
            today=self.services.today(),
            standing=self._standing,
            for_clinician=not self.is_patient_view,
        )
        self.app.push_screen(ReadPanel("How these figures are known", text))

    def action_own_words(self) -> None:
        """Show everything that the person said matters."""
        body = own_words_text(self.consultation, self.aid)
        self.app.push_screen(ReadPanel("What you said matters", body))

    def action_undo(self) -> None:
        """Undo the last move."""
        if not self._history or self.consultation.is_sealed:
            self.notify("There is nothing to undo.", markup=False)
            return
        _, earlier = self._history.pop()
        self.consultation = moves.touch(undone(self.consultation, earlier), self.services.now())
        self.saver.changed(self.consultation)
        self._show()

    def _show(self) -> None:
        # A stage that is still being mounted shows the latest consultation once it is.
        if self.body.is_mounted:
            self.body.show_consultation(self.consultation)
            self._show_frame()

    def _hear_all(self) -> None:
        """Take in what was typed a moment ago and is still on its way here."""
        for screen in self.app.screen_stack:
            if isinstance(screen, TypedInto):
                for message in screen.unheard():
                    self._apply(message.move, message.about)
        for field in self.query(FreeText):
            if typed := field.unheard():
                self._apply(typed.move, typed.about)

    def action_save(self) -> None:
        """Save now; where that fails, offer another place."""
        self._hear_all()
        if self.services.store.state == "new" and not self.services.rehearsal:
            from sdm_tui.tui.screens.unlocking import SetUpScreen

            self.app.push_screen(SetUpScreen(self.services), lambda _: self._save_or_offer())
        else:
            self._save_or_offer()

    def _save_or_offer(self) -> None:
        self.saver.pending = self.saver.pending or self.consultation
        if self.saver.try_again() is None:
            self._show_saved()
            return
        self._show_saved()
        from sdm_tui.documents.data import as_json

        content = as_json(self.consultation, self.aid, include_private=True)
        name = self.services.save_folder / f"consultation-{self.consultation.id}.json"
        offer_file(self.app, "Save a copy in another place", name, content, done="save it")

    def save_all(self) -> SdmError | None:
        """Save everything that was typed, and wait for it; return what went wrong."""
        self._hear_all()
        fault = self.saver.flush()
        self._show_saved()
        return fault

    def action_home(self) -> None:
        """Go back to the list."""
        # Behind the keys that still wait in the queue of the field that has the focus.
        (self.focused or self).call_later(self.leave, partial(self.dismiss, None))

    def leave(self, go: Callable[[], object]) -> None:
        """Save, then go; where the last change cannot be kept, ask first."""
        fault = self.save_all()
        question = ""
        if fault is not None:
            question = f"The last change is not saved: {fault.message} Leave all the same?"
        elif self.consultation.start.agrees_to_record == "no":
            question = "You agreed not to keep a record. Leave, and keep nothing of this?"
        if not question:
            go()
            return

        def answered(is_yes: bool | None) -> None:  # noqa: FBT001 - the panel's own answer
            if is_yes:
                go()

        self.app.push_screen(ConfirmPanel(question, "Leave.", "Stay here."), answered)
