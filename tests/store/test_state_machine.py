"""In whatever order people save, finish, erase, lock, close and crash, nothing is lost."""

import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation
from sdm_tui.errors import RecordSealed, UnknownName
from sdm_tui.store import log
from tests.store.samples import NOW, PASSPHRASE, consultation, opened, plain_store, sealed_store

NAMES = st.sampled_from(["first", "second", "third", "fourth"])
WORDS = st.text(st.characters(), max_size=20)
TEXTS = st.sampled_from(["title: one", "title: two \ud800", "x" * 900])


class Crash(Exception):
    """What ends a change in the middle."""


class StoreAgainstDictionary(RuleBasedStateMachine):
    """A store, and what plain dictionaries would hold after the same."""

    def __init__(self) -> None:
        super().__init__()
        self.temporary = TemporaryDirectory()
        self.folder = Path(self.temporary.name) / "0"
        self.held: dict[str, Consultation] = {}
        """What is kept, the one changed last at the end."""
        self.aids: dict[str, str] = {}
        self.crashes = 0

    @initialize(encrypted=st.booleans())
    def make(self, encrypted: bool) -> None:  # noqa: FBT001 - hypothesis hands it in by name
        self.store = (sealed_store if encrypted else plain_store)(self.folder)

    def keep(self, made: Consultation) -> None:
        self.held.pop(made.id, None)
        self.held[made.id] = made

    @rule(name=NAMES, words=WORDS, minute=st.integers(0, 50))
    def put(self, name: str, words: str, minute: int) -> None:
        made = consultation(name, words, minute=minute)
        if name in self.held and self.held[name].is_sealed:
            with pytest.raises(RecordSealed):
                self.store.put(made)
        else:
            self.store.put(made)
            self.keep(made)

    @rule(name=NAMES)
    def finish(self, name: str) -> None:
        if name in self.held and not self.held[name].is_sealed:
            sealed = moves.seal(self.store.get(name), NOW)
            self.store.put(sealed)
            self.keep(sealed)

    @rule(name=NAMES, words=WORDS)
    def amend(self, name: str, words: str) -> None:
        if name in self.held and self.held[name].is_sealed:
            amended = moves.amend(self.store.get(name), "because", f"a slip {words}", NOW)
            self.store.put(amended)
            self.keep(amended)

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        if name in self.held:
            self.store.delete(name, "asked to")
            del self.held[name]
        else:
            with pytest.raises(UnknownName):
                self.store.delete(name)

    @rule(name=NAMES, content=TEXTS)
    def keep_aid(self, name: str, content: str) -> None:
        self.store.keep_aid(name, content)
        self.aids.setdefault(name, content)

    @precondition(lambda self: self.store.is_encrypted)
    @rule()
    def lock_and_unlock(self) -> None:
        self.store.lock()
        self.store.unlock(PASSPHRASE)

    @rule()
    def close_and_open(self) -> None:
        self.store.close()
        self.open()

    @rule(name=NAMES, words=WORDS)
    def crash_in_the_middle(self, name: str, words: str) -> None:
        """Leave everything as it is in the middle of a change, and go on with a copy of that."""
        with suppress(Crash), self.store.changing() as engine:
            engine.put("consultations", 1, {"id": name, "words": words})
            engine.put("something new", 1, {"words": words})
            log.append(engine, NOW, "Dr Grey", "changed", name)
            self.crash()
        self.store.close()
        self.open()

    @rule(name=NAMES, words=WORDS)
    def crash_after_saving(self, name: str, words: str) -> None:
        """Leave everything as it is after a change, without closing anything."""
        if name not in self.held:
            self.store.put(made := consultation(name, words))
            self.keep(made)
        with suppress(Crash):
            self.crash()
        self.store.close()
        self.open()

    def crash(self) -> None:
        self.crashes += 1
        copy = self.folder.with_name(str(self.crashes))
        shutil.copytree(self.folder, copy)
        self.folder = copy
        raise Crash

    def open(self) -> None:
        self.store = opened(self.folder)
        if self.store.state == "locked":
            self.store.unlock(PASSPHRASE)
        assert self.store.notices == []
        assert not self.store.read_only

    @invariant()
    def the_same_is_held(self) -> None:
        if not hasattr(self, "store"):
            return
        found = {c.id: c for c in self.store.consultations()}
        assert found == self.held
        assert list(found) == list(self.held)[::-1]
        assert [e.is_sealed for e in self.store.entries()] == [c.is_sealed for c in found.values()]
        assert {name: self.store.kept_aid(name) for name in self.aids} == self.aids
        assert self.store.unreadable() == []
        going_on = [name for name in found if not found[name].is_sealed]
        last = self.store.last_touched()
        assert (last.id if last else None) == (going_on[0] if going_on else None)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            engine = self.store.engine
            assert engine.read_head().tally == engine.tally_of_rows()
            assert not any(isinstance(e, log.Broken) for e in log.entries(engine))
            self.store.close()
        self.temporary.cleanup()


TestStoreAgainstDictionary = StoreAgainstDictionary.TestCase
TestStoreAgainstDictionary.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None
)
