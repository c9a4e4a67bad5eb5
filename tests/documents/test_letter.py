"""What the letter says first, what it leaves with the person, and what it says of itself."""

from typing import Final

import pytest

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import NEITHER, Consultation, started
from sdm_tui.documents.letter import letter
from sdm_tui.documents.paper import Chapter, Paper
from sdm_tui.documents.paper_text import paper_text
from tests.documents.conftest import LATER, NOW, TODAY

LENGTHS: Final = pytest.mark.parametrize("is_short", [False, True], ids=["full", "short"])


def written(told: Consultation, aid: DecisionAid | None, *, is_short: bool = False) -> Paper:
    return letter(told, aid, today=TODAY, is_short=is_short)


def headings(paper: Paper) -> list[str]:
    return [chapter.heading for chapter in paper.chapters]


def words_of(paper: Paper, *only: str) -> str:
    """Return the letter's words on one line; only the chapters of these headings, if any."""
    chapters = tuple(c for c in paper.chapters if not only or c.heading in only)
    kept = Paper("", (), (), tuple(Chapter(c.heading, c.pieces) for c in chapters))
    return " ".join(paper_text(kept).split())


@LENGTHS
def test_what_was_added_later_stands_before_what_it_may_change(
    full: Consultation, aid: DecisionAid, *, is_short: bool
) -> None:
    told = moves.amend(moves.seal(full, NOW), "She rang", "Now wants tablets", LATER)

    paper = written(told, aid, is_short=is_short)

    assert headings(paper)[0] == "Added after this was finished"
    assert "Now wants tablets" in words_of(paper, "Added after this was finished")
    assert words_of(paper, "Where things stand").startswith(
        "Where things stand Words were added later and may change this"
    )


@LENGTHS
def test_without_an_amendment_nothing_points_to_one(
    full: Consultation, aid: DecisionAid, *, is_short: bool
) -> None:
    assert "added later" not in words_of(written(full, aid, is_short=is_short))


def test_the_decision_and_when_to_get_help_stand_before_the_options_and_figures(
    full: Consultation, aid: DecisionAid
) -> None:
    order = headings(written(full, aid))

    wanted = [
        *("What matters to you", "Where things stand", "Who does what"),
        *("When to get help, and from whom", "The options", "Benefits and risks"),
    ]
    assert [heading for heading in order if heading in wanted] == wanted


def test_an_option_is_named_in_quotation_marks(full: Consultation, aid: DecisionAid) -> None:
    told = moves.decide(full, "decided", "tablets")

    assert 'You chose "Tablets each day"' in words_of(written(told, aid), "Where things stand")


def test_every_rating_is_told_the_low_ones_too(full: Consultation, aid: DecisionAid) -> None:
    first, second = aid.values[:2]
    told = moves.rate_value(moves.rate_value(full, first.id, 1), second.id, "not sure")

    words = words_of(written(told, aid), "What matters to you")

    assert f'You gave 1 out of 10 to this: "{first.text}"' in words
    assert f'You were not sure how much this matters: "{second.text}"' in words


def test_the_short_letter_says_that_the_full_one_has_the_lower_ratings(
    full: Consultation, aid: DecisionAid
) -> None:
    told = full
    for value, rating in zip(aid.values, (9, 6, 0), strict=True):
        told = moves.rate_value(told, value.id, rating)

    words = words_of(written(told, aid, is_short=True), "What matters to you")

    assert f'Out of 10, you gave: 9 to "{aid.values[0].text}"; 7 to "Sleeping through".' in words
    assert "2 more you rated lower: ask for the full letter to see how." in words


@LENGTHS
def test_which_way_things_lean_is_told_in_sentences(
    full: Consultation, aid: DecisionAid, *, is_short: bool
) -> None:
    first, second = (value.id for value in aid.values[:2])
    deciding = full.deciding.model_copy(update={"leans": {first: "tablets", second: NEITHER}})
    told = full.model_copy(update={"deciding": deciding})

    words = words_of(written(told, aid, is_short=is_short), "Where things stand")

    assert "Leans to:" not in words
    assert 'leans to "Tablets each day"' in words
    assert "leans to no option" in words or "leans to none" in words


@LENGTHS
def test_the_view_of_the_clinician_is_told(
    full: Consultation, aid: DecisionAid, *, is_short: bool
) -> None:
    told = moves.write(full, "deciding.clinician_view", "I would wait a week")

    words = words_of(written(told, aid, is_short=is_short))

    assert 'What the clinician advised or saw differently: "I would wait a week"' in words


def test_an_option_that_was_not_opened_says_so_before_its_description(
    full: Consultation, aid: DecisionAid
) -> None:
    unopened = next(o for o in aid.options if o.id not in full.options.opened)

    words = words_of(written(full, aid), unopened.name)

    assert words.startswith(f"{unopened.name} We did not read this together.")


