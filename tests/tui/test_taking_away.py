"""Everything that leaves the room, by its keys: what is read, saved and copied is the real text."""

import re
from pathlib import Path
from typing import Any

import pytest

from sdm_tui.documents.forms import FORMS
from sdm_tui.store import Store, log
from sdm_tui.tui.screens.taking_away import TakeAwayScreen
from tests.stores import plain_store
from tests.tui.room import NOW, SIZES, Opens, Room

AID = "sore-throat-antibiotics"
WORDS = "No tablets at night"


class Clipboard:
    """The system's clipboard, or the want of one."""

    def __init__(self) -> None:
        self.held = ""
        self.is_there = True
        self.forgets = False

    def copy(self, text: str) -> None:
        import pyperclip

        if not self.is_there:
            raise pyperclip.PyperclipException("no clipboard")
        self.held = "" if self.forgets else text.replace("\n", "\r\n")

    def paste(self) -> str:
        return self.held


@pytest.fixture(autouse=True)
def clipboard(monkeypatch: pytest.MonkeyPatch) -> Clipboard:
    """Put a clipboard of our own in the place of the system's."""
    mine = Clipboard()
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.delenv("SSH_TTY", raising=False)
    monkeypatch.setattr("pyperclip.copy", mine.copy)
    monkeypatch.setattr("pyperclip.paste", mine.paste)
    return mine


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    """Return the store that the room's consultation is kept in."""
    return plain_store(tmp_path / "kept", NOW)


async def at_summary(room: Room) -> None:
    await room.press("f2")
    await room.write(WORDS)
    await room.press("f6")
    await room.saved()


async def at_form(room: Room, title: str) -> None:
    """Open the place, and move the arrow to a form."""
    if not isinstance(room.app.screen, TakeAwayScreen):
        await room.press("w")
        await room.settled()
    for _ in FORMS:
        if any(line.strip(" ║").strip() == f"► {title}" for line in room.text.splitlines()):
            return
        await room.press("down")
    raise AssertionError(f"no form is called {title}:\n{room.text}")


def exported(store: Store) -> list[str]:
    """Return what the audit log says went out, the oldest first."""
    entries = log.last_entries(store.engine, 100)
    return [entry.why for entry in reversed(entries) if entry.what == "exported"]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_form_stands_in_one_place_under_whom_it_is_for(
    open_room: Opens, kept: Store, size: tuple[int, int]
) -> None:
    async with open_room(size, aid=AID, kept_in=kept) as room:
        await at_summary(room)
        hinted = room.text
        await room.press("w")
        await room.settled()
        shown = room.text
        for each in FORMS:
            await at_form(room, each.title)
        last = room.text

        assert "W letters" in hinted
        assert "For the person" in shown
        assert "S save to a file" in room.unframed
        assert "For machines" in last


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
async def test_what_is_read_is_the_real_text(open_room: Opens, kept: Store, form: object) -> None:
    chosen = next(each for each in FORMS if each is form)
    async with open_room((120, 40), aid=AID, kept_in=kept) as room:
        await at_summary(room)
        await at_form(room, chosen.title)
        await room.press("enter")
        await room.settled()
        first_page = [line.strip() for line in room.text.splitlines()[1:20] if line.strip()]
        await room.press("escape", "s")
        await room.settled()
        await room.press("enter")
        await room.settled()
        written = next((kept.path.parent.parent).glob(f"consultation-*-{chosen.stem}.*"))
        text = written.read_bytes()

        assert exported(kept) == [f"{chosen.name}, to a file"]
        if chosen.ending in {"txt", "json"}:
            lines = [line.strip() for line in text.decode().splitlines()]
            assert [line for line in first_page if line not in lines] == []
            assert WORDS in text.decode() or "short" in chosen.name
        if chosen.ending == "pdf":
            assert text.startswith(b"%PDF-")
        if chosen.ending == "html":
            assert WORDS in text.decode()


async def test_a_narrow_screen_shows_every_word_without_cutting_any(
    open_room: Opens, kept: Store
) -> None:
    async with open_room((60, 20), aid=AID, kept_in=kept) as room:
        await at_summary(room)
        await at_form(room, "Letter, as text")
        await room.press("enter")
        await room.settled()

        assert "We talked about this decision: Should I take an antibiotic" in room.unframed
        assert max(len(line) for line in room.text.splitlines()) <= 60


async def test_the_note_is_copied_with_one_key_once_somebody_agreed(
    open_room: Opens, kept: Store, clipboard: Clipboard
) -> None:
    async with open_room((60, 20), aid=AID, kept_in=kept) as room:
        await at_summary(room)
        await room.press("c")
        await room.settled()
        asked = room.unframed
        await room.press("n")
        await room.settled()
        refused = clipboard.held
        await room.press("c")
        await room.settled()
        await room.press("y")
        await room.settled()
        await room.until(lambda: "Copied, and checked" in room.unframed)
        first = clipboard.held
        clipboard.held = ""
        await room.press("c")
        await room.until(lambda: clipboard.held != "")

        assert "Other programs and other people at this computer can read the clipboard" in asked
        assert refused == ""
        assert first.startswith("SHARED DECISION MAKING NOTE")
        assert WORDS in first
        assert clipboard.held == first
        assert exported(kept) == ["note-short, copied"] * 2


