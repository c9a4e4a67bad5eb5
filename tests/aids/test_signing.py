"""Signing an aid off and taking that back; and what a draft is refused for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sdm_tui.aids.draft import draft_words, errors_in, refuse_draft
from sdm_tui.aids.library import AidEntry, Library, LoadedAid, open_library
from sdm_tui.aids.sign_off import FILE_NAME, SignOffEntry, add_entry, read_sign_offs
from sdm_tui.aids.signing import Signer, sign_aid, signable, take_back
from sdm_tui.errors import SdmError
from tests.aids.sound import sound_text
from tests.examples import write_aid

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
WHO = Signer("Dr A Example", "GP", "GMC 0000000")
KNEE = "singing-knee"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where sign-offs are kept."""
    return tmp_path / "data" / FILE_NAME


@pytest.fixture
def aids(tmp_path: Path) -> Path:
    """Return a folder that holds the sound aid."""
    write_aid(tmp_path / "aids", sound_text(), KNEE)
    return tmp_path / "aids"


def library(aids: Path) -> Library:
    return open_library([aids], None)


def read(aids: Path) -> tuple[AidEntry, LoadedAid]:
    """Return the aid as it is listed and as it is read now."""
    found = library(aids)
    return found.entry(KNEE), found.load(KNEE)


def sign(aids: Path, file: Path, who: Signer = WHO, *, minute: int = 0) -> SignOffEntry:
    entry, loaded = read(aids)
    at = NOW + timedelta(minutes=minute)
    return sign_aid(signable(entry, loaded), who, at=at, into=file, files=[file])


def state(aids: Path, file: Path) -> str:
    entry, _ = read(aids)
    held = read_sign_offs([file])
    return held.standing(KNEE, entry.content_hash, entry.overlay_hash).state


def test_signing_binds_a_name_to_the_very_text_and_leaves_the_aid_alone(
    aids: Path, file: Path
) -> None:
    before = (aids / KNEE / "aid.yaml").read_bytes()

    made = sign(aids, file)

    _, loaded = read(aids)
    assert made.content_hash == loaded.content_hash
    assert (made.name, made.role, made.registration) == (WHO.name, WHO.role, WHO.registration)
    assert state(aids, file) == "signed"
    assert (aids / KNEE / "aid.yaml").read_bytes() == before
    assert [path.name for path in (aids / KNEE).iterdir()] == ["aid.yaml"]


def test_one_changed_character_of_the_aid_lets_the_sign_off_lapse(aids: Path, file: Path) -> None:
    sign(aids, file)

    write_aid(aids, sound_text().replace("1.0.0", "1.0.1"), KNEE)

    assert state(aids, file) == "lapsed"


def test_an_aid_with_errors_cannot_be_signed_and_every_error_is_told(aids: Path) -> None:
    text = sound_text().replace("review_due: 2027-06-05", "review_due: 2026-06-04")
    entry, loaded = read(aids)
    with_error = replace(loaded, text=text)

    with pytest.raises(SdmError, match="has errors") as told:
        signable(entry, with_error)

    assert "the next review must come after the last one" in told.value.hint


@pytest.mark.parametrize(
    ("who", "missing"),
    [
        (Signer(" ", "GP", "GMC"), "A name is needed"),
        (Signer("A", "\n", "GMC"), "A role is needed"),
        (Signer("A", "GP", ""), "A registration is needed"),
    ],
)
def test_nobody_signs_without_name_role_and_registration(
    aids: Path, file: Path, who: Signer, missing: str
) -> None:
    with pytest.raises(SdmError, match=missing):
        sign(aids, file, who)

    assert not file.exists()


def test_taking_a_sign_off_back_keeps_the_history(aids: Path, file: Path) -> None:
    signed = sign(aids, file)
    entry, _ = read(aids)

    taken = take_back(entry, "Nurse B", "A figure was wrong", at=NOW, into=file, files=[file])

    assert state(aids, file) == "revoked"
    assert read_sign_offs([file]).entries == (signed, taken)


