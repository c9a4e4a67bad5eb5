from collections.abc import Callable
from datetime import UTC, datetime
from typing import get_args

import pytest

from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, Route, started
from sdm_tui.consultation.stage_names import StageName
from sdm_tui.consultation.stages import (
    ROUTES,
    STAGES,
    has_something,
    next_stage,
    own_words,
    previous_stage,
    stage,
)

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
NAMES: tuple[StageName, ...] = get_args(StageName)


def opened(*, rehearsal: bool = False) -> Consultation:
    return started("test-0001", NOW, None, rehearsal=rehearsal)


def test_the_stages_run_from_the_start_to_the_summary() -> None:
    assert [s.name for s in STAGES] == list(NAMES)
    assert (NAMES[0], NAMES[-1]) == ("start", "summary")


def test_the_four_stages_of_the_talk_ask_the_persons_own_questions() -> None:
    assert [s.question for s in STAGES[1:5]] == [
        "What matters to me?",
        "What are my options?",
        "What are the benefits and risks of each option?",
        "How can we decide together what is right for me?",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_stage_is_found_by_its_name_and_has_all_its_words(name: StageName) -> None:
    found = stage(name)

    assert found.name == name
    assert all((found.title, found.short_title, found.question, found.say, found.ask))
    assert "!" not in found.say + found.ask + found.question


def test_next_walks_every_stage_once_and_stays_at_the_last() -> None:
    walked: list[StageName] = ["start"]

    for _ in NAMES[1:]:
        walked.append(next_stage(walked[-1]))

    assert walked == list(NAMES)
    assert next_stage("summary") == "summary"


@pytest.mark.parametrize("name", NAMES[1:])
def test_previous_undoes_next(name: StageName) -> None:
    assert next_stage(previous_stage(name)) == name


def test_before_the_first_stage_there_is_none() -> None:
    assert previous_stage("start") == "start"


@pytest.mark.parametrize("name", NAMES)
def test_a_new_consultation_holds_nothing_at_any_stage(name: StageName) -> None:
    assert not has_something(opened(), name)
    assert not has_something(opened(rehearsal=True), name)


SOMETHING: list[tuple[StageName, str, moves.Move]] = [
    ("start", "a label", lambda c: moves.write(c, "start.label", "Mrs X")),
    ("start", "who is here", lambda c: moves.tick(c, "start.present", "carer")),
    ("what-matters", "own words", lambda c: moves.write(c, "what_matters.hopes", "To walk")),
    ("what-matters", "a rating", lambda c: moves.rate_value(c, "pink-soon", 0)),
    ("what-matters", "a concern", lambda c: moves.weigh_concern(c, "family", 3)),
    ("options", "an option opened", lambda c: moves.open_option(c, "wait")),
    ("options", "an option added", lambda c: moves.add_option(c, "A hat")),
    ("options", "an option set aside", lambda c: moves.set_aside(c, "wait", "", NOW)),
    ("options", "a note", lambda c: moves.note_for_option(c, "wait", "Hm", NOW)),
    (
        "benefits-and-risks",
        "a figure opened",
        lambda c: moves.open_outcome(c, "smell", "people", NOW),
    ),
    ("benefits-and-risks", "the table", moves.show_table),
    ("benefits-and-risks", "a mark", lambda c: moves.mark_matters(c, "smell")),
    ("benefits-and-risks", "a question", lambda c: moves.open_question(c, "Why is it blue?")),
    (
        "benefits-and-risks",
        "a teach-back",
        lambda c: moves.record_teach_back(c, "", "It fades", "", NOW),
    ),
    ("deciding", "a status", lambda c: moves.decide(c, "not yet")),
    ("deciding", "a leaning", lambda c: moves.lean(c, "pink-soon", "cream")),
    ("deciding", "a next step", lambda c: moves.plan_action(c, "Call", "", "")),
    ("summary", "the seal", lambda c: moves.seal(c, NOW)),
]


@pytest.mark.parametrize(
    ("name", "move"),
    [(name, move) for name, _, move in SOMETHING],
    ids=[f"{name}: {what}" for name, what, _ in SOMETHING],
)
def test_a_stage_holds_something_once_anything_was_said_or_shown_there(
    name: StageName, move: Callable[[Consultation], Consultation]
) -> None:
    after = move(opened())

    assert [n for n in NAMES if has_something(after, n)] == [name]


def test_walking_through_the_stages_leaves_nothing_in_them() -> None:
    walked = opened()
    for name in NAMES:
        walked = moves.go_to(walked, name)

    assert not any(has_something(walked, name) for name in NAMES)


def test_own_words_are_pinned_in_order_and_without_empty_ones() -> None:
    consultation = moves.write(opened(), "what_matters.keep_doing", " Sewing\n")
    consultation = moves.write(consultation, "what_matters.important", "My hands")
    consultation = moves.write(consultation, "what_matters.worries", "   ")

    assert own_words(consultation) == ("My hands", "Sewing")


def test_every_route_has_its_words() -> None:
    assert set(ROUTES) == set(get_args(Route))
