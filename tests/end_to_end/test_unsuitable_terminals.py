"""Where no full screen can be shown, the command says so in plain words."""

import sys

import pytest

from tests.end_to_end.conftest import Desk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"TERM": "dumb"}, 'TERM is "dumb"'),
        ({"TERM": ""}, 'TERM is ""'),
        ({"LANG": "C", "PYTHONIOENCODING": "ascii"}, "lacks the signs"),
        ({"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "latin-1"}, "lacks the signs"),
    ],
)
def test_a_terminal_that_cannot_show_it_is_told_so_without_escape_codes(
    desk: Desk, environment: dict[str, str], said: str
) -> None:
    terminal = desk.open(environment=environment)

    status = terminal.await_exit()

    assert status == 2
    assert said in " ".join(terminal.output.split())
    assert "sdm-tui aids show AID" in " ".join(terminal.output.split())
    assert "\x1b" not in terminal.output
    assert "Traceback" not in terminal.output


@pytest.mark.parametrize("arguments", [(), ("start", "sore"), ("start", "--blank")])
def test_without_a_terminal_it_says_that_it_needs_one(
    desk: Desk, arguments: tuple[str, ...]
) -> None:
    ended = desk.run(*arguments)

    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("sdm-tui: The full screen needs a terminal")
    assert "\x1b" not in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (desk.data / "consultations.db").exists()
