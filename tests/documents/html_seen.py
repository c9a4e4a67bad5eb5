"""A page of HTML as a strict reader sees it: its words, its elements and their attributes."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

VOID: Final = {"meta", "input", "br"}
LINES: Final = {"p", "li", "td", "th", "h1", "h2", "h3", "caption", "figcaption", "label", "title"}


@dataclass
class Element:
    """One element: its name, its attributes and where it stands."""

    name: str
    attributes: dict[str, str]
    inside: tuple[str, ...]
    text: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What stands in it, with its white space squeezed."""
        return " ".join("".join(self.text).split())


class Seen(HTMLParser):
    """Reads a page and refuses one that is not well-formed."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.told: list[str] = []
        self.feed(page)
        self.close()
        if self._open or self.rawdata:
            raise ValueError(f"left open: {[each.name for each in self._open]} {self.rawdata!r}")

    @property
    def words(self) -> str:
        """What the page says, without its style."""
        return "".join(self.told)

    def named(self, *names: str) -> list[Element]:
        """Return the elements of these names, in order."""
        return [each for each in self.elements if each.name in names]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in an element."""
        if len({name for name, _ in attrs}) != len(attrs):
            raise ValueError(f"an attribute stands twice: {attrs}")
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, tuple(each.name for each in self._open))
        self.elements.append(element)
        if tag == "br":
            self.handle_data("\n")
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in an element of SVG that closes itself."""
        self.handle_starttag(tag, attrs)
        self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close the element that is open, and no other."""
        if not self._open or self._open[-1].name != tag:
            raise ValueError(f"</{tag}> where {[each.name for each in self._open]} are open")
        self._open.pop()
        if tag in LINES:
            self.told.append("\n")

    def handle_data(self, data: str) -> None:
        """Take in words."""
        for each in self._open:
            each.text.append(data)
        if not any(each.name == "style" for each in self._open):
            self.told.append(data)

    def handle_comment(self, data: str) -> None:
        """Refuse what no reader sees."""
        raise ValueError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        """Refuse what no page of ours has."""
        raise ValueError(f"an instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        """Refuse what no page of ours has."""
        raise ValueError(f"a declaration: {data}")
