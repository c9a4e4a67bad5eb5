"""Keys: declared once, rebound by name, and never silently taken from each other."""

from sdm_tui.settings import Settings
from sdm_tui.tui.commands import (
    CONSULTATION,
    EVERYWHERE,
    HOME,
    STAGE_COMMANDS,
    key_name,
    keymap_faults,
)
from tests.tui.room import Opens


def test_the_keys_as_they_come_do_not_clash() -> None:
    assert keymap_faults({}) == []


def test_a_rebound_key_that_another_command_holds_is_a_fault_that_names_both() -> None:
    assert keymap_faults({"next-stage": "f3"}) == ['"f3" would do both "next-stage" and "options"']


def test_an_unknown_command_in_the_settings_is_a_fault() -> None:
    assert keymap_faults({"nxt": "f3"}) == ['"nxt" is not a command']


def test_no_letter_works_while_somebody_types() -> None:
    commands = (*EVERYWHERE, *HOME, *CONSULTATION, *(c for s in STAGE_COMMANDS.values() for c in s))

    assert [c.name for c in commands if c.over_text and len(c.key) == 1] == []


def test_keys_are_named_as_they_are_printed_on_a_keyboard() -> None:
    assert [key_name(key) for key in ("f10", "ctrl+n", "v")] == ["F10", "Ctrl+N", "V"]


async def test_a_rebound_key_does_its_command_and_is_shown(open_room: Opens) -> None:
    settings = Settings(keys={"next-stage": "ctrl+f"})
    async with open_room(aid="sore-throat-antibiotics", settings=settings) as room:
        await room.press("ctrl+f")
        after_new_key = room.consultation.stage
        await room.press("ctrl+n")

        assert after_new_key == "what-matters"
        assert room.consultation.stage == "what-matters"
        assert "Ctrl+F next" in room.text


async def test_every_command_of_a_stage_is_in_the_palette(open_room: Opens) -> None:
    async with open_room(aid="sore-throat-antibiotics") as room:
        await room.press("f4")
        titles = {c.title for c in room.app.get_system_commands(room.app.screen)}

    expected = (*EVERYWHERE, *CONSULTATION, *STAGE_COMMANDS["benefits-and-risks"])
    assert {c.title for c in expected} <= titles


async def test_a_command_runs_from_the_palette_by_its_plain_name(open_room: Opens) -> None:
    async with open_room(aid="sore-throat-antibiotics") as room:
        await room.press("ctrl+p")
        await room.type("Benefits and risks")
        await room.pilot.pause(0.5)
        await room.press("enter")
        await room.pilot.pause(0.2)

        assert room.consultation.stage == "benefits-and-risks"


async def test_a_letter_works_with_caps_lock_on(open_room: Opens) -> None:
    async with open_room((120, 40), aid="sore-throat-antibiotics") as room:
        await room.press("f4", "V")
        table = room.text
        await room.press("f5")
        await room.turn_to("Four questions")
        await room.press("Y", "N")

        assert "Every number is how many people" in table
        assert room.consultation.deciding.readiness == {"sure": "yes", "informed": "no"}
