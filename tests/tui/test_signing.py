"""Sign-off, expiry and drafts on the screen: what is told, what is asked, what is refused."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sdm_tui.aids.library import Library, open_library
from sdm_tui.aids.sign_off import FILE_NAME, SignOffEntry, add_entry, read_sign_offs
from sdm_tui.store import Store
from sdm_tui.tui.screens.consultation import ConsultationScreen
from sdm_tui.tui.screens.home import HomeScreen
from tests.aids.sound import sound_text
from tests.examples import write_aid
from tests.tui.room import NOW, Opens, Room

KNEE = "singing-knee"
SOON = datetime(2027, 5, 1, 10, 0, tzinfo=UTC)
LATE = datetime(2027, 12, 5, 10, 0, tzinfo=UTC)
"""The review of the sound aid is due on 5 June 2027."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return a library of the one sound aid."""
    folder = tmp_path_factory.mktemp("aids")
    write_aid(folder, sound_text(), KNEE)
    return open_library([folder], None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where sign-offs are kept."""
    return tmp_path / "data" / FILE_NAME


def signed(library: Library) -> SignOffEntry:
    """Return a sign-off of the aid as it is."""
    return SignOffEntry(
        kind="signed",
        aid=KNEE,
        content_hash=library.entry(KNEE).content_hash,
        at=NOW,
        name="Dr A Example",
        role="GP",
        registration="GMC 0000000",
    )


async def fill_in(room: Room, *texts: str) -> None:
    """Type into the fields of a panel, one after another, with Enter after each."""
    for text in texts:
        if text:
            await room.type(text)
        await room.press("enter")
    await room.pilot.pause()


async def test_a_clinician_signs_the_aid_at_the_arrow(
    open_room: Opens, library: Library, file: Path
) -> None:
    async with open_room(library=library, sign_offs=file) as room:
        await room.press("ctrl+o")
        asked = room.words
        await fill_in(room, "Dr A Example", "GP", "GMC 0000000")
        listed = room.words

    (kept,) = read_sign_offs([file]).entries
    assert "Sign off: What shall I do about my singing knee?" in asked
    assert kept == replace(signed(library), version="1.0.0")
    assert "signed off by Dr A Example, GP (GMC 0000000) on 22 November 2026" in listed


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_every_field_of_the_form_is_in_sight_at_once(
    open_room: Opens, library: Library, file: Path, size: tuple[int, int]
) -> None:
    async with open_room(size, library=library, sign_offs=file) as room:
        await room.press("ctrl+o")

        for words in ("Version 1.0.0", "Your name", "Your role", "Your registration", "Escape"):
            assert words in room.text


async def test_an_empty_field_is_not_accepted_and_escape_signs_nothing(
    open_room: Opens, library: Library, file: Path
) -> None:
    async with open_room(library=library, sign_offs=file) as room:
        await room.press("ctrl+o")
        await fill_in(room, "Dr A Example", "", "GMC 0000000")
        refused = room.words
        await room.press("escape", "escape")
        await room.pilot.pause()

        assert 'Still needed (Escape leaves): "Your role"' in refused
        assert isinstance(room.app.screen, HomeScreen)

    assert not file.exists()


async def test_a_signed_aid_offers_to_take_the_sign_off_back(
    open_room: Opens, library: Library, file: Path
) -> None:
    add_entry(file, signed(library))
    async with open_room((120, 40), library=library, sign_offs=file) as room:
        await room.press("ctrl+o")
        asked = room.words
        await fill_in(room, "Nurse B", "A figure was wrong")

        assert "Now: signed off by Dr A Example, GP (GMC 0000000)" in asked
        assert "sign-off revoked by Nurse B on 22 November 2026" in room.words

    assert [entry.kind for entry in read_sign_offs([file]).entries] == ["signed", "revoked"]


async def test_an_aid_with_errors_says_which_and_asks_for_no_name(
    open_room: Opens, file: Path, tmp_path: Path
) -> None:
    text = sound_text().replace("    aim: To let the song fade on its own.", "    aim: Wait.")
    write_aid(tmp_path / "aids", text, KNEE)
    library = open_library([tmp_path / "aids"], None)
    async with open_room((120, 40), library=library, sign_offs=file) as room:
        listed = room.words
        await room.press("ctrl+o")
        await room.pilot.pause()

        assert "DRAFT: has" in listed
        assert "has errors, so it cannot be signed off." in room.words
        assert "aid.yaml:" in "".join(room.words.replace("║", "").split())
        assert "Your name" not in room.words


async def test_signing_where_no_aid_is_at_the_arrow_says_what_to_do(
    open_room: Opens, library: Library, file: Path
) -> None:
    async with open_room(library=library, sign_offs=file) as room:
        await room.press("down", "ctrl+o")
        await room.pilot.pause()

        assert "Move the arrow to a decision aid" in room.words


async def test_a_broken_file_of_sign_offs_is_told_when_somebody_signs_and_stays_as_it_is(
    open_room: Opens, library: Library, file: Path
) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text("{")
    async with open_room(library=library, sign_offs=file) as room:
        listed = room.words
        await room.press("ctrl+o")
        await room.pilot.pause()

        assert "not clinically signed off" in listed
        assert "it is not JSON" in room.words

    assert file.read_text() == "{"


async def test_a_consultation_keeps_who_had_signed_the_aid_when_it_began(
    open_room: Opens, library: Library, file: Path, store: Store
) -> None:
    add_entry(file, signed(library))
    async with open_room(library=library, sign_offs=file, aid=KNEE) as room:
        shown = room.text
        await room.press("f10")
        await room.pilot.pause()
        sources = room.words
        await room.press("escape")
        await room.saved()
        used = room.consultation.aid

    assert used is not None
    assert used.signed_off
    assert used.sign_off is not None
    assert (used.sign_off.standing, used.sign_off.name) == ("signed", "Dr A Example")
    assert used.sign_off.on == NOW.date()
    assert "signed off · 0 min" in shown
    assert "This decision aid is clinically signed off." in shown
    assert "signed off by Dr A Example, GP (GMC 0000000)" in sources
    assert store.consultations()[0].aid == used


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_start_says_at_every_size_that_an_aid_is_unsigned_and_due_for_review(
    open_room: Opens, library: Library, size: tuple[int, int]
) -> None:
    async with open_room(size, library=library, aid=KNEE, now=SOON) as room:
        assert "not signed off · review due soon" in room.words
        assert "This decision aid is not clinically signed off." in room.words
        assert "This decision aid is due for review on 5 June 2027." in room.words
        assert room.consultation.overdue_reason == ""


async def test_a_long_overdue_aid_opens_only_with_a_reason_which_the_record_keeps(
    open_room: Opens, library: Library, store: Store
) -> None:
    async with open_room(library=library, now=LATE) as room:
        listed = room.words
        await room.press("enter")
        await room.pilot.pause()
        asked = room.words
        await fill_in(room, "", "No newer aid is to be had")
        await room.saved()
        began = room.consultation

    assert "REVIEW LONG OVERDUE" in listed
    assert "overdue for review by 6 months or more" in asked
    assert began.overdue_reason == "No newer aid is to be had"
    assert [kept.overdue_reason for kept in store.consultations()] == [began.overdue_reason]


@pytest.mark.parametrize("aid", [None, KNEE])
async def test_escape_goes_back_from_the_reason_with_nothing_created(
    open_room: Opens, library: Library, store: Store, aid: str | None
) -> None:
    async with open_room(library=library, now=LATE, aid=aid) as room:
        if aid is None:
            await room.press("enter")
            await room.pilot.pause()
        asked = room.words
        await room.press("escape")
        await room.pilot.pause()

        assert "Why is it used all the same?" in asked
        assert isinstance(room.app.screen, HomeScreen)
        assert store.consultations() == []


async def test_a_rehearsal_needs_no_reason(open_room: Opens, library: Library) -> None:
    async with open_room(library=library, now=LATE, aid=KNEE, rehearsal=True) as room:
        assert isinstance(room.app.screen, ConsultationScreen)
        assert "review long overdue" in room.words


async def test_a_draft_is_refused_for_a_record_and_marked_in_a_rehearsal(
    open_room: Opens, tmp_path: Path
) -> None:
    text = sound_text().replace("    aim: To let the song fade on its own.", "    aim: Wait.")
    write_aid(tmp_path / "aids", text, KNEE)
    library = open_library([tmp_path / "aids"], None)
    errors = library.entry(KNEE).errors
    counted = f"{errors} error{'' if errors == 1 else 's'}"
    async with open_room((120, 40), library=library) as room:
        await room.press("enter")
        await room.pilot.pause()
        refused = room.words
    async with open_room((120, 40), library=library, aid=KNEE, rehearsal=True) as room:
        rehearsed = room.words
        used = room.consultation.aid

    assert errors > 0
    assert f"is a draft: has {counted}, so no record is made with it." in refused
    assert f"draft: has {counted}" in rehearsed
    assert f"This decision aid is a draft: it has {counted}" in rehearsed
    assert used is not None
    assert used.checker_errors == errors
