"""For each rule about words and figures, changes to the sound aid that break it, or do not."""

from typing import Any, Final

from sdm_tui.aids.checks.doubled import DOUBLED_RULES
from sdm_tui.aids.checks.figure_rules import FIGURE_RULES
from sdm_tui.aids.checks.jargon import JARGON_RULES
from sdm_tui.aids.checks.persuasion import PERSUASION_RULES
from sdm_tui.aids.checks.plain_language import PLAIN_LANGUAGE_RULES
from sdm_tui.aids.checks.wording import WORDING_RULES
from sdm_tui.aids.places import Place
from tests.aids.checks.breaches import Breach, put
from tests.aids.sound import sound_data

RULES: Final = (
    *WORDING_RULES,
    *PERSUASION_RULES,
    *PLAIN_LANGUAGE_RULES,
    *JARGON_RULES,
    *FIGURE_RULES,
    *DOUBLED_RULES,
)
"""The rules about words and figures."""
BY_NAME: Final = {rule.name: rule for rule in RULES}


def found(name: str, data: dict[str, Any]) -> list[tuple[Place, str]]:
    """Return what one rule finds."""
    return list(BY_NAME[name].search(data))


def changed(*changes: tuple[Place, object]) -> dict[str, Any]:
    """Return the sound aid with these changes."""
    data = sound_data()
    for place, value in changes:
        put(data, place, value)
    return data


_GOOD: Final = ("options", 1, "good_points", 0)
_ANSWER: Final = ("questions", 0, "answer")
_WHY: Final = ("outcomes", 2, "explanation")
_WAIT: Final = ("outcomes", 0, "estimates", 0)
_BAND: Final = ("outcomes", 0, "estimates", 1)

BREACHES: Final = (
    *(
        Breach("one-in-x", place, f"The song stops for {words} people.")
        for place, words in (
            (_GOOD, "1 in 50"),
            (_ANSWER, "one in ten"),
            (_WHY, "1 out of every 3"),
            (("safety_net", 0), "1 in 2,000"),
            (("outcomes", 2, "estimates", 1, "reason"), "1-in-7"),
            (("glossary", 0, "meaning"), "one in a million"),
            (("summary",), "1 person in 20"),
        )
    ),
    *(
        Breach("relative-risk", _GOOD, words)
        for words in (
            "The song is twice as likely to stop.",
            "It halves the risk of a loud song.",
            "It cuts the chance of a song by a third.",
            "It lowers your risk of noise by 30%.",
            "The song is 3 times more common.",
            "The risk ratio was small.",
            "The odds are good.",
            "A tenfold rise was seen.",
            "The number needed to treat is 5.",
            "Your risk has doubled.",
            "A relative reduction was seen.",
        )
    ),
    Breach("percentage", _ANSWER, "It stops for 40% of knees."),
    Breach("percentage", _GOOD, "It stops for 40 per cent of knees."),
    *(
        Breach("risk-word", _GOOD, words)
        for words in (
            "Sore skin is rare.",
            "It is very common to hear a song.",
            "The song is likely to stop.",
            "There is a low risk of sore skin.",
            "The song will most likely stop.",
            "You have a good chance of quiet.",
            "Sore skin hardly ever comes.",
            "Sore skin is rare. It came to 3 in 1,000 knees.",
        )
    ),
    Breach("vague-amount", _ANSWER, "Most people hear it at night."),
    Breach("one-denominator-in-text", _ANSWER, "It stops for 5 in 100 people."),
    Breach("one-denominator-in-text", _ANSWER, "It stops for 1 in 100 people."),
    Breach("answer-without-source", ("questions", 0, "sources"), [], _ANSWER),
    Breach("number-without-source", ("questions", 0), {"answer": "It is 400 of 1,000."}, _ANSWER),
    Breach(
        "number-without-source",
        ("outcomes", 2, "estimates", 1, "reason"),
        "None of 1,036 people had it.",
    ),
    Breach("number-outside-figures", _GOOD, "The song stops for 581 in 1,000 people."),
    *(
        Breach("persuasive-word", _GOOD, words)
        for words in (
            "It is a safe band.",
            "You simply put it on.",
            "The song fades, of course.",
            "Only 3 in 1,000 people lose a knee.",
            "It is Just a band.",
            "It is proven to work.",
        )
    ),
    Breach("persuasive-word", ("practical_grid", 0, "answers", "band"), "It is easy to buy."),
    Breach("loaded-word", _ANSWER, "It is a powerful song."),
    *(
        Breach("steering", _GOOD, words)
        for words in (
            "We recommend the band.",
            "You should wear it.",
            "Experts advise you to wear it.",
            "It is the best option.",
            "Doctors prefer it.",
            "Most people choose it.",
            "The band is recommended.",
            "It makes sense to try.",
        )
    ),
    Breach("steering", _WHY, "This is why doctors prefer the band."),
    Breach("steering-answer", _ANSWER, "We recommend the band."),
    Breach("reading-ease", ("summary",), "Considerable individual variability. " * 60, ("title",)),
    Breach("long-sentence", _WHY, "The knee sang and " * 6 + "sang."),
    Breach("long-word", _WHY, "The knee had an extraordinary song."),
    Breach("exclamation-mark", _GOOD, "The song may stop!"),
    Breach("shouting", _GOOD, "It does NOT hurt."),
    Breach("shouting", _GOOD, "It is a WONDERFUL song."),
    Breach("abbreviation", _WHY, "The knee was seen with an MRI."),
    Breach("american-spelling", _WHY, "The color of the knee."),
    Breach("jargon", _WHY, "There was a haematoma on the knee."),
    Breach("jargon", _WHY, "It rests on a Confidence interval."),
    Breach("latin-short-form", _WHY, "The knee, e.g. the skin, was red."),
    Breach("figures-for-each-option", ("options", 1, "id"), "glove", ("options", 1)),
    Breach("range-without-arithmetic", (*_WAIT, "basis"), "derived", (*_WAIT, "low")),
    Breach("arithmetic-out-of-another", (*_BAND, "arithmetic"), "58 / 100 x 100"),
    Breach("count-at-end-of-range", (*_WAIT, "low"), 400, (*_WAIT, "count")),
    Breach("nobody-or-everyone", _WAIT, {"option": "wait", "count": 0}, (*_WAIT, "count")),
    Breach("nobody-or-everyone", (*_BAND, "count"), 1000),
    Breach(
        "doubled-figure",
        _BAND,
        {"option": "band", "count": 400, "low": 300, "high": 500, "sources": ["PAGE"]},
    ),
    Breach("framings-fit", ("outcomes", 0, "affected"), "did not have a quiet knee"),
    Breach("framings-fit", ("outcomes", 0, "unaffected"), "saw their nurse"),
    Breach("certainty-repeated", ("outcomes", 0, "certainty_why"), "The evidence is moderate."),
    Breach("horizon-says-when", ("outcomes", 0, "horizon"), "later maybe"),
    Breach(
        "name-fits-horizon",
        ("outcomes", 0, "name"),
        "Quiet knee after 2 months",
        ("outcomes", 0, "horizon"),
    ),
    Breach("group-without-number", ("outcomes", 0, "reference_class"), "1000 singing people"),
    Breach("extra-is-said", ("outcomes", 0, "measure"), "extra"),
    Breach("extra-is-said", ("outcomes", 0, "name"), "Extra quiet knees"),
    Breach("one-denominator", ("outcomes", 1, "denominator"), 100),
    Breach(
        "doubled-text", ("options", 1, "good_points", 1), "The song may stop while you wear it."
    ),
    Breach("doubled-text", ("options", 1, "hard_points", 1), "The song may stop while you wear it"),
    Breach("doubled-text", ("values", 1, "text"), "To have a quiet knee soon"),
    Breach("doubled-text", ("options", 1, "short_name"), "Wait"),
    Breach("doubled-text", ("safety_net",), ["Phone your nurse."] * 2, ("safety_net", 1)),
    Breach("doubled-sentence", _GOOD, "You may wake up at night from the noise."),
    Breach(
        "doubled-sentence",
        ("options", 1, "living_with", "body"),
        "Your knee feels the same as it does now.",
    ),
    Breach(
        "doubled-explanation",
        ("outcomes", 1, "explanation"),
        "The knee made no sound for a whole day.",
    ),
)
"""One breach at least for every rule; more where a rule has several signs to look for."""

