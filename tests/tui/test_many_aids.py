"""A folder of hundreds of aids: the list stays quick, and all of it is read while it is shown."""

from datetime import date
from pathlib import Path

from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Size

from sdm_tui.aids.library import open_library
from sdm_tui.aids.sign_off import read_sign_offs
from sdm_tui.tui.screens.aid_lines import aid_lines
from sdm_tui.tui.widgets.listing import Entry, Listing
from tests.examples import small_aid_text, write_aid
from tests.tui.room import Opens


class ListingApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Listing()


def entries(names: str) -> list[Entry]:
    return [Entry(name, (Content(name), Content("more"))) for name in names]


async def test_a_list_of_thousands_draws_the_rows_that_there_is_room_for() -> None:
    async with ListingApp().run_test(size=(40, 10)) as pilot:
        listing = pilot.app.query_one(Listing)
        listing.show([Entry(str(n), (Content(f"entry {n}"),)) for n in range(5000)])
        for _ in range(30):
            listing.move(1)

        drawn = listing.render().plain.splitlines()

        assert listing.content_size == Size(38, 10)
        assert drawn == [f"  entry {n}" for n in range(21, 30)] + ["► entry 30"]


async def test_the_arrow_stays_at_its_entry_when_others_come_in_above_it() -> None:
    async with ListingApp().run_test(size=(40, 10)) as pilot:
        listing = pilot.app.query_one(Listing)
        listing.show(entries("bd"))
        listing.move(1)
        listing.show(entries("abcd"), keep_arrow=True)
        kept = listing.name_at_arrow
        listing.show(entries("abc"), keep_arrow=True)

        assert kept == "d"
        assert listing.name_at_arrow == "a"


async def test_the_arrow_and_tab_never_stop_at_a_heading() -> None:
    heading = Entry(None, (Content("heading"),))
    async with ListingApp().run_test(size=(40, 20)) as pilot:
        listing = pilot.app.query_one(Listing)
        listing.show([heading, heading, *entries("ab"), heading, heading, *entries("c")])
        stops = [listing.name_at_arrow]
        for step in (1, 1, -1, -1):
            listing.jump(step)
            stops.append(listing.name_at_arrow)

    assert stops == ["a", "c", "a", "c", "a"]


async def test_a_list_shown_without_an_arrow_chooses_nothing_until_it_is_moved() -> None:
    heading = Entry(None, (Content("nothing fits"),))
    async with ListingApp().run_test(size=(40, 20)) as pilot:
        listing = pilot.app.query_one(Listing)
        stops = []
        for go in (listing.move, listing.jump):
            listing.show([heading, *entries("a"), heading, *entries("b")], has_arrow=False)
            stops.append(listing.name_at_arrow)
            go(1)
            stops.append(listing.name_at_arrow)
        listing.show([heading, *entries("a"), heading, *entries("b")], has_arrow=False)
        listing.jump(-1)
        stops.append(listing.name_at_arrow)

    assert stops == [None, "a", None, "a", "b"]


async def test_aids_that_wait_are_read_while_the_list_is_shown(
    open_room: Opens, tmp_path: Path
) -> None:
    for slug in ("one", "two", "three", "four"):
        write_aid(tmp_path / "aids", small_aid_text(slug, title=f"Is it {slug}?"), slug)
    write_aid(tmp_path / "aids", "title: Broken?\n", "broken")
    library = open_library([tmp_path / "aids"], None, most=1)

    async with open_room((120, 40), library=library) as room:
        shown = room.text

    assert library.waiting == 4
    assert "not read yet" not in shown
    assert shown.count("Adults with a sore throat") == 4
    assert "1 aid cannot be read" in shown
    assert "broken: cannot be read" in shown


def test_an_aid_that_waits_says_so_and_claims_nothing_else(tmp_path: Path) -> None:
    for slug in ("one", "two"):
        write_aid(tmp_path, small_aid_text(slug, title=f"Is it {slug}?"), slug)
    waiting = open_library([tmp_path], None, most=1).entries[1]
    standing = read_sign_offs(()).standing(waiting.slug, waiting.content_hash)

    title, below = aid_lines(waiting, standing, today=date(2026, 11, 22), width=90)

    assert title.plain.split("  ")[0] == "Is it two?"
    assert below.plain.strip().startswith("not read yet: ")


async def test_an_aid_that_waits_can_be_opened(open_room: Opens, tmp_path: Path) -> None:
    for slug in ("one", "two"):
        write_aid(tmp_path / "aids", small_aid_text(slug, title=f"Is it {slug}?"), slug)
    library = open_library([tmp_path / "aids"], None, most=1)

    async with open_room(aid="two", library=library, rehearsal=True) as room:
        assert room.consultation.aid is not None
        assert room.consultation.aid.slug == "two"
