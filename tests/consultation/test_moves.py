import inspect
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdm_tui.consultation import changing, moves
from sdm_tui.consultation.changing import value_at
from sdm_tui.consultation.model import (
    NOT_SURE,
    Action,
    AddedOption,
    Amendment,
    Concern,
    Consultation,
    Contact,
    OpenedOutcome,
    OptionNote,
    SetAside,
    TeachBack,
    started,
)
from sdm_tui.consultation.moves import Move, TextPlace, TickPlace
from sdm_tui.errors import OutOfStep

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=7)
PLACES: tuple[TextPlace, ...] = get_args(TextPlace)
TICKS: tuple[TickPlace, ...] = get_args(TickPlace)
SECTIONS = ("start", "what_matters", "options", "figures", "deciding")


def full() -> Consultation:
    """Return a consultation that holds something everywhere, so that any loss shows."""
    consultation = started("test-0001", NOW, None)
    for place in PLACES:
        consultation = moves.write(consultation, place, f"words at {place}")
    said: tuple[Move, ...] = (
        lambda c: moves.tick(c, "start.present", "carer"),
        lambda c: moves.tick(c, "deciding.would_help", "time"),
        lambda c: moves.answer(c, "start.taking_part", "I am not sure yet"),
        lambda c: moves.add_value(c, "Sewing"),
        lambda c: moves.rate_value(c, "added-value-1", 7),
        lambda c: moves.rate_value(c, "little-fuss", NOT_SURE),
        lambda c: moves.weigh_concern(c, "family", 4),
        lambda c: moves.add_option(c, "A hat", what_it_involves="Wool", good_points="Warm"),
        lambda c: moves.set_aside(c, "cream", "It smells", NOW),
        lambda c: moves.note_for_option(c, "wait", "As last year", NOW),
        lambda c: moves.open_option(c, "wait"),
        lambda c: moves.open_outcome(c, "smell", "table", NOW),
        lambda c: moves.open_question(c, "Why is it blue?"),
        lambda c: moves.mark_matters(c, "smell"),
        lambda c: moves.record_teach_back(c, "What now?", "It may fade", "", NOW),
        lambda c: moves.lean(c, "added-value-1", "wait"),
        lambda c: moves.check_readiness(c, "sure", "no"),
        lambda c: moves.decide(c, "decided", "wait"),
        lambda c: moves.plan_action(c, "Call", "me", "3/12/2026"),
    )
    for move in said:
        consultation = move(consultation)
    return consultation


FULL = full()
SEALED = moves.seal(FULL, LATER)


def fields(consultation: Consultation) -> dict[str, Any]:
    """Return every field by its place, so that two consultations can be told apart."""
    held = {name: getattr(consultation, name) for name in type(consultation).model_fields}
    for section in SECTIONS:
        part = held.pop(section)
        held |= {f"{section}.{name}": getattr(part, name) for name in type(part).model_fields}
    return held


def changed(before: Consultation, after: Consultation) -> dict[str, Any]:
    """Return what a move changed, by place, with the new value."""
    old = fields(before)
    return {place: value for place, value in fields(after).items() if old[place] != value}


WORDS = "Words [with] <odd> signs\n\tand \N{GRINNING FACE}"

