"""A store's file is built beside its place and put there whole, so that none is ever half made."""

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sdm_tui.replacing import flush_folder, rename_over
from sdm_tui.store.engine import Engine
from sdm_tui.store.file import beside, create
from sdm_tui.store.sealing import Sealing

if TYPE_CHECKING:
    from sdm_tui.store.keys import Slot


def build(
    path: Path,
    sealing: Sealing,
    about: dict[str, str],
    slots: "Sequence[Slot]",
    names: dict[str, str],
    fill: Callable[[Engine], None],
) -> None:
    """Put a new store in a place, in place of what is there.

    about: the store's id under "store", and when it was made. fill: puts the first documents in.
    Raises sqlite3.Error or OSError; what is in the place is then as it was.
    """
    with beside(path) as fresh, closing(create(fresh)) as connection:
        encryption = "aes-256-gcm" if sealing.is_encrypted else "none"
        described = {"app": "sdm-tui", **about, "encryption": encryption}
        connection.executemany("INSERT INTO about VALUES (?, ?)", described.items())
        connection.executemany(
            "INSERT INTO slots VALUES (?, ?)", [(s.name, s.model_dump_json()) for s in slots]
        )
        connection.execute("COMMIT")
        engine = Engine(connection, fresh, sealing, names)
        with engine.change():
            fill(engine)
        connection.close()
        rename_over(fresh, path)
        flush_folder(path.parent)


def described(store_id: str, made: datetime) -> dict[str, str]:
    """Return what a new store says about itself."""
    return {"store": store_id, "made": made.isoformat()}
