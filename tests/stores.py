"""Stores for tests of everything but the store itself: plain, and so without a passphrase."""

from datetime import datetime
from pathlib import Path

from sdm_tui.store import Store, open_store


def plain_store(folder: Path, now: datetime, *, rehearsal: bool = False) -> Store:
    """Return the store of a folder, made without a passphrase where there is none."""
    store = open_store(folder, rehearsal=rehearsal, clock=lambda: now, who="Dr Test")
    if store.state == "new":
        store.create(None)
    return store
