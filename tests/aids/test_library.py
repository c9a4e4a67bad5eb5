import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdm_tui.aids import keeping as keeping_module
from sdm_tui.aids.checks.checking import check_file
from sdm_tui.aids.library import AidEntry, Library, bundled_folder, open_library
from sdm_tui.aids.marked import AidUnreadable
from sdm_tui.aids.reading import content_hash, read_aid
from sdm_tui.errors import UnknownName
from tests.aids.invented import INVENTED_TEXT
from tests.aids.overlays import OVERLAY_TEXT, write_overlay
from tests.examples import small_aid_text, write_aid


def entry(slug: str, title: str, condition: str = "", *synonyms: str) -> AidEntry:
    return AidEntry(slug, Path(slug), title, condition, synonyms=synonyms)


KNEE = entry("knee-arthritis", "What about my knee?", "Worn knee joint", "osteoarthritis")
HEART = entry("heart-rhythm", "A medicine against stroke?", "Atrial fibrillation", "Crohn's")
CAFE = entry("coffee", "How much caf\u00e9 is right?", "Sleep", "kneeling", "heartburn")
SHELF = Library((HEART, CAFE, KNEE))


def test_listing_shows_what_the_file_says(tmp_path: Path) -> None:
    path = write_aid(tmp_path, small_aid_text())

    (listed,) = open_library([tmp_path], None).entries

    assert listed == AidEntry(
        slug="sore-throat",
        path=path,
        title="Should I take tablets for my sore throat?",
        condition="Sore throat",
        audience="Adults with a sore throat",
        synonyms=("tonsillitis", "throat infection"),
        version="1.2.3",
        last_reviewed=date(2026, 1, 10),
        review_due=date(2027, 1, 10),
        content_hash=content_hash(path.read_bytes()),
        errors=listed.errors,
    )


def test_listing_says_how_many_errors_the_checker_found(tmp_path: Path) -> None:
    path = write_aid(tmp_path, small_aid_text())
    found = check_file(path)

    (listed,) = open_library([tmp_path], None).entries

    assert listed.errors == sum(finding.severity == "error" for finding in found)


def test_findings_are_kept_in_the_listing(tmp_path: Path) -> None:
    cache_file = tmp_path / "library.json"
    write_aid(tmp_path / "aids", small_aid_text())
    open_library([tmp_path / "aids"], cache_file)
    kept = json.loads(cache_file.read_text())
    kept["entries"][0] |= {"errors": 3}
    cache_file.write_text(json.dumps(kept))

    (listed,) = open_library([tmp_path / "aids"], cache_file).entries

    assert listed.errors == 3


def test_unreadable_aid_counts_its_faults(tmp_path: Path) -> None:
    text = small_aid_text().replace("country: England", "county: England")
    write_aid(tmp_path, text)

    (unreadable,) = open_library([tmp_path], None).entries

    assert unreadable.errors == 2


def test_aids_are_in_order_of_condition_and_then_title(tmp_path: Path) -> None:
    for slug, condition, title in (
        ("a", "wrist", "Which splint?"),
        ("b", "Ankle", "Why wait?"),
        ("c", "Ankle", "a boot?"),
    ):
        write_aid(tmp_path, small_aid_text(slug, condition=condition, title=title), slug)

    library = open_library([tmp_path], None)

    assert [e.slug for e in library.entries] == ["c", "b", "a"]


def test_one_bad_aid_does_not_hide_the_good_ones(tmp_path: Path) -> None:
    write_aid(tmp_path, small_aid_text())
    bad = write_aid(tmp_path, "title: [", "a-bad-one")

    good, unreadable = open_library([tmp_path], None).entries

    assert good.slug == "sore-throat"
    assert (unreadable.slug, unreadable.title) == ("a-bad-one", "a-bad-one")
    assert unreadable.fault is not None
    assert unreadable.fault.startswith(f"{bad}:1:9: ")


