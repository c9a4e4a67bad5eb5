"""What the tests of the store keep in it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, started

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def consultation(name: str, words: str = "", *, minute: int = 0) -> Consultation:
    """Return a consultation that holds `words` and was touched so many minutes after NOW."""
    made = moves.write(started(name, NOW, None), "what_matters.important", words)
    return moves.touch(made, NOW + timedelta(minutes=minute))


def on_disk(path: Path) -> dict[str, Any]:
    """Return what a store's file holds."""
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return held


def rewritten(path: Path, data: Any) -> None:
    """Put other data in a store's file, as something else than the store would."""
    path.write_text(json.dumps(data), encoding="utf-8")
