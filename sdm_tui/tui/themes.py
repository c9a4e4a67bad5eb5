"""Two themes of our own, dark and light, with contrast that a test measures.

Text on its background reaches 4.5:1, edges and focus 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). No state is
told by colour alone, so a person who sees no colours, or a terminal without them, loses nothing.
"""

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="sdm-dark",
    dark=True,
    primary="#9ecbff",
    secondary="#9ecbff",
    accent="#ffd866",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    success="#9ecbff",
    warning="#ffd866",
    error="#ffb3ad",
    text_alpha=1.0,
    variables={
        "border": "#ffd866",
        "border-blurred": "#8c8c8c",
        "text-muted": "#d0d0d0",
        "text-disabled": "#a8a8a8",
        "foreground-muted": "#d0d0d0",
        "foreground-disabled": "#a8a8a8",
        "block-cursor-background": "#ffd866",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#3a3a3a",
        "block-cursor-blurred-foreground": "#ffffff",
        "input-cursor-background": "#ffd866",
        "input-cursor-foreground": "#000000",
        "input-selection-background": "#4a4a4a",
        "footer-key-foreground": "#ffd866",
        "scrollbar": "#8c8c8c",
        "scrollbar-hover": "#ffd866",
        "scrollbar-active": "#ffd866",
        "scrollbar-background": "#1c1c1c",
        "scrollbar-background-hover": "#1c1c1c",
        "scrollbar-background-active": "#1c1c1c",
        "person-affected": "#ffb000",
        "person-unaffected": "#a8a8a8",
    },
)

LIGHT: Final = Theme(
    name="sdm-light",
    dark=False,
    primary="#003a8c",
    secondary="#003a8c",
    accent="#003a8c",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#ececec",
    success="#003a8c",
    warning="#6b4700",
    error="#9c0006",
    text_alpha=1.0,
    variables={
        "border": "#003a8c",
        "border-blurred": "#767676",
        "text-muted": "#3a3a3a",
        "text-disabled": "#5c5c5c",
        "foreground-muted": "#3a3a3a",
        "foreground-disabled": "#5c5c5c",
        "block-cursor-background": "#003a8c",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#d0d0d0",
        "block-cursor-blurred-foreground": "#000000",
        "input-cursor-background": "#003a8c",
        "input-cursor-foreground": "#ffffff",
        "input-selection-background": "#c8d8f0",
        "footer-key-foreground": "#003a8c",
        "scrollbar": "#767676",
        "scrollbar-hover": "#003a8c",
        "scrollbar-active": "#003a8c",
        "scrollbar-background": "#ececec",
        "scrollbar-background-hover": "#ececec",
        "scrollbar-background-active": "#ececec",
        "person-affected": "#a44900",
        "person-unaffected": "#5c5c5c",
    },
)

THEMES: Final = {"dark": DARK, "light": LIGHT}
