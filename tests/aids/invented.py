"""A small aid about something that does not exist, so that no test carries a clinical figure."""

from functools import cache
from pathlib import Path
from typing import Any

from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.reading import parse_aid

INVENTED_TEXT = """\
format: 1
slug: blue-thumb
title: What shall I do about my blue thumb?
condition: Blue thumb
synonyms: [azure thumb, thumb colour]
summary: Your thumb has turned blue. You can wait, or use a cream.
audience: People with a blue thumb
not_for:
  - People without thumbs
red_flags:
  - A thumb that has come off
country: Nowhere
language: en-GB
version: 1.0.0
published: 2026-01-01
last_reviewed: 2026-01-02
review_due: 2027-01-02
update_policy: Reviewed every year.
corrections: Tell a friend.
funding: none
interests: none
authors:
  - role: Author of tests
development:
  patients_involved: not yet
  professionals_involved: not yet
  patients_needs: not yet
  professionals_needs: not yet
  reviewed_by_patients: not yet
  reviewed_by_professionals: not yet
  tested_with_patients: not yet
  tested_with_professionals: not yet
  tested_with_low_literacy: not yet
  knowledge_evaluated: not yet
  match_evaluated: not yet
  note: Made up.
equality:
  assessed: not yet
  note: Nobody looked.
evidence_method: None of this is true.
options:
  - id: wait
    name: Wait and see
    short_name: Wait
    kind: carry on as now
    status_quo: true
    aim: To let it fade.
    what_it_involves: [Do nothing]
    how_long: Some days
    recovery: None
    follow_up: None
    asks_of_me: Patience
    reversible: Yes, at any time
    good_points: [Nothing to do]
    hard_points: [It stays blue for a time]
    living_with: {body: As now, mind: As now, daily_life: As now}
  - id: cream
    name: Use a cream
    short_name: Cream
    kind: self-care
    aim: To turn it pink.
    what_it_involves: [Rub it in]
    how_long: Some days
    recovery: None
    follow_up: None
    asks_of_me: Rubbing
    reversible: Yes, at any time
    good_points: [It may fade sooner]
    hard_points: [It smells]
    living_with: {body: Sticky, mind: As now, daily_life: As now}
outcomes:
  - id: still-blue
    name: Thumb still blue
    kind: harm
    key: true
    horizon: after a week
    denominator: 100
    reference_class: people with a blue thumb
    affected: still had a blue thumb
    unaffected: had a pink thumb
    fair_comparison: true
    certainty: moderate
    certainty_why: One invented trial.
    estimates:
      - option: wait
        basis: read
        count: 60
        low: 50
        high: 70
        sources: [MADE-UP]
      - option: cream
        basis: derived
        count: 42
        arithmetic: 60 x 0.7, rounded
        sources: [MADE-UP]
  - id: smell
    name: Strange smell
    kind: harm
    horizon: after a week
    denominator: 1000
    measure: extra
    reference_class: people who use the cream
    affected: smelled strange
    unaffected: did not smell strange because of it
    fair_comparison: false
    caution: Nobody asked the others.
    certainty: not stated
    certainty_why: Nobody said.
    estimates:
      - option: wait
        basis: does-not-apply
        reason: The smell comes from the cream.
      - option: cream
        basis: second-hand
        count: 35
        sources: [MADE-UP, MADE-UP-2]
  - id: thumb-loss
    name: Losing the thumb
    kind: harm
    serious: true
    horizon: after a week
    denominator: 1000
    reference_class: people with a blue thumb
    affected: lost the thumb
    unaffected: kept the thumb
    fair_comparison: true
    certainty: very low
    certainty_why: One invented trial.
    estimates:
      - option: wait
        basis: none
        reason: We found no figure.
      - option: cream
        basis: read
        count: 1
        sources: [MADE-UP]
values:
  - id: pink-soon
    text: Having a pink thumb soon
    touches: [still-blue]
  - id: no-smell
    text: Not smelling strange
    touches: [smell]
  - id: little-fuss
    text: Little fuss
questions:
  - question: Why is it blue?
    answer: Nobody knows.
    sources: [MADE-UP-2]
practical_grid:
  - question: Do I have to buy anything?
    answers:
      wait: No
      cream: A tube
glossary:
  - term: thumb
    meaning: The short thick finger
safety_net:
  - If the thumb turns green, call someone.
further_support:
  - name: A friend
    detail: Anyone
sources:
  - key: MADE-UP
    title: A trial of nothing
    publisher: Nobody
    year: "2026"
    url: https://example.invalid/a
    part_read: abstract
  - key: MADE-UP-2
    title: A page about nothing
    publisher: Nobody
    year: "2026"
    url: https://example.invalid/b
    part_read: whole page
"""

INVENTED_PATH = Path("blue-thumb/aid.yaml")


@cache
def invented_aid() -> DecisionAid:
    """Return the invented aid."""
    return parse_aid(INVENTED_TEXT.encode(), INVENTED_PATH)


def invented_data() -> dict[str, Any]:
    """Return the invented aid as plain data, each call its own, for a test to spoil."""
    return invented_aid().model_dump(exclude_unset=True, mode="json")
