"""How the full screen behaves in a terminal: its size, its silence, its cover, a second copy."""

import re
import sys

import pytest

from tests.end_to_end.conftest import Desk, open_what_matters, save_now

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

STAGES = {
    "F2": ("◄ What matters ►", "What is important to me"),
    "F3": ("◄ Options ►", "What are my options?"),
    "F4": ("◄ Benefits and risks ►", "Throat still sore on day 3"),
    "F5": ("◄ Deciding together ►", "leans to:"),
    "F6": ("◄ Summary ►", "Where things stand"),
}


def test_a_still_list_of_aids_sends_nothing(desk: Desk) -> None:
    terminal = desk.open()
    terminal.await_text("sore throat?")
    terminal.await_silence(3)  # the aids are read one after another, and listed as they come

    sent = terminal.read_for(2)

    assert sent == ""


def test_a_still_picture_of_people_sends_nothing(desk: Desk) -> None:
    terminal = desk.open("start", "sore", size=(120, 40))
    terminal.await_text("Before we begin")
    terminal.press("F4")
    terminal.await_text("Enter opens")
    terminal.press("Enter")
    terminal.await_text("Out of 1,000 people", "●●●●●", "saved")
    terminal.await_silence(0.8)

    sent = terminal.read_for(2)

    assert sent == ""


def test_a_window_made_tiny_and_large_again_keeps_every_word(desk: Desk) -> None:
    terminal = desk.open("start", "sore")
    open_what_matters(terminal)
    terminal.type("I want to sing again")

    for key, (stage, content) in STAGES.items():
        terminal.press(key)
        terminal.await_text(stage, content)
        terminal.resize(20, 5)
        terminal.await_screen(lambda shown: bool(shown.strip()), "something on a tiny screen")
        terminal.resize(80, 24)
        terminal.await_text(stage, content, "I want to sing again")
    terminal.press("Ctrl+Q")

    assert terminal.await_exit() == 0
    assert desk.exported()["consultation"]["what_matters"]["important"] == "I want to sing again"


def test_what_is_typed_into_a_tiny_window_is_kept(desk: Desk) -> None:
    terminal = desk.open("start", "sore", size=(20, 5))
    terminal.await_screen(lambda shown: bool(shown.strip()), "something on a tiny screen")
    terminal.press("Ctrl+N")
    terminal.await_silence(0.6)
    terminal.press("I want to sing again")
    terminal.resize(80, 24)

    terminal.await_text("◄ What matters ►", "I want to sing again")


def test_the_cover_sends_nothing_of_the_consultation(desk: Desk) -> None:
    terminal = desk.open("start", "sore")
    open_what_matters(terminal)
    terminal.type("I want to sing again")
    save_now(terminal)
    terminal.await_silence(0.6)
    before = len(terminal.output)

    terminal.press("F12")
    terminal.await_text("press any key")
    terminal.await_silence(0.6)

    shown = [line.strip() for line in terminal.text.splitlines() if line.strip()]
    assert len(shown) == 2
    assert re.fullmatch(r"\d\d:\d\d", shown[0])
    assert shown[1] == "press any key"
    letters = re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07", "", terminal.output[before:])
    assert re.sub(r"\d\d:\d\d|press any key", "", letters).strip() == ""


def test_any_key_takes_the_cover_away_and_does_nothing_else(desk: Desk) -> None:
    terminal = desk.open("start", "sore")
    open_what_matters(terminal)
    terminal.type("I want to sing again")
    terminal.press("F12")
    terminal.await_text("press any key")

    terminal.press("x")

    terminal.await_text("I want to sing again")
    terminal.press("Ctrl+Q")
    assert terminal.await_exit() == 0
    assert desk.exported()["consultation"]["what_matters"]["important"] == "I want to sing again"


def test_the_title_of_the_window_never_tells_what_is_decided(desk: Desk) -> None:
    terminal = desk.open("start", "sore")
    open_what_matters(terminal)

    for key, (stage, _) in STAGES.items():
        terminal.press(key)
        terminal.await_text(stage)
    terminal.press("F12", "Ctrl+Q", "Ctrl+Q")
    terminal.await_exit()

    assert terminal.titles == []


def test_leaving_gives_the_terminal_back_as_it_was(desk: Desk) -> None:
    terminal = desk.open()
    terminal.await_text("sore throat?")

    terminal.press("Ctrl+Q")

    assert terminal.await_exit() == 0
    assert terminal.text.strip() == ""
    last = dict(re.findall(r"\x1b\[\?(\d+)([hl])", terminal.output))
    assert last["1049"] == "l"
    assert last["25"] == "h"
    assert {last[mode] for mode in ("1000", "1003", "1004", "2004")} == {"l"}


def test_a_second_copy_says_who_holds_the_records_and_only_reads(desk: Desk) -> None:
    first = desk.open("start", "sore")
    open_what_matters(first)
    first.type("I want to sing again")
    save_now(first)
    first.await_silence(0.8)
    before = (desk.data / "consultations.db").read_bytes()

    second = desk.open()
    second.await_text("Another copy has these records open", "can only read")
    second.press("Ctrl+R")
    second.await_text("Read only", "I want to sing again")
    second.press("Escape")
    second.await_screen(lambda shown: "Read only" not in shown, "the list")
    second.press("Enter")
    second.await_silence(0.6)
    assert "Before we begin" not in second.text
    second.press("Ctrl+Q")

    assert second.await_exit() == 0
    assert (desk.data / "consultations.db").read_bytes() == before


def test_the_notice_names_the_process_that_holds_the_records(desk: Desk) -> None:
    first = desk.open("start", "sore")
    first.await_text("Before we begin")

    second = desk.open(size=(120, 40))

    second.await_text(f"process {first.process_id}")
