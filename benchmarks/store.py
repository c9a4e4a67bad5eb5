"""How long the store takes and what it needs, beside TinyDB with its own storages.

Run with `python benchmarks/store.py`. Every case is opened in a process of its own; README.md
beside this file says what the rows mean.
"""

import argparse
import gc
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, Final

import made_up
from kept import (
    ENCRYPTED,
    KINDS,
    LISTED,
    PASSPHRASE,
    Case,
    Ours,
    case_of,
    fill,
    now,
)

from sdm_tui.consultation import moves

SEARCHES, READS, INSERTS, UPDATES = 20, 50, 50, 300
OPEN_RECORDS: Final = 10
"""Records that are updated, in a sitting each."""
LONGEST: Final = 15.0
"""Seconds after which one thing is not repeated in the same process, however few it was."""
LONGEST_CASE: Final = 60.0
"""Seconds after which no further process of a case is started."""
SETTINGS: Final = {
    "as it is": "",
    "synchronous=FULL": "PRAGMA synchronous=FULL",
    "synchronous=NORMAL": "PRAGMA synchronous=NORMAL",
    "secure_delete=FAST": "PRAGMA secure_delete=FAST",
    "secure_delete=OFF": "PRAGMA secure_delete=OFF",
    "journal_mode=TRUNCATE": "PRAGMA journal_mode=TRUNCATE",
    "journal_mode=PERSIST": "PRAGMA journal_mode=PERSIST",
    "journal_mode=WAL": "PRAGMA journal_mode=WAL",
}
"""What else SQLite could be told; the store itself uses only the first."""

LOAD, FLUSHED = "load the modules", "flush 4 kB to this disk"
OPEN, NEWEST, OPENED = "open", f"list the newest {LISTED}", f"open and list {LISTED}"
FIRST, LATER, AFTER = "first search by label", "later searches", "search after a change"
GET, UPDATE, INSERT, FLUSH = "get one", "update one", "insert one", "write what is only in memory"
KDF, KDF_MEMORY = "unlock with a passphrase", "memory to unlock with a passphrase"
MEMORY_LISTED, MEMORY, SIZE = "memory once listed", "memory at the end", "size of the file"
IN_MB: Final = (KDF_MEMORY, MEMORY_LISTED, MEMORY, SIZE)
SPREAD: Final = (FLUSHED, UPDATE, INSERT)
"""What is shown with its 99th percentile."""
AIMS: Final = (
    (OPENED, 50, 60.0),
    (FIRST, 50, 500.0),
    (LATER, 50, 60.0),
    (AFTER, 50, 60.0),
    (UPDATE, 99, 20.0),
    (MEMORY, 100, 80.0),
)
"""What is aimed at for 50,000 encrypted consultations: a percentile, and ms or MB."""
AIMED_AT: Final = 50_000

COMPUTING: Final = ", computing"
"""What the process computed of it: the rest it waited for the disk, and for other processes."""
Figures = dict[str, list[float]]
"""Milliseconds, or MB, of every measurement, by what was measured."""


