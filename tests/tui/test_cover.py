"""The covered screen comes off with any key, however many come at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events

from sdm_tui.store import Store
from sdm_tui.tui.screens.cover import CoverScreen
from tests.stores import plain_store
from tests.tui.room import NOW, SIZES, MovingClock, Opens, sealed_store

AID = "sore-throat-antibiotics"


async def test_many_keys_at_once_take_the_cover_off_once(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2")
        before = room.text
        await room.press("f12")
        covered = room.text
        for key in "hello":
            room.app.post_message(events.Key(key, key))
        await room.pilot.pause(0.2)

        assert "press any key" in covered
        assert not isinstance(room.app.screen, CoverScreen)
        assert room.app.is_running
        assert room.text.splitlines()[0] == before.splitlines()[0]


@pytest.mark.parametrize(("make", "says"), [(plain_store, True), (sealed_store, False)])
async def test_locking_without_a_passphrase_says_that_it_only_covers(
    open_room: Opens, tmp_path: Path, make: Callable[..., Store], *, says: bool
) -> None:
    kept_in = make(tmp_path / "kept", lambda: NOW) if make is sealed_store else None
    async with open_room(aid=AID, kept_in=kept_in) as room:
        await room.press("ctrl+k")
        await room.settled()

        assert ("have no passphrase" in room.text) is says
        assert ("The records are locked" in room.text) is not says


@pytest.mark.parametrize("size", SIZES)
async def test_the_key_that_takes_the_cover_off_after_a_long_wait_does_nothing_else_and_is_told_so(
    open_room: Opens, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr("sdm_tui.tui.idle.LOOK_EVERY", 0.02)
    clock = MovingClock()
    async with open_room(size, aid=AID, clock=clock, lock_after=15) as room:
        clock.move(minutes=26)
        await room.until(lambda: isinstance(room.app.screen, CoverScreen) and bool(room.words))
        covered = room.words
        await room.press("f2")
        await room.pilot.pause()
        stage_after_one = room.consultation.stage
        await room.press("f2")
        await room.write("work")
        await room.pilot.pause()

        assert "The key that uncovers them does nothing else." in covered
        assert stage_after_one == "start"
        assert room.consultation.stage == "what-matters"
        assert room.consultation.what_matters.important == "work"
        assert room.consultation.start.label == ""