def test_unreadable_aid_shows_only_its_first_fault(tmp_path: Path) -> None:
    text = small_aid_text().replace("country: England", "county: England")
    bad = write_aid(tmp_path, text)

    (unreadable,) = open_library([tmp_path], None).entries

    with pytest.raises(AidUnreadable) as caught:
        read_aid(bad)
    assert len(caught.value.faults) > 1
    assert unreadable.fault == str(caught.value.faults[0])


def test_aid_in_an_added_folder_takes_the_place_of_a_bundled_one(tmp_path: Path) -> None:
    write_aid(tmp_path / "bundled", small_aid_text())
    added = write_aid(tmp_path / "added", small_aid_text(title="Is it ours?"))

    (listed,) = open_library([tmp_path / "bundled", tmp_path / "added"], None).entries

    assert (listed.title, listed.path) == ("Is it ours?", added)


def test_broken_aid_in_an_added_folder_does_not_fall_back_to_other_figures(tmp_path: Path) -> None:
    write_aid(tmp_path / "bundled", small_aid_text())
    write_aid(tmp_path / "added", "nothing")

    library = open_library([tmp_path / "bundled", tmp_path / "added"], None)

    with pytest.raises(AidUnreadable):
        library.load("sore-throat")


def test_folder_of_one_aid_is_a_folder_of_aids_too(tmp_path: Path) -> None:
    path = write_aid(tmp_path, small_aid_text())

    library = open_library([path.parent], None)

    assert [e.path for e in library.entries] == [path]


def test_other_files_beside_the_aids_are_left_out(tmp_path: Path) -> None:
    write_aid(tmp_path, small_aid_text())
    (tmp_path / "LICENSE").write_text("words")
    (tmp_path / "empty").mkdir()
    (tmp_path / "odd" / "aid.yaml").mkdir(parents=True)

    library = open_library([tmp_path], None)

    assert [e.slug for e in library.entries] == ["sore-throat"]


@pytest.mark.parametrize(
    ("name", "reason"), [("missing", "does not exist"), ("file", "is not a folder")]
)
def test_folder_that_is_not_there_is_told_of(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(UnknownName) as caught:
        open_library([tmp_path / name], None)

    assert caught.value.message == f"The folder of decision aids {tmp_path / name} {reason}."


def test_bundled_aids_are_where_the_package_says() -> None:
    assert any(bundled_folder().glob("*/aid.yaml"))


def test_loading_gives_the_exact_text_with_its_hash(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + small_aid_text().replace("\n", "\r\n").encode()
    write_aid(tmp_path, "").write_bytes(content)

    loaded = open_library([tmp_path], None).load("sore-throat")

    assert loaded.text.encode() == content
    assert loaded.content_hash == content_hash(content)
    assert loaded.aid.slug == "sore-throat"


def test_figures_are_read_afresh_though_the_listing_is_older(tmp_path: Path) -> None:
    path = write_aid(tmp_path, small_aid_text())
    library = open_library([tmp_path], tmp_path / "cache.json")
    changed = small_aid_text().replace("count: 66\n", "count: 67\n")
    path.write_text(changed.replace("in_source: 66 of", "in_source: 67 of"))

    loaded = library.load("sore-throat")

    first = loaded.aid.outcomes[0].estimate("wait")
    assert first is not None
    assert first.count == 67
    assert loaded.content_hash == content_hash(path.read_bytes())


def test_aid_that_went_bad_is_refused_though_the_listing_is_older(tmp_path: Path) -> None:
    path = write_aid(tmp_path, small_aid_text())
    library = open_library([tmp_path], tmp_path / "cache.json")
    path.unlink()

    with pytest.raises(AidUnreadable):
        library.load("sore-throat")


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("", ["heart-rhythm", "coffee", "knee-arthritis"]),
        ("  ? ", ["heart-rhythm", "coffee", "knee-arthritis"]),
        ("KNEE", ["knee-arthritis", "coffee"]),
        ("cafe", ["coffee"]),
        ("ATRIAL fib", ["heart-rhythm"]),
        ("fib atrial", ["heart-rhythm"]),
        ("atrial knee", []),
        ("crohns", ["heart-rhythm"]),
        ("Crohn\u2019s", ["heart-rhythm"]),
        ("heart", ["heart-rhythm", "coffee"]),
        ("arthritis", ["knee-arthritis"]),
        ("nothing-here", []),
    ],
)
def test_search_finds_every_word_in_any_spelling(typed: str, slugs: list[str]) -> None:
    assert [e.slug for e in SHELF.search(typed)] == slugs


