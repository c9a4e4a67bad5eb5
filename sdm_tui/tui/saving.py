"""Saving while people talk: on disk within a second, off the screen's thread, and told honestly."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Lock
from time import monotonic
from typing import Final

from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from sdm_tui.consultation.model import Consultation
from sdm_tui.errors import SdmError, UnknownName
from sdm_tui.tui.services import Services

QUIET: Final = 0.3
"""Seconds without another change after which a change is saved."""
LONGEST: Final = 1.0
"""Seconds after which a change is saved however fast others follow."""
_AT_ONCE: Final = 0.02
"""Seconds that are not worth another timer."""


@dataclass
class SaveEnded(Message):
    """A save reached the disk, or did not."""

    consultation: Consultation
    change: int
    """Which change of the consultation was written, counted from its opening."""
    attempt: int
    """Which save it was; one save follows another, so the last one says how things stand."""
    at: datetime
    fault: SdmError | None


class Saver:
    """Saves one screen's consultation: one save at a time, always the latest value."""

    def __init__(
        self,
        services: Services,
        screen: Screen[None],
        texts: dict[str, str],
        elapsed: Callable[[], float] = monotonic,
    ) -> None:
        """Save for a screen; `texts` of the aid, by their hash, are kept with its consultation.

        elapsed: seconds from any fixed moment on.
        """
        self._services = services
        self._screen = screen
        self._texts = texts
        self._elapsed = elapsed
        self._timer: Timer | None = None
        self._waits_since = self._last_change = 0.0
        self._is_busy = False
        self._changes = 0
        self._attempts = 0
        self._told = 0
        """The latest attempt that was told of; news of an earlier one comes late."""
        self._kept: SaveEnded | None = None
        """The last save that reached the disk: what comes late is not written over it."""
        self._turn = Lock()
        self.pending: Consultation | None = None
        """What is not yet on disk."""
        self.fault: SdmError | None = None
        """Why the last save failed; nothing is saved again before somebody asks for it."""
        self.saved_at: datetime | None = None

    def words(self, consultation: Consultation) -> str:
        """Return what the screen says about how safe the consultation is."""
        if self.fault is not None:
            return f"NOT SAVED: {self.fault.message} Ctrl+S tries again or saves elsewhere."
        if consultation.start.agrees_to_record == "no":
            return "not kept, as agreed"
        if consultation.is_sealed and self.pending is None:
            return "finished and saved"
        if self.pending is not None:
            return "saving"
        if self.saved_at is None:
            return ""
        at = self.saved_at
        return f"saved {at.hour:02}:{at.minute:02}:{at.second:02}"

    def changed(self, consultation: Consultation) -> None:
        """Save this value once it is quiet for a moment; after a failed save only keep it."""
        self.pending = consultation
        self._changes += 1
        if self.fault is not None:
            return
        self._last_change = self._elapsed()
        if self._timer is None:
            self._waits_since = self._last_change
            self._timer = self._screen.set_timer(QUIET, self._when_quiet)

    def flush(self) -> SdmError | None:
        """Save now and wait for it, also after a failed save; return what went wrong."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self.pending is not None:
            with self._turn:
                ended = self._written(self.pending, self._changes)
            self._note(ended)
        return self.fault

    def try_again(self) -> SdmError | None:
        """Have the store write again after a fault, and save now; return what went wrong."""
        try:
            self._services.store.try_again()
        except SdmError as error:
            self.fault = error
            return error
        return self.flush()

    def ended(self, message: SaveEnded) -> None:
        """Note how a save ended, and go on where something changed meanwhile."""
        self._is_busy = False
        self._note(message)
        if self.pending is not None and self.fault is None and self._timer is None:
            self._waits_since = self._elapsed()
            self._timer = self._screen.set_timer(QUIET, self._when_quiet)

    def _note(self, message: SaveEnded) -> None:
        if message.attempt < self._told:
            return
        self._told = message.attempt
        self.fault = message.fault
        if message.fault is None:
            self.saved_at = message.at
            if self.pending is message.consultation:
                self.pending = None

    def _when_quiet(self) -> None:
        """Save, or wait on where more was typed meanwhile and the longest wait is not over."""
        now = self._elapsed()
        due = min(self._last_change + QUIET, self._waits_since + LONGEST)
        if due - now > _AT_ONCE:
            self._timer = self._screen.set_timer(due - now, self._when_quiet)
            return
        self._timer = None
        self._begin()

    def _begin(self) -> None:
        if self._is_busy or self.pending is None or self.fault is not None:
            return
        self._is_busy = True
        save = partial(self._write_and_tell, self.pending, self._changes)
        self._screen.run_worker(save, thread=True, group="saving")

    def _write_and_tell(self, consultation: Consultation, change: int) -> None:
        # Leaving or locking may have written the same change meanwhile, or a later one.
        with self._turn:
            if self._kept is not None and change <= self._kept.change:
                ended = self._kept
            else:
                ended = self._written(consultation, change)
        self._screen.post_message(ended)

    def _written(self, consultation: Consultation, change: int) -> SaveEnded:
        store = self._services.store
        # The time is taken before the write: it vouches for what was there then, and no more.
        at = self._services.now()
        fault: SdmError | None = None
        try:
            if consultation.start.agrees_to_record == "no":
                with suppress(UnknownName):  # it was never kept, so nothing is left to erase
                    store.delete(consultation.id, "the person did not agree to a record")
            else:
                for content_hash, text in list(self._texts.items()):
                    store.keep_aid(content_hash, text)
                    self._texts.pop(content_hash, None)
                store.put(consultation)
        except SdmError as error:
            fault = error
        self._attempts += 1
        ended = SaveEnded(consultation, change, self._attempts, at, fault)
        if fault is None:
            self._kept = ended
        return ended
