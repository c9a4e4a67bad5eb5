"""Fixtures of the full-screen tests."""

from tests.tui.room import open_room, store

__all__ = ["open_room", "store"]
