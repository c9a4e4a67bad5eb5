"""Looking after the records from the app: every deed by its keys, and what came of it."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from sdm_tui.consultation import moves
from sdm_tui.errors import WrongPassphrase
from sdm_tui.store import Store, open_store
from sdm_tui.store.backups import known_backups, make_backup
from sdm_tui.tui.screens.home import HomeScreen
from sdm_tui.tui.screens.store_page import StoreScreen
from tests.stores import plain_store
from tests.tui.room import (
    CHEAPEST,
    NOW,
    PASSPHRASE,
    SIZES,
    Opens,
    Room,
    sealed_store,
)
from tests.tui.test_home import in_progress

FILE = "consultations.db"
DEEDS = (
    *("Where they are", "Check everything", "Who did what", "Back up now", "Put a backup"),
    *("Take in the records", "Write the file anew", "Erase old records", "Write them to a plain"),
    "Take in a plain",
)
SEALED = ("Change the passphrase", "Make a new recovery key")
NEW_WORDS = "another three words"
KEY = re.compile(r"(?:[0-9A-Z]{4}-){5}\n *(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}")


@pytest.fixture(autouse=True)
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make changing a passphrase cheap."""
    monkeypatch.setattr("sdm_tui.store.keys.USUAL", CHEAPEST)


@pytest.fixture
def sealed(tmp_path: Path) -> Store:
    """Return an encrypted store that is open and holds one record."""
    store = sealed_store(tmp_path / "sealed")
    store.put(in_progress("one-1", "Mrs K"))
    return store


def flat(room: Room) -> str:
    """Return what a panel says, without its frame and its line ends."""
    return "".join(room.text.replace("║", "").split())


async def does(room: Room, deed: str) -> None:
    """Go to the page, move the arrow to a deed and choose it."""
    if not isinstance(room.app.screen, StoreScreen):
        await room.press("ctrl+s")
        await room.settled()
    for _ in range(20):
        if f"► {deed}" in room.text:
            break
        await room.press("down")
    else:
        raise AssertionError(f"no deed is called {deed}:\n{room.text}")
    await room.press("enter")
    await room.settled()


async def answers(room: Room, *texts: str) -> None:
    """Write each text in its field, in place of what is there, and go on."""
    for text in texts:
        field = room.app.focused
        assert isinstance(field, Input | TextArea)
        field.clear()
        await room.type(text)
        await room.press("enter")
        await room.settled()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_deed_can_be_reached_and_is_whole(
    open_room: Opens, sealed: Store, size: tuple[int, int]
) -> None:
    async with open_room(size, kept_in=sealed) as room:
        await room.press("ctrl+s")
        await room.settled()
        seen = set()
        for _ in range(len(DEEDS) + len(SEALED)):
            (arrow,) = re.findall(r"► (.*?) *║", room.text)
            seen.add(arrow)
            assert "Escape close" in room.text
            assert "…" not in room.text
            await room.press("down")

        for deed in (*DEEDS, *SEALED):
            assert [name for name in seen if name.startswith(deed)], deed


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_where_the_records_are_the_check_and_the_audit_log_are_read_there(
    open_room: Opens, sealed: Store, size: tuple[int, int]
) -> None:
    async with open_room(size, kept_in=sealed) as room:
        await does(room, "Where they are")
        where = flat(room)
        await room.press("escape")
        await does(room, "Check everything")
        checked = flat(room)
        await room.press("escape")
        await does(room, "Who did what")
        log = flat(room)
        await room.press("escape", "escape")
        await room.settled()

        assert str(sealed.path) in where
        assert "Encrypted(AES-256-GCM)" in where
        assert "Everythingisasthestorewroteit." in checked
        assert "DrTestchangedone-1" in log
        assert isinstance(room.app.screen, HomeScreen)


