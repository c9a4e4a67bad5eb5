"""What people say is on disk soon after they said it, and the screen never claims more."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from textual.message import Message
from textual.screen import Screen

from sdm_tui.aids.library import Library
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, started
from sdm_tui.errors import NotSaved
from sdm_tui.store import Store
from sdm_tui.tui.saving import SaveEnded, Saver
from sdm_tui.tui.services import Services
from tests.stores import plain_store
from tests.tui.room import NOW, Opens, sealed_store

FAULT = "The last change did not reach the disk: there is no room left."


class WatchedStore(Store):
    """A store that counts what is put into it, and whose disk can be slow or full."""

    is_full = False
    gate: threading.Event | None = None
    """What a put waits for, as for a slow disk."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "watched" / "consultations.db", clock=lambda: NOW, who="Dr Test")
        self.puts: list[str] = []
        self.asked_again = 0
        self.create(None)

    def put(self, consultation: Consultation) -> None:
        """Keep a consultation, once the disk takes it."""
        self.puts.append(consultation.what_matters.important)
        if self.gate is not None:
            self.gate.wait(10)
        if self.is_full:
            raise NotSaved(FAULT)
        super().put(consultation)

    def try_again(self) -> None:
        """Note that somebody asked for another try."""
        self.asked_again += 1
        super().try_again()


@dataclass
class Pending:
    """A timer that a test sets off."""

    due: float
    callback: Callable[[], object]
    is_stopped: bool = False

    def stop(self) -> None:
        """Never set it off."""
        self.is_stopped = True


@dataclass
class Desk:
    """What a saver asks of its screen, with a time that passes only when a test says so."""

    services: Services
    now: float = 0.0
    timers: list[Pending] = field(default_factory=list)
    work: list[Callable[[], object]] = field(default_factory=list)
    told: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with one saver."""
        self.saver = Saver(self.services, cast("Screen[None]", self), {}, lambda: self.now)

    def set_timer(self, delay: float, callback: Callable[[], object]) -> Pending:
        """Note what is to happen later."""
        self.timers.append(Pending(self.now + delay, callback))
        return self.timers[-1]

    def run_worker(self, work: Callable[[], object], *, thread: bool, group: str) -> None:
        """Note what is to be done in a thread; the test does it when it likes."""
        assert thread
        assert group == "saving"
        self.work.append(work)

    def post_message(self, message: Message) -> None:
        """Note what the thread tells the screen."""
        self.told.append(message)

    def pass_time(self, seconds: float) -> None:
        """Let time go by, and do what falls due."""
        end = self.now + seconds
        while due := [t for t in self.timers if not t.is_stopped and t.due <= end + 1e-9]:
            first = min(due, key=lambda timer: timer.due)
            self.timers.remove(first)
            self.now = first.due
            first.callback()
        self.now = end

    def hear(self) -> None:
        """Let the screen hear what the thread told."""
        while self.told:
            message = self.told.pop(0)
            assert isinstance(message, SaveEnded)
            self.saver.ended(message)


def saying(words: str) -> Consultation:
    """Return a consultation in which this matters most."""
    return moves.write(started("one-1", NOW, None), "what_matters.important", words)


def desk_with(store: Store, folder: Path) -> Desk:
    """Return a saver's surroundings over a store."""
    return Desk(Services(Library(()), store, lambda: NOW, lambda: "one-1", folder))


def test_once_it_is_quiet_what_was_typed_is_saved_once(tmp_path: Path) -> None:
    store = WatchedStore(tmp_path)
    desk = desk_with(store, tmp_path)
    for words in ("N", "No", "No t", "No tab"):
        desk.saver.changed(saying(words))
        desk.pass_time(0.1)
    desk.pass_time(0.19)
    while_typing = list(desk.work)
    desk.pass_time(0.02)
    (save,) = desk.work
    save()
    desk.hear()
    desk.pass_time(5)

    assert while_typing == []
    assert len(desk.work) == 1
    assert store.puts == ["No tab"]
    assert desk.saver.words(saying("No tab")) == "saved 10:42:07"


def test_steady_typing_is_saved_once_a_second_is_over(tmp_path: Path) -> None:
    store = WatchedStore(tmp_path)
    desk = desk_with(store, tmp_path)
    began: list[float] = []
    for count in range(1, 31):
        desk.saver.changed(saying("a" * count))
        desk.pass_time(0.1)
        if desk.work:
            began.append(round(desk.now, 1))
            desk.work.pop()()
            desk.hear()

    assert began == [1.0, 2.0, 3.0]
    assert store.puts == ["a" * 10, "a" * 20, "a" * 30]


def test_what_is_typed_while_a_save_goes_on_is_saved_after_it(tmp_path: Path) -> None:
    store = WatchedStore(tmp_path)
    desk = desk_with(store, tmp_path)
    desk.saver.changed(saying("No tablets"))
    desk.pass_time(0.3)
    desk.saver.changed(saying("No tablets at night"))
    desk.pass_time(2)
    at_once = len(desk.work)
    desk.work.pop()()
    desk.hear()
    between = desk.saver.words(saying(""))
    desk.pass_time(0.3)
    desk.work.pop()()
    desk.hear()

    assert at_once == 1
    assert between == "saving"
    assert store.get("one-1") == saying("No tablets at night")
    assert desk.saver.pending is None