TALKS: dict[str, tuple[Move, dict[str, Any]]] = {
    "write": (lambda c: moves.write(c, "deciding.why", WORDS), {"deciding.why": WORDS}),
    "write, in the private notes": (
        lambda c: moves.write(c, "private_notes", WORDS),
        {"private_notes": WORDS},
    ),
    "answer": (lambda c: moves.answer(c, "deciding.how_sure", 0), {"deciding.how_sure": 0}),
    "answer, taking it back": (
        lambda c: moves.answer(c, "start.taking_part", None),
        {"start.taking_part": None},
    ),
    "tick": (
        lambda c: moves.tick(c, "start.present", "advocate"),
        {"start.present": ("carer", "advocate")},
    ),
    "tick, taking it back": (
        lambda c: moves.tick(c, "start.present", "carer"),
        {"start.present": ()},
    ),
    "resume": (
        lambda c: moves.resume(c, LATER),
        {"contacts": (Contact(at=NOW), Contact(at=LATER)), "touched": LATER},
    ),
    "rate_value": (
        lambda c: moves.rate_value(c, "little-fuss", 10),
        {"what_matters.ratings": {"added-value-1": 7, "little-fuss": 10}},
    ),
    "rate_value, taking it back": (
        lambda c: moves.rate_value(c, "little-fuss", None),
        {"what_matters.ratings": {"added-value-1": 7}},
    ),
    "remove_added_value": (
        lambda c: moves.remove_added_value(c, "added-value-1"),
        {
            "what_matters.added_values": (),
            "what_matters.ratings": {"little-fuss": NOT_SURE},
            "deciding.leans": {},
        },
    ),
    "weigh_concern": (
        lambda c: moves.weigh_concern(c, "spiritual", 0),
        {
            "what_matters.concerns": (
                Concern(kind="family", weight=4),
                Concern(kind="spiritual", weight=0),
            )
        },
    ),
    "weigh_concern, taking it back": (
        lambda c: moves.weigh_concern(c, "family", None),
        {"what_matters.concerns": ()},
    ),
    "describe_concern": (
        lambda c: moves.describe_concern(c, "family", WORDS),
        {"what_matters.concerns": (Concern(kind="family", weight=4, words=WORDS),)},
    ),
    "add_option": (
        lambda c: moves.add_option(c, "Gloves", hard_points="Itchy"),
        {
            "options.added_options": (
                *FULL.options.added_options,
                AddedOption(id="added-option-2", name="Gloves", hard_points="Itchy"),
            )
        },
    ),
    "describe_option": (
        lambda c: moves.describe_option(c, "added-option-1", "hard_points", WORDS),
        {
            "options.added_options": (
                AddedOption(
                    id="added-option-1",
                    name="A hat",
                    what_it_involves="Wool",
                    good_points="Warm",
                    hard_points=WORDS,
                ),
            )
        },
    ),
    "set_aside": (
        lambda c: moves.set_aside(c, "wait", "Too long", LATER),
        {
            "options.set_aside": (
                SetAside(option="cream", reason="It smells", at=NOW),
                SetAside(option="wait", reason="Too long", at=LATER),
            )
        },
    ),
    "set_aside, for another reason": (
        lambda c: moves.set_aside(c, "cream", "It is pink", LATER),
        {"options.set_aside": (SetAside(option="cream", reason="It is pink", at=LATER),)},
    ),
    "turn_order_round": (moves.turn_order_round, {"options.is_turned_round": True}),
    "bring_back": (lambda c: moves.bring_back(c, "cream"), {"options.set_aside": ()}),
    "note_for_option": (
        lambda c: moves.note_for_option(c, "wait", WORDS, LATER),
        {"options.notes": (OptionNote(option="wait", words=WORDS, at=LATER),)},
    ),
    "note_for_option, on another option": (
        lambda c: moves.note_for_option(c, "cream", WORDS, LATER),
        {
            "options.notes": (
                *FULL.options.notes,
                OptionNote(option="cream", words=WORDS, at=LATER),
            )
        },
    ),
    "note_for_option, taking it back": (
        lambda c: moves.note_for_option(c, "wait", " ", LATER),
        {"options.notes": ()},
    ),
    "mark_matters": (
        lambda c: moves.mark_matters(c, "still-blue"),
        {"figures.matter_to_me": ("smell", "still-blue")},
    ),
    "mark_matters, taking it back": (
        lambda c: moves.mark_matters(c, "smell"),
        {"figures.matter_to_me": ()},
    ),
    "record_teach_back": (
        lambda c: moves.record_teach_back(c, "A", "B", "C", LATER),
        {
            "figures.teach_backs": (
                *FULL.figures.teach_backs,
                TeachBack(asked="A", said="B", clarified="C", at=LATER),
            )
        },
    ),
    "word_teach_back": (
        lambda c: moves.word_teach_back(c, 0, "clarified", WORDS, LATER),
        {
            "figures.teach_backs": (
                TeachBack(asked="What now?", said="It may fade", clarified=WORDS, at=NOW),
            )
        },
    ),
    "lean": (
        lambda c: moves.lean(c, "little-fuss", "neither"),
        {"deciding.leans": {"added-value-1": "wait", "little-fuss": "neither"}},
    ),
    "lean, taking it back": (
        lambda c: moves.lean(c, "added-value-1", None),
        {"deciding.leans": {}},
    ),
    "decide": (lambda c: moves.decide(c, "decided", "cream"), {"deciding.chosen": "cream"}),
    "decide, that the clinician does": (
        lambda c: moves.decide(c, "clinician decides", "wait"),
        {"deciding.status": "clinician decides"},
    ),
    "decide, not yet": (
        lambda c: moves.decide(c, "not yet", "wait"),
        {"deciding.status": "not yet", "deciding.chosen": None},
    ),
    "decide, taking it back": (
        lambda c: moves.decide(c, None),
        {"deciding.status": None, "deciding.chosen": None},
    ),
    "check_readiness": (
        lambda c: moves.check_readiness(c, "clear", "yes"),
        {"deciding.readiness": {"sure": "no", "clear": "yes"}},
    ),
    "check_readiness, taking it back": (
        lambda c: moves.check_readiness(c, "sure", None),
        {"deciding.readiness": {}},
    ),
    "plan_action": (
        lambda c: moves.plan_action(c, "Rest", "you", ""),
        {"deciding.actions": (*FULL.deciding.actions, Action(what="Rest", who="you"))},
    ),
    "change_action": (
        lambda c: moves.change_action(c, 0, "when", "tomorrow"),
        {"deciding.actions": (Action(what="Call", who="me", when="tomorrow"),)},
    ),
    "change_action, one past the last": (
        lambda c: moves.change_action(c, 1, "who", "you"),
        {"deciding.actions": (*FULL.deciding.actions, Action(what="", who="you"))},
    ),
    "seal": (lambda c: moves.seal(c, LATER), {"seal": SEALED.seal, "touched": LATER}),
}
"""Every move that says something: what it does to a full consultation, and all that it changes."""

