"""In whose voice the questions are asked: the patient's own, or that of a parent for a child."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sdm_tui.aids.model import DecidedBy, DecisionAid
from sdm_tui.consultation.model import ConcernKind


@dataclass(frozen=True)
class Voice:
    """The words that differ with who decides; everything else is said alike."""

    label: str
    important: str
    keep_doing: str
    about_title: str
    about_appreciate: str
    about_who: str
    about_support: str
    body: str
    mind: str
    daily_life: str
    concerns: Mapping[ConcernKind, str]
    concerns_told: Mapping[ConcernKind, str]
    """The same concerns, read back: "You have a concern about your body"."""
    in_record: str
    """What a record says of who is meant; "" where that is plain."""


_VOICES: Final[dict[DecidedBy, Voice]] = {
    "patient": Voice(
        label="A label for this person, if you like",
        important="What is important to me",
        keep_doing="What I want to keep doing",
        about_title="About me",
        about_appreciate="What people like about me",
        about_who="Who matters to me",
        about_support="How best to support me",
        body="My body",
        mind="My mind",
        daily_life="My daily life",
        concerns={
            "physical": "My body: pain, sleep, getting about",
            "practical": "Practical things: work, money, travel, caring for others",
            "emotional": "My feelings: worry, low mood, being alone",
            "family": "My family and the people close to me",
            "spiritual": "What gives my life meaning, my faith",
        },
        concerns_told={
            "physical": "your body",
            "practical": "practical things",
            "emotional": "your feelings",
            "family": "your family and the people close to you",
            "spiritual": "what gives your life meaning",
        },
        in_record="",
    ),
    "parent": Voice(
        label="A label for this child, if you like",
        important="What is important to me and my child",
        keep_doing="What we want to keep doing",
        about_title="About my child and me",
        about_appreciate="What people like about my child",
        about_who="Who matters to us",
        about_support="How best to support us",
        body="My child's body",
        mind="My child's mind, and mine",
        daily_life="Our daily life",
        concerns={
            "physical": "My child's body: pain, sleep, eating and drinking",
            "practical": "Practical things: work, nursery or school, travel, caring for others",
            "emotional": "Our feelings: worry, low mood, being alone",
            "family": "Our family and the people close to us",
            "spiritual": "What gives our life meaning, our faith",
        },
        concerns_told={
            "physical": "your child's body",
            "practical": "practical things",
            "emotional": "your feelings and your child's",
            "family": "your family and the people close to you",
            "spiritual": "what gives your life meaning",
        },
        in_record=(
            "The patient is a child. The person, here, is the parent or carer who decides for them."
        ),
    ),
}


def voice_of(aid: DecisionAid | None) -> Voice:
    """Return the voice of an aid; without one, the patient speaks."""
    return _VOICES[aid.decided_by if aid else "patient"]
