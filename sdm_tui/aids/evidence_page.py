"""The evidence page that a new aid starts with: every row named, every figure still to be typed."""

from collections.abc import Iterable
from typing import Final

from sdm_tui.aids.evidence import (
    CHECKED,
    FIGURES,
    NOTHING,
    NUMBERS,
    SOURCES,
    all_outcomes,
    source_cells,
    told_numbers,
)
from sdm_tui.aids.model import DecisionAid

SECTIONS: Final = (
    *("How the figures were found", "Figures", "Numbers told in sentences"),
    *("Where sources differ", "What was not found", "What may not be compared"),
    *("Sources", "Checked"),
)
"""The headings of a page, in order."""


def evidence_page(aid: DecisionAid) -> str:
    """Return an evidence page for an aid without any of its figures.

    Outcomes, options, places and sources are named; counts, intervals and numbers are blank, to be
    typed from the sources by somebody who did not type them in the aid.
    """
    figures = (
        (outcome.id, estimate.option)
        for outcome in all_outcomes(aid)
        for estimate in outcome.estimates
    )
    return _PAGE.format(
        title=aid.title,
        figures=_table(FIGURES, figures),
        numbers=_table(NUMBERS, ((place,) for place, _ in told_numbers(aid))),
        sources=_table(SOURCES, map(source_cells, aid.sources)),
        nothing=NOTHING,
        checked=CHECKED,
    )


def _table(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [columns, ("---",) * len(columns)]
    lines += [(*row, *("",) * (len(columns) - len(row))) for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |".replace("  ", " ") for cells in lines)


_PAGE: Final = """\
# Evidence for "{title}"

TO WRITE: what this page is, for a reviewer who has nothing else. No clinician has signed it off.

## How the figures were found

TO WRITE: where was searched, what was opened and which part of it was read, what was preferred.

## Figures

One row for each outcome and option, in the order of aid.yaml. Type each cell from the source and
not from aid.yaml: a cell that differs is then a slip in one of the two. "{nothing}" stands for
nothing. The basis is read, second-hand, derived (with its arithmetic), none or does-not-apply.

{figures}

## Numbers told in sentences

Every sentence of the aid that tells a number, with those numbers and where each comes from.

{numbers}

## Where sources differ

TO WRITE

## What was not found

TO WRITE

## What may not be compared

TO WRITE

## Sources

{sources}

{checked}

Each line below names who compared the aid and this page with the sources, and the SHA-256 of the
two texts of which that is true. A change to either makes the line stale.
"""
