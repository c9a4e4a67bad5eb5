"""Text pictures of each screen at the three sizes, compared with the ones that are kept.

To renew them after a change that is meant: NEW_PICTURES=1 pytest tests/screens, then read
the difference. Where a picture differs, what the screen shows now is left beside it as .actual.txt.
"""

import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from sdm_tui.aids import figures
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, started
from sdm_tui.store import Store, open_store
from sdm_tui.store.keys import Cost
from sdm_tui.tui.literal import drawable
from sdm_tui.tui.screens.consultation import ConsultationScreen
from tests.tui.room import NOW, SIZES, Opens, Room
from tests.wgl4 import outside_wgl4

PICTURES = Path(__file__).parent / "pictures"
SORE_THROAT, KNEE = "sore-throat-antibiotics", "knee-osteoarthritis"
Steps = Callable[[Room], Awaitable[None]]


def presses(*keys: str) -> Steps:
    """Return steps that press keys."""

    async def steps(room: Room) -> None:
        for key in keys:
            await room.press(key)
        await room.pilot.pause()

    return steps


def opens_card(*keys: str, title: str) -> Steps:
    """Return steps that press keys and then turn to a card."""

    async def steps(room: Room) -> None:
        await room.press(*keys)
        await room.turn_to(title)

    return steps


async def ready(room: Room) -> None:
    await room.press("f5")
    await room.turn_to("Four questions")
    await room.press("y", "n")


async def searched(room: Room) -> None:
    await room.press("ctrl+p", "s", "o", "u")
    await room.pilot.pause(0.5)


async def said(room: Room) -> None:
    await room.press("f2")
    await room.type("I need to be back at work by Monday. Last time the tablets upset my stomach.")


async def rated(room: Room) -> None:
    await said(room)
    await room.press("tab", "tab", "tab", "tab", "8", "down", "5", "down", "question_mark")
    await room.pilot.pause()


async def balanced(room: Room) -> None:
    await rated(room)
    await room.press("f5", "right", "down", "left")
    await room.pilot.pause()


async def decided(room: Room) -> None:
    await rated(room)
    await room.press("f5")
    await room.turn_to("Where do we stand?")
    await room.press("1", "tab", "3", "tab")
    await room.type("I cannot miss work")
    await room.press("enter", "1", "0")
    await room.pilot.pause()


async def summed_up(room: Room) -> None:
    await decided(room)
    await room.press("f6")
    await room.pilot.pause()


async def taken_away(room: Room) -> None:
    await summed_up(room)
    await room.saved()
    await room.press("w", "down")
    await room.pilot.pause()


async def letter_read(room: Room) -> None:
    await taken_away(room)
    await room.press("enter")
    await room.pilot.pause()


SCREENS: dict[str, tuple[str | None, Steps]] = {
    "home": (None, presses()),
    "home-typed": (None, presses("t", "h", "r")),
    "start": (SORE_THROAT, presses()),
    "start-checks": (SORE_THROAT, opens_card("f2", "ctrl+t", title="Is it right")),
    "what-matters": (SORE_THROAT, said),
    "what-matters-rated": (SORE_THROAT, rated),
    "options": (SORE_THROAT, presses("f3")),
    "options-grid": (SORE_THROAT, presses("f3", "g")),
    "outcomes": (SORE_THROAT, presses("f4")),
    "people-of-1000": (SORE_THROAT, presses("f4", "enter")),
    "people-of-100": (KNEE, presses("f4", "enter", "d")),
    "table": (SORE_THROAT, presses("f4", "v")),
    "words": (SORE_THROAT, presses("f4", "enter", "v", "v")),
    "balance": (SORE_THROAT, balanced),
    "deciding": (SORE_THROAT, decided),
    "readiness": (SORE_THROAT, ready),
    "summary": (SORE_THROAT, summed_up),
    "taking-away": (SORE_THROAT, taken_away),
    "letter-read": (SORE_THROAT, letter_read),
    "sources": (SORE_THROAT, presses("f4", "enter", "f10")),
    "help": (SORE_THROAT, presses("f1")),
    "palette": (SORE_THROAT, searched),
    "notice": (SORE_THROAT, presses("f4", "enter", "d")),
    "covered": (SORE_THROAT, presses("f12")),
}


