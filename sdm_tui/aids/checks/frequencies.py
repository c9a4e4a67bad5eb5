"""Counts of people out of a group, as they stand in running text: "9 in 100", "one in ten"."""

import re
from dataclasses import dataclass
from typing import Final

_BELOW_TWENTY: Final = (
    *("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_LARGE: Final = {
    "hundred": 100,
    "a hundred": 100,
    "one hundred": 100,
    "thousand": 1000,
    "a thousand": 1000,
    "one thousand": 1000,
    "ten thousand": 10_000,
    "a hundred thousand": 100_000,
    "a million": 1_000_000,
}
_IN_WORDS: Final[dict[str, int]] = {
    **{word: value for value, word in enumerate(_BELOW_TWENTY)},
    **{word: 10 * tens for tens, word in enumerate(_TENS, start=2)},
    **_LARGE,
}
_NAMES: Final = "|".join(sorted(map(re.escape, _IN_WORDS), key=lambda name: -len(name)))
_NUMBER: Final = rf"(?:\d[\d,]*(?:\.\d+)?(?:\s+(?:million|thousand|hundred))?|\b(?:{_NAMES}))"
_FREQUENCY: Final = re.compile(
    rf"(?<![\d.,\w-])(?P<count>{_NUMBER})[\s-]+"
    r"(?:(?:more|fewer|extra|other|adults?|children|people|persons?|women|men|patients?)\s+){0,2}"
    r"(?P<link>in\s+every|out\s+of\s+every|of\s+every|out\s+of|per|for\s+every|in|of)[\s-]+(?:a\s+(?=\d))?"
    rf"(?P<group>{_NUMBER})(?![\w%]|[.,-]?\d|-\w)"
    r"(?!\s+(?:days?|weeks?|months?|years?|hours?|minutes?|visits?|doses?|tablets?|ways?|options?|"
    r"to\s+\d|or\s+\d|and\s+\d|cases?\s+of))",
    re.IGNORECASE,
)
_MULTIPLES: Final = {"hundred": 100, "thousand": 1000, "million": 1_000_000}


@dataclass(frozen=True)
class Frequency:
    """One count out of a group, and the words that say it."""

    count: int
    denominator: int
    words: str


def frequencies(text: str) -> list[Frequency]:
    """Return the counts out of a group that a text gives, in its order.

    "One of two ways" and "one in 2019" are none.
    """
    return [
        found
        for match in _FREQUENCY.finditer(text)
        if (found := _frequency(match)) is not None and not _is_plain_speech(match, found)
    ]


def whole_number(value: object) -> int | None:
    """Return a value that is a whole number, and no yes or no; otherwise None."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _frequency(match: re.Match[str]) -> Frequency | None:
    count, group = _value(match["count"]), _value(match["group"])
    if count is None or group is None or not 0 <= count <= group or group < 2:
        return None
    return Frequency(count, group, " ".join(match[0].split()))


def _is_plain_speech(match: re.Match[str], found: Frequency) -> bool:
    """Whether words only look like a count: "one of three", "one in 2019"."""
    in_digits = match["count"][0].isdigit()
    if match["link"].lower() == "of" and not (in_digits or match["group"][0].isdigit()):
        return True
    return not in_digits and "," not in match["group"] and 1900 <= found.denominator <= 2099


def _value(words: str) -> int | None:
    """Return the whole number that a figure or a number in words says."""
    lower = " ".join(words.lower().split())
    if lower in _IN_WORDS:
        return _IN_WORDS[lower]
    figure, _, multiple = lower.partition(" ")
    try:
        return int(figure.replace(",", "")) * _MULTIPLES.get(multiple, 1)
    except ValueError:
        return None
