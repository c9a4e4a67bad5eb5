"""What the engine hands out: single rows, and what the whole store stands at."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

Content = dict[str, Any]
LONGEST_NAME: Final = 120
"""Characters by which a document can be found without reading the others."""


class Row(NamedTuple):
    """One document with what the store knows of it; `content` is None where it is damaged."""

    id: int
    name: str | None
    revision: int
    """1 when it was new, and one more with every change."""
    place: int
    """Which change of the store wrote it last; a later change has a higher number."""
    content: Content | None


@dataclass
class Head:
    """What the whole store stands at."""

    sequence: int = 0
    """Changes of rows so far."""
    tally: int = 0
    """The sum of every row's MAC, modulo 2**256: a row that is changed, removed, added or put
    back behind the store's back no longer adds up (MSet-Add-Hash, Clarke et al. 2003)."""
    log_sequence: int = 0
    log_link: str = ""
    """The last link of the audit log, in hexadecimal."""
