"""A second copy shows what the first one saves, and a long list of records stays at hand."""

import asyncio
import threading
from pathlib import Path

import pytest
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation
from sdm_tui.store import Store, open_store
from sdm_tui.store.tables import CONSULTATIONS, put_entry
from tests.stores import plain_store
from tests.tui.room import NOW, Opens, sealed_store
from tests.tui.test_home import in_progress

NOTICE = "Another copy has these records open. This one can only read."


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the list look at what the other copy wrote all the time."""
    monkeypatch.setattr("sdm_tui.tui.screens.home.FOLLOW_EVERY", 0.05)


@pytest.mark.parametrize("made", [plain_store, None], ids=["plain", "encrypted"])
async def test_the_list_of_a_second_copy_shows_what_the_first_one_saves(
    open_room: Opens, tmp_path: Path, made: object
) -> None:
    def opened() -> Store:
        return plain_store(tmp_path / "both", NOW) if made else sealed_store(tmp_path / "both")

    first = opened()
    first.put(in_progress("one-1", "Mrs K"))
    second = opened()
    async with open_room(kept_in=second, notice=NOTICE) as room:
        before = room.text
        first.put(in_progress("one-2", "Mr B"))
        await room.until(lambda: '"Mr B"' in room.text)
        first.put(in_progress("one-2", "Mr Bee"))
        await room.until(lambda: '"Mr Bee"' in room.text)
        first.delete("one-1", "asked for")
        await room.until(lambda: '"Mrs K"' not in room.text)

        assert '"Mrs K"' in before
        assert '"Mr B"' not in before
        assert second.read_only


async def test_what_the_first_copy_saves_before_the_second_one_first_looks_is_shown_too(
    open_room: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = plain_store(tmp_path / "both", NOW)
    second = plain_store(tmp_path / "both", NOW)
    has_changed, is_time = second.has_changed, threading.Event()
    monkeypatch.setattr(second, "has_changed", lambda: is_time.is_set() and has_changed())
    async with open_room(kept_in=second, notice=NOTICE) as room:
        await room.settled()
        before = room.text
        first.put(in_progress("one-1", "Mrs K"))
        is_time.set()
        await room.until(lambda: '"Mrs K"' in room.text)

        assert "Mrs K" not in before


async def test_when_the_first_copy_closes_the_second_one_says_so_and_can_write(
    open_room: Opens, tmp_path: Path
) -> None:
    first = plain_store(tmp_path / "both", NOW)
    first.put(in_progress("one-1", "Mrs K"))
    second = plain_store(tmp_path / "both", NOW)
    async with open_room((60, 20), kept_in=second, notice=NOTICE) as room:
        before = room.words
        first.close()
        await room.until(lambda: NOTICE not in room.words and "The other copy" in room.text)
        await room.press("ctrl+r")
        await room.settled()
        await room.press("f2")
        await room.write("No tablets")
        await room.saved()

        assert NOTICE in before
        assert not second.read_only
        assert "NOT SAVED" not in room.text
    assert second.get("one-1").what_matters.important == "No tablets"


async def test_a_second_copy_begins_nothing_and_says_why(open_room: Opens, tmp_path: Path) -> None:
    plain_store(tmp_path / "both", NOW)
    second = plain_store(tmp_path / "both", NOW)
    async with open_room(kept_in=second, notice=NOTICE) as room:
        await room.press("enter")
        await room.settled()
        begun = room.text
        await room.press("ctrl+x")
        await room.settled()

        assert "What are you deciding together?" in begun
        assert "This one can only read" in begun
        assert "can be erased from here" in room.text


async def test_looking_for_what_another_copy_wrote_draws_nothing_until_there_is_something(
    open_room: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = plain_store(tmp_path / "both", NOW)
    first.put(in_progress("one-1", "Mrs K"))
    second = plain_store(tmp_path / "both", NOW)
    looks, drawn = [], []
    has_changed, draw = second.has_changed, Widget.render_lines

    def noting() -> bool:
        looks.append(True)
        return has_changed()

    def noting_what_is_drawn(widget: Widget, crop: Region) -> list[Strip]:
        drawn.append(type(widget).__name__)
        return draw(widget, crop)

    async with open_room(kept_in=second, notice=NOTICE) as room:
        await room.settled()
        monkeypatch.setattr(second, "has_changed", noting)
        monkeypatch.setattr(Widget, "render_lines", noting_what_is_drawn)
        async with asyncio.timeout(30):
            while len(looks) < 5:
                await room.pilot.pause(0.02)
            idle = list(drawn)
            first.put(in_progress("one-2", "Mr B"))
            while "Listing" not in drawn:
                await room.pilot.pause(0.02)

        assert idle == []
        assert '"Mr B"' in room.text


async def test_ten_thousand_records_are_listed_a_hundred_to_a_group_and_typing_finds_one(
    open_room: Opens, tmp_path: Path
) -> None:
    store = open_store(tmp_path / "many", rehearsal=False, clock=lambda: NOW, who="Dr Test")
    store.create(None)
    model = in_progress("many", "Mrs K")
    with store.changing() as engine:
        for number in range(10_000):
            record = numbered(model, number)
            content: dict[str, object] = {"id": record.id}
            revision = engine.put(CONSULTATIONS, engine.next_id(CONSULTATIONS), content)
            put_entry(engine, record, revision)
    async with open_room((80, 24), kept_in=store) as room:
        newest = room.text
        await room.press("tab", *["down"] * 99)
        listed = room.text
        await room.write("Person 4711")
        await room.until(lambda: '"Person 4711"' in room.text)
        found = room.text

        assert '"Person 9999"' in newest
        assert '"Person 9898"' in listed
        assert "and 9,898 more: type part of a label" in listed
        assert '"Person 9897"' not in listed
        assert found.count(" at Options ") == 1


def numbered(model: Consultation, number: int) -> Consultation:
    """Return one of many consultations."""
    start = model.start.model_copy(update={"label": f"Person {number}"})
    update = {"id": f"many-{number}", "start": start}
    return moves.touch(model.model_copy(update=update), NOW)
