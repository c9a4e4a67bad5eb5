"""Whether a store outlives its writers: hundreds of them are killed at random moments.

Run with `python benchmarks/soak.py`. README.md beside this file says what is done and what the
summary means. Exit status 1 says that something was lost.
"""

import argparse
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal, Self

from sdm_tui.aids.reading import content_hash
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import started
from sdm_tui.errors import SdmError
from sdm_tui.store import Store
from sdm_tui.store.keys import Cost
from sdm_tui.store.verifying import verify

KILLS: Final = 500
WHILE_OPENING: Final = 0.13
"""Of all kills, so many are aimed at the opening of the store; not all of them hit it."""
LONGEST: Final = 0.3
"""Seconds that a writer lives at most once it has opened the store."""
MADE_ONE: Final = 0.5
"""Of the other kills, so many wait for the first change to be made, however long it takes."""
CHANGES: Final = 10
"""A writer makes so many changes at most before it closes the store and opens it again."""
MOST_RECORDS: Final = 40
"""From so many on, a record is erased for each that is added."""
AIDS: Final = 30
_PASSPHRASE: Final = "nobody is in these records"  # noqa: S105 - it opens made-up records only
_CHEAPEST: Final = Cost(memory_kib=19 * 1024, passes=2, lanes=1)
_LONGEST_WAIT: Final = 60.0
"""Seconds after which a writer that says nothing is taken to hang."""


@dataclass(frozen=True)
class Change:
    """One change that a writer makes."""

    what: Literal["put", "finish", "erase", "keep aid"]
    record: str
    count: int = 0
    """Which text the record then holds; it grows by one with each put."""


@dataclass(frozen=True)
class Model:
    """What a store must hold: which text of each record and whether it is finished, and aids."""

    records: dict[str, tuple[int, bool]] = field(default_factory=dict)
    aids: frozenset[str] = frozenset()

    def after(self, change: Change) -> "Model":
        """Return what it must hold once a change was made."""
        records = dict(self.records)
        match change.what:
            case "put":
                records[change.record] = change.count, False
            case "finish":
                records[change.record] = change.count, True
            case "erase":
                del records[change.record]
            case "keep aid":
                return Model(records, self.aids | {change.record})
        return Model(records, self.aids)


@dataclass
class Summary:
    """What a soak did and what it found."""

    kills: int = 0
    while_opening: int = 0
    inside_write: int = 0
    """Kills after which a journal was there: SQLite undoes what was half written."""
    acknowledged: int = 0
    """Changes whose writer said, before it was killed, that they were made."""
    further: int = 0
    """Changes that were made whole although their writer did not come to say so."""
    lost: list[str] = field(default_factory=list)
    failed_to_open: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_sound(self) -> bool:
        """Whether nothing was lost, and the store always opened and was in order."""
        return not (self.lost or self.failed_to_open or self.unsound)

    def lines(self) -> Iterator[str]:
        """Yield the summary for a person, what went wrong last."""
        faults = self.lost, self.failed_to_open, self.unsound
        yield f"kills                         {self.kills:>7,}"
        yield f"  while opening               {self.while_opening:>7,}"
        yield f"  inside a write              {self.inside_write:>7,}"
        yield f"changes acknowledged          {self.acknowledged:>7,}"
        yield f"  made and not acknowledged   {self.further:>7,}"
        for what, found in zip(("lost", "failed to open", "not in order"), faults, strict=True):
            yield f"{what:<30}{len(found):>7,}"
        yield f"seconds                       {self.seconds:>7,.0f}"
        yield from (line for found in faults for line in found)


