"""Typed words made safe for a page of HTML."""

from html import escape

from sdm_tui.documents.wording import visible


def escaped(text: str) -> str:
    """Return text as HTML: markup in it is shown and never obeyed, hidden characters spelt out."""
    return escape(visible(text).replace("\t", "    "), quote=True)


def in_lines(text: str) -> str:
    """Return text as HTML that keeps the line ends that somebody typed."""
    return escaped(text).replace("\n", "<br>")
