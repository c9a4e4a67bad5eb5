"""The command that checks decision aids, once or after each change."""

import argparse
import json
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sdm_tui.cli_places import Clock, aids_folders, folder_named, library_of
from sdm_tui.errors import SdmError, UnknownName
from sdm_tui.terminal import printable_json, say, tell

if TYPE_CHECKING:
    from sdm_tui.aids.checks.checking import Finding
    from sdm_tui.aids.checks.reading_ease import ReadingEase

LOOK_EVERY: Final = 0.5
"""Seconds between two looks at the files while watching."""
MOST_TOLD: Final = 5
"""Hard sentences and hard words that are named for each aid."""


def add_check_command(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add "check"."""
    check = add("check", help="say what is wrong in decision aids, and where")
    check.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        type=folder_named,
        help="a file, a folder, or the name of an aid",
    )
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.add_argument(
        "--watch", action="store_true", help="check again whenever a file changes; Ctrl+C stops"
    )
    check.set_defaults(run=_check)


def _check(arguments: argparse.Namespace, now: Clock) -> int:
    arguments.paths = [_meant(named, arguments) for named in arguments.paths]
    seen = _stamps(arguments) if arguments.watch else {}
    status = _check_once(arguments, now)
    if not arguments.watch:
        return status
    while True:
        print(end="", flush=True)
        time.sleep(LOOK_EVERY)
        stamps = _stamps(arguments)
        if stamps != seen:
            seen = stamps
            say(f"\n--- {now():%H:%M:%S}")
            try:
                _check_once(arguments, now)
            except SdmError as error:
                tell(str(error))  # an editor may take a file away before it puts the new one there


def _check_once(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.cli_beside import overlay_findings

    files, folders = _files(arguments), aids_folders(arguments)
    overlays, in_overlays = overlay_findings(arguments.paths or folders, folders)
    found = findings_of(files, now().date()) + in_overlays
    if arguments.format == "json":
        say(
            printable_json(
                json.dumps(_as_data(files, overlays, found), ensure_ascii=False, indent=2)
            )
        )
    else:
        _tell(files, overlays, found)
    return 1 if any(finding.severity == "error" for finding in found) else 0


def findings_of(files: Iterable[Path], today: date) -> "list[Finding]":
    """Return everything that is wrong in some files of aids and in what stands beside them."""
    from sdm_tui.aids.checks.beside import check_evidence, check_translations
    from sdm_tui.aids.checks.checking import check_file

    found: list[Finding] = []
    for path in files:
        found += check_file(path, today=today)
        found += check_evidence(path)
        found += check_translations(path)
    return found


def _tell(files: list[Path], overlays: list[Path], found: "list[Finding]") -> None:
    for finding in found:
        say(str(finding))
    for path in files:
        if (measured := _reading_ease(path)) is not None:
            say(f"{path}: {_ease_words(measured)}")
            for sentence in measured.hardest_sentences[:MOST_TOLD]:
                say(f"    a sentence of {sentence.words} words: {sentence.text}")
            if words := measured.hardest_words[:MOST_TOLD]:
                told = ", ".join(f"{word} ({times})" for word, times in words)
                say(f"    long words: {told}")
    errors = sum(finding.severity == "error" for finding in found)
    checked = _counted(len(files), "decision aid")
    if overlays:
        checked += f" and {_counted(len(overlays), 'overlay')}"
    warnings = _counted(len(found) - errors, "warning")
    say(f"{checked} checked, {_counted(errors, 'error')}, {warnings}.")


def _ease_words(measured: "ReadingEase") -> str:
    return (
        f"reading ease {measured.score:.1f} (Flesch), reading age about "
        f"{measured.age:.0f}, over {measured.words} words that a patient may read"
    )


def _reading_ease(path: Path) -> "ReadingEase | None":
    """Return how easy the patient's texts of a file are, or None where it is no YAML."""
    from sdm_tui.aids.checks.patient_text import patient_texts
    from sdm_tui.aids.checks.reading_ease import measure
    from sdm_tui.aids.marked import AidUnreadable, marked
    from sdm_tui.aids.reading import read_bytes

    try:
        file = marked(read_bytes(path), path)
    except AidUnreadable:
        return None
    measured = measure(patient_texts(file.data))
    return measured if measured.words else None


def _as_data(files: list[Path], overlays: list[Path], found: "list[Finding]") -> dict[str, object]:
    told: list[dict[str, object]] = []
    for path in files:
        measured = _reading_ease(path)
        about: dict[str, object] = {"path": str(path)}
        if measured is not None:
            about["reading_ease"] = round(measured.score, 1)
            about["reading_age"] = round(measured.age, 1)
        told.append(about)
    return {
        "format": "sdm-tui check",
        "format_version": 1,
        "aids": told,
        "overlays": [str(path) for path in overlays],
        "findings": [
            {
                "path": str(finding.path),
                "line": finding.line,
                "column": finding.column,
                "rule": finding.rule,
                "severity": finding.severity,
                "message": finding.message,
            }
            for finding in found
        ],
    }


def _files(arguments: argparse.Namespace) -> list[Path]:
    from sdm_tui.aids.library import AID_FILE, OVERLAY_FILE, aid_files, overlay_files

    files: list[Path] = []
    for path in arguments.paths or aids_folders(arguments):
        if path.name == OVERLAY_FILE and not path.is_dir():
            continue
        # A translation is checked with the aid beside it.
        is_translation = path.match("aid.*.yaml") and not path.is_dir()
        file = path.with_name(AID_FILE) if is_translation else path
        found = aid_files(path) if path.is_dir() else [file]
        if not found and not overlay_files(path):
            raise UnknownName(
                f"There is no decision aid in {path}.",
                "An aid is a file called aid.yaml in a folder of its own.",
            )
        files += found
    return files


def _meant(named: Path, arguments: argparse.Namespace) -> Path:
    """Return the path that was typed, or the folder of the aid that has this name."""
    if named.exists() or named.suffix or len(named.parts) > 1:
        return named
    slugs = {entry.slug: entry.path.parent for entry in library_of(arguments).entries}
    return slugs.get(str(named), named)


def _stamps(arguments: argparse.Namespace) -> dict[Path, int]:
    """Return when each file in sight was last changed, also files that have just appeared."""
    stamps: dict[Path, int] = {}
    for path in arguments.paths or aids_folders(arguments):
        files = [path] if path.is_file() else [*_watched(path)]
        for file in files:
            try:
                stamps[file] = file.stat().st_mtime_ns
            except OSError:
                continue
    return stamps


def _watched(folder: Path) -> Iterator[Path]:
    for pattern in ("*.yaml", "*/*.yaml", "evidence.md", "*/evidence.md"):
        yield from folder.glob(pattern)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
