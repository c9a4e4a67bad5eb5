"""After a power failure at any instant, every change that was acknowledged is there and whole."""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import pytest

from sdm_tui.errors import SdmError
from sdm_tui.store import Store, open_store
from sdm_tui.store.verifying import verify
from tests.store.power_loss import Disk, Event, changes, library, said
from tests.store.samples import NOW

SEED = 20261122
ANY_INSTANTS = 200
"""Instants chosen at random, besides those that follow a flush or an acknowledgement."""

needs_the_library = pytest.mark.skipif(
    library() is None, reason="the SQLite of this Python cannot be reached, so nothing is recorded"
)
State = dict[str, str]
"""What each record holds."""


@dataclass(frozen=True)
class Found:
    """The folder as it may be found after a power failure."""

    instant: int
    files: dict[str, bytes]
    acknowledged: int
    """How many changes; the first one is the making of the store."""


def recorded(folder: Path, setting: str = "") -> tuple[str, list[Event]]:
    """Return the recovery key of a store that was made in a folder, and all that was written."""
    folder.mkdir()
    command = (sys.executable, "-m", "tests.store.power_loss", str(folder), setting)
    ran = subprocess.run(command, capture_output=True, cwd=Path(__file__).parents[2], check=False)
    assert not ran.returncode, ran.stderr.decode()
    key, *events = map(json.loads, ran.stdout.splitlines())
    return key, [Event(**event) for event in events]


def failures(events: list[Event], chance: Random) -> Iterator[Found]:
    """Yield what may be found after failures at random and after each flush and each put."""
    instants = set(chance.sample(range(len(events)), ANY_INSTANTS))
    disk, acknowledged = Disk(), 0
    for instant, event in enumerate(events):
        disk.take(event)
        acknowledged += event.kind == "done"
        if instant in instants or event.kind in {"flush", "flush folder", "done"}:
            yield Found(instant, disk.after_power_loss(chance), acknowledged)


@cache
def states() -> list[State]:
    """Return what the store holds after no change, after one, after two and so on."""
    found: list[State] = [{}]
    for name, count in changes():
        state = {k: v for k, v in found[-1].items() if k != name}
        found.append({**state, name: said(count)} if count else state)
    return found


def fault_of(found: Found, key: str, folder: Path) -> str:
    """Return what is wrong with a folder after a power failure, or ""."""
    folder.mkdir()
    for name, content in found.files.items():
        (folder / name).write_bytes(content)
    try:
        store = open_store(folder, rehearsal=False, clock=lambda: NOW)
        if store.state == "new":
            if found.acknowledged:
                return "the store is gone"
            store.create(None)  # what the failure left half made must not be in the way
        else:
            store.unlock(key)
        connection = store.engine.connection
    except SdmError as error:
        return f"it does not open: {error}"
    try:
        fault = fault_inside(store, found.acknowledged)
    except SdmError as error:
        fault = f"it cannot be read: {error}"
    finally:
        store.close()
        connection.close()
    left = {path.name.removeprefix(store.path.name) for path in folder.iterdir()}
    return fault or " ".join(left - {"", ".anchor", ".lock"})


def fault_inside(store: Store, acknowledged: int) -> str:
    """Return what an open store lacks of so many acknowledged changes, or what is torn, or ""."""
    held = {e.id: store.get(e.id).what_matters.important for e in store.entries()}
    may_be = states()[max(0, acknowledged - 1) : acknowledged + 1]
    if held not in may_be:
        return f"it holds {sorted(held)}, or other texts, after {acknowledged} changes"
    findings = verify(store).findings
    return " ".join([*(finding.what for finding in findings), *store.notices])


@needs_the_library
def test_nothing_acknowledged_is_lost_or_torn_when_the_power_fails(tmp_path: Path) -> None:
    key, events = recorded(tmp_path / "written")
    chance = Random(SEED)  # noqa: S311 - instants, not secrets

    def tried(found: Found) -> tuple[int, str]:
        return found.instant, fault_of(found, key, tmp_path / f"found-{found.instant}")

    # Each waits for the disk most of the time.
    with ThreadPoolExecutor(8) as several:
        faults = dict(several.map(tried, failures(events, chance)))

    assert {instant: fault for instant, fault in faults.items() if fault} == {}
    assert len(faults) > ANY_INSTANTS + len([event for event in events if event.kind == "flush"])


@needs_the_library
@pytest.mark.parametrize("setting", ["OFF", "FULL"])
def test_with_fewer_flushes_a_power_failure_does_lose_something(
    setting: str, tmp_path: Path
) -> None:
    key, events = recorded(tmp_path / "written", f"PRAGMA synchronous={setting}")
    chance = Random(SEED)  # noqa: S311 - instants, not secrets

    assert any(
        fault_of(found, key, tmp_path / f"found-{found.instant}")
        for found in failures(events, chance)
    )
