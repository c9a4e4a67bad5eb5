"""Which numbers a text holds, whatever digits and separators its language writes them with."""

import re
import unicodedata
from collections import Counter
from decimal import Decimal
from typing import Final

_NARROW: Final = "\u00a0\u2009\u202f"
_WAYS: Final = (
    (",", "."),
    (".", ","),
    (f" {_NARROW}", ","),
    (_NARROW, ","),
    ("\u066c", "\u066b"),
)
"""What stands between thousands and before decimals; English first."""
_PATTERNS: Final = tuple(
    (
        re.compile(
            rf"\d{{1,3}}(?:[{re.escape(group)}]\d{{3}})+(?!\d)(?:{re.escape(point)}\d+)?|"
            rf"\d+(?:{re.escape(point)}\d+)?"
        ),
        group,
        point,
    )
    for group, point in _WAYS
)


def numbers_changed(original: str, translated: str) -> str:
    """Return how the numbers of a translated text differ from those of the English one, or "".

    Digits of every script count, and thousands and decimals as English, continental and Arabic
    texts write them. Numbers in words are not seen. The order is free, as word order is.
    """
    wanted = _numbers(original, 0)
    if any(_numbers(translated, way) == wanted for way in range(len(_WAYS))):
        return ""
    written = _numbers(translated, 0)
    lost, added = wanted - written, written - wanted
    parts = []
    if lost:
        parts.append(f"{_listed(lost)} of the original is missing")
    if added:
        parts.append(f"{_listed(added)} is not in the original")
    return " and ".join(parts)


def _numbers(text: str, way: int) -> Counter[str]:
    pattern, group, point = _PATTERNS[way]
    found: Counter[str] = Counter()
    for match in pattern.finditer(text):
        bare = match[0].translate({ord(mark): None for mark in group}).replace(point, ".")
        found[f"{Decimal(bare).normalize():f}"] += 1
    # Fractions and raised digits are numbers too, and no language writes them in another way.
    found.update(character for character in text if unicodedata.category(character) == "No")
    return found


def _listed(numbers: Counter[str]) -> str:
    return ", ".join(sorted(numbers.elements(), key=lambda n: (len(n), n))[:5])
