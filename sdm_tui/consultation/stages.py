"""The stages of the conversation: their names, their prompts, and what each of them holds."""

from dataclasses import dataclass
from typing import Final

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.model import (
    Consultation,
    FiguresTalk,
    Route,
    Start,
    WhatMatters,
)
from sdm_tui.consultation.stage_names import TITLES, StageName


@dataclass(frozen=True)
class Stage:
    """One stage: its name, the question it asks, and two plain wordings for the clinician."""

    name: StageName
    title: str
    short_title: str
    """For narrow headers."""
    question: str
    """What the person would ask here."""
    say: str
    ask: str


SAY_WITHOUT: Final = "Each of these gives something and asks something. None is right for everyone."
"""Said of benefits and risks where an aid has no figures."""
STAGES: Final[tuple[Stage, ...]] = (
    Stage(
        "start",
        TITLES["start"],
        "Start",
        "Before we begin",
        "There is more than one good way to deal with this, so your view counts.",
        "How would you like us to make this decision: you, me, or both of us?",
    ),
    Stage(
        "what-matters",
        TITLES["what-matters"],
        "Matters",
        "What matters to me?",
        "Before we look at any choices, I would like to know what is important to you.",
        "What would you most like to be able to do? What worries you?",
    ),
    Stage(
        "options",
        TITLES["options"],
        "Options",
        "What are my options?",
        "Here are the choices, and carrying on as now is one of them.",
        "Which of these had you heard of? Is there another one on your mind?",
    ),
    Stage(
        "benefits-and-risks",
        TITLES["benefits-and-risks"],
        "Risks",
        "What are the benefits and risks of each option?",
        "These numbers are about groups of people. No one can say what will happen to you.",
        "To check I explained it well: how would you tell someone at home about this?",
    ),
    Stage(
        "deciding",
        TITLES["deciding"],
        "Deciding",
        "How can we decide together what is right for me?",
        "It is fine to decide now, to wait, or to choose none of these.",
        "Thinking of what you told me matters most, where do you stand now?",
    ),
    Stage(
        "summary",
        TITLES["summary"],
        "Summary",
        "What did we say?",
        "Let me read back what we said. Stop me where it is not right.",
        "Is anything missing? Who else should know about this?",
    ),
)

ROUTES: Final[dict[Route, str]] = {
    5: "5 minutes: the main points of every stage",
    10: "10 minutes: the usual detail",
    20: "20 minutes: everything, with worries and about me",
}

PRESENT: Final = ("carer", "family or friend", "interpreter", "advocate", "another professional")
NEEDS: Final = (
    "large print",
    "read aloud",
    "interpreter",
    "British Sign Language",
    "easy read",
    "hearing loop",
    "advocate",
    "more time",
)
TAKING_PART: Final = (
    "I want to decide myself",
    "I want us to decide together",
    "I would like you to decide",
    "I am not sure yet",
)
DECISION_LIES_WITH: Final = (
    "the person",
    "the person and someone else, jointly",
    "an attorney or deputy",
    "a best-interests decision",
    "a parent or carer, for a child",
)
WOULD_HELP: Final = ("time", "more information", "talking to another person", "a second opinion")


def stage(name: StageName) -> Stage:
    """Return a stage by its name."""
    return next(s for s in STAGES if s.name == name)


def prompts(name: StageName, aid: DecisionAid | None) -> tuple[str, str]:
    """Return what the clinician may say and ask in a stage; nothing about numbers without any."""
    found = stage(name)
    has_numbers = aid is None or aid.outcomes or aid.scores
    return found.say if name != "benefits-and-risks" or has_numbers else SAY_WITHOUT, found.ask


def next_stage(name: StageName) -> StageName:
    """Return the stage after this one; the last one stays."""
    return STAGES[min(_index(name) + 1, len(STAGES) - 1)].name


def previous_stage(name: StageName) -> StageName:
    """Return the stage before this one; the first one stays."""
    return STAGES[max(_index(name) - 1, 0)].name


def has_something(consultation: Consultation, name: StageName) -> bool:
    """Whether anything was said or shown at a stage."""
    match name:
        case "start":
            usual = Start(label=consultation.start.label if consultation.rehearsal else "")
            return consultation.start != usual
        case "what-matters":
            return consultation.what_matters != WhatMatters()
        case "options":
            talk = consultation.options
            return bool(talk.opened or talk.added_options or talk.set_aside or talk.notes)
        case "benefits-and-risks":
            return consultation.figures != FiguresTalk()
        case "deciding":
            deciding = consultation.deciding
            return deciding.status is not None or deciding != type(deciding)()
        case "summary":
            return consultation.is_sealed


def own_words(consultation: Consultation) -> tuple[str, ...]:
    """Return what the person said matters, in their own words, for pinning to later stages."""
    matters = consultation.what_matters
    said = (matters.important, matters.worries, matters.hopes, matters.keep_doing)
    return tuple(words.strip() for words in said if words.strip())


def _index(name: StageName) -> int:
    return [s.name for s in STAGES].index(name)
