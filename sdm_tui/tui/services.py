"""What screens may reach: one frozen object, so that a test can hand in its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sdm_tui.aids.library import Library
from sdm_tui.aids.sign_off import SignOffs, Standing, read_sign_offs
from sdm_tui.settings import Route
from sdm_tui.store import Store

if TYPE_CHECKING:
    # The models cost a third of the time until the list is up, which needs none of them.
    from sdm_tui.consultation.model import AidUsed


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
    who: str = ""
    """Whom amendments name, as configured."""
    lock_after: int = 0
    """Minutes without a key or the mouse after which the screen is locked; 0 never locks it."""
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

    def standing_now(self, used: "AidUsed | None") -> Standing:
        """Return how the sign-off of a record's aid stands now, for the exact text that it used."""
        if used is None:
            return Standing()
        overlay_hash = ""
        if used.overlays:
            from sdm_tui.aids.local_facts import overlays_hash

            overlay_hash = overlays_hash([overlay.content_hash for overlay in used.overlays])
        return self.sign_offs().standing(used.slug, used.content_hash, overlay_hash)
