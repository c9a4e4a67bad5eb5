"""Published scores on the screen: every step in sight, and figures that follow."""

from pathlib import Path

import pytest
from textual import events
from textual.widgets import TextArea

from sdm_tui.aids.library import Library, open_library
from sdm_tui.store import Store
from sdm_tui.tui.screens.scores import ScorePanel
from tests.aids.scored import SCORED_TEXT
from tests.tui.room import SIZES, Opens


@pytest.fixture
def scored(tmp_path: Path) -> Library:
    folder = tmp_path / "aids" / "blue-thumb"
    folder.mkdir(parents=True)
    (folder / "aid.yaml").write_text(SCORED_TEXT, encoding="utf-8")
    return open_library([tmp_path / "aids"], None)


async def test_the_list_shows_examples_until_a_score_is_known(
    open_room: Opens, scored: Library
) -> None:
    async with open_room(aid="blue-thumb", library=scored, rehearsal=True) as room:
        await room.press("f4")

        assert "Thumb drops off (thumb score 1)" in room.words
        assert "Thumb drops off (thumb score 2)" in room.words


@pytest.mark.parametrize("size", SIZES)
async def test_answering_a_score_shows_sum_row_and_multiplication(
    open_room: Opens, scored: Library, size: tuple[int, int]
) -> None:
    async with open_room(size, aid="blue-thumb", library=scored, rehearsal=True) as room:
        await room.press("f4", "s", "1", "2", "2", "1")
        await room.pilot.pause()

        shown = " ".join(room.words.replace("║", " ").split())
        assert "Sum: 1 + 1 + 0 = 2" in shown
        assert "Wait: row 2 of the published table: 32 of 1,000" in shown
        assert "Cream: 32 x 0.36 x 0.81 = 9.331, rounded to 9 of 1,000" in shown


async def test_a_half_answered_score_gives_no_figure(open_room: Opens, scored: Library) -> None:
    async with open_room(aid="blue-thumb", library=scored, rehearsal=True) as room:
        await room.press("f4", "s", "1", "2")
        await room.pilot.pause()

        assert "1 point so far, 2 not answered. No figure yet." in room.words
        assert room.consultation.figures.scores[0].value is None


async def test_a_score_says_that_it_is_not_a_prognosis(open_room: Opens, scored: Library) -> None:
    async with open_room(aid="blue-thumb", library=scored, rehearsal=True) as room:
        await room.press("f4", "s", "1")

        shown = " ".join(room.words.replace("║", " ").split())
        assert "Arithmetic on published figures about groups of people" in shown
        assert "not a prognosis" in shown


async def test_the_figures_follow_the_score_once_the_panel_is_closed(
    open_room: Opens, scored: Library
) -> None:
    async with open_room(aid="blue-thumb", library=scored, rehearsal=True) as room:
        await room.press("f4", "s", "1", "3", "r", "escape")
        await room.pilot.pause()
        await room.press("enter")

        assert "people with a thumb score of 2" in room.words
        assert "32 lost the thumb" in room.words
        await room.press("right")
        assert "9 lost the thumb" in room.words
        assert "thumb-score-2" in room.consultation.opened_outcomes()


async def test_changing_an_answer_changes_the_figures(open_room: Opens, scored: Library) -> None:
    async with open_room(aid="blue-thumb", library=scored, rehearsal=True) as room:
        await room.press("f4", "s", "1", "3", "r")
        await room.press("up", "up", "2")
        await room.pilot.pause()

        assert room.consultation.figures.scores[0].outcome == "thumb-score-1"
        assert "row 1 of the published table: 22 of 1,000" in room.words


async def test_clearing_a_score_brings_the_examples_back(open_room: Opens, scored: Library) -> None:
    async with open_room(aid="blue-thumb", library=scored, rehearsal=True) as room:
        await room.press("f4", "s", "1", "3", "r", "c", "escape")

        assert room.consultation.figures.scores == ()
        assert "Thumb drops off (thumb score 1)" in room.words


