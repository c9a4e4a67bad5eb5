"""The balance: which way each thing leans, told in words before and after a key says so."""

import pytest

from tests.tui.room import SIZES, Opens, Room

TWO_OPTIONS, MORE_OPTIONS = "birth-after-caesarean", "sore-throat-antibiotics"


def rows_of(room: Room) -> str:
    """Return the stage without the panel that stands beside it where there is room."""
    return "".join(f"{row.split('│')[0].rstrip()}\n" for row in room.text.splitlines())


@pytest.mark.parametrize("size", SIZES)
async def test_the_row_in_use_says_what_each_arrow_key_would_lean_to(
    open_room: Opens, size: tuple[int, int]
) -> None:
    async with open_room(size, aid=TWO_OPTIONS) as room:
        await room.press("f5")
        await room.pilot.pause()
        before = rows_of(room)
        await room.press("right")
        await room.pilot.pause()
        on_the_right = rows_of(room)
        await room.press("left", "left")
        await room.pilot.pause()
        on_the_left = rows_of(room)

        assert before.count("← Plan vaginal birth    → Plan a caesarean\n") == 1
        assert "    ← neither way\n" in on_the_right
        assert "    → neither way\n" in on_the_left


@pytest.mark.parametrize("size", SIZES)
async def test_with_more_options_the_keys_go_through_them_in_their_order(
    open_room: Opens, size: tuple[int, int]
) -> None:
    async with open_room(size, aid=MORE_OPTIONS) as room:
        names = [o.short_name for o in room.app.services.library.load(MORE_OPTIONS).aid.options]
        await room.press("f5")
        await room.pilot.pause()
        told = [rows_of(room)]
        for _ in names:
            await room.press("right")
            await room.pilot.pause()
            told.append(rows_of(room))

        assert f"    leans to: not said\n     ← or → {names[0]}\n" in told[0]
        for at, name in enumerate(names):
            left = "neither way" if at == 0 else names[at - 1]
            right = f"    → {names[at + 1]}" if at + 1 < len(names) else ""
            assert f"    leans to: {name} █\n     ← {left}{right}\n" in told[at + 1]


async def test_a_finished_record_offers_no_way_to_lean(open_room: Opens) -> None:
    async with open_room(aid=MORE_OPTIONS) as room:
        await room.press("f5", "right", "f6", "f", "y")
        await room.pilot.pause()
        await room.press("f5")
        await room.pilot.pause()

        assert "leans to: No antibiotic █" in room.words
        assert "→ Back-up antibiotic" not in room.text
