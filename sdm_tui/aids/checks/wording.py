"""Rules about how chance is put into words: counts out of one group, and no word without one.

The main sources are NICE guideline NG197 on shared decision making (2021), on communicating risks,
and Trevena and others, "Presenting quantitative information about decision outcomes: a risk
communication primer", BMC Medical Informatics and Decision Making 2013.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from sdm_tui.aids.checks.filled import outcomes
from sdm_tui.aids.checks.frequencies import Frequency, frequencies, whole_number
from sdm_tui.aids.checks.patient_text import Passage, patient_texts
from sdm_tui.aids.checks.reading_ease import sentences
from sdm_tui.aids.checks.rule import Rule, rule
from sdm_tui.aids.places import Fault, Place, parts, text, texts

_FIXED: Final = (100, 1000)
"""The denominators that a figure may have; "1 in 100" is a count out of one of them."""
_RELATIVE: Final = re.compile(
    r"""\b(?:
      (?:twice|double|triple|half|a\s+third|a\s+quarter|two[ -]thirds|three[ -]quarters
        |(?:\d+(?:\.\d+)?|two|three|four|five|six|ten|many|several)\s+times)
      \s+(?:as\s+(?:\w+ly|high|low|many|much|common|great|big)|the\s+(?:risk|chance|odds|rate|number)
        |(?:more|less|higher|lower|greater|smaller|fewer)\b)
    | (?:halv|doubl|tripl|quadrupl)(?:e|es|ed|ing)\b(?:\s+\w+){0,3}?\s+
        (?:risks?|chances?|odds|rates?|number)
    | (?:risk|chance|odds|rate)s?\s+(?:is|are|was|were|has|have)?\s*(?:been\s+)?
        (?:halved|doubled|tripled|quadrupled)
    | (?:reduc|lower|cut|rais|increas|drop|f[ae]ll|rose|rise)\w*\b(?:\s+\w+){0,4}?\s+
        (?:risks?|chances?|odds|rates?|likelihood)\b(?:\s+\w+){0,4}?\s+by\s+
        (?:about\s+|around\s+|up\s+to\s+|nearly\s+|over\s+)?
        (?:half|a\s+half|a\s+third|a\s+quarter|two[ -]thirds|three[ -]quarters|\d+(?=\s*(?:%|per)))
    | (?:relative|attributable)\s+(?:risks?|reductions?|increases?|difference|effect)
    | (?:risk|rate|hazard|odds)\s+(?:ratios?|reductions?)
    | odds
    | hazards?\s+rates?
    | numbers?\s+needed\s+to\s+(?:treat|harm|screen)
    | NN[TH]
    | (?:two|three|four|five|six|ten|\d+)-?fold
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PERCENTAGE: Final = re.compile(
    r"\d[\d.,]*\s*%|%|\bper\s?cents?\b|\bpercent(?:age)?s?\b", re.IGNORECASE
)
_RISK_WORD: Final = re.compile(
    r"""\b(?:
      (?:very\s+|extremely\s+|fairly\s+|quite\s+)?(?:rare|rarely|uncommon|uncommonly|infrequent
        |infrequently|common|commonly|frequent|frequently|likely|unlikely|probable|improbable)
    | (?:high|low|small|slight|tiny|large|big|good|fair|slim|remote|real
        |minimal|negligible|significant|substantial|considerable|moderate)
        \s+(?:risk|chance|probability|likelihood)s?
    | hardly\s+ever | almost\s+(?:never|always|certain|certainly) | chances\s+are | risky
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NOT_A_CHANCE: Final = re.compile(
    r"""\b(?:
      common\s+(?:cold|sense|name|room|law|question|questions|ground)
    | (?:in|have|has)\s+common
    | (?:more|less|as|equally|how)\s+(?:likely|unlikely|common|commonly|frequent|frequently|rare)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_VAGUE: Final = re.compile(
    r"""\b(?:
      (?<!how\s)(?<!so\s)(?<!too\s)(?:most|many|very\s+few|few|lots\s+of|nearly\s+all|almost\s+all
        |the\s+majority\s+of)\s+(?:\w+\s+)??(?:people|patients|adults|children|women|men|users)
    | very\s+often | quite\s+often | seldom | now\s+and\s+then | in\s+(?:most|many)\s+cases
    | usually\s+(?:works?|helps?|gets?\s+better)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SAYS_WHO_OR_WHEN: Final = frozenset(
    {"title", "condition", "audience", "not_for", "red_flags", "safety_net", "further_support"}
)
_BESIDE_A_FIGURE: Final = frozenset({"affected", "unaffected", "reference_class", "horizon"})


@rule("one-in-x", "error", "IPDASi quality 5", "NG197", "ECD8 content 5")
def one_in_x(data: dict[str, Any]) -> Iterator[Fault]:
    """Put no chance as 1 in some number, apart from 1 in 100 and 1 in 1,000.

    Trevena et al. 2013 and NG197: a larger number means a smaller chance there, and people misread
    it. 100 and 1,000 stand, since they are the groups out of which all figures are counted.
    """
    for place, told in patient_texts(data):
        for found in frequencies(told):
            if found.count == 1 and found.denominator not in _FIXED:
                words = f'"{found.words}" is easily misread'
                yield place, f"{words}: count out of 100 or 1,000{_instead(found)}"


def _instead(found: Frequency) -> str:
    """Return the same share out of 100 or 1,000, where that is a whole number of people."""
    for fixed in sorted(_FIXED):
        if found.denominator and fixed % found.denominator == 0:
            return f", here {found.count * fixed // found.denominator} in {fixed:,}"
    return ""


@rule("relative-risk", "error", "NG197", "ECD8 content 5", "Scotland content 8")
def relative_risk(data: dict[str, Any]) -> Iterator[Fault]:
    """Put no chance as a share of another chance, nor as a number needed to treat.

    NG197 asks for absolute figures; Akl et al., Cochrane review CD006776 (2011): relative ones
    make a difference look larger than it is.
    """
    for place, told in patient_texts(data):
        for found in _RELATIVE.finditer(told):
            words = f'"{" ".join(found[0].split())}" compares two chances'
            yield place, f"{words}: give both as counts out of 100 or 1,000"


@rule("percentage", "error", "NG197", "IPDASi quality 5", "ECD8 content 5")
def percentage(data: dict[str, Any]) -> Iterator[Fault]:
    """Put no percentage into what a patient reads.

    NG197 on communicating risks: counts of people, such as 10 in 100, in place of percentages.
    """
    for place, told in patient_texts(data):
        if found := _PERCENTAGE.search(told):
            yield place, f'"{found[0]}" is a percentage: count people out of 100 or 1,000'


@rule("risk-word", "error", "NG197", "ECD8 content 5")
def risk_word(data: dict[str, Any]) -> Iterator[Fault]:
    """Give a word such as "rare", "likely" or "low risk" its figure in the same sentence.

    NG197 and the Patient Information Forum's guide to communicating risk (2023): people read such
    words very differently. The NHS digital service manual ("How we write") speaks against "a good
    chance". "More likely" and "less common" only say a direction and are let be.
    """
    for place, told in _about_chances(data):
        for sentence in sentences(told):
            if frequencies(sentence):
                continue
            for found in _RISK_WORD.finditer(_NOT_A_CHANCE.sub("", sentence)):
                words = f'"{found[0]}" means different things to different people'
                yield place, f"{words}: give the number in the same sentence"


@rule("vague-amount", "warning", "NG197", "ECD8 content 5")
def vague_amount(data: dict[str, Any]) -> Iterator[Fault]:
    """Give words such as "most people" a figure in the same sentence, where one exists.

    NG197, as for words such as "rare"; a warning, since nobody may have counted.
    """
    for place, told in _about_chances(data):
        for sentence in sentences(told):
            if not frequencies(sentence) and (found := _VAGUE.search(sentence)):
                yield place, f'"{found[0]}" is vague: give a number, if one is known'


@rule("one-denominator-in-text", "warning", "IPDASi quality 7", "NG197")
def one_denominator_in_text(data: dict[str, Any]) -> Iterator[Fault]:
    """Count in running text out of the same group as in the aid's figures.

    Trevena et al. 2013 and NG197: one denominator throughout.
    """
    used = {whole_number(outcome.get("denominator")) for _, outcome in outcomes(data)}
    wanted = {out_of for out_of in used if out_of is not None} or set(_FIXED)
    listed = " or ".join(f"{d:,}" for d in sorted(wanted))
    for place, told in patient_texts(data):
        for found in frequencies(told):
            # "1 in 50" is told of by another rule, and nobody in a trial of 1,036 is no chance.
            is_told = found.count == 0 or (found.count == 1 and found.denominator not in _FIXED)
            if found.denominator not in wanted and not is_told:
                yield place, f'"{found.words}" is not out of {listed}, as the figures are'


@rule("number-without-source", "error", "IPDASi certification 2", "ECD8 process 2")
def number_without_source(data: dict[str, Any]) -> Iterator[Fault]:
    """Name the sources beside a count in an answer or in the reason for a missing figure.

    IPDASi version 4, certification item on citing the evidence.
    """
    for index, question in parts(data, "questions"):
        yield from _unsourced(("questions", index, "answer"), question, "answer")
    for place, outcome in outcomes(data):
        for index, estimate in parts(outcome, "estimates"):
            yield from _unsourced((*place, "estimates", index, "reason"), estimate, "reason")


@rule("answer-without-source", "warning", "IPDASi certification 2", "ECD8 process 2")
def answer_without_source(data: dict[str, Any]) -> Iterator[Fault]:
    """Name the sources of every answer to a common question.

    IPDASi version 4, certification item on citing the evidence. A warning, since an answer may be
    about the aid itself.
    """
    for index, question in parts(data, "questions"):
        if text(question, "answer") and not texts(question, "sources"):
            yield ("questions", index, "answer"), 'say under "sources" what this answer rests on'


@rule("number-outside-figures", "error", "IPDASi certification 2", "ECD8 content 5")
def number_outside_figures(data: dict[str, Any]) -> Iterator[Fault]:
    """Give in any other text only those counts that the aid's outcomes give.

    Such a text has no sources of its own, so a count there could not be checked, and could come to
    disagree with the figures: our own rule.
    """
    known = set(_known_figures(data))
    for place, told in patient_texts(data):
        if place[0] == "questions" or "estimates" in place or place[0] == "scores":
            continue
        for found in frequencies(told):
            if (found.count, found.denominator) not in known:
                words = f'no outcome has the figure "{found.words}"'
                yield place, f"{words}: give it as an outcome's figure, with its source"


def _about_chances(data: dict[str, Any]) -> Iterator[Passage]:
    """Yield the texts that may speak of chances, without those that say for whom and when."""
    for place, told in patient_texts(data):
        if place[0] in _SAYS_WHO_OR_WHEN or "may_not_suit" in place:
            continue
        if place[-1] in _BESIDE_A_FIGURE or place[-1] == "term":
            continue
        yield place, told


def _unsourced(place: Place, told: dict[str, Any], field: str) -> Iterator[Fault]:
    words = text(told, field)
    found = [f.words for f in frequencies(words)] or _PERCENTAGE.findall(words)
    if found and not texts(told, "sources"):
        yield place, f'"{found[0]}" has no source: name it under "sources" here'


def _known_figures(data: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Yield every count with its denominator that the outcomes' figures say, or that follows."""
    for _, outcome in parts(data, "outcomes"):
        out_of = whole_number(outcome.get("denominator"))
        counts = [
            count
            for _, estimate in parts(outcome, "estimates")
            for end in ("count", "low", "high")
            if (count := whole_number(estimate.get(end))) is not None
        ]
        if out_of is None:
            continue
        for count in counts:
            yield count, out_of
            yield out_of - count, out_of
            yield from ((abs(count - other), out_of) for other in counts)


WORDING_RULES: Final[tuple[Rule, ...]] = (
    one_in_x,
    relative_risk,
    percentage,
    risk_word,
    vague_amount,
    one_denominator_in_text,
    number_without_source,
    answer_without_source,
    number_outside_figures,
)
