"""Rules about texts that stand in two places, as copying leaves them behind."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from sdm_tui.aids.checks.patient_text import Passage, option_texts
from sdm_tui.aids.checks.reading_ease import sentences_at
from sdm_tui.aids.checks.rule import Rule, rule
from sdm_tui.aids.places import Fault, Place, parts, text

_LISTS_OF_OPTIONS: Final = ("what_it_involves", "good_points", "hard_points", "may_not_suit")
_LISTS: Final = ("not_for", "red_flags", "safety_net")
_ONE_FIELD: Final = (
    *(("options", "name"), ("options", "short_name"), ("outcomes", "name"), ("values", "text")),
    *(("questions", "question"), ("questions", "answer"), ("practical_grid", "question")),
    *(("glossary", "term"), ("scores", "plain_name")),
)
_MAY_BE_ALIKE: Final = frozenset(
    {
        *("how_long", "recovery", "follow_up", "reversible", "asks_of_me", "what_it_involves"),
        "may_not_suit",
    }
)
"""What may hold for several options in the same words."""
_LONG_ENOUGH: Final = 6
"""Words; two sentences that are longer are not the same by chance."""


@rule("doubled-text", "error", "ECD8 content 2", "IPDASi certification 1")
def doubled_text(data: dict[str, Any]) -> Iterator[Fault]:
    """Say nothing twice in one list, nor as a good and as a hard point of one option.

    Our own rule: a text that was copied and not changed tells the reader something untrue.
    """
    for place, told in _lists(data):
        yield from _repeated(place, told)
    for index, option in parts(data, "options"):
        good = {_bare(words) for _, words in _texts(option, "good_points")}
        for position, words in _texts(option, "hard_points"):
            if _bare(words) in good:
                at = ("options", index, "hard_points", position)
                yield at, "the same stands among the good points of this option"


@rule("doubled-sentence", "warning", "ECD8 content 2", "IPDASi certification 1")
def doubled_sentence(data: dict[str, Any]) -> Iterator[Fault]:
    """Say no sentence of more than 6 words of two options, nor in two places of one.

    Our own rule. How options go on may be alike, in the same line of each; what they are for, what
    is good and hard about them and what living with them is like is looked at once more.
    """
    places: dict[str, list[Place]] = defaultdict(list)
    for index, option in parts(data, "options"):
        for place, sentence in _long_sentences(option_texts(option, ("options", index))):
            places[sentence].append(place)
    for found in places.values():
        fields = {place[2] for place in found}
        is_once_in_each = len({place[1] for place in found}) == len(found)
        if is_once_in_each and len(fields) == 1 and fields <= _MAY_BE_ALIKE:
            continue
        for place in found[1:]:
            yield place, f"the same sentence stands at {_spoken(found[0])}: is one of them a copy?"


@rule("doubled-explanation", "warning", "ECD8 content 5")
def doubled_explanation(data: dict[str, Any]) -> Iterator[Fault]:
    """Explain outcomes that count different things in words of their own.

    Our own rule: a copied explanation leaves open what the second outcome counts. Outcomes that
    count the same, at another time or in another group, may be explained alike.
    """
    first: dict[str, tuple[Place, str]] = {}
    for index, outcome in parts(data, "outcomes"):
        place: Place = ("outcomes", index, "explanation")
        explanation, affected = _bare(text(outcome, "explanation")), text(outcome, "affected")
        other, counted = first.setdefault(explanation, (place, affected))
        if explanation and counted != affected:
            yield place, f"the same text stands at {_spoken(other)}: is one of them a copy?"


def _lists(data: dict[str, Any]) -> Iterator[tuple[Place, list[tuple[Place, str]]]]:
    """Yield every list in which no two entries say the same, with its entries."""
    for field in _LISTS:
        yield (field,), [((field, at), words) for at, words in _texts(data, field)]
    for section, name in _ONE_FIELD:
        told: list[tuple[Place, str]] = [
            ((section, index, name), text(one, name)) for index, one in parts(data, section)
        ]
        yield (section,), told
    for index, option in parts(data, "options"):
        for field in _LISTS_OF_OPTIONS:
            place: Place = ("options", index, field)
            yield place, [((*place, at), words) for at, words in _texts(option, field)]


def _repeated(place: Place, told: list[tuple[Place, str]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, words in told:
        bare = _bare(words)
        if bare and bare in seen:
            yield at, f"this text stands twice under {_spoken(place)}"
        seen.add(bare)


def _texts(data: dict[str, Any], field: str) -> Iterator[tuple[int, str]]:
    listed = data.get(field)
    for index, words in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(words, str):
            yield index, words


def _long_sentences(told: Iterator[Passage]) -> Iterator[Passage]:
    for place, words in told:
        sentences = list(sentences_at(place, words))
        found = [_bare(each.text) for each in sentences if each.words > _LONG_ENOUGH]
        if not found and sum(each.words for each in sentences) > _LONG_ENOUGH:
            found = [_bare(words)]  # short sentences, which together are no chance either
        yield from ((place, bare) for bare in found)


def _bare(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


def _spoken(place: Place) -> str:
    """Return a place as an author counts: "options 2, good_points 1"."""
    told = "".join(f" {step + 1}" if isinstance(step, int) else f", {step}" for step in place)
    return told.removeprefix(", ")


DOUBLED_RULES: Final[tuple[Rule, ...]] = (doubled_text, doubled_sentence, doubled_explanation)