ALWAYS: dict[str, tuple[Move, dict[str, Any]]] = {
    "go_to": (
        lambda c: moves.go_to(c, "deciding"),
        {"stage": "deciding", "visited": ("start", "deciding")},
    ),
    "touch": (lambda c: moves.touch(c, LATER + timedelta(1)), {"touched": LATER + timedelta(1)}),
}
"""Moves that are possible after sealing too."""

SHOWINGS: dict[str, tuple[Move, dict[str, Any]]] = {
    "open_option": (
        lambda c: moves.open_option(c, "cream"),
        {"options.opened": ("wait", "cream")},
    ),
    "open_outcome": (
        lambda c: moves.open_outcome(c, "still-blue", "people", LATER),
        {
            "figures.opened": (
                *FULL.figures.opened,
                OpenedOutcome(outcome="still-blue", view="people", at=LATER),
            )
        },
    ),
    "show_table": (moves.show_table, {"figures.table_shown": True}),
    "open_question": (
        lambda c: moves.open_question(c, "Will it fade?"),
        {"figures.questions_opened": ("Why is it blue?", "Will it fade?")},
    ),
}
"""Moves that note what was on the screen; a sealed record stays as it is."""

OPEN_MOVES = TALKS | ALWAYS | SHOWINGS
"""Every move that an open record allows, but those that have tests of their own below."""


@pytest.mark.parametrize(("move", "expected"), OPEN_MOVES.values(), ids=OPEN_MOVES.keys())
def test_a_move_changes_what_it_says_and_keeps_the_rest(
    move: Move, expected: dict[str, Any]
) -> None:
    after = move(FULL)

    assert changed(FULL, after) == expected


@pytest.mark.parametrize("move", [row[0] for row in OPEN_MOVES.values()], ids=OPEN_MOVES.keys())
def test_a_move_returns_a_new_value_and_leaves_the_old_one_alone(move: Move) -> None:
    before = FULL.model_dump_json()

    after = move(FULL)

    assert after is not FULL
    assert after != FULL
    assert before == FULL.model_dump_json()


@pytest.mark.parametrize("move", [row[0] for row in TALKS.values()], ids=TALKS.keys())
def test_a_sealed_record_refuses_to_be_changed_and_says_what_to_do(move: Move) -> None:
    with pytest.raises(OutOfStep) as refused:
        move(SEALED)

    assert refused.value.message == "This record is finished, so it can no longer be changed."
    assert refused.value.hint == "Add an amendment on the Summary instead."