def memory() -> float:
    """Return the most memory that this process ever held, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def again(figures: Figures, what: str, most: int, one: Callable[[int], Callable[[], Any]]) -> None:
    """Time something again and again; `one` prepares it, untimed, and returns what is timed."""
    began = perf_counter()
    for turn in range(most):
        run = one(turn)
        start, computed = perf_counter(), process_time()
        run()
        figures.setdefault(what, []).append((perf_counter() - start) * 1_000)
        alone = (process_time() - computed) * 1_000
        figures.setdefault(what + COMPUTING, []).append(alone)
        if perf_counter() - began > LONGEST:
            return


def measure(case: Case, count: int, run: int) -> Figures:
    """Time everything that is done with a store, in the order in which a person meets it.

    count: consultations that it was filled with. run: which process this is, so that each inserts
    consultations of its own.
    """
    figures: Figures = {}
    made_up.consultation(0).model_dump(mode="json")
    places = range(9, count, 10)  # those in progress
    chosen = [places[len(places) * turn // OPEN_RECORDS] for turn in range(OPEN_RECORDS)]
    again(figures, LOAD, 1, lambda _: case.load)
    before = memory()

    def listed() -> None:
        if not case.newest():
            raise SystemExit("nothing is listed")

    def searched(number: int) -> Callable[[], None]:
        def search() -> None:
            if case.search(made_up.label(number)) != 1:
                raise SystemExit("a label was not found")

        return search

    again(figures, OPEN, 1, lambda _: case.open)
    again(figures, NEWEST, 1, lambda _: listed)
    for part in ("", COMPUTING):
        figures[OPENED + part] = [figures[OPEN + part][0] + figures[NEWEST + part][0]]
    figures[MEMORY_LISTED] = [memory() - before]
    again(figures, FIRST, 1, lambda _: searched(count // 2))
    again(figures, LATER, SEARCHES, lambda turn: searched((turn * 37 + 1) % count))

    def getting(turn: int) -> Callable[[], Any]:
        number = turn * 61 % count
        record = made_up.consultation(number).id
        return lambda: case.get(number, record)

    again(figures, GET, READS, getting)
    # The app does this as soon as a consultation is open.
    gc.collect()
    gc.freeze()
    open_records = {n: case.get(n, made_up.consultation(n).id) for n in chosen}

    def updating(turn: int) -> Callable[[], None]:
        number = chosen[turn * OPEN_RECORDS // UPDATES]
        said = f"{open_records[number].what_matters.important} {made_up.VOCABULARY[turn]}"
        changed = moves.write(open_records[number], "what_matters.important", said)
        changed = open_records[number] = moves.touch(changed, now())
        return lambda: case.update(number, changed)

    again(figures, UPDATE, UPDATES, updating)

    def inserting(turn: int) -> Callable[[], None]:
        fresh = made_up.consultation(count + run * INSERTS + turn, is_open=True)
        return lambda: case.insert(fresh)

    again(figures, INSERT, INSERTS, inserting)

    def searching_after(turn: int) -> Callable[[], None]:
        updating(turn)()
        return searched((turn * 41 + 2) % count)

    again(figures, AFTER, SEARCHES, searching_after)
    again(figures, FLUSH, 1, lambda _: case.close)
    figures[MEMORY] = [memory() - before]
    return figures


def measure_flushes(folder: Path) -> list[float]:
    """Time what no durable change is quicker than: one flush of one page, of a new file."""
    figures: Figures = {}
    with (folder / "page").open("wb") as file:

        def flush() -> None:
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())

        again(figures, FLUSHED, 100, lambda _: flush)
    return figures[FLUSHED]


def measure_setting(path: Path, count: int, pragma: str, run: int) -> Figures:
    """Time changes with SQLite told something else."""
    figures = measure(Ours(path, pragma), count, run)
    return {UPDATE: figures[UPDATE], INSERT: figures[INSERT]}


def measure_all_settings(folder: Path, count: int, runs: int) -> dict[str, Figures]:
    """Time changes with each setting in turn, so that a busy moment of the disk hurts each alike.

    Every turn has a folder of its own: some settings stay in the file, or leave others beside it.
    """
    tried: dict[str, Figures] = {name: {} for name in SETTINGS}
    for run in range(runs):
        for name, pragma in SETTINGS.items():
            with TemporaryDirectory(dir=folder) as place:
                for end in (".db", ".db.anchor", ".key"):
                    shutil.copyfile(folder / f"{ENCRYPTED}{end}", Path(place) / f"{ENCRYPTED}{end}")
                tried[name].setdefault(FLUSHED, []).extend(measure_flushes(Path(place)))
                found = in_a_process("setting", place, str(count), pragma, str(run))
            for what, values in found.items():
                tried[name].setdefault(what, []).extend(values)
    return tried


def measure_passphrase(path: Path) -> Figures:
    """Time what unlocking with a passphrase takes more: deriving the key, at its usual cost."""
    from sdm_tui.store.records import Store

    figures: Figures = {}
    Ours(path).load()
    store, before = Store(path, clock=now), memory()
    again(figures, KDF, 1, lambda _: lambda: store.unlock(PASSPHRASE))
    figures[KDF_MEMORY] = [memory() - before]
    store.close()
    return figures


def in_a_process(*task: str) -> Any:
    """Do one part of the work in a process of its own and return what it found."""
    command = (sys.executable, __file__, "--task", *task)
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(ran.stdout)


def do_task(task: list[str]) -> Any:
    """Do what `in_a_process` was asked for."""
    match task:
        case ["fill", folder, count]:
            return fill(Path(folder), int(count))
        case ["measure", kind, folder, count, run]:
            case, path = case_of(kind, Path(folder))
            with path.open("rb") as file:  # into the system's cache, for each alike
                while file.read(1 << 20):
                    pass
            return measure(case, int(count), int(run))
        case ["passphrase", folder]:
            return measure_passphrase(Path(folder) / "encrypted.db")
        case ["setting", folder, count, pragma, run]:
            return measure_setting(Path(folder) / "encrypted.db", int(count), pragma, int(run))
    raise SystemExit(f"no such task: {task}")


def measure_kind(kind: str, folder: Path, count: int, runs: int) -> Figures:
    """Measure one way to keep consultations, in as many processes as there is time for."""
    figures: Figures = {SIZE: [case_of(kind, folder)[1].stat().st_size / 1e6], FLUSHED: []}
    began = perf_counter()
    for run in range(runs):
        figures[FLUSHED] += measure_flushes(folder)
        tasks: list[tuple[str, ...]] = [("measure", kind, str(folder), str(count), str(run))]
        if kind == ENCRYPTED:
            tasks.append(("passphrase", str(folder)))
        for task in tasks:
            for what, values in in_a_process(*task).items():
                figures.setdefault(what, []).extend(values)
        if perf_counter() - began > LONGEST_CASE:
            break
    return figures


def percentile(values: list[float], percent: int) -> float:
    """Return so many per cent of the way from the least to the most."""
    if len(values) == 1:
        return values[0]
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def shown(value: float) -> str:
    """Return a figure with three digits or more."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def cell(what: str, values: list[float]) -> str:
    """Return what stands in the table for one figure: p50 or the most, and how often measured."""
    if not values:
        return ""
    middle = shown(max(values) if what in IN_MB else median(values))
    rest = f" / {shown(percentile(values, 99))}" if what in SPREAD else ""
    return f"{middle}{rest} ({len(values)})"


