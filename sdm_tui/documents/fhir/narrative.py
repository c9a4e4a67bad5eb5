"""Paragraphs as the narrative of a resource: XHTML in which nothing that was typed is obeyed."""

from collections.abc import Iterable
from typing import Final, Literal

from sdm_tui.documents.fhir.values import Json, shown
from sdm_tui.documents.markup import in_lines
from sdm_tui.documents.page import Item
from sdm_tui.documents.wording import trimmed

Told = Literal["generated", "additional"]
"""generated: only what the resource holds as data too. additional: more than that."""

_NOTHING: Final = (Item("Nothing was written down."),)


def narrative(items: Iterable[Item], told: Told = "additional") -> Json:
    """Return paragraphs as a narrative; items further in become lists within lists.

    Where there are none it says that nothing was written down.
    """
    paragraphs = tuple(item for item in items if trimmed(item.text)) or _NOTHING
    body = "".join(_paragraphs(paragraphs))
    return {"status": told, "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{body}</div>'}


def _paragraphs(items: tuple[Item, ...]) -> Iterable[str]:
    """Yield the markup of each item; a list is closed before the next item that is less far in."""
    depth = 0
    for item in items:
        # an item never stands more than one list further in than the one before it
        wanted = min(item.depth, depth + 1)
        if wanted > depth:
            yield "<ul><li>"
        else:
            yield "</li></ul>" * (depth - wanted)
            if wanted:
                yield "</li><li>"
        depth = wanted
        yield _marked_up(item.text) if depth else f"<p>{_marked_up(item.text)}</p>"
    yield "</li></ul>" * depth


def _marked_up(text: str) -> str:
    return in_lines(shown(trimmed(text))).replace("<br>", "<br/>")
