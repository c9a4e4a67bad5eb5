"""Hard words on a page: where they stand, which one is at the cursor, and what it means."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from sdm_tui.aids.model import GlossaryEntry
from sdm_tui.tui.literal import literal

WORD: Final = "word"
"""The name under which a word's position stands in the style of its letters, for the mouse."""


@dataclass(frozen=True)
class Found:
    """A word of the glossary on a page, by its first place there."""

    start: int
    end: int
    entry: GlossaryEntry


def words_in(plain: str, glossary: Sequence[GlossaryEntry]) -> list[Found]:
    """Return the glossary's words that stand on a page, in the order in which they are read.

    A word counts in any case, with a plural s, and across the end of a line; each word counts
    once, where it first stands, and the longest word wins where two overlap.
    """
    found: list[Found] = []
    for entry in sorted(glossary, key=lambda e: len(e.term), reverse=True):
        parts = r"\s+".join(re.escape(part) for part in entry.term.split())
        for match in re.finditer(rf"(?<!\w){parts}s?(?!\w)", plain, re.IGNORECASE):
            if not any(f.start < match.end() and match.start() < f.end for f in found):
                found.append(Found(match.start(), match.end(), entry))
                break
    return sorted(found, key=lambda f: f.start)


class WordFinder:
    """The hard words of everything that a stage has drawn, and the one at the cursor."""

    def __init__(self) -> None:
        self.glossary: Sequence[GlossaryEntry] = ()
        self.seen: list[GlossaryEntry] = []
        self.entry: GlossaryEntry | None = None
        """The word that is being explained."""

    @property
    def at(self) -> int | None:
        """The place in `seen` of the word that is being explained; None where it is not there."""
        if self.entry is None or self.entry not in self.seen:
            return None
        return self.seen.index(self.entry)

    def begin(self) -> None:
        """Forget what was drawn before."""
        self.seen = []

    def finish(self) -> None:
        """Stop explaining a word that is no longer in what was drawn."""
        if self.at is None:
            self.entry = None

    def marked(self, content: Content) -> Content:
        """Return the content with each hard word underlined and the one at the cursor inverted."""
        for found in words_in(content.plain, self.glossary):
            if found.entry in self.seen:
                continue
            index = len(self.seen)
            self.seen.append(found.entry)
            is_here = found.entry == self.entry
            style = Style(underline=True, reverse=is_here) + Style.from_meta({WORD: index})
            content = content.stylize(style, found.start, found.end)
        return content


class Meaning(Static):
    """The line that says what the word at the cursor means."""

    DEFAULT_CSS = """
    Meaning { height: auto; max-height: 5; padding: 0 1; background: $panel; display: none; }
    """

    _entry: GlossaryEntry | None = None

    def show_entry(self, entry: GlossaryEntry | None) -> None:
        """Show a meaning, or nothing."""
        if entry == self._entry:
            return
        self._entry = entry
        self.display = entry is not None
        if entry is not None:
            meaning = literal(f": {entry.meaning}")
            self.update(Content.assemble((entry.term, "bold"), meaning))
