"""Careless edits of a sound aid, made on purpose, to see how many the checker catches.

Run as `python -m tests.aids.mutations` for every edit of every bundled aid.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, Final

from sdm_tui.aids.checks.checking import Finding, check_marked
from sdm_tui.aids.checks.patient_text import patient_texts
from sdm_tui.aids.library import bundled_folder
from sdm_tui.aids.marked import Marked, marked
from sdm_tui.aids.places import Place

Data = dict[str, Any]
Edit = tuple[str, Callable[[Data], None]]
"""What is edited, and the edit."""


@cache
def bundled(slug: str) -> Marked:
    """Return a bundled aid's file, parsed."""
    path = bundled_folder() / slug / "aid.yaml"
    return marked(path.read_bytes(), path)


def slugs() -> list[str]:
    """Return the names of the bundled aids."""
    return sorted(path.parent.name for path in bundled_folder().glob("*/aid.yaml"))


def is_caught(file: Marked, edit: Edit) -> bool:
    """Whether the checker finds something in the edited file that it does not find in the file."""
    data = deepcopy(file.data)
    edit[1](data)
    return bool(_told(check_marked(Marked(file.path, data, file._marks))) - _known(file))  # noqa: SLF001


def _told(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(finding.rule, finding.message) for finding in findings}


_FOUND: Final[dict[Path, set[tuple[str, str]]]] = {}


def _known(file: Marked) -> set[tuple[str, str]]:
    if file.path not in _FOUND:
        _FOUND[file.path] = _told(check_marked(file))
    return _FOUND[file.path]


def _at(data: Any, place: Place) -> Any:
    for step in place:
        data = data[step]
    return data


def _setting(place: Place, value: Any) -> Callable[[Data], None]:
    def put(data: Data) -> None:
        _at(data, place[:-1])[place[-1]] = value

    return put


def _counts(value: Any, place: Place = ()) -> Iterator[Place]:
    """Yield the place of every count of people, of every end of a range, and of every point."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name in {"count", "low", "high"} and isinstance(part, int):
                yield (*place, name)
            else:
                yield from _counts(part, (*place, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _counts(part, (*place, index))


def changed_figures(data: Data) -> Iterator[Edit]:
    """Yield each count changed by one, by ten, and with two digits swapped."""
    for place in _counts(data):
        held = _at(data, place)
        digits = str(held)
        swapped = int(digits[:-2] + digits[-1] + digits[-2]) if len(digits) > 1 else held + 3
        for changed in {held + 1, held + 10, swapped} - {held}:
            yield (
                f"{place}: {held} -> {changed}",
                _setting(place, changed),
            )


def swapped_options(data: Data) -> Iterator[Edit]:
    """Yield each pair of an outcome's estimates with the names of their options swapped."""
    for place, first, second in _pairs(data):

        def swap(d: Data, p: Place = place, a: int = first, b: int = second) -> None:
            listed = _at(d, p)
            listed[a]["option"], listed[b]["option"] = listed[b]["option"], listed[a]["option"]

        yield f"{place}: options {first} and {second}", swap


def swapped_counts(data: Data) -> Iterator[Edit]:
    """Yield each pair of an outcome's estimates with their counts swapped."""
    for place, first, second in _pairs(data):
        listed = _at(data, place)
        counts = listed[first].get("count"), listed[second].get("count")
        if counts[0] is None or counts[1] is None or counts[0] == counts[1]:
            continue

        def swap(d: Data, p: Place = place, a: int = first, b: int = second) -> None:
            ours = _at(d, p)
            ours[a]["count"], ours[b]["count"] = ours[b]["count"], ours[a]["count"]

        yield f"{place}: counts {first} and {second}", swap


def _pairs(data: Data) -> Iterator[tuple[Place, int, int]]:
    for index, outcome in enumerate(data.get("outcomes", [])):
        listed = outcome.get("estimates", [])
        for second in range(1, len(listed)):
            yield ("outcomes", index, "estimates"), second - 1, second


def dropped_sources(data: Data) -> Iterator[Edit]:
    """Yield each source dropped from the list of sources, and from each figure."""
    for index, source in enumerate(data["sources"]):

        def drop(d: Data, i: int = index) -> None:
            del d["sources"][i]

        yield f"source {source['key']}", drop
    for number, outcome in enumerate(data.get("outcomes", [])):
        for position, estimate in enumerate(outcome["estimates"]):
            if estimate.get("count") is not None:
                place: Place = ("outcomes", number, "estimates", position, "sources")
                yield f"{place}", _setting(place, [])


def doubled_texts(data: Data) -> Iterator[Edit]:
    """Yield what sets an option apart put in the place of the next option's same text."""
    return _doubled(data, own=True)


def doubled_practical_lines(data: Data) -> Iterator[Edit]:
    """Yield a practical line of an option, which two may truly share, put in the next option's."""
    return _doubled(data, own=False)


_OWN: Final = {"aim", "good_points", "hard_points", "living_with"}


def _doubled(data: Data, *, own: bool) -> Iterator[Edit]:
    options = data["options"]
    for index in range(1, len(options)):
        for place, text in patient_texts({"options": [options[index - 1]]}):
            if len(text.split()) < 5 or (place[2] in _OWN) is not own:
                continue
            target: Place = ("options", index, *place[2:])
            try:
                if _at(data, target) == text:
                    continue
            except (KeyError, IndexError):
                continue
            yield f"{target}", _setting(target, text)


def added_one_in_fifty(data: Data) -> Iterator[Edit]:
    """Yield each text that a patient reads with "1 in 50" in it."""
    for place, text in patient_texts(data):
        added = f"{text} It happens to 1 in 50."
        yield f"{place}", _setting(place, added)


KINDS: Final[dict[str, Callable[[Data], Iterator[Edit]]]] = {
    "one figure changed": changed_figures,
    "two options swapped": swapped_options,
    "two counts swapped": swapped_counts,
    "a source dropped": dropped_sources,
    "a text doubled": doubled_texts,
    "a practical line doubled": doubled_practical_lines,
    '"1 in 50" added': added_one_in_fifty,
}


def edits(kind: str, slug: str, most: int | None = None) -> list[Edit]:
    """Return the edits of one kind to one bundled aid; `most` of them, evenly spread."""
    every = list(KINDS[kind](bundled(slug).data))
    if most is None or len(every) <= most:
        return every
    return [every[number * len(every) // most] for number in range(most)]


def missed(kind: str, slug: str, most: int | None = None) -> tuple[int, list[str]]:
    """Return how many edits were tried, and those that the checker did not catch."""
    tried = edits(kind, slug, most)
    return len(tried), [edit[0] for edit in tried if not is_caught(bundled(slug), edit)]


def main() -> None:
    """Print the share of each kind of edit that the checker catches."""
    for kind in KINDS:
        total, lost = 0, []
        for slug in slugs():
            tried, not_caught = missed(kind, slug)
            total += tried
            lost += [f"{slug} {place}" for place in not_caught]
        print(f"{kind}: {total - len(lost)} of {total} caught")
        for place in lost[:20]:
            print(f"    missed: {place}")


if __name__ == "__main__":
    main()
