"""What NICE ECD8 calls essential, beyond what IPDASi asks as well.

"Standards framework for shared-decision-making support tools, including patient decision aids"
(NICE, 2021). Its demands are put in our own words. Those on the problem, the options and an even
account of them were read; the wording of the others was rebuilt from headings and from criteria
that rest on it, and not seen.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from sdm_tui.aids.checks.filled import (
    holds_a_place,
    is_yes,
    named,
    outcomes,
    unsaid,
    unsaid_in,
    unsaid_list,
)
from sdm_tui.aids.checks.rule import Rule, rule
from sdm_tui.aids.places import Fault, part, parts, text

_HARMS: Final = ("ECD8 content 2", "Scotland content 5", "IPDASi qualifying 5")
_GRAVE: Final = re.compile(
    r"\b(death|deaths|die|dies|died|dying|dead|fatal|killed|strokes?|heart attacks?|heart failure"
    r"|cardiac arrest|bleed(s|ing)? (in|into|on) the brain|brain (bleed|damage|injury)|cancers?"
    r"|sepsis|coma|suicide|blind(ness)?|loss of sight|paralys(is|ed)|amputat\w*|kidney failure"
    r"|liver failure|anaphyla\w+|life[- ]threatening|stillbirth|stillborn|miscarriage"
    r"|(loss of|losing|lost) (the|a|an|your|their) (limb|leg|foot|arm|hand|eye|sight|life|lives))\b"
)


@rule("serious-harm-hidden", "warning", *_HARMS)
def serious_harm_hidden(data: dict[str, Any]) -> Iterator[Fault]:
    """Mark an outcome of death or lasting damage as serious, so that it is always listed.

    NICE ECD8, essential content: all consequences are shown. The list of words is our own.
    """
    for place, outcome in outcomes(data):
        told = f"{text(outcome, 'name')} {text(outcome, 'affected')}".casefold()
        found = _GRAVE.search(told)
        if found and outcome.get("kind") != "good" and not is_yes(outcome.get("serious")):
            words = f'"{found[0]}" sounds serious: add "serious: true", so that it is always listed'
            yield (*place, "name"), words


@rule("serious-is-harm", "error", *_HARMS)
def serious_is_harm(data: dict[str, Any]) -> Iterator[Fault]:
    """Call a serious outcome a harm.

    NICE ECD8, essential content: harms are shown as what they are.
    """
    for place, outcome in outcomes(data):
        kind = text(outcome, "kind")
        if is_yes(outcome.get("serious")) and kind in {"good", "neutral"}:
            yield (*place, "kind"), f'a serious outcome is a "harm", and not "{kind}"'


@rule("practical-questions-answered", "error", "ECD8 content 2")
def practical_questions_answered(data: dict[str, Any]) -> Iterator[Fault]:
    """Answer the same practical questions for every option, with no placeholder.

    NICE ECD8, essential content: a full account of each option.
    """
    for index, option in parts(data, "options"):
        for name in ("how_long", "recovery", "follow_up", "asks_of_me", "reversible"):
            if isinstance(option.get(name), str) and holds_a_place(text(option, name)):
                words = f'"{name}" of {named(option)} is still to be written'
                yield ("options", index, name), words


@rule("country-said", "error", "ECD8 content 7", "Scotland content 2")
def country_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Name the country that the aid is for.

    NICE ECD8, essential content; wording rebuilt, not seen.
    """
    yield from unsaid(data, "country", 1, "name the country that the aid is for")


@rule("audience-said", "error", "ECD8 content 8")
def audience_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Say whom the aid is for.

    NICE ECD8, essential content; wording rebuilt, not seen.
    """
    yield from unsaid(data, "audience", 3, "say in some words whom the aid is for")


@rule("not-for-said", "error", "ECD8 content 8")
def not_for_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Say whom the aid is not for.

    NICE ECD8, essential content; wording rebuilt, not seen.
    """
    yield from unsaid_list((), data, "not_for", 2, "say whom the aid is not for")


@rule("red-flags-said", "error", "ECD8 content 8")
def red_flags_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Say which signs need help before any decision.

    NICE ECD8, essential content; wording rebuilt, not seen.
    """
    yield from unsaid_list((), data, "red_flags", 2, "say which sign needs help first")


@rule("safety-net-said", "error", "ECD8 content 8")
def safety_net_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Say in a sentence to the person what to watch for and what to do then.

    NICE ECD8, essential content; wording rebuilt, not seen.
    """
    yield from unsaid_list((), data, "safety_net", 5, "say what to watch for and what to do")


@rule("further-support-given", "error", "ECD8 content 9")
def further_support_given(data: dict[str, Any]) -> Iterator[Fault]:
    """Say where more help can be found.

    NICE ECD8, essential content; wording rebuilt, not seen.
    """
    offered = list(parts(data, "further_support"))
    if not offered:
        yield ("further_support",), "say where more help can be found"
    for index, support in offered:
        place = ("further_support", index)
        yield from unsaid_in(place, support, "name", 1, "name who helps")
        yield from unsaid_in(place, support, "detail", 2, "say how to reach them")


@rule("evidence-method-said", "error", "ECD8 process 2", "IPDASi quality 18", "Scotland process 2")
def evidence_method_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Say how the evidence was found and chosen.

    NICE ECD8, essential process, and IPDASi version 4, quality item 18; wording rebuilt, not seen.
    """
    what = "say how the evidence was found and chosen"
    yield from unsaid(data, "evidence_method", 8, what)


@rule("equality-said", "warning", "ECD8 process 4", "Scotland process 4")
def equality_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Say what was looked at for people in different groups, or what is missing.

    NICE ECD8, essential process; wording rebuilt, not seen.
    """
    what = "say what was looked at, or what is missing"
    for (name, *_), words in unsaid(part(data, "equality"), "note", 4, what):
        yield ("equality", name), words


@rule("interests-said", "error", "ECD8 process 6")
def interests_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Say what interests the authors have; "none" is an answer.

    NICE ECD8, essential process; wording rebuilt, not seen.
    """
    what = "say what interests the authors have, or that there are none"
    yield from unsaid(data, "interests", 1, what, none_counts=True)


@rule("corrections-said", "error", "ECD8 process 7")
def corrections_said(data: dict[str, Any]) -> Iterator[Fault]:
    """Say how to tell somebody about a mistake in the aid.

    NICE ECD8, essential process; wording rebuilt, not seen.
    """
    yield from unsaid(data, "corrections", 5, "say how to tell somebody about a mistake")


ESSENTIAL_RULES: Final[tuple[Rule, ...]] = (
    serious_harm_hidden,
    serious_is_harm,
    practical_questions_answered,
    country_said,
    audience_said,
    not_for_said,
    red_flags_said,
    safety_net_said,
    further_support_given,
    evidence_method_said,
    equality_said,
    interests_said,
    corrections_said,
)
