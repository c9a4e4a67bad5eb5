"""Whatever is killed, and whenever: each document is at the server once, and the queue knows."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

import pytest

from sdm_tui.pushing.queue import read_pushes
from tests.pushing.fhir_server import FhirServer, running_fhir_server
from tests.pushing.samples import SAID, TOKEN, kept

PROGRAM: Final = (sys.executable, "-u", "-m", "tests.pushing.pushing_process")
RECORDS: Final = 30
KILLS: Final = 10


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FhirServer]:
    with running_fhir_server(tmp_path / "server", TOKEN) as server:
        yield server


def pushing(data: Path, token: Path, *words: str) -> "subprocess.Popen[str]":
    """Start the command without anybody to ask."""
    return subprocess.Popen(
        [*PROGRAM, "--data-dir", str(data), "push", "--yes", *words],
        env={**os.environ, "SDM_TUI_FHIR_TOKEN_FILE": str(token)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


def sent(process: "subprocess.Popen[str]", count: int) -> bool:
    """Wait until so many documents are on their way; False where the process ended before."""
    assert process.stdout is not None
    while count:
        line = process.stdout.readline()
        if not line:
            return False
        count -= line.startswith("sending ")
    return True


def ended(process: "subprocess.Popen[str]") -> int:
    """Let a process come to its end; return its exit status."""
    assert process.stdout is not None
    process.stdout.read()
    process.stdout.close()
    return process.wait()


@pytest.mark.parametrize("seed", [1, 2])
def test_every_document_is_there_once_however_often_both_sides_are_killed(
    server: FhirServer, tmp_path: Path, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311 - a moment, not a secret
    data, token = tmp_path / "data", tmp_path / "token"
    token.write_text(TOKEN, encoding="utf-8")
    names = [f"record-{number:02}" for number in range(RECORDS)]
    kept(data, *names)
    killed = {"server": 0, "sender": 0}
    process = pushing(data, token, "--fhir", server.base, *names)

    for _ in range(KILLS):
        if not sent(process, chance.randint(1, 3)):
            break
        time.sleep(chance.choice([0, 0.002, 0.005, 0.01]))
        if chance.random() < 0.5:
            server.kill()
            killed["server"] += 1
            server.start()
        else:
            process.kill()
            ended(process)
            killed["sender"] += 1
            process = pushing(data, token, "--again")
    status = ended(process)

    pushes = read_pushes(data / "push-queue.db")
    assert (status, min(killed.values()) > 0) == (0, True)
    assert server.values() == [f"{name}.0" for name in names]
    assert {push.state for push in pushes} == {"arrived"}
    assert [push.record_id for push in pushes] == names


def test_a_queue_that_was_killed_holds_nothing_that_anybody_said(
    server: FhirServer, tmp_path: Path
) -> None:
    data, token = tmp_path / "data", tmp_path / "token"
    token.write_text(TOKEN, encoding="utf-8")
    kept(data, "record-1", "record-2")
    process = pushing(data, token, "--fhir", server.base, "record-1", "record-2")

    assert sent(process, 1)
    process.kill()
    ended(process)

    files = [path for path in data.iterdir() if path.name.startswith("push-queue")]
    content = b"".join(path.read_bytes() for path in files)
    assert b"record-1" in content
    assert SAID.encode() not in content
    assert TOKEN.encode() not in content
    assert b"Composition" not in content
