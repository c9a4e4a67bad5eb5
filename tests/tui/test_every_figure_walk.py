"""Every outcome of every bundled aid, opened by keys, held against the aid's file."""

from decimal import Decimal

import pytest
from textual.containers import VerticalScroll

from sdm_tui.tui.stages.benefits_and_risks import BenefitsAndRisksStage
from tests.figures_in_file import SLUGS, FileOutcome, plain_outcomes, scored_outcome, scores_of
from tests.figures_told import Told, people_faults, read_people, says
from tests.tui.room import Opens, Room

SIZE = (80, 24)


def listed(slug: str) -> list[FileOutcome]:
    """Return the outcomes that are listed before any score is known, examples first."""
    examples = [
        scored_outcome(slug, index, Decimal(str(value)))
        for index, score in enumerate(scores_of(slug))
        for value in score.get("examples", ())
    ]
    return [*examples, *plain_outcomes(slug)]


async def page_on_screen(room: Room) -> list[str]:
    """Return the page of figures as the screen shows it, scrolled to its end where it is tall."""
    scroll = room.app.screen.query_one(BenefitsAndRisksStage).query_one(VerticalScroll)
    rows: dict[int, str] = {}
    while True:
        region, top = scroll.region, round(scroll.scroll_y)
        visible = room.text.splitlines()[region.y : region.bottom]
        for number, line in enumerate(visible):
            rows[top + number] = line[region.x + 1 : region.right - 1]
        if top >= scroll.max_scroll_y:
            return [rows[number] for number in sorted(rows)]
        await room.press("pagedown")


def denominator_of(told: Told, outcome: FileOutcome) -> int:
    """Return out of how many people the page says that its figures are."""
    return 100 if says(told.head, f"100 {outcome.group}") else 1000


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if listed(slug)])
async def test_every_outcome_opened_by_keys_shows_the_figures_of_the_file(
    open_room: Opens, slug: str
) -> None:
    outcomes = listed(slug)
    faults: list[str] = []

    async with open_room(SIZE, aid=slug, rehearsal=True) as room:
        await room.press("f4", "enter")
        for number, outcome in enumerate(outcomes, 1):
            left = {figure.option for figure in outcome.figures if figure.count is not None}
            for _ in range(len(left) or 1):
                told = read_people(await page_on_screen(room), outcome)
                out_of = denominator_of(told, outcome)
                faults += people_faults(told, outcome, out_of, (number, len(outcomes)))
                left -= set(told.options)
                if not left:
                    break
                await room.press("right")
            assert not left, f"{outcome.id}: {left} cannot be turned to"
            await room.press("down")
        opened = room.consultation.opened_outcomes()

    assert faults == []
    assert opened == {outcome.id for outcome in outcomes}
