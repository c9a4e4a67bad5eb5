"""Fixtures of the screen pictures."""

from tests.tui.room import open_room, store

__all__ = ["open_room", "store"]
