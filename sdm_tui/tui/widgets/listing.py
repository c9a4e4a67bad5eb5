"""A list that is drawn in one piece, so that typing above it stays quick."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from sdm_tui.tui.literal import literal


@dataclass(frozen=True)
class Entry:
    """One entry of a list, or a heading where it has no name."""

    name: str | None
    rows: tuple[Content, ...]
    short: Content | None = None
    """One row in place of `rows` away from the arrow, where not all rows of all entries fit."""


class Listing(Widget):
    """Entries under headings, with an arrow at one of them; the list follows the arrow."""

    DEFAULT_CSS = """
    Listing { height: 1fr; padding: 0 1; background: $background; }
    """

    @dataclass
    class Chosen(Message):
        """Somebody chose an entry."""

        name: str

    def __init__(self, *, counts_unseen: bool = False) -> None:
        """Build a list; `counts_unseen` says above and below how many there was no room for."""
        super().__init__()
        self._counts_unseen = counts_unseen
        self._entries: list[Entry] = []
        self._at = 0
        self._top = 0

    def show(
        self,
        entries: Sequence[Entry],
        *,
        start: str | None = None,
        keep_arrow: bool = False,
        has_arrow: bool = True,
    ) -> None:
        """Show other entries, with the arrow at the first one; a heading takes no arrow.

        start: the name of the entry at which the arrow starts in place of the first.
        keep_arrow: leave it at the entry where it is, if that is still there.
        has_arrow: where not, nothing is chosen until it is moved; the first is then a heading.
        """
        held = self.name_at_arrow if keep_arrow else None
        self._entries = list(entries)
        names = [entry.name for entry in self._entries]
        named = (i for i, name in enumerate(names) if name is not None and has_arrow)
        first = next(named, 0) if start is None else names.index(start)
        self._at = names.index(held) if held in names and held is not None else first
        self._top = self._top if self._at != first else 0
        self.refresh()

    def move(self, step: int) -> None:
        """Move the arrow by one entry, past headings, and stop at the ends."""
        to = self._at + step
        while 0 <= to < len(self._entries) and self._entries[to].name is None:
            to += step
        if 0 <= to < len(self._entries):
            self._at = to
            self.refresh()

    def jump(self, step: int) -> None:
        """Move the arrow to the first entry of another group."""
        names = [None, *(entry.name for entry in self._entries)]
        groups = pairwise(names)
        starts = [
            i for i, (before, name) in enumerate(groups) if name is not None and before is None
        ]
        if not starts:
            return
        here = bisect_right(starts, self._at) - 1
        if here < 0 and step < 0:
            here = 0  # above the first group, which is then the one to go back from
        self._at = starts[(here + step) % len(starts)]
        self.refresh()

    @property
    def name_at_arrow(self) -> str | None:
        """The name of the entry at the arrow; None where there is none."""
        return self._entries[self._at].name if self._entries else None

    def choose(self) -> None:
        """Choose the entry at the arrow."""
        if (name := self.name_at_arrow) is not None:
            self.post_message(self.Chosen(name))

    def render(self) -> Content:
        """Draw as many rows as there is room for, around the arrow."""
        rows, first, last = self._rows()
        height = max(1, self.content_size.height)
        # One line at each end where something is out of sight, and never the arrow's own.
        edge = int(self._counts_unseen and len(rows) > height)
        top = max(min(self._top, first - edge), last - height + 1 + edge, 0)
        self._top = min(top, len(rows) - height) if edge else top
        lines = [self._row(*at) for at in rows[self._top : self._top + height]]
        above, below = self._unseen(rows)
        if above:
            lines[0] = literal(f"  ↑ {above} more", "$text-muted")
        if below:
            lines[-1] = literal(f"  ↓ {below} more", "$text-muted")
        return Content("\n").join(lines)

    def _unseen(self, rows: list[tuple[int, int]]) -> tuple[int, int]:
        """Return how many entries above and below what is drawn a line at each end stands for."""
        height = max(1, self.content_size.height)
        if not self._counts_unseen or len(rows) <= height:
            return 0, 0
        above = rows[: self._top + 1] if self._top else []
        below = rows[self._top + height - 1 :] if self._top + height < len(rows) else []
        return self._named(above), self._named(below)

    def _named(self, rows: list[tuple[int, int]]) -> int:
        return len({index for index, _ in rows if self._entries[index].name is not None})

    def on_click(self, event: events.Click) -> None:
        """Choose with the mouse; a line that only counts is no entry."""
        rows, _, _ = self._rows()
        at = self._top + event.y
        above, below = self._unseen(rows)
        if (above and event.y == 0) or (below and event.y == self.content_size.height - 1):
            return
        if at < len(rows) and self._entries[rows[at][0]].name is not None:
            self._at = rows[at][0]
            self.refresh()
            self.choose()

    def _row(self, index: int, number: int) -> Content:
        is_here = index == self._at and self._entries[index].name is not None
        entry = self._entries[index]
        short = None if is_here or self._is_roomy() else entry.short
        row = entry.rows[number] if short is None else short
        return Content("► " if is_here and number == 0 else "  ") + row

    def _is_roomy(self) -> bool:
        return sum(len(entry.rows) for entry in self._entries) <= self.content_size.height

    def _rows(self) -> tuple[list[tuple[int, int]], int, int]:
        """Return every row by its entry and number, and the first and last of that at the arrow.

        Only those that there is room for are drawn, because hundreds of aids may be listed.
        """
        rows: list[tuple[int, int]] = []
        first = last = 0
        is_roomy = self._is_roomy()
        for index, entry in enumerate(self._entries):
            is_here = index == self._at and entry.name is not None
            if is_here:
                first = len(rows)
            is_whole = is_here or is_roomy or entry.short is None
            rows += [(index, number) for number in range(len(entry.rows) if is_whole else 1)]
            is_about_it = index == self._at + 1 and entry.name is None
            if is_here or is_about_it:  # such as "and 20 more", which the arrow never reaches
                last = len(rows) - 1
        return rows, first, last
