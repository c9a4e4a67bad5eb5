"""What widgets tell the screen that holds the consultation."""

from dataclasses import dataclass

from textual.message import Message

from sdm_tui.consultation.moves import Move
from sdm_tui.consultation.stage_names import StageName


@dataclass
class MoveMade(Message):
    """Somebody made a move; the screen makes the next consultation from it.

    Moves that follow each other with the same `about` are undone together, as typing is.
    """

    move: Move
    about: str = ""
    goes_on: bool = False
    """Whether the focus goes on to the next field once the move is shown."""


@dataclass
class StageWanted(Message):
    """Somebody asked for a stage from within another one."""

    stage: StageName