@pytest.mark.parametrize("name", SCREENS)
async def test_a_screen_looks_as_it_did(open_room: Opens, store: Store, name: str) -> None:
    aid, steps = SCREENS[name]
    if aid is None:
        for record in two_records():
            store.put(record)
    texts: dict[str, str] = {}
    async with open_room(aid=aid) as room:
        await steps(room)
        if isinstance(room.app.screen, ConsultationScreen):
            await room.saved()
        for width, height in SIZES:
            await room.pilot.resize_terminal(width, height)
            await room.pilot.pause(0.2)
            if isinstance(room.app.screen, ConsultationScreen):
                await room.saved()
            texts[f"{name}.{width}x{height}.txt"] = steady(room.text)

    kept = {file: _kept(file, text) for file, text in texts.items()}
    assert texts == kept


@pytest.mark.parametrize("name", ["set-up", "set-up-refused", "set-up-without", "unlock"])
async def test_what_stands_before_the_records_looks_as_it_did(
    open_room: Opens, tmp_path: Path, name: str
) -> None:
    store = open_store(tmp_path / "sealed", rehearsal=False, clock=lambda: NOW)
    if name == "unlock":
        store.create("three words here", Cost(memory_kib=19 * 1024, passes=2, lanes=1))
        store.lock()
    keys = {"set-up-refused": (*"short", "enter"), "set-up-without": ("ctrl+u",)}
    texts: dict[str, str] = {}
    async with open_room(kept_in=store) as room:
        await room.press(*keys.get(name, ()))
        for width, height in SIZES:
            await room.pilot.resize_terminal(width, height)
            await room.pilot.pause(0.2)
            texts[f"{name}.{width}x{height}.txt"] = room.text

    kept = {file: _kept(file, text) for file, text in texts.items()}
    assert texts == kept


@pytest.mark.parametrize("name", ["store", "erase"])
async def test_looking_after_the_records_looks_as_it_did(
    open_room: Opens, store: Store, name: str
) -> None:
    for record in two_records():
        store.put(record)
    keys = {
        "store": ("ctrl+s",),
        "erase": ("tab", "ctrl+x"),
    }
    texts: dict[str, str] = {}
    async with open_room() as room:
        await room.press(*keys[name])
        await room.app.workers.wait_for_complete()
        for width, height in SIZES:
            await room.pilot.resize_terminal(width, height)
            await room.pilot.pause(0.2)
            texts[f"{name}.{width}x{height}.txt"] = steady(room.text)

    kept = {file: _kept(file, text) for file, text in texts.items()}
    assert texts == kept


def steady(text: str) -> str:
    """Return a picture without what chance decides: the mark of the store."""
    return re.sub(r"\b\d+-[0-9a-f]{8}\b", "0-00000000", text)


def _kept(file: str, text: str) -> str:
    """Return the picture that is kept, and leave a text that differs beside it."""
    kept = PICTURES / file
    actual = kept.with_suffix(".actual.txt")
    if os.environ.get("NEW_PICTURES"):
        kept.write_text(text, encoding="utf-8", newline="\n")
    elif not kept.exists() or kept.read_text(encoding="utf-8") != text:
        actual.write_text(text, encoding="utf-8", newline="\n")
    else:
        actual.unlink(missing_ok=True)
    return kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("picture", sorted(PICTURES.glob("*x[0-9][0-9].txt")), ids=lambda p: p.stem)
def test_a_picture_holds_only_glyphs_that_old_console_fonts_have(picture: Path) -> None:
    assert outside_wgl4(picture.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_icons_on_the_screen_are_as_many_as_the_figure_says(
    open_room: Opens, size: tuple[int, int]
) -> None:
    async with open_room((size[0], 60), aid=SORE_THROAT) as room:
        await room.press("f4", "enter")
        aid = room.app.services.library.load(SORE_THROAT).aid
        for outcome in aid.outcomes:
            counted = [
                figure
                for option in aid.options
                if (figure := figures.frequency(outcome, outcome.estimate(option.id)))
            ]
            if not counted or outcome.name not in room.text:
                continue
            shown = "".join(
                line for line in room.text.splitlines() if set(line) <= set("●· ") and line.strip()
            )
            on_page = [f for f in counted if figures.affected_words(outcome, f)[:20] in room.words]
            assert shown.count("●") == sum(f.count for f in on_page)
            assert shown.count("·") == sum(f.unaffected for f in on_page)
            await room.press("down")


def two_records() -> list[Consultation]:
    """Return one consultation in progress and one that is finished."""
    going_on = moves.write(started("going-on", NOW, None), "start.label", "Mrs K")
    going_on = moves.write(going_on, "start.decision", "Which hearing aid?")
    finished = moves.write(started("finished", NOW, None), "start.label", "Mr B")
    return [moves.go_to(going_on, "options"), moves.seal(finished, NOW)]


def test_a_character_that_moves_the_cursor_is_never_drawn() -> None:
    assert drawable("a\x1b[2Jb\u202ec") == "a□[2Jb□c"
