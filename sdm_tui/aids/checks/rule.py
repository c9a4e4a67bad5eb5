"""What a rule about decision aids is: a name, how grave a breach is, and a search for breaches."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sdm_tui.aids.places import Fault

Severity = Literal["error", "warning"]
"""error: the aid is not used for clinical records. warning: shown, and left to its readers."""
Search = Callable[[dict[str, Any]], Iterator[Fault]]
"""Looks through the plain data of a file, whatever its shape, for breaches and their places."""


@dataclass(frozen=True)
class Rule:
    """One small rule; its source stands in the docstring of its search."""

    name: str
    severity: Severity
    items: tuple[str, ...]
    """The items of published standards that the rule helps to judge, such as "IPDASi 3"."""
    search: Search

    @property
    def source(self) -> str:
        """Where the rule comes from, in words."""
        return (self.search.__doc__ or "").strip()


def rule(name: str, severity: Severity, *items: str) -> Callable[[Search], Rule]:
    """Make a rule of a search: the decorated function is replaced by the rule."""

    def made(search: Search) -> Rule:
        return Rule(name, severity, items, search)

    return made
