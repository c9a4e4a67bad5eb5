"""How soon the screen is there, and how soon a key is answered, beside an empty Textual app.

Run with `python benchmarks/screens.py`. The cases take turns, so that a noisy moment of the
machine hurts each of them alike. README.md beside this file says what the columns mean.
"""

import argparse
import json
import os
import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Final

from watched import NotMeasured, Watched

from sdm_tui.consultation import moves
from sdm_tui.consultation.model import started
from sdm_tui.store import open_store

SIZE: Final = (120, 40)
AIM: Final = 1.5
"""The most that a start may take, as a multiple of the floor's."""
UNTIMED: Final = 6
"""Keys that each case is given before any is timed."""
AN_AID: Final = "Should I take an antibiotic"


@dataclass(frozen=True)
class Case:
    """One program, what shows that it is there, and the keys that it is timed with."""

    name: str
    arguments: tuple[str, ...]
    shows: str
    keys: tuple[str, ...] = ()
    before: tuple[tuple[str, str], ...] = ()
    """Keys that lead to the screen that is meant, each with what it brings up."""


@dataclass
class Figures:
    """What was measured of one case, in milliseconds."""

    times: dict[str, list[float]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, what: str, seconds: float) -> None:
        """Note one measurement."""
        self.times.setdefault(what, []).append(seconds * 1000)


def environment() -> dict[str, str]:
    """Return the surroundings of every program: a modern terminal, and compiled modules kept."""
    unwanted = ("TEXTUAL", "SDM_TUI_", "NO_COLOR", "PYTHONDONTWRITEBYTECODE", "PYTHONIOENCODING")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}


def command(folder: Path) -> tuple[str, ...]:
    """Return the installed command with a data folder and a store, not encrypted, of its own."""
    fill_store(folder, 0)
    installed = Path(sys.executable).with_name("sdm-tui")
    program = [str(installed)] if installed.exists() else [sys.executable, "-m", "sdm_tui"]
    return (*program, "--data-dir", str(folder))


def fill_store(folder: Path, count: int) -> None:
    """Keep consultations in progress, as a busy month leaves them."""
    first = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    with closing(open_store(folder, rehearsal=False, clock=lambda: first)) as store:
        if store.state == "new":
            store.create(None)
        for number in range(count):
            consultation = started(f"benchmark-{number:04}", first + timedelta(hours=number), None)
            for place in ("what_matters.important", "what_matters.worries", "deciding.why"):
                consultation = moves.write(consultation, place, "as people say it " * 10)
            store.put(moves.write(consultation, "start.label", f"Person {number}"))


def start_cases(folder: Path) -> list[Case]:
    """Return what is timed from its start."""
    fill_store(folder / "fifty", 50)
    floor = (sys.executable, str(Path(__file__).with_name("floor.py")))
    return [
        Case("floor", floor, "the floor"),
        Case("home, no records", command(folder / "none"), AN_AID),
        Case("home, 50 records", command(folder / "fifty"), "In progress"),
    ]


def key_cases(folder: Path) -> list[Case]:
    """Return what is timed key by key."""
    floor = (sys.executable, str(Path(__file__).with_name("floor.py")))
    home, people = command(folder / "keys"), command(folder / "people")
    figures = (("f4", "Enter opens"), ("enter", "Out of 1,000 people"))
    at_start = "Before we begin"
    return [
        Case("floor: a letter and back", floor, "the floor", ("x", "backspace")),
        Case("home: letters and back", home, AN_AID, ("t", "h", "backspace", "backspace")),
        Case("home: down, up", command(folder / "steps"), AN_AID, ("down", "up")),
        Case(
            "1000 people: down, up",
            (*people, "start", "sore-throat-antibiotics"),
            at_start,
            ("down", "up"),
            figures,
        ),
        Case(
            "1000 people: right, left",
            (*command(folder / "turns"), "start", "sore-throat-antibiotics"),
            at_start,
            ("right", "left"),
            (*figures, ("down", "2 of 11"), ("down", "3 of 11")),
        ),
    ]


