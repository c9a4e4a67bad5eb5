"""Keys that come faster than the screen is drawn go where they were meant to go."""

import pytest
from textual import events

from tests.tui.room import Opens, Room

AID = "sore-throat-antibiotics"


async def at_once(room: Room, *keys: str) -> None:
    """Press keys without waiting for what any of them does."""
    for key in keys:
        room.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await room.quiet()


async def test_what_is_typed_behind_the_key_of_a_stage_is_written_there(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await at_once(room, "f2", *"work", "f6")

        assert room.consultation.stage == "summary"
        assert room.consultation.what_matters.important == "work"
        assert room.consultation.start.label == ""
        assert len(room.app.screen_stack) == 3


async def test_what_is_typed_behind_tab_is_written_in_the_next_field(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await at_once(room, "f2", *"work", "tab", *"pain", "tab", *"rest")

        matters = room.consultation.what_matters
        assert (matters.important, matters.worries, matters.hopes) == ("work", "pain", "rest")


@pytest.mark.parametrize("keys", [("f4", "enter", "m"), ("f3", "f4", "enter", "down", "up", "m")])
async def test_a_letter_behind_the_key_of_a_stage_is_that_stages_own(
    open_room: Opens, keys: tuple[str, ...]
) -> None:
    async with open_room(aid=AID) as room:
        await at_once(room, *keys)

        assert room.consultation.figures.matter_to_me == ("sore-day3",)
