"""Small examples that many tests share: a decision aid that is as short as the model allows."""

from datetime import date
from pathlib import Path

from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.reading import parse_aid

SMALL_AID = """\
format: 1
slug: {slug}
title: {title}
condition: {condition}
synonyms: [{synonyms}]
summary: >-
  Your throat hurts. It gets better with and without tablets. Tablets may help some people to feel
  better sooner, and they can upset the stomach. You can carry on as you do now, or you can take
  tablets. You can talk about both ways here and choose the one that fits your life.
audience: Adults with a sore throat
not_for:
  - People who cannot swallow
red_flags:
  - Trouble breathing
country: England
language: en-GB
version: 1.2.3
published: 2026-01-10
last_reviewed: {last_reviewed}
review_due: {review_due}
update_policy: Looked at once a year.
corrections: Tell the author of the examples by post or by phone.
funding: none
interests: none declared
authors:
  - role: Author of the examples
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
  note: Made up for tests. Every figure in it is fictional.
equality:
  assessed: not yet
  note: Nobody has looked at how it works for different groups of people.
evidence_method: Nothing was searched, because the figures are fictional.
options:
  - id: wait
    name: Carry on as now
    short_name: Carry on
    kind: carry on as now
    status_quo: true
    aim: Let the throat get better by itself.
    what_it_involves: [Rest for as long as you need, Drink plenty each day]
    how_long: About a week.
    recovery: None needed.
    follow_up: Come back if it gets worse.
    asks_of_me: Time to rest.
    reversible: Yes, you can change your mind.
    good_points: [No tablets to take]
    hard_points: [It may hurt for longer]
    living_with:
      body: Your throat may hurt for some days.
      mind: Some people feel at ease with waiting.
      daily_life: You can do what you feel able to do.
  - id: tablets
    name: Take tablets
    short_name: Tablets
    kind: medicine
    aim: Help the body to clear the infection.
    what_it_involves: [Collect the tablets from the pharmacy, Take them every day]
    how_long: About a week.
    recovery: None needed.
    follow_up: Come back if it gets worse.
    asks_of_me: Taking a tablet at set times.
    reversible: Yes, you can stop.
    good_points: [It may hurt for less time]
    hard_points: [Tablets can upset the stomach]
    living_with:
      body: Your stomach may feel upset.
      mind: Some people feel at ease with a medicine.
      daily_life: You need to remember the tablets.
outcomes:
  - id: still-sore
    name: Still sore on day 3
    kind: harm
    key: true
    horizon: on day 3
    denominator: 100
    reference_class: people with a sore throat
    affected: still had a sore throat
    unaffected: had no sore throat left
    fair_comparison: true
    certainty: moderate
    certainty_why: Most of the studies agreed.
    estimates:
      - option: wait
        basis: read
        count: 66
        low: 60
        high: 72
        in_source: 66 of 100
        range_in_source: 60 of 100 to 72 of 100
        sources: [REVIEW]
      - option: tablets
        basis: derived
        count: 45
        arithmetic: 66 x 0.684, rounded
        sources: [REVIEW]
  - id: upset-stomach
    name: Upset stomach
    kind: harm
    serious: true
    horizon: within 1 week
    denominator: 100
    measure: extra
    reference_class: people who took tablets
    affected: had an upset stomach
    unaffected: had no extra upset stomach
    fair_comparison: false
    caution: These figures come from one group.
    certainty: low
    certainty_why: There was one small study.
    conflict: An older study gives 5 in place of 3.
    estimates:
      - {{option: wait, basis: does-not-apply, reason: There are no tablets to take.}}
      - {{option: tablets, basis: read, count: 3, in_source: 3%, sources: [REVIEW, STUDY]}}
  - id: better-sleep
    name: Better sleep
    kind: good
    horizon: within 1 week
    denominator: 100
    reference_class: people with a sore throat
    affected: slept better
    unaffected: slept as before
    fair_comparison: true
    certainty: not stated
    certainty_why: Nobody has looked at this.
    estimates:
      - {{option: wait, basis: none, reason: We found no figure we could check.}}
      - {{option: tablets, basis: none, reason: We found no figure we could check.}}
values:
  - {{id: sooner, text: Feeling better sooner, touches: [still-sore]}}
  - {{id: stomach, text: Keeping my stomach settled, touches: [upset-stomach]}}
  - {{id: no-tablets, text: Not taking a medicine I may not need}}
questions:
  - question: Can I give it to others?
    answer: Yes, for some days.
    sources: [REVIEW]
practical_grid:
  - question: Do I need to come back?
    answers: {{wait: If it gets worse., tablets: If it gets worse.}}
glossary:
  - {{term: infection, meaning: Germs that make a part of the body ill.}}
safety_net:
  - If you cannot swallow, call NHS 111.
further_support:
  - {{name: NHS website, detail: The page about sore throat on nhs.uk.}}
sources:
  - key: REVIEW
    title: A fictional review
    publisher: Nobody
    year: "2020"
    url: https://example.org/review
    part_read: all of it
  - key: STUDY
    title: A fictional study
    publisher: Nobody
    year: "2021"
    url: https://example.org/study
    part_read: all of it
"""


def small_aid_text(
    slug: str = "sore-throat",
    *,
    title: str = "Should I take tablets for my sore throat?",
    condition: str = "Sore throat",
    synonyms: tuple[str, ...] = ("tonsillitis", "throat infection"),
    last_reviewed: date = date(2026, 1, 10),
    review_due: date = date(2027, 1, 10),
) -> str:
    """Return the text of a valid aid with two options, three values and fictional figures.

    The outcomes hold one of each kind of estimate but a second-hand one: read with a range,
    derived, does-not-apply, extra people, and none at all.
    """
    return SMALL_AID.format(
        slug=slug,
        title=title,
        condition=condition,
        synonyms=", ".join(synonyms),
        last_reviewed=last_reviewed,
        review_due=review_due,
    )


def small_aid(slug: str = "sore-throat") -> DecisionAid:
    """Return the small aid, read from its text."""
    return parse_aid(small_aid_text(slug).encode(), Path(slug) / "aid.yaml")


def write_aid(folder: Path, text: str, slug: str = "sore-throat") -> Path:
    """Put an aid's text in its place in a folder of aids and return the file."""
    path = folder / slug / "aid.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path
