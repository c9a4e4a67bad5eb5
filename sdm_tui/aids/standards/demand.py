"""What one item of a standard is: a demand in our own words, and how an aid shows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from sdm_tui.aids.model import DecisionAid, Outcome
from sdm_tui.aids.score_model import ScoredOutcome

Standing = Literal["met", "partly", "not met", "not assessed", "does not apply"]
Shown = tuple[Standing, str]
"""How an item stands before any rule is asked, and what in the aid shows it."""

REBUILT: Final = "Wording rebuilt, not seen."


@dataclass(frozen=True)
class Facts:
    """An aid, and what is known of it from elsewhere."""

    aid: DecisionAid
    today: date
    reading_ease: float | None = None
    """Flesch reading ease over all that a patient reads; None where it was not measured."""
    reading_age: str | None = None
    """The age of a reader that goes with it, in words."""

    @property
    def outcomes(self) -> tuple[Outcome | ScoredOutcome, ...]:
        """Every outcome, those that scores are about among them."""
        return (*self.aid.outcomes, *(score.outcome for score in self.aid.scores))


Show = Callable[[Facts], Shown]


@dataclass(frozen=True)
class Demand:
    """One item of a standard."""

    item: str
    """Section and number, for example "qualifying 1"; with the standard before it, as in
    "IPDASi qualifying 1", rules name it among their items."""
    words: str
    """What it asks, in our own words."""
    show: Show
    note: str = ""
    """What to know about the wording, for example that it was rebuilt."""

    @property
    def section(self) -> str:
        """The part of the standard that the item stands in."""
        return self.item.rpartition(" ")[0]


@dataclass(frozen=True)
class Standard:
    """A published standard."""

    key: str
    """Short name, with which rules name its items."""
    title: str
    about: str
    """Where it comes from, and what was read of it."""
    sections: Mapping[str, str]
    """Each section by name, with what it is about in plain words."""
    demands: tuple[Demand, ...]


def by_app(words: str) -> Show:
    """Return what shows an item that the app itself fulfils, whatever the aid."""
    return lambda _: ("met", f"The app: {words}")


_FROM_WORST: Final[tuple[Standing, ...]] = ("not met", "partly", "not assessed", "met")


def all_of(*shows: Show) -> Show:
    """Return what shows an item that asks for several things: the worst standing of them.

    What does not apply is passed over, unless nothing applies. Where some is met and some not, the
    item is met in part.
    """

    def shown(facts: Facts) -> Shown:
        found = [show(facts) for show in shows]
        told = " ".join(dict.fromkeys(words for _, words in found))
        standings = {standing for standing, _ in found} - {"does not apply"}
        if {"met", "not met"} <= standings:
            return "partly", told
        worst = next((s for s in _FROM_WORST if s in standings), None)
        return worst or "does not apply", told

    return shown
