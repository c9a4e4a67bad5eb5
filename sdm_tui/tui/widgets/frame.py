"""The frame around a stage: header, prompts, and the line that keeps the person's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content

from sdm_tui.tui.literal import drawable, literal, one_line
from sdm_tui.tui.widgets.bars import APART, Drawn, between, packed

WIDE_STAGES: Final = 78
"""Columns that the full names of the stages need."""


@dataclass(frozen=True)
class StageMark:
    """One stage as the header shows it."""

    title: str
    short_title: str
    """For narrow headers."""
    is_here: bool
    has_something: bool
    """Whether anything was said or shown there."""


class Header(Drawn):
    """The decision, the person's label and needs, the time taken, and where we are."""

    DEFAULT_CSS = """
    Header { height: auto; background: $panel; padding: 0 1; }
    """

    def show(
        self,
        title: str,
        flags: Sequence[str],
        stages: Iterable[StageMark],
        *,
        width: int,
        in_short: str = "",
    ) -> None:
        """Show the decision with the flags beside or below it, and where the conversation is.

        in_short: what is shown where the title would be cut off, if it fits itself.
        """
        width = max(1, width - 2)
        if len(title) > width and 0 < len(in_short) <= width:
            title = in_short
        title, on_one_line = drawable(title), APART.join(flags)
        if len(title) + len(on_one_line) + 3 <= width:
            rows = [literal(between(title, on_one_line, width), "bold")]
        else:
            rows = [literal(one_line(title, width), "bold")]
            rows += [literal(line) for line in packed(flags, width)]
        rows.append(_stage_line(stages, width))
        self.draw(Content("\n").join(rows))


def _stage_line(stages: Iterable[StageMark], width: int) -> Content:
    is_wide = width >= WIDE_STAGES
    cells: list[Content] = []
    for each in stages:
        name = each.title if is_wide else each.short_title
        if each.is_here:
            cells.append(literal(f"◄ {name} ►", "bold $accent"))
        else:
            cells.append(literal(f"{'●' if each.has_something else '○'} {name}"))
    room = width - sum(cell.cell_length for cell in cells)
    gap = max(1, min(3, room // max(1, len(cells) - 1)))
    return Content(" " * gap).join(cells)


class Prompts(Drawn):
    """Two plain wordings for the clinician: one to say, one to ask."""

    DEFAULT_CSS = """
    Prompts { height: auto; padding: 0 1; color: $text-muted; border-left: solid $border-blurred; }
    """

    def show(self, say: str, ask: str) -> None:
        """Show the wordings of a stage."""
        self.draw(literal(f'Say: "{say}"\nAsk: "{ask}"'))


class PinnedLine(Drawn):
    """The person's own words, on every later stage, and when the last save was."""

    DEFAULT_CSS = """
    PinnedLine { height: 1; background: $panel; padding: 0 1; }
    PinnedLine.-not-saved { background: $error; color: $background; text-style: bold; }
    """

    def show(self, words: Sequence[str], saved: str, *, is_fault: bool, width: int) -> None:
        """Show what was said and whether it is safe."""
        self.set_class(is_fault, "-not-saved")
        if is_fault:
            self.draw(literal(one_line(saved, width - 2)))
            return
        said = " · ".join(f'"{one_line(each, 60)}"' for each in words)
        self.draw(literal(between(f"you said: {said}" if said else "", saved, width - 2)))
