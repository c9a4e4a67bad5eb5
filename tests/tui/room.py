"""The full-screen app with a store, a library and a clock of its own."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from itertools import count
from pathlib import Path
from typing import Literal

import pytest
from rich.cells import cell_len
from textual import events
from textual.pilot import Pilot
from textual.worker import WorkerCancelled, WorkerError

from sdm_tui.aids.library import Library, LoadedAid, bundled_folder, open_library
from sdm_tui.consultation.model import Consultation
from sdm_tui.settings import Opening, Settings
from sdm_tui.store import Store, open_store
from sdm_tui.store.keys import Cost
from sdm_tui.tui.app import SdmApp
from sdm_tui.tui.screens.consultation import ConsultationScreen
from sdm_tui.tui.services import Services
from tests.stores import plain_store

NOW = datetime(2026, 11, 22, 10, 42, 7, tzinfo=UTC)
SIZES = [(60, 20), (80, 24), (120, 40)]
PASSPHRASE = "walnut ferry lantern"  # noqa: S105 - of no store but those of tests
CHEAPEST = Cost(memory_kib=19 * 1024, passes=2, lanes=1)


class MovingClock:
    """A clock that goes on only when a test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the moment at which it stands."""
        return self.now

    def move(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Move it on, or back."""
        self.now += timedelta(minutes=minutes, seconds=seconds)


def sealed_store(folder: Path, clock: Callable[[], datetime] = lambda: NOW) -> Store:
    """Return the encrypted store of a folder, open; made where there is none."""
    store = open_store(folder, rehearsal=False, clock=clock, who="Dr Test")
    if store.state == "new":
        store.create(PASSPHRASE, CHEAPEST)
    elif store.state == "locked":
        store.unlock(PASSPHRASE)
    return store


