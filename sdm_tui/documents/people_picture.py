"""Pictures of people for pages: one circle for each person, those affected first and filled in."""

from typing import Final

from sdm_tui.aids.figures import NaturalFrequency
from sdm_tui.documents.markup import escaped

STEP: Final = 12
"""Units from one circle to the next."""
RADIUS: Final = 4.5
INK: Final = "#1b1b1b"
PAPER: Final = "#ffffff"
LINE: Final = "#5a5a5a"


def per_row(denominator: int) -> int:
    """Return how many people stand in a row: 10 of 100, and 50 of 1,000."""
    return 10 if denominator == 100 else 50


def people_svg(figure: NaturalFrequency, told: str, name: str) -> str:
    """Return a figure as inline SVG, with its sentence as the text alternative.

    told: the sentence. name: an id that nothing else on the page has. Colours are attributes and
    never style rules, so that no other program draws everybody filled in.
    """
    columns = per_row(figure.denominator)
    rows = -(-figure.denominator // columns)
    groups = (
        (f'fill="{INK}"', range(figure.count)),
        (f'fill="{PAPER}" stroke="{LINE}"', range(figure.count, figure.denominator)),
    )
    drawn = "".join(
        f"<g {colours}>{''.join(_circle(place, columns) for place in places)}</g>"
        for colours, places in groups
        if places
    )
    width, height = columns * STEP, rows * STEP
    return (
        f'<svg role="img" aria-labelledby="{name}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><title id="{name}">{escaped(told)}</title>{drawn}</svg>'
    )


def _circle(place: int, columns: int) -> str:
    row, column = divmod(place, columns)
    x, y = column * STEP + STEP // 2, row * STEP + STEP // 2
    return f'<circle cx="{x}" cy="{y}" r="{RADIUS}"/>'