async def test_a_typed_risk_shows_its_figures_as_it_is_typed(
    open_room: Opens, scored: Library
) -> None:
    async with open_room(aid="blue-thumb", library=scored, rehearsal=True) as room:
        await room.press("f4", "s", "2")
        await room.pilot.press("1", "2", "full_stop", "4")
        await room.pilot.pause()

        assert "Wait: 12.4 x 10 = 124 of 1,000" in room.words
        assert "Cream: 124 x 0.63 = 78.12, rounded to 78 of 1,000" in room.words


async def test_a_typed_risk_beyond_the_table_is_kept_and_refused(
    open_room: Opens, scored: Library
) -> None:
    async with open_room(aid="blue-thumb", library=scored, rehearsal=True) as room:
        await room.press("f4", "s", "2")
        await room.pilot.press("5", "5", "enter", "Q")
        await room.pilot.pause()

        assert "hold from 5 to 40" in room.words
        use = room.consultation.figures.scores[0]
        assert (use.typed, use.typed_from, use.value) == ("55", "Q", None)


async def test_a_typed_risk_is_there_again_when_the_panel_is_opened_again(
    open_room: Opens, scored: Library
) -> None:
    async with open_room(aid="blue-thumb", library=scored, rehearsal=True) as room:
        await room.press("f4", "s", "2")
        await room.pilot.press("1", "0", "enter", "Q", "escape")
        await room.press("s", "2")
        await room.pilot.pause()

        assert isinstance(room.app.screen, ScorePanel)
        assert "as the source prints it for 10: 60 of 1,000" in room.words
        assert room.consultation.figures.scores[0].typed_from == "Q"


async def test_an_aid_without_scores_says_so(open_room: Opens) -> None:
    async with open_room(aid="sore-throat-antibiotics", rehearsal=True) as room:
        await room.press("f4", "s")

        assert "This guide has no published score." in room.words


async def test_a_score_that_is_undone_is_gone_from_the_figures(
    open_room: Opens, scored: Library
) -> None:
    async with open_room(aid="blue-thumb", library=scored, rehearsal=True) as room:
        await room.press("f4", "s", "1", "3", "r", "escape", "ctrl+z")

        assert room.consultation.figures.scores[0].value is None


async def test_r_with_nothing_left_to_answer_leaves_the_arrow_where_it_is(
    open_room: Opens, scored: Library
) -> None:
    async with open_room(aid="blue-thumb", library=scored, rehearsal=True) as room:
        await room.press("f4", "s", "1", "1", "1", "1")
        await room.press("r", "up", "2")
        await room.pilot.pause()

        use = room.consultation.figures.scores[0]
        assert [(reply.id, reply.index) for reply in use.replies] == [
            ("age", 0),
            ("cold", 1),
            ("hammer", 0),
        ]


async def test_the_last_letters_of_a_typed_risk_are_kept_when_leaving_at_once(
    open_room: Opens, scored: Library, store: Store
) -> None:
    async with open_room(aid="blue-thumb", library=scored, rehearsal=True, kept_in=store) as room:
        await room.press("f4", "s", "2")
        await room.pilot.press("1", "2")
        await room.pilot.pause()
        area = room.app.screen.focused
        assert isinstance(area, TextArea)
        area.insert(".4")
        await room.pilot.press("ctrl+q")

    assert next(store.consultations()).figures.scores[0].typed == "12.4"


async def test_escape_right_behind_fast_typing_loses_no_letter(
    open_room: Opens, scored: Library
) -> None:
    async with open_room(aid="blue-thumb", library=scored, rehearsal=True) as room:
        await room.press("f4", "s", "2")
        for key, letter in (("1", "1"), ("2", "2"), ("full_stop", "."), ("4", "4")):
            room.app.post_message(events.Key(key, letter))
        room.app.post_message(events.Key("escape", None))
        for _ in range(5):
            await room.pilot.pause()

        assert room.consultation.figures.scores[0].typed == "12.4"
        assert not isinstance(room.app.screen, ScorePanel)
