"""The full-screen app: themes, the keys that work everywhere, and the way between screens."""

import gc
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from rich.console import Console
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender

from sdm_tui.aids.library import LoadedAid, bundled_folder, open_library
from sdm_tui.aids.sign_off import FILE_NAME, faults_told
from sdm_tui.errors import SdmError, SettingsUnreadable
from sdm_tui.settings import Launch, Opening, Settings, load_settings
from sdm_tui.store import open_store
from sdm_tui.tui.beginning import AidAtHand, aid_used, needs_reason, read_to_begin
from sdm_tui.tui.commands import (
    CONSULTATION,
    EVERYWHERE,
    HOME,
    STAGE_COMMANDS,
    Command,
    bindings,
    keymap_faults,
)
from sdm_tui.tui.literal import literal
from sdm_tui.tui.screens.home import Chosen, HomeScreen
from sdm_tui.tui.services import Services
from sdm_tui.tui.themes import THEMES

if TYPE_CHECKING:
    # The models cost a third of the time until the list is up, which needs none of them.
    from sdm_tui.consultation.model import Consultation

SETTLED_AFTER = 0.6
"""Seconds after a consultation opened, when its first screen has long been drawn."""
WARNING_STAYS = 20
"""Seconds; long enough to read a name or two."""
CRASHED = 70
"""Exit status after a fault of our own, as sysexits.h has it."""


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
    Toast { background: $panel; color: $foreground; border-left: solid $border; padding: 0 1; }
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
        with self._faults_told():
            if (asked := self._asked()) is not None:
                self._open(asked)

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
        if opening.kind == "resume" and opening.record:
            return Chosen(record=services.store.get(opening.record))
        if opening.kind == "start" and opening.aid:
            return Chosen(aid=services.library.entry(opening.aid))
        if opening.kind == "start" and opening.blank:
            return Chosen(is_guide=True)
        return None

    def _open(self, chosen: Chosen) -> None:
        if chosen.record is not None:
            self._open_record(chosen.record)
        else:
            self._start(chosen)

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
        if services.store.read_only:
            from sdm_tui.documents.text import as_text

            aid = loaded.aid if loaded else None
            text = as_text(record, aid, today=services.today())
            parts = (self._notice, self._since(record), text)
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

    async def action_quit(self) -> None:
        """Leave; a consultation is saved first, with the keys that were pressed before this one.

        Those wait in the queue of the field that has the focus, so the request joins it there.
        """
        (self.screen.focused or self).call_later(self._leave)

    def _leave(self) -> None:
        from sdm_tui.tui.screens.consultation import ConsultationScreen

        for screen in self.screen_stack:
            if isinstance(screen, ConsultationScreen):
                screen.leave(self.exit)
                return
        self.exit()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every command of the screen by its plain name."""
        from sdm_tui.tui.screens.consultation import ConsultationScreen

        yield SystemCommand("Change the colours", "Dark or light", self.action_change_colours)
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


def run(launch: Launch) -> int:
    """Open the screen and return the exit status."""
    services, settings, notice = services_for(launch)
    try:
        app = SdmApp(services, settings, launch.opening, notice)
        app.run()
    finally:
        services.store.close()
    if app.return_code:
        log = launch.data_dir / "sdm-tui.log"
        _log_frames(log, app.error_console, services.now())
        print(
            "Something went wrong in sdm-tui. What the screen showed as saved is saved: "
            f"`sdm-tui resume` goes on. Details without anyone's words are in {log}"
        )
        return CRASHED
    return 0


def services_for(launch: Launch) -> tuple[Services, Settings, str]:
    """Return what screens may reach, the settings, and what a person must be told first."""
    notices = list(launch.notices)
    try:
        settings = load_settings(launch.settings_file)
        if faults := keymap_faults(settings.keys):
            raise SettingsUnreadable(f"In the settings: {'; '.join(faults)}.", "Defaults are used.")
    except SettingsUnreadable as error:
        notices = [*(notice for notice in notices if notice != str(error)), str(error)]
        settings = Settings()
    library = open_library(
        [bundled_folder(), *launch.aids_dirs], launch.cache_dir / "aids-listing.json"
    )
    notices += [f"Local facts were left out: {fault}." for fault in library.local_faults]
    store = open_store(launch.data_dir, rehearsal=launch.rehearse, now=_now())
    if store.held_by is not None:
        notices.append(
            f"Another copy has these records open (process {store.held_by.pid} on "
            f"{store.held_by.host}, since {_clock(store.held_by.since)}). This one can only read."
        )
    services = Services(
        library=library,
        store=store,
        now=_now,
        new_id=lambda: uuid4().hex[:12],
        save_folder=Path.home(),
        rehearsal=launch.rehearse,
        route=settings.route,
        keys=tuple(settings.keys.items()),
        sign_off_files=tuple(place / FILE_NAME for place in (launch.data_dir, *launch.aids_dirs)),
    )
    if fault := faults_told(services.sign_offs()):
        notices.append(fault)
    return services, settings, " ".join(notices)


def _settle() -> None:
    """Take what stays for the whole consultation out of the garbage collector's rounds.

    A full round over an aid, its models and the screen holds a key press up by some 60 ms.
    """
    gc.collect()
    gc.freeze()


def _clock(since: str) -> str:
    """Return the time of day of a moment in ISO form, or the text where it is none."""
    try:
        return f"{datetime.fromisoformat(since):%H:%M}"
    except ValueError:
        return since


def _now() -> datetime:
    return datetime.now().astimezone()


def _log_frames(log: Path, console: Console, now: datetime) -> None:
    """Keep where a fault arose, and never what anyone typed: no values, no messages."""
    written = console.file.getvalue() if isinstance(console.file, io.StringIO) else ""
    frames = re.findall(r"\S+\.py:\d+", written)
    kinds = re.findall(r"^(\w+(?:Error|Exception|Failed|Errors)):", written, re.MULTILINE)
    lines = [now.isoformat(), *(f"  {frame}" for frame in frames), *kinds[-1:]]
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except OSError:
        return