def measure_starts(cases: list[Case], runs: int) -> dict[str, Figures]:
    """Start each case in turn; the first turn is not timed, since it compiles and lists."""
    measured = {case.name: Figures() for case in cases}
    for run in range(runs + 1):
        for case in cases:
            figures = measured[case.name]
            with closing(Watched(case.arguments, environment(), SIZE)) as program:
                try:
                    frame, shown = program.first_frame(), program.text_shown(case.shows)
                    program.settle(0.2)
                except NotMeasured as problem:
                    figures.problems.append(str(problem))
                    continue
            if run:
                figures.add("frame", frame)
                figures.add("shown", shown)
    return measured


def measure_keys(cases: list[Case], count: int) -> dict[str, Figures]:
    """Press a key in each case in turn, all of them open at once."""
    measured = {case.name: Figures() for case in cases}
    pauses = random.Random(1)  # noqa: S311 - uneven, so that no key falls in step with a timer
    with ExitStack() as stack:
        programs: list[Watched] = []
        for case in cases:
            program = Watched(case.arguments, environment(), SIZE)
            stack.enter_context(closing(program))
            program.text_shown(case.shows)
            for key, brings in case.before:
                program.settle(0.3)
                program.press(key)
                program.text_shown(brings)
            program.settle(0.8)
            programs.append(program)
        for number in range(count + UNTIMED):
            for case, program in zip(cases, programs, strict=True):
                program.settle(pauses.uniform(0.03, 0.07))
                try:
                    seconds = program.answer_to(case.keys[number % len(case.keys)])
                except NotMeasured as problem:
                    measured[case.name].problems.append(str(problem))
                    continue
                if number >= UNTIMED:
                    measured[case.name].add("answer", seconds)
    return measured


def percentile(times: list[float], percent: int) -> float:
    """Return the time that so many per cent of the measurements did not exceed."""
    if len(times) < 2:
        return times[0] if times else float("nan")
    return quantiles(times, n=100, method="inclusive")[percent - 1]


def start_table(measured: dict[str, Figures]) -> Iterator[str]:
    """Yield the table of starts: milliseconds, and multiples of the floor."""
    heads = f"{'first frame p50':>17}{'all there p50':>15}{'p95':>8}{'ratio':>8}"
    yield f"{'from the start, ms':28}{heads}"
    floor = percentile(measured["floor"].times.get("shown", []), 50)
    for name, figures in measured.items():
        frame, shown = (figures.times.get(what, []) for what in ("frame", "shown"))
        ratio = percentile(shown, 50) / floor
        over = f"  over the aim of {AIM}" if ratio > AIM else ""
        yield (
            f"{name:28}{percentile(frame, 50):17.0f}{percentile(shown, 50):15.0f}"
            f"{percentile(shown, 95):8.0f}{ratio:8.2f}{over}"
        )


def key_table(measured: dict[str, Figures]) -> Iterator[str]:
    """Yield the table of keys, in milliseconds."""
    yield f"{'from key to frame, ms':28}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}"
    for name, figures in measured.items():
        times = figures.times.get("answer", [])
        cells = [percentile(times, percent) for percent in (50, 95, 99)]
        yield f"{name:28}" + "".join(f"{cell:8.1f}" for cell in (*cells, max(times, default=0.0)))


def main() -> int:
    """Measure, print the tables, and return 2 where something could not be measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=15, help="starts of each case (15)")
    parser.add_argument("--count", type=int, default=200, help="keys for each case (200)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        starts = measure_starts(start_cases(folder), options.runs)
        keys = measure_keys(key_cases(folder), options.count)
    print("\n".join((*start_table(starts), "", *key_table(keys))))
    everything = {**starts, **keys}
    problems = [f"{name}: {p}" for name, f in everything.items() for p in f.problems]
    print("\n".join(problems[:10]))
    if options.json is not None:
        times = {name: figures.times for name, figures in everything.items()}
        options.json.write_text(json.dumps(times, indent=1), encoding="utf-8")
    return 2 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
