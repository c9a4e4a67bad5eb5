import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdm_tui.aids.checks.local_texts import broken_rules
from sdm_tui.aids.checks.rule import Rule
from sdm_tui.aids.marked import AidUnreadable
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.overlay import (
    faults_with,
    local_grid,
    local_help,
    parse_overlay,
    with_overlay,
)
from sdm_tui.aids.overlay_files import OverlayFile, Overlays, read_overlay
from sdm_tui.aids.places import Fault
from tests.aids.invented import invented_aid
from tests.aids.overlays import OVERLAY_TEXT, overlay_text, write_overlay

PATH = Path("leeds/overlay.yaml")
README = Path(__file__).parents[2] / "decision_aids" / "README.md"


def faults_of(text: str | bytes) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(AidUnreadable) as caught:
        parse_overlay(content, PATH)
    return [str(fault) for fault in caught.value.faults]


def files(folder: Path, *links: tuple[str, str]) -> list[OverlayFile]:
    return [
        read_overlay(write_overlay(folder, overlay_text(name, over, organisation=name), str(at)))
        for at, (name, over) in enumerate(links)
    ]


def test_overlay_says_what_its_file_says() -> None:
    overlay = parse_overlay(OVERLAY_TEXT.encode(), PATH)

    assert (overlay.overlay, overlay.overlay_of) == ("leeds", "blue-thumb")
    assert overlay.waiting_times[0].text == "About 3 weeks"
    assert overlay.contacts[0].name == "The thumb line"


def test_the_example_of_the_authors_guide_is_sound() -> None:
    (example,) = re.findall(r"```yaml\n(format: 1\noverlay:.+?)```", README.read_text(), re.DOTALL)

    overlay = parse_overlay(example.encode(), PATH)

    assert overlay.organisation == "Leeds"


def test_local_rows_come_after_those_of_the_aid_and_carry_the_organisations_name() -> None:
    aid = with_overlay(invented_aid(), parse_overlay(OVERLAY_TEXT.encode(), PATH))

    assert [row.question for row in aid.practical_grid] == [
        "Do I have to buy anything?",
        "Waiting time (Leeds)",
        "Where is it? (Leeds)",
    ]
    assert [one.name for one in aid.further_support] == [
        "A friend",
        "The thumb line (Leeds)",
        "The thumb club (Leeds)",
    ]


def test_an_option_without_a_waiting_time_says_that_it_is_not_known() -> None:
    aid = with_overlay(invented_aid(), parse_overlay(OVERLAY_TEXT.encode(), PATH))

    (waiting, _) = local_grid(aid, "Leeds")

    assert waiting.answers == {"wait": "Not known here", "cream": "About 3 weeks"}


def test_without_waiting_times_there_is_no_row_for_them() -> None:
    text = re.sub(r"waiting_times:\n.+\n.+\n", "", OVERLAY_TEXT)

    aid = with_overlay(invented_aid(), parse_overlay(text.encode(), PATH))

    assert [row.question for row in local_grid(aid, "Leeds")] == ["Where is it? (Leeds)"]


def test_an_overlay_changes_nothing_but_the_grid_and_the_support() -> None:
    aid = with_overlay(invented_aid(), parse_overlay(OVERLAY_TEXT.encode(), PATH))

    touched = {"practical_grid", "further_support"}
    assert aid.model_dump(exclude=touched) == invented_aid().model_dump(exclude=touched)
    assert DecisionAid.model_validate(aid.model_dump()) == aid


def test_help_of_another_organisation_is_not_taken_for_ones_own() -> None:
    aid = with_overlay(invented_aid(), parse_overlay(OVERLAY_TEXT.encode(), PATH))

    assert local_help(aid, "eds") == ()


