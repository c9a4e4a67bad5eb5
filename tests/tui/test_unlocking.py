"""What stands before the records: the passphrase, and how they are kept in the first place."""

import re
from pathlib import Path

import pytest
from textual.widgets import Input

from sdm_tui.store import Store, open_store
from sdm_tui.tui.screens.consultation import ConsultationScreen
from sdm_tui.tui.screens.home import HomeScreen
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
SET_UP = "How are the records kept?"
KEY = re.compile(r"(?:[0-9A-Z]{4}-){5}\n *(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}")


@pytest.fixture
def clock() -> MovingClock:
    """Return the clock of the room and of its store."""
    return MovingClock()


@pytest.fixture
def locked(tmp_path: Path, clock: MovingClock) -> Store:
    """Return an encrypted store that waits for its passphrase."""
    store = sealed_store(tmp_path / "sealed", clock)
    store.put(in_progress("one-1", "Mrs K"))
    store.lock()
    return store


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a store that is still to be set up; setting it up is made cheap."""
    monkeypatch.setattr("sdm_tui.store.keys.USUAL", CHEAPEST)
    return open_store(tmp_path / "new", rehearsal=False, clock=lambda: NOW, who="Dr Test")


async def sets_up(room: Room, passphrase: str = PASSPHRASE) -> str:
    """Type a passphrase twice; return the recovery key as the screen shows it."""
    await room.unlock(passphrase)
    await room.unlock(passphrase)
    found = KEY.search(room.text)
    assert found, room.text
    return "".join(found[0].split())


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_passphrase_is_asked_for_before_anything_of_a_record_is_shown(
    open_room: Opens, locked: Store, size: tuple[int, int]
) -> None:
    async with open_room(size, kept_in=locked) as room:
        asked = room.text
        await room.unlock()

        assert LOCKED in asked
        assert "Passphrase, or recovery key" in asked
        assert "Enter unlock" in asked
        assert "Ctrl+Q leave" in asked
        assert "Escape later: look at the aids only" in asked
        assert "Mrs K" not in asked
        assert '"Mrs K"' in room.text


async def test_what_is_typed_as_a_passphrase_is_never_shown(
    open_room: Opens, locked: Store
) -> None:
    async with open_room(kept_in=locked) as room:
        await room.write("walnut")

        assert "walnut" not in room.text
        assert "••••••" in room.text


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_wrong_passphrase_is_told_and_the_wait_grows(
    open_room: Opens, locked: Store, clock: MovingClock, size: tuple[int, int]
) -> None:
    async with open_room(size, kept_in=locked, clock=clock) as room:
        await room.unlock("wrong words")
        first = room.words
        clock.move(seconds=1)
        await room.unlock("wrong words")
        second = room.words
        clock.move(seconds=2)
        await room.unlock("wrong words")
        third = room.words

        assert "does not open the records" in first
        assert "Look at Caps Lock" in first
        assert "Try again in 1 second." in first
        assert "Try again in 2 seconds." in second
        assert "Try again in 4 seconds." in third
        assert "Escape later" in third
        assert locked.state == "locked"


async def test_the_wait_is_counted_down_and_the_right_passphrase_waits_too(
    open_room: Opens, locked: Store, clock: MovingClock
) -> None:
    async with open_room(kept_in=locked, clock=clock) as room:
        for seconds in (0, 1, 2):
            clock.move(seconds=seconds)
            await room.unlock("wrong words")
        await room.unlock()
        await room.press("enter", "enter")
        while_waiting = room.words, locked.state
        clock.move(seconds=3)
        await room.until(lambda: "Try again in 1 second." in room.words)
        counted = room.words
        clock.move(seconds=1)
        await room.press("enter")
        await room.settled()

        assert "Try again in 4 seconds." in while_waiting[0]
        assert while_waiting[1] == "locked"
        assert "does not open the records" in counted
        assert locked.state == "open"
        assert '"Mrs K"' in room.text


async def test_the_recovery_key_opens_the_records_however_it_is_typed(
    open_room: Opens, tmp_path: Path
) -> None:
    store = open_store(tmp_path / "other", rehearsal=False, clock=lambda: NOW, who="Dr Test")
    recovery_key = store.create(PASSPHRASE, CHEAPEST)
    store.put(in_progress("one-1", "Mrs K"))
    store.lock()
    async with open_room(kept_in=store) as room:
        await room.unlock(recovery_key.lower().replace("-", " "))

        assert '"Mrs K"' in room.text


async def test_escape_shows_the_aids_only_and_beginning_one_asks_again(
    open_room: Opens, locked: Store
) -> None:
    async with open_room(kept_in=locked) as room:
        await room.press("escape")
        await room.settled()
        listed = room.text
        await room.press("enter")
        await room.settled()
        asked = room.text
        await room.press("escape")
        await room.settled()
        still = room.text
        await room.press("enter")
        await room.settled()
        await room.unlock()

        assert "Atrial fibrillation" in listed
        assert "Mrs K" not in listed
        assert LOCKED in asked
        assert "Nothing was opened" in still
        assert "Mrs K" not in still
        assert isinstance(room.app.screen, ConsultationScreen)


@pytest.mark.parametrize("key", ["ctrl+r", "ctrl+s"])
async def test_what_needs_the_records_asks_for_the_passphrase_and_then_goes_on(
    open_room: Opens, locked: Store, key: str
) -> None:
    async with open_room(kept_in=locked) as room:
        await room.press("escape", key)
        await room.settled()
        asked = room.text
        await room.unlock()

        assert LOCKED in asked
        assert {"ctrl+r": "Mrs K", "ctrl+s": "Back up now"}[key] in room.text


async def test_an_aid_asked_for_on_the_command_line_opens_once_the_records_do(
    open_room: Opens, locked: Store
) -> None:
    async with open_room(kept_in=locked, aid=AID) as room:
        asked = room.text
        await room.unlock()

        assert LOCKED in asked
        assert room.consultation.aid is not None
        assert room.consultation.aid.slug == AID


@pytest.mark.parametrize("record", ["one-1", None], ids=["by its id", "the last one"])
async def test_a_record_asked_for_on_the_command_line_opens_once_the_records_do(
    open_room: Opens, locked: Store, record: str | None
) -> None:
    async with open_room(kept_in=locked, record=record, resumes_last=True) as room:
        asked = room.text
        await room.unlock()

        assert LOCKED in asked
        assert "Mrs K" not in asked
        assert room.consultation.id == "one-1"
        assert room.consultation.stage == "options"


async def test_whoever_does_not_know_it_can_leave(open_room: Opens, locked: Store) -> None:
    async with open_room(kept_in=locked) as room:
        await room.press("ctrl+q")
        await room.pilot.pause()

        assert not room.app.is_running


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_setting_up_tells_a_short_passphrase_at_once_and_two_that_differ(
    open_room: Opens, new: Store, size: tuple[int, int]
) -> None:
    async with open_room(size, kept_in=new) as room:
        asked = room.text
        await room.unlock("short")
        short, at_first = room.words, room.app.focused
        await room.unlock(PASSPHRASE[5:])
        await room.unlock("another passphrase")
        differ, at_second = room.words, room.app.focused

        for words in (SET_UP, "Passphrase", "The same again", "Enter next", "Ctrl+U no passphrase"):
            assert words in asked
        assert "10 letters or more" in short
        assert "Ctrl+U no passphrase" in short
        assert "The two are not the same." in differ
        assert [at_first.id if at_first else "", at_second.id if at_second else ""] == [
            "first",
            "again",
        ]
        assert new.state == "new"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_recovery_key_is_shown_whole_once_and_its_last_letters_are_asked_for(
    open_room: Opens, new: Store, size: tuple[int, int]
) -> None:
    async with open_room(size, kept_in=new) as room:
        recovery_key = await sets_up(room)
        shown = room.text
        await room.unlock("XXXX")
        refused = room.text
        room.app.screen.query_one(Input).value = ""
        await room.unlock(recovery_key[-4:].lower())
        listed = room.text

        assert "Ctrl+W write it to a file" in shown
        assert "The last four letters or figures" in shown
        assert "Those are not its last four." in " ".join(refused.split())
        assert KEY.search(refused)
        assert "Ctrl+W write it to a file" in refused
        assert "What are you deciding together?" in listed
        assert recovery_key[:9] not in listed
        assert "NOT ENCRYPTED" not in listed
        new.lock()
        new.unlock(recovery_key)
        assert new.state == "open"


async def test_the_recovery_key_can_be_written_to_a_file_to_print(
    open_room: Opens, new: Store, tmp_path: Path
) -> None:
    async with open_room((60, 20), kept_in=new) as room:
        recovery_key = await sets_up(room)
        await room.press("ctrl+w")
        await room.pilot.pause()
        offered = room.words
        await room.press("enter")
        await room.settled()

        written = (tmp_path / "sdm-tui-recovery-key.txt").read_text(encoding="utf-8")
        assert "Print this file, then remove it" in offered
        assert recovery_key in written.replace("\n", "")
        assert str(new.path) in written
        assert "Made on 22 November 2026" in written
        assert "only now" not in written
        assert KEY.search(room.text)


async def test_what_was_asked_for_opens_after_setting_up(open_room: Opens, new: Store) -> None:
    async with open_room(kept_in=new, aid=AID) as room:
        recovery_key = await sets_up(room)
        await room.unlock(recovery_key[-4:])
        await room.press("f2")
        await room.write("No tablets")
        await room.saved()

        assert recovery_key[:4] not in room.text
        assert new.get("test-0001").what_matters.important == "No tablets"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_keeping_records_without_a_passphrase_needs_a_yes(
    open_room: Opens, new: Store, size: tuple[int, int]
) -> None:
    async with open_room(size, kept_in=new) as room:
        await room.press("ctrl+u")
        await room.pilot.pause()
        asked = room.words
        await room.press("n")
        await room.settled()
        back, state = room.text, new.state
        await room.press("ctrl+u", "y")
        await room.settled()

        assert "whoever finds or copies the file can read" in asked.replace("║ ", "")
        assert "N No: with one." in asked
        assert SET_UP in back
        assert state == "new"
        assert new.state == "open"
        assert isinstance(room.app.screen, HomeScreen)
        assert "RECORDS NOT ENCRYPTED" in room.text


async def test_without_a_store_a_consultation_can_be_held_says_so_and_is_saved_once_there_is_one(
    open_room: Opens, new: Store
) -> None:
    async with open_room((60, 20), kept_in=new, aid=AID) as room:
        asked = room.text
        await room.press("escape")
        await room.settled()
        await room.press("f2")
        await room.write("No tablets")
        await room.until(lambda: "NOT SAVED" in room.text)
        await room.press("f3")
        not_saved = room.text
        await room.press("ctrl+s")
        await room.settled()
        asked_again = room.text
        recovery_key = await sets_up(room)
        await room.unlock(recovery_key[-4:])

        assert SET_UP in asked
        assert "NOT SAVED" in not_saved
        assert SET_UP in asked_again
        assert "NOT SAVED" not in room.text
        assert "saved 10:42:07" in room.text
        assert new.get("test-0001").what_matters.important == "No tablets"


async def test_leaving_what_is_not_saved_asks_first(open_room: Opens, new: Store) -> None:
    async with open_room(kept_in=new, aid=AID) as room:
        await room.press("escape")
        await room.settled()
        await room.press("f2")
        await room.write("No tablets")
        await room.press("ctrl+q")
        await room.settled()
        asked = room.words
        await room.press("n")
        await room.settled()

        assert "Leave all the same?" in asked
        assert "No tablets" in room.text


async def test_a_rehearsal_asks_nothing(open_room: Opens, tmp_path: Path) -> None:
    store = open_store(tmp_path / "rehearsal", rehearsal=True, clock=lambda: NOW)
    async with open_room(kept_in=store, rehearsal=True, blank=True) as room:
        await room.press("f2")
        await room.write("No tablets")
        await room.saved()

        assert "NOT SAVED" not in room.text
        assert store.get("test-0001").what_matters.important == "No tablets"


async def test_what_is_odd_about_the_records_is_told_once_they_are_open(
    open_room: Opens, locked: Store, clock: MovingClock
) -> None:
    older = locked.path.read_bytes()
    locked.unlock(PASSPHRASE)
    locked.put(in_progress("one-2", "Mr B"))
    locked.close()
    locked.path.write_bytes(older)
    again = open_store(locked.path.parent, rehearsal=False, clock=clock, who="Dr Test")
    async with open_room(kept_in=again) as room:
        before = room.text
        await room.unlock()

        assert "Look at these records" not in before
        assert "Look at these records" in room.text
