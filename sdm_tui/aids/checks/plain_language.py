"""Rules about plain language: reading ease, long sentences and words, capitals, spelling."""

import re
from collections.abc import Iterator
from typing import Any, Final

from sdm_tui.aids.checks.patient_text import Passage, patient_texts
from sdm_tui.aids.checks.reading_ease import (
    HARD_WORD,
    LONGEST_SENTENCE,
    measure,
    sentences_at,
    words_of,
)
from sdm_tui.aids.checks.rule import Rule, rule
from sdm_tui.aids.checks.syllables import syllables
from sdm_tui.aids.places import Fault, Place, names

EASY_ENOUGH: Final = 80.8
"""Flesch's reading ease of the easiest aid in Scotland's published audit of decision aids."""
_KNOWN_LONG: Final = frozenset(
    words_of(
        """
        january february information operation operations emergency emergencies usually
        especially television supermarket electricity community communities experience
        experienced everybody anybody organisation organisations activity activities ability
        exercises professional professionals diabetes necessary ordinary temporary
        university education available comfortable uncomfortable vegetable vegetables
        ambulances appointment alternative paracetamol ibuprofen pharmacy original
        individual particularly recovery regularly independent operated preferably
        immediately
        """
    )
)
"""Long words that most people say themselves."""
_KNOWN_CAPITALS: Final = frozenset(
    words_of(
        "NHS GP GPS UK US USA EU TV PC ID OK A&E DVLA PIN SMS DVD CD PDF BBC NICE AM PM II III IV"
    )
)
_SHOUTED: Final = frozenset(
    words_of(
        """
        NOT NEVER MUST ALWAYS DO DONT NO YES ONLY ALL VERY STOP WARNING IMPORTANT NOW EVERY
        MORE LESS ANY AND OR BUT BEFORE AFTER CALL URGENT DANGER SAFE BEST IF IS ARE YOU
        """
    )
)
_AMERICAN: Final[dict[str, str]] = dict(
    pair.split("/")
    for pair in words_of(
        """
        anemia/anaemia behavior/behaviour behaviors/behaviours bleedings/bleeds
        center/centre centers/centres color/colour colored/coloured colors/colours
        counseling/counselling diarrhea/diarrhoea edema/oedema esophagus/oesophagus
        estrogen/oestrogen favor/favour favorite/favourite fiber/fibre flavor/flavour
        gray/grey gynecologist/gynaecologist hemoglobin/haemoglobin hemorrhage/haemorrhage
        hemorrhoids/piles labor/labour leukemia/leukaemia liter/litre liters/litres
        anesthetic/anaesthetic anesthesia/anaesthetic mom/mum neighbor/neighbour
        orthopedic/orthopaedic pediatric/children's plow/plough program/programme
        programs/programmes rumor/rumour skeptical/sceptical traveled/travelled tumor/tumour
        tumors/tumours vapor/vapour acetaminophen/paracetamol catalog/catalogue
        checkup/check-up defense/defence
        """
    )
)
_CAPITALS: Final = re.compile(r"\b[A-Z][A-Z&0-9]*[A-Z0-9]s?\b")


@rule("reading-ease", "warning", "ECD8 content 4", "Scotland content 7", "IPDASi quality 21")
def reading_ease(data: dict[str, Any]) -> Iterator[Fault]:
    """Bring all that a patient reads to a Flesch reading ease of at least 80.8.

    Flesch 1948; 80.8 is the best of the aids whose audit Healthcare Improvement Scotland has
    published. A warning and no more: a formula sees long words, and not whether a text is clear.
    """
    ease = measure(patient_texts(data))
    if ease.words and ease.score < EASY_ENOUGH:
        found = f"{ease.score:.1f} over {ease.words} words, a reading age of about {ease.age:.0f}"
        words = (
            f"the reading ease is {found}: shorten words and sentences until it is {EASY_ENOUGH}"
        )
        yield ("title",), words


@rule("long-sentence", "warning", "ECD8 content 4", "Scotland content 7")
def long_sentence(data: dict[str, Any]) -> Iterator[Fault]:
    """Keep each sentence that a patient reads to 20 words.

    NHS digital service manual, "How we write", on plain English; the bound of 20 is our own.
    """
    for place, text in patient_texts(data):
        for sentence in sentences_at(place, text):
            if sentence.words > LONGEST_SENTENCE:
                start = " ".join(sentence.text.split()[:5])
                words = f'the sentence that starts "{start}" has {sentence.words} words'
                yield place, f"{words}: make two of it"


