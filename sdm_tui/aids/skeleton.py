"""The file that a new aid starts as: every field explained, every text still to be written."""

import re
from datetime import date
from typing import Final

from sdm_tui.aids.schema import EDITOR_LINE
from sdm_tui.errors import SdmError

LONGEST_SLUG: Final = 60
"""Characters."""
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def slug_named(text: str) -> str:
    """Return the name of a new aid; raises SdmError for one that its folder cannot have."""
    if _SLUG.fullmatch(text) and len(text) <= LONGEST_SLUG:
        return text
    raise SdmError(
        f'"{text}" cannot be the name of a decision aid, so nothing was written.',
        f"Use lower case letters, digits and single hyphens, {LONGEST_SLUG} characters at most, "
        'for example "back-pain".',
    )


def skeleton(slug: str, *, today: date, has_schema: bool = False) -> str:
    """Return the file of a new aid: the reader accepts it, and no text in it passes for content.

    has_schema: whether the schema lies beside the aid's folder, where editors look for it.
    Raises SdmError for a slug that cannot be one.
    """
    text = _TEXT.replace("{slug}", slug_named(slug))
    text = text.replace("{today}", today.isoformat())
    text = text.replace("{in_a_year}", _a_year_after(today).isoformat())
    return f"{EDITOR_LINE}\n{text}" if has_schema else text


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return date(day.year + 1, 3, 1)


