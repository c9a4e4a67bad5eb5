"""What the command that writes tables says where it has nothing to write: what would be there."""

import io
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from sdm_tui.aids.model import DecisionAid
from sdm_tui.cli import main
from sdm_tui.consultation.model import started
from tests.examples import small_aid
from tests.test_cli_tables import NOW, held, kept, six, used

AID: Final[DecisionAid] = small_aid()
Tells = Callable[..., str]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def tells(data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tells:
    """Return what runs the command, which must write nothing, and gives what it told."""

    def runs(*words: str) -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        out = data.with_name("out")
        status = main(
            ["--data-dir", str(data), "records", "tables", str(out), *words], now=lambda: NOW
        )
        assert (status, out.exists()) == (2, False)
        return capsys.readouterr().err

    return runs


def test_the_rule_of_small_numbers_is_named_where_it_left_nothing(data: Path, tells: Tells) -> None:
    kept(data, held("one-1", AID), held("one-2", AID)).close()

    told = tells("--unfinished")
    one_month = tells("--from", "2026-11", "--aid", "sore-throat", "--least", "3")

    assert "There are no other records." in told
    assert "--unfinished" not in told
    assert "2 records are fewer than --least 5" in told
    assert "single people may be easy to find" in told
    assert "2 records are fewer than --least 3" in one_month
    assert "--from" not in one_month


def test_what_was_not_asked_for_is_named_only_where_there_is_some(data: Path, tells: Tells) -> None:
    old = six(None, NOW - timedelta(days=40), "old")
    kept(data, *old, started("open-1", NOW, used(AID))).close()

    by_month = tells("--from", "2026-11")
    by_both = tells("--from", "2026-12", "--unfinished")
    by_aid = tells("--aid", "sore-throat")

    assert "There are records of other months (see --from and --to), in progress" in by_month
    assert "--aid" not in by_month
    assert "--least" not in by_month
    assert "There are records of other months (see --from and --to)." in by_both
    assert "There are records with another aid or none (see --aid), in progress" in by_aid
    assert "(see --unfinished)." in by_aid


def test_where_there_is_no_record_at_all_nothing_is_advised(data: Path, tells: Tells) -> None:
    kept(data).close()

    told = tells()

    assert told.rstrip().endswith("There are no other records.")
    assert "--" not in told
