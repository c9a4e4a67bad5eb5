"""What the tests of the store have another process do; run with a task and a folder.

Each answer is one line of JSON on standard output.
"""

import json
import os
import resource
import sys
from importlib import import_module
from pathlib import Path

from sdm_tui.consultation import moves
from sdm_tui.errors import NotSaved, StoreError
from sdm_tui.store import Store, open_store
from tests.store.samples import NOW, consultation


def say(answer: object) -> None:
    """Answer in one line, at once."""
    os.write(sys.stdout.fileno(), json.dumps(answer).encode() + b"\n")


def write_until_killed(folder: Path) -> None:
    """For each line that comes in, start a writer that acknowledges every put until it is killed.

    One process starts them all, since starting Python takes longer than many writes.
    """
    for number, _ in enumerate(sys.stdin):
        writer = os.fork()
        if not writer:
            _write_for_ever(open_store(folder, rehearsal=False, now=NOW), f"writer-{number}")
        say({"writer": writer})
        os.waitpid(writer, 0)
        say({"ended": writer})


def _write_for_ever(store: Store, name: str) -> None:
    count = 0
    while True:
        count += 1
        # One record grows with every put and new ones come in between.
        for record in (name, f"{name}-{count}"):
            store.put(consultation(record, f"{count} " + "word " * (count % 50 * 20)))
            say({"put": record, "count": count})


def open_second(folder: Path) -> None:
    """Open a store that another process holds, try to write, and tell what is seen."""
    store = open_store(folder, rehearsal=False, now=NOW)
    try:
        store.put(consultation("from-the-second"))
    except StoreError as error:
        refusal = type(error).__name__
    else:
        refusal = ""
    say({"holder": store.held_by.pid if store.held_by else None, "refusal": refusal})
    for _ in sys.stdin:
        say(sorted(c.id for c in store.consultations()))


def run_out_of_room(folder: Path) -> None:
    """Write until a file may not grow any further, then with room again."""
    store = open_store(folder, rehearsal=False, now=NOW)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, most))
    saved: list[str] = []
    told: NotSaved | None = None
    while told is None:
        name = f"record-{len(saved)}"
        try:
            store.put(consultation(name))
            saved.append(name)
        except NotSaved as error:
            told = error
    files = sorted(p.name for p in folder.iterdir())
    say({"saved": saved, "message": told.message, "hint": told.hint, "files": files})
    say(sorted(c.id for c in open_store(folder, rehearsal=False, now=NOW).consultations()))
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    store.put(moves.write(consultation("at-last"), "private_notes", "room again"))


def write_without_permission(folder: Path) -> None:
    """Open a store in a folder that this user may read and not write."""
    second = consultation("second")
    os.chdir(folder)
    if os.geteuid() == 0:
        # Permissions do not bind the superuser. What is imported late is imported before, since
        # another user may not be allowed to read this Python.
        list(map(import_module, ("importlib.metadata", "tinydb")))
        os.setuid(65534)
    store = open_store(Path(), rehearsal=False, now=NOW)
    seen = [c.id for c in store.consultations()]
    try:
        store.put(second)
    except NotSaved as error:
        say({"seen": seen, "read_only": store.read_only, "hint": error.hint})


if __name__ == "__main__":
    tasks = (write_until_killed, open_second, run_out_of_room, write_without_permission)
    {task.__name__: task for task in tasks}[sys.argv[1]](Path(sys.argv[2]))
