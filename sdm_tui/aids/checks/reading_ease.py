"""How easy a set of texts is to read: Flesch's reading ease, and a reading age.

Reading ease is 206.835 - 1.015 x words in a sentence - 84.6 x syllables in a word (Flesch, "A new
readability yardstick", 1948). The grade is 0.39 x words in a sentence + 11.8 x syllables in a word
- 15.59 (Kincaid and others, 1975), and a grade is an age less 5 years. Both are rough: they see
long words and long sentences, and not whether a text makes sense.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sdm_tui.aids.checks.patient_text import Passage
from sdm_tui.aids.checks.syllables import syllables
from sdm_tui.aids.places import Place

LONGEST_SENTENCE: Final = 20
"""Words; above this a sentence counts as hard; our own bound."""
HARD_WORD: Final = 4
"""Syllables from which on a word counts as hard."""

_WORD: Final = re.compile(r"[\w&%\u00a3](?:[\w&%.,:/'\u2019\u2010\u2011-]*[\w&%])?")
_END: Final = re.compile(r"([.!?\u2026]+[\"')\]\u2019\u201d]*)\s+")
_NOT_AN_END: Final = re.compile(
    r"(?:^|[\s(\"'])(?:dr|mr|mrs|st|prof|vs|fig|approx|e\.g|i\.e|eg|ie|cf)\.$",
    re.IGNORECASE,
)
_STARTS: Final = re.compile(r"[\"'(\[\u2018\u201c]*[A-Z0-9\u00a3{]")


@dataclass(frozen=True)
class Sentence:
    """One sentence of a text, where the text stands, and how many words it has."""

    place: Place
    text: str
    words: int


@dataclass(frozen=True)
class ReadingEase:
    """How easy a set of texts is to read; the figures are 0 where there are no words."""

    score: float
    """Flesch's reading ease: 0 is very hard, 100 very easy."""
    grade: float
    """Flesch-Kincaid grade, in years of school."""
    age: float
    """Reading age in years: the grade and 5, and never less than 5."""
    words: int
    sentences: int
    hardest_sentences: tuple[Sentence, ...]
    """Those of more than 20 words, the longest first."""
    hardest_words: tuple[tuple[str, int], ...]
    """Words of 4 or more syllables, in lower case, with how often each stands there."""


def measure(passages: Iterable[Passage]) -> ReadingEase:
    """Return how easy texts are to read; each text has at least one sentence, also a heading."""
    found = [sentence for place, text in passages for sentence in sentences_at(place, text)]
    hard: Counter[str] = Counter()
    words = spoken = 0
    for sentence in found:
        words += sentence.words
        for word in words_of(sentence.text):
            count = syllables(word)
            spoken += count
            if count >= HARD_WORD and word.isascii() and word.replace("-", "").isalpha():
                hard[word.lower()] += 1
    if not words:
        return ReadingEase(0, 0, 0, 0, 0, (), ())
    length, weight = words / len(found), spoken / words
    grade = 0.39 * length + 11.8 * weight - 15.59
    long = sorted((s for s in found if s.words > LONGEST_SENTENCE), key=lambda s: -s.words)
    return ReadingEase(
        score=206.835 - 1.015 * length - 84.6 * weight,
        grade=grade,
        age=max(grade, 0) + 5,
        words=words,
        sentences=len(found),
        hardest_sentences=tuple(long),
        hardest_words=tuple(sorted(hard.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def sentences_at(place: Place, text: str) -> Iterator[Sentence]:
    """Yield the sentences of one text that have words, with their place."""
    for sentence in sentences(text):
        if count := len(words_of(sentence)):
            yield Sentence(place, sentence, count)


def sentences(text: str) -> list[str]:
    """Return a text's sentences; "Dr." and "1.5" end none, and a blank line ends one."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text):
        start = 0
        for end in _END.finditer(paragraph):
            before = paragraph[start : end.end(1)]
            if _NOT_AN_END.search(before) or not _STARTS.match(paragraph, end.end()):
                continue
            found.append(before)
            start = end.end()
        found.append(paragraph[start:])
    return [" ".join(sentence.split()) for sentence in found if sentence.strip()]


def words_of(text: str) -> list[str]:
    """Return a text's words; a hyphened word, a figure and an address are one word each."""
    return [word for word in _WORD.findall(text) if word not in "%&"]
