"""What the guide for authors shows is what the reader and the checker accept."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sdm_tui.aids.checks.checking import check_content
from sdm_tui.aids.marked import AidUnreadable, marked
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.places import Place
from sdm_tui.aids.references import faults_between_parts
from sdm_tui.aids.schema import EDITOR_LINE
from tests.aids.sound import SOUND_PATH, sound_data, sound_text

GUIDE = (Path(__file__).parents[2] / "decision_aids" / "README.md").read_text(encoding="utf-8")


@cache
def example(section: str) -> str:
    """Return the guide's example of a section of the file, as it stands there."""
    found = re.search(rf"```yaml\n({section}:\n.+?)```", GUIDE, re.DOTALL)
    assert found is not None
    return found[1]


def sound_with_example(section: str) -> dict[str, Any]:
    """Return the sound aid's data with the example put in."""
    shown = marked(example(section).encode(), Path("guide.yaml")).data
    data = sound_data()
    known = data.get(section, [])
    ids = {part["id"] for part in shown[section]}
    return {**data, section: [*(p for p in known if p["id"] not in ids), *shown[section]]}


@pytest.mark.parametrize("section", ["outcomes", "scores"])
def test_the_example_of_the_guide_is_accepted_by_the_reader(section: str) -> None:
    data = sound_with_example(section)

    faults: list[tuple[Place, str]] = list(faults_between_parts(data, "singing-knee"))

    assert faults == []
    assert DecisionAid.model_validate(data)


def test_the_example_outcome_breaks_no_rule() -> None:
    before, _, rest = sound_text().partition("  - id: sore-skin\n")
    shown = example("outcomes").removeprefix("outcomes:\n")
    text = f"{before}{shown}values:{rest.partition('values:')[2]}"

    assert check_content(text.encode(), SOUND_PATH) == []


def test_the_guide_shows_the_line_by_which_editors_find_the_schema() -> None:
    assert f"```yaml\n{EDITOR_LINE}\n```" in GUIDE


@pytest.mark.parametrize("command", ["new", "check", "show", "diff", "schema", "sign", "unsign"])
def test_the_guide_names_every_command_that_an_author_needs(command: str) -> None:
    assert f"sdm-tui aids {command}" in GUIDE


@pytest.mark.parametrize(
    ("encoding", "is_read"),
    [("utf-8", True), ("utf-8-sig", True), ("utf-16", False), ("cp1252", False)],
)
def test_the_encodings_that_the_guide_names_are_read_and_the_others_refused(
    encoding: str, *, is_read: bool
) -> None:
    content = sound_text().replace("Knee line", "Siân’s line").encode(encoding)

    try:
        data: dict[str, Any] | None = marked(content, SOUND_PATH).data
    except AidUnreadable:
        data = None

    assert (data is not None) == is_read