class Soak:
    """One store, the writers that are killed over it, and the model that it is held against."""

    def __init__(
        self, folder: Path, seed: int, *, is_encrypted: bool, longest: float = LONGEST
    ) -> None:
        """Begin in an empty folder; the seed chooses what is written and when writers die.

        longest: seconds that a writer lives at most once it has opened the store.
        """
        self.model = Model()
        self.summary = Summary()
        self._store, self._copy = folder / "soak" / "soak.db", folder / "copy"
        self._chance = Random(seed)  # noqa: S311 - instants, not secrets
        self._longest = longest
        self._doing: Change | None = None
        self._opening_takes = 0.03
        kind = "--encrypted" if is_encrypted else "--plain"
        self._writers = subprocess.Popen(
            (sys.executable, __file__, "--write-in", str(self._store.parent), kind),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )

    def __enter__(self) -> Self:
        self._key = str(self._heard()["key"])
        return self

    def __exit__(self, *_: object) -> None:
        self._writers.kill()
        self._writers.communicate()

    def run(self, kills: int) -> Summary:
        """Kill so many writers, looking at the store after each; then look at it for good."""
        began = time.monotonic()
        while self.summary.kills < kills and not self.summary.failed_to_open:
            self.kill_one()
            shutil.copytree(self._store.parent, self._copy)
            self.look_at(self._copy / self._store.name)
            shutil.rmtree(self._copy)
        if not self.summary.failed_to_open:
            self.look_at(self._store)
        self.summary.seconds += time.monotonic() - began
        return self.summary

    def kill_one(self) -> None:
        """Have a writer begin, note what it acknowledges, and kill it."""
        stdin = self._writers.stdin
        if stdin is None:
            raise RuntimeError("nothing tells the writers to begin")
        stdin.write(b"%d\n" % self._chance.getrandbits(32))
        writer = int(self._heard()["opening"])
        began, life = time.monotonic(), self._chance.uniform(0, self._longest)
        is_open = False
        if self._chance.random() < WHILE_OPENING:
            life = self._chance.uniform(0, self._opening_takes)
        else:
            is_open = self._note(told := self._heard())
            self._opening_takes = time.monotonic() - began
            waits = self._chance.random() < MADE_ONE
            while waits and not told.keys() & {"done", "failed"}:
                self._note(told := self._heard())
        end = time.monotonic() + life
        while (told := self._heard(end)) is not None:
            is_open |= self._note(told)
        os.kill(writer, signal.SIGKILL)
        while "ended" not in (told := self._heard()):
            is_open |= self._note(told)
        self.summary.kills += 1
        self.summary.while_opening += not is_open
        journal = self._store.with_name(f"{self._store.name}-journal")
        self.summary.inside_write += journal.exists() and journal.stat().st_size > 0

    def look_at(self, path: Path) -> None:
        """Open the store, compare it with the model, and check it from end to end."""
        where = f"after kill {self.summary.kills}"
        try:
            with opened(path, self._key) as store:
                found = held(store)
                findings = [*verify(store).findings, *store.notices]
        except SdmError as error:
            self.summary.failed_to_open.append(f"{where}: {error}")
            return
        self.summary.unsound += [f"{where}: {finding}" for finding in findings]
        if self._doing is not None and found == self.model.after(self._doing):
            self.summary.further += 1
        else:
            self.summary.lost += [f"{where}: {line}" for line in differences(self.model, found)]
        self.model, self._doing = found, None

    def _note(self, told: dict[str, Any]) -> bool:
        """Take in what a writer says; return whether it says that it opened the store."""
        match told:
            case {"failed": str(why)}:
                self.summary.failed_to_open.append(why)
            case {"doing": dict(change)}:
                self._doing = Change(**change)
            case {"done": True} if self._doing is not None:
                self.model, self._doing = self.model.after(self._doing), None
                self.summary.acknowledged += 1
        return "opened" in told

    def _heard(self, end: float | None = None) -> Any:
        """Return the next line that the writers say, or None where none comes up to `end`."""
        stdout = self._writers.stdout
        left = _LONGEST_WAIT if end is None else max(0.0, end - time.monotonic())
        if stdout is None or not select.select([stdout], [], [], left)[0]:
            if end is None:
                raise TimeoutError("the writers say nothing")
            return None
        return json.loads(stdout.readline())


def said(record: str, count: int) -> str:
    """Return the text of a record; it grows, starts over, and does not compress well."""
    chance = Random(f"{record} {count}")  # noqa: S311 - it makes up words, not keys
    return f"{count} {chance.randbytes(count % 12 * 400).hex()}"


def aid(number: str) -> str:
    """Return the text of an aid."""
    return Random(number).randbytes(8_000).hex()  # noqa: S311 - it makes up words, not keys


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@contextmanager
def opened(path: Path, key: str) -> Iterator[Store]:
    """Open a store, and close its file afterwards."""
    store = Store(path, clock=now)
    if key:
        store.unlock(key)
    try:
        yield store
    finally:
        store.close()
        store.engine.connection.close()


def held(store: Store) -> Model:
    """Return what a store holds; a text that is none of ours counts as number -1."""
    records = {}
    for record in store.ids():
        consultation = store.get(record)
        count = _count_in(consultation.what_matters.important)
        if consultation.what_matters.important != said(record, count):
            count = -1
        records[record] = count, consultation.is_sealed
    numbers = map(str, range(AIDS))
    return Model(records, frozenset(n for n in numbers if store.kept_aid(_hash(n)) == aid(n)))


