"""The screen that locks itself: nothing to read until the passphrase, and nothing lost."""

import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual import events

from sdm_tui.consultation.model import Consultation
from sdm_tui.errors import NotSaved
from sdm_tui.store import Store
from tests.stores import plain_store
from tests.tui.room import (
    CHEAPEST,
    NOW,
    PASSPHRASE,
    SIZES,
    MovingClock,
    Opens,
    Room,
    sealed_store,
)
from tests.tui.test_home import in_progress

AID = "sore-throat-antibiotics"
LOCKED = "The records are locked"
WORDS = "No tablets at night"
OF_THE_CONSULTATION = ("No tablets", "ore throat", "ntibiotic", "Mrs K", "asthma", "tomach")
Steps = Callable[[Room], Awaitable[None]]


@pytest.fixture
def clock() -> MovingClock:
    """Return the clock of the room and of its store."""
    return MovingClock()


@pytest.fixture
def sealed(tmp_path: Path, clock: MovingClock) -> Store:
    """Return an encrypted store that is open."""
    return sealed_store(tmp_path / "sealed", clock)


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the app look at the clock all the time."""
    monkeypatch.setattr("sdm_tui.tui.idle.LOOK_EVERY", 0.02)


async def says(room: Room) -> None:
    await room.press("f2")
    await room.type(WORDS)


async def test_five_minutes_without_a_key_lock_the_screen(
    open_room: Opens, sealed: Store, clock: MovingClock
) -> None:
    async with open_room(aid=AID, kept_in=sealed, clock=clock, lock_after=5) as room:
        await says(room)
        clock.move(minutes=4, seconds=59)
        await room.pilot.pause(0.1)
        before = room.text
        clock.move(seconds=1)
        await room.until(lambda: LOCKED in room.text)

        assert WORDS in before
        assert sealed.state == "locked"
        assert not [words for words in OF_THE_CONSULTATION if words in room.text]


@pytest.mark.parametrize("used", ["a key", "the mouse", "a paste"])
async def test_whoever_is_there_is_not_locked_out(
    open_room: Opens, sealed: Store, clock: MovingClock, used: str
) -> None:
    async with open_room(aid=AID, kept_in=sealed, clock=clock, lock_after=5) as room:
        await says(room)
        for _ in range(3):
            clock.move(minutes=4)
            if used == "a key":
                await room.press("a")
            elif used == "a paste":
                room.app.post_message(events.Paste("a"))
            else:
                room.app.post_message(
                    events.MouseMove(None, 3, 3, 1, 0, 0, shift=False, meta=False, ctrl=False)
                )
            await room.pilot.pause(0.1)

        assert LOCKED not in room.text
        assert sealed.state == "open"
        clock.move(minutes=5)
        await room.until(lambda: LOCKED in room.text)


async def test_a_clock_that_is_set_back_starts_the_wait_anew(
    open_room: Opens, sealed: Store, clock: MovingClock
) -> None:
    async with open_room(aid=AID, kept_in=sealed, clock=clock, lock_after=5) as room:
        clock.move(minutes=-60)
        await room.pilot.pause(0.1)
        clock.move(minutes=4)
        await room.pilot.pause(0.1)
        before = room.text
        clock.move(minutes=1)
        await room.until(lambda: LOCKED in room.text)

        assert LOCKED not in before


async def test_without_minutes_in_the_settings_only_the_key_locks(
    open_room: Opens, sealed: Store, clock: MovingClock
) -> None:
    async with open_room(aid=AID, kept_in=sealed, clock=clock, lock_after=0) as room:
        clock.move(minutes=600)
        await room.pilot.pause(0.1)
        before = room.text
        await room.press("ctrl+k")

        assert LOCKED not in before
        assert LOCKED in room.text


async def test_what_was_typed_the_moment_before_is_on_disk_when_the_screen_locks(
    open_room: Opens, sealed: Store
) -> None:
    async with open_room(aid=AID, kept_in=sealed) as room:
        await room.press("f2")
        await room.write("No tablets")
        await room.press("ctrl+k")
        other = sealed_store(sealed.path.parent)
        kept = other.get("test-0001").what_matters.important
        await room.unlock()
        await room.settled()

        assert kept == "No tablets"
        assert "NOT SAVED" not in room.text
        assert "saved 10:42:07" in room.text


async def on_a_stage(room: Room) -> None:
    await says(room)


async def in_a_note(room: Room) -> None:
    await says(room)
    await room.press("f3", "n")
    await room.write("asthma in")


async def in_private_notes(room: Room) -> None:
    await says(room)
    await room.press("f8")
    await room.write("asthma in")


async def in_a_question(room: Room) -> None:
    await says(room)
    await room.press("f3", "s")
    await room.write("upset my stomach")


async def reading_a_panel(room: Room) -> None:
    await says(room)
    await room.press("f3", "ctrl+o")


async def in_the_palette(room: Room) -> None:
    await says(room)
    await room.press("ctrl+p")
    await room.write("sum")
    await room.pilot.pause(0.3)


PLACES: dict[str, Steps] = {
    "a stage": on_a_stage,
    "a note": in_a_note,
    "private notes": in_private_notes,
    "a question": in_a_question,
    "something to read": reading_a_panel,
    "the palette": in_the_palette,
}


@pytest.mark.parametrize("place", PLACES)
async def test_whatever_is_open_is_hidden_and_comes_back_exactly_as_it_was(
    open_room: Opens, sealed: Store, place: str
) -> None:
    async with open_room(aid=AID, kept_in=sealed) as room:
        await PLACES[place](room)
        await room.quiet()
        before, focused, stack = room.text, room.app.focused, list(room.app.screen_stack)
        await room.press("ctrl+k")
        hidden = []
        for size in SIZES:
            await room.pilot.resize_terminal(*size)
            await room.pilot.pause()
            hidden.append(room.text)
        await room.pilot.resize_terminal(80, 24)
        await room.unlock()

        assert all(LOCKED in text for text in hidden)
        assert [w for w in OF_THE_CONSULTATION for text in hidden if w in text] == []
        assert room.app.screen_stack == stack
        assert room.app.focused is focused
        assert room.text == before


async def test_no_key_reveals_anything_while_the_screen_is_locked(
    open_room: Opens, sealed: Store
) -> None:
    keys = (
        *("f1", "f2", "f3", "f6", "f8", "f9", "f10", "ctrl+l", "ctrl+n", "ctrl+b", "ctrl+o"),
        *("ctrl+s", "ctrl+x", "ctrl+z", "ctrl+r", "ctrl+g", "ctrl+t", "tab", "pagedown", "escape"),
        *("ctrl+k", "f12", "f12", "f12", "ctrl+n", "ctrl+p", "ctrl+c", "down", "enter", "escape"),
        *("ctrl+p", "ctrl+k", "escape", "enter"),
    )
    async with open_room(aid=AID, kept_in=sealed) as room:
        await says(room)
        room.app.notify("Mrs K")
        await room.pilot.pause()
        await room.press("ctrl+k")
        shown = {}
        for key in keys:
            await room.press(key)
            await room.pilot.pause()
            shown[key] = room.text
        told = [(k, w) for k, text in shown.items() for w in OF_THE_CONSULTATION if w in text]
        locked = room.text
        await room.unlock()

        assert told == []
        assert LOCKED in locked
        assert room.consultation.stage == "what-matters"
        assert WORDS in room.text


async def test_an_empty_or_wrong_passphrase_leaves_the_screen_locked(
    open_room: Opens, sealed: Store
) -> None:
    async with open_room((60, 20), aid=AID, kept_in=sealed) as room:
        await says(room)
        await room.press("ctrl+k", "enter")
        empty = room.text
        await room.unlock("walnut ferry")

        assert LOCKED in empty
        assert "does not open the records" in room.words
        assert "No tablets" not in room.text
        assert sealed.state == "locked"


async def test_locking_twice_asks_once(open_room: Opens, sealed: Store) -> None:
    async with open_room(aid=AID, kept_in=sealed) as room:
        await says(room)
        await room.press("ctrl+k", "ctrl+k")
        await room.unlock()

        assert WORDS in room.text


async def test_keys_that_came_before_the_lock_take_nothing_off_it(
    open_room: Opens, sealed: Store
) -> None:
    async with open_room(aid=AID, kept_in=sealed) as room:
        await says(room)
        for key in ("ctrl+l", "ctrl+k"):
            room.app.post_message(events.Key(key, None))
        await room.settled()
        locked = room.text
        await room.unlock()

        assert LOCKED in locked
        assert LOCKED not in room.text


async def test_over_a_cover_the_lock_asks_and_leaves_the_cover_on(
    open_room: Opens, sealed: Store, clock: MovingClock
) -> None:
    async with open_room(aid=AID, kept_in=sealed, clock=clock, lock_after=5) as room:
        await says(room)
        await room.press("f12")
        clock.move(minutes=5)
        await room.until(lambda: LOCKED in room.text)
        await room.unlock()
        covered = room.text
        await room.press("a")

        assert "press any key" in covered
        assert WORDS not in covered
        assert WORDS in room.text


async def test_covered_while_the_passphrase_is_looked_at_it_stays_locked(
    open_room: Opens, sealed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, unlock = threading.Event(), sealed.unlock

    def slowly(secret: str) -> None:
        gate.wait(10)
        unlock(secret)

    monkeypatch.setattr(sealed, "unlock", slowly)
    async with open_room(aid=AID, kept_in=sealed) as room:
        await says(room)
        await room.press("ctrl+k")
        await room.write(PASSPHRASE)
        await room.press("enter", "f12")
        gate.set()
        await room.settled()
        await room.press("a")
        after_cover, state = room.text, sealed.state
        await room.unlock()

        assert LOCKED in after_cover
        assert "No tablets" not in after_cover
        assert state == "locked"
        assert WORDS in room.text


async def test_a_recovery_key_that_is_ready_late_does_not_come_up_over_the_lock(
    open_room: Opens, sealed: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, made = threading.Event(), []
    change = sealed.change_recovery_key

    def slowly() -> str:
        made.append(change())
        gate.wait(10)
        return made[0]

    monkeypatch.setattr(sealed, "change_recovery_key", slowly)
    async with open_room((60, 20), kept_in=sealed) as room:
        await room.press("ctrl+s", *["down"] * 11, "enter", "y")
        await room.settled()
        await room.write(PASSPHRASE)
        await room.press("enter")
        await room.until(lambda: bool(made))
        await room.press("escape", "ctrl+k")
        gate.set()
        await room.settled()
        locked = room.text
        await room.unlock()

        assert LOCKED in locked
        assert made[0][:9] not in locked
        assert made[0][:9] in room.text


async def test_the_list_shows_no_record_while_it_is_locked_and_all_of_them_afterwards(
    open_room: Opens, sealed: Store
) -> None:
    sealed.put(in_progress("one-1", "Mrs K"))
    async with open_room(kept_in=sealed) as room:
        listed = room.text
        await room.press("ctrl+k")
        locked = room.text
        await room.unlock()

        assert '"Mrs K"' in listed
        assert "Mrs K" not in locked
        assert room.text == listed


async def test_a_store_without_a_passphrase_is_only_covered(
    open_room: Opens, tmp_path: Path, clock: MovingClock
) -> None:
    store = plain_store(tmp_path / "plain", NOW)
    async with open_room(aid=AID, kept_in=store, clock=clock, lock_after=5) as room:
        await says(room)
        await room.quiet()
        before = room.text
        clock.move(minutes=5)
        await room.until(lambda: "press any key" in room.text)
        await room.pilot.pause(0.1)
        covered = room.text
        await room.press("a")
        await room.pilot.pause()

        assert LOCKED not in covered
        assert not [words for words in OF_THE_CONSULTATION if words in covered]
        assert room.text == before
        assert WORDS in before


class FullStore(Store):
    """An encrypted store on a disk that is full."""

    is_full = False

    def put(self, consultation: Consultation) -> None:
        """Keep a consultation where there is room."""
        if self.is_full:
            raise NotSaved("The last change did not reach the disk: there is no room left.")
        super().put(consultation)


async def test_a_failed_save_keeps_the_key_and_what_was_typed_and_covers_it_all_the_same(
    open_room: Opens, tmp_path: Path
) -> None:
    store = FullStore(tmp_path / "full.db", clock=lambda: NOW, who="Dr Test")
    store.create(PASSPHRASE, CHEAPEST)
    async with open_room(aid=AID, kept_in=store) as room:
        store.is_full = True
        await says(room)
        await room.press("ctrl+k")
        locked, state = room.text, store.state
        await room.unlock("walnut ferry")
        refused = room.text
        await room.press("escape")

        assert LOCKED in locked
        assert LOCKED in room.text
        assert "No tablets" not in locked + refused
        assert state == "open"
        assert room.consultation.what_matters.important == WORDS


async def test_after_a_failed_save_the_passphrase_uncovers_it_and_another_try_saves(
    open_room: Opens, tmp_path: Path
) -> None:
    store = FullStore(tmp_path / "full.db", clock=lambda: NOW, who="Dr Test")
    store.create(PASSPHRASE, CHEAPEST)
    async with open_room(aid=AID, kept_in=store) as room:
        store.is_full = True
        await says(room)
        await room.press("ctrl+k")
        await room.unlock()
        uncovered = room.text
        store.is_full = False
        await room.press("ctrl+s")
        await room.pilot.pause()

        assert "NOT SAVED" in uncovered
        assert WORDS in uncovered
        assert "saved 10:42:07" in room.text
        assert store.get("test-0001").what_matters.important == WORDS


async def test_the_lock_can_be_left_for_good(open_room: Opens, sealed: Store) -> None:
    async with open_room(aid=AID, kept_in=sealed) as room:
        await says(room)
        await room.press("ctrl+k", "ctrl+q")
        await room.pilot.pause()

        assert room.app.return_value is None
        assert not room.app.is_running
    assert sealed_store(sealed.path.parent).get("test-0001").what_matters.important == WORDS
