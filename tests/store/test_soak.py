"""The soak that kills writers by the hundred, here with a few; it is a command of its own."""

import os
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

SOAK = Path(__file__).parents[2] / "benchmarks" / "soak.py"
KILLS = 15
LONGEST = 0.06
"""Seconds that a writer lives at most once it has opened the store."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process cannot be copied here")


@pytest.fixture(scope="module")
def soak() -> ModuleType:
    """Return the command as a module."""
    spec = spec_from_file_location("soak", SOAK)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["soak"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_killed_writers_lose_nothing_that_they_acknowledged(
    is_encrypted: bool,  # noqa: FBT001 - pytest gives it by name
    soak: ModuleType,
    tmp_path: Path,
) -> None:
    kills = KILLS if is_encrypted else KILLS // 3
    with soak.Soak(tmp_path, 1, is_encrypted=is_encrypted, longest=LONGEST) as soaking:
        summary = soaking.run(kills)

    assert (summary.lost, summary.failed_to_open, summary.unsound) == ([], [], [])
    assert summary.is_sound
    assert summary.kills == kills
    assert summary.acknowledged + summary.further > 0


def test_a_change_that_was_never_made_fails_the_soak(
    soak: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kill_one = soak.Soak.kill_one

    def kill_and_pretend(soaking: "soak.Soak") -> None:  # type: ignore[name-defined]
        kill_one(soaking)
        soaking.model = soaking.model.after(soak.Change("put", "never-made", 1))
        soaking.model = soaking.model.after(soak.Change("keep aid", "7"))

    monkeypatch.setattr(soak.Soak, "kill_one", kill_and_pretend)
    monkeypatch.setattr(sys, "argv", ["soak.py", "--plain", "--kills", "1"])

    assert soak.main() == 1
    told = capsys.readouterr().out
    assert "record never-made must be at (1, False) and is at None" in told
    assert "aid 7 was kept and is gone" in told


def test_a_store_that_cannot_be_opened_fails_the_soak(soak: ModuleType, tmp_path: Path) -> None:
    with soak.Soak(tmp_path, 2, is_encrypted=False, longest=LONGEST) as soaking:
        soaking.run(1)
        (tmp_path / "soak" / "soak.db").write_bytes(b"no store" * 1_000)
        summary = soaking.run(3)

    assert not summary.is_sound
    assert summary.failed_to_open
    assert summary.kills == 2  # it stops there
