"""One file with many faults; where each stands was read off the text in an editor, by eye."""

from pathlib import Path

import pytest

from sdm_tui.aids.marked import AidUnreadable
from sdm_tui.aids.reading import parse_aid

TEXT = """\
format: 1
slug: red-toe
title: What shall I do about my red toe
condition: Red toe
summary: A toe is red, and it may stay red.
audience: People with a toe
not_for: People without toes
red_flags:
  - The toe is green
country: 44
language: en-GB
version: 1.0.0
published: 2026-01-01
last_reviewed: 2026-02-30
review_due: 2027-01-02
update_policy: Never.
corrections: Tell a friend.
funding: none
interests: none
authors:
  - roles: Inventor
development:
  patients_involved: no
  professionals_involved: maybe
  patients_needs: not yet
  professionals_needs: not yet
  reviewed_by_patients: not yet
  reviewed_by_professionals: not yet
  tested_with_patients: not yet
  tested_with_professionals: not yet
  tested_with_low_literacy: not yet
  knowledge_evaluated: not yet
  match_evaluated: not yet
  note: Invented.
equality: {assessed: not yet, note: "Nobody looked."}
evidence_method: Invented.
options:
  - id: wait
    name: Wait
    short_name: Wait
    kind: carry on as now
    status_quo: true
    aim: Let it be
    what_it_involves: [Nothing]
    how_long: A week
    recovery: None
    follow_up: None
    asks_of_me: Patience
    reversible: "Yes"
    good_points: [No fuss]
    hard_points: [It takes time]
    living_with: {body: Red, mind: Calm, daily_life: As now}
  - id: Sock
    name: A warm sock
    short_name: A warm sock against redness
    kind: self-care
    aim: Warm it
    what_it_involves: [Putting it on]
    how_long: A week
    recovery: None
    follow_up: None
    asks_of_me: Socks
    reversible: "Yes"
    good_points: [Warm]
    hard_points: [Warm, 7]
    living_with: {body: Warm, mind: Calm, daily_life: As now}
outcomes:
  - id: still-red
    name: Toe still red
    kind: harm
    horizon: after a week
    denominator: 100
    reference_class: people with a red toe
    affected: still had a red toe
    unaffected: had a pale toe
    fair_comparison: true
    certainty: low
    certainty_why: Invented.
    estimates:
      - {option: wait, basis: read, count: 160, sources: [TOES]}
      - option: Sock
        basis: derived
        count: 40
        arithmetic: 60 x 0.7, rounded
        sources: [TOES, SHOES]
values:
  - {id: soon, text: A pale toe soon, touches: [still-blue]}
  - {id: warm, text: Warm feet}
  - {id: fuss, text: Little fuss}
safety_net:
  - If the toe turns green, call someone.
sources:
  - key: TOES
    title: On toes
    publisher: Nobody
    year: "2026"
    url: https://example.invalid/toes
    part_read: all of it
    part_red: none of it
"""

IN_AN_EDITOR = """\
3:8 title: the title must be a question
7:10 not_for: this must be a list
10:10 country: this must be text
14:16 last_reviewed: this must be a day
21:5 authors.1.role: a "role" line is missing here
21:5 authors.1.roles: "roles" is not a name that is known here (did you mean "role"?)
24:27 development.professionals_involved: this must be one of: 'yes', 'no' or 'not yet'
53:9 options.Sock.id: use lower case letters
55:17 options.Sock.short_name: this is longer than 22 characters
65:25 options.Sock.hard_points.2: this must be text
80:44 outcomes.still-red.estimates.wait.count: 160 is more than the denominator, 100
81:17 outcomes.still-red.estimates.Sock.option: use lower case letters
84:21 outcomes.still-red.estimates.Sock.arithmetic: this comes to 42, but count says 40
85:25 outcomes.still-red.estimates.Sock.sources.2: "SHOES" is not one of this aid's sources
87:49 values.soon.touches.1: "still-blue" is not one of this aid's outcomes
99:5 sources.TOES.part_red: "part_red" is not a name that is known here (did you mean "part
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["Unix", "Windows"])
def test_each_fault_stands_where_an_editor_shows_it(line_end: str) -> None:
    with pytest.raises(AidUnreadable) as unreadable:
        parse_aid(TEXT.replace("\n", line_end).encode(), Path("red-toe/aid.yaml"))

    told = [f"{fault.line}:{fault.column} {fault.message}" for fault in unreadable.value.faults]
    assert len(told) == len(IN_AN_EDITOR.splitlines())
    for fault, expected in zip(told, IN_AN_EDITOR.splitlines(), strict=True):
        assert fault.startswith(expected)
