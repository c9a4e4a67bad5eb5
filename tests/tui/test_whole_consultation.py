"""A whole consultation by the keys of the contract, at each of the three sizes."""

import pytest

from sdm_tui.store import Store
from tests.tui.room import SIZES, Opens, Room


async def go_through(room: Room, *, has_figures: bool) -> None:
    """Go from Start to a sealed record with the keys that the help names."""
    await room.press("ctrl+n")
    await room.type("Back at work by Monday.")
    await room.press("f3", "f4")
    if has_figures:
        await room.press("enter", "down")
    await room.press("f5")
    await room.turn_to("Where do we stand?")
    await room.press("1", "tab", "1", "tab")
    await room.type("It fits my week.")
    await room.turn_to("Four questions")
    await room.press("y", "y", "y", "y")
    await room.turn_to("What happens next?")
    await room.type("Ring on Friday")
    await room.turn_to("If things change")
    await room.type("If it gets worse, call 111.")
    await room.press("f6", "f", "y")
    await room.pilot.pause()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "aid", ["sore-throat-antibiotics", "knee-osteoarthritis", "personal-health-budget"]
)
async def test_a_consultation_with_each_aid_ends_as_a_sealed_record(
    open_room: Opens, store: Store, size: tuple[int, int], aid: str
) -> None:
    async with open_room(size, aid=aid) as room:
        await go_through(room, has_figures=aid != "personal-health-budget")
        await room.saved()

    kept = next(store.consultations())
    assert kept.is_sealed
    assert kept.what_matters.important == "Back at work by Monday."
    assert kept.aid is not None
    assert kept.aid.slug == aid
    assert kept.options.opened
    assert kept.deciding.status == "decided"
    assert kept.deciding.chosen == kept.options.opened[0]
    assert kept.deciding.why == "It fits my week."
    assert set(kept.deciding.readiness.values()) == {"yes"}
    assert kept.deciding.actions[0].what == "Ring on Friday"
    assert kept.deciding.safety_net == "If it gets worse, call 111."
    assert set(kept.visited) == {
        "start", "what-matters", "options", "benefits-and-risks", "deciding", "summary",
    }  # fmt: skip
    assert len(kept.figures.opened) == (2 if aid != "personal-health-budget" else 0)


@pytest.mark.parametrize("size", SIZES)
async def test_two_people_write_the_options_themselves_where_no_aid_exists(
    open_room: Opens, store: Store, size: tuple[int, int]
) -> None:
    async with open_room(size) as room:
        await room.press("ctrl+g")
        await room.type("Which hearing aid?")
        await room.press("f3", "ctrl+a")
        await room.type("Behind the ear")
        await room.press("enter")
        await room.type("A fitting")
        await room.press("enter", "enter", "enter")
        await room.press("f4")
        await room.pilot.pause()
        figures = room.text
        await go_through(room, has_figures=False)
        await room.saved()

    kept = next(store.consultations())
    assert kept.aid is None
    assert kept.title == "Which hearing aid?"
    assert [o.name for o in kept.options.added_options] == ["Carry on as now", "Behind the ear"]
    assert kept.options.added_options[1].what_it_involves == "A fitting"
    assert "no figures here" in figures
    assert kept.is_sealed


async def test_the_five_minute_route_takes_at_most_25_key_presses_besides_typing(
    open_room: Opens, store: Store
) -> None:
    async with open_room() as room:
        await room.type("thro")
        await room.press("enter")
        await room.press("tab", "1")  # five minutes
        await room.press("ctrl+n")
        await room.type("Back at work by Monday")
        await room.press("pagedown", "8", "down", "5", "down", "9")
        await room.press("ctrl+n", "ctrl+n", "enter", "ctrl+n")
        await room.press("1", "tab", "3", "tab")
        await room.type("I want it over with")
        await room.press("enter", "8")
        await room.press("ctrl+n", "f", "y")
        await room.saved()
        presses = room.presses

    kept = next(store.consultations())
    assert presses <= 25
    assert kept.start.route == 5
    assert kept.is_sealed
    assert kept.deciding.status == "decided"
    assert kept.deciding.chosen == "immediate-antibiotic"
    assert kept.deciding.why == "I want it over with"
    assert kept.deciding.how_sure == 8
    assert len(kept.what_matters.ratings) == 3
    assert kept.opened_outcomes()


async def test_the_right_aid_is_reached_in_four_keys_and_enter(open_room: Opens) -> None:
    for typed, slug in (
        ("thro", "sore-throat-antibiotics"),
        ("knee", "knee-osteoarthritis"),
        ("budg", "personal-health-budget"),
    ):
        async with open_room() as room:
            await room.type(typed)
            await room.press("enter")
            await room.pilot.pause()

            assert room.consultation.aid is not None
            assert room.consultation.aid.slug == slug


async def test_a_consultation_is_resumed_in_one_key_at_the_stage_where_it_stopped(
    open_room: Opens,
) -> None:
    async with open_room(aid="sore-throat-antibiotics") as room:
        await room.press("ctrl+n")
        await room.type("No more tablets")
        await room.press("f4")
        await room.saved()

    async with open_room() as room:
        await room.press("ctrl+r")
        await room.pilot.pause()

        assert room.consultation.stage == "benefits-and-risks"
        assert '"No more tablets"' in room.text
        assert len(room.consultation.contacts) == 2
