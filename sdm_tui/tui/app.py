"""The full-screen app: themes, the keys that work everywhere, and the way between screens."""

import gc
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.console import Console
from textual import events
from textual.app import App, SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender

from sdm_tui.aids.library import LoadedAid
from sdm_tui.errors import SdmError, UnknownName
from sdm_tui.settings import Opening, Settings
from sdm_tui.tui.beginning import AidAtHand, aid_used, needs_reason, read_to_begin
from sdm_tui.tui.commands import (
    CONSULTATION,
    EVERYWHERE,
    HOME,
    STAGE_COMMANDS,
    Command,
    bindings,
    key_to,
)
from sdm_tui.tui.idle import IdleLock
from sdm_tui.tui.literal import literal
from sdm_tui.tui.screens.home import Chosen, HomeScreen
from sdm_tui.tui.services import Services
from sdm_tui.tui.themes import THEMES

if TYPE_CHECKING:
    # The models cost a third of the time until the list is up, which needs none of them.
    from sdm_tui.consultation.model import Consultation

SETTLED_AFTER = 0.6
"""Seconds after a consultation opened, when its first screen has long been drawn."""
READ_ONLY = "Another copy of sdm-tui has the records open, so this one is to read."
NOT_STOPPED = (
    "Ctrl+C only copies selected text; it stops nothing. {key} leaves: everything is saved "
    "first, and where it cannot be, you are asked."
)
WARNING_STAYS = 20
"""Seconds; long enough to read a name or two."""


