"""How long de-identified tables of many consultations take, and how much memory.

Run with `python benchmarks/tables.py`. Every export is a command of its own on an encrypted store;
docs/insights-tables.md says what the rows mean.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

import made_up
from kept import PASSPHRASE, now, put_many
from store import memory

from sdm_tui.aids.library import bundled_folder
from sdm_tui.aids.listing import PARSED
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.parsed import aid_in
from sdm_tui.aids.reading import content_hash, parse_aid
from sdm_tui.consultation.model import Consultation
from sdm_tui.store import open_store

FORMS: Final = {"CSV": (), "Parquet": ("--parquet",)}
READ: Final = "read twice"
_BATCH: Final = 1_000
Held = tuple[DecisionAid, str]
"""An aid and its text."""


def held_with(number: int, aid: DecisionAid, text: str) -> Consultation:
    """Return a made-up consultation that was held with this aid, of the aid's own ids."""
    document = made_up.consultation(number).model_dump(mode="json")
    options = [option.id for option in aid.options]
    document["aid"] |= {
        "slug": aid.slug,
        "title": aid.title,
        "condition": aid.condition,
        "version": aid.version,
        "content_hash": content_hash(text.encode()),
    }
    rated = zip(aid.values, document["what_matters"]["ratings"].values(), strict=False)
    document["what_matters"]["ratings"] = {value.id: rating for value, rating in rated}
    document["options"] |= {"set_aside": [], "notes": [], "opened": options}
    seen = zip(aid.outcomes, document["figures"]["opened"], strict=False)
    document["figures"]["opened"] = [o | {"outcome": outcome.id} for outcome, o in seen]
    document["deciding"] |= {"leans": {}, "chosen": options[number % len(options)]}
    return Consultation.model_validate(document)


def bundled() -> list[Held]:
    """Return every aid that the app comes with."""
    found = []
    for path in sorted(bundled_folder().glob("*/aid.yaml")):
        text = path.read_text(encoding="utf-8")
        found.append((parse_aid(text.encode(), path), text))
    return found


def made(count: int, aids: list[Held]) -> Iterator[list[Consultation]]:
    """Yield so many consultations in batches, with each aid in turn."""
    for first in range(0, count, _BATCH):
        numbers = range(first, min(first + _BATCH, count))
        yield [held_with(number, *aids[number % len(aids)]) for number in numbers]


def fill(folder: Path, count: int) -> dict[str, float]:
    """Make an encrypted store, and a file with its recovery key, which needs no stretching.

    The aids are read once, so that no export pays for parsing them.
    """
    store = open_store(folder / "data", rehearsal=False, clock=now)
    (folder / "key").write_text(store.create(PASSPHRASE) or "")
    aids = bundled()
    for _, text in aids:
        store.keep_aid(content_hash(text.encode()), text)
    for batch, consultations in enumerate(made(count, aids)):
        documents = [one.model_dump(mode="json") for one in consultations]
        put_many(store, consultations, documents, batch * _BATCH)
    store.close()
    for aid, text in aids:
        aid_in(text.encode(), Path(aid.slug), folder / "data" / "cache" / PARSED)
    return {}


def export(folder: Path, form: str) -> dict[str, float]:
    """Write the tables by the command and return seconds, MB of memory and MB of files."""
    from sdm_tui.cli import main

    out = folder / f"out {form}"
    before, began = memory(), perf_counter()
    status = main(["--data-dir", str(folder / "data"), "records", "tables", str(out), *FORMS[form]])
    seconds = perf_counter() - began
    if status:
        raise SystemExit("the tables were not written")
    size = sum(path.stat().st_size for path in out.iterdir()) / 1e6
    return {"seconds": seconds, "memory": memory() - before, "size": size}


def read(folder: Path) -> dict[str, float]:
    """Read every consultation twice, as an export does, and write nothing."""
    before, began = memory(), perf_counter()
    store = open_store(folder / "data", rehearsal=False, clock=now)
    store.unlock((folder / "key").read_text())
    for _ in range(2):
        for entry in store.entries():
            store.get(entry.id)
    seconds = perf_counter() - began
    store.close()
    return {"seconds": seconds, "memory": memory() - before, "size": 0.0}


def rows_in(folder: Path) -> int:
    """Return how many rows the CSV files have, headers aside; no text in them has a line end."""
    rows = 0
    for path in (folder / "out CSV").glob("*.csv"):
        with path.open("rb") as file:
            rows += sum(1 for _ in file) - 1
    return rows


def do_task(task: str, folder: Path) -> dict[str, float]:
    """Do what `in_a_process` was asked for."""
    if task.isdecimal():
        return fill(folder, int(task))
    return read(folder) if task == READ else export(folder, task)


def in_a_process(task: str, folder: Path) -> dict[str, float]:
    """Do one part of the work in a process of its own and return what it found."""
    environment = os.environ | {"SDM_TUI_PASSPHRASE_FILE": str(folder / "key")}
    command = (sys.executable, __file__, "--task", task, str(folder))
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return found


def measure(folder: Path, runs: int) -> dict[str, list[dict[str, float]]]:
    """Return what every run of every form found; the forms take turns."""
    from shutil import rmtree

    found: dict[str, list[dict[str, float]]] = {name: [] for name in (READ, *FORMS)}
    for run in range(runs):
        for name, measured in found.items():
            if run:
                rmtree(folder / f"out {name}", ignore_errors=True)
            measured.append(in_a_process(name, folder))
    return found


def table(found: dict[str, list[dict[str, float]]], rows: int) -> list[str]:
    """Return what was measured as a table in Markdown: medians, and the most memory."""
    lines = ["| | seconds | rows a second | memory, MB | files, MB |", "|---|---:|---:|---:|---:|"]
    for name, runs in found.items():
        seconds = median(run["seconds"] for run in runs)
        each = f"{rows / seconds:,.0f}" if name in FORMS else ""
        size = f"{runs[0]['size']:,.1f}" if name in FORMS else ""
        most = max(run["memory"] for run in runs)
        lines.append(f"| {name} | {seconds:,.1f} | {each} | {most:,.0f} | {size} |")
    return lines


def main() -> int:
    """Measure and print a table for each number of consultations."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--counts", default="1000,10000", help="consultations in a store")
    parser.add_argument("--runs", type=int, default=3, help="times that each form is written (3)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement")
    parser.add_argument("--task", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        print(json.dumps(do_task(options.task[0], Path(options.task[1]))))
        return 0
    every: dict[str, Any] = {}
    for count in map(int, options.counts.split(",")):
        with TemporaryDirectory() as name:
            in_a_process(str(count), Path(name))
            found = measure(Path(name), options.runs)
            rows = rows_in(Path(name))
        print(f"\n{count:,} consultations, one in ten unfinished; {rows:,} rows\n")
        print("\n".join(table(found, rows)), flush=True)
        every[str(count)] = found | {"rows": rows}
    if options.json is not None:
        options.json.write_text(json.dumps(every, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
