"""From a text file to a decision aid, or to every fault in it with its line and column."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.references import Place, faults_between_parts
from sdm_tui.errors import SdmError

LARGEST: Final = 2_000_000
"""Bytes; an aid is some tens of thousands, so anything larger is not one."""


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


def read_aid(path: Path) -> DecisionAid:
    """Return the aid in a file.

    Raises AidUnreadable with every fault at once.
    """
    return parse_aid(read_bytes(path), path)


def read_bytes(path: Path) -> bytes:
    """Return a file's content; raises AidUnreadable where it cannot be opened."""
    try:
        if path.stat().st_size > LARGEST:
            raise AidUnreadable([Fault(path, 1, 1, "this file is too large to be a decision aid")])
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise AidUnreadable([Fault(path, 1, 1, f"cannot be opened: {reason}")]) from error


def content_hash(content: bytes) -> str:
    """Return the hash that names one exact content of an aid: SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def parse_aid(content: bytes, path: Path) -> DecisionAid:
    """Return the aid in `content`; `path` is only for messages and for the folder's name."""
    marked = _yaml(_decoded(content, path), path)
    data = _plain(marked)
    folder = path.parent.name if path.name == "aid.yaml" else None
    found: list[tuple[Place, str]] = list(faults_between_parts(data, folder))
    aid: DecisionAid | None = None
    try:
        aid = DecisionAid.model_validate(data)
    except ValidationError as error:
        errors = [dict(e) for e in error.errors(include_url=False)]
        found += [_plain_words(e) for e in errors if not _is_echo(e)]
    if found:
        raise AidUnreadable(
            [Fault(path, *_position(marked, place), _told(place, words)) for place, words in found]
        )
    assert aid is not None  # noqa: S101 - no fault was found, so the model accepted it
    return aid


def _decoded(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        # The error counts from after a byte order mark, so its own bytes are asked and not ours.
        before = error.object[: error.start].decode("utf-8")
        words = "this file is not saved as UTF-8: save it again, choosing UTF-8"
        raise AidUnreadable([Fault(path, *_line_and_column(before), words)]) from error


def _line_and_column(before: str) -> tuple[int, int]:
    """Return line and column, from 1, of the character that follows `before`."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _yaml(text: str, path: Path) -> Any:
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLWarning
    from ruamel.yaml.reader import ReaderError

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

_DEEPEST: Final = 40
"""Levels; an aid has about six, and thousands would keep the parser busy for seconds."""


def _parser() -> Any:
    """Return a YAML parser that keeps marks, and leaves as text what cannot be a number or date.

    The model then says what is wrong with that text, at its place.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.composer import Composer, ComposerError
    from ruamel.yaml.constructor import RoundTripConstructor
    from ruamel.yaml.events import AliasEvent

    class Constructor(RoundTripConstructor):
        """Builds values, or text where the value does not exist (30 February)."""

    class WithoutAliases(Composer):
        """Refuses "*name": a reviewer must see each text where it applies.

        Ten lines of aliases of aliases can also stand for more text than fits in memory.
        """

        def compose_node(self, parent: Any, index: Any) -> Any:
            self.warn_double_anchors = False
            if self.parser.check_event(AliasEvent):
                words = 'a text that starts with "*" needs quotes'
                raise ComposerError(None, None, words, self.parser.peek_event().start_mark)
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
    parser.Composer = WithoutAliases
    parser.max_depth = _DEEPEST
    return parser


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
    """Return line and column, from 1, of the value at `place`, or of its nearest parent."""
    line, column = 0, 0
    node = marked
    for step in place:
        marks: Any = getattr(node, "lc", None)
        try:
            if isinstance(node, dict):
                if step not in node:
                    break
                line, column = marks.value(step)
                if isinstance(node[step], dict | list) or node[step] is None:
                    line, column = marks.key(step)
                node = node[step]
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                line, column = marks.item(step)
                node = node[step]
            else:
                break
        except (KeyError, AttributeError, TypeError):
            break
    return line + 1, column + 1


def _told(place: Place, words: str) -> str:
    where = ".".join(str(step) for step in place)
    return f"{where}: {words}" if where else words


def _is_echo(error: dict[str, Any]) -> bool:
    """Whether a list is called too short because parts of it have faults, told of elsewhere."""
    if error["type"] != "too_short" or not isinstance(error["input"], list):
        return False
    return len(error["input"]) >= int(error["ctx"]["min_length"])


def _plain_words(error: dict[str, Any]) -> tuple[Place, str]:
    """Return the place and the plain words of one of pydantic's errors."""
    place: Place = tuple(error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    name = place[-1] if place else "file"
    if kind == "missing":
        return place, f'a "{name}" line is missing here'
    if kind == "extra_forbidden":
        return place, f'"{name}" is not a name that is known here{_suggestion(place)}'
    if kind == "string_type":
        return place, "this must be text (put it in quotes)"
    if kind in {"int_type", "int_parsing", "int_from_float"}:
        return place, "this must be a whole number, without quotes"
    if kind == "literal_error":
        return place, f"this must be one of: {context.get('expected', '')}"
    if kind == "string_pattern_mismatch":
        return place, _pattern_words(str(name))
    if kind == "string_too_short":
        return place, "this is empty"
    if kind == "string_too_long":
        return place, f"this is longer than {context.get('max_length')} characters"
    if kind in {"too_short", "too_long"}:
        bound = context.get("min_length", context.get("max_length"))
        return place, f"this list needs {'at least' if kind == 'too_short' else 'at most'} {bound}"
    if kind == "tuple_type":
        return place, 'this must be a list: lines that start with "- "'
    if kind in {"model_type", "dict_type"}:
        return place, "this must be lines with a name, a colon and a value"
    if kind.startswith("bool"):
        return place, "this must be true or false"
    if kind == "greater_than_equal":
        return place, f"this must be {context.get('ge')} or more"
    if kind.startswith("date"):
        return place, "this must be a date, as in 2026-11-22"
    if kind == "value_error":
        return place, str(context.get("error", error["msg"]))
    return place, str(error["msg"])


def _pattern_words(name: str) -> str:
    return {
        "title": 'the title must be a question that ends in "?"',
        "version": "a version looks like 1.0.0",
        "key": "a source's key is in capitals, digits and hyphens",
    }.get(name, "use lower case letters, digits and single hyphens")


def _suggestion(place: Place) -> str:
    from difflib import get_close_matches

    from sdm_tui.aids import model

    names = {
        field
        for part in vars(model).values()
        if isinstance(part, type) and issubclass(part, model.Part)
        for field in part.model_fields
    }
    close = get_close_matches(str(place[-1]), sorted(names), n=1)
    return f' (did you mean "{close[0]}"?)' if close else ""
