"""Notices: in our own words, and where they hide neither the state nor the keys."""

import pytest

from sdm_tui.settings import Settings
from tests.tui.room import SIZES, Opens

AID = "sore-throat-antibiotics"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("where", ["home", "stage", "field"])
async def test_ctrl_c_stops_nothing_and_says_how_to_leave(
    open_room: Opens, size: tuple[int, int], where: str
) -> None:
    async with open_room(size, aid=None if where == "home" else AID) as room:
        keys = {"stage": ("f4",), "field": ("f2",)}
        await room.press(*keys.get(where, ()), "ctrl+c")
        await room.pilot.pause()

        notice = "".join(r for r in room.text.splitlines(keepends=True) if r.startswith("│"))
        told = " ".join(notice.replace("│", "").split())
        assert "it stops nothing. Ctrl+Q leaves: everything is saved first" in told
        assert "Do you want to quit" not in room.text
        assert room.app.is_running


async def test_ctrl_c_pressed_again_and_again_is_told_once(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f4")
        for _ in range(3):
            await room.press("ctrl+c")
            await room.pilot.pause()

        assert room.text.count("it stops nothing") == 1


async def test_ctrl_c_names_the_key_that_the_settings_give_to_leaving(open_room: Opens) -> None:
    async with open_room(aid=AID, settings=Settings(keys={"quit": "ctrl+w"})) as room:
        await room.press("ctrl+c")
        await room.pilot.pause()

        assert "Ctrl+W leaves" in room.words


async def test_ctrl_c_still_copies_what_is_selected(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2")
        await room.type("Back at work")
        await room.press("shift+home", "ctrl+c")
        await room.pilot.pause()

        assert room.app.clipboard == "Back at work"
        assert "it stops nothing" not in room.words


@pytest.mark.parametrize("size", SIZES)
async def test_a_notice_leaves_the_state_and_the_keys_in_sight(
    open_room: Opens, size: tuple[int, int]
) -> None:
    async with open_room(size, aid=AID) as room:
        await room.press("f2")
        await room.type("Back at work")
        await room.saved()
        before = room.text.splitlines()[-2:]
        await room.press("ctrl+c")
        await room.pilot.pause()
        after = room.text.splitlines()

        assert after[-2:] == before
        assert "saved 10:42:07" in after[-2]
        assert "stops nothing" in " ".join(after[-6:-2])