LET_BE: Final = (
    *(
        ("one-in-x", _ANSWER, words)
        for words in (
            "It stops for 1 in 100 people, or 9 in 100.",
            "It stops for 1 in 1,000 knees.",
            "One of two ways is a band.",
            "There were two trials, and one in 2019 was small.",
            "Wait 1 in all.",
        )
    ),
    *(
        ("relative-risk", _ANSWER, words)
        for words in (
            "A relative can help you.",
            "You wear it twice a day, and half of the night.",
            "The band cut the noise by about half.",
        )
    ),
    *(
        ("risk-word", _GOOD, words)
        for words in (
            "In the trial a song was common: 400 in 1,000 knees.",
            "The song is more likely to stop.",
            "Two knees have a song in common.",
            "You can catch a common cold.",
        )
    ),
    ("risk-word", ("not_for", 0), "People with a rare kind of knee"),
    ("vague-amount", _ANSWER, "How many people sing is not known."),
    ("vague-amount", _ANSWER, "Most people, 600 of 1,000, still sang."),
    ("one-denominator-in-text", _ANSWER, "None of 1,036 people lost a knee."),
    ("one-denominator-in-text", _ANSWER, "It stops for 400 in 1,000 people."),
    ("number-without-source", _ANSWER, "It stops for 400 in 1,000 people."),
    *(
        ("number-outside-figures", _GOOD, f"It was so for {count} of 1,000 people.")
        for count in (580, 420, 180, "1")
    ),
    ("persuasive-word", _GOOD, "You wear it only if you like."),
    ("persuasive-word", _GOOD, "You put it on just before you get up."),
    ("persuasive-word", _GOOD, "Only you can say how much that matters."),
    ("steering", ("safety_net", 0), "You should call 999 at once."),
    ("steering", _GOOD, "You should hear less of the song."),
    ("steering", ("questions", 0, "question"), "Which is the best option?"),
    ("long-sentence", _WHY, "The knee sang and " * 4 + "sang on."),
    ("long-word", _WHY, "It was an emergency operation."),
    ("shouting", _WHY, "The NHS GP saw it."),
    ("abbreviation", _WHY, "The NHS GP saw it in the UK."),
    ("jargon", _WHY, "The trials were long."),
    ("latin-short-form", _WHY, "They tie a thin band."),
    ("count-at-end-of-range", _WAIT, {"option": "wait", "count": 1, "low": 1, "high": 3}),
    ("nobody-or-everyone", _WAIT, {"option": "wait", "count": 0, "low": 0, "high": 3}),
    ("framings-fit", ("outcomes", 0, "unaffected"), "did not find any peace"),
    ("name-fits-horizon", ("outcomes", 0, "name"), "Quiet knee after one month"),
    ("doubled-sentence", ("options", 1, "recovery"), "There is nothing to get over."),
    ("extra-is-said", ("outcomes", 0, "explanation"), "These are extra knees."),
)
"""Changes that only look like breaches."""
