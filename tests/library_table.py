"""The table of bundled aids in the two READMEs, made from the aids' files.

`python -m tests.library_table` writes it anew; a test holds that it is fresh.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sdm_tui.aids.checks.patient_text import patient_texts
from sdm_tui.aids.checks.reading_ease import measure
from sdm_tui.aids.evidence import all_outcomes
from sdm_tui.aids.marked import marked
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.reading import parse_aid

ROOT: Final = Path(__file__).parents[1]
AIDS: Final = ROOT / "decision_aids"
BEGIN: Final = "<!-- library: written by python -m tests.library_table -->"
END: Final = "<!-- end of library -->"
PAGES: Final = {ROOT / "README.md": "decision_aids/", AIDS / "README.md": ""}
"""The pages that have the table, and the way from each to the aids."""
BASES: Final = {"read": "read", "second-hand": "second-hand", "derived": "worked out"}
MOST_CITED: Final = 2
"""Sources that are named for each aid: those behind most of its figures."""


def library_table(way: str) -> str:
    """Return the table, for a page from which `way` leads to the folder of aids."""
    lines = [
        "| decision aid | options | figures | no reliable figure | rests on | reading ease |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for file in sorted(AIDS.glob("*/aid.yaml")):
        content = file.read_bytes()
        aid = parse_aid(content, file)
        ease = measure(patient_texts(marked(content, file).data)).score
        without = sum(e.basis == "none" for o in all_outcomes(aid) for e in o.estimates)
        cells = (
            f"[{aid.title}]({way}{aid.slug}/aid.yaml)",
            str(len(aid.options)),
            _figures(aid),
            str(without) if all_outcomes(aid) else "-",
            f"[{len(aid.sources)} sources]({way}{aid.slug}/evidence.md){_most_cited(aid)}",
            f"{ease:.0f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _figures(aid: DecisionAid) -> str:
    bases: Counter[str] = Counter()
    bases.update(e.basis for o in all_outcomes(aid) for e in o.estimates if e.count is not None)
    if not bases:
        return "none: it tells rights, steps and services"
    told = ", ".join(f"{bases[basis]} {words}" for basis, words in BASES.items() if bases[basis])
    return f"{bases.total()}: {told}"


def _most_cited(aid: DecisionAid) -> str:
    cited = Counter(key for key in _cited(aid))
    named = []
    for key, _ in cited.most_common(MOST_CITED):
        source = aid.source(key)
        assert source is not None
        named.append(f"{source.publisher} {source.year}")
    return f", most figures from {' and '.join(dict.fromkeys(named))}" if named else ""


def _cited(aid: DecisionAid) -> Iterator[str]:
    for outcome in all_outcomes(aid):
        for estimate in outcome.estimates:
            if estimate.count is not None:
                yield from estimate.sources


def with_table(text: str, way: str) -> str:
    """Return a page with the table as the files have it now."""
    pattern = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    found = pattern.search(text)
    assert found, "the page has no place for the table"
    table = f"{BEGIN}\n\n{library_table(way)}\n\n{END}"
    return text[: found.start()] + table + text[found.end() :]


if __name__ == "__main__":
    for path, way in PAGES.items():
        path.write_text(with_table(path.read_text(encoding="utf-8"), way), encoding="utf-8")
