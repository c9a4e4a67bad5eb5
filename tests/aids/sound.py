"""A complete aid about something that does not exist, which breaks no rule of the checker."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from sdm_tui.aids.marked import marked
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.reading import parse_aid

_SOUND_TEXT = """\
format: 1
slug: singing-knee
title: What shall I do about my singing knee?
condition: Singing knee
synonyms: [humming knee, knee song]
summary: >-
  Your knee sings by day and by night. It does not hurt. We do not know why some knees sing. The
  song may stop on its own. You can wait and see, or you can wear a soft band on the knee. Each way
  has good points and hard points. You and your nurse can use this aid to look at both ways. Then
  you can choose the one that fits your life.
audience: Grown-ups whose knee has sung for a week or more
not_for:
  - People whose knee has been quiet all week
red_flags:
  - A knee that has come loose
country: Nowhere
language: en-GB
version: 1.0.0
published: 2026-01-05
last_reviewed: 2026-06-05
review_due: 2027-06-05
update_policy: Read again each June, and sooner when a new trial comes out.
corrections: Tell the author by post or by phone. A wrong figure is put right within a week.
funding: Nobody paid for it; it was made up for tests.
interests: The author has no shares in bands and no singing knee.
authors:
  - role: Author of tests
  - role: Nurse who was made up
development:
  patients_involved: yes
  professionals_involved: yes
  patients_needs: yes
  professionals_needs: yes
  reviewed_by_patients: yes
  reviewed_by_professionals: yes
  tested_with_patients: not yet
  tested_with_professionals: not yet
  tested_with_low_literacy: not yet
  knowledge_evaluated: no
  match_evaluated: no
  note: It was made up at a desk, with made-up readers.
equality:
  assessed: yes
  note: We asked if people with one knee can use it. They can.
evidence_method: >-
  One made-up trial was read in full. We looked for others in a made-up list of trials, and took
  every trial that put people in groups by the toss of a coin.
options:
  - id: wait
    name: Wait and see
    short_name: Wait
    kind: carry on as now
    status_quo: true
    aim: To let the song fade on its own.
    what_it_involves:
      - You go on with your day as you do now.
      - You tell your nurse if the song gets loud.
    how_long: You wait for a month.
    recovery: There is nothing to get over.
    follow_up: You see your nurse when the month is over.
    asks_of_me: You need to put up with the song.
    reversible: You can change your mind on any day.
    good_points:
      - You have nothing to wear or to wash.
      - Your skin stays as it is.
    hard_points:
      - The song may go on for a long time.
      - You may wake up at night from the noise.
    may_not_suit: [People who share a room]
    living_with:
      body: Your knee feels the same as it does now.
      mind: You may feel shy when the knee sings.
      daily_life: You may want to keep away from quiet rooms.
  - id: band
    name: Wear a soft band
    short_name: Band
    kind: self-care
    aim: To hush the song with a soft band.
    what_it_involves:
      - You put the band on your knee when you get up.
      - You take it off when you go to bed.
    how_long: You wear it for a month.
    recovery: The mark on your skin fades in a day.
    follow_up: You see your nurse when the month is over.
    asks_of_me: You need to wash the band each night.
    reversible: You can take it off on any day.
    good_points:
      - The song may stop while you wear it.
      - You put it on and take it off at home.
    hard_points:
      - The band can make your skin sore.
      - You have to wash it and dry it.
    may_not_suit: [People with thin skin]
    living_with:
      body: Your knee feels warm and a bit tight.
      mind: You may feel calm, or you may mind how it looks.
      daily_life: You may need loose clothes on top of the band.
