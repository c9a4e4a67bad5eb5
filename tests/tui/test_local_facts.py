"""Local facts on the screen: under their organisation, kept, and told of when faulty."""

from pathlib import Path

import pytest

from sdm_tui.aids.library import Library, open_library
from sdm_tui.store import Store
from tests.aids.overlays import overlay_text, write_overlay
from tests.aids.sound import sound_text
from tests.examples import write_aid
from tests.tui.room import Opens

KNEE = "singing-knee"
LOCAL = overlay_text(over=KNEE).replace("cream", "band")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that holds the sound aid and sound local facts over it."""
    folder = tmp_path / "aids"
    write_aid(folder, sound_text(), KNEE)
    write_overlay(folder, LOCAL)
    return folder


def library(folder: Path) -> Library:
    return open_library([folder], None)


async def test_the_list_says_whose_local_facts_an_aid_has(open_room: Opens, folder: Path) -> None:
    async with open_room(library=library(folder)) as room:
        assert "local facts: Leeds" in room.text


async def test_local_rows_stand_in_the_grid_under_their_organisations_name(
    open_room: Opens, folder: Path
) -> None:
    async with open_room((120, 40), library=library(folder), aid=KNEE) as room:
        await room.press("f3", "g")

        assert "Waiting time (Leeds)" in room.text
        assert "About 3 weeks" in room.text


async def test_whom_to_contact_and_the_note_stand_with_the_sources(
    open_room: Opens, folder: Path
) -> None:
    async with open_room((120, 40), library=library(folder), aid=KNEE) as room:
        await room.press("f10")
        await room.press("end")

        assert "Local facts of Leeds, version 1.0.0" in room.text
        assert "The thumb line (Leeds): Ring 5." in room.text
        assert "For clinicians: Use the blue form." in room.text


async def test_the_record_names_the_local_facts_and_their_text_is_kept(
    open_room: Opens, store: Store, folder: Path
) -> None:
    async with open_room(library=library(folder), aid=KNEE) as room:
        await room.type("A label")
        await room.saved()

    aid = next(store.consultations()).aid
    assert aid is not None
    (overlay,) = aid.overlays
    assert (overlay.name, overlay.organisation) == ("leeds", "Leeds")
    assert store.kept_aid(overlay.content_hash) == LOCAL
    assert store.kept_aid(aid.content_hash) == sound_text()


async def test_a_consultation_goes_on_with_the_local_facts_that_it_began_with(
    open_room: Opens, store: Store, folder: Path
) -> None:
    async with open_room(library=library(folder), aid=KNEE) as room:
        await room.type("A label")
        await room.saved()
    write_overlay(folder, LOCAL.replace("About 3 weeks", "About 9 weeks"))
    record = next(store.consultations()).id

    async with open_room((120, 40), library=library(folder), record=record) as room:
        await room.press("f3", "g")

        assert "About 3 weeks" in room.text


async def test_faulty_local_facts_are_left_out_and_that_is_said(
    open_room: Opens, folder: Path
) -> None:
    write_overlay(folder, LOCAL.replace("option: band", "option: bund"))
    held = library(folder)

    async with open_room((120, 40), library=held) as room:
        assert "LOCAL FACTS LEFT OUT: local/overlay.yaml:9:13:" in room.text

    async with open_room((120, 40), library=held, aid=KNEE) as room:
        assert "Local facts were left out" in room.text
        assert room.consultation.aid is not None
        assert room.consultation.aid.overlays == ()
