"""The store among processes: killed writers, second copies, full disks, folders of others."""

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from sdm_tui.consultation.model import Consultation
from sdm_tui.store import Store, log
from tests.store.samples import consultation, plain_store, sealed_store

KILLS = 15
LONGEST = 0.04
"""Seconds that a writer lives at most after its first write."""
LARGE = "x" * 1_000_000
"""What lies in the store from the start."""
Made = Callable[[Path], Store]


@pytest.fixture(params=[plain_store, sealed_store], ids=["plain", "encrypted"])
def made(request: pytest.FixtureRequest) -> Made:
    """Return what opens the store of a folder, in each form that a store has."""
    found: Made = request.param
    return found


def count_in(consultation: Consultation) -> int:
    return int(consultation.what_matters.important.split()[0])


@contextmanager
def other_process(task: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.store.other_process", task, str(folder)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        cwd=Path(__file__).parents[2],
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def answer(process: subprocess.Popen[bytes]) -> Any:
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


def ask(process: subprocess.Popen[bytes]) -> Any:
    assert process.stdin is not None
    process.stdin.write(b"\n")
    return answer(process)


def killed_after(
    seconds: float, writer: int, process: subprocess.Popen[bytes]
) -> list[dict[str, Any]]:
    """Kill the writer so long after its first put and return every put that it acknowledged."""
    acknowledged: list[dict[str, Any]] = [answer(process)]
    output = process.stdout
    assert output is not None
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([output], [], [], left)[0]:
            acknowledged.append(answer(process))
    os.kill(writer, signal.SIGKILL)
    while "put" in (last := answer(process)):
        acknowledged.append(last)
    return acknowledged


def made_in(folder: Path, made: Made, *names: str) -> Store:
    store = made(folder)
    for name in names:
        store.put(consultation(name))
    return store


def test_a_killed_writer_never_loses_or_tears_what_it_acknowledged(
    tmp_path: Path, made: Made
) -> None:
    instants = random.Random(20261122)  # noqa: S311 - instants, not secrets
    acknowledged: dict[str, int] = {}
    store = made(tmp_path)
    store.keep_aid("large", LARGE)
    store.close()

    with other_process("write_until_killed", tmp_path) as process:
        for kill in range(1, KILLS + 1):
            writer = ask(process)["writer"]
            for put in killed_after(instants.uniform(0, LONGEST), writer, process):
                acknowledged[put["put"]] = put["count"]
            store = made(tmp_path)
            held = {c.id: count_in(c) for c in store.consultations()}
            entries = [entry.id for entry in store.entries()]
            leftovers = list(tmp_path.glob("*.tmp"))

            assert store.notices == []
            assert store.unreadable() == []
            assert store.engine.damaged == {}
            assert sorted(entries) == sorted(held)
            assert store.engine.read_head().tally == store.engine.tally_of_rows()
            assert not any(isinstance(e, log.Broken) for e in log.entries(store.engine))
            assert store.kept_aid("large") == LARGE
            assert not store.read_only
            assert leftovers == []
            # The last put of a killed writer may be on disk although it never came to say so.
            assert {name: held[name] - count for name, count in acknowledged.items()}.items() <= {
                (name, more) for name in acknowledged for more in (0, 1)
            }
            assert len(held) <= len(acknowledged) + kill
            store.close()
    assert len(acknowledged) > KILLS


def test_a_second_process_reads_along_and_writes_once_the_first_lets_go(
    tmp_path: Path, made: Made
) -> None:
    store = made_in(tmp_path, made, "first")

    with other_process("open_second", tmp_path) as second:
        told = [ask(second), ask(second)]
        store.put(consultation("second"))
        told += [ask(second), ask(second)]
        store.close()
        told += [ask(second), ask(second)]

    assert [t["holder"] for t in told] == [os.getpid()] * 4 + [None] * 2
    assert [t["refusal"] for t in told] == ["ReadOnly"] * 4 + [""] * 2
    assert [t["has_changed"] for t in told[:5]] == [False, False, True, False, True]
    assert [t["seen"] for t in told[:4]] == [["first"]] * 2 + [["first", "second"]] * 2
    written = ["first", "from-the-second-4", "from-the-second-5", "second"]
    assert told[5]["seen"] == written
    again = made(tmp_path)
    assert sorted(again.ids()) == written
    assert again.notices == []


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path, made: Made) -> None:
    made_in(tmp_path, made, "first").close()

    with other_process("run_out_of_room", tmp_path) as process:
        told = answer(process)
        process.wait(30)
    store = made(tmp_path)

    message, hint, again = told["told"]
    assert len(told["saved"]) > 3
    assert "What was saved before is kept" in message
    assert "nothing more is written" in message
    assert "Ctrl+S then tries again" in hint
    assert again == message
    names = ["consultations.db", "consultations.db.anchor", "consultations.db.lock"]
    assert told["files"] == names
    assert told["seen"] == sorted(["first", *told["saved"]])
    assert {c.id for c in store.consultations()} == {"first", *told["saved"], "at-last"}
    assert store.engine.read_head().tally == store.engine.tally_of_rows()
    store.close()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that other users can reach, as those of tests cannot be."""
    with TemporaryDirectory() as name:
        yield Path(name)


def test_a_folder_that_may_only_be_read_opens_with_what_it_holds_and_saves_when_it_may(
    open_folder: Path,
) -> None:
    made_in(open_folder, plain_store, "first").close()
    (open_folder / "consultations.db.lock").unlink()
    for file in open_folder.iterdir():
        file.chmod(0o644)
    open_folder.chmod(0o555)

    with other_process("write_without_permission", open_folder) as process:
        told = answer(process)
        before = sorted(p.name for p in open_folder.iterdir())
        open_folder.chmod(0o777)
        for file in open_folder.iterdir():
            file.chmod(0o666)
        written = ask(process)
        open_folder.chmod(0o555)
        refused = ask(process)
        open_folder.chmod(0o777)
        at_last = ask(process)

    assert told["seen"] == ["first"]
    assert not told["read_only"]
    assert "nothing may be written there" in told["told"][0]
    assert "Ask whoever looks after this computer" in told["told"][1]
    assert before == ["consultations.db", "consultations.db.anchor"]
    assert written == ["second", "first"]
    assert "nothing may be written there" in refused[0]
    assert at_last == ["first", "second", "third"]
    assert sorted(plain_store(open_folder).ids()) == ["first", "second", "third"]


def test_a_file_that_may_not_be_read_is_not_taken_for_an_empty_store(open_folder: Path) -> None:
    made_in(open_folder, plain_store, "first").close()
    open_folder.chmod(0o755)

    with other_process("open_without_permission", open_folder) as process:
        told = answer(process)

    assert "cannot be read: this login may not open it" in told[0]
    assert "ask whoever looks after this computer" in told[1]
    assert plain_store(open_folder).ids() == ["first"]