async def test_a_backup_is_made_and_put_back_by_the_keys(open_room: Opens, sealed: Store) -> None:
    async with open_room((60, 20), kept_in=sealed) as room:
        await does(room, "Back up now")
        made = flat(room)
        (backup,) = known_backups(sealed)
        sealed.put(in_progress("one-2", "Mr B"))
        await room.press("escape")
        await does(room, "Put a backup")
        offered = flat(room)
        await room.press("enter")
        await room.settled()
        asked = flat(room)
        await room.press("y")
        await room.settled()
        restored = flat(room)
        await room.press("escape", "escape")
        await room.settled()

        assert f"Writtenandchecked:{backup}" in made
        assert str(backup) in offered
        assert f"Put{backup}intheplaceoftherecords?" in asked
        assert "YPutitthere." in asked
        assert "Restored." in restored
        assert '"Mrs K"' in room.text
        assert "Mr B" not in room.text
        assert [e.id for e in sealed.entries()] == ["one-1"]


async def test_a_backup_that_is_none_is_refused_in_plain_words(
    open_room: Opens, sealed: Store, tmp_path: Path
) -> None:
    (tmp_path / "letter.txt").write_text("Dear Mrs K", encoding="utf-8")
    async with open_room((60, 20), kept_in=sealed) as room:
        await does(room, "Put a backup")
        await answers(room, str(tmp_path / "letter.txt"))
        await room.press("y")
        await room.settled()
        told = flat(room)
        await room.press("escape")
        await does(room, "Put a backup")
        await answers(room, str(tmp_path / "nothing.db"))
        await room.press("n")
        await room.settled()

        assert "letter.txt" in told
        assert "isnobackup" in told or "cannotbe" in told
        assert "Traceback" not in told
        assert isinstance(room.app.screen, StoreScreen)
        assert sealed.get("one-1") == in_progress("one-1", "Mrs K")


async def test_the_records_of_another_computer_are_taken_in_with_their_passphrase(
    open_room: Opens, sealed: Store, tmp_path: Path
) -> None:
    other = open_store(tmp_path / "other", rehearsal=False, clock=lambda: NOW)
    other.create(NEW_WORDS, CHEAPEST)
    other.put(in_progress("two-1", "Mr B"))
    other.close()
    async with open_room((60, 20), kept_in=sealed) as room:
        await does(room, "Take in the records")
        await answers(room, str(tmp_path / "other" / FILE))
        asked = flat(room)
        await answers(room, "quite wrong")
        wrong = flat(room)
        await room.press("escape")
        reopened = open_store(tmp_path / "other", rehearsal=False, clock=lambda: NOW)
        reopened.unlock(NEW_WORDS)
        reopened.close()
        await does(room, "Take in the records")
        await answers(room, str(tmp_path / "other" / FILE), NEW_WORDS)
        merged = flat(room)
        await room.press("escape", "escape")
        await room.settled()

        assert "Itspassphrase" in asked
        assert "Thatdoesnotopentherecords" in wrong
        assert "Recordsthatarenewhere:1" in merged
        assert '"Mr B"' in room.text
        assert NEW_WORDS not in room.text


async def test_a_store_that_is_not_there_is_not_made(
    open_room: Opens, sealed: Store, tmp_path: Path
) -> None:
    async with open_room(kept_in=sealed) as room:
        await does(room, "Take in the records")
        await answers(room, str(tmp_path / "nowhere" / FILE))

        assert "isnotthere." in flat(room)
        assert not (tmp_path / "nowhere").exists()


async def test_the_file_is_written_anew(open_room: Opens, sealed: Store) -> None:
    async with open_room((60, 20), kept_in=sealed) as room:
        await does(room, "Write the file anew")

        assert re.search(r"[\d,]+bytesbefore,[\d,]+bytesnow", flat(room))
        assert sealed.get("one-1") == in_progress("one-1", "Mrs K")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_old_records_are_listed_and_erased_only_after_a_yes(
    open_room: Opens, sealed: Store, size: tuple[int, int]
) -> None:
    for number in range(40):
        old = in_progress(f"old-{number}", f"A rather long label of person {number}")
        sealed.put(moves.touch(old, NOW - timedelta(days=4000 - number)))
    async with open_room(size, kept_in=sealed) as room:
        await does(room, "Erase old records")
        how = flat(room)
        await answers(room, "8y")
        asked = room.text
        await room.press("n")
        await room.settled()
        kept = len(sealed.entries())
        await does(room, "Erase old records")
        await answers(room, "8y")
        await room.press("y")
        await room.settled()
        told = flat(room)
        await room.press("escape", "escape")
        await room.settled()

        assert "Nottouchedforhowlong?" in how
        assert "8yiseightyears" in how
        assert "Erase these 40 records for good?" in asked
        assert "person 0" in asked or "A rather long" in asked
        assert "and 32 more" in asked
        assert "Y  Erase them" in asked
        assert "N  Leave everything as it is." in asked
        assert kept == 41
        assert 'Erased"old-0"' in told
        assert [e.id for e in sealed.entries()] == ["one-1"]
        assert "A rather long" not in room.text


