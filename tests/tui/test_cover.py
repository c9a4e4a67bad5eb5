"""The covered screen comes off with any key, however many come at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events

from sdm_tui.store import Store
from sdm_tui.tui.screens.cover import CoverScreen
from tests.stores import plain_store
from tests.tui.room import NOW, Opens, sealed_store

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
