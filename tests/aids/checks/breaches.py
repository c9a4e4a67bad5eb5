"""For each rule about the published standards, a change to the sound aid that breaks it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sdm_tui.aids.checks.certification import CERTIFICATION_RULES
from sdm_tui.aids.checks.equal_detail import EQUAL_DETAIL_RULES
from sdm_tui.aids.checks.essential import ESSENTIAL_RULES
from sdm_tui.aids.checks.qualifying import QUALIFYING_RULES
from sdm_tui.aids.checks.quality import QUALITY_RULES
from sdm_tui.aids.places import Place
from tests.aids.sound import sound_data

RULES: Final = (
    *QUALIFYING_RULES,
    *EQUAL_DETAIL_RULES,
    *CERTIFICATION_RULES,
    *QUALITY_RULES,
    *ESSENTIAL_RULES,
)
"""The rules that stand for IPDASi version 4 and NICE ECD8."""


@dataclass(frozen=True)
class Breach:
    """A change to the sound aid, and where the rule must tell of it."""

    rule: str
    changed: Place
    value: object
    told: Place | None = None
    """Where it differs from the place that was changed."""

    @property
    def place(self) -> Place:
        return self.changed if self.told is None else self.told

    def data(self) -> dict[str, Any]:
        """Return the sound aid with this change; a test about tests starts from one of those."""
        data = data_about_a_test() if self.changed[0] == "test" else sound_data()
        put(data, self.changed, self.value)
        return data


def put(data: Any, place: Place, value: object) -> None:
    """Set what stands at a place."""
    for step in place[:-1]:
        data = data[step]
    data[place[-1]] = value


def data_about_a_test() -> dict[str, Any]:
    """Return the sound aid as one about a test."""
    data = sound_data()
    data["test"] = {
        "measures": "It listens for the song of the knee.",
        "after_positive": "You see your nurse to talk about a band.",
        "after_negative": "You go home and wait for a month.",
        "never_trouble": "It may hear a song that you would never have heard.",
        "true_positive": "quiet-knee",
        "true_negative": "quiet-knee",
        "false_positive": "sore-skin",
        "false_negative": "lost-knee",
    }
    return data


_LONG: Final = "You put the band on when you get up, and then you go on with your day. " * 8
_POINTS: Final = ["You have nothing to do.", "Your skin stays dry.", "You can sleep in.", "It is."]
_SCORE: Final = {
    "outcome": {"name": "Death", "kind": "harm", "certainty_why": "tbc", "horizon": "n/a"}
}

BREACHES: Final = (
    Breach("summary-length", ("summary",), "Your knee sings."),
    Breach("summary-length", ("summary",), "la " * 151),
    Breach("decision-asked", ("title",), "Knee?"),
    Breach("decision-asked", ("title",), "This is about a singing knee"),
    Breach("options-described", ("options", 0, "what_it_involves"), ["You wait"]),
    Breach("options-described", ("options", 1, "aim"), "Hush"),
    Breach(
        "options-described",
        ("options", 1, "what_it_involves", 0),
        "Rub",
    ),
    Breach("good-points-said", ("options", 0, "good_points", 1), "None."),
    Breach("good-points-said", ("options", 0, "good_points"), []),
    Breach("hard-points-said", ("options", 0, "hard_points", 0), "n/a"),
    Breach("living-with-said", ("options", 0, "living_with", "body"), "As now"),
    Breach("living-with-said", ("options", 1, "living_with", "daily_life"), "The same as now."),
    Breach("living-with-said", ("options", 1, "living_with", "mind"), ""),
    Breach("equal-fields", ("options", 1, "may_not_suit"), [], ("options", 1)),
    Breach("equal-lists", ("options", 1, "good_points"), _POINTS, ("options", 0, "good_points")),
    Breach("equal-words", ("options", 1, "aim"), _LONG, ("options", 0)),
    Breach(
        "points-balanced", ("options", 0, "good_points"), _POINTS, ("options", 0, "hard_points")
    ),
    Breach(
        "points-in-equal-words",
        ("options", 0, "good_points", 0),
        "la " * 30,
        ("options", 0, "hard_points"),
    ),
    Breach("source-unused", ("sources", 1, "key"), "OTHER"),
    Breach("source-link", ("sources", 0, "url"), "example.invalid/trial"),
    Breach("source-link", ("sources", 0, "url"), "a page whose address was not kept"),
    Breach("source-link", ("sources", 0, "url"), "https://nowhere"),
    Breach("source-link", ("sources", 0, "url"), "ftp://example.invalid/trial"),
    Breach("source-link", ("sources", 0, "url"), "https://[broken"),
    Breach("source-described", ("sources", 0, "title"), "TBC"),
    Breach("source-described", ("sources", 0, "year"), "some time ago"),
    Breach("published-before-reviewed", ("last_reviewed",), date(2026, 1, 4)),
    Breach("review-within-five-years", ("review_due",), date(2031, 6, 6)),
    Breach("review-within-five-years", ("review_due",), "2031-06-06"),
    Breach("update-policy-said", ("update_policy",), "To be confirmed"),
    Breach("update-policy-said", ("update_policy",), "None."),
    Breach("certainty-explained", ("outcomes", 1, "certainty_why"), "Low"),
    Breach("certainty-explained", ("scores",), [_SCORE], ("scores", 0, "outcome", "certainty_why")),
    Breach("funding-said", ("funding",), "TBC"),
    Breach("test-explained", ("test", "after_negative"), "Nothing"),
    Breach("test-declared", ("options", 1, "kind"), "test"),
    Breach("figures-or-reason", ("outcomes",), []),
    Breach("figures-or-reason", ("outcomes",), [{"estimates": [{"basis": "none"}]}]),
    Breach("group-named", ("outcomes", 0, "reference_class"), "People"),
    Breach("time-span-said", ("outcomes", 0, "horizon"), "later"),
    Breach("time-span-said", ("scores",), [_SCORE], ("scores", 0, "outcome", "horizon")),
    Breach("both-sides-said", ("outcomes", 0, "unaffected"), "Had a quiet knee"),
    Breach("both-sides-said", ("outcomes", 0, "affected"), "todo"),
    Breach("values-said", ("values", 0, "text"), "Quiet"),
    Breach("values-touch-outcomes", ("values",), [{"id": "quiet", "text": "A quiet knee"}]),
    Breach("questions-offered", ("questions",), []),
    Breach("authors-described", ("authors", 0, "role"), "Author"),
    Breach("making-described", ("development", "note"), "n/a"),
    Breach("test-outcomes-exist", ("test", "false_positive"), "false-song"),
    Breach("test-chances-given", ("test", "false_negative"), None, ("test",)),
    Breach("serious-harm-hidden", ("outcomes", 2, "name"), "Bleeding in the brain"),
    Breach("serious-harm-hidden", ("outcomes", 2, "affected"), "had died", ("outcomes", 2, "name")),
    Breach("serious-harm-hidden", ("scores",), [_SCORE], ("scores", 0, "outcome", "name")),
    Breach("serious-is-harm", ("outcomes", 1, "kind"), "neutral"),
    Breach("serious-is-harm", ("outcomes", 0, "serious"), "yes", ("outcomes", 0, "kind")),
    Breach("practical-questions-answered", ("options", 1, "recovery"), "tbc"),
    Breach("country-said", ("country",), "n/a"),
    Breach("audience-said", ("audience",), "Anyone"),
    Breach("not-for-said", ("not_for", 0), "Nobody"),
    Breach("red-flags-said", ("red_flags", 0), "None"),
    Breach("safety-net-said", ("safety_net", 0), "Phone your nurse."),
    Breach("further-support-given", ("further_support",), []),
    Breach("further-support-given", ("further_support", 0, "detail"), "tba"),
    Breach("evidence-method-said", ("evidence_method",), "We looked for trials."),
    Breach("equality-said", ("equality", "note"), "Not known"),
    Breach("interests-said", ("interests",), "-"),
    Breach("corrections-said", ("corrections",), "Tell the author."),
)
"""One breach at least for every rule; more where a rule looks at more than one thing."""