async def test_an_age_that_is_none_and_one_that_nothing_reaches_erase_nothing(
    open_room: Opens, sealed: Store
) -> None:
    async with open_room((60, 20), kept_in=sealed) as room:
        await does(room, "Erase old records")
        await answers(room, "long ago")
        wrong = flat(room)
        await room.press("escape")
        await does(room, "Erase old records")
        await answers(room, "8y")

        assert "Nothingwaserased" in wrong
        assert "Norecordwaslasttouchedbefore" in flat(room)
        assert len(sealed.entries()) == 1


async def test_records_go_out_to_a_plain_file_and_come_in_from_one(
    open_room: Opens, sealed: Store, tmp_path: Path
) -> None:
    async with open_room((60, 20), kept_in=sealed) as room:
        await does(room, "Write them to a plain")
        await room.press("enter")
        await room.settled()
        written = flat(room)
        sealed.put(moves.write(in_progress("one-2", "Mr B"), "start.label", "Mr B"))
        await room.press("escape")
        await does(room, "Write them to a plain")
        await room.press("enter")
        await room.settled()
        again = flat(room)
        await room.press("escape")
        await does(room, "Take in a plain")
        await answers(room, str(tmp_path / "sdm-tui-records.json"))
        taken_in = flat(room)

        assert "1recordsarein" in written or "1recordisin" in written
        assert "NOTencrypted" in written
        assert "Mrs K" in json.dumps(
            json.loads((tmp_path / "sdm-tui-records.json").read_text(encoding="utf-8"))
        )
        assert "there" in again
        assert "Recordsthatwerethesame:1" in taken_in


@pytest.mark.parametrize(
    "name", ["{there}", "{there}/nothing.json", "{there}/a\x00b", "~nobody-of-that-name/x"]
)
async def test_a_file_name_that_does_not_work_is_told_and_the_page_stays(
    open_room: Opens, sealed: Store, tmp_path: Path, name: str
) -> None:
    typed = name.format(there=tmp_path)
    async with open_room((60, 20), kept_in=sealed) as room:
        for deed in ("Take in the records", "Write them to a plain", "Take in a plain"):
            await does(room, deed)
            await answers(room, typed)
            if isinstance(room.app.focused, Input):
                await answers(room, "x")
            if deed == "Take in a plain":
                assert "Escapeclose" in flat(room)
            await room.press("escape")
            await room.settled()
            assert isinstance(room.app.screen, StoreScreen), room.text
        assert room.app.is_running


async def test_the_passphrase_is_changed_once_both_are_the_same(
    open_room: Opens, sealed: Store
) -> None:
    async with open_room((60, 20), kept_in=sealed) as room:
        await does(room, "Change the passphrase")
        await answers(room, PASSPHRASE, NEW_WORDS, "something else")
        differ = flat(room)
        await room.press("escape")
        await does(room, "Change the passphrase")
        await answers(room, PASSPHRASE, "short", "short")
        short = flat(room)
        await room.press("escape")
        await does(room, "Change the passphrase")
        await answers(room, PASSPHRASE, NEW_WORDS, NEW_WORDS)
        changed = flat(room)

        assert "Thetwoarenotthesame,sonothingwaschanged." in differ
        assert "10lettersormore" in short
        assert "Thepassphraseischanged." in changed
        sealed.lock()
        sealed.unlock(NEW_WORDS)