@pytest.mark.parametrize("part", ["a friend", "a row"])
def test_an_organisation_that_already_ends_a_name_of_the_aid_is_refused(part: str) -> None:
    aid = invented_aid()
    (friend,), (row,) = aid.further_support, aid.practical_grid
    named: dict[str, dict[str, object]] = {
        "a friend": {
            "further_support": (friend.model_copy(update={"name": f"{friend.name} (Leeds)"}),)
        },
        "a row": {
            "practical_grid": (row.model_copy(update={"question": f"{row.question} (Leeds)"}),)
        },
    }
    overlay = parse_overlay(OVERLAY_TEXT.encode(), PATH)

    ((place, words),) = faults_with(overlay, aid.model_copy(update=named[part]))

    assert list(faults_with(overlay, aid)) == []
    assert place == ("organisation",)
    assert '" (Leeds)"' in words


@pytest.mark.parametrize(
    "line",
    [
        "outcomes: []",
        "options: []",
        "safety_net: [Relax]",
        "red_flags: [None]",
        "sources: []",
        "title: Why?",
        "scores: []",
    ],
)
def test_what_the_aid_itself_says_is_refused(line: str) -> None:
    (fault,) = faults_of(f"{OVERLAY_TEXT}{line}\n")

    assert fault.startswith(f"{PATH}:{len(OVERLAY_TEXT.splitlines()) + 1}:")
    assert "figures, options, harms and whatever else the aid itself says cannot" in fault


def test_an_unknown_name_brings_the_nearest_to_mind() -> None:
    (fault,) = faults_of(OVERLAY_TEXT.replace("contacts:", "contact:"))

    assert '"contact" is not a name that is known here (did you mean "contacts"?)' in fault


def test_a_figure_has_no_place_in_a_row() -> None:
    text = OVERLAY_TEXT.replace("    text: About 3 weeks", "    text: Soon\n    count: 3")

    (fault,) = faults_of(text)

    assert '"count" is not a name that is known here' in fault


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ('" "', "this is empty"),
        ('"Le\\neds"', "must fit on one line"),
        ("A" * 41, "longer than 40 characters"),
        ("5", "must be text"),
    ],
)
def test_an_organisations_name_is_one_short_line(name: str, told: str) -> None:
    (fault,) = faults_of(OVERLAY_TEXT.replace("organisation: Leeds", f"organisation: {name}"))

    assert told in fault


def test_every_fault_is_told_at_once_with_its_place() -> None:
    text = OVERLAY_TEXT.replace("version: 1.0.0", "version: one") + "outcomes: []\n"
    text = text.replace("  - option: cream", "  - option: cream\n    text: Now\n  - option: cream")

    faults = faults_of(text)

    assert [fault.removeprefix(f"{PATH}:").split(": ", 1)[0] for fault in faults] == [
        "5:10",
        "11:13",
        "25:1",
    ]


def test_an_overlay_without_local_facts_is_refused() -> None:
    (fault,) = faults_of(OVERLAY_TEXT.split("waiting_times:")[0])

    assert "there are no local facts here" in fault


def test_the_review_comes_after_the_facts() -> None:
    (fault,) = faults_of(OVERLAY_TEXT.replace("review_due: 2027-05-01", "review_due: 2026-01-01"))

    assert "the next review must come after the date of the facts" in fault


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (OVERLAY_TEXT.replace("Leeds", "Lééds").encode("utf-16"), "not saved as UTF-8"),
        (OVERLAY_TEXT.replace("Leeds", "Lééds").encode("latin-1"), "not saved as UTF-8"),
        (b"", "an aid starts with names"),
        (b"- a list", "an aid starts with names"),
        (b"overlay: [", "1:11: "),
        (b"b: *a\n", 'a text that starts with "*" needs quotes'),
    ],
)
def test_what_is_no_overlay_is_told_of_in_plain_words(content: bytes, told: str) -> None:
    assert any(told in fault for fault in faults_of(content))


