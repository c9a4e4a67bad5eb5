"""The criteria by which Healthcare Improvement Scotland audits published aids, in our own words."""

from typing import Final

from sdm_tui.aids.standards import content, evidence
from sdm_tui.aids.standards.demand import Demand, Standard, all_of, by_app

SCOTLAND: Final = Standard(
    "Scotland",
    "Public audit of NHS Scotland",
    "The twelve criteria that Healthcare Improvement Scotland prints beside each aid of the "
    "national Right Decision Service, as far as its pages show them.",
    {"process": "how it was made", "content": "what it says"},
    (
        Demand("process 1", "An update policy can be found.", evidence.updates),
        Demand(
            "process 2",
            "Rests on evidence and says so.",
            all_of(evidence.method, evidence.sources),
        ),
        Demand(
            "process 3",
            "Speaks about how uncertain the chances are.",
            all_of(evidence.ranges, evidence.certainty),
        ),
        Demand("process 4", "Its effect on equality was looked at.", evidence.equality),
        Demand("content 1", "Has a date.", evidence.dates),
        Demand("content 2", "Names its country.", evidence.country),
        Demand("content 3", "Names the health problem.", content.problem),
        Demand("content 4", "Names the decision.", content.decision),
        Demand(
            "content 5",
            "Tells what each option may lead to, good and bad.",
            content.consequences,
        ),
        Demand("content 6", "Shows the options evenly, in type and words.", content.equal_detail),
        Demand(
            "content 7",
            "Uses everyday language: for a reader of 11 who reads alone, or of 14 where a "
            "professional explains it.",
            content.language,
        ),
        Demand(
            "content 8",
            "Makes a real effort to make numbers, chance and uncertainty understood.",
            all_of(
                evidence.figures,
                evidence.ranges,
                evidence.by_figures(by_app("each figure is told with both its sides, and drawn.")),
            ),
        ),
    ),
)
