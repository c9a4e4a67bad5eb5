"""From the text of an aid's file to plain data, with the line and column of every part of it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sdm_tui.aids.places import AtName, Place
from sdm_tui.errors import SdmError


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in an aid's file; line and column count from 1."""

    path: Path
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class AidUnreadable(SdmError):
    """An aid's file has faults; `faults` holds every one of them, in the order of the file."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults))
        count = len(self.faults)
        super().__init__(
            f"{count} fault{'s' if count > 1 else ''} in this file.",
            "\n".join(str(fault) for fault in self.faults),
        )


@dataclass(frozen=True)
class Marked:
    """What a file says, as plain data, and where it says it."""

    path: Path
    data: dict[str, Any]
    _marks: Any

    def fault(self, place: Place, words: str) -> Fault:
        """Return a fault at a place, or at the nearest part around it that was written."""
        return Fault(self.path, *_position(self._marks, place), words)


def marked(content: bytes, path: Path) -> Marked:
    """Return the data of a file; `path` is only for messages.

    Raises AidUnreadable for what is not UTF-8, not YAML, or not lines with names.
    """
    marks = _yaml(_decoded(content, path), path)
    return Marked(path, _plain(marks), marks)


_NOT_UTF_8: Final = "this file is not saved as UTF-8: save it again, choosing UTF-8"


def _decoded(content: bytes, path: Path) -> str:
    if 0 in content[:2]:
        # UTF-16 without its mark reads as UTF-8 with a zero beside each letter.
        raise AidUnreadable([Fault(path, 1, 1, _NOT_UTF_8)])
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        # The error counts from after a byte order mark, so its own bytes are asked and not ours.
        before = error.object[: error.start].decode("utf-8")
        raise AidUnreadable([Fault(path, *_line_and_column(before), _NOT_UTF_8)]) from error


def _line_and_column(before: str) -> tuple[int, int]:
    """Return line and column, from 1, of the character that follows `before`."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _yaml(text: str, path: Path) -> Any:
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLWarning
    from ruamel.yaml.reader import ReaderError

    if above := _BEFORE_DIRECTIVE.match(text):
        words = 'a line that starts with "%" does not belong in an aid'
        raise AidUnreadable([Fault(path, *_line_and_column(above.group()), words)])
    try:
        marked = _parser().load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        words = _syntax_words(str(error.problem or error.context or "this is not valid YAML"))
        raise AidUnreadable([Fault(path, line, column, words)]) from error
    except ReaderError as error:
        words = "a character that cannot be shown stands here: delete it"
        place = _line_and_column(text[: error.position])
        raise AidUnreadable([Fault(path, *place, words)]) from error
    except (YAMLError, YAMLWarning, RecursionError, *_SLIPS) as error:
        raise AidUnreadable([Fault(path, 1, 1, "this is not valid YAML")]) from error
    if not isinstance(marked, CommentedMap):
        raise AidUnreadable([Fault(path, 1, 1, 'an aid starts with names such as "title:"')])
    return marked


_SLIPS: Final = (ValueError, LookupError, TypeError, AttributeError, AssertionError)
"""What the YAML parser lets out, in place of its own errors, for text that is far from YAML."""

_BEFORE_DIRECTIVE: Final = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*(?=%)")
"""What stands above a line such as "%YAML 1.1", which would change what words and numbers mean."""
_TOO_MANY_PARTS: Final = "this file has far more parts than a decision aid"
_MOST_PARTS: Final = 10_000
"""Names, values and lists; an aid has two or three thousand, and more would take long to parse."""
_DEEPEST: Final = 40
"""Levels; an aid has about six, and thousands would keep the parser busy for seconds."""


