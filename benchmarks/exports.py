"""How long each form of a record takes to make, first and again, and how large it is.

Run with `python benchmarks/exports.py`. A first one is timed in a process of its own, with what it
imports; README.md beside this file says what the rows mean.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from sdm_tui.aids.library import AID_FILE, bundled_folder
from sdm_tui.aids.reading import parse_aid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import AidUsed, Consultation, started
from sdm_tui.documents.forms import FORMS, Material, form

SLUG: Final = "sore-throat-antibiotics"
AT: Final = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LATER: Final = 5
"""How often a form is made again in the same process."""
SAID: Final = "I want to sleep through, and to be at work on Monday"

Measured = dict[str, dict[str, list[float]]]
"""By form: seconds of the first one and of later ones, and bytes."""


def material() -> Material:
    """Return a finished consultation in which every figure of a bundled aid was looked at."""
    path = Path(str(bundled_folder())) / SLUG / AID_FILE
    content = path.read_bytes()
    aid = parse_aid(content, path)
    used = AidUsed(
        slug=aid.slug,
        title=aid.title,
        condition=aid.condition,
        version=aid.version,
        content_hash=sha256(content).hexdigest(),
        last_reviewed=aid.last_reviewed,
        review_due=aid.review_due,
    )
    told: Consultation = moves.write(started("made-up-1", AT, used), "start.label", "Nobody")
    told = moves.write(told, "what_matters.important", SAID)
    for value in aid.values:
        told = moves.rate_value(told, value.id, 7)
    for option in aid.options:
        told = moves.open_option(told, option.id)
    for outcome in aid.outcomes:
        told = moves.open_outcome(told, outcome.id, "people", AT)
    told = moves.decide(told, "decided", aid.options[0].id)
    told = moves.plan_action(told, "Rest and drink enough", "Nobody", "this week")
    return Material(moves.seal(told, AT, "Nobody"), aid, date(2026, 11, 22), "1-00000000")


def make_in_this_process(name: str) -> None:
    """Make a form once and then again; print seconds and bytes as JSON."""
    made_from = material()
    chosen = form(name)
    seconds = []
    content = b""
    for _ in range(1 + LATER):
        start = perf_counter()
        content = chosen.make(made_from)
        seconds.append(perf_counter() - start)
    print(json.dumps({"first": seconds[:1], "later": seconds[1:], "bytes": [len(content)]}))


def measure(names: list[str], runs: int) -> Measured:
    """Make every form in so many processes; the turn before them compiles and is not kept."""
    measured: Measured = {}
    for turn in range(runs + 1):
        for name in names:
            command = (sys.executable, __file__, "--one", name)
            ran = subprocess.run(command, capture_output=True, text=True, check=True)
            told: dict[str, list[float]] = json.loads(ran.stdout)
            if turn:
                kept = measured.setdefault(name, {})
                for what, numbers in told.items():
                    kept.setdefault(what, []).extend(numbers)
    return measured


def table(measured: Measured) -> Iterator[str]:
    """Yield the table: milliseconds and bytes."""
    yield f"{'':20}{'first ms':>12}{'later ms':>12}{'bytes':>12}"
    for name, told in measured.items():
        first, later = (1000 * median(told[what]) for what in ("first", "later"))
        yield f"{name:20}{first:12.1f}{later:12.2f}{told['bytes'][0]:12,.0f}"


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=5, help="processes for each form (5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement")
    parser.add_argument("--one", metavar="FORM", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        make_in_this_process(options.one)
        return 0
    has_typst = find_spec("typst") is not None
    names = [each.name for each in FORMS if has_typst or each.ending != "pdf"]
    measured = measure(names, options.runs)
    print("\n".join(table(measured)))
    if len(names) < len(FORMS):
        print("PDF was not measured: typst is not installed.")
    if options.json is not None:
        options.json.write_text(json.dumps(measured, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
