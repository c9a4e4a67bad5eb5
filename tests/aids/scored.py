"""The invented aid with two invented scores, so that no test carries a clinical figure."""

from functools import cache

from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.reading import parse_aid
from sdm_tui.aids.score_model import Score
from tests.aids.invented import INVENTED_PATH, INVENTED_TEXT

SCORES_TEXT = """\
scores:
  - id: thumb-score
    name: THUMB-2
    plain_name: thumb score
    about: Made up by nobody.
    sources: [MADE-UP]
    inputs:
      - id: age
        question: Age
        answers:
          - {label: under 65, points: 0}
          - {label: 65 to 74, points: 1}
          - {label: 75 or over, points: 2}
      - id: cold
        question: Cold hands
        answers:
          - {label: "No", points: 0}
          - {label: "Yes", points: 1}
      - id: hammer
        question: Uses a hammer
        answers:
          - {label: "No", points: 0}
          - {label: "Yes", points: 2}
    table_basis: second-hand
    table_sources: [MADE-UP-2, MADE-UP]
    table_note: The last row rests on four thumbs.
    table:
      - {score: 0, count: 10}
      - {score: 1, count: 22}
      - {score: 2, count: 32}
      - {score: 3, count: 48}
      - {score: 4, count: 97}
    baseline_option: wait
    effects:
      - option: cream
        multiply_by: 0.36 x 0.81
        multiply_low: 0.21
        multiply_high: 0.41
        sources: [MADE-UP]
        about: A ratio that nobody measured.
    examples: [1, 2]
    outcome:
      name: Thumb drops off (thumb score {score})
      kind: harm
      serious: true
      key: true
      horizon: within 1 year
      denominator: 1000
      reference_class: people with a thumb score of {score}
      affected: lost the thumb
      unaffected: kept the thumb
      fair_comparison: false
      caution: These figures are worked out from several sources.
      certainty: not stated
      certainty_why: Nobody said.
  - id: thumb-risk
    name: Ten-year thumb risk
    plain_name: ten-year thumb risk
    about: Comes from another system.
    sources: [MADE-UP]
    typed:
      question: Ten-year thumb risk from your own system
      unit: "%"
      least: 5
      most: 40
      people_for_each: 10
    table_basis: derived
    table_sources: [MADE-UP]
    baseline_option: wait
    effects:
      - option: cream
        multiply_by: 0.63
        multiply_low: 0.63
        multiply_high: 0.75
        range_kind: between sources
        sources: [MADE-UP, MADE-UP-2]
    published:
      - score: 10
        estimate:
          option: cream
          basis: second-hand
          count: 60
          low: 60
          high: 75
          range_kind: between sources
          sources: [MADE-UP, MADE-UP-2]
    outcome:
      name: Thumb trouble (ten-year risk {score})
      kind: harm
      horizon: within 10 years
      denominator: 1000
      reference_class: people with a ten-year thumb risk of {score}
      affected: had thumb trouble
      unaffected: had no thumb trouble
      fair_comparison: false
      caution: These figures are worked out from several sources.
      certainty: not stated
      certainty_why: Nobody said.
"""

SCORED_TEXT = INVENTED_TEXT.replace("values:\n", f"{SCORES_TEXT}values:\n", 1).replace(
    "touches: [still-blue]", "touches: [still-blue, thumb-score]"
)


@cache
def scored_aid() -> DecisionAid:
    """Return the invented aid with its scores."""
    return parse_aid(SCORED_TEXT.encode(), INVENTED_PATH)


def points_score() -> Score:
    """Return the invented point score."""
    return scored_aid().scores[0]


def typed_score() -> Score:
    """Return the invented risk that is typed in."""
    return scored_aid().scores[1]
