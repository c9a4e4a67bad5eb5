"""What the tests of the store have another process do; run with a task and a folder.

Each answer is one line of JSON on standard output.
"""

import json
import os
import resource
import signal
import sys
from importlib import import_module
from pathlib import Path

from sdm_tui.consultation import moves
from sdm_tui.errors import NotSaved, StoreError
from sdm_tui.store import Store
from tests.store.samples import PASSPHRASE, consultation, opened


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
            _write_for_ever(sealed_or_plain(folder), f"writer-{number}")
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


def sealed_or_plain(folder: Path) -> Store:
    """Return the store of a folder, open, in whichever form it is there."""
    store = opened(folder)
    if store.state == "locked":
        store.unlock(PASSPHRASE)
    return store


def open_second(folder: Path) -> None:
    """Open a store that another process holds, and for each line that comes in try to write."""
    store = sealed_or_plain(folder)
    for number, _ in enumerate(sys.stdin):
        has_changed = store.has_changed()
        try:
            store.put(consultation(f"from-the-second-{number}"))
        except StoreError as error:
            refusal = type(error).__name__
        else:
            refusal = ""
        say(
            {
                "holder": store.held_by.pid if store.held_by else None,
                "refusal": refusal,
                "has_changed": has_changed,
                "seen": sorted(c.id for c in store.consultations()),
            }
        )
    store.close()


def run_out_of_room(folder: Path) -> None:
    """Write until a file may not grow any further, then with room again."""
    store = sealed_or_plain(folder)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (store.path.stat().st_size + 20_000, most))
    saved: list[str] = []
    told: NotSaved | None = None
    while told is None:
        name = f"record-{len(saved)}"
        try:
            store.put(consultation(name, os.urandom(500).hex()))
            saved.append(name)
        except NotSaved as error:
            told = error
    try:
        store.put(consultation("meanwhile"))
    except NotSaved as error:
        again = error.message
    files = sorted(p.name for p in folder.iterdir())
    seen = sorted(c.id for c in sealed_or_plain(folder).consultations())
    say({"saved": saved, "told": [told.message, told.hint, again], "files": files, "seen": seen})
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    store.try_again()
    store.put(moves.write(consultation("at-last"), "private_notes", "room again"))
    store.close()


def write_without_permission(folder: Path) -> None:
    """Open a store in a folder that this user may read and not write, then one that is shut."""
    second = consultation("second")
    _become_somebody_else()
    store = opened(folder)
    seen = [c.id for c in store.consultations()]
    try:
        store.put(second)
    except NotSaved as error:
        say({"seen": seen, "read_only": store.read_only, "told": [error.message, error.hint]})
    sys.stdin.readline()
    # The folder may be written now, so the next try counts.
    store.try_again()
    store.put(second)
    say([c.id for c in store.consultations()])
    sys.stdin.readline()
    # And now it may not be written any more, while the store is open.
    try:
        store.put(consultation("third"))
    except NotSaved as error:
        say([error.message, error.hint])
    sys.stdin.readline()
    store.try_again()
    store.put(consultation("third"))
    store.close()
    say(sorted(c.id for c in store.consultations()))


def open_without_permission(folder: Path) -> None:
    """Open a store of which the file may not be read."""
    if os.geteuid():
        (folder / "consultations.db").chmod(0)
    _become_somebody_else()
    try:
        opened(folder)
    except StoreError as error:
        say([error.message, error.hint])


def _become_somebody_else() -> None:
    if os.geteuid() == 0:
        # Permissions do not bind the superuser. What is imported late is imported before, since
        # another user may not be allowed to read this Python.
        late = ("fcntl", "getpass", "platform", "tempfile", "sdm_tui.store.anchor")
        list(map(import_module, late))
        os.setuid(65534)


if __name__ == "__main__":
    tasks = (
        write_until_killed,
        open_second,
        run_out_of_room,
        write_without_permission,
        open_without_permission,
    )
    {task.__name__: task for task in tasks}[sys.argv[1]](Path(sys.argv[2]))