@pytest.mark.parametrize(
    "move",
    [
        lambda c: moves.add_value(c, "Gloves"),
        lambda c: moves.word_added_value(c, 0, "Gloves"),
        lambda c: moves.word_added_value(c, 0, ""),
        lambda c: moves.word_added_value(c, 1, "Gloves"),
        lambda c: moves.word_added_option(c, 0, "name", "Gloves"),
        lambda c: moves.word_added_option(c, 1, "name", "Gloves"),
        lambda c: moves.word_teach_back(c, 1, "said", "Gloves", LATER),
        lambda c: moves.describe_option(c, "wait", "name", "Gloves"),
        lambda c: moves.remove_added_value(c, "never-added"),
        lambda c: changing.undone(c, FULL),
    ],
)
def test_a_sealed_record_cannot_be_reworded_in_a_roundabout_way(move: Move) -> None:
    with pytest.raises(OutOfStep):
        move(SEALED)


@pytest.mark.parametrize(("move", "expected"), ALWAYS.values(), ids=ALWAYS.keys())
def test_a_sealed_record_can_still_be_walked_through(move: Move, expected: dict[str, Any]) -> None:
    assert changed(SEALED, move(SEALED)) == expected


@pytest.mark.parametrize("move", [row[0] for row in SHOWINGS.values()], ids=SHOWINGS.keys())
def test_looking_at_a_sealed_record_changes_nothing_in_it(move: Move) -> None:
    assert move(SEALED) == SEALED


@pytest.mark.parametrize("move", [row[0] for row in SHOWINGS.values()], ids=SHOWINGS.keys())
def test_what_was_shown_twice_is_noted_once(move: Move) -> None:
    once = move(FULL)

    assert move(once) == once


def test_the_view_in_which_an_outcome_was_first_seen_is_kept() -> None:
    after = moves.open_outcome(FULL, "smell", "people", LATER)

    assert after.figures.opened == (OpenedOutcome(outcome="smell", view="table", at=NOW),)


def test_no_move_goes_untested() -> None:
    public = {
        name
        for name, thing in inspect.getmembers(moves, inspect.isfunction)
        if thing.__module__ == moves.__name__ and not name.startswith("_")
    }

    tested = {name.split(",")[0] for name in OPEN_MOVES}

    tested |= {"amend", "add_value", "word_added_value", "word_added_option"}
    assert public == tested


def test_an_amendment_adds_to_a_sealed_record_and_changes_nothing_in_it() -> None:
    after = moves.amend(SEALED, "He rang", "He would rather wait", LATER + timedelta(1))

    entry = Amendment(at=LATER + timedelta(1), reason="He rang", words="He would rather wait")
    assert changed(SEALED, after) == {"amendments": (entry,), "touched": entry.at}


def test_amendments_stand_in_the_order_they_were_made() -> None:
    twice = moves.amend(moves.amend(SEALED, "a", "first", LATER), "b", "second", LATER)

    assert [entry.words for entry in twice.amendments] == ["first", "second"]


def test_an_open_record_is_changed_and_not_amended() -> None:
    with pytest.raises(OutOfStep, match="still open"):
        moves.amend(FULL, "a reason", "words", LATER)


@pytest.mark.parametrize(("reason", "words"), [("", "words"), ("reason", ""), (" ", "\n")])
def test_an_amendment_needs_its_words_and_its_reason(reason: str, words: str) -> None:
    with pytest.raises(OutOfStep, match="needs both"):
        moves.amend(SEALED, reason, words, LATER)


@pytest.mark.parametrize("place", PLACES)
def test_words_are_kept_exactly_as_typed_and_nothing_else_changes(place: TextPlace) -> None:
    after = moves.write(FULL, place, WORDS)

    assert value_at(after, place) == WORDS
    assert changed(FULL, after) == {place: WORDS}


def test_half_a_character_does_not_take_the_words_around_it_along() -> None:
    after = moves.write(FULL, "deciding.why", "before \ud83d after \N{GRINNING FACE}")

    assert after.deciding.why == "before \N{REPLACEMENT CHARACTER} after \N{GRINNING FACE}"


@pytest.mark.parametrize("place", TICKS)
def test_a_tick_taken_back_leaves_no_trace(place: TickPlace) -> None:
    ticked = moves.tick(FULL, place, "something else")

    assert value_at(ticked, place)[-1] == "something else"
    assert moves.tick(ticked, place, "something else") == FULL


def test_a_stage_visited_twice_is_noted_once() -> None:
    back = moves.go_to(moves.go_to(FULL, "summary"), "start")

    assert back.stage == "start"
    assert moves.go_to(back, "summary").visited == ("start", "summary")