def differences(model: Model, found: Model) -> list[str]:
    """Return how a store differs from what it must hold, a line for each record and aid."""
    lines = []
    for record in sorted(model.records.keys() | found.records.keys()):
        due, there = model.records.get(record), found.records.get(record)
        if due != there:
            lines.append(f"record {record} must be at {due} and is at {there}")
    lines += [f"aid {number} was kept and is gone" for number in sorted(model.aids - found.aids)]
    lines += [f"aid {number} was never kept" for number in sorted(found.aids - model.aids)]
    return lines


def _count_in(text: str) -> int:
    first = text.partition(" ")[0]
    return int(first) if first.isdecimal() else -1


def _hash(number: str) -> str:
    return content_hash(aid(number).encode())


def _say(answer: object) -> None:
    os.write(sys.stdout.fileno(), json.dumps(answer).encode() + b"\n")


def write_until_killed(folder: Path, *, is_encrypted: bool) -> None:
    """Make a store; then, for each number that comes in, have a writer live until it is killed.

    Each is a copy of this process, which has imported everything already.
    """
    folder.mkdir()
    path = folder / "soak.db"
    store = Store(path, clock=now)
    key = store.create(_PASSPHRASE if is_encrypted else None, _CHEAPEST)
    store.close()
    store.engine.connection.close()
    with opened(path, key) as store:
        _say({"key": key})
        verify(store)  # imports what is imported late
    for line in sys.stdin:
        writer = os.fork()
        if not writer:
            _live(path, key, Random(int(line)))  # noqa: S311 - made-up changes
        os.waitpid(writer, 0)
        _say({"ended": writer})


def _live(path: Path, key: str, chance: Random) -> None:
    _say({"opening": os.getpid()})
    try:
        while True:
            with opened(path, key) as store:
                _say({"opened": True})
                for _ in range(chance.randint(1, CHANGES)):
                    change = _next_change(store, chance)
                    _say({"doing": asdict(change)})
                    _make(store, change)
                    _say({"done": True})
    except Exception as error:  # noqa: BLE001 - whatever it is, the soak tells of it
        _say({"failed": f"a writer ended: {type(error).__name__}: {error}"})
    while True:
        signal.pause()


def _next_change(store: Store, chance: Random) -> Change:
    entries = store.entries()
    in_progress = [entry.id for entry in entries if not entry.is_sealed]
    if len(entries) >= MOST_RECORDS:
        return Change("erase", chance.choice(entries).id)
    what = chance.choices(("grow", "new", "finish", "erase", "aid"), (60, 20, 8, 8, 4))[0]
    if what == "aid" or (what == "erase" and not entries):
        return Change("keep aid", str(chance.randrange(AIDS)))
    if what == "erase":
        return Change("erase", chance.choice(entries).id)
    if what == "new" or not in_progress:
        return Change("put", f"{chance.getrandbits(64):016x}", 1)
    record = chance.choice(in_progress)
    count = _count_in(store.get(record).what_matters.important)
    return Change("finish", record, count) if what == "finish" else Change("put", record, count + 1)


def _make(store: Store, change: Change) -> None:
    match change.what:
        case "put":
            is_new = change.count == 1
            before = started(change.record, now(), None) if is_new else store.get(change.record)
            words = said(change.record, change.count)
            store.put(moves.touch(moves.write(before, "what_matters.important", words), now()))
        case "finish":
            store.put(moves.seal(store.get(change.record), now()))
        case "erase":
            store.delete(change.record)
        case "keep aid":
            store.keep_aid(_hash(change.record), aid(change.record))


def main() -> int:
    """Kill writers and print the summary; return 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=KILLS, help=f"writers to kill ({KILLS})")
    parser.add_argument("--seed", type=int, default=1, help="chooses changes and moments (1)")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--encrypted", action="store_true", default=True, help="this is the default")
    kind.add_argument("--plain", action="store_true", help="a store that is not encrypted")
    parser.add_argument("--write-in", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not hasattr(os, "fork"):
        print("this system cannot copy a process, so nothing was done", file=sys.stderr)
        return 2
    if options.write_in is not None:
        write_until_killed(options.write_in, is_encrypted=not options.plain)
        return 0
    with (
        TemporaryDirectory() as name,
        Soak(Path(name), options.seed, is_encrypted=not options.plain) as soak,
    ):
        summary = soak.run(options.kills)
    print("\n".join(summary.lines()))
    return 0 if summary.is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
