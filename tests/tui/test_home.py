"""Home: aids, consultations in progress and finished ones on one screen."""

from pathlib import Path

from textual.widgets import Input

from sdm_tui.aids.library import bundled_folder, open_library
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, started
from sdm_tui.store import Store
from sdm_tui.tui.screens.home import HomeScreen
from tests.examples import small_aid_text, write_aid
from tests.stores import plain_store
from tests.tui.room import NOW, Opens


def in_progress(name: str, label: str) -> Consultation:
    """Return a consultation that goes on at Options."""
    return moves.go_to(moves.write(started(name, NOW, None), "start.label", label), "options")


async def test_every_aid_tells_its_review_dates_and_that_nobody_signed_it_off(
    open_room: Opens,
) -> None:
    async with open_room((80, 60)) as room:
        count = len(room.app.services.library.entries)
        assert room.text.count("not clinically signed off") == count
        assert room.text.count("reviewed Nov 2026 · due Nov 2027") == count
        assert "Adults, mostly over 45" in room.text


async def test_one_bad_aid_is_listed_with_its_first_fault_and_hides_no_other(
    open_room: Opens, tmp_path: Path
) -> None:
    folder = tmp_path / "aids" / "broken-aid"
    folder.mkdir(parents=True)
    (folder / "aid.yaml").write_text("format: 1\ntitle: Is this broken\n", encoding="utf-8")
    library = open_library([bundled_folder(), tmp_path / "aids"], None)
    async with open_room((120, 40), library=library) as room:
        listed = room.text
        await room.type("broken")
        await room.press("enter")
        await room.pilot.pause()

        assert "broken-aid: cannot be read" in listed
        assert "aid.yaml:" in listed
        assert "Should I take an antibiotic for my sore throat?" in listed
        assert "This aid cannot be read" in room.text


async def test_under_a_long_list_the_newest_in_progress_stand_above_it(
    open_room: Opens, store: Store
) -> None:
    for number in range(3):
        store.put(in_progress(f"one-{number}", f"Mrs {number}"))
    async with open_room((60, 20)) as room:
        lines = [line.strip() for line in room.text.splitlines()]

        first = next(i for i, line in enumerate(lines) if line.startswith("─ In progress"))
        assert sum('"Mrs ' in line for line in lines[first + 1 : first + 3]) == 2
        assert lines[first + 3].startswith("─ Decision aids")
        assert lines[first + 4].startswith("►")
        await room.press("M", "r", "s")
        assert all(f'"Mrs {number}"' in room.text for number in range(3))


async def test_tab_and_enter_resume_a_consultation_in_progress(
    open_room: Opens, store: Store
) -> None:
    store.put(in_progress("one-1", "Mrs K"))
    async with open_room() as room:
        shown = room.text
        await room.press("tab", "enter")
        await room.pilot.pause()

        assert '"Mrs K"' in shown
        assert "at Options · today 10:42" in shown
        assert room.consultation.id == "one-1"
        assert room.consultation.stage == "options"


async def test_going_back_to_the_list_shows_what_was_just_saved(open_room: Opens) -> None:
    async with open_room(aid="sore-throat-antibiotics") as room:
        await room.type("Mr B")
        await room.press("ctrl+l")
        await room.app.workers.wait_for_complete()
        await room.pilot.pause()

        assert isinstance(room.app.screen, HomeScreen)
        assert '"Mr B" Sore throat' in room.text


