"""The lines that every screen has: one with two ends, and one with the keys."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widgets import Static

from sdm_tui.tui.commands import Command, bound_key
from sdm_tui.tui.literal import one_line

REHEARSAL: Final = "REHEARSAL - not a real person"


def between(left: str, right: str, width: int) -> str:
    """Return two texts on one line, the left one cut where both do not fit."""
    room = max(0, width - cell_len(right) - (2 if right else 0))
    return f"{set_cell_size(one_line(left, room), room)}{'  ' if right else ''}{right}"


APART: Final = " · "


def packed(parts: Sequence[str], width: int) -> list[str]:
    """Return the parts on as few lines as hold them, each part whole where it fits a line."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{APART}{part}" if lines else part
        if len(longer) <= width:
            lines[-1:] = [longer]
        else:
            lines += textwrap.wrap(part, max(1, width))
    return lines


class Drawn(Static):
    """Lines that are laid out and sent anew only when they change."""

    _drawn: Content | None = None

    def draw(self, content: Content, *, is_fitted: bool = False) -> None:
        """Show the content, unless it is there already.

        is_fitted: no line is wider than the widget, so that as many lines take as many rows and
        nothing needs to be laid out anew.
        """
        held, self._drawn = self._drawn, content
        if held is not None and content.is_same(held):
            return
        is_as_tall = held is not None and held.plain.count("\n") == content.plain.count("\n")
        self.update(content, layout=not (is_fitted and is_as_tall))


class Keys(Drawn):
    """The keys of this screen, as many as fit; F1 lists them all."""

    DEFAULT_CSS = """
    Keys { height: 1; background: $panel; padding: 0 1; color: $text-muted; }
    """

    def show(self, commands: Iterable[Command], keys: Mapping[str, str], width: int) -> None:
        """Show the hints that fit the width, the first ones first."""
        cells: list[Content] = []
        room = width - 2
        for command in commands:
            if not command.hint:
                continue
            key = bound_key(command, keys)
            length = len(key) + len(command.hint) + 1
            if length > room:
                continue
            room -= length + 2
            cells.append(Content.assemble((key, "bold $footer-key-foreground"), f" {command.hint}"))
        self.draw(Content("  ").join(cells))