def _parser() -> Any:
    """Return a YAML parser that keeps marks, and leaves as text what cannot be a number or date.

    The model then says what is wrong with that text, at its place.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.composer import Composer, ComposerError
    from ruamel.yaml.constructor import RoundTripConstructor

    class Constructor(RoundTripConstructor):
        """Builds values, or text where the value does not exist (30 February)."""

    class AsItStands(Composer):
        """Refuses what keeps a reviewer from seeing each text where it applies."""

        parts = 0

        def compose_node(self, parent: Any, index: Any) -> Any:
            event = self.parser.peek_event()
            self.parts += 1
            words = _hidden_words(event) if self.parts <= _MOST_PARTS else _TOO_MANY_PARTS
            if words:
                raise ComposerError(None, None, words, event.start_mark)
            return super().compose_node(parent, index)

    def or_text(kind: str) -> None:
        construct = getattr(RoundTripConstructor, f"construct_yaml_{kind}")

        def constructed(self: Any, node: Any) -> Any:
            try:
                value = construct(self, node)
            except (ValueError, LookupError, TypeError, OverflowError):
                return node.value
            is_endless = isinstance(value, int) and value.bit_length() > 63
            return node.value if is_endless else value

        tag = f"tag:yaml.org,2002:{kind}"
        Constructor.add_constructor(tag, constructed)

    for kind in ("int", "float", "bool", "timestamp"):
        or_text(kind)
    parser = YAML(typ="rt")
    parser.Constructor = Constructor
    parser.Composer = AsItStands
    parser.max_depth = _DEEPEST
    return parser


def _hidden_words(event: Any) -> str:
    """Return why a part is refused that does not stand for exactly what is seen; "" for others.

    Ten lines of aliases of aliases can also stand for more text than fits in memory.
    """
    from ruamel.yaml.events import AliasEvent, ScalarEvent

    if isinstance(event, AliasEvent):
        return 'a text that starts with "*" needs quotes'
    if event.anchor is not None:
        return 'a text that starts with "&" needs quotes'
    if event.tag is not None:
        return 'a text that starts with "!" needs quotes'
    if isinstance(event, ScalarEvent) and event.value == "<<" and event.implicit[0]:
        return '"<<" does not belong in an aid: write each line where it applies'
    return ""


def _syntax_words(problem: str) -> str:
    """Return a YAML parser's complaint in plain words, or as it stands where we have none."""
    for start, plain in (
        ("found character '\\t'", "a tab stands here: use spaces"),
        ("found duplicate key", "this name is used twice in the same place"),
        (
            "mapping values",
            'a text with ": " in it needs quotes, or this line stands too far right',
        ),
        ("found unexpected end of stream", "a quotation mark is not closed"),
        ("could not find expected ':'", 'a ":" is missing after a name'),
        ("expected <block end>", "this line is not indented as the lines above it are"),
        ("maximum depth", "there are too many levels of brackets or indentation"),
        ("but found another document", "another document starts here: an aid is one document"),
        ("expected '<document start>'", "this line does not belong to what stands above it"),
    ):
        if problem.startswith(start):
            return plain
    return problem.splitlines()[0]


def _plain(value: Any) -> Any:
    """Return the data without the marks that ruamel.yaml keeps on it."""
    from ruamel.yaml.scalarfloat import ScalarFloat
    from ruamel.yaml.scalarint import ScalarInt

    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, str):
        return str(value)
    if isinstance(value, ScalarFloat):
        return float(value)
    if isinstance(value, ScalarInt):
        return int(value)
    return value


def _position(marked: Any, place: Place) -> tuple[int, int]:
    """Return line and column, from 1, of the value at `place`, or of its nearest parent.

    A value of several parts, or of none, stands where its name does.
    """
    line, column = 0, 0
    node = marked
    for number, step in enumerate(place, start=1):
        marks: Any = getattr(node, "lc", None)
        try:
            if isinstance(node, dict):
                name = next(key for key in node if str(key) == step)  # a key may be a number
                value = node[name]
                is_name = isinstance(place, AtName) and number == len(place)
                if is_name or isinstance(value, dict | list) or value is None:
                    line, column = marks.key(name)
                else:
                    line, column = marks.value(name)
                node = value
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                line, column = marks.item(step)
                node = node[step]
            else:
                break
        except (KeyError, AttributeError, TypeError, StopIteration):
            break
    return line + 1, column + 1
