"""Sign-off, expiry and drafts on the screen: what is told, what is asked, what is refused."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from sdm_tui.aids.library import Library, open_library
from sdm_tui.aids.sign_off import FILE_NAME, SignOffEntry, add_entry, read_sign_offs
from sdm_tui.store import Store
from sdm_tui.tui.screens.consultation import ConsultationScreen
from sdm_tui.tui.screens.home import AidsRead, HomeScreen
from tests.aids.invented import INVENTED_TEXT
from tests.aids.overlays import write_overlay
from tests.aids.sound import sound_text
from tests.examples import small_aid_text, write_aid
from tests.stores import plain_store
from tests.tui.room import NOW, Opens, Room

KNEE = "singing-knee"
SOON = datetime(2027, 5, 1, 10, 0, tzinfo=UTC)
LATE = datetime(2027, 12, 5, 10, 0, tzinfo=UTC)
"""The review of the sound aid is due on 5 June 2027."""
SINCE = "Its sign-off has been taken back since, by Nurse B on 22 November 2026."


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


def signed(library: Library, slug: str = KNEE) -> SignOffEntry:
    """Return a sign-off of an aid as it is, with its local facts."""
    entry = library.entry(slug)
    return SignOffEntry(
        kind="signed",
        aid=slug,
        content_hash=entry.content_hash,
        overlay_hash=entry.overlay_hash,
        at=NOW,
        name="Dr A Example",
        role="GP",
        registration="GMC 0000000",
    )


def taken_back(library: Library) -> SignOffEntry:
    """Return that the sign-off of the aid was taken back."""
    return SignOffEntry(
        kind="revoked",
        aid=KNEE,
        content_hash=library.entry(KNEE).content_hash,
        at=NOW,
        name="Nurse B",
        reason="A figure was wrong",
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
    assert next(store.consultations()).aid == used


async def begun(open_room: Opens, library: Library, file: Path) -> str:
    """Begin a consultation with the aid as it stands, leave it, and return its id."""
    async with open_room(library=library, sign_offs=file, aid=KNEE) as room:
        await room.saved()
        return room.consultation.id


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_a_sign_off_that_was_taken_back_since_is_told_when_a_consultation_goes_on(
    open_room: Opens, library: Library, file: Path, size: tuple[int, int]
) -> None:
    add_entry(file, signed(library))
    record = await begun(open_room, library, file)
    add_entry(file, taken_back(library))
    async with open_room(size, library=library, sign_offs=file, record=record) as room:
        shown = room.words
        notices = [str(toast.render()) for toast in room.app.screen.query("Toast")]
        await room.press("f10")
        await room.pilot.pause()
        sources = room.words.replace("║ ", "").replace(" ║", "")
        used = room.consultation.aid

    assert "sign-off revoked (was signed off)" in shown
    assert SINCE in shown
    assert "This decision aid is clinically signed off." not in shown
    assert len([words for words in notices if SINCE in words]) == 1
    assert "when this conversation began" in sources
    assert "sign-off revoked by Nurse B" in sources
    assert used is not None
    assert used.signed_off


async def test_a_sign_off_made_since_is_told_when_a_consultation_goes_on(
    open_room: Opens, library: Library, file: Path
) -> None:
    record = await begun(open_room, library, file)
    add_entry(file, signed(library))
    async with open_room(library=library, sign_offs=file, record=record) as room:
        assert "signed off (was not signed off)" in room.words
        assert "It has been signed off since, by Dr A Example, GP" in room.words


async def test_nothing_more_is_told_of_a_sign_off_that_still_stands(
    open_room: Opens, library: Library, file: Path
) -> None:
    add_entry(file, signed(library))
    record = await begun(open_room, library, file)
    async with open_room(library=library, sign_offs=file, record=record) as room:
        assert "signed off · 0 min" in room.text
        assert "(was" not in room.text
        assert "This decision aid is clinically signed off." in room.words
        assert "since" not in room.words


async def test_a_copy_that_only_reads_tells_what_became_of_the_sign_off(
    open_room: Opens, library: Library, file: Path, tmp_path: Path
) -> None:
    add_entry(file, signed(library))
    record = await begun(open_room, library, file)
    add_entry(file, taken_back(library))
    second = plain_store(tmp_path / "data", NOW)
    async with open_room(
        (120, 40), library=library, sign_offs=file, record=record, kept_in=second
    ) as room:
        assert second.read_only
        assert SINCE in room.words.replace("║ ", "").replace(" ║", "")


async def test_local_facts_that_were_signed_with_the_aid_still_count_when_it_goes_on(
    open_room: Opens, file: Path, tmp_path: Path
) -> None:
    write_aid(tmp_path / "aids", INVENTED_TEXT, "blue-thumb")
    write_overlay(tmp_path / "aids")
    library = open_library([tmp_path / "aids"], None)
    add_entry(file, signed(library, "blue-thumb"))
    opens = partial(open_room, library=library, sign_offs=file, rehearsal=True)
    async with opens(aid="blue-thumb") as room:
        await room.saved()
        record = room.consultation.id
    async with opens(record=record) as room:
        assert "This decision aid is clinically signed off." in room.words
        assert "(was" not in room.text


async def test_an_aid_that_was_just_signed_stays_so_while_others_are_still_being_read(
    open_room: Opens, file: Path, tmp_path: Path
) -> None:
    path = write_aid(tmp_path / "aids", sound_text(), KNEE)
    library = open_library([tmp_path / "aids"], None)
    async with open_room((120, 40), library=library, sign_offs=file) as room:
        path.write_text(f"{sound_text()}\n# looked at again\n", encoding="utf-8")
        await room.press("ctrl+o")
        await fill_in(room, "Dr A Example", "GP", "GMC 0000000")
        room.app.screen.post_message(AidsRead(library))
        await room.pilot.pause()
        listed = room.words

    assert "signed off by Dr A Example, GP (GMC 0000000) on 22 November 2026" in listed
    assert "sign-off lapsed" not in listed


async def test_a_text_that_was_edited_while_the_list_was_open_is_listed_as_signed(
    open_room: Opens, file: Path, tmp_path: Path
) -> None:
    path = write_aid(tmp_path / "aids", sound_text(), KNEE)
    write_aid(tmp_path / "aids", small_aid_text("aching-toe", condition="Aching toe"), "aching-toe")
    library = open_library([tmp_path / "aids"], None)
    async with open_room((120, 40), library=library, sign_offs=file) as room:
        path.write_text(f"{sound_text()}\n# looked at again\n", encoding="utf-8")
        await room.type("singing")
        await room.press("ctrl+o")
        await fill_in(room, "Dr A Example", "GP", "GMC 0000000")
        listed = room.words
        await room.press("ctrl+o")
        await room.pilot.pause()
        asked = room.words

    assert "signed off by Dr A Example, GP (GMC 0000000) on 22 November 2026" in listed
    assert "► What shall I do about my singing knee?" in listed
    assert "sign-off lapsed" not in listed
    assert "Now: signed off by Dr A Example" in asked


async def test_the_reason_is_asked_about_the_review_date_of_the_text_in_use(
    open_room: Opens, tmp_path: Path
) -> None:
    path = write_aid(tmp_path / "aids", sound_text(), KNEE)
    library = open_library([tmp_path / "aids"], None)
    older = sound_text().replace("review_due: 2027-06-05", "review_due: 2026-07-05")
    older = older.replace("What shall I do about my singing knee?", "What about my singing knee?")
    async with open_room((120, 40), library=library, now=LATE) as room:
        path.write_text(older, encoding="utf-8")
        await room.press("enter")
        await room.pilot.pause()
        asked = room.words

    assert "its review was due on 5 July 2026." in asked
    assert "What about my singing knee?" in asked
    assert "5 June 2027" not in asked


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
    assert [kept.overdue_reason for kept in list(store.consultations())] == [began.overdue_reason]


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
        assert list(store.consultations()) == []


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
