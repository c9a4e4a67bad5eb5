"""Somebody who passes an open store can neither take it over nor erase from it by one slip."""

import pytest

from sdm_tui.errors import WrongPassphrase
from sdm_tui.store import Store
from tests.tui.room import PASSPHRASE, Opens
from tests.tui.test_home import in_progress
from tests.tui.test_store_page import NEW_WORDS, answers, cheap_keys, does, flat, sealed

__all__ = ["cheap_keys", "sealed"]


@pytest.mark.parametrize("deed", ["Change the passphrase", "Make a new recovery key"])
async def test_what_opens_the_records_changes_only_for_whoever_can_open_them(
    open_room: Opens, sealed: Store, deed: str
) -> None:
    slots = sealed.slots()
    async with open_room((60, 20), kept_in=sealed) as room:
        await does(room, deed)
        if deed == "Make a new recovery key":
            await room.press("y")
            await room.settled()
            await answers(room, "not the passphrase")
        else:
            await answers(room, "not the passphrase", NEW_WORDS, NEW_WORDS)
        told = flat(room)

    assert "Thatdoesnotopentherecords.Nothingwaschanged." in told
    assert sealed.slots() == slots


async def test_a_wrong_passphrase_there_has_to_be_waited_for_too(sealed: Store) -> None:
    with pytest.raises(WrongPassphrase, match="does not open"):
        sealed.prove("not the passphrase")
    with pytest.raises(WrongPassphrase, match="a moment ago"):
        sealed.prove(PASSPHRASE)


async def test_erasing_is_asked_twice_and_n_keeps_the_record(
    open_room: Opens, sealed: Store
) -> None:
    sealed.put(in_progress("one-2", "Mr B"))
    async with open_room(kept_in=sealed) as room:
        await room.press("tab")
        while '► "Mr B"' not in room.text:
            await room.press("down")
        await room.press("ctrl+x")
        await room.settled()
        await answers(room, "a slip of the finger")
        asked = flat(room)
        await room.press("n")
        await room.settled()

        assert 'Erase"MrB"now?Nothingbringsitback.' in asked
        assert '"Mr B"' in room.text
    assert {entry.id for entry in sealed.entries()} == {"one-1", "one-2"}