def test_search_puts_beginnings_of_words_first_and_names_before_synonyms() -> None:
    in_synonym = entry("s-one", "One?", "", "painless")
    begins_synonym = entry("s-two", "Two?", "", "less pain")
    in_title = entry("s-three", "Painless?")
    begins_title = entry("s-four", "Less?")

    found = Library((in_synonym, in_title, begins_synonym, begins_title)).search("less")

    assert found == (begins_title, begins_synonym, in_title, in_synonym)


@given(st.text("Knee'\u2019\u00e9", max_size=9))
def test_a_word_finds_an_aid_by_its_beginning_or_its_inside_and_by_nothing_else(word: str) -> None:
    named = Library((entry("a-slug", f"Of {word}?"),))

    assert len(named.search(word)) == 1
    assert named.search(f"{word}x") == ()


@given(st.text(max_size=20))
def test_search_takes_any_text_and_only_narrows(typed: str) -> None:
    found = SHELF.search(typed)

    assert set(found) <= set(SHELF.entries)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "name",
    ["knee-arthritis", " Knee-Arthritis ", "kn", "worn joint", "osteo", "knee"],
)
def test_aid_goes_by_its_slug_its_beginning_or_its_words(name: str) -> None:
    assert SHELF.entry(name) is KNEE


def test_exact_slug_wins_over_a_longer_one() -> None:
    short, long = entry("hip", "Hip?"), entry("hip-fracture", "Fracture?")

    assert Library((long, short)).entry("hip") is short


def test_exact_slug_wins_over_one_that_differs_only_in_capitals(tmp_path: Path) -> None:
    for slug in ("pain-a", "Pain-A", "---"):
        write_aid(tmp_path, "title: Broken?\n", slug)
    library = open_library([tmp_path], None)

    found = {slug: library.entry(slug).slug for slug in ("Pain-A", "pain-a", "---")}

    assert found == {"Pain-A": "Pain-A", "pain-a": "pain-a", "---": "---"}


def test_an_aid_that_was_edited_is_listed_anew_without_the_others(tmp_path: Path) -> None:
    for slug in ("one", "two"):
        write_aid(tmp_path, small_aid_text(slug, title=f"Is it {slug}?"), slug)
    library = open_library([tmp_path], None)
    write_aid(tmp_path, small_aid_text("one", title="Is it edited?"), "one")
    write_aid(tmp_path, small_aid_text("two", title="Is it edited too?"), "two")

    reread = library.reread("one")

    assert {entry.slug: entry.title for entry in reread.entries} == {
        "one": "Is it edited?",
        "two": "Is it two?",
    }
    assert reread.entry("one").content_hash == reread.load("one").content_hash


def test_an_aid_that_is_listed_anew_keeps_its_local_facts_as_they_are_now(tmp_path: Path) -> None:
    write_aid(tmp_path, INVENTED_TEXT, "blue-thumb")
    write_overlay(tmp_path)
    library = open_library([tmp_path], None)
    write_overlay(tmp_path, f"{OVERLAY_TEXT}# looked at again\n")

    (entry,) = library.reread("blue-thumb").entries

    assert entry.organisations == ("Leeds",)
    assert entry.overlay_hash == library.load("blue-thumb").overlays[0].content_hash
    assert entry.overlay_hash != library.entries[0].overlay_hash


def test_name_that_fits_two_aids_lists_both() -> None:
    one, two = entry("hip-pain", "Hip?"), entry("hip-fracture", "Fracture?")

    with pytest.raises(UnknownName) as caught:
        Library((one, two)).entry("hip")

    assert caught.value.hint == "There are: hip-pain, hip-fracture."


