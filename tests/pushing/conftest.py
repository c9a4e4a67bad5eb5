"""The command with small bundles, no real waiting, and a server to push to."""

import io
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sdm_tui import cli_push
from sdm_tui.cli import main
from sdm_tui.pushing.delivery import Pace, Rhythm
from tests.pushing.fault_server import Faulty, running
from tests.pushing.samples import NOW, bundle_of

Run = Callable[..., tuple[int, str, str]]


class NoTerminal(io.StringIO):
    """Standard input that is no terminal."""


class AtTerminal(io.StringIO):
    """Standard input with a person at it."""

    def isatty(self) -> bool:
        """Say that somebody can be asked."""
        return True


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def faulty() -> Iterator[Faulty]:
    with running() as faulty:
        yield faulty


@pytest.fixture(autouse=True)
def small_bundles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_push, "parcel_of", lambda _a, _s, record, _n: bundle_of(record))


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Keep every pause from being waited for, and return them."""
    pauses: list[float] = []
    pace = Rhythm(pauses.append, lambda: 0.5, Pace())
    monkeypatch.setattr(cli_push, "rhythm", lambda: pace)
    return pauses


@pytest.fixture
def run(
    data: Path,
    pauses: list[float],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """Return what runs "push"; with `typed` a person sits at the terminal."""
    del pauses

    def runs(
        *words: str, typed: str | None = None, before: tuple[str, ...] = (), minute: int = 0
    ) -> tuple[int, str, str]:
        stream = NoTerminal() if typed is None else AtTerminal(typed)
        monkeypatch.setattr(sys, "stdin", stream)
        now = NOW + timedelta(minutes=minute)
        words = ("--data-dir", str(data), *before, "push", *words)
        status = main(list(words), now=lambda: now)
        said = capsys.readouterr()
        return status, said.out, said.err

    return runs