def test_a_caution_stands_before_the_first_number(full: Consultation, aid: DecisionAid) -> None:
    caution = "Do not set these beside each other."
    outcomes = tuple(o.model_copy(update={"caution": caution}) for o in aid.outcomes)
    with_caution = aid.model_copy(update={"outcomes": outcomes})

    words = words_of(written(full, with_caution), aid.outcomes[0].name)

    assert words.count(caution) == 1
    assert words.index(caution) < words.index("Out of 1,000")


def test_what_stands_for_a_figure_has_a_time_span_and_a_source(
    full: Consultation, aid: DecisionAid
) -> None:
    outcome = aid.outcomes[0]
    first = outcome.estimates[0].model_copy(
        update={"basis": "none", "count": None, "reason": "None of 1,036 people had it."}
    )
    changed = outcome.model_copy(update={"estimates": (first, *outcome.estimates[1:])})
    without = aid.model_copy(update={"outcomes": (changed, *aid.outcomes[1:])})

    words = words_of(written(full, without), outcome.name)

    source = aid.source(first.sources[0])
    assert source is not None
    assert (
        f"None of 1,036 people had it. Time span: {outcome.horizon}. "
        f"Source: {source.publisher}, {source.year}."
    ) in words


def test_serious_harms_that_were_not_looked_at_stand_under_a_heading_that_says_so(
    full: Consultation, aid: DecisionAid
) -> None:
    order = headings(written(full, aid))

    serious = [o.name for o in aid.outcomes if o.serious]
    place = order.index("What can be serious, and we did not look at")
    assert order[place + 1 : place + 1 + len(serious)] == serious


def test_what_was_added_by_hand_is_once_said_to_have_no_numbers(
    full: Consultation, aid: DecisionAid
) -> None:
    words = words_of(written(full, aid))

    assert words.count("We have no numbers for what was added by hand: Swimming.") == 1
    assert "No figure:" not in words


def test_a_figure_without_a_range_says_so(full: Consultation, aid: DecisionAid) -> None:
    words = words_of(written(full, aid), aid.outcomes[0].name)

    assert words.count("No range given.") == 1
    assert words.count("Likely to be between 450 and 550.") == 1


def test_nobody_is_said_to_have_judged_the_numbers_but_how_sure_they_are_is_told(
    full: Consultation, aid: DecisionAid
) -> None:
    words = words_of(written(full, aid), aid.outcomes[0].name)

    assert "How sure: moderate." in words
    assert "The sources are" not in words


@LENGTHS
def test_where_no_numbers_were_looked_at_none_are_described(
    aid: DecisionAid, full: Consultation, *, is_short: bool
) -> None:
    told = started("test-9998", NOW, full.aid)

    words = words_of(written(told, aid, is_short=is_short))

    assert "We did not look at any numbers together." in words
    assert "The numbers are about groups" not in words


def test_a_figure_that_nobody_looked_at_is_about_groups_too(
    full: Consultation, aid: DecisionAid
) -> None:
    ache = aid.outcomes[0].model_copy(update={"serious": True})
    told = started("test-9998", NOW, full.aid)

    paper = written(told, aid.model_copy(update={"outcomes": (ache,)}))

    for heading in ("Benefits and risks", "About this letter"):
        assert "The numbers are about groups of people." in words_of(paper, heading)


@pytest.mark.parametrize(("answer", "is_told"), [(None, True), ("yes", False)])
def test_a_question_about_the_record_that_nobody_asked_is_told(
    full: Consultation, aid: DecisionAid, answer: str | None, *, is_told: bool
) -> None:
    told = moves.answer(full, "start.agrees_to_record", answer)

    words = words_of(written(told, aid), "About this letter")

    assert ("Nobody wrote down whether you agree to a record" in words) == is_told


@LENGTHS
def test_the_aids_own_advice_stands_beside_what_was_agreed_unless_it_is_all_in_it(
    full: Consultation, aid: DecisionAid, *, is_short: bool
) -> None:
    heading = "When to get help" if is_short else "When to get help, and from whom"
    whole = moves.write(full, "deciding.safety_net", f"Well: {' '.join(aid.safety_net)}\nAnd ring")

    beside = words_of(written(full, aid, is_short=is_short), heading)
    within = words_of(written(whole, aid, is_short=is_short), heading)

    assert "If it gets worse, ring 111" in beside
    assert "From the decision aid" in beside
    assert all(words in beside for words in aid.safety_net)
    assert "From the decision aid" not in within


def test_an_answer_to_a_question_has_its_source(full: Consultation, aid: DecisionAid) -> None:
    words = words_of(written(full, aid), "What we talked about")

    assert "Yes, you can. Source: A made-up press, 2025." in words


@pytest.mark.parametrize(
    ("label", "opening"),
    [("Tommy", "For the parent or carer of: Tommy"), ("", "For the parent or carer")],
)
def test_a_letter_about_a_child_is_for_the_parent(
    full: Consultation, aid: DecisionAid, label: str, opening: str
) -> None:
    for_a_child = aid.model_copy(update={"decided_by": "parent"})

    told = moves.write(full, "start.label", label)

    assert written(told, for_a_child).opening[0] == opening