outcomes:
  - id: quiet-knee
    name: Quiet knee
    kind: good
    key: true
    horizon: after a month
    denominator: 1000
    reference_class: people with a singing knee
    affected: had a quiet knee
    unaffected: had a singing knee
    fair_comparison: true
    certainty: moderate
    certainty_why: One trial looked at this, and it was small.
    explanation: The knee made no sound for a whole day.
    estimates:
      - option: wait
        basis: read
        count: 400
        low: 300
        high: 500
        in_source: 400 of 1000
        range_in_source: 300 of 1000 to 500 of 1000
        sources: [TRIAL]
      - option: band
        basis: derived
        count: 580
        low: 460
        high: 700
        arithmetic: 1000 - 600 x 0.7
        arithmetic_low: 1000 - 600 x 0.9
        arithmetic_high: 1000 - 600 x 0.5
        sources: [TRIAL]
  - id: lost-knee
    name: Loss of the knee
    kind: harm
    serious: true
    horizon: after a month
    denominator: 1000
    reference_class: people with a singing knee
    affected: lost the knee
    unaffected: kept the knee
    fair_comparison: true
    certainty: low
    certainty_why: One trial looked at this, and few people lost a knee.
    explanation: The knee came off and could not be put back.
    estimates:
      - option: wait
        basis: read
        count: 2
        low: 1
        high: 7
        in_source: 2 of 1000
        range_in_source: 1 of 1000 to 7 of 1000
        sources: [TRIAL]
      - option: band
        basis: read
        count: 3
        low: 1
        high: 9
        in_source: 3 of 1000
        range_in_source: 1 of 1000 to 9 of 1000
        sources: [TRIAL]
  - id: sore-skin
    name: Sore skin
    kind: harm
    key: true
    horizon: after a month
    denominator: 1000
    reference_class: people with a singing knee
    affected: had sore skin
    unaffected: had no sore skin
    fair_comparison: false
    caution: Nobody counted this in a trial.
    certainty: not stated
    certainty_why: Nobody has said how sure this is.
    explanation: The skin on the knee was red and hurt to touch.
    estimates:
      - option: wait
        basis: does-not-apply
        reason: The sore skin comes from the band.
      - option: band
        basis: none
        reason: We looked, and nobody has counted this.
values:
  - id: quiet-soon
    text: To have a quiet knee soon
    touches: [quiet-knee]
  - id: calm-skin
    text: To keep my skin as it is
    touches: [sore-skin]
  - id: keep-knee
    text: To do all I can to keep my knee
    touches: [lost-knee]
  - id: little-work
    text: To have little to do each day
questions:
  - question: Why does my knee sing?
    answer: We do not know. Some people think that the knee has caught a tune.
    sources: [PAGE]
  - question: Can I go for a swim?
    answer: Yes. Take the band off first, and dry your knee well.
    sources: [PAGE]
practical_grid:
  - question: What do I have to buy?
    answers:
      wait: You do not need to buy a thing.
      band: You need to buy one soft band.
  - question: Can I drive?
    answers:
      wait: Yes, you can drive as you do now.
      band: Yes, if you can bend your knee.
glossary:
  - term: band
    meaning: A soft ring of cloth that fits on your knee
  - term: trial
    meaning: A test that puts people in groups by the toss of a coin and counts what comes of it
safety_net:
  - If the knee comes loose, phone your nurse on the same day.
further_support:
  - name: Knee line
    detail: A made-up phone line that you can ring on any day
sources:
  - key: TRIAL
    title: A trial of soft bands for singing knees
    publisher: Journal of Things That Are Not
    year: "2025"
    url: https://example.invalid/trial
    part_read: whole paper
  - key: PAGE
    title: A page about singing knees
    publisher: Nobody
    year: "2026"
    url: https://example.invalid/page
    part_read: whole page
"""

SOUND_PATH = Path("singing-knee/aid.yaml")


def sound_text() -> str:
    """Return the file of the sound aid."""
    return _SOUND_TEXT


@cache
def sound_aid() -> DecisionAid:
    """Return the sound aid."""
    return parse_aid(_SOUND_TEXT.encode(), SOUND_PATH)


def sound_data() -> dict[str, Any]:
    """Return the sound aid as the checker sees it, each call its own, for a test to spoil."""
    return deepcopy(_sound_data())


@cache
def _sound_data() -> dict[str, Any]:
    return marked(_SOUND_TEXT.encode(), SOUND_PATH).data
