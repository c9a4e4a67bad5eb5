"""Finishing a record: what was not asked at the Start is told, and nobody is held up by it."""

import pytest
from rich.cells import cell_len

from sdm_tui.settings import Settings
from sdm_tui.tui.screens.panels import ConfirmPanel
from tests.tui.room import SIZES, Opens, Room

AID = "sore-throat-antibiotics"
EMERGENCY = "whether this is an emergency"
CAPACITY = "whether there is doubt about capacity"
RECORD = "whether the person agrees to a record"


async def ask_of_safety(room: Room) -> None:
    await room.turn_to("Is it right")
    await room.press("n", "n")


async def ask_for_the_record(room: Room) -> None:
    await room.turn_to("How would you like")
    await room.press("tab", "tab", "y")


@pytest.mark.parametrize("size", SIZES)
async def test_finishing_says_what_was_not_asked_and_finishes_all_the_same(
    open_room: Opens, size: tuple[int, int]
) -> None:
    async with open_room(size, aid=AID) as room:
        await room.press("f2", "f6", "f")
        told = room.unframed
        lines = room.text
        await room.press("y")
        await room.pilot.pause()

        assert "Not asked:" in told
        assert [words for words in (EMERGENCY, CAPACITY, RECORD) if words not in told] == []
        assert "Ctrl+T goes back to the Start, F5 goes back to Deciding." in told
        assert "Y  Finish" in lines
        assert "N  Not yet" in lines
        assert room.consultation.is_sealed


async def test_only_what_has_no_answer_is_told_of(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await ask_of_safety(room)
        await room.press("f6", "f")

        assert RECORD in room.words
        assert EMERGENCY not in room.words
        assert CAPACITY not in room.words


async def test_nothing_is_told_where_everything_was_asked(open_room: Opens) -> None:
    async with open_room(aid=AID) as room:
        await ask_of_safety(room)
        await ask_for_the_record(room)
        await room.press("f6", "f")

        assert isinstance(room.app.screen, ConfirmPanel)
        assert "Not asked" not in room.text


async def test_the_key_that_is_named_leads_back_to_the_questions(open_room: Opens) -> None:
    settings = Settings(keys={"start": "ctrl+w"})
    async with open_room(aid=AID, settings=settings) as room:
        await room.press("f2", "f6", "f")
        told = room.words
        await room.press("n", "ctrl+w")
        await room.pilot.pause()

        assert "Ctrl+W goes back to the Start" in told
        assert room.consultation.stage == "start"
        assert not room.consultation.is_sealed


async def test_the_clinicians_questions_are_not_spelled_out_in_patient_view(
    open_room: Opens,
) -> None:
    async with open_room(aid=AID) as room:
        await room.press("f2", "f9", "f6", "f")

        assert "the clinician's own questions" in room.words
        assert RECORD in room.words
        assert EMERGENCY not in room.words
        assert "capacity" not in room.words


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "said",
    ["Back at work by Monday " * 5, "日本語で話したい " * 9, "🙂 " * 40, "e\u0301 " * 70],
    ids=["plain", "wide letters", "pictures", "accents by themselves"],
)
async def test_whatever_was_said_the_line_below_says_whole_that_it_is_finished_and_saved(
    open_room: Opens, said: str, size: tuple[int, int]
) -> None:
    async with open_room(size, aid=AID) as room:
        await room.press("f2")
        await room.type(said)
        await room.press("f6", "f", "y")
        await room.quiet()

        line = next(row for row in room.text.splitlines() if row.startswith(" you said: "))
        assert line.endswith("  finished and saved")
        assert cell_len(line) == size[0] - 1


@pytest.mark.parametrize("size", SIZES)
async def test_finishing_says_what_nobody_wrote_down(
    open_room: Opens, size: tuple[int, int]
) -> None:
    async with open_room(size, aid=AID) as room:
        await room.press("f6", "f")

        assert "Not written down: · where things stand · when to get help" in room.unframed
        assert "F5 goes back to Deciding" in room.unframed
