"""The store among processes: killed writers, second copies, full disks, folders of others."""

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sdm_tui.consultation.model import Consultation
from sdm_tui.store import open_store
from tests.store.samples import NOW, consultation

KILLS = 15
LONGEST = 0.04
"""Seconds that a writer lives at most after its first write."""
LARGE = 1_000_000
"""Characters in the store from the start, so that much of a writer's time goes into writing."""


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


def test_a_killed_writer_never_loses_or_tears_what_it_acknowledged(tmp_path: Path) -> None:
    instants = random.Random(20261122)  # noqa: S311 - instants, not secrets
    acknowledged: dict[str, int] = {}
    store = open_store(tmp_path, rehearsal=False, now=NOW)
    store.keep_aid("large", "x" * LARGE)
    store.close()

    with other_process("write_until_killed", tmp_path) as process:
        for kill in range(1, KILLS + 1):
            writer = ask(process)["writer"]
            for put in killed_after(instants.uniform(0, LONGEST), writer, process):
                acknowledged[put["put"]] = put["count"]
            store = open_store(tmp_path, rehearsal=False, now=NOW)
            held = {c.id: count_in(c) for c in store.consultations()}
            leftovers = list(tmp_path.glob("*.tmp"))
            store.close()

            assert store.unreadable() == []
            assert store.kept_aid("large") == "x" * LARGE
            assert not store.read_only
            assert leftovers == []
            # The last put of a killed writer may be on disk although it never came to say so.
            assert {name: held[name] - count for name, count in acknowledged.items()}.items() <= {
                (name, more) for name in acknowledged for more in (0, 1)
            }
            assert len(held) <= len(acknowledged) + kill


def test_a_second_process_reads_along_and_cannot_write(tmp_path: Path) -> None:
    store = open_store(tmp_path, rehearsal=False, now=NOW)
    store.put(consultation("first"))

    with other_process("open_second", tmp_path) as second:
        told = answer(second)
        before = ask(second)
        store.put(consultation("second"))
        after = ask(second)

    assert told == {"holder": os.getpid(), "refusal": "ReadOnly"}
    assert before == ["first"]
    assert after == ["first", "second"]
    assert [c.id for c in store.consultations()] == ["second", "first"]
    store.close()


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    with other_process("run_out_of_room", tmp_path) as process:
        told, seen = answer(process), answer(process)
        process.wait(10)
    store = open_store(tmp_path, rehearsal=False, now=NOW)

    assert len(told["saved"]) > 3
    assert "no room left" in told["message"]
    assert "Free some space" in told["hint"]
    assert told["files"] == ["consultations.json", "consultations.json.lock"]
    assert seen == sorted(told["saved"])
    assert {c.id for c in store.consultations()} == {*told["saved"], "at-last"}
    store.close()


def test_a_folder_that_may_only_be_read_opens_with_what_it_holds_and_does_not_save(
    tmp_path: Path,
) -> None:
    store = open_store(tmp_path, rehearsal=False, now=NOW)
    store.put(consultation("first"))
    store.close()
    store.path.chmod(0o644)
    (tmp_path / "consultations.json.lock").unlink()
    tmp_path.chmod(0o555)

    with other_process("write_without_permission", tmp_path) as process:
        told = answer(process)
    tmp_path.chmod(0o700)

    assert told["seen"] == ["first"]
    assert not told["read_only"]
    assert "a folder of your own" in told["hint"]
    assert [p.name for p in tmp_path.iterdir()] == ["consultations.json"]