async def test_a_new_recovery_key_is_shown_and_the_one_before_opens_nothing(
    open_room: Opens, tmp_path: Path
) -> None:
    store = open_store(tmp_path / "sealed", rehearsal=False, clock=lambda: NOW, who="Dr Test")
    before = store.create(PASSPHRASE, CHEAPEST)
    async with open_room((60, 20), kept_in=store) as room:
        await does(room, "Make a new recovery key")
        asked = flat(room)
        await room.press("y")
        await room.settled()
        await answers(room, PASSPHRASE)
        found = KEY.search(room.text)
        assert found, room.text
        recovery_key = "".join(found[0].split())
        await answers(room, recovery_key[-4:])
        page = room.text

        assert "opensnothingafterwards" in asked
        assert isinstance(room.app.screen, StoreScreen)
        assert recovery_key[:9] not in page
        store.lock()
        store.unlock(recovery_key)
        store.lock()
        with pytest.raises(WrongPassphrase):
            store.unlock(before)


async def test_a_plain_store_is_encrypted_and_the_page_and_the_list_then_say_so(
    open_room: Opens, store: Store
) -> None:
    store.put(in_progress("one-1", "Mrs K"))
    make_backup(store)
    async with open_room((60, 20)) as room:
        before = room.text
        await does(room, "Encrypt them")
        await answers(room, PASSPHRASE, PASSPHRASE)
        found = KEY.search(room.text)
        assert found, room.text
        await answers(room, "".join(found[0].split())[-4:])
        told = flat(room)
        await room.press("escape")
        await room.settled()
        page = room.text
        await room.press("escape")
        await room.settled()

        assert "NOT ENCRYPTED" in before
        assert "backups" in told
        assert "Encrypt them" not in page
        assert "Change the passphrase" in page
        assert "NOT ENCRYPTED" not in room.text
        assert '"Mrs K"' in room.text
        store.lock()
        store.unlock(PASSPHRASE)


async def test_a_rehearsal_has_no_passphrase_to_change(open_room: Opens, tmp_path: Path) -> None:
    rehearsal = plain_store(tmp_path / "rehearsal", NOW, rehearsal=True)
    async with open_room(kept_in=rehearsal, rehearsal=True) as room:
        await room.press("ctrl+s")
        await room.settled()

        assert "Take in a plain JSON file" in room.text
        assert "passphrase" not in room.text
        assert "recovery key" not in room.text


async def test_a_copy_that_only_reads_offers_what_it_can_do_and_says_so(
    open_room: Opens, tmp_path: Path
) -> None:
    plain_store(tmp_path / "both", NOW).put(in_progress("one-1", "Mrs K"))
    second = plain_store(tmp_path / "both", NOW)
    async with open_room((60, 20), kept_in=second) as room:
        await room.press("ctrl+s")
        await room.settled()
        offered = room.text
        await does(room, "Back up now")
        backed_up = flat(room)

        assert "This copy only reads" in offered
        assert "Erase" not in offered
        assert "anew" not in offered
        assert "Writtenandchecked" in backed_up


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_record_is_erased_at_the_arrow_once_somebody_said_why(
    open_room: Opens, sealed: Store, size: tuple[int, int]
) -> None:
    sealed.put(in_progress("one-2", "Mr B"))
    async with open_room(size, kept_in=sealed) as room:
        await room.press("ctrl+x")
        await room.settled()
        no_record = room.text
        await room.press("tab")
        while '► "Mr B"' not in room.text:
            await room.press("down")
        await room.press("ctrl+x")
        await room.settled()
        asked = flat(room)
        await room.press("enter")
        await room.settled()
        needed = flat(room)
        await room.press("escape")
        await room.settled()
        kept = room.text
        await room.press("ctrl+x")
        await room.settled()
        await answers(room, "asked us to")
        surely = flat(room)
        await room.press("y")
        await room.settled()
        told = flat(room)
        await room.press("escape")
        await room.settled()

        assert "Move the arrow to a" in no_record
        assert 'Erase"MrB"forgood' in asked
        assert "Theauditlogkeeps" in asked
        assert "Stillneeded" in needed
        assert '"Mr B"' in kept
        assert "Nothingbringsitback" in surely
        assert 'Erased"' in told
        assert "Mr B" not in room.text
        assert '"Mrs K"' in room.text
        assert [e.id for e in sealed.entries()] == ["one-1"]