def table(found: dict[str, Figures]) -> list[str]:
    """Return what was measured of the cases beside one another, as a table in Markdown."""
    lines = [f"| | {' | '.join(found)} |", f"|---|{'---:|' * len(found)}"]
    for what in dict.fromkeys(what for figures in found.values() for what in figures):
        if what.endswith(COMPUTING):
            continue
        unit = "MB" if what in IN_MB else "ms, p50 / p99" if what in SPREAD else "ms"
        cells = [cell(what, figures.get(what, [])) for figures in found.values()]
        lines.append(f"| {what}, {unit} | {' | '.join(cells)} |")
    return lines


def aims(figures: Figures) -> list[str]:
    """Return what is aimed at beside what was measured, as a table in Markdown."""
    lines = ["| aim | at most | measured | of that computing | |", "|---|---:|---:|---:|---|"]
    for what, percent, most in AIMS:
        values = figures[what]
        got = max(values) if percent == 100 else percentile(values, percent)
        which, unit = ("most", "MB") if what in IN_MB else (f"p{percent}", "ms")
        met = "met" if got <= most else "MISSED"
        alone = figures.get(what + COMPUTING)
        computing = shown(percentile(alone, percent)) if alone else ""
        lines.append(
            f"| {what}, {which} | {most:.0f} {unit} | {shown(got)} | {computing} | {met} |"
        )
    return lines


def main() -> int:
    """Measure and print a table for each number of consultations."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--counts", default="100,1000,10000,50000", help="consultations in a store")
    parser.add_argument("--runs", type=int, default=5, help="processes of each case (5)")
    parser.add_argument("--skip-tinydb-above", type=int, metavar="N", default=1_000_000)
    parser.add_argument("--settings", action="store_true", help="also try other SQLite settings")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement")
    parser.add_argument("--task", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        print(json.dumps(do_task(options.task)))
        return 0
    every: dict[str, dict[str, Figures]] = {}
    for count in map(int, options.counts.split(",")):
        with TemporaryDirectory() as name:
            length = in_a_process("fill", name, str(count))
            print(f"\n{count:,} consultations of {length:,.0f} bytes of JSON on average\n")
            kinds = [k for k in KINDS if count <= options.skip_tinydb_above or "TinyDB" not in k]
            found = {kind: measure_kind(kind, Path(name), count, options.runs) for kind in kinds}
            print("\n".join(table(found)), flush=True)
            waiting = ", ".join(f"{load:.1f}" for load in os.getloadavg())
            print(f"\nProcesses that wanted a turn, in the last 1, 5 and 15 minutes: {waiting}")
            if count == AIMED_AT:
                print("\n" + "\n".join(aims(found[ENCRYPTED])), flush=True)
            every[str(count)] = found
            if options.settings:
                tried = measure_all_settings(Path(name), count, options.runs)
                print("\n" + "\n".join(table(tried)), flush=True)
                every[f"{count} settings"] = tried
    if options.json is not None:
        options.json.write_text(json.dumps(every, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
