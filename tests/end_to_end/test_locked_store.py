"""The records behind a passphrase, in a real terminal: set up, killed, unlocked, locked again."""

import re
from pathlib import Path

from tests.end_to_end.conftest import Desk, open_what_matters, save_now
from tests.end_to_end.terminal import Terminal
from tests.store.samples import PASSPHRASE

WORDS = "I want to sing again"
KEY = re.compile(r"((?:[0-9A-Z]{4}-){5})\s+((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})\b")
"""A recovery key, on two lines."""


def set_up(terminal: Terminal) -> str:
    """Choose a passphrase, and return the recovery key that was shown."""
    terminal.await_text("How are the records kept?")
    for field in ("╔═ Passphrase", "╔═ The same again"):
        terminal.await_text(field)
        terminal.press(PASSPHRASE, "Enter")
    terminal.await_screen(lambda shown: KEY.search(shown) is not None, "the whole recovery key")
    found = KEY.search(terminal.text)
    assert found is not None
    key = "".join(found.groups())
    terminal.press(key[-4:], "Enter")
    return key


def files_of(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def test_records_are_unreadable_without_the_passphrase_and_go_on_with_it(desk: Desk) -> None:
    desk.has_store = False
    first = desk.open("start", "sore")
    key = set_up(first)
    open_what_matters(first)
    first.type(WORDS)
    save_now(first)
    first.kill()

    second = desk.open()
    second.await_text("The records are locked")
    assert "sing again" not in second.output
    second.press("quite wrong", "Enter")
    second.await_text("That does not open the records")
    second.await_screen(lambda shown: "Try again in" not in shown, "the end of the wait")
    second.press(key, "Enter")
    second.await_text("What are you deciding together?", "In progress")
    second.press("Ctrl+R")
    second.await_text(WORDS)
    second.press("Ctrl+Q")

    assert second.await_exit() == 0
    for form in ("utf-8", "utf-16-le"):
        for hidden in (WORDS, PASSPHRASE, key):
            assert not any(hidden.encode(form) in content for content in files_of(desk.data))


def test_locking_hides_everything_and_the_passphrase_brings_it_back(desk: Desk) -> None:
    desk.has_store = False
    terminal = desk.open("start", "sore")
    set_up(terminal)
    open_what_matters(terminal)
    terminal.type(WORDS)
    terminal.press("Ctrl+K")
    terminal.await_text("The records are locked")
    terminal.await_silence(0.5)
    so_far = len(terminal.output)

    for keys in (("Ctrl+N", "F6", "Ctrl+L", "F8", "Ctrl+Z"), ("Escape",)):
        terminal.press(*keys)
        terminal.await_silence(0.5)
    assert "sing" not in terminal.output[so_far:]
    assert "sing" not in terminal.text
    terminal.press(PASSPHRASE, "Enter")

    terminal.await_text("What is important to me", WORDS)


def test_a_file_with_the_passphrase_opens_the_records_without_asking(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text(PASSPHRASE)
    desk.has_store = False
    desk.environment["SDM_TUI_PASSPHRASE_FILE"] = str(tmp_path / "secret")
    assert desk.run("store", "create").returncode == 0

    terminal = desk.open()

    terminal.await_text("What are you deciding together?")
    assert "The records are locked" not in terminal.output
