"""Aids without figures, and aids in which a parent decides for a child, on the screen."""

import pytest

from sdm_tui.aids.library import bundled_folder
from sdm_tui.aids.reading import read_aid
from sdm_tui.consultation.stages import SAY_WITHOUT
from sdm_tui.documents.text import as_text
from tests.tui.room import NOW, SIZES, Opens, Room

PLACES = "choosing-where-to-be-treated"
CHILD = "acute-otitis-media-antibiotics-child"
AID = read_aid(bundled_folder() / PLACES / "aid.yaml")


async def seen_on_every_page(room: Room) -> list[str]:
    """Return what stands on each page of each option, scrolled to its end."""
    await room.press("f4")
    pages = []
    for _ in AID.options:
        await room.press("home")
        for _ in range(8):
            pages.append(room.words)
            await room.press("pagedown")
        await room.press("right")
    return pages


async def test_one_below_another_every_point_of_every_option_can_be_read_whole(
    open_room: Opens,
) -> None:
    async with open_room((60, 60), aid=PLACES) as room:
        pages = await seen_on_every_page(room)

    for option in AID.options:
        for words in (option.name, option.aim, *option.good_points, *option.hard_points):
            assert any(words in page for page in pages), words


@pytest.mark.parametrize("size", SIZES)
async def test_turning_and_scrolling_shows_every_option_which_the_record_keeps(
    open_room: Opens, size: tuple[int, int]
) -> None:
    async with open_room(size, aid=PLACES) as room:
        words = " ".join(await seen_on_every_page(room)).split()

        assert " ".join(words).count("No reliable figure.") >= 1
        for option in AID.options:
            wanted = " ".join((*option.good_points, *option.hard_points, option.living_with.mind))
            assert set(wanted.split()) <= set(words)
        assert room.consultation.options.opened == tuple(option.id for option in AID.options)


async def test_no_key_is_hinted_at_that_has_no_figures_to_work_on(open_room: Opens) -> None:
    async with open_room(aid=PLACES) as room:
        await room.press("f4")

        assert "V view" not in room.text
        assert "M matters" not in room.text
        assert "T in my words" in room.text


async def test_headings_stand_level_side_by_side(open_room: Opens) -> None:
    async with open_room((120, 40), aid=PLACES) as room:
        await room.press("f4")

        rows = [row.split() for row in room.text.splitlines()]

    assert ["Good", "points"] * 3 in rows
    assert ["Hard", "points"] * 3 in rows


async def test_a_parent_is_asked_about_the_child_and_the_record_says_who_is_meant(
    open_room: Opens,
) -> None:
    async with open_room(aid=CHILD) as room:
        assert "A label for this child" in room.text
        await room.press("f2")
        assert "What is important to me and my child" in room.text
        record = as_text(
            room.consultation,
            read_aid(bundled_folder() / CHILD / "aid.yaml"),
            today=NOW.date(),
        )

    assert "The patient is a child." in " ".join(record.split())


async def test_where_a_title_would_be_cut_off_the_condition_stands_in_its_place(
    open_room: Opens,
) -> None:
    async with open_room((60, 20), aid=PLACES) as room:
        assert AID.condition in room.text.splitlines()[0]
        assert "…" not in room.text.splitlines()[0]


async def test_an_option_whose_name_is_too_long_for_its_box_has_it_inside(
    open_room: Opens,
) -> None:
    option = AID.options[1]
    async with open_room((80, 24), aid=PLACES) as room:
        await room.press("f3")

        assert option.short_name in room.text
        assert "…" not in room.text
        assert option.name.rsplit(maxsplit=1)[-1] in room.text


async def test_nobody_is_prompted_to_speak_of_numbers_where_there_are_none(
    open_room: Opens,
) -> None:
    async with open_room((120, 40), aid=PLACES) as room:
        await room.press("f4")

        assert "These numbers are about groups" not in room.text
        assert SAY_WITHOUT in room.text


async def test_equal_answers_are_said_once_in_a_narrow_grid(open_room: Opens) -> None:
    (answers,) = [row.answers for row in AID.practical_grid if len(set(row.answers.values())) == 2][
        :1
    ]
    shared = max(answers.values(), key=list(answers.values()).count)
    async with open_room((80, 40), aid=PLACES) as room:
        await room.press("f3", "g")

        assert room.words.count(shared) == 1
