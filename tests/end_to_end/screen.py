"""What a terminal shows: as much of one as it takes to read the app's screen back."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

_TOKEN: Final = re.compile(
    r"\x1b\[(?P<marks>[<=>?]?)(?P<numbers>[0-9;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b[\]PX^_](?P<string>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b(?P<short>[ -/]*[0-Z\\^-~])"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])"
    r"|(?P<words>[^\x00-\x1f\x7f]+)"
)


class Screen:
    """A grid of characters that a program's output has been written to.

    frame_ended: called after each complete frame, since a half-drawn one is never seen.
    asked: told of each question that a terminal is to answer, such as "?2026$p".
    """

    def __init__(
        self,
        columns: int,
        rows: int,
        *,
        frame_ended: Callable[[], None],
        asked: Callable[[str], None],
    ) -> None:
        self._frame_ended = frame_ended
        self._asked = asked
        self._unread = ""
        self.titles: list[str] = []
        """Every title that the program gave the terminal."""
        self.resize(columns, rows)

    def resize(self, columns: int, rows: int) -> None:
        """Start with a blank grid of another size."""
        self.columns, self.rows = columns, rows
        self._x = self._y = 0
        self._cells = [[" "] * columns for _ in range(rows)]

    @property
    def text(self) -> str:
        """What is shown, line by line, without trailing blanks."""
        return "\n".join("".join(row).rstrip() for row in self._cells)

    def feed(self, output: str) -> None:
        """Write what a program sent; the beginning of a sequence waits for its end."""
        self._unread += output
        at = 0
        while found := _TOKEN.match(self._unread, at):
            at = found.end()
            self._take(found)
        self._unread = self._unread[at:]

    def _take(self, token: re.Match[str]) -> None:
        if words := token["words"]:
            self._put(words)
        elif control := token["control"]:
            self._move(control)
        elif token["string"] is not None:
            code, _, title = token["string"].partition(";")
            if code in {"0", "1", "2"}:
                self.titles.append(title)
        elif token["final"]:
            self._obey(token)

    def _put(self, words: str) -> None:
        for character in words:
            width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
            if unicodedata.combining(character):
                continue
            if self._y < self.rows and self._x < self.columns:
                self._cells[self._y][self._x] = character
                for covered in range(self._x + 1, min(self._x + width, self.columns)):
                    self._cells[self._y][covered] = ""
            self._x += width

    def _move(self, control: str) -> None:
        if control == "\r":
            self._x = 0
        elif control == "\n":
            self._y = min(self._y + 1, self.rows - 1)
        elif control == "\b":
            self._x = max(0, self._x - 1)

    def _obey(self, token: re.Match[str]) -> None:
        sequence = token["marks"] + token["numbers"] + token["between"] + token["final"]
        numbers = [int(number or 0) for number in re.split("[;:]", token["numbers"])]
        first = numbers[0]
        if sequence == "?2026l":
            self._frame_ended()
        elif sequence.endswith("$p") or sequence in {"c", "0c", ">c", ">0c", "6n"}:
            self._asked(sequence)
        elif sequence in {"?1049h", "?1049l", "2J"}:
            self.resize(self.columns, self.rows)
        elif token["marks"]:
            return
        elif token["final"] == "H":
            row, column = (*numbers, 1, 1)[:2] if len(numbers) > 1 else (first, 1)
            self._y, self._x = max(row, 1) - 1, max(column, 1) - 1
        elif token["final"] == "K" and self._y < self.rows:
            self._cells[self._y][self._x :] = [" "] * max(0, self.columns - self._x)
        elif token["final"] in "ABCD":
            step = max(first, 1)
            down, right = {"A": (-step, 0), "B": (step, 0), "C": (0, step), "D": (0, -step)}[
                token["final"]
            ]
            self._y = max(0, min(self.rows - 1, self._y + down))
            self._x = max(0, min(self.columns - 1, self._x + right))
