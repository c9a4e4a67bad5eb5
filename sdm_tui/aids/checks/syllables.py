"""How many syllables a word of British English has: by rule, with a table for what rules miss.

Figures and abbreviations count as they are read aloud: "63" is sixty-three, "NHS" is three letters.
"""

import re
from functools import lru_cache
from typing import Final

_TABLE: Final[dict[str, int]] = {
    word: count
    for count, words in (
        (1, "eye eyes ache aches axe clothes nice hour hours our sour flour whole ms aged"),
        (1, "shoes does goes moves scarce priest pier once twice else"),
        (2, "dr mr mrs uk eu iv ok vs lion lions poem poet chaos hero heroes zero echo echoes"),
        (2, "ago every someone soldier people science client clients riot naive sometimes"),
        (2, "headache headaches elsewhere being toothache backache earache evening evenings"),
        (2, "business reuse aspirin"),
        (3, "interested interesting everyone everything everywhere everyday society ratio"),
        (3, "ratios tablespoon theatre recipe sciences agency heroine averages wherever area"),
        (3, "areas suicide anyone apnoea arthritis parliament behaviour behaviours"),
        (4, "everybody anybody january february vegetable vegetables diarrhoea reality usually"),
        (4, "etc dementia suicidal diabetes"),
    )
    for word in words.split()
}
_SAID_AS_WORDS: Final = frozenset({"NICE", "AIDS", "COVID", "SARS", "PIN", "SAD", "WHO", "FIT"})
"""Capitals that are read as a word and not letter by letter."""
_FIRST_PARTS: Final = (
    "some|home|life|time|side|care|there|where|house|safe|fire|more|like|wide|face|base|else|horse"
    "|nose|name|note|space|smoke|tube|fore|make|take|bone|guide|white|nurse|nine|frame|pipe|plate"
    "|grape|stake"
)
"""First parts of compounds, whose final e stays silent: "lifestyle"."""
_MUTE_INSIDE: Final = (
    r"(?:(?<=[aeiouy][^aeiouyl])|(?<=[aeiouy][^aeiouy][^aeiouyl]))"
    r"e(?=(?:ly|ful|fully|less|lessly|ments?|ness|ty)$)"
)
_SILENT: Final = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"['\u2019]", ""),
        (r"ically$", "icly"),
        # y before a vowel, at the start or after another vowel, is a consonant.
        (r"^y(?=[aeiou])|(?<=[aeiou])y(?=[aeiou])", "j"),
        (r"qu", "kw"),
        (_MUTE_INSIDE, ""),
        (rf"^({_FIRST_PARTS})(?=[bcdfghjklmnpqrstvw][a-z]{{2}})", r"\1'"),
        (r"e'", ""),
        (r"(?<=[^aeiouy])[eo]?gue(s?)$", r"g\1"),
        (r"(?<=[oa])gue(s?)$", r"g\1"),
        (r"(?<![td])(?<![^aeiouylr][lr])(?<=[^aeiouy])ed$", "d"),
        (r"(?<![szcgx])(?<!ch)(?<!sh)(?<![^aeiouylr][lr])(?<=[^aeiouy])es$", "s"),
        (r"(?<![^aeiouylr][lr])(?<=[^aeiouy])e$", ""),
    )
)
_HIATUS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![tcs])ia(?!ge)|(?<=[tc])ia(?=t|lit)",
        r"(?<![tscgxln])io",
        r"(?<=s)io(?![nu])",
        r"iu",
        r"(?<![gcp])eo",
        r"(?<![tcs])ie(?=nt|nc|ty|t$|ts$|tar)|(?<![tc])ie(?=r$|rs$|st$)",
        r"(?<![gq])ua(?!d)",
        r"(?<![gq])ue(?=nt|nc|l)",
        r"(?<![gqb])ui(?=d|n|t[iy])",
        r"uou",
        r"crea(?=t(?!ur))|^rea(?=ct|ss|dm|dj|pp|rr)|^idea|[aeiou].*ea$",
        r"(?<=e)oa|troi|^ao",
        r"(?<=[^aeiou])ying",
        r"[oe]ing",
        r"(?<=[aiy]s)ms?$|(?<=yth)ms?$",
        r"^coo(?=p|rd)",
    )
)
_PART: Final = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|[%&\u00a3]")
_VOWELS: Final = re.compile(r"[aeiouy]+")
_UNITS: Final = (2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2)
_TENS: Final = (0, 0, 2, 2, 2, 2, 2, 3, 2, 2)


def syllables(word: str) -> int:
    """Return how many syllables a word has when it is read aloud; at least 1.

    Hyphens and dots part a word into words of its own: "side-by-side" has 3.
    """
    return max(1, sum(_of_part(part) for part in _PART.findall(word)))


@lru_cache(maxsize=10_000)
def _of_part(part: str) -> int:
    if part[0].isdecimal():
        return _of_number(part)
    if part in "%\u00a3&":
        return 1 if part == "&" else 2
    lower = re.sub(r"['\u2019]s$", "", part.lower())
    if lower in _TABLE:
        return _TABLE[lower]
    is_abbreviation = (
        part.removesuffix("s").isupper() and 1 < len(part) <= 5 and part not in _SAID_AS_WORDS
    )
    if is_abbreviation or not _VOWELS.search(lower):
        letters = lower.removesuffix("s") if part[-1] == "s" else lower
        return sum(3 if letter == "w" else 1 for letter in letters)
    for silent, put in _SILENT:
        lower = silent.sub(put, lower)
    return len(_VOWELS.findall(lower)) + sum(len(h.findall(lower)) for h in _HIATUS)


def _of_number(figure: str) -> int:
    whole, _, decimals = figure.replace(",", "").partition(".")
    point = 1 + sum(_UNITS[int(digit)] for digit in decimals) if decimals else 0
    digits = [int(digit) for digit in whole]
    # 111, 999 and telephone numbers are read digit by digit.
    if whole in {"111", "999"} or whole[0] == "0" or len(whole) > 7:
        return sum(_UNITS[digit] for digit in digits) + point
    value = int(whole)
    if len(whole) == 4 and "," not in figure and 1100 <= value < 2000:
        return _below_thousand(value // 100) + max(2, _below_thousand(value % 100)) + point
    return _spoken(value) + point


def _spoken(value: int) -> int:
    if value < 1000:
        return _below_thousand(value)
    if value >= 1_000_000:
        return _below_thousand(value // 1_000_000) + 2 + _rest(value % 1_000_000)
    return _below_thousand(value // 1000) + 2 + _rest(value % 1000)


def _rest(value: int) -> int:
    """Return the syllables of what follows the thousands: "and" stands before a small rest."""
    return 0 if value == 0 else _spoken(value) + (1 if value < 100 else 0)


def _below_thousand(value: int) -> int:
    if value < 20:
        return _UNITS[value]
    if value < 100:
        return _TENS[value // 10] + (_UNITS[value % 10] if value % 10 else 0)
    and_rest = 1 + _below_thousand(value % 100) if value % 100 else 0
    return _UNITS[value // 100] + 2 + and_rest
