import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sdm_tui.aids.comparing import GROUPS, Change, Group, compare
from sdm_tui.aids.field_words import field_words
from sdm_tui.aids.model import DecisionAid, ScreeningTest, field_names
from sdm_tui.aids.places import Place
from sdm_tui.aids.reading import parse_aid
from tests.aids.scored import scored_aid
from tests.aids.sound import SOUND_PATH, sound_aid, sound_text

WITH_TEST = scored_aid().model_copy(
    update={
        "test": ScreeningTest(
            measures="The blue of it",
            after_positive="A cream",
            after_negative="Nothing",
            never_trouble="It fades",
            true_positive="still-blue",
        ),
        "no_outcomes_reason": "None",
    }
)
"""An aid that uses nearly every field."""


def changed(*edits: tuple[str, str]) -> DecisionAid:
    """Return the sound aid with texts of its file replaced."""
    text = typed_once()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return parse_aid(text.encode(), SOUND_PATH)


def typed_once() -> str:
    """Return the sound aid without what holds its figures in place, so that one can change."""
    return re.sub(r" +(range_)?in_source: .*\n", "", sound_text())


def told(*edits: tuple[str, str]) -> list[Change]:
    return list(compare(changed(), changed(*edits)))


def leaves(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*place, name))
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            yield from leaves(part, (*place, index))
    elif value is not None:
        yield place, value


