"""What makes a text a decision aid at all: the six qualifying items of IPDASi version 4.

The demands are put in our own words, after the items as they are listed in Joseph-Williams and
others, "Toward minimum standards for certifying patient decision aids", Medical Decision Making
2014. The numbers of words are our own reading of "describes".
"""

from collections.abc import Iterator
from typing import Any, Final

from sdm_tui.aids.checks.filled import named, says, unsaid_list, word_count
from sdm_tui.aids.checks.rule import Rule, rule
from sdm_tui.aids.places import Fault, part, parts, text, texts

SUMMARY_WORDS: Final = (40, 150)
"""Fewest and most words that tell what the problem is and what has to be decided."""
_ASKED: Final = ("?", "\u037e", "\u061f", "\uff1f")
"""Question marks: a translated aid may end in that of its own script."""
_UNCHANGED: Final = (
    *("as now", "same as now", "the same as now", "as before", "no change", "nothing changes"),
    *("just as now", "as it is now", "the same as before"),
)


@rule("summary-length", "error", "IPDASi qualifying 1", "ECD8 content 1", "Scotland content 3")
def summary_length(data: dict[str, Any]) -> Iterator[Fault]:
    """Describe the problem in a summary of 40 to 150 words.

    IPDASi version 4, qualifying item 1 (Joseph-Williams et al. 2014); the length is our own.
    """
    count, (least, most) = word_count(text(data, "summary")), SUMMARY_WORDS
    if "summary" in data and not least <= count <= most:
        words = f"the summary has {count} words: say the problem in {least} to {most}"
        yield ("summary",), words


@rule("decision-asked", "error", "IPDASi qualifying 2", "ECD8 content 1", "Scotland content 4")
def decision_asked(data: dict[str, Any]) -> Iterator[Fault]:
    """Say outright, as a question of some words, what is to be decided.

    IPDASi version 4, qualifying item 2 (Joseph-Williams et al. 2014).
    """
    title = text(data, "title")
    if "title" in data and not (title.endswith(_ASKED) and word_count(title) >= 4):
        yield ("title",), "the title must ask what is to be decided, in at least 4 words and a ?"


@rule("options-described", "error", "IPDASi qualifying 3", "ECD8 content 1")
def options_described(data: dict[str, Any]) -> Iterator[Fault]:
    """Say of each option what it is for and what happens in it.

    IPDASi version 4, qualifying item 3 (Joseph-Williams et al. 2014); the lengths are our own.
    """
    for index, option in parts(data, "options"):
        steps = texts(option, "what_it_involves")
        if steps and sum(map(word_count, steps)) < 6:
            words = f"say in at least 6 words what {named(option)} involves"
            yield ("options", index, "what_it_involves"), words
        yield from unsaid_list(
            ("options", index), option, "what_it_involves", 2, "this step says too little"
        )
        if "aim" in option and not says(text(option, "aim"), 3):
            words = f"say in at least 3 words what {named(option)} is for"
            yield ("options", index, "aim"), words


@rule("good-points-said", "error", "IPDASi qualifying 4", "ECD8 content 2", "Scotland content 5")
def good_points_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Name the good points of each option, carrying on as now among them.

    IPDASi version 4, qualifying item 4 (Joseph-Williams et al. 2014).
    """
    yield from _points(data, "good_points", "a good point")


@rule("hard-points-said", "error", "IPDASi qualifying 5", "ECD8 content 2", "Scotland content 5")
def hard_points_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Name the harms or burdens of each option, carrying on as now among them.

    IPDASi version 4, qualifying item 5 (Joseph-Williams et al. 2014).
    """
    yield from _points(data, "hard_points", "a hard point")


def _points(data: dict[str, Any], field: str, what: str) -> Iterator[Fault]:
    for index, option in parts(data, "options"):
        told = f"give {named(option)} {what} in at least 3 words"
        if option.get(field) == []:
            yield ("options", index, field), told
        yield from unsaid_list(("options", index), option, field, 3, told)


@rule("living-with-said", "error", "IPDASi qualifying 6", "ECD8 extra content 3")
def living_with_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Say of each option what living with it is like for body, mind and daily life.

    IPDASi version 4, qualifying item 6 (Joseph-Williams et al. 2014). "As now" tells a reader
    nothing that can be pictured, so it does not count.
    """
    for index, option in parts(data, "options"):
        life = part(option, "living_with")
        for name in ("body", "mind", "daily_life"):
            words = text(life, name)
            if name not in life or (says(words, 3) and _plain(words) not in _UNCHANGED):
                continue
            asked = f"say what {named(option)} is like for {name.replace('_', ' ')}"
            yield ("options", index, "living_with", name), f"{asked}, in at least 3 words"


def _plain(words: str) -> str:
    return words.casefold().strip(" .")


QUALIFYING_RULES: Final[tuple[Rule, ...]] = (
    summary_length,
    decision_asked,
    options_described,
    good_points_said,
    hard_points_said,
    living_with_said,
)