class PlainScrollBar(ScrollBarRender):
    """A scroll bar of whole blocks: the usual fractions are missing from old console fonts."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]


class SdmApp(App[None]):
    """The app holds services and screens; the conversation is in its own screen."""

    TITLE = "sdm-tui"
    ENABLE_COMMAND_PALETTE = True

    CSS = """
    Screen { background: $background; color: $foreground; }
    ToastRack { margin-bottom: 2; scrollbar-size-vertical: 0; }
    Toast {
        background: $panel; color: $foreground; border-left: solid $border; padding: 0 1;
        width: 100%; max-width: 100%; margin-top: 0;
    }
    CommandPalette #--container { border: none; background: $panel; }
    CommandPalette #--input { border: solid $border; }
    CommandPalette CommandList { border: none; scrollbar-size-vertical: 1; }
    CommandPalette SearchIcon { display: none; }
    CommandPalette LoadingIndicator { display: none; }
    .about, .legend { height: auto; padding: 0 1; color: $text-muted; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(EVERYWHERE),
        Binding("ctrl+c", "help_quit", show=False),
    ]

    def __init__(
        self, services: Services, settings: Settings, opening: Opening, notice: str
    ) -> None:
        super().__init__()
        self.services = services
        self._opening = opening
        self._notice = notice
        self._idle = IdleLock(self, services, self.tell_notices)
        self._told: set[str] = set()
        self.error_console = Console(file=io.StringIO(), width=200)
        """Where Textual writes a traceback: not on the screen, which may show a person's words."""
        ScrollBar.renderer = PlainScrollBar
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = THEMES[settings.theme].name
        self.set_keymap(settings.keys)

    async def on_mount(self) -> None:
        """Open the list, and what was asked for on top of it."""
        self.animation_level = "none"
        await self.push_screen(HomeScreen(self.services, self.open, self._notice))
        self._idle.begin()
        self._ask_for_store(self._open_asked)

    def _ask_for_store(self, then: Callable[[], object]) -> None:
        """Have the store set up or unlocked where it must be, and go on either way."""
        if self.services.store.state == "open" or self.services.rehearsal:
            self.tell_notices()
            then()
            return
        from sdm_tui.tui.screens.unlocking import ask_for_store

        ask_for_store(self.services, self.push_screen, partial(self._store_asked_for, then))

    def _store_asked_for(self, then: Callable[[], object]) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, HomeScreen):
                screen.read_records()
        self.tell_notices()
        then()

    def tell_notices(self) -> None:
        """Tell what is new about the store as it was found."""
        for notice in self.services.store.notices:
            if notice not in self._told:
                self._told.add(notice)
                self.notify(notice, severity="warning", timeout=WARNING_STAYS, markup=False)

    def _open_asked(self) -> None:
        with self._faults_told():
            if (asked := self._asked()) is not None:
                self._open_once_asked(asked)

    def open(self, chosen: Chosen) -> None:
        """Open what was chosen; what cannot be opened is said, and the list stays."""
        with self._faults_told():
            self._open(chosen)

    @contextmanager
    def _faults_told(self) -> Iterator[None]:
        try:
            yield
        except SdmError as error:
            self._read("This cannot be opened", str(error))

    def _asked(self) -> Chosen | None:
        """Return what was asked for at the start; raises SdmError where it is gone by now."""
        opening, services = self._opening, self.services
        if opening.kind == "resume" and services.store.state == "open":
            if opening.record:
                return Chosen(record=services.store.whole_id(opening.record))
            return Chosen(is_last=True)
        if opening.kind == "start" and opening.aid:
            return Chosen(aid=services.library.entry(opening.aid))
        if opening.kind == "start" and opening.blank:
            return Chosen(is_guide=True)
        return None

    def _open(self, chosen: Chosen) -> None:
        self._ask_for_store(partial(self._open_once_asked, chosen))

    def _open_once_asked(self, chosen: Chosen) -> None:
        """Open what was chosen. Without a store the conversation goes on, and says so."""
        if self.services.store.state == "locked":
            self.notify("Nothing was opened: the records wait for their passphrase.", markup=False)
            return
        with self._faults_told():
            record = self._last_touched() if chosen.is_last else chosen.record
            if record is not None:
                self._open_record(self.services.store.get(record))
            else:
                self._start(chosen)

    def _last_touched(self) -> str:
        if (last := self.services.store.last_touched()) is None:
            raise UnknownName("No consultation is in progress.", "Choose an aid to start one.")
        return last.id

    def _read(self, title: str, words: str) -> None:
        from sdm_tui.tui.screens.panels import ReadPanel

        self.push_screen(ReadPanel(title, literal(words)))

    def _start(self, chosen: Chosen) -> None:
        services = self.services
        if services.store.read_only:
            self.notify(self._notice or "This copy can only read.", markup=False)
            return
        entry = chosen.aid
        at_hand = read_to_begin(services, entry) if entry else None
        if entry is None or at_hand is None or not needs_reason(services, at_hand):
            self._begin(at_hand)
            return
        from sdm_tui.tui.screens.signing import ask_why_overdue

        begin = partial(self._begin, at_hand)
        ask_why_overdue(self, at_hand.loaded.aid, services.today(), begin)

    def _begin(self, at_hand: AidAtHand | None, overdue_reason: str = "") -> None:
        from sdm_tui.consultation import moves
        from sdm_tui.consultation.model import started

        services = self.services
        consultation = started(
            services.new_id(),
            services.now(),
            aid_used(at_hand) if at_hand else None,
            rehearsal=services.rehearsal,
            overdue_reason=overdue_reason,
        )
        consultation = moves.answer(consultation, "start.route", services.route)
        if at_hand is None:
            consultation = moves.add_option(consultation, "Carry on as now")
        self._show(consultation, at_hand.loaded if at_hand else None)

    def _open_record(self, record: "Consultation") -> None:
        services = self.services
        loaded = self._aid_of(record)
        with suppress(SdmError):  # what is wrong with the store is told where it would be saved
            services.store.note("opened", record.id)
        if services.store.read_only:
            from sdm_tui.documents.text import as_text

            aid = loaded.aid if loaded else None
            mark = services.store.fingerprint
            text = as_text(record, aid, today=services.today(), store_mark=mark)
            parts = (READ_ONLY, self._since(record), text)
            self._read("Read only", "\n\n".join(part for part in parts if part))
            return
        from sdm_tui.consultation import moves

        if record.is_sealed:
            record = moves.go_to(record, "summary")
        else:
            record = moves.resume(record, services.now())
        self._show(record, loaded)
        if words := self._since(record):
            self.notify(words, severity="warning", timeout=WARNING_STAYS, markup=False)

    def _since(self, record: "Consultation") -> str:
        """Return what became of the aid's sign-off since a record was begun, or ""."""
        if (used := record.aid) is None:
            return ""
        from sdm_tui.documents.aid_standing import since_sentence, standing_then

        return since_sentence(standing_then(used), self.services.standing_now(used))

    def _show(self, consultation: "Consultation", loaded: LoadedAid | None) -> None:
        # The stages are imported only when a consultation opens, so that the list comes up sooner.
        from sdm_tui.tui.screens.consultation import ConsultationScreen

        for screen in self.screen_stack:
            if isinstance(screen, HomeScreen):
                screen.is_left = True
        self.push_screen(ConsultationScreen(self.services, consultation, loaded))
        self.set_timer(SETTLED_AFTER, _settle)
        for fault in loaded.local_faults if loaded else ():
            words = f"Local facts were left out: {fault}."
            self.notify(words, severity="warning", timeout=WARNING_STAYS, markup=False)

    def _aid_of(self, record: "Consultation") -> LoadedAid | None:
        """Return the aid as it was when the consultation began, whatever has changed since."""
        used = record.aid
        if used is None:
            return None
        from sdm_tui.aids.as_it_was import aid_as_it_was, text_under

        store, library = self.services.store, self.services.library
        texts: dict[str, str] = {}
        if text_under(used.content_hash, store.kept_aid) is None:
            texts = library.load(used.slug).texts
        loaded = aid_as_it_was(
            used.slug,
            used.content_hash,
            [overlay.content_hash for overlay in used.overlays],
            lambda name: text_under(name, store.kept_aid) or texts.get(name),
            library.parse,
        )
        if loaded is None:
            raise SdmError(
                f'The aid "{used.title}" has changed since this record was made, '
                "and the version that was used is not in the store. The record is kept.",
                "`sdm-tui records export` still writes what it holds.",
            )
        return loaded

    def pop_screen(self) -> AwaitComplete:
        """Take the screen on top away; one that locks stays, whatever else ends under it."""
        from sdm_tui.tui.screens.unlocking import UnlockScreen

        if isinstance(self.screen, UnlockScreen) and not self.screen.is_over:
            return AwaitComplete()
        return super().pop_screen()

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is there, and hand the event on."""
        if isinstance(event, events.InputEvent | events.Paste):
            self._idle.used()
        await super().on_event(event)

    def action_lock(self) -> None:
        """Lock the screen now; the passphrase opens it again exactly where it was."""
        self._idle.lock()

    def action_cover(self) -> None:
        """Cover the screen, or uncover it."""
        from sdm_tui.tui.screens.cover import CoverScreen

        if isinstance(self.screen, CoverScreen):
            self.screen.dismiss(None)
        else:
            self.push_screen(CoverScreen(self.services))

    def action_next_field(self) -> None:
        """Move the focus on."""
        self._step_focus(1)

    def action_previous_field(self) -> None:
        """Move the focus back."""
        self._step_focus(-1)

    def _step_focus(self, step: int) -> None:
        from sdm_tui.tui.screens.consultation import ConsultationScreen

        if isinstance(self.screen, ConsultationScreen):
            self.screen.step_focus(step)
        elif step > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def action_help_quit(self) -> None:
        """Say to whoever presses Ctrl+C, with nothing selected to copy, how to leave."""
        words = NOT_STOPPED.format(key=key_to("quit", dict(self.services.keys)))
        if words not in [str(toast.render()) for toast in self.screen.query("Toast")]:
            self.notify(words, markup=False)

    async def action_quit(self) -> None:
        """Leave; a consultation is saved first, with the keys that were pressed before this one.

        Those wait in the queue of the field that has the focus, so the request joins it there.
        """
        self.leave(self.exit)

    def leave(self, go: Callable[[], object]) -> None:
        """Do what leaving does, then go."""
        (self.screen.focused or self).call_later(self._leave, go)

    def _leave(self, go: Callable[[], object]) -> None:
        from sdm_tui.tui.screens.consultation import ConsultationScreen

        for screen in self.screen_stack:
            if isinstance(screen, ConsultationScreen):
                screen.leave(go)
                return
        go()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every command of the screen by its plain name."""
        from sdm_tui.tui.screens.consultation import ConsultationScreen

        yield SystemCommand("Change the colours: dark or light", "", self.action_change_colours)
        scopes: list[tuple[DOMNode, tuple[Command, ...]]] = [(self, EVERYWHERE)]
        if isinstance(screen, ConsultationScreen):
            scopes.append((screen.body, STAGE_COMMANDS[screen.consultation.stage]))
            scopes.append((screen, CONSULTATION))
        elif isinstance(screen, HomeScreen):
            scopes.append((screen, HOME))
        for place, commands in scopes:
            for command in commands:
                run = partial(self.run_action, command.action, place)
                yield SystemCommand(command.title, "", run)

    def action_change_colours(self) -> None:
        """Change between dark and light."""
        names = [theme.name for theme in THEMES.values()]
        self.theme = names[1 - names.index(self.theme)]


def _settle() -> None:
    """Take what stays for the whole consultation out of the garbage collector's rounds.

    A full round over an aid, its models and the screen holds a key press up by some 60 ms.
    """
    gc.collect()
    gc.freeze()
