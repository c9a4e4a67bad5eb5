"""What is asked of a built wheel holds of this checkout too."""

from pathlib import Path

from tests.end_to_end.smoke import fault_of
from tests.end_to_end.terminal import command


def test_the_installed_command_opens_shows_figures_and_closes(tmp_path: Path) -> None:
    """The names that the check waits for must be names that the home screen shows."""
    assert fault_of(command(), tmp_path) == ""