@pytest.mark.parametrize("how", ["none there", "forgets", "remote"])
async def test_a_copy_that_nobody_could_check_says_so(
    open_room: Opens,
    kept: Store,
    clipboard: Clipboard,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    clipboard.is_there, clipboard.forgets = how != "none there", how == "forgets"
    if how == "remote":
        monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    async with open_room((80, 24), aid=AID, kept_in=kept) as room:
        await at_summary(room)
        await room.press("c")
        await room.settled()
        await room.press("y")
        await room.until(lambda: "may not have arrived" in room.unframed)

        assert "S" in room.unframed
        assert room.app.clipboard.startswith("SHARED DECISION MAKING NOTE")
        assert clipboard.held == ""


async def test_a_rehearsal_is_copied_without_a_question(
    open_room: Opens, tmp_path: Path, clipboard: Clipboard
) -> None:
    rehearsal = plain_store(tmp_path / "rehearsal", NOW, rehearsal=True)
    async with open_room(aid=AID, kept_in=rehearsal, rehearsal=True) as room:
        await at_summary(room)
        await room.press("c")
        await room.until(lambda: clipboard.held != "")

        assert "REHEARSAL - not a real person" in clipboard.held


async def test_large_print_is_chosen_by_itself_where_that_need_is_recorded(
    open_room: Opens, kept: Store
) -> None:
    from sdm_tui.consultation import moves
    from tests.tui.test_home import in_progress

    kept.put(moves.tick(in_progress("one-1", "Mrs K"), "start.needs", "large print"))
    async with open_room(kept_in=kept) as room:
        await room.press("ctrl+r")
        await room.settled()
        await room.press("f6", "w")
        await room.settled()
        at_first = room.text
        await room.press("p")
        larger = room.text
        await room.press("p")

        assert "large (18 point, as recorded)" in at_first
        assert "very large (24 point)" in larger
        assert "ordinary (16 point)" in room.text


async def test_a_file_that_is_there_is_left_alone_and_another_name_asked_for(
    open_room: Opens, kept: Store
) -> None:
    folder = kept.path.parent.parent
    async with open_room((80, 24), aid=AID, kept_in=kept) as room:
        await at_summary(room)
        taken = folder / "consultation-test-0001-note.txt"
        taken.write_text("dear")
        await at_form(room, "Note, in full")
        await room.press("s")
        await room.settled()
        await room.press("enter")
        await room.settled()

        assert "is there already, so nothing was written" in room.unframed
        assert "Write to" in room.text
        assert taken.read_text() == "dear"
        assert exported(kept) == []


async def test_a_finished_record_offers_to_amend_and_not_to_finish(
    open_room: Opens, kept: Store
) -> None:
    async with open_room((120, 40), aid=AID, kept_in=kept) as room:
        await at_summary(room)
        before = room.text.splitlines()[-1]
        await room.press("f")
        await room.settled()
        await room.press("y")
        await room.settled()
        after = room.text.splitlines()[-1]

        assert "F finish" in before
        assert "A amend" not in before
        assert "F finish" not in after
        assert "A amend" in after


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_list_that_is_cut_off_says_how_many_more_there_are(
    open_room: Opens, kept: Store, size: tuple[int, int]
) -> None:
    async with open_room(size, aid=AID, kept_in=kept) as room:
        await at_summary(room)
        await room.press("w")
        await room.settled()
        for _ in FORMS:
            lines = {line.strip(" ║►") for line in room.text.splitlines()}
            shown = [each.title for each in FORMS if each.title in lines]
            told = [int(count) for count in re.findall(r"[↑↓] ([0-9]+) more", room.text)]
            assert len(shown) + sum(told) == len(FORMS)
            assert "►" in room.text
            assert "P print size" in room.unframed
            await room.press("down")


@pytest.mark.parametrize(("key", "is_written"), [("y", True), ("n", False)])
async def test_what_no_font_has_is_written_by_name_only_where_somebody_says_so(
    open_room: Opens, kept: Store, monkeypatch: pytest.MonkeyPatch, key: str, *, is_written: bool
) -> None:
    typst = pytest.importorskip("typst")
    compiled = typst.compile

    def without_it(**given: Any) -> Any:
        if "\N{PEACH}" in given["sys_inputs"]["paper"]:
            raise typst.TypstError('the text `"\N{PEACH}"` could not be displayed with font')
        return compiled(**given)

    monkeypatch.setattr(typst, "compile", without_it)
    async with open_room((80, 24), aid=AID, kept_in=kept) as room:
        await room.press("f2")
        await room.write("Growing a \N{PEACH}")
        await room.press("f6")
        await room.saved()
        await at_form(room, "Letter, as PDF")
        await room.press("s")
        await room.settled()
        asked = room.unframed
        await room.press(key)
        await room.settled()
        if is_written:
            await room.press("enter")
            await room.settled()

        assert "Write each of these characters by its name?" in asked
        assert "U+1F351" in asked
        assert exported(kept) == (["letter-pdf, to a file"] if is_written else [])
