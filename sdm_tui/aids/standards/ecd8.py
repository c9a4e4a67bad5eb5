"""The standards framework of NICE, ECD8 (2021), in our own words."""

from typing import Final

from sdm_tui.aids.standards import content, evidence
from sdm_tui.aids.standards.demand import REBUILT, Demand, Standard, all_of, by_app

_CORROBORATED: Final = (
    "Wording rebuilt, not seen; the criteria of the public audit in Scotland ask for the same."
)

_CONTENT: Final = (
    Demand(
        "content 1",
        "States the problem, the decision and every reasonable option, doing nothing among them.",
        all_of(content.problem, content.decision, content.options, content.status_quo),
    ),
    Demand(
        "content 2",
        "Gives a full and even account of what each option may lead to, good and bad.",
        all_of(content.consequences, content.equal_detail),
    ),
    Demand("content 3", "Helps people say what matters to them.", content.values),
    Demand("content 4", "Uses everyday language, or simpler.", content.language, REBUILT),
    Demand(
        "content 5",
        "Makes a real effort to make its numbers understood.",
        all_of(
            evidence.figures,
            evidence.by_figures(evidence.whole_numbers),
            evidence.by_figures(by_app("each figure is told with both its sides, and drawn.")),
        ),
        REBUILT,
    ),
    Demand("content 6", "Shows what is uncertain.", evidence.ranges, REBUILT),
    Demand(
        "content 7",
        "Gives its date, its next review and its country.",
        all_of(evidence.dates, evidence.updates, evidence.country),
        REBUILT,
    ),
    Demand("content 8", "Says for whom it is, and for whom not.", content.for_whom, REBUILT),
    Demand(
        "content 9",
        "Points to more help, and can be had in accessible formats.",
        content.support,
        REBUILT,
    ),
    Demand(
        "content 10",
        "Says that it supports the conversation and does not replace it.",
        by_app("it says so before the start, and on what is printed."),
        REBUILT,
    ),
)

_PROCESS: Final = (
    Demand("process 1", "Publishes how it is kept up to date.", evidence.updates, _CORROBORATED),
    Demand(
        "process 2",
        "Says what evidence it rests on.",
        all_of(evidence.method, evidence.sources),
        _CORROBORATED,
    ),
    Demand(
        "process 3",
        "Explains how uncertain it is.",
        all_of(evidence.ranges, evidence.certainty),
        _CORROBORATED,
    ),
    Demand("process 4", "Its effect on equality was looked at.", evidence.equality, _CORROBORATED),
    Demand(
        "process 5",
        "Was made with patients and with professionals.",
        evidence.done("patients_involved", "professionals_involved"),
        REBUILT,
    ),
    Demand(
        "process 6",
        "Declares interests and money.",
        all_of(evidence.money, evidence.interests),
        REBUILT,
    ),
    Demand("process 7", "Says how to report a mistake.", evidence.corrections, REBUILT),
)

_EXTRA_CONTENT: Final = (
    Demand(
        "extra content 1",
        "Helps step by step.",
        by_app("stages with names lead from what matters to a decision."),
        REBUILT,
    ),
    Demand("extra content 2", "Has worksheets and questions.", content.questions, REBUILT),
    Demand(
        "extra content 3",
        "Tells enough of living with each option to picture it.",
        content.living_with,
        REBUILT,
    ),
    Demand(
        "extra content 4", "Tells what happens if nothing is done.", content.status_quo, REBUILT
    ),
    Demand(
        "extra content 5",
        "Compares out of one number of people, over one time.",
        all_of(evidence.denominators, evidence.time_spans),
        REBUILT,
    ),
    Demand(
        "extra content 6",
        "Shows a chance in several ways.",
        evidence.by_figures(by_app("each figure is seen as people, in a table and in words.")),
        REBUILT,
    ),
    Demand(
        "extra content 7",
        "Tells what others went through evenly, or leaves it out.",
        content.experiences,
        REBUILT,
    ),
    Demand("extra content 8", "Comes in other languages and formats.", content.formats, REBUILT),
    Demand(
        "extra content 9",
        "Of a test: gives the chances of right and wrong results.",
        all_of(
            *(
                evidence.of_test(f"{right}_{result}")
                for right in ("true", "false")
                for result in ("positive", "negative")
            )
        ),
        REBUILT,
    ),
    Demand(
        "extra content 10",
        "Fits figures to the person where that is sound.",
        content.personal,
        REBUILT,
    ),
)

_EXTRA_PROCESS: Final = (
    Demand(
        "extra process 1",
        "Was tried with people who find reading hard.",
        evidence.done("tested_with_low_literacy"),
        REBUILT,
    ),
    Demand("extra process 2", "Publishes how easy it is to read.", content.readability, REBUILT),
    Demand("extra process 3", "Grades its evidence.", evidence.certainty, REBUILT),
    Demand(
        "extra process 4",
        "Was read by people who had no part in making it.",
        evidence.done("reviewed_by_patients", "reviewed_by_professionals"),
        REBUILT,
    ),
    Demand(
        "extra process 5",
        "Was tried by patients and by professionals.",
        evidence.done("tested_with_patients", "tested_with_professionals"),
        REBUILT,
    ),
    Demand(
        "extra process 6",
        "Was studied: what people know, and how choices fit.",
        evidence.done("knowledge_evaluated", "match_evaluated"),
        REBUILT,
    ),
    Demand("extra process 7", "Says what its authors are.", evidence.authors, REBUILT),
)

ECD8: Final = Standard(
    "ECD8",
    "NICE standards framework, ECD8",
    "The framework for tools that support shared decisions (NICE, 2021): essential content, "
    'essential process, and both once more as extras (NICE calls them "enhanced"), which may not '
    "all apply. The first three items of the content were read; the others were rebuilt.",
    {
        "content": "essential content",
        "process": "essential process",
        "extra content": "further content",
        "extra process": "further process",
    },
    (*_CONTENT, *_PROCESS, *_EXTRA_CONTENT, *_EXTRA_PROCESS),
)
