"""Whatever people type stays whole in the data and readable in the text."""

import unicodedata
from typing import Final, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.changing import value_at
from sdm_tui.consultation.model import Consultation, Words
from sdm_tui.documents.data import as_json, read_json
from sdm_tui.documents.summary import person_summary
from sdm_tui.documents.text import as_text, visible
from sdm_tui.documents.wording import trimmed
from tests.documents.conftest import NOW, TODAY

HOSTILE: Final = (
    "[/b]",
    "{}",
    "{option}",
    "%s",
    "\x1b]0;x\x07",
    "\x9b2J",
    "\r\n",
    "\x85",
    "\u202e",
    "\u2028",
    "\ud83d",
    "\ude00",
    "\ufeff",
    "\x00",
    "\t",
    "\n\nAmendments\n----------\n",
    "-" * 90,
    "é" * 80,
    "</script>",
    '"',
    "\\",
    "\N{ZERO WIDTH JOINER}",
    "\N{HANGUL FILLER}",
    " ",
)
LIST_PLACES: Final = (
    *("value", "concern", "name", "involves", "good", "hard", "aside", "note"),
    *("asked", "said", "clarified", "what", "who", "when", "reason", "words"),
)
typed: Final = st.lists(
    st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(), max_size=20)), max_size=6
).map("".join)

usual: Final = settings(
    max_examples=60,
    deadline=None,
    # the fixtures are frozen values, so every example may share them
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def run_together(text: str) -> str:
    """Return a text without any white space: what wrapping cannot change."""
    return "".join(text.split())


def written_everywhere(consultation: Consultation, words: str) -> Consultation:
    told = consultation
    for place in get_args(moves.TextPlace):
        told = moves.write(told, place, words)
    told = moves.add_value(told, words)
    told = moves.describe_concern(told, "spiritual", words)
    told = moves.add_option(
        told, words, what_it_involves=words, good_points=words, hard_points=words
    )
    told = moves.set_aside(told, "added-option-1", words, NOW)
    told = moves.note_for_option(told, "added-option-1", words, NOW)
    told = moves.record_teach_back(told, words, words, words, NOW)
    told = moves.lean(told, "added-value-1", "added-option-1")
    told = moves.decide(told, "decided", "added-option-1")
    told = moves.plan_action(told, words, words, words)
    told = moves.seal(told, NOW)
    return moves.amend(told, f"a{words}", f"b{words}", NOW)


@usual
@given(words=typed)
def test_the_data_hold_every_typed_character_exactly(
    full: Consultation, aid: DecisionAid, words: str
) -> None:
    told = written_everywhere(full, words)

    back = read_json(as_json(told, aid, include_private=True)).consultation

    assert back == told


@usual
@given(words=typed, width=st.integers(min_value=0, max_value=120))
def test_the_text_holds_no_control_character_and_no_line_that_is_too_wide(
    full: Consultation, aid: DecisionAid, words: str, width: int
) -> None:
    text = as_text(written_everywhere(full, words), aid, today=TODAY, width=width)

    assert {c for c in text if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}} == {"\n"}
    assert all(len(line) <= max(width, 24) for line in text.split("\n"))
    text.encode()


@usual
@given(words=typed, place=st.sampled_from(sorted(get_args(moves.TextPlace))))
def test_the_text_holds_every_typed_character_up_to_wrapping(
    blank: Consultation, aid: DecisionAid, words: str, place: moves.TextPlace
) -> None:
    told = moves.write(blank, place, f"<{words}>")

    text = as_text(told, aid, today=TODAY, include_private=True)

    held: Words = value_at(told, place)
    assert run_together(visible(held)) in run_together(text)


@usual
@given(words=typed)
def test_words_that_were_put_in_lists_are_in_the_text_too(blank: Consultation, words: str) -> None:
    told = moves.add_value(blank, f"<value{words}>")
    told = moves.describe_concern(told, "family", f"<concern{words}>")
    told = moves.add_option(
        told,
        f"<name{words}>",
        what_it_involves=f"<involves{words}>",
        good_points=f"<good{words}>",
        hard_points=f"<hard{words}>",
    )
    told = moves.set_aside(told, "added-option-1", f"<aside{words}>", NOW)
    told = moves.note_for_option(told, "added-option-1", f"<note{words}>", NOW)
    told = moves.record_teach_back(
        told, f"<asked{words}>", f"<said{words}>", f"<clarified{words}>", NOW
    )
    told = moves.plan_action(told, f"<what{words}>", f"<who{words}>", f"<when{words}>")
    told = moves.amend(moves.seal(told, NOW), f"<reason{words}>", f"<words{words}>", NOW)

    text = run_together(as_text(told, None, today=TODAY))

    held = run_together(visible(told.amendments[0].words)).removeprefix("<words")
    assert held
    for place in LIST_PLACES:
        assert f"<{place}{held}" in text


@usual
@given(words=typed)
def test_typed_words_never_stand_at_the_margin(
    full: Consultation, aid: DecisionAid, words: str
) -> None:
    plain = as_text(written_everywhere(full, "x"), aid, today=TODAY)
    text = as_text(written_everywhere(full, words), aid, today=TODAY)

    at_margin = {line for line in text.split("\n") if line and not line.startswith(" ")}
    assert at_margin <= {line for line in plain.split("\n") if line}


@usual
@given(words=typed)
def test_the_summary_holds_own_words_trimmed_and_otherwise_as_typed(
    blank: Consultation, words: str
) -> None:
    told = moves.write(blank, "what_matters.hopes", f"{words}!")

    sections = person_summary(told, None, today=TODAY)

    hoped = trimmed(told.what_matters.hopes)
    assert sections[1].lines == (f'You said you hope for this: "{hoped}"',)