def test_a_file_of_5_megabytes_is_not_read(tmp_path: Path) -> None:
    path = write_overlay(tmp_path, OVERLAY_TEXT + "#" * 5_000_000)

    read = read_overlay(path)

    assert read.overlay is None
    assert "too large" in read.faults[0].message


def test_a_folder_in_place_of_the_file_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    read = read_overlay(tmp_path)

    assert "cannot be opened" in read.faults[0].message


@given(st.text(max_size=60))
def test_whatever_an_overlay_holds_is_read_or_refused_with_a_place(text: str) -> None:
    told: list[object] = []
    try:
        told.append(parse_overlay(f"{OVERLAY_TEXT}{text}".encode("utf-8", "replace"), PATH))
    except AidUnreadable as error:
        told += error.faults

    assert told


def test_an_option_that_the_aid_has_not_is_told_with_the_nearest() -> None:
    overlay = parse_overlay(OVERLAY_TEXT.replace("option: cream", "option: creme").encode(), PATH)

    assert list(faults_with(overlay, invented_aid())) == [
        (
            ("waiting_times", 0, "option"),
            '"creme" is not one of this aid\'s options. Did you mean "cream"?',
        )
    ]


def test_a_row_answers_for_every_option_of_the_aid() -> None:
    text = OVERLAY_TEXT.replace("{wait: At home, cream: At the shop}", "{wait: At home, gel: Here}")

    faults = list(faults_with(parse_overlay(text.encode(), PATH), invented_aid()))

    assert [place for place, _ in faults] == [
        ("practical_grid", 0, "answers"),
        ("practical_grid", 0, "answers", "gel"),
    ]


def _shouting(data: dict[str, Any]) -> Iterator[Fault]:
    """Find capitals in every text of the grid and of the support: a rule for this test."""
    for section, fields in (("practical_grid", ("question",)), ("further_support", ("detail",))):
        for index, part in enumerate(data[section]):
            for name in fields:
                if part[name].isupper():
                    yield (section, index, name), "SHOUTED"
            for option, answer in part.get("answers", {}).items():
                if answer.isupper():
                    yield (section, index, "answers", option), "SHOUTED"
    yield ("title",), "SHOUTED"


SHOUTING = Rule("shouting", "error", (), _shouting)


def test_rules_about_words_find_local_texts_where_they_stand_in_the_overlay() -> None:
    text = (
        OVERLAY_TEXT.replace("text: About 3 weeks", "text: NOW")
        .replace("At the shop", "SHOP")
        .replace("detail: Ring 5.", "detail: RING.")
    )

    found = list(broken_rules(invented_aid(), parse_overlay(text.encode(), PATH), [SHOUTING]))

    assert [place for _, place, _ in found] == [
        ("waiting_times", 0, "text"),
        ("practical_grid", 0, "answers", "cream"),
        ("contacts", 0, "detail"),
    ]


def test_what_a_rule_finds_in_the_aid_itself_is_not_laid_at_the_overlays_door() -> None:
    overlay = parse_overlay(OVERLAY_TEXT.encode(), PATH)

    assert list(broken_rules(invented_aid(), overlay, [SHOUTING])) == []


def test_a_hospitals_facts_lie_over_those_of_its_trust(tmp_path: Path) -> None:
    overlays = Overlays(
        files(tmp_path, ("ward", "hospital"), ("hospital", "trust"), ("trust", "blue-thumb")),
        ["blue-thumb"],
    )

    chain = overlays.chain("blue-thumb")

    assert [file.name for file in chain.overlays] == ["trust", "hospital", "ward"]
    assert chain.faults == ()
    assert overlays.strays() == ()


def test_two_overlays_of_one_aid_are_both_left_out(tmp_path: Path) -> None:
    overlays = Overlays(
        files(tmp_path, ("a", "blue-thumb"), ("b", "blue-thumb"), ("c", "b")), ["blue-thumb"]
    )

    chain = overlays.chain("blue-thumb")

    assert chain.overlays == ()
    assert [fault.message for fault in chain.faults] == [
        '"a" and "b" both lie over "blue-thumb": only one can, so none of them is used',
        '"a" and "b" both lie over "blue-thumb": only one can, so none of them is used',
        'this lies over "b", which is left out',
    ]