_TEXT: Final = """\
# A new decision aid. Write over every text that begins with TO WRITE.
# Keep the names before the colons, the spaces at the start of lines, and the quotation marks.
# Inside a text, use 'single' quotation marks. Lines that begin with # are notes to you.
# Check as often as you like: sdm-tui aids check FOLDER. More in decision_aids/README.md.

format: 1                       # always 1
slug: {slug}                    # the name of the folder; leave it as it is
title: "TO WRITE: the decision as a question, as the person would ask it?"
condition: "TO WRITE: the condition, in the words a clinician would search for"
synonyms:                       # other words that someone might type; one line each
  - "TO WRITE: another word for the condition"
summary: "TO WRITE: what the problem is and what has to be decided, in 40 to 150 plain words"
audience: "TO WRITE: whom this is for"
not_for:                        # people for whom this would be wrong; one line each
  - "TO WRITE: somebody for whom this aid is wrong"
red_flags:                      # signs that need help first, before any decision
  - "TO WRITE: a sign that needs help first"
country: "TO WRITE: where the guidance applies, such as England"
language: en-GB
version: 0.1.0                  # raise it with every change: 0.1.1, 0.2.0, 1.0.0
published: {today}           # year-month-day
last_reviewed: {today}       # when somebody last compared it with its sources
review_due: {in_a_year}          # when that must be done again
update_policy: "TO WRITE: how it is kept up to date, and what would change it sooner"
corrections: "TO WRITE: how to tell somebody about a mistake, also without a network"
funding: "TO WRITE: who paid for the making of it; none is an answer"
interests: "TO WRITE: what the authors have to gain or lose; none declared is an answer"
authors:                        # roles, never names
  - role: "TO WRITE: what you are, such as GP or patient"

development:                    # "yes", "no" or "not yet"; be honest, it is shown
  patients_involved: "no"              # people who face the decision helped to make it
  professionals_involved: "no"         # people who give this care helped to make it
  patients_needs: "no"                 # people were asked what they need to decide
  professionals_needs: "no"            # professionals were asked what they need
  reviewed_by_patients: not yet        # read by people who had no part in making it
  reviewed_by_professionals: not yet   # read by professionals who had no part in it
  tested_with_patients: not yet        # tried by people who really faced the decision
  tested_with_professionals: not yet   # tried by professionals with such people
  tested_with_low_literacy: not yet    # tried with people who find reading or numbers hard
  knowledge_evaluated: not yet         # studied: do people know more after using it?
  match_evaluated: not yet             # studied: do choices fit better with what matters?
  note: "TO WRITE: one or two sentences about how it was made"
equality:
  assessed: not yet                    # has anybody looked at different groups of people?
  note: "TO WRITE: what was looked at, or what is known to be missing"
evidence_method: "TO WRITE: how the evidence was found, and how you chose what to use"

# What can be done. At least two, and one of them is carrying on as now. Tell each at the same
# length, with as many good points as hard points, so that none looks better for being told more.
options:
  - id: carry-on                # a short name for use in this file only
    name: "TO WRITE: carrying on as now, in plain words"
    short_name: "TO WRITE: 22 letters"     # for narrow columns: 22 characters at most
    kind: carry on as now       # or self-care, medicine, procedure, therapy, test, service
    status_quo: true            # true for carrying on as now, false for all others
    aim: "TO WRITE: what it is meant to do"
    what_it_involves:           # the steps, one short sentence each
      - "TO WRITE: the first step"
    how_long: "TO WRITE: how long it goes on"
    recovery: "TO WRITE: how long it takes to be back to usual"
    follow_up: "TO WRITE: which checks or visits come after"
    asks_of_me: "TO WRITE: what the person has to do, pay or put up with"
    reversible: "TO WRITE: whether it can be stopped or undone"
    good_points:
      - "TO WRITE: what speaks for it"
    hard_points:
      - "TO WRITE: what speaks against it"
    living_with:                # one short sentence each
      body: "TO WRITE: how the body may feel"
      mind: "TO WRITE: how it may feel to live with"
      daily_life: "TO WRITE: what it means for work, home and others"
  - id: other-option
    name: "TO WRITE: the other option, in plain words"
    short_name: "TO WRITE: 22 signs"
    kind: self-care             # choose the one that fits
    status_quo: false
    aim: "TO WRITE: what this option is meant to do"
    what_it_involves:
      - "TO WRITE: the first step of this option"
    how_long: "TO WRITE: how long this option goes on"
    recovery: "TO WRITE: how long until back to usual after it"
    follow_up: "TO WRITE: which checks or visits come after it"
    asks_of_me: "TO WRITE: what the person has to do, pay or put up with for it"
    reversible: "TO WRITE: whether this option can be stopped or undone"
    good_points:
      - "TO WRITE: what speaks for this option"
    hard_points:
      - "TO WRITE: what speaks against this option"
    living_with:
      body: "TO WRITE: how the body may feel with it"
      mind: "TO WRITE: how this option may feel to live with"
      daily_life: "TO WRITE: what this option means for work, home and others"

# What may happen, with an estimate for every option. A figure is a whole number of people. To give
# one, write "basis: read", and then "count:" (people, out of the denominator), "low:" and "high:"
# (the range, if the source gives one) and "sources: [FIRST-SOURCE]" in place of the reason.
# Where you have no figure that you could check, keep "basis: none" and say why.
outcomes:
  - id: first-outcome
    name: "TO WRITE: what may happen"
    kind: good                  # good, harm or neutral
    serious: false              # true for a serious harm: it is then always shown
    key: true                   # true to show it in a five-minute talk
    horizon: "TO WRITE: the time span, such as within 1 year"
    denominator: 1000           # 100 or 1000; every figure is out of this many people
    reference_class: "TO WRITE: whom the figures are about, such as people with this condition"
    affected: "TO WRITE: what happened to those counted, in the past tense"
    unaffected: "TO WRITE: what happened to the others, in the past tense"
    fair_comparison: false      # true only where chance put people in the groups
    caution: "TO WRITE: what to bear in mind when looking at the options side by side"
    certainty: not stated       # high, moderate, low, very low or not stated, as the source says
    certainty_why: "TO WRITE: why it is as sure, or as unsure, as that"
    explanation: "TO WRITE: what this outcome is, in plain words"
    estimates:                  # one for every option
      - option: carry-on
        basis: none             # read, second-hand, derived, none or does-not-apply
        reason: "TO WRITE: why there is no figure"
      - option: other-option
        basis: none
        reason: "TO WRITE: why there is no figure"
  - id: serious-harm            # every serious harm has a part of its own, however few it strikes
    name: "TO WRITE: the worst that may happen"
    kind: harm
    serious: true
    key: true
    horizon: "TO WRITE: the time span, such as within 1 year"
    denominator: 1000
    reference_class: "TO WRITE: whom the figures are about"
    affected: "TO WRITE: what happened to those counted, in the past tense"
    unaffected: "TO WRITE: what happened to the others, in the past tense"
    fair_comparison: false
    caution: "TO WRITE: what to bear in mind when looking at the options side by side"
    certainty: not stated
    certainty_why: "TO WRITE: why it is as sure, or as unsure, as that"
    explanation: "TO WRITE: what this outcome is, in plain words"
    estimates:
      - option: carry-on
        basis: none
        reason: "TO WRITE: why there is no figure"
      - option: other-option
        basis: none
        reason: "TO WRITE: why there is no figure"

# What may matter to people: three to eight statements, leaning to no option.
values:
  - id: first-value
    text: "TO WRITE: something that may matter, in the person's own voice"
    touches: [first-outcome]    # the outcomes that bear on it
  - id: second-value
    text: "TO WRITE: something else that may matter"
    touches: [serious-harm]
  - id: third-value
    text: "TO WRITE: something that pulls the other way"

questions:                      # what people ask, with the answer and where it comes from
  - question: "TO WRITE: a question that people ask?"
    answer: "TO WRITE: the answer in a few plain sentences"
    sources: [FIRST-SOURCE]
practical_grid:                 # one short answer for every option
  - question: "TO WRITE: a practical question?"
    answers:
      carry-on: "TO WRITE: the answer for this option"
      other-option: "TO WRITE: the answer for this option"
glossary:                       # hard words that you could not avoid
  - term: "TO WRITE: a hard word, as it stands above"
    meaning: "TO WRITE: what it means"
safety_net:                     # what to watch for and what to do then, said to the person
  - "TO WRITE: if this happens, do that"
further_support:
  - name: "TO WRITE: who or what helps"
    detail: "TO WRITE: how to reach it"
sources:                        # everything that a figure or an answer rests on
  - key: FIRST-SOURCE           # in capitals; use it wherever you rest on this source
    title: "TO WRITE: the title as it stands on the source"
    publisher: "TO WRITE: who published it"
    year: "TO WRITE: the year, in quotation marks"
    url: "TO WRITE: the full web address"
    part_read: "TO WRITE: which part you opened, such as abstract or whole paper"
"""
