"""Starting the full-screen app: what screens may reach, and what is told when a fault ends it."""

import io
import re
import sys
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

from rich.console import Console

from sdm_tui.aids.library import bundled_folder, open_library
from sdm_tui.aids.sign_off import FILE_NAME, faults_told
from sdm_tui.errors import SettingsUnreadable
from sdm_tui.last_resort import add_to_log
from sdm_tui.settings import Launch, Settings, load_settings
from sdm_tui.store import Holder, open_store
from sdm_tui.store.scripts import opened_for_scripts
from sdm_tui.tui.app import SdmApp
from sdm_tui.tui.commands import keymap_faults
from sdm_tui.tui.services import Services
from sdm_tui.tui.window import WindowWatch

CRASHED = 70
"""Exit status after a fault of our own, as sysexits.h has it."""


def run(launch: Launch) -> int:
    """Open the screen and return the exit status."""
    services, settings, notice = services_for(launch)
    with WindowWatch(sys.stdin.fileno()) as window, closing(services.store):
        app = SdmApp(services, settings, launch.opening, notice)
        window.begin(partial(app.call_later, app.leave))
        app.run()
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
    store = open_store(launch.data_dir, rehearsal=launch.rehearse, clock=_now, who=settings.who)
    notices += opened_for_scripts(store)
    if store.held_by is not None:
        notices.append(
            f"Another copy has these records open ({_holder_words(store.held_by)}). This one can "
            "only read, and shows what the other one saves."
        )
    if store.is_newer:
        notices.append(f"{store.path} was written by a newer sdm-tui. This one can only read it.")
    services = Services(
        library=library,
        store=store,
        now=_now,
        new_id=lambda: uuid4().hex[:12],
        save_folder=Path.home(),
        rehearsal=launch.rehearse,
        who=settings.who,
        lock_after=settings.lock_after,
        route=settings.route,
        keys=tuple(settings.keys.items()),
        sign_off_files=tuple(place / FILE_NAME for place in (launch.data_dir, *launch.aids_dirs)),
    )
    if fault := faults_told(services.sign_offs()):
        notices.append(fault)
    return services, settings, " ".join(notices)


def _holder_words(holder: Holder) -> str:
    who = f"{holder.user} on {holder.host}" if holder.user else holder.host
    return f"{who}, process {holder.pid}, since {_clock(holder.since)}"


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
    with suppress(OSError):
        add_to_log(log, lines)