def others(value: Any) -> Iterator[Any]:
    """Yield values that a field might have in place of this one."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1, 100, 1000)
    elif isinstance(value, Decimal):
        yield value + 1
    elif isinstance(value, date):
        yield value + timedelta(days=1)
    else:
        choices = (*("yes", "no", "good", "harm", "low", "high", "none", "read", "derived"),)
        also = ("interval", "between sources", "extra", "people", "medicine", "therapy", "9.9.9")
        yield from (f"{value}x", f"x{value}", *choices, *also, "0.5", "A", "Another one?")


def with_leaf(data: Any, place: Place, value: Any) -> Any:
    """Return data with another value at one place."""
    if not place:
        return value
    step, *rest = place
    if isinstance(data, dict):
        return {**data, step: with_leaf(data[step], tuple(rest), value)}
    return tuple(with_leaf(p, tuple(rest), value) if i == step else p for i, p in enumerate(data))


def with_other_leaf(aid: DecisionAid, place: Place, value: Any) -> DecisionAid | None:
    """Return an aid that differs in one leaf alone, or None where the model allows no other."""
    data = aid.model_dump(exclude_unset=True)
    for other in others(value):
        try:
            made = DecisionAid.model_validate(with_leaf(data, place, other))
        except ValidationError:
            continue
        if made != aid:
            return made
    return None


LEAVES = list(leaves(WITH_TEST.model_dump(exclude_unset=True)))


def fields_of(place: Place) -> list[str]:
    return [str(step) for step in place if isinstance(step, str) and step in field_names()]


@pytest.mark.parametrize("aid", [sound_aid(), WITH_TEST], ids=["sound", "with scores"])
def test_an_aid_does_not_differ_from_itself(aid: DecisionAid) -> None:
    again = DecisionAid.model_validate(aid.model_dump(exclude_unset=True))

    assert compare(aid, again) == ()


@pytest.mark.parametrize("section", sorted({str(place[0]) for place, _ in LEAVES}))
def test_no_field_can_change_without_being_named(section: str) -> None:
    unnamed, fixed = [], set()
    for place, value in (leaf for leaf in LEAVES if leaf[0][0] == section):
        field = fields_of(place)[-1]
        other = with_other_leaf(WITH_TEST, place, value)
        if other is None:
            fixed.add(field)
            continue
        changes = compare(WITH_TEST, other)
        said = [f"{c.what}\n{c.before}\n{c.after}".casefold() for c in changes]
        if not any(field_words(field).casefold() in words for words in said):
            unnamed.append(place)

    assert unnamed == []
    assert fixed <= {"format", "basis", "language"}, "the model allows no other value alone"


@settings(max_examples=30, deadline=None)
@given(st.sets(st.sampled_from(range(len(LEAVES))), min_size=1, max_size=4))
def test_what_was_added_in_one_direction_was_removed_in_the_other(indexes: set[int]) -> None:
    aid = WITH_TEST
    for index in sorted(indexes):
        place, value = LEAVES[index]
        aid = with_other_leaf(aid, place, value) or aid

    there, back = compare(WITH_TEST, aid), compare(aid, WITH_TEST)

    assert sorted((str(c.before), str(c.after)) for c in there) == sorted(
        (str(c.after), str(c.before)) for c in back
    )
    assert bool(there) == (aid != WITH_TEST)


def test_a_figure_is_told_with_option_outcome_and_denominator() -> None:
    (change,) = told(("count: 400", "count: 360"))

    assert change == Change(
        "Figures",
        'Outcome "Quiet knee", option "Wait and see": people affected',
        "400 of 1,000",
        "360 of 1,000",
    )


def test_another_denominator_tells_every_figure_again() -> None:
    aid = sound_aid().model_copy(
        update={
            "outcomes": tuple(
                outcome.model_copy(update={"denominator": 100}) for outcome in sound_aid().outcomes
            )
        }
    )

    changes = compare(sound_aid(), aid)

    assert ("400 of 1,000", "400 of 100") in {(c.before, c.after) for c in changes}
    assert {c.group for c in changes} == {"Figures"}


@pytest.mark.parametrize(
    ("edits", "group", "what", "before", "after"),
    [
        (
            [("low: 300", "low: 310")],
            "Figures",
            'Outcome "Quiet knee", option "Wait and see": lower end of the range',
            "300 of 1,000",
            "310 of 1,000",
        ),
        (
            [("certainty: moderate", "certainty: low")],
            "Figures",
            'Outcome "Quiet knee": certainty',
            "moderate",
            "low",
        ),
        (
            [("affected: had a quiet knee", "affected: had a still knee")],
            "Figures",
            'Outcome "Quiet knee": what happened to those counted',
            "had a quiet knee",
            "had a still knee",
        ),
        (
            [("explanation: The knee made", "explanation: A knee made")],
            "Wording",
            'Outcome "Quiet knee": explanation',
            "The knee made no sound for a whole day.",
            "A knee made no sound for a whole day.",
        ),
        (
            [("name: Wait and see", "name: See and wait")],
            "Options",
            'Option "Wait and see": name',
            "Wait and see",
            "See and wait",
        ),
        (
            [("      wait: Yes, you can drive", "      wait: You can drive")],
            "Wording",
            'Practical question "Can I drive?": answer for "Wait and see"',
            "Yes, you can drive as you do now.",
            "You can drive as you do now.",
        ),
        (
            [("review_due: 2027-06-05", "review_due: 2028-06-05")],
            "Dates and making",
            "Next review",
            "2027-06-05",
            "2028-06-05",
        ),
        (
            [("publisher: Nobody", "publisher: Somebody")],
            "Sources",
            "Source PAGE: publisher",
            "Nobody",
            "Somebody",
        ),
        (
            [("- People whose knee", "- Everyone else\n  - People whose knee")],
            "Wording",
            "Not for",
            None,
            "Everyone else",
        ),
        (
            [("question: Can I go for a swim?", "question: May I swim?")],
            "Wording",
            'Question "Can I go for a swim?": question',
            "Can I go for a swim?",
            "May I swim?",
        ),
        (
            [("touches: [quiet-knee]", "touches: [quiet-knee, sore-skin]")],
            "Wording",
            'Statement to rate "quiet-soon": bears on',
            "quiet-knee",
            "quiet-knee, sore-skin",
        ),
    ],
)
def test_a_change_is_told_in_a_reviewers_words(
    edits: list[tuple[str, str]], group: Group, what: str, before: str | None, after: str | None
) -> None:
    assert told(*edits) == [Change(group, what, before, after)]


def test_a_figure_that_gives_way_to_a_reason_is_told_on_both_sides() -> None:
    figure = "basis: read\n        count: 2\n        low: 1\n        high: 7\n"

    changes = told(
        (f"{figure}        sources: [TRIAL]", "basis: none\n        reason: We lost it.")
    )

    assert {(c.what.rpartition(": ")[2], c.before, c.after) for c in changes} == {
        ("basis", "read", "none"),
        ("people affected", "2 of 1,000", None),
        ("lower end of the range", "1 of 1,000", None),
        ("upper end of the range", "7 of 1,000", None),
        ("sources", "TRIAL", None),
        ("why there is no figure", None, "We lost it."),
    }


def test_a_serious_harm_that_is_gone_comes_first_with_its_figures() -> None:
    aid = sound_aid()
    kept = tuple(outcome for outcome in aid.outcomes if outcome.id != "lost-knee")

    changes = compare(aid, aid.model_copy(update={"outcomes": kept, "summary": "Other words."}))

    assert changes[0] == Change(
        "Serious harms",
        'Serious harm "Loss of the knee"',
        "Wait and see: 2 of 1,000\nWear a soft band: 3 of 1,000",
        None,
    )
    assert [change.group for change in changes] == ["Serious harms", "Figures", "Wording"]


def test_a_harm_that_is_no_longer_called_serious_is_told_among_the_serious_harms() -> None:
    changes = told(("serious: true", "serious: false"))

    assert changes[0].group == "Serious harms"
    assert changes[0].what == 'Serious harm "Loss of the knee" (the outcome itself is in both)'
    assert changes[0].after is None


def test_a_serious_harm_that_a_score_is_about_counts_as_one() -> None:
    aid = scored_aid()

    changes = compare(aid, aid.model_copy(update={"scores": aid.scores[1:]}))

    assert changes[0].group == "Serious harms"
    assert changes[0].before == "figures from THUMB-2"


def test_an_option_that_was_added_is_told_with_everything_it_says() -> None:
    aid = sound_aid()
    one_less = aid.model_copy(update={"options": aid.options[:1]})

    (change,) = compare(one_less, aid)

    assert (change.group, change.what, change.before) == (
        "Options",
        'Option "Wear a soft band"',
        None,
    )
    assert "good point: The song may stop while you wear it." in str(change.after)
    assert "living with, mind: You may feel calm, or you may mind how it looks." in str(
        change.after
    )


def test_the_same_parts_in_another_order_are_told_once() -> None:
    aid = sound_aid()

    (change,) = compare(aid, aid.model_copy(update={"options": aid.options[::-1]}))

    assert change == Change(
        "Options",
        "Order of options",
        'Option "Wait and see", Option "Wear a soft band"',
        'Option "Wear a soft band", Option "Wait and see"',
    )


def test_one_more_question_shifts_no_other() -> None:
    aid = sound_aid()

    changes = compare(aid.model_copy(update={"questions": aid.questions[1:]}), aid)

    assert [(c.what, c.before) for c in changes] == [('Question "Why does my knee sing?"', None)]


def test_a_scores_points_rows_and_effects_are_told_under_scores() -> None:
    aid = scored_aid()
    data = aid.model_dump(exclude_unset=True)
    data = with_leaf(data, ("scores", 0, "inputs", 0, "answers", 2, "points"), 3)
    data = with_leaf(data, ("scores", 0, "table", 4, "count"), 98)
    data = with_leaf(data, ("scores", 0, "effects", 0, "multiply_low"), "0.22")

    changes = compare(aid, DecisionAid.model_validate(data))

    assert changes == (
        Change("Scores", 'Score "THUMB-2", question "Age", answer "75 or over": points', "2", "3"),
        Change("Scores", 'Score "THUMB-2", row 4: people affected', "97 of 1,000", "98 of 1,000"),
        Change(
            "Scores",
            'Score "THUMB-2", effect of "Use a cream": multiplied by, lower end',
            "0.21",
            "0.22",
        ),
    )


def test_groups_stand_in_the_order_in_which_a_reviewer_should_see_them() -> None:
    assert get_args(Group) == GROUPS
    assert GROUPS[:2] == ("Serious harms", "Figures")


def test_every_field_reads_as_words() -> None:
    assert {
        name for name in field_names() if not re.fullmatch(r"[a-z, -]+", field_words(name))
    } == (set())
