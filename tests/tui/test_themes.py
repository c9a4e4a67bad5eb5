"""Contrast of the two themes, after WCAG 2.2: 4.5:1 for text, 3:1 for edges and focus."""

import pytest
from textual.color import Color

from sdm_tui.tui.themes import THEMES

TEXT, EDGE = 4.5, 3.0
PAIRS = [
    ("foreground", "background", TEXT),
    ("foreground", "panel", TEXT),
    ("text-muted", "background", TEXT),
    ("text-muted", "panel", TEXT),
    ("text-disabled", "background", TEXT),
    ("accent", "panel", TEXT),
    ("footer-key-foreground", "panel", TEXT),
    ("warning", "background", TEXT),
    ("background", "error", TEXT),
    ("person-affected", "background", TEXT),
    ("person-unaffected", "background", TEXT),
    ("input-cursor-foreground", "input-cursor-background", TEXT),
    ("foreground", "input-selection-background", TEXT),
    ("border-blurred", "background", TEXT),
    ("border", "background", EDGE),
    ("scrollbar", "scrollbar-background", EDGE),
]


def luminance(colour: Color) -> float:
    """Return relative luminance as WCAG 2.2 defines it."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part / 255) for part in (colour.r, colour.g, colour.b))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: Color, second: Color) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "back", "least"), PAIRS, ids=str)
def test_a_pair_of_colours_can_be_told_apart(
    theme: str, front: str, back: str, least: float
) -> None:
    own = THEMES[theme]
    colours = {**own.to_color_system().generate(), **own.variables}

    ratio = contrast(Color.parse(colours[front]), Color.parse(colours[back]))

    assert ratio >= least


def test_contrast_agrees_with_the_published_ends_of_its_scale() -> None:
    white, black = Color.parse("#ffffff"), Color.parse("#000000")

    assert contrast(white, black) == pytest.approx(21)
    assert contrast(white, white) == pytest.approx(1)