def test_a_thread_that_comes_late_does_not_write_over_what_was_saved_since(tmp_path: Path) -> None:
    store = WatchedStore(tmp_path)
    desk = desk_with(store, tmp_path)
    desk.saver.changed(saying("No"))
    desk.pass_time(0.3)
    desk.saver.changed(saying("No tablets"))
    fault = desk.saver.flush()
    desk.work.pop()()
    desk.hear()

    assert fault is None
    assert store.puts == ["No tablets"]
    assert store.get("one-1") == saying("No tablets")
    assert desk.saver.words(saying("")) == "saved 10:42:07"


def test_a_thread_that_comes_after_the_store_was_locked_makes_no_fault(tmp_path: Path) -> None:
    store = sealed_store(tmp_path / "sealed")
    desk = desk_with(store, tmp_path)
    desk.saver.changed(saying("No tablets"))
    desk.pass_time(0.3)
    desk.saver.flush()
    store.lock()
    desk.work.pop()()
    desk.hear()

    assert desk.saver.fault is None
    assert desk.saver.words(saying("")) == "saved 10:42:07"


def test_late_news_that_an_earlier_save_went_well_does_not_hide_that_the_last_one_failed(
    tmp_path: Path,
) -> None:
    store = WatchedStore(tmp_path)
    desk = desk_with(store, tmp_path)
    desk.saver.changed(saying("No"))
    desk.pass_time(0.3)
    desk.work.pop()()
    desk.saver.changed(saying("No tablets"))
    store.is_full = True
    desk.saver.flush()
    desk.hear()

    assert desk.saver.words(saying("")).startswith(f"NOT SAVED: {FAULT}")
    assert desk.saver.pending == saying("No tablets")


def test_late_news_of_a_failed_save_does_not_hide_that_the_next_try_went_well(
    tmp_path: Path,
) -> None:
    store = WatchedStore(tmp_path)
    desk = desk_with(store, tmp_path)
    store.is_full = True
    desk.saver.changed(saying("No tablets"))
    desk.pass_time(0.3)
    desk.work.pop()()
    store.is_full = False
    fault = desk.saver.try_again()
    desk.hear()

    assert fault is None
    assert desk.saver.words(saying("")) == "saved 10:42:07"
    assert store.get("one-1") == saying("No tablets")


async def test_the_screen_says_saved_only_once_the_disk_has_it(
    open_room: Opens, tmp_path: Path
) -> None:
    store = WatchedStore(tmp_path)
    async with open_room(blank=True, kept_in=store) as room:
        await room.saved()
        store.puts.clear()
        store.gate = threading.Event()
        await room.press("f2")
        await room.write("No tablets")
        await room.until(lambda: bool(store.puts))
        meanwhile = room.text
        store.gate.set()
        await room.until(lambda: "saved 10:42:07" in room.text)

        assert "saved 1" not in meanwhile
        assert "saving" in meanwhile
        assert "No tablets" in meanwhile
        assert store.get("test-0001").what_matters.important == "No tablets"


async def test_after_a_failed_save_nothing_is_written_or_lost_until_somebody_asks_for_it(
    open_room: Opens, tmp_path: Path
) -> None:
    store = WatchedStore(tmp_path)
    async with open_room((60, 20), blank=True, kept_in=store) as room:
        await room.saved()
        store.is_full = True
        await room.press("f2")
        await room.write("No tab")
        await room.until(lambda: "NOT SAVED" in room.text)
        tried = len(store.puts)
        await room.write("lets at night")
        await room.press("f3")
        await room.pilot.pause(0.5)
        later, tried_later = room.text, len(store.puts)
        store.is_full = False
        before = store.asked_again
        await room.press("ctrl+s")
        await room.settled()

        assert "NOT SAVED" in later
        assert tried_later == tried
        assert store.asked_again == before + 1
        assert "NOT SAVED" not in room.text
        assert "saved 10:42:07" in room.text
        assert store.get("test-0001").what_matters.important == "No tablets at night"


async def test_another_try_that_fails_offers_another_place_and_keeps_what_was_typed(
    open_room: Opens, tmp_path: Path
) -> None:
    store = WatchedStore(tmp_path)
    async with open_room(blank=True, kept_in=store) as room:
        store.is_full = True
        await room.press("f2")
        await room.write("No tablets")
        await room.press("ctrl+s")
        await room.pilot.pause()
        asked = room.words
        await room.press("enter")
        await room.pilot.pause()
        copy = (tmp_path / "consultation-test-0001.json").read_text(encoding="utf-8")
        told = room.text

        assert "Save a copy in another place" in asked
        assert "No tablets" in copy
        assert "NOT SAVED" in told
        assert "No tablets" in told


async def test_a_closed_store_says_so_and_lets_typing_go_on(
    open_room: Opens, tmp_path: Path
) -> None:
    store = plain_store(tmp_path / "closed", NOW)
    async with open_room(blank=True, kept_in=store) as room:
        store.close()
        await room.press("f2")
        await room.write("No tablets")
        await room.until(lambda: "NOT SAVED" in room.text)

        assert "No tablets" in room.text
        assert room.consultation.what_matters.important == "No tablets"
