"""The installed command with folders of its own, opened in as many terminals as a test wants."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.terminal import Terminal, command
from tests.stores import plain_store

if sys.platform == "win32":
    collect_ignore_glob = ["test_*.py"]


UNWANTED = {
    "LC_ALL",
    "LC_CTYPE",
    "PYTHONIOENCODING",
    "PYTHONUTF8",
    "PYTHONDONTWRITEBYTECODE",  # each start would compile the whole package again
}


class Desk:
    """One person's machine: a data folder, an environment, and every terminal that is open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in UNWANTED},
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
        }
        self._terminals: list[Terminal] = []
        self.has_store = True
        """Whether a store without a passphrase is made before anything is opened."""

    def open(
        self,
        *arguments: str,
        size: tuple[int, int] = (80, 24),
        environment: Mapping[str, str] | None = None,
        ignores_hang_up: bool = False,
    ) -> Terminal:
        """Start the command in a terminal of its own, with additions to the environment."""
        if self.has_store and not self.data.exists():
            plain_store(self.data, datetime.now(UTC)).close()
        terminal = Terminal(
            [*command(), "--data-dir", str(self.data), *arguments],
            environment={**self.environment, **(environment or {})},
            folder=self.folder,
            size=size,
            ignores_hang_up=ignores_hang_up,
        )
        self._terminals.append(terminal)
        return terminal

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command without a terminal."""
        return subprocess.run(
            [*command(), "--data-dir", str(self.data), *arguments],
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def record_ids(self, *options: str) -> list[str]:
        """Return the ids that `records list` prints."""
        lines = self.run(*options, "records", "list").stdout.splitlines()
        starts = [line.split(" ", 1)[0] for line in lines]
        return [start for start in starts if len(start) == 12 and start.isalnum()]

    def exported(self, *options: str) -> dict[str, Any]:
        """Return the only record, as its JSON export has it."""
        (record,) = self.record_ids(*options)
        printed = self.run(*options, "records", "export", record, "--format", "json").stdout
        data: dict[str, Any] = json.loads(printed)
        return data

    def close(self) -> None:
        """End whatever is still running."""
        for terminal in self._terminals:
            terminal.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return a machine of one's own."""
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def open_what_matters(terminal: Terminal) -> None:
    """Go from the start of a consultation to the first field of What matters."""
    terminal.await_text("Before we begin")
    terminal.press("Ctrl+N")
    terminal.await_text("What is important to me")


def save_now(terminal: Terminal) -> None:
    """Save with Ctrl+S; the help that is opened after it shows that the save is over."""
    terminal.press("Ctrl+S", "F1")
    terminal.await_text("Help for this screen")
    terminal.press("Escape")
    terminal.await_screen(lambda shown: "Help for this screen" not in shown, "the closed help")