@pytest.mark.parametrize("number", [-1, 11])
def test_a_number_off_the_scale_is_refused(number: int) -> None:
    scales: tuple[Move, ...] = (
        lambda c: moves.answer(c, "deciding.how_sure", number),
        lambda c: moves.rate_value(c, "little-fuss", number),
        lambda c: moves.weigh_concern(c, "family", number),
    )

    for move in scales:
        with pytest.raises(OutOfStep):
            move(FULL)


def test_added_values_have_ids_of_their_own_also_after_one_was_removed() -> None:
    three = moves.add_value(moves.add_value(FULL, "b"), "c")
    two = moves.remove_added_value(three, "added-value-2")

    again = moves.add_value(two, "d")

    assert [v.text for v in again.what_matters.added_values] == ["Sewing", "c", "d"]
    assert len({v.id for v in again.what_matters.added_values}) == 3


def test_a_removed_value_leaves_no_rating_to_the_next_one() -> None:
    after = moves.add_value(moves.remove_added_value(FULL, "added-value-1"), "Gloves")

    (added,) = after.what_matters.added_values
    assert added.id not in after.what_matters.ratings
    assert added.id not in after.deciding.leans


def test_only_what_was_added_can_be_removed_so_that_no_rating_is_lost() -> None:
    assert moves.remove_added_value(FULL, "little-fuss") == FULL


def test_an_added_value_is_worded_in_its_place_and_removed_with_its_last_word() -> None:
    worded = moves.word_added_value(FULL, 0, "Knitting")
    more = moves.word_added_value(worded, 1, "Gloves")

    assert [v.text for v in more.what_matters.added_values] == ["Knitting", "Gloves"]
    assert worded.what_matters.ratings == FULL.what_matters.ratings
    assert [v.text for v in moves.word_added_value(more, 0, " ").what_matters.added_values] == [
        "Gloves"
    ]


def test_an_added_option_is_worded_in_its_place_or_one_past_the_last() -> None:
    worded = moves.word_added_option(FULL, 0, "name", "A cap")
    more = moves.word_added_option(worded, 1, "good_points", "Warm")

    assert [(o.name, o.good_points) for o in more.options.added_options] == [
        ("A cap", "Warm"),
        ("", "Warm"),
    ]
    assert more.options.added_options[0].what_it_involves == "Wool"


def test_an_option_of_the_aid_cannot_be_reworded() -> None:
    with pytest.raises(OutOfStep, match="added by hand"):
        moves.describe_option(FULL, "wait", "name", "Do nothing")


def test_a_teach_back_is_worded_one_past_the_last_as_a_new_one() -> None:
    after = moves.word_teach_back(FULL, 1, "said", "It will fade", LATER)

    assert after.figures.teach_backs[0] == FULL.figures.teach_backs[0]
    assert after.figures.teach_backs[1] == TeachBack(said="It will fade", at=LATER)


def test_a_concern_keeps_its_words_when_its_weight_is_taken_back() -> None:
    described = moves.describe_concern(FULL, "family", "My son")

    after = moves.weigh_concern(described, "family", None)

    assert after.what_matters.concerns == (Concern(kind="family", words="My son"),)


def test_an_option_set_aside_and_brought_back_leaves_no_trace() -> None:
    aside = moves.set_aside(FULL, "wait", "Too long", LATER)

    assert moves.bring_back(aside, "wait") == FULL


def test_a_chosen_option_belongs_to_a_decision() -> None:
    for status in ("not yet", "declined all", None):
        assert moves.decide(FULL, status, "wait").deciding.chosen is None


def test_undoing_brings_back_what_was_said_and_keeps_what_was_shown() -> None:
    after = moves.write(FULL, "deciding.why", "changed")
    after = moves.open_outcome(after, "still-blue", "people", LATER)
    after = moves.open_option(moves.show_table(moves.go_to(after, "summary")), "cream")

    undone = changing.undone(after, FULL)

    assert undone.deciding == FULL.deciding
    assert undone.figures == after.figures
    assert undone.options.opened == ("wait", "cream")
    assert undone.stage == "summary"


TEXTS = st.text(max_size=12)
AIDS_VALUES = st.sampled_from(("pink-soon", "no-smell", "added-value-1"))
OPTIONS = st.sampled_from(("wait", "cream", "added-option-1"))
OUTCOMES = st.sampled_from(("still-blue", "smell"))
SMALL = st.integers(0, 2)


