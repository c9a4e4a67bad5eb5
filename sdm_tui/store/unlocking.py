"""The keys of a store: making it, unlocking it, and changing what unlocks it."""

import sqlite3
from contextlib import suppress
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from sdm_tui.errors import NotSaved, StoreError, WrongPassphrase
from sdm_tui.store.reopening import ReopenedFile
from sdm_tui.store.sealing import Damaged, Encrypted, Plain, Sealing

if TYPE_CHECKING:
    # What these cost to import is paid when a store is unlocked, not by every command.
    from sdm_tui.store import log
    from sdm_tui.store.keys import Cost, Slot

LONGEST_DELAY: Final = 60
"""Seconds to wait after many wrong passphrases; the first costs one and each further one twice
as much."""


_WITH: Final = {
    "passphrase": "with the passphrase",
    "recovery": "with the recovery key",
    "windows": "with the Windows login",
}


class UnlockedFile(ReopenedFile):
    """A store's file with what opens it: a passphrase, a recovery key, a Windows login."""

    def create(self, passphrase: str | None, cost: "Cost | None" = None) -> str:
        """Make the store; return the recovery key, to be shown once, or "" for a plain store.

        passphrase: None makes a store that anybody who finds it can read. Raises TooShort,
        NotSaved or ReadOnly.
        """
        from sdm_tui.store import keys

        if passphrase is not None:
            keys.check_new_passphrase(passphrase)
        with self.turn:
            if self.state != "new":
                raise NotSaved("There is a store here already. It is left as it was.")
            self._claim()
            store_id, recovery_key = uuid4().hex, ""
            sealing: Sealing = Plain(store_id)
            slots: list[Slot] = []
            if passphrase is not None:
                data_key, recovery_key = keys.new_data_key(), keys.new_recovery_key()
                sealing = Encrypted(data_key, store_id)
                slots.append(
                    keys.passphrase_slot(passphrase, data_key, store_id, cost or keys.USUAL)
                )
                slots.append(keys.recovery_slot(recovery_key, data_key, store_id))
            self._make(sealing, store_id, slots)
        return recovery_key

    def unlock(self, secret: str) -> None:
        """Open an encrypted store with its passphrase or its recovery key.

        A store that is open already looks at what was typed all the same.

        Raises WrongPassphrase, after which `seconds_to_wait` says when another try is looked at,
        NotSetUp or StoreUnreadable.
        """
        from sdm_tui.store import keys

        if self.state == "new":
            _ = self.engine  # says that there is nothing to open
        slots = self.slots()
        is_recovery = keys.is_recovery_key(secret)
        for slot in slots:
            if (slot.name == "recovery") == is_recovery and slot.name != "windows":
                data_key = keys.opened(slot, secret, self.store_id)
                if data_key is not None:
                    self._unlocked(data_key, slot.name)
                    return
        self._note_failure()
        if not any((slot.name == "recovery") == is_recovery for slot in slots):
            kind = "recovery key" if is_recovery else "passphrase"
            raise WrongPassphrase(
                f"The part of {self.path} that the {kind} opens is damaged. Nothing was changed.",
                "Use the other of the two: the passphrase, or the recovery key that was printed.",
            )
        raise WrongPassphrase(
            "That does not open the records. Nothing was changed.",
            "Look at Caps Lock and the keyboard's language, or use the recovery key.",
        )

    def prove(self, secret: str) -> None:
        """Make sure that whoever is there may change what opens the store, which is open.

        An open store that is left alone must not be taken over by whoever passes. Raises
        WrongPassphrase, also while a wrong one is still to be waited for.
        """
        if (wait := self.seconds_to_wait()) > 0:
            raise WrongPassphrase(
                "A wrong passphrase was given a moment ago. Nothing was changed.",
                f"Try again in {ceil(wait)} seconds." if wait > 1 else "Try again in 1 second.",
            )
        self.unlock(secret)

    def unlock_with_login(self) -> bool:
        """Open an encrypted store where this Windows login may; say whether it is open."""
        from sdm_tui.store import keys

        for slot in self.slots() if self.state == "locked" else ():
            if slot.name == "windows" and (found := keys.opened(slot, "", self.store_id)):
                self._unlocked(found, slot.name)
        return self.state == "open"

    def unlock_like(self, other: "UnlockedFile") -> bool:
        """Open an encrypted store with the key of another that is open; say whether it is open.

        Raises StoreLocked or NotSetUp where the other is not open, or StoreUnreadable.
        """
        sealing = other.engine.sealing
        with self.turn:
            if self.state == "locked" and isinstance(sealing, Encrypted):
                engine = self._engine_over(Encrypted(sealing.data_key, self.store_id))
                with suppress(Damaged), self.reading():
                    engine.read_head()
                    self._engine = engine
                    self._look_at_anchor()
        return self.state == "open"

    def lock(self) -> None:
        """Forget the key, so that only the passphrase opens the store again."""
        with self.turn:
            if self._engine is not None and self._engine.sealing.is_encrypted:
                self._write_anchor()
                self._engine = None

    def seconds_to_wait(self) -> float:
        """Return how long no further passphrase is looked at, in seconds."""
        with self.turn:
            if self._connection is None:
                return 0
            try:
                found = self._connection.execute("SELECT at FROM failures").fetchall()
            except sqlite3.Error:
                return 0
        if not found:
            return 0
        delay = min(2.0 ** min(len(found) - 1, 16), LONGEST_DELAY)
        try:
            passed = (self._clock() - datetime.fromisoformat(found[-1][0])).total_seconds()
        except (ValueError, TypeError):
            return delay
        return min(max(0.0, delay - passed), delay)

    def slots(self) -> "list[Slot]":
        """Return the slots that are in order."""
        from sdm_tui.store.keys import read_slot

        with self.turn:
            if self._connection is None:
                return []
            with self.reading():
                found = self._connection.execute("SELECT content FROM slots").fetchall()
        return [slot for (content,) in found if (slot := read_slot(str(content)))]

    def _unlocked(self, data_key: bytes, slot: str) -> None:
        with self.turn:
            self._engine = self._engine_over(Encrypted(data_key, self.store_id))
            self._look_at_anchor()
            if self.read_only:
                return
            with suppress(StoreError):
                self._log_unlocking(slot)

    def _log_unlocking(self, slot: str) -> None:
        from sdm_tui.store import log

        with self.changing() as engine:
            for (at,) in engine.connection.execute("SELECT at FROM failures").fetchall():
                why = "a wrong passphrase; noted here when somebody next unlocked"
                try:
                    moment = datetime.fromisoformat(at)
                except (TypeError, ValueError):
                    moment, why = (
                        self._clock(),
                        "a wrong passphrase; when is not known",
                    )
                log.append(engine, moment, "unknown", "unlock failed", why=why)
            engine.connection.execute("DELETE FROM failures")
            log.append(engine, self._clock(), self.who, "unlocked", why=_WITH[slot])

    def _note_failure(self) -> None:
        with self.turn, suppress(sqlite3.Error):
            if self._connection is not None and not self.read_only:
                at = self._clock().isoformat()
                self._connection.execute("INSERT INTO failures VALUES (?)", (at,))

    def change_passphrase(self, passphrase: str, cost: "Cost | None" = None) -> None:
        """Have another passphrase open the store; no record is written anew.

        Raises TooShort, NotSaved or ReadOnly.
        """
        from sdm_tui.store import keys

        keys.check_new_passphrase(passphrase)
        data_key = self._data_key()
        slot = keys.passphrase_slot(passphrase, data_key, self.store_id, cost or keys.USUAL)
        self._put_slot(slot, "passphrase changed")

    def change_recovery_key(self) -> str:
        """Return a new recovery key, to be shown once; the one before opens the store no more.

        Raises NotSaved or ReadOnly.
        """
        from sdm_tui.store import keys

        recovery_key = keys.new_recovery_key()
        slot = keys.recovery_slot(recovery_key, self._data_key(), self.store_id)
        self._put_slot(slot, "recovery key changed")
        return recovery_key

    def bind_to_login(self) -> None:
        """Let this Windows login on this computer open the store without a passphrase.

        Raises NotSaved or ReadOnly, also where the system has no such thing.
        """
        from sdm_tui.store import keys

        try:
            slot = keys.windows_slot(self._data_key(), self.store_id)
        except OSError as error:
            raise NotSaved(
                f"The store was not bound to this login: {error}. Nothing was changed.",
                "Open it with the passphrase as before.",
            ) from error
        self._put_slot(slot, "login slot changed")

    def release_from_login(self) -> None:
        """Let no login open the store without its passphrase.

        Raises NotSaved, also where none does, or ReadOnly.
        """
        from sdm_tui.store import log

        with self.changing() as engine:
            if not engine.connection.execute("DELETE FROM slots WHERE name = 'windows'").rowcount:
                raise NotSaved("No Windows login opens this store. Nothing was changed.")
            log.append(engine, self._clock(), self.who, "login slot changed", why="removed")

    def _data_key(self) -> bytes:
        sealing = self.engine.sealing
        if not isinstance(sealing, Encrypted):
            raise NotSaved(
                "This store is not encrypted, so no key opens it. Nothing was changed.",
                '"sdm-tui store passphrase" encrypts it.',
            )
        return sealing.data_key

    def _put_slot(self, slot: "Slot", what: "log.What") -> None:
        from sdm_tui.store import log

        with self.changing() as engine:
            engine.connection.execute(
                "INSERT INTO slots VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET content = excluded.content",
                (slot.name, slot.model_dump_json()),
            )
            log.append(engine, self._clock(), self.who, what)