def test_overlays_in_a_circle_are_told_of_and_used_nowhere(tmp_path: Path) -> None:
    overlays = Overlays(files(tmp_path, ("a", "b"), ("b", "a"), ("c", "a")), ["blue-thumb"])

    strays = overlays.strays()

    assert overlays.chain("blue-thumb").overlays == ()
    assert [fault.message for fault in strays] == [
        'overlays lie over each other in a circle: "a" over "b" over "a"',
        'overlays lie over each other in a circle: "b" over "a" over "b"',
        'this lies over "a", which is left out',
    ]


def test_an_overlay_of_itself_is_a_circle(tmp_path: Path) -> None:
    (fault,) = Overlays(files(tmp_path, ("a", "a")), ["blue-thumb"]).strays()

    assert 'in a circle: "a" over "a"' in fault.message


def test_an_overlay_of_nothing_brings_the_nearest_to_mind(tmp_path: Path) -> None:
    (fault,) = Overlays(files(tmp_path, ("a", "blue-thum")), ["blue-thumb"]).strays()

    assert fault.message == (
        'no decision aid or overlay is called "blue-thum". Did you mean "blue-thumb"?'
    )
    assert (fault.line, fault.column) == (3, 13)


def test_an_overlay_cannot_go_by_the_name_of_an_aid(tmp_path: Path) -> None:
    overlays = Overlays(
        files(tmp_path, ("green-toe", "blue-thumb"), ("a", "green-toe")),
        ["blue-thumb", "green-toe"],
    )

    assert overlays.chain("blue-thumb").overlays == ()
    assert "is the name of a decision aid" in overlays.chain("blue-thumb").faults[0].message
    assert [file.name for file in overlays.chain("green-toe").overlays] == ["a"]


def test_two_overlays_of_one_name_are_both_left_out(tmp_path: Path) -> None:
    overlays = Overlays(
        files(tmp_path, ("a", "blue-thumb"), ("a", "green-toe")), ["blue-thumb", "green-toe"]
    )

    for slug in ("blue-thumb", "green-toe"):
        assert overlays.chain(slug).overlays == ()
        assert 'another overlay is called "a" too' in overlays.chain(slug).faults[0].message


def test_a_faulty_overlay_is_left_out_with_what_lies_over_it(tmp_path: Path) -> None:
    sound = read_overlay(write_overlay(tmp_path, overlay_text("b", "a"), "b"))
    bad = read_overlay(write_overlay(tmp_path, overlay_text("a") + "outcomes: []\n", "a"))
    overlays = Overlays([sound, bad], ["blue-thumb"])

    chain = overlays.chain("blue-thumb")

    assert chain.overlays == ()
    assert {fault.path for fault in chain.faults} == {sound.path, bad.path}


LINKS = st.lists(st.tuples(st.sampled_from("abcdx"), st.sampled_from("abcdxy")), max_size=7)


@given(LINKS)
def test_every_overlay_is_used_once_or_told_of(links: list[tuple[str, str]]) -> None:
    sound = parse_overlay(OVERLAY_TEXT.encode(), PATH)
    held = [
        OverlayFile(Path(f"{at}/overlay.yaml"), name, over, sound)
        for at, (name, over) in enumerate(links)
    ]
    overlays = Overlays(held, ["x", "y"])

    chains = [overlays.chain(slug) for slug in ("x", "y")]

    used = [file.path for chain in chains for file in chain.overlays]
    told = {f.path for chain in chains for f in chain.faults} | {f.path for f in overlays.strays()}
    assert len(used) == len(set(used))
    assert set(used) | told == {file.path for file in held}
    assert not set(used) & told