@rule("long-word", "warning", "ECD8 content 4", "Scotland content 7")
def long_word(data: dict[str, Any]) -> Iterator[Fault]:
    """Explain a word of 4 or more syllables in the glossary, unless everybody says it.

    NHS digital service manual, "How we write", on plain words; the count of 4 is our own.
    """
    explained = glossary_stems(data)
    told: set[str] = set()
    for place, text in _outside_terms(data):
        for word in words_of(text):
            stem = stem_of(word)
            is_plain = word.isascii() and word.isalpha() and word.islower()
            if not is_plain or stem in told or syllables(word) < HARD_WORD:
                continue
            told.add(stem)
            if word not in _KNOWN_LONG and stem not in explained:
                yield place, f'"{word}" is long: use a shorter word or explain it in the glossary'


@rule("exclamation-mark", "error", "ECD8 content 2")
def exclamation_mark(data: dict[str, Any]) -> Iterator[Fault]:
    """Put no exclamation mark into what a patient reads.

    NHS digital service manual, "How we write": neutral text; that the mark is not is our own view.
    """
    for place, text in patient_texts(data):
        if "!" in text:
            yield place, "an exclamation mark stands here: use a full stop"


@rule("shouting", "warning", "ECD8 content 2", "ECD8 content 4")
def shouting(data: dict[str, Any]) -> Iterator[Fault]:
    """Put no word that a patient reads in capitals for emphasis.

    NHS England, A to Z of writing: words in capitals are harder to read.
    """
    for place, text in patient_texts(data):
        for word in _CAPITALS.findall(text):
            if word in _SHOUTED or (len(word) > 5 and word.isalpha() and word.isupper()):
                yield place, f'"{word}" is in capitals: write it in small letters'


@rule("abbreviation", "warning", "ECD8 content 4", "Scotland content 7")
def abbreviation(data: dict[str, Any]) -> Iterator[Fault]:
    """Explain an abbreviation in the glossary, unless everybody knows it, such as NHS.

    NHS England, A to Z of writing, on abbreviations; the list of known ones is our own.
    """
    explained = set(re.findall(r"[\w&]+", " ".join(names(data, "glossary", "term")).casefold()))
    told: set[str] = set()
    for place, text in patient_texts(data):
        for word in _CAPITALS.findall(text):
            short = word.removesuffix("s")
            if word in _SHOUTED or len(word) > 5 or short in told or not _has_letters(short):
                continue
            told.add(short)
            if short not in _KNOWN_CAPITALS and not {short.casefold(), word.casefold()} & explained:
                yield place, f'"{word}" is not in the glossary: explain it there, or write it out'


@rule("american-spelling", "warning", "ECD8 content 4")
def american_spelling(data: dict[str, Any]) -> Iterator[Fault]:
    """Spell common words as people in the United Kingdom do.

    Our own rule: the aids are written in British English.
    """
    for place, text in patient_texts(data):
        for word in words_of(text):
            if british := _AMERICAN.get(word.casefold()):
                yield place, f'"{word}" is American spelling: write "{british}"'


def glossary_stems(data: dict[str, Any]) -> set[str]:
    """Return the stems of all words in the glossary's terms."""
    words = [word for term in names(data, "glossary", "term") for word in words_of(term)]
    return {stem_of(part) for word in words for part in (word, *word.split("-"))}


def stem_of(word: str) -> str:
    """Return a word without its commonest endings, so that "bacterial" is the word "bacteria"."""
    stem = word.casefold().removesuffix("'s").removesuffix("\u2019s")
    for ending in ("ations", "ation", "ies", "ing", "ed", "es", "s", "ly", "al", "ance", "ant"):
        if stem.endswith(ending) and len(stem) - len(ending) >= 4:
            stem = stem.removesuffix(ending)
            break
    for ending in ("al", "ic", "e", "y", "a"):
        if stem.endswith(ending) and len(stem) - len(ending) >= 4:
            return stem.removesuffix(ending)
    return stem


def _outside_terms(data: dict[str, Any]) -> Iterator[Passage]:
    return ((place, text) for place, text in patient_texts(data) if not _is_term(place))


def _is_term(place: Place) -> bool:
    return place[0] == "glossary" and place[-1] == "term"


def _has_letters(word: str) -> bool:
    return sum(letter.isalpha() for letter in word) >= 2


PLAIN_LANGUAGE_RULES: Final[tuple[Rule, ...]] = (
    reading_ease,
    long_sentence,
    long_word,
    exclamation_mark,
    shouting,
    abbreviation,
    american_spelling,
)