def test_a_sign_off_in_the_trusts_file_can_be_taken_back_in_ones_own(
    aids: Path, file: Path, tmp_path: Path
) -> None:
    shipped = tmp_path / "trust" / FILE_NAME
    sign(aids, shipped)
    entry, _ = read(aids)
    before = shipped.read_bytes()

    take_back(entry, "B", "Wrong", at=NOW, into=file, files=[file, shipped])

    held = read_sign_offs([file, shipped])
    assert held.standing(KNEE, entry.content_hash).state == "revoked"
    assert shipped.read_bytes() == before


def test_what_nobody_signed_cannot_be_taken_back(aids: Path, file: Path) -> None:
    entry, _ = read(aids)

    with pytest.raises(SdmError, match="nothing to take back"):
        take_back(entry, "B", "Wrong", at=NOW, into=file, files=[file])

    assert not file.exists()


def test_a_taking_back_needs_its_reason(aids: Path, file: Path) -> None:
    sign(aids, file)
    entry, _ = read(aids)

    with pytest.raises(SdmError, match="A reason is needed"):
        take_back(entry, "B", "  ", at=NOW, into=file, files=[file])

    assert state(aids, file) == "signed"


def test_an_aid_that_became_unreadable_can_still_have_its_sign_off_taken_back(
    aids: Path, file: Path
) -> None:
    sign(aids, file)
    entry = AidEntry(KNEE, aids / KNEE / "aid.yaml", KNEE, fault="it cannot be opened")

    take_back(entry, "B", "It is gone", at=NOW, into=file, files=[file])

    assert state(aids, file) == "revoked"


def test_an_entry_that_would_not_count_because_of_a_wrong_clock_is_refused(
    aids: Path, file: Path
) -> None:
    sign(aids, file, minute=60)
    entry, _ = read(aids)

    with pytest.raises(SdmError, match="time that lies ahead"):
        take_back(entry, "B", "Wrong", at=NOW, into=file, files=[file])

    assert state(aids, file) == "signed"


def test_nothing_is_signed_while_another_file_of_sign_offs_cannot_be_read(
    aids: Path, file: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    checked = signable(*read(aids))

    with pytest.raises(SdmError, match=r"broken\.json"):
        sign_aid(checked, WHO, at=NOW, into=file, files=[file, broken])

    assert not file.exists()


def test_a_sign_off_kept_elsewhere_is_added_to_what_that_file_holds(
    aids: Path, file: Path, tmp_path: Path
) -> None:
    other = SignOffEntry("signed", "other-aid", "a" * 64, NOW, "C", "GP", "GMC 1")
    elsewhere = tmp_path / "trust" / FILE_NAME
    add_entry(elsewhere, other)
    checked = signable(*read(aids))

    made = sign_aid(checked, WHO, at=NOW, into=elsewhere, files=[file])

    assert read_sign_offs([elsewhere]).entries == (other, made)
    assert not file.exists()


def test_a_draft_is_refused_for_records_and_not_for_a_rehearsal(aids: Path) -> None:
    entry, _ = read(aids)

    with pytest.raises(SdmError, match="draft: has 3 errors") as told:
        refuse_draft(entry, 3, rehearsal=False)
    refuse_draft(entry, 3, rehearsal=True)
    refuse_draft(entry, 0, rehearsal=False)

    assert "sdm-tui aids check" in told.value.hint
    assert (draft_words(0), draft_words(1)) == ("", "draft: has 1 error")


def test_errors_are_counted_in_the_text_at_hand_and_never_taken_from_the_list(aids: Path) -> None:
    entry, loaded = read(aids)
    changed = loaded.text.replace("review_due: 2027-06-05", "review_due: 2026-06-04")

    assert errors_in(replace(entry, errors=7), loaded) == 0
    assert errors_in(entry, replace(loaded, text=changed)) > 0
