"""Rules against words that push a person towards an option or away from one."""

import re
from collections.abc import Iterator
from typing import Any, Final

from sdm_tui.aids.checks.patient_text import Passage, patient_texts
from sdm_tui.aids.checks.rule import Rule, rule
from sdm_tui.aids.places import Fault, Place

_LOADED: Final = re.compile(
    r"""\b(?:
      best | simply | merely | mere | obvious(?:ly)? | of\s+course | certainly | undoubtedly
    | proven | powerful(?:ly)? | natural(?:ly)? | (?:un)?fortunate(?:ly)? | luckily | sadly
    | regrettably
    | safe(?:ly|r|st)? | easy | easily | effective(?:ly|ness)? | excellent | great | amazing
    | wonderful | perfect(?:ly)? | ideal(?:ly)? | superior | inferior | miracle | breakthrough
    | revolutionary | cutting[ -]edge | state[ -]of[ -]the[ -]art | gold[ -]standard | harmless
    | painless | risk[ -]free | trivial | guaranteed? | drastic | dangerous | terrible | horrible
    | scary | sensible | wise(?:ly)? | foolish | hopefully
    | just(?!\s+(?:as|before|after|under|over|above|below|like)\b)
    | only(?!\s+(?:if|when|while|after|once|until|before|during|you|as\s+long|for\s+as\s+long)\b)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_STEERING: Final = re.compile(
    r"""\b(?:
      (?:we|i)\s+(?:would\s+|strongly\s+|usually\s+)?(?:recommend|advise|suggest|prefer|favour
        |urge|encourage|believe|think)(?!\s+(?:that\s+)?you\s+(?:ask|talk|tell|call))
    | (?:experts?|doctors?|surgeons?|nurses?|clinicians?|specialists?|guidelines?|guidance|nice
        |the\s+nhs|professionals?|your\s+(?:doctor|surgeon|team|nurse|clinician))\s+
        (?:\w+ly\s+)?(?:recommends?|advises?\s+(?:that|you|this|it)|prefers?|favours?|agrees?\s+that
        |suggests?\s+(?:that|you|this|it)|believes?|thinks?)
    | (?:is|are|was|were|been)\s+(?:strongly\s+|usually\s+|often\s+)?(?:recommended|advised
        |preferred|favoured)
    | recommended\s+(?:option|choice|treatment|way|first)
    | you\s+(?:really\s+|should|ought\s+to|must)\b(?!\s+(?:be|have\s+been|hear)\b)
    | (?:best|better|right|wrong|obvious|sensible|safest|wisest)\s+
        (?:option|choice|treatment|way|thing|decision|one|for\s+(?:you|most|everyone))
    | most\s+(?:people|patients|doctors|men|women|adults)\s+
        (?:choose|chose|prefer|pick|opt|go\s+for|are\s+glad|would)
    | treatment\s+of\s+choice | first[ -]line | (?:is|are)\s+better\s+than | worth\s+(?:it|having
        |doing|trying|a\s+try) | makes?\s+sense | why\s+not | no\s+need\s+to\s+(?:worry|wait)
    | (?:will\s+not|won't|never)\s+regret | you\s+will\s+be\s+glad
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ABOUT_OPTIONS: Final = frozenset({"options", "practical_grid"})
_MAY_ADVISE: Final = frozenset({"red_flags", "safety_net", "not_for", "audience"})
"""Where a person is told what to do for their safety, whichever way they choose."""


@rule("persuasive-word", "error", "ECD8 content 2", "Scotland content 6", "IPDASi certification 1")
def persuasive_word(data: dict[str, Any]) -> Iterator[Fault]:
    """Put no word that praises or plays down into an option's texts or the grid of options.

    NICE ECD8 and IPDASi version 4 ask for options shown evenly, in neutral words; the list is our
    own. "Only" and "just" play down ("only 3 in 100"), so they are refused, but for conditions such
    as "only if" and "only you".
    """
    for place, text in patient_texts(data):
        if place[0] in _ABOUT_OPTIONS:
            yield from _loaded(place, text)


@rule("loaded-word", "warning", "ECD8 content 2", "Scotland content 6")
def loaded_word(data: dict[str, Any]) -> Iterator[Fault]:
    """Look once more at the same words wherever else a patient reads them.

    NICE ECD8: neutral words. A warning, since "Is it safe?" is a question that people ask.
    """
    for place, text in patient_texts(data):
        if place[0] not in _ABOUT_OPTIONS | _MAY_ADVISE | {"further_support"}:
            yield from _loaded(place, text)


@rule("steering", "error", "ECD8 content 2", "Scotland content 6")
def steering(data: dict[str, Any]) -> Iterator[Fault]:
    """Recommend no option in options and outcomes, nor say there what others would choose.

    NICE NG197 and ECD8: an aid sets out the options and leaves the choice open. What to do in an
    emergency ("call 999") stands under red flags and the safety net, where it is let be.
    """
    for place, text in _where_options_are_weighed(data, answers=False):
        yield from _steered(place, text)


@rule("steering-answer", "warning", "ECD8 content 2", "Scotland content 6")
def steering_answer(data: dict[str, Any]) -> Iterator[Fault]:
    """Recommend no option in an answer to a common question either.

    NICE NG197 and ECD8, as for options. A warning, since an answer may report what guidance says.
    """
    for place, text in _where_options_are_weighed(data, answers=True):
        yield from _steered(place, text)


def _where_options_are_weighed(data: dict[str, Any], *, answers: bool) -> Iterator[Passage]:
    for place, text in patient_texts(data):
        is_answer = place[0] in {"questions", "glossary", "further_support"}
        if is_answer == answers and place[0] not in _MAY_ADVISE and place[-1] != "question":
            yield place, text


def _loaded(place: Place, text: str) -> Iterator[Fault]:
    for found in _LOADED.finditer(text):
        word = " ".join(found[0].split())
        yield place, f'"{word}" praises, plays down or alarms: say it in neutral words'


def _steered(place: Place, text: str) -> Iterator[Fault]:
    for found in _STEERING.finditer(text):
        words = " ".join(found[0].split())
        yield place, f'"{words}" steers: say what happens, and leave the choice to the person'


PERSUASION_RULES: Final[tuple[Rule, ...]] = (
    persuasive_word,
    loaded_word,
    steering,
    steering_answer,
)