@pytest.mark.parametrize("name", ["", " ", "-"])
def test_empty_name_is_no_name_even_where_there_is_one_aid(name: str) -> None:
    with pytest.raises(UnknownName):
        Library((KNEE,)).entry(name)


def test_unknown_name_hints_at_the_nearest() -> None:
    with pytest.raises(UnknownName) as caught:
        SHELF.entry("kneee-arthritsi")

    assert caught.value.message == 'No decision aid is called "kneee-arthritsi".'
    assert caught.value.hint == 'Did you mean "knee-arthritis"?'


def test_second_start_lists_without_reading_any_aid(tmp_path: Path) -> None:
    write_aid(tmp_path / "aids", small_aid_text())
    write_aid(tmp_path / "aids", "bad", "bad")
    cache_file = tmp_path / "cache" / "library.json"
    first = open_library([tmp_path / "aids"], cache_file)
    code = (
        "import sys; from pathlib import Path; from sdm_tui.aids.library import open_library\n"
        f"library = open_library([Path({str(tmp_path / 'aids')!r})], Path({str(cache_file)!r}))\n"
        "print(*(m for m in ('ruamel', 'ruamel.yaml', 'sdm_tui.aids.model', 'sdm_tui.aids.reading')"
        " if m in sys.modules))\n"
        "print(library)"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == f"\n{first}\n"


def test_changed_file_is_listed_as_it_is_now(tmp_path: Path) -> None:
    cache_file = tmp_path / "library.json"
    write_aid(tmp_path / "aids", small_aid_text())
    open_library([tmp_path / "aids"], cache_file)
    write_aid(tmp_path / "aids", small_aid_text(title="Is it new?"))

    (listed,) = open_library([tmp_path / "aids"], cache_file).entries

    assert listed.title == "Is it new?"


def test_removed_aid_leaves_the_list(tmp_path: Path) -> None:
    cache_file = tmp_path / "library.json"
    path = write_aid(tmp_path / "aids", small_aid_text())
    open_library([tmp_path / "aids"], cache_file)
    path.unlink()

    library = open_library([tmp_path / "aids"], cache_file)

    assert library.entries == ()


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"made_by": "x", "entries": [1]}', "\0"])
def test_broken_listing_is_made_anew(tmp_path: Path, kept: str) -> None:
    cache_file = tmp_path / "library.json"
    cache_file.write_text(kept)
    write_aid(tmp_path / "aids", small_aid_text())

    library = open_library([tmp_path / "aids"], cache_file)

    assert [e.slug for e in library.entries] == ["sore-throat"]
    assert "sore-throat" in cache_file.read_text()


@pytest.mark.parametrize("mode", [] if sys.platform == "win32" else [0o620, 0o602])
def test_a_listing_that_others_could_have_written_is_made_anew(tmp_path: Path, mode: int) -> None:
    cache_file = tmp_path / "library.json"
    write_aid(tmp_path / "aids", small_aid_text())
    open_library([tmp_path / "aids"], cache_file)
    cache_file.write_text(cache_file.read_text().replace("Should I", "Must I"))
    cache_file.chmod(mode)

    (listed,) = open_library([tmp_path / "aids"], cache_file).entries

    assert listed.title.startswith("Should I")


def test_listing_of_another_version_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache_file = tmp_path / "library.json"
    write_aid(tmp_path / "aids", small_aid_text())
    open_library([tmp_path / "aids"], cache_file)
    cache_file.write_text(cache_file.read_text().replace("Should I", "Must I"))
    before = open_library([tmp_path / "aids"], cache_file).entries[0].title
    monkeypatch.setattr(keeping_module, "__version__", "99.0.0")

    after = open_library([tmp_path / "aids"], cache_file).entries[0].title

    assert before.startswith("Must I")
    assert after.startswith("Should I")