class Room:
    """An app under a pilot, with what a test wants to know of it."""

    def __init__(self, app: SdmApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.presses = 0
        """Keys pressed besides typing."""

    async def press(self, *keys: str) -> None:
        """Press keys that count as key presses."""
        self.presses += len(keys)
        await self.pilot.press(*keys)

    async def type(self, words: str) -> None:
        """Put words into whatever has the focus: the first by its key, the others at once."""
        await self.pilot.press(*([words[0]] if words[0].isalnum() else []))
        rest = words[1:] if words[0].isalnum() else words
        if rest:
            self.app.post_message(events.Paste(rest))
            await self.pilot.pause()

    @property
    def consultation(self) -> Consultation:
        """The consultation on the screen."""
        screen = next(s for s in self.app.screen_stack if isinstance(s, ConsultationScreen))
        return screen.consultation

    @property
    def text(self) -> str:
        """What the screen shows, line by line."""
        return screen_text(self.app)

    @property
    def words(self) -> str:
        """What the screen shows, as words without line ends."""
        return " ".join(self.text.split())

    @property
    def unframed(self) -> str:
        """What the screen shows, as words without line ends and without the frames of panels."""
        return " ".join(self.text.replace("║", " ").replace("│", " ").split())

    async def write(self, words: str) -> None:
        """Press the key of every letter, blanks too, in whatever has the focus."""
        await self.pilot.press(*("space" if letter == " " else letter for letter in words))

    async def settled(self) -> None:
        """Wait until what runs in the background has ended and its end is on the screen."""
        for _ in range(3):
            with suppress(WorkerCancelled, WorkerError):
                await self.app.workers.wait_for_complete()
            await self.pilot.pause()

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so that a timer or a thread brings about."""
        for _ in range(500):
            if is_so():
                return
            await self.pilot.pause(0.02)
        raise AssertionError(f"it never came to that; the screen shows:\n{self.text}")

    async def unlock(self, secret: str = PASSPHRASE) -> None:
        """Type what opens the records, and wait until it was looked at."""
        await self.write(secret)
        await self.press("enter")
        await self.settled()

    async def quiet(self) -> None:
        """Wait until everything was saved by itself."""
        screen = next(s for s in self.app.screen_stack if isinstance(s, ConsultationScreen))
        await self.until(lambda: screen.saver.pending is None)
        await self.pilot.pause()

    async def saved(self) -> None:
        """Wait until nothing is waiting to be saved."""
        screen = next(s for s in self.app.screen_stack if isinstance(s, ConsultationScreen))
        screen.action_save()
        await self.pilot.pause()

    async def turn_to(self, title: str) -> None:
        """Press PageDown until a card is open; a tall card scrolls first."""
        for _ in range(20):
            screen = self.app.screen
            assert isinstance(screen, ConsultationScreen)
            deck = screen.body.deck
            assert deck is not None
            if deck.card.title.startswith(title):
                return
            await self.press("pagedown")
        raise AssertionError(f"no card is called {title}")


_CELL = re.compile(r'<text [^>]*x="([\d.]+)" y="([\d.]+)" textLength="[\d.]+"[^>]*>([^<]*)</text>')
_CELL_WIDTH, _LINE_HEIGHT = 12.2, 24.4


def screen_text(app: SdmApp) -> str:
    """Return the screen as plain text without trailing blanks, read out of its own picture."""
    rows: dict[int, str] = {}
    for x, y, written in _CELL.findall(app.export_screenshot(simplify=True)):
        text = unescape(written).replace("\xa0", " ").rstrip("\n")
        row, column = round((float(y) - 20) / _LINE_HEIGHT), round(float(x) / _CELL_WIDTH)
        held = rows.get(row, "")
        rows[row] = held + " " * (column - cell_len(held)) + text
    return "\n".join(rows.get(row, "").rstrip() for row in range(app.size.height)) + "\n"


class ReadOnceLibrary(Library):
    """The bundled aids, each parsed once in a test run and not once in every test."""

    def load(self, slug: str) -> LoadedAid:
        """Return an aid, as it was when it was first read."""
        return _loaded(slug)


@cache
def _library() -> ReadOnceLibrary:
    return ReadOnceLibrary(open_library([bundled_folder()], None).entries)


@cache
def _loaded(slug: str) -> LoadedAid:
    return Library(_library().entries).load(slug)


Opens = Callable[..., AbstractAsyncContextManager[Room]]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return an empty store."""
    return plain_store(tmp_path / "data", NOW)


@pytest.fixture
def open_room(store: Store, tmp_path: Path) -> Opens:
    """Return what opens the app at a size, on an aid or a record, with a clock that stands."""
    numbers = count(1)

    @asynccontextmanager
    async def opens(
        size: tuple[int, int] = (80, 24),
        *,
        aid: str | None = None,
        blank: bool = False,
        record: str | None = None,
        rehearsal: bool = False,
        settings: Settings | None = None,
        kept_in: Store | None = None,
        library: Library | None = None,
        notice: str = "",
        sign_offs: Path | None = None,
        now: datetime = NOW,
        clock: Callable[[], datetime] | None = None,
        lock_after: int = 0,
        resumes_last: bool = False,
    ) -> AsyncIterator[Room]:
        services = Services(
            library=library or _library(),
            store=kept_in or store,
            now=clock or (lambda: now),
            new_id=lambda: f"test-{next(numbers):04}",
            save_folder=tmp_path,
            rehearsal=rehearsal,
            lock_after=lock_after,
            keys=tuple((settings or Settings()).keys.items()),
            sign_off_files=(sign_offs,) if sign_offs else (),
        )
        kind: Literal["home", "start", "resume"] = "home"
        if aid or blank:
            kind = "start"
        if record or resumes_last:
            kind = "resume"
        opening = Opening(kind=kind, aid=aid, blank=blank, record=record)
        app = SdmApp(services, settings or Settings(), opening, notice)
        async with app.run_test(size=size, notifications=True) as pilot:
            with suppress(WorkerCancelled):  # a list that is read anew ends the reading before it
                await app.workers.wait_for_complete()
            await pilot.pause()
            yield Room(app, pilot)

    return opens
