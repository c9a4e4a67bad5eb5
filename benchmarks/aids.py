"""How long an aid takes to read and to open again, and hundreds to be listed and searched.

Run with `python benchmarks/aids.py`. Openings are timed in a process of their own, as a person
meets them; README.md beside this file says what the rows mean.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final, TypeVar

from sdm_tui.aids.checks.checking import check_content
from sdm_tui.aids.library import AID_FILE, Library, bundled_folder, open_library
from sdm_tui.aids.parsed import aid_in
from sdm_tui.aids.reading import parse_aid

TYPED: Final = ("knee", "sore throat", "budget 27", "a question that no aid asks", "")
"""What is typed, letter by letter, where hundreds of aids are searched."""
IN_A_NEW_PROCESS: Final = """
import sys
from pathlib import Path
from time import perf_counter
from sdm_tui.aids.library import open_library
library = open_library([Path(sys.argv[1])], Path(sys.argv[2]))
start = perf_counter()
library.load(sys.argv[3])
print(perf_counter() - start)
"""

Times = dict[str, list[float]]
"""Seconds of every measurement, by what was measured."""
_Made = TypeVar("_Made")


def timed(times: Times, what: str, run: Callable[[], _Made]) -> _Made:
    """Note how long something took and return what it made."""
    start = perf_counter()
    made = run()
    times.setdefault(what, []).append(perf_counter() - start)
    return made


def measure_one(path: Path, runs: int, folder: Path) -> Times:
    """Read, check and open one aid again and again; the first turn compiles and is not timed."""
    times: Times = {}
    content, slug = path.read_bytes(), path.parent.name
    aid_in(content, path, folder)
    check_content(content, path)
    for _ in range(runs):
        timed(times, f"{slug}: read", lambda: parse_aid(content, path))
        timed(times, f"{slug}: read and check", lambda: check_content(content, path))
        timed(times, f"{slug}: open again", lambda: aid_in(content, path, folder))
    return times


def measure_processes(path: Path, runs: int, folder: Path) -> Times:
    """Open one aid as the first thing of a process: never read before, and read before."""
    times: Times = {}
    listing = folder / "listing.json"
    open_library([path.parent], listing)
    for _ in range(runs):
        for what in ("open first, read before", "open first, never read"):
            if what == "open first, never read":
                for kept in (folder / "parsed-aids").iterdir():
                    kept.unlink()
            names = (str(path.parent), str(listing), path.parent.name)
            command = (sys.executable, "-c", IN_A_NEW_PROCESS, *names)
            ran = subprocess.run(command, capture_output=True, text=True, check=True)
            times.setdefault(f"{path.parent.name}: {what}", []).append(float(ran.stdout))
    return times


def write_many(folder: Path, count: int) -> Path:
    """Write aids that differ from the bundled ones in their slug and a number in their title."""
    models = [path.read_text("utf-8") for path in sorted(bundled_folder().glob(f"*/{AID_FILE}"))]
    for number in range(count):
        text = models[number % len(models)]
        text = re.sub(r"^slug: .*$", f"slug: aid-{number}", text, count=1, flags=re.MULTILINE)
        text = re.sub(r"^(title: .*)\?", rf"\1 {number}?", text, count=1, flags=re.MULTILINE)
        place = folder / f"aid-{number}"
        place.mkdir(parents=True)
        (place / AID_FILE).write_text(text, encoding="utf-8")
    return folder


def write_broken(folder: Path, count: int) -> Path:
    """Write aids that cannot be read: cut off in the middle, and hardly begun."""
    model = next(iter(sorted(bundled_folder().glob(f"*/{AID_FILE}")))).read_text("utf-8")
    for number in range(count):
        place = folder / f"broken-{number}"
        place.mkdir(parents=True)
        text = model[: len(model) // 2] if number % 2 else "title: ["
        (place / AID_FILE).write_text(text, encoding="utf-8")
    return folder


def measure_list(name: str, aids: Path, runs: int, folder: Path) -> tuple[Times, Library]:
    """List a folder that is new, read all of it, and list it again."""
    times: Times = {}
    listing = folder / f"{aids.name}.json"
    library = timed(times, f"{name}: first list", lambda: open_library([aids], listing))
    all_read = timed(times, f"{name}: read the others", library.read_all)
    for _ in range(runs):
        library = timed(times, f"{name}: list again", lambda: open_library([aids], listing))
    return times, all_read


def measure_search(name: str, library: Library, runs: int) -> Times:
    """Type words letter by letter; the words of the aids are folded in the first search."""
    times: Times = {}
    timed(times, f"{name}: first search", lambda: library.search("a"))
    for _ in range(runs):
        for words in TYPED:
            for end in range(len(words) + 1):
                timed(times, f"{name}: search, each key", partial(library.search, words[:end]))
    return times


def percentile(times: list[float], percent: int) -> float:
    """Return the time that so many per cent of the measurements did not exceed."""
    if len(times) < 2:
        return times[0]
    return quantiles(times, n=100, method="inclusive")[percent - 1]


def table(times: Times) -> Iterator[str]:
    """Yield the table, in milliseconds."""
    yield f"{'ms':58}{'p50':>10}{'p95':>10}{'max':>10}{'times':>7}"
    for what, seconds in times.items():
        cells = (percentile(seconds, 50), percentile(seconds, 95), max(seconds))
        row = "".join(f"{1000 * cell:10.1f}" for cell in cells)
        yield f"{what:58}{row}{len(seconds):7}"


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=15, help="times that each thing is done (15)")
    parser.add_argument("--count", type=int, default=300, help="aids in the large folder (300)")
    parser.add_argument("--broken", type=int, default=1000, help="unreadable aids (1000)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement")
    options = parser.parse_args()
    times: Times = {}
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path in sorted(bundled_folder().glob(f"*/{AID_FILE}")):
            times |= measure_one(path, options.runs, folder / "kept")
            times |= measure_processes(path, options.runs, folder / path.parent.name)
        many = write_many(folder / "many", options.count)
        listed, library = measure_list(f"{options.count} aids", many, options.runs, folder)
        times |= listed | measure_search(f"{options.count} aids", library, options.runs)
        broken = write_broken(folder / "broken", options.broken)
        label = f"{options.broken} unreadable"
        times |= measure_list(label, broken, options.runs, folder)[0]
    print("\n".join(table(times)))
    if options.json is not None:
        options.json.write_text(json.dumps(times, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
