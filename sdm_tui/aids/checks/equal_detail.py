"""Good and bad, and one option and another, told in equal detail.

IPDASi version 4, certification item 1 (Joseph-Williams and others, Medical Decision Making 2014).
"Equal" is measured by us: nothing has more than one and a half times as much as anything else.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sdm_tui.aids.checks.filled import named, word_count
from sdm_tui.aids.checks.patient_text import option_texts
from sdm_tui.aids.checks.rule import Rule, rule
from sdm_tui.aids.places import Fault, Place, parts, texts

_ITEMS: Final = ("IPDASi certification 1", "ECD8 content 2", "Scotland content 6")
_LISTS: Final = ("what_it_involves", "good_points", "hard_points", "may_not_suit")


@rule("equal-fields", "error", *_ITEMS)
def equal_fields(data: dict[str, Any]) -> Iterator[Fault]:
    """Say whom it may not suit for every option, or for none.

    IPDASi version 4, certification item 1. It is the one part of an option that may be left out.
    """
    options = list(parts(data, "options"))
    if not any(texts(option, "may_not_suit") for _, option in options):
        return
    for index, option in options:
        if not texts(option, "may_not_suit"):
            words = f'{named(option)} needs "may_not_suit", because another option has it'
            yield ("options", index), words


@rule("equal-lists", "error", *_ITEMS)
def equal_lists(data: dict[str, Any]) -> Iterator[Fault]:
    """Give no option a list that is over one and a half times as long as another option's.

    IPDASi version 4, certification item 1; the factor is our own.
    """
    options = list(parts(data, "options"))
    for name in _LISTS:
        held = [
            (("options", index, name), named(option), len(found))
            for index, option in options
            if (found := texts(option, name))
        ]
        yield from _uneven(held, f'in "{name}"')


@rule("equal-words", "error", *_ITEMS)
def equal_words(data: dict[str, Any]) -> Iterator[Fault]:
    """Give no option more than one and a half times as many words as another.

    IPDASi version 4, certification item 1; the factor is our own.
    """
    held = [
        (("options", index), named(option), _words_of(option))
        for index, option in parts(data, "options")
    ]
    yield from _uneven(held, "words")


@rule("points-balanced", "error", *_ITEMS)
def points_balanced(data: dict[str, Any]) -> Iterator[Fault]:
    """Give each option about as many good points as hard points.

    IPDASi version 4, certification item 1; the factor of one and a half is our own.
    """
    for index, option in parts(data, "options"):
        good, hard = len(texts(option, "good_points")), len(texts(option, "hard_points"))
        if good and hard and not _is_even(good, hard):
            words = f"{named(option)} has {good} good and {hard} hard points: even them out"
            yield ("options", index, "good_points" if good < hard else "hard_points"), words


@rule("points-in-equal-words", "warning", *_ITEMS)
def points_in_equal_words(data: dict[str, Any]) -> Iterator[Fault]:
    """Give good points and hard points of an option about as many words.

    IPDASi version 4, certification item 1; the factor of one and a half is our own.
    """
    for index, option in parts(data, "options"):
        good, hard = (sum(map(word_count, texts(option, f"{k}_points"))) for k in ("good", "hard"))
        if good and hard and not _is_even(good, hard):
            words = f"{named(option)} has {good} words of good points and {hard} of hard ones"
            yield ("options", index, "good_points" if good < hard else "hard_points"), words


def _words_of(option: dict[str, Any]) -> int:
    return sum(word_count(words) for _, words in option_texts(option, ()))


def _is_even(one: int, other: int) -> bool:
    return 2 * max(one, other) <= 3 * min(one, other)


def _uneven(held: Sequence[tuple[Place, str, int]], what: str) -> Iterator[Fault]:
    """Yield a fault at each option that has too little, or at the one that has far more.

    held: each option's place, name and amount. Where most have too little beside one, that one is
    too long.
    """
    if len(held) < 2:
        return
    longest = max(held, key=lambda one: one[2])
    shortest = min(held, key=lambda one: one[2])
    short = [one for one in held if not _is_even(one[2], longest[2])]
    if len(short) > 1 and 2 * len(short) > len(held):
        yield longest[0], _compared(longest, shortest, what, "too long")
        return
    for one in short:
        yield one[0], _compared(one, longest, what, "too short")


def _compared(
    one: tuple[Place, str, int], other: tuple[Place, str, int], what: str, fault: str
) -> str:
    most, least = max(one[2], other[2]), min(one[2], other[2])
    times = f", {most / least:.1f} times as much" if least else ""
    return (
        f"{one[1]} is {fault}: {one[2]} {what}, where {other[1]} has {other[2]}{times}; "
        "at most 1.5 times is even"
    )


EQUAL_DETAIL_RULES: Final[tuple[Rule, ...]] = (
    equal_fields,
    equal_lists,
    equal_words,
    points_balanced,
    points_in_equal_words,
)