def test_listing_that_cannot_be_kept_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where a folder is wanted")
    write_aid(tmp_path / "aids", small_aid_text())

    library = open_library([tmp_path / "aids"], tmp_path / "blocked" / "library.json")

    assert [e.slug for e in library.entries] == ["sore-throat"]


def test_keeping_the_listing_leaves_no_half_written_file(tmp_path: Path) -> None:
    write_aid(tmp_path / "aids", small_aid_text())
    (tmp_path / "cache" / "library.json").mkdir(parents=True)

    open_library([tmp_path / "aids"], tmp_path / "cache" / "library.json")
    open_library([tmp_path / "aids"], tmp_path / "cache" / "other.json")

    kept = sorted(p.name for p in (tmp_path / "cache").iterdir())
    assert kept == ["library.json", "other.json", "parsed-aids"]


def test_start_without_an_added_folder_keeps_its_listing_for_the_next(tmp_path: Path) -> None:
    cache_file = tmp_path / "library.json"
    write_aid(tmp_path / "aids", small_aid_text())
    write_aid(tmp_path / "added", small_aid_text("another"), "another")
    open_library([tmp_path / "aids", tmp_path / "added"], cache_file)
    write_aid(tmp_path / "aids", small_aid_text(title="Is it new?"))

    open_library([tmp_path / "aids"], cache_file)

    assert "another" in cache_file.read_text()
    assert "Is it new?" in cache_file.read_text()


def many_aids(folder: Path, count: int) -> Path:
    for number in range(count):
        slug = f"aid-{number}"
        write_aid(folder, small_aid_text(slug, title=f"Is it {number}?", condition="Ankle"), slug)
    return folder


def test_a_large_new_folder_is_listed_before_all_of_it_is_read(tmp_path: Path) -> None:
    many_aids(tmp_path, 4)

    library = open_library([tmp_path], None, most=1)

    assert [e.title for e in library.entries] == [f"Is it {n}?" for n in range(4)]
    assert [e.waits for e in library.entries] == [False, True, True, True]
    assert not any(e.audience or e.content_hash for e in library.entries if e.waits)
    assert library.waiting == 3


def test_aids_that_wait_are_read_some_at_a_time(tmp_path: Path) -> None:
    many_aids(tmp_path, 3)
    write_aid(tmp_path, "title: [", "broken")
    library = open_library([tmp_path], None, most=1)

    more = library.read_more(1)
    rest = library.read_all()

    assert (library.waiting, more.waiting, rest.waiting) == (3, 2, 0)
    assert rest.unreadable == 1
    assert rest == open_library([tmp_path], None)


def test_next_start_goes_on_where_the_last_one_stopped(tmp_path: Path) -> None:
    cache_file = tmp_path / "library.json"
    many_aids(tmp_path / "aids", 3)

    starts = [open_library([tmp_path / "aids"], cache_file, most=1).waiting for _ in range(4)]

    assert starts == [2, 1, 0, 0]


def test_an_aid_that_waits_is_read_as_soon_as_it_is_asked_for(tmp_path: Path) -> None:
    many_aids(tmp_path, 3)
    library = open_library([tmp_path], None, most=1)

    asked = library.entry("aid-2")

    assert not asked.waits
    assert asked.content_hash
    assert asked.audience == "Adults with a sore throat"
    assert library.load("aid-2").content_hash == asked.content_hash


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('title: "Is it [that]?"', "Is it [that]?"),
        ("title: 'Whose?'\r", "Whose?"),
        ("title: >-\n  Which?", "second"),
        ("title:", "second"),
        ("untitled: 1", "second"),
        ("title: Si\udce9n?", "Si\ufffdn?"),
        ("", "second"),
    ],
)
def test_an_aid_that_waits_goes_by_its_title_or_its_folder(
    tmp_path: Path, head: str, title: str
) -> None:
    write_aid(tmp_path, "title: [", "first")
    write_aid(tmp_path, "", "second").write_bytes(head.encode("utf-8", "surrogateescape"))

    library = open_library([tmp_path], None, most=1)

    assert [e.title for e in library.entries if e.waits] == [title]
