"""Pull the plug, close the window, leave: nothing that was shown as saved is lost."""

import re
import sys
from datetime import datetime, timedelta
from random import Random

import pytest

from sdm_tui.tui.window import HUNG_UP
from tests.end_to_end.conftest import Desk, open_what_matters, save_now
from tests.end_to_end.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

WORD = re.compile(r"\bw\d{4}\b")
SAVED = re.compile(r"saved (\d\d:\d\d:\d\d)")
PASTED = "\x1b[200~{}\x1b[201~"
"""What a terminal sends for a paste."""
ON_ITS_WAY = timedelta(seconds=0.25)
"""How long a letter may take from the field that shows it to the consultation that is saved."""


class Witness:
    """What a person who looks at the screen would hold the app to.

    "saved 10:42:07" vouches for every word that was on the screen just before 10:42:07.
    """

    def __init__(self) -> None:
        self.kept: set[str] = set()
        """The words that the screen vouched for."""
        self._seen: dict[str, str] = {}

    def see(self, frame: str) -> None:
        """Look at one frame."""
        safe_at = f"{datetime.now().astimezone() + ON_ITS_WAY:%H:%M:%S.%f}"
        for word in WORD.findall(frame):
            self._seen.setdefault(word, safe_at)
        if said := SAVED.search(frame):
            self.kept |= {word for word, safe_at in self._seen.items() if safe_at < said[1]}


def type_until_killed(terminal: Terminal, words: list[str], chance: Random) -> Witness:
    """Type at an uneven pace, and end the program at a moment that only chance knows."""
    witness = Witness()
    terminal.frame_seen = witness.see
    for word in words[: chance.randint(len(words) // 2, len(words))]:
        terminal.press(f" {word}")
        terminal.read_for(chance.uniform(0.02, 0.2))
    terminal.kill()
    return witness


@pytest.mark.parametrize("seed", [1, 2])
def test_what_the_screen_showed_as_saved_is_there_after_a_power_cut(desk: Desk, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - a moment, not a secret
    kept: set[str] = set()
    terminal = desk.open("start", "sore")
    open_what_matters(terminal)

    for cut in range(4):
        words = [f"w{cut}{number:03}" for number in range(24)]
        witness = type_until_killed(terminal, words, chance)
        kept |= witness.kept
        terminal = desk.open("resume")
        terminal.await_text("◄ What matters ►", "What is important to me")
        terminal.await_silence(0.2)

        assert kept <= set(WORD.findall(terminal.text))

    terminal.kill()
    words_on_disk = desk.exported()["consultation"]["what_matters"]["important"]
    assert kept <= set(WORD.findall(words_on_disk))
    assert len(kept) > 20


@pytest.mark.parametrize("ignores_hang_up", [False, True])
def test_closing_the_window_loses_nothing_that_was_saved(
    desk: Desk,
    ignores_hang_up: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    terminal = desk.open("start", "sore", ignores_hang_up=ignores_hang_up)
    open_what_matters(terminal)
    terminal.type("I want to sing again")
    save_now(terminal)

    assert terminal.hang_up() == HUNG_UP

    assert desk.exported()["consultation"]["what_matters"]["important"] == "I want to sing again"


def test_closing_the_window_saves_the_very_last_letter(desk: Desk) -> None:
    terminal = desk.open("start", "sore")
    open_what_matters(terminal)
    terminal.type("I want to sing again")

    assert terminal.hang_up() == HUNG_UP

    assert desk.exported()["consultation"]["what_matters"]["important"] == "I want to sing again"


def test_leaving_saves_the_very_last_letter(desk: Desk) -> None:
    terminal = desk.open("start", "sore")
    open_what_matters(terminal)
    terminal.type("I want to")

    terminal.press(" sing again", "Ctrl+Q")

    assert terminal.await_exit() == 0
    assert desk.exported()["consultation"]["what_matters"]["important"] == "I want to sing again"


def test_leaving_straight_after_pasting_saves_what_was_pasted(desk: Desk) -> None:
    terminal = desk.open("start", "sore")
    open_what_matters(terminal)
    terminal.type("I want")

    terminal.press(PASTED.format(" to sing again"), "Ctrl+Q")

    assert terminal.await_exit() == 0
    assert desk.exported()["consultation"]["what_matters"]["important"] == "I want to sing again"


def test_a_stage_opened_straight_after_typing_shows_the_very_last_letter(desk: Desk) -> None:
    terminal = desk.open("start", "sore")
    open_what_matters(terminal)
    terminal.type("I want to")

    terminal.press(" sing again", "F6")

    terminal.await_text("◄ Summary ►", 'important to you: "I want to sing again"')


def test_a_consultation_that_was_left_goes_on_where_it_stopped(desk: Desk) -> None:
    first = desk.open("start", "sore")
    first.await_text("Before we begin")
    first.press("F5", "Ctrl+Q")
    assert first.await_exit() == 0

    second = desk.open()
    second.await_text("In progress", "at Deciding together")
    second.press("Ctrl+R")

    second.await_text("◄ Deciding together ►", "leans to:")