def draws(
    move: Callable[..., Consultation], *parts: st.SearchStrategy[Any]
) -> st.SearchStrategy[Move]:
    """Draw a move with its parts filled in."""
    return st.tuples(*parts).map(lambda filled: lambda c: move(c, *filled))


TIMES = st.just(LATER)
ANY_MOVE: st.SearchStrategy[Move] = st.one_of(
    draws(moves.tick, st.sampled_from(TICKS), TEXTS),
    draws(moves.answer, st.just("deciding.how_sure"), st.integers(0, 10) | st.none()),
    draws(moves.answer, st.just("start.route"), st.sampled_from((5, 10, 20))),
    draws(moves.go_to, st.sampled_from(("start", "options", "summary"))),
    draws(moves.resume, TIMES),
    draws(moves.rate_value, AIDS_VALUES, st.integers(0, 10) | st.just(NOT_SURE) | st.none()),
    draws(moves.add_value, TEXTS),
    draws(moves.remove_added_value, AIDS_VALUES),
    draws(moves.weigh_concern, st.sampled_from(("family", "physical")), st.none() | SMALL),
    draws(moves.describe_concern, st.sampled_from(("family", "physical")), TEXTS),
    draws(moves.add_option, TEXTS),
    draws(moves.set_aside, OPTIONS, TEXTS, TIMES),
    draws(moves.bring_back, OPTIONS),
    draws(moves.note_for_option, OPTIONS, TEXTS, TIMES),
    draws(moves.open_option, OPTIONS),
    draws(moves.open_outcome, OUTCOMES, st.sampled_from(("people", "words")), TIMES),
    draws(moves.show_table),
    draws(moves.open_question, TEXTS),
    draws(moves.mark_matters, OUTCOMES),
    draws(moves.record_teach_back, TEXTS, TEXTS, TEXTS, TIMES),
    draws(moves.lean, AIDS_VALUES, OPTIONS | st.just("neither") | st.none()),
    draws(moves.decide, st.sampled_from(("decided", "not yet", None)), OPTIONS),
    draws(moves.check_readiness, st.just("sure"), st.sampled_from(("yes", "no", None))),
    draws(moves.plan_action, TEXTS, TEXTS, TEXTS),
    draws(moves.change_action, st.just(0), st.sampled_from(("what", "who", "when")), TEXTS),
    draws(moves.touch, TIMES),
)
TALK = st.lists(st.tuples(st.sampled_from(PLACES), TEXTS) | ANY_MOVE, max_size=25)


def held_talk(steps: list[Any]) -> tuple[Consultation, dict[TextPlace, str]]:
    """Return what a talk led to, and by place the last words that were written there."""
    consultation, written = started("test-0001", NOW, None), dict.fromkeys(PLACES, "")
    for step in steps:
        if isinstance(step, tuple):
            place, words = step
            consultation, written[place] = moves.write(consultation, place, words), words
        else:
            consultation = step(consultation)
    return consultation, written


often = settings(max_examples=80, deadline=None)


@often
@given(TALK)
def test_no_move_ever_loses_words_written_elsewhere(steps: list[Any]) -> None:
    consultation, written = held_talk(steps)

    assert {place: value_at(consultation, place) for place in PLACES} == written


@often
@given(TALK)
def test_a_talk_comes_back_from_a_file_as_it_was(steps: list[Any]) -> None:
    consultation, _ = held_talk(steps)

    assert Consultation.model_validate_json(consultation.model_dump_json()) == consultation


@often
@given(TALK, st.lists(ANY_MOVE, max_size=8))
def test_after_sealing_no_move_changes_anything_that_was_said(
    steps: list[Any], later: list[Move]
) -> None:
    consultation, _ = held_talk(steps)
    sealed = after = moves.seal(consultation, LATER)

    for move in later:
        try:
            after = move(after)
        except OutOfStep:
            continue

    assert set(changed(sealed, after)) <= {"stage", "visited", "touched"}


@often
@given(TALK, TALK)
def test_nothing_added_by_hand_is_lost_and_every_id_is_its_own(
    first: list[Any], second: list[Any]
) -> None:
    early, _ = held_talk(first)
    late, _ = held_talk([*first, *second])

    ids = [option.id for option in late.options.added_options]

    assert ids[: len(early.options.added_options)] == [o.id for o in early.options.added_options]
    assert len(set(ids)) == len(ids)
    assert len(late.figures.teach_backs) >= len(early.figures.teach_backs)
