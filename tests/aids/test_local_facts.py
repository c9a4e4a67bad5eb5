import sys
from pathlib import Path

import pytest

from sdm_tui.aids import local_listing
from sdm_tui.aids.as_it_was import aid_as_it_was
from sdm_tui.aids.library import Library, open_library
from sdm_tui.aids.local_facts import local_facts, overlays_hash
from sdm_tui.aids.reading import content_hash
from tests.aids.invented import INVENTED_TEXT, invented_aid
from tests.aids.overlays import OVERLAY_TEXT, overlay_text, write_overlay
from tests.aids.sound import sound_aid, sound_text
from tests.examples import write_aid

ITS_OWN = ["Do I have to buy anything?"]
HOSPITAL = overlay_text("ward", "leeds", organisation="The ward")


def library(folder: Path, cache_file: Path | None = None) -> Library:
    return open_library([folder], cache_file)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that holds the invented aid."""
    write_aid(tmp_path / "aids", INVENTED_TEXT, "blue-thumb")
    return tmp_path / "aids"


def questions(held: Library) -> list[str]:
    return [row.question for row in held.load("blue-thumb").aid.practical_grid]


def test_without_overlays_an_aid_is_what_its_file_says(folder: Path) -> None:
    held = library(folder)

    loaded = held.load("blue-thumb")

    assert loaded.aid == invented_aid()
    assert (loaded.overlays, loaded.local_faults) == ((), ())
    assert loaded.texts == {loaded.content_hash: INVENTED_TEXT}


def test_an_aid_is_loaded_with_its_local_facts_and_names_them(folder: Path) -> None:
    write_overlay(folder)

    loaded = library(folder).load("blue-thumb")

    (one,) = loaded.overlays
    assert "Waiting time (Leeds)" in [row.question for row in loaded.aid.practical_grid]
    assert one.overlay.version == "1.0.0"
    assert one.content_hash == content_hash(OVERLAY_TEXT.encode())
    assert loaded.texts[one.content_hash] == OVERLAY_TEXT
    assert loaded.content_hash == content_hash(INVENTED_TEXT.encode())


def test_an_overlay_in_another_folder_lies_over_an_aid_that_is_there(folder: Path) -> None:
    path = write_overlay(folder.parent / "theirs")

    held = open_library([folder, folder.parent / "theirs"], None)

    assert held.overlays == (path.resolve(),)
    assert held.entry("blue-thumb").organisations == ("Leeds",)


def test_rows_of_a_hospital_come_after_those_of_its_trust(folder: Path) -> None:
    write_overlay(folder, HOSPITAL, "a-ward")
    write_overlay(folder, OVERLAY_TEXT, "trust")

    asked = questions(library(folder))

    assert asked[1::2] == ["Waiting time (Leeds)", "Waiting time (The ward)"]


def test_an_entry_says_whose_facts_apply_and_which_exactly(folder: Path) -> None:
    write_overlay(folder, OVERLAY_TEXT, "trust")
    write_overlay(folder, HOSPITAL, "ward")

    entry = library(folder).entry("blue-thumb")

    hashes = [content_hash(text.encode()) for text in (OVERLAY_TEXT, HOSPITAL)]
    assert entry.organisations == ("Leeds", "The ward")
    assert entry.overlay_hash == overlays_hash(hashes)
    assert entry.local_faults == ()


def test_one_overlay_goes_by_the_hash_of_its_file_and_none_by_nothing() -> None:
    assert overlays_hash([]) == ""
    assert overlays_hash(["abc"]) == "abc"
    assert overlays_hash(["abc", "def"]) != overlays_hash(["def", "abc"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OVERLAY_TEXT.replace("option: cream", "option: creme"), 'Did you mean "cream"?'),
        (f"{OVERLAY_TEXT}outcomes: []\n", "cannot be changed locally"),
    ],
)
def test_a_faulty_overlay_is_left_out_and_the_aid_stays_usable(
    folder: Path, text: str, told: str
) -> None:
    path = write_overlay(folder, text)

    held = library(folder)

    loaded, entry = held.load("blue-thumb"), held.entry("blue-thumb")
    assert loaded.aid == invented_aid()
    assert loaded.local_faults == entry.local_faults
    assert entry.fault is None
    assert entry.organisations == ()
    assert entry.local_faults[0].startswith(f"{path.resolve()}:")
    assert told in entry.local_faults[0]


def test_an_overlay_that_cannot_be_parsed_is_told_of_with_no_aid(folder: Path) -> None:
    write_overlay(folder, "overlay: [")

    held = library(folder)

    assert questions(held) == ITS_OWN
    assert len(held.local_faults) == 1
    assert ":1:11: " in held.local_faults[0]


def test_facts_that_were_sound_when_listed_are_checked_again_when_used(folder: Path) -> None:
    path = write_overlay(folder)
    held = library(folder)
    path.write_text("overlay: [")

    assert questions(held) == ITS_OWN


def test_overlays_of_an_unreadable_aid_are_not_called_in_use(folder: Path) -> None:
    (folder / "blue-thumb" / "aid.yaml").write_text("title: [")
    write_overlay(folder)

    (entry,) = library(folder).entries

    assert entry.fault is not None
    assert entry.organisations == ()
    assert "its aid cannot be read" in entry.local_faults[0]


def test_local_words_that_break_a_grave_rule_are_left_out(tmp_path: Path) -> None:
    write_aid(tmp_path, sound_text(), "singing-knee")
    text = "waiting_times:\n  - {option: band, text: A quiet knee for 90% of people.}\n"
    head = overlay_text(over="singing-knee").split("waiting_times:")[0]
    write_overlay(tmp_path, head + text)

    loaded = library(tmp_path).load("singing-knee")

    assert loaded.aid == sound_aid()
    assert "percentage" in loaded.local_faults[0]


def test_overlays_of_one_organisation_cannot_lie_over_each_other(folder: Path) -> None:
    write_overlay(folder, OVERLAY_TEXT, "trust")
    write_overlay(folder, overlay_text("ward", "leeds"), "ward")

    loaded = library(folder).load("blue-thumb")

    assert [one.overlay.overlay for one in loaded.overlays] == ["leeds"]
    assert "has the same organisation" in loaded.local_faults[0]


@pytest.mark.parametrize(("below", "above"), [("York", "Leeds) (York"), ("Leeds) (York", "York")])
def test_overlays_whose_marks_cannot_be_told_apart_do_not_lie_over_each_other(
    folder: Path, below: str, above: str
) -> None:
    write_overlay(folder, overlay_text(organisation=below), "trust")
    write_overlay(folder, overlay_text("ward", "leeds", organisation=above), "ward")

    loaded = library(folder).load("blue-thumb")

    assert [one.overlay.organisation for one in loaded.overlays] == [below]
    assert "organisation" in loaded.local_faults[0]


def test_a_kept_listing_of_local_facts_gives_the_same_entries(folder: Path) -> None:
    write_overlay(folder)
    write_overlay(folder, "overlay: [", "bad")
    cache_file = folder.parent / "cache" / "listing.json"
    first = library(folder, cache_file)

    second = library(folder, cache_file)

    assert second == first
    assert cache_file.with_name("local-facts.json").exists()


def test_a_changed_overlay_is_listed_anew(folder: Path) -> None:
    path = write_overlay(folder)
    cache_file = folder.parent / "listing.json"
    library(folder, cache_file)
    path.write_text(overlay_text(organisation="York"))

    entry = library(folder, cache_file).entry("blue-thumb")

    assert entry.organisations == ("York",)


@pytest.mark.parametrize(
    "spoilt",
    [
        *(b"", b"[]", b"{}", b'{"key": 1}', b'{"key": "KEY", "listed": 5}', b'{"key": "KEY"}'),
        b'{"key": "KEY", "listed": {"": {"organisations": [5], "faults": [], "overlay_hash": ""}}}',
        b"\xff",
    ],
)
def test_a_spoilt_listing_of_local_facts_is_made_anew(folder: Path, spoilt: bytes) -> None:
    write_overlay(folder)
    cache_file = folder.parent / "listing.json"
    first = library(folder, cache_file)
    kept = cache_file.with_name("local-facts.json")
    key = kept.read_bytes().split(b'"key": "')[1].split(b'"')[0]
    kept.write_bytes(spoilt.replace(b"KEY", key))

    assert library(folder, cache_file) == first


@pytest.mark.parametrize("mode", [] if sys.platform == "win32" else [0o620, 0o602])
def test_a_listing_of_local_facts_that_others_could_have_written_is_not_read(
    folder: Path, mode: int
) -> None:
    write_overlay(folder)
    cache_file = folder.parent / "listing.json"
    first = library(folder, cache_file)
    kept = cache_file.with_name("local-facts.json")
    kept.write_text(kept.read_text().replace("Leeds", "York"))
    before = library(folder, cache_file).entries[0].organisations

    kept.chmod(mode)

    assert before == ("York",)
    assert library(folder, cache_file) == first


def test_without_overlays_nothing_is_kept_of_them(folder: Path) -> None:
    cache_file = folder.parent / "listing.json"

    library(folder, cache_file)

    assert not cache_file.with_name("local-facts.json").exists()


def test_listing_without_overlays_does_no_work(folder: Path) -> None:
    entries = library(folder).entries

    listed, faults = local_listing.with_local_facts(entries, (), folder / "no" / "such" / "file")

    assert tuple(listed) == entries
    assert faults == ()


def test_an_aid_is_made_again_from_the_texts_that_were_kept(folder: Path) -> None:
    write_overlay(folder, OVERLAY_TEXT, "trust")
    write_overlay(folder, HOSPITAL, "ward")
    loaded = library(folder).load("blue-thumb")
    hashes = [one.content_hash for one in loaded.overlays]

    again = aid_as_it_was("blue-thumb", loaded.content_hash, hashes, loaded.texts.get)

    assert again == loaded


def test_local_facts_that_were_not_kept_are_told_of_and_left_out(folder: Path) -> None:
    write_overlay(folder)
    loaded = library(folder).load("blue-thumb")

    again = aid_as_it_was("blue-thumb", loaded.content_hash, ["gone"], loaded.texts.get)

    assert again is not None
    assert again.aid == invented_aid()
    assert "gone" in again.local_faults[0]


def test_without_its_own_text_an_aid_is_not_made_again() -> None:
    assert aid_as_it_was("blue-thumb", "gone", [], lambda _: None) is None


def test_a_kept_text_that_was_changed_is_not_shown_under_the_hash_of_another(
    folder: Path,
) -> None:
    loaded = library(folder).load("blue-thumb")
    changed = loaded.text.replace("count: 60", "count: 61")

    again = aid_as_it_was("blue-thumb", loaded.content_hash, [], lambda _: changed)

    assert changed != loaded.text
    assert again is None


@pytest.mark.parametrize("spoilt", [OVERLAY_TEXT.replace("3 weeks", "4 weeks"), "\ud800"])
def test_kept_local_facts_that_were_changed_are_told_of_and_left_out(
    folder: Path, spoilt: str
) -> None:
    write_overlay(folder)
    loaded = library(folder).load("blue-thumb")
    (name,) = (one.content_hash for one in loaded.overlays)
    kept = {**loaded.texts, name: spoilt}

    again = aid_as_it_was("blue-thumb", loaded.content_hash, [name], kept.get)

    assert again is not None
    assert again.aid == invented_aid()
    assert name in again.local_faults[0]


def test_facts_are_read_at_the_moment_they_are_asked_for(folder: Path) -> None:
    path = write_overlay(folder)
    first = local_facts(invented_aid(), [path], ["blue-thumb"])
    path.write_text(OVERLAY_TEXT.replace("About 3 weeks", "About 4 weeks"))

    second = local_facts(invented_aid(), [path], ["blue-thumb"])

    assert first.overlays[0].content_hash != second.overlays[0].content_hash
    assert second.aid.practical_grid[1].answers["cream"] == "About 4 weeks"