async def test_a_record_that_cannot_be_read_is_listed_and_kept(
    open_room: Opens, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    first = plain_store(folder, NOW)
    first.put(in_progress("good", "Mrs K"))
    first.close()
    store = plain_store(folder, NOW)
    store.tinydb.table("consultations").insert({"id": "old-one", "schema_version": 99})
    async with open_room((80, 60), kept_in=store) as room:
        assert "Cannot be read, and kept" in room.text
        assert "old-one" in room.text
        assert "1 record cannot be read now, and kept as found" in room.text
        assert '"Mrs K"' in room.text

    assert [u.id for u in store.unreadable()] == ["old-one"]


async def test_a_second_copy_says_who_holds_the_records_and_only_reads(
    open_room: Opens, store: Store, tmp_path: Path
) -> None:
    store.put(in_progress("one-1", "Mrs K"))
    second = plain_store(tmp_path / "data", NOW)
    notice = "Another copy has these records open. This one can only read."
    async with open_room(kept_in=second, notice=notice) as room:
        shown = room.text
        await room.press("tab", "enter")
        await room.pilot.pause()
        read = room.text

    assert second.read_only
    assert notice in shown
    assert "Read only" in read
    assert "DRAFT" in read
    assert store.get("one-1") == in_progress("one-1", "Mrs K")


async def test_nonsense_opens_nothing_and_leaves_the_guide_within_reach(open_room: Opens) -> None:
    async with open_room() as room:
        await room.type("zzzz")
        await room.press("enter")
        await room.pilot.pause()
        after_enter = room.text
        await room.press("down", "enter")
        await room.pilot.pause()

        assert 'No aid matches "zzzz".' in after_enter
        assert room.consultation.aid is None


async def test_markup_typed_in_the_search_field_is_only_text(open_room: Opens) -> None:
    async with open_room() as room:
        await room.type("[/b] [@click=app.quit]x[/]")

        assert "No aid fits" in room.text


async def test_an_unreadable_aid_in_an_oddly_named_folder_says_so_and_opens_no_other(
    open_room: Opens, tmp_path: Path
) -> None:
    write_aid(tmp_path / "aids", small_aid_text("pain-a"), "pain-a")
    for slug in ("Pain-A", "---"):
        write_aid(tmp_path / "aids", "title: Broken?\n", slug)
    library = open_library([tmp_path / "aids"], None)
    told = []
    for steps in (1, 2):
        async with open_room((120, 40), library=library, rehearsal=True) as room:
            await room.press(*["down"] * steps, "enter")
            await room.pilot.pause()
            told.append("".join(room.words.replace("║", "").split()))
            await room.press("escape", "ctrl+o")
            await room.pilot.pause()
            told.append("".join(room.words.replace("║", "").split()))

    assert [entry.slug for entry in library.entries] == ["pain-a", "---", "Pain-A"]
    assert all("Thisaidcannotberead" in words for words in told)
    assert ["/---/aid.yaml:" in words for words in told] == [True, True, False, False]
    assert ["/Pain-A/aid.yaml:" in words for words in told] == [False, False, True, True]


async def test_enter_says_why_where_every_aid_is_unreadable(
    open_room: Opens, tmp_path: Path
) -> None:
    for slug in ("Pain-A", "Pain-Ab"):
        write_aid(tmp_path / "aids", "title: Broken?\n", slug)
    library = open_library([tmp_path / "aids"], None)
    async with open_room(library=library) as room:
        listed = room.text
        await room.press("enter")
        await room.pilot.pause()

        assert "► Pain-A: cannot be read" in listed
        assert "This aid cannot be read" in room.text


async def test_an_aid_or_record_that_is_gone_by_now_is_told_and_the_list_stays(
    open_room: Opens,
) -> None:
    async with open_room(aid="quite-unknown") as room:
        no_aid = room.words
        await room.press("escape")
        listed = room.app.screen
    async with open_room(record="gone-1") as room:
        no_record = room.words

    assert 'No decision aid is called "quite-unknown".' in no_aid
    assert isinstance(listed, HomeScreen)
    assert "This cannot be opened" in no_record
    assert "gone-1" in no_record


async def test_back_from_a_panel_the_arrow_and_what_was_typed_are_where_they_were(
    open_room: Opens,
) -> None:
    async with open_room() as room:
        await room.type("knee")
        await room.press("ctrl+t")
        await room.pilot.pause()
        await room.press("escape")
        await room.pilot.pause()

        assert room.app.screen.query_one(Input).value == "knee"
        assert "► What should I do about my knee" in room.text


async def test_back_from_a_panel_the_arrow_stays_also_where_nothing_was_typed(
    open_room: Opens,
) -> None:
    async with open_room() as room:
        await room.press("down", "down")
        await room.pilot.pause()
        (arrow,) = [line for line in room.text.splitlines() if "►" in line]
        await room.press("ctrl+t")
        await room.pilot.pause()
        await room.press("escape")
        await room.pilot.pause()

        assert arrow in room.text
        assert "►   " not in arrow


async def test_back_from_a_consultation_the_list_is_whole_again(open_room: Opens) -> None:
    async with open_room() as room:
        await room.type("knee")
        await room.press("enter")
        await room.pilot.pause()
        await room.press("ctrl+l")
        await room.pilot.pause()

        assert room.app.screen.query_one(Input).value == ""
