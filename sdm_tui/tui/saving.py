"""Saving while people talk: on disk within a second, off the screen's thread, and told honestly."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from sdm_tui.consultation.model import Consultation
from sdm_tui.errors import SdmError, UnknownName
from sdm_tui.tui.services import Services

WAIT: Final = 0.4
"""Seconds from the first change to the save; later changes do not put it off."""


@dataclass
class SaveEnded(Message):
    """A save reached the disk, or did not."""

    consultation: Consultation
    at: datetime
    fault: SdmError | None


class Saver:
    """Saves one screen's consultation: one save at a time, always the latest value."""

    def __init__(self, services: Services, screen: Screen[None], texts: dict[str, str]) -> None:
        """Save for a screen; `texts` of the aid, by their hash, are kept with its consultation."""
        self._services = services
        self._screen = screen
        self._texts = texts
        self._timer: Timer | None = None
        self._is_busy = False
        self.pending: Consultation | None = None
        """What is not yet on disk."""
        self.fault: SdmError | None = None
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
        """Save this value soon."""
        self.pending = consultation
        if self._timer is None:
            self._timer = self._screen.set_timer(WAIT, self._begin)

    def flush(self) -> SdmError | None:
        """Save now and wait for it; return what went wrong."""
        if self.pending is not None:
            self._note(self._write(self.pending))
        return self.fault

    def ended(self, message: SaveEnded) -> None:
        """Note how a save ended, and go on where something changed meanwhile."""
        self._is_busy = False
        self._note(message)
        if self.pending is not None and self.fault is None and self._timer is None:
            self._timer = self._screen.set_timer(WAIT, self._begin)

    def _note(self, message: SaveEnded) -> None:
        self.fault = message.fault
        if message.fault is None:
            self.saved_at = message.at
            if self.pending is message.consultation:
                self.pending = None

    def _begin(self) -> None:
        self._timer = None
        if self._is_busy or self.pending is None:
            return
        self._is_busy = True
        save = partial(self._write_and_tell, self.pending)
        self._screen.run_worker(save, thread=True, group="saving")

    def _write_and_tell(self, consultation: Consultation) -> None:
        self._screen.post_message(self._write(consultation))

    def _write(self, consultation: Consultation) -> SaveEnded:
        store = self._services.store
        # The time is taken before the write: it vouches for what was there then, and no more.
        at = self._services.now()
        fault: SdmError | None = None
        try:
            if consultation.start.agrees_to_record == "no":
                with suppress(UnknownName):  # it was never kept, so nothing is left to erase
                    store.delete(consultation.id)
            else:
                # Leaving may write at the same time as the worker: both may keep the same text.
                for content_hash, text in list(self._texts.items()):
                    store.keep_aid(content_hash, text)
                    self._texts.pop(content_hash, None)
                store.put(consultation)
        except SdmError as error:
            fault = error
        return SaveEnded(consultation, at, fault)
