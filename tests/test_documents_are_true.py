"""The README and its neighbours say what is so."""

import re
from pathlib import Path

import pytest

from sdm_tui import __version__
from sdm_tui.aids import model
from sdm_tui.cli import command_parser
from sdm_tui.tui.commands import CONSULTATION, EVERYWHERE, HOME, STAGE_COMMANDS, key_name
from tests.library_table import PAGES, with_table

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
AUTHORS = (ROOT / "decision_aids" / "README.md").read_text(encoding="utf-8")


def test_the_version_is_the_newest_heading_of_the_changelog() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.findall(r"^## (\S+)", changelog, re.MULTILINE)[0] == __version__


def test_the_readme_names_every_key_that_works_over_text() -> None:
    commands = (*EVERYWHERE, *HOME, *CONSULTATION, *(c for s in STAGE_COMMANDS.values() for c in s))

    unnamed = {c.name for c in commands if c.over_text and f"`{key_name(c.key)}`" not in README}

    assert unnamed == set()


def test_contributing_names_every_command_of_the_settings() -> None:
    commands = (*EVERYWHERE, *HOME, *CONSULTATION, *(c for s in STAGE_COMMANDS.values() for c in s))

    assert {c.name for c in commands if f"`{c.name}`" not in CONTRIBUTING} == set()


def test_the_readme_names_every_option_of_the_command_line() -> None:
    help_text = command_parser().format_help()

    options = set(re.findall(r"--[a-z-]+", help_text)) - {"--help"}

    assert {option for option in options if option not in README} == set()


def test_the_authors_guide_names_every_field_of_an_aid() -> None:
    fields = model.field_names()

    assert {field for field in fields if f"`{field}`" not in AUTHORS} == set()


def test_ci_runs_the_test_command_of_the_readme() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    command = re.search(r"## Run the tests\n\n```sh\n(.+)\n```", README)

    assert command is not None
    assert command[1] in ci


@pytest.mark.parametrize(("page", "way"), PAGES.items(), ids=lambda one: str(one)[-25:])
def test_the_table_of_aids_is_that_of_their_files(page: Path, way: str) -> None:
    text = page.read_text(encoding="utf-8")

    assert with_table(text, way) == text
