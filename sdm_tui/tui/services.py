"""What screens may reach: one frozen object, so that a test can hand in its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sdm_tui.aids.library import AidEntry, Library
from sdm_tui.aids.sign_off import SignOffs, Standing, read_sign_offs
from sdm_tui.settings import Route
from sdm_tui.store import Store


@dataclass(frozen=True)
class Services:
    """The library, the store, the clock and a source of new ids."""

    library: Library
    store: Store
    now: Callable[[], datetime]
    """The present moment, with its zone."""
    new_id: Callable[[], str]
    save_folder: Path
    """Where files that a person asks for are offered to be written."""
    rehearsal: bool = False
    route: Route = 10
    keys: tuple[tuple[str, str], ...] = ()
    """Commands that the settings bind to other keys: name, key."""
    sign_off_files: tuple[Path, ...] = ()
    """Every file of sign-offs that is read; new ones are kept in the first."""

    def today(self) -> date:
        """Return the present day."""
        return self.now().date()

    def sign_offs(self) -> SignOffs:
        """Return the sign-offs as their files hold them now."""
        return read_sign_offs(self.sign_off_files)

    def standing(self, entry: AidEntry) -> Standing:
        """Return how the sign-off of a listed aid stands now."""
        held = self.sign_offs()
        return held.standing(entry.slug, entry.content_hash, entry.overlay_hash)
