"""What each stage is called: on its own, since a list of records needs no more."""

from typing import Final, Literal

StageName = Literal["start", "what-matters", "options", "benefits-and-risks", "deciding", "summary"]
TITLES: Final[dict[StageName, str]] = {
    "start": "Start",
    "what-matters": "What matters",
    "options": "Options",
    "benefits-and-risks": "Benefits and risks",
    "deciding": "Deciding together",
    "summary": "Summary",
}


def stage_title(name: str) -> str:
    """Return what a stage is called; a stage of another version by its own name."""
    return next((title for known, title in TITLES.items() if known == name), name)
