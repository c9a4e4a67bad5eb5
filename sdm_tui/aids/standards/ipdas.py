"""IPDASi version 4, all 44 items, in our own words."""

from typing import Final

from sdm_tui.aids.standards import content, evidence
from sdm_tui.aids.standards.demand import REBUILT, Demand, Standard, by_app

_QUALIFYING: Final = (
    Demand("qualifying 1", "Describes the health problem.", content.problem),
    Demand("qualifying 2", "Says outright what is to be decided.", content.decision),
    Demand("qualifying 3", "Describes the options.", content.options),
    Demand("qualifying 4", "Tells the good points of each option.", content.good_points),
    Demand("qualifying 5", "Tells the bad points of each option.", content.hard_points),
    Demand(
        "qualifying 6",
        "Tells what it is like, in body, mind and daily life, to live with what follows.",
        content.living_with,
    ),
)

_CERTIFICATION: Final = (
    Demand("certification 1", "Shows good and bad in equal detail.", content.equal_detail),
    Demand("certification 2", "Names the evidence that it rests on.", evidence.sources),
    Demand("certification 3", "Says when it was made.", evidence.dates),
    Demand("certification 4", "Says how it is kept up to date.", evidence.updates),
    Demand("certification 5", "Says how uncertain the chances are.", evidence.ranges),
    Demand("certification 6", "Says who paid for it.", evidence.money),
    Demand(
        "certification 7", "Of a test: says what it is to measure.", evidence.of_test("measures")
    ),
    Demand(
        "certification 8",
        "Of a test: says what usually follows a positive result.",
        evidence.of_test("after_positive"),
    ),
    Demand(
        "certification 9",
        "Of a test: says what usually follows a negative result.",
        evidence.of_test("after_negative"),
    ),
    Demand(
        "certification 10",
        "Of a test: says what it means to find what would never have caused trouble.",
        evidence.of_test("never_trouble"),
    ),
)

_QUALITY: Final = (
    Demand("quality 1", "Tells what happens if nothing is done.", content.status_quo, REBUILT),
    Demand(
        "quality 2",
        "Lets the good and bad points of the options be compared.",
        by_app("a table sets the options side by side, and so does the practical grid."),
        REBUILT,
    ),
    Demand("quality 3", "Gives the chances of what may happen.", evidence.figures),
    Demand("quality 4", "Says which group of people the figures are about.", evidence.groups),
    Demand(
        "quality 5",
        "Gives chances as so many people out of a group.",
        evidence.by_figures(evidence.whole_numbers),
    ),
    Demand(
        "quality 6",
        "Compares options over the same time.",
        evidence.time_spans,
    ),
    Demand(
        "quality 7",
        "Compares options out of the same number of people.",
        evidence.denominators,
    ),
    Demand(
        "quality 8",
        "Shows a chance in more than one way.",
        evidence.by_figures(
            by_app("each figure is seen as people, in a table and in words, with both its sides.")
        ),
    ),
    Demand("quality 9", "Asks what matters most to the person.", content.values, REBUILT),
    Demand(
        "quality 10",
        "Offers a way to decide, step by step.",
        by_app("stages with names lead from what matters to a decision, and the place is shown."),
        REBUILT,
    ),
    Demand(
        "quality 11",
        "Has worksheets or questions to use with the practitioner.",
        content.questions,
        REBUILT,
    ),
    Demand(
        "quality 12",
        "People who face the decision were asked what they need.",
        evidence.done("patients_needs"),
        REBUILT,
    ),
    Demand(
        "quality 13",
        "Professionals were asked what they need.",
        evidence.done("professionals_needs"),
        REBUILT,
    ),
    Demand(
        "quality 14",
        "Patients who had no part in making it read it.",
        evidence.done("reviewed_by_patients"),
        REBUILT,
    ),
    Demand(
        "quality 15",
        "Professionals who had no part in making it read it.",
        evidence.done("reviewed_by_professionals"),
        REBUILT,
    ),
    Demand(
        "quality 16",
        "People who faced the decision tried it.",
        evidence.done("tested_with_patients"),
        REBUILT,
    ),
    Demand(
        "quality 17",
        "Practitioners tried it.",
        evidence.done("tested_with_professionals"),
        REBUILT,
    ),
    Demand("quality 18", "Says how the evidence was found.", evidence.method, REBUILT),
    Demand("quality 19", "Says how good the evidence is.", evidence.certainty, REBUILT),
    Demand("quality 20", "Says what its authors are.", evidence.authors, REBUILT),
    Demand("quality 21", "Reports how easy it is to read.", content.readability, REBUILT),
    Demand(
        "quality 22",
        "A study shows that choices fit better with what matters.",
        evidence.done("match_evaluated"),
        REBUILT,
    ),
    Demand(
        "quality 23",
        "A study shows that people know more.",
        evidence.done("knowledge_evaluated"),
        REBUILT,
    ),
    Demand(
        "quality 24",
        "Of a test: gives the chance that it rightly finds.",
        evidence.of_test("true_positive"),
        REBUILT,
    ),
    Demand(
        "quality 25",
        "Of a test: gives the chance that it rightly clears.",
        evidence.of_test("true_negative"),
        REBUILT,
    ),
    Demand(
        "quality 26",
        "Of a test: gives the chance that it wrongly finds.",
        evidence.of_test("false_positive"),
        REBUILT,
    ),
    Demand(
        "quality 27",
        "Of a test: gives the chance that it misses.",
        evidence.of_test("false_negative"),
        REBUILT,
    ),
    Demand(
        "quality 28",
        "Of a test: gives the chance of finding the condition with it and without it.",
        evidence.detection,
        REBUILT,
    ),
)

IPDASI: Final = Standard(
    "IPDASi",
    "IPDASi version 4",
    "The instrument of the International Patient Decision Aid Standards: 6 items that make a text "
    "a decision aid, 10 that keep it from misleading, and 28 of quality. The qualifying and "
    "certification items are put in our own words after Joseph-Williams and others (Medical "
    "Decision Making, 2014).",
    {
        "qualifying": "what makes it a decision aid",
        "certification": "what keeps it from misleading",
        "quality": "what makes it a good one",
    },
    (*_QUALIFYING, *_CERTIFICATION, *_QUALITY),
)
