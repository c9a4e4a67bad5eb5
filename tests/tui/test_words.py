"""Hard words on a page, and what the person wants above a comparison."""

from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content
from textual.style import Style

from sdm_tui.aids.model import GlossaryEntry
from sdm_tui.tui.stages.options import OptionsStage
from sdm_tui.tui.widgets.glossary import WordFinder, words_in
from tests.tui.room import Opens

TERMS = [
    GlossaryEntry(term="quinsy", meaning="A pocket of pus."),
    GlossaryEntry(term="back-up prescription", meaning="One to use later."),
    GlossaryEntry(term="prescription", meaning="A paper for the chemist."),
]


def found(text: str) -> list[str]:
    return [f.entry.term for f in words_in(text, TERMS)]


def test_a_word_is_found_in_any_case_and_in_the_plural() -> None:
    assert found("Quinsy and prescriptions") == ["quinsy", "prescription"]


def test_a_word_within_another_word_is_not_found() -> None:
    assert found("quinsylike unprescription") == []


def test_the_longer_word_wins_where_two_overlap() -> None:
    assert found("a back-up\nprescription today") == ["back-up prescription"]


def test_a_word_counts_once_where_it_first_stands() -> None:
    assert [f.start for f in words_in("quinsy, quinsy", TERMS)] == [0]


@given(st.text(alphabet="quinsy prescrto-\nS", max_size=80))
def test_what_is_found_stands_where_it_is_said_to_stand(text: str) -> None:
    for word in words_in(text, TERMS):
        shown = " ".join(text[word.start : word.end].casefold().split())
        assert shown.removesuffix("s") == word.entry.term.removesuffix("s")


def inverted(content: Content) -> list[str]:
    """Return the words that are drawn the other way round."""
    return [
        content.plain[span.start : span.end]
        for span in content.spans
        if isinstance(span.style, Style) and span.style.reverse
    ]


def test_the_word_being_explained_stays_the_same_when_another_comes_in_before_it() -> None:
    words = WordFinder()
    words.glossary = TERMS
    words.begin()
    words.marked(Content("quinsy"))
    words.entry = TERMS[0]
    words.begin()

    page = words.marked(Content("a prescription for quinsy"))

    assert inverted(page) == ["quinsy"]
    assert words.entry == TERMS[0]
    assert words.at == 1


def test_no_word_is_being_explained_once_it_is_gone_from_the_page() -> None:
    words = WordFinder()
    words.glossary = TERMS
    words.begin()
    words.marked(Content("quinsy"))
    words.entry = TERMS[0]
    words.begin()

    page = words.marked(Content("a prescription"))
    words.finish()

    assert inverted(page) == []
    assert words.entry is None
    assert words.at is None


async def test_a_meaning_goes_with_its_word_when_the_page_changes(open_room: Opens) -> None:
    async with open_room((80, 40), aid="sore-throat-antibiotics", rehearsal=True) as room:
        await room.press("f3", "w")
        stage = room.app.screen.query_one(OptionsStage)
        entry = stage.words.entry
        assert entry is not None
        shown = room.words
        stage.words.glossary = [other for other in stage.words.glossary if other != entry]

        stage.draw()
        await room.pilot.pause()

        assert f"{entry.term}: {entry.meaning}" in shown
        assert f"{entry.term}: {entry.meaning}" not in room.words
        assert stage.words.at is None


async def test_w_goes_through_the_hard_words_of_a_page_and_then_stops(open_room: Opens) -> None:
    async with open_room((80, 40), aid="sore-throat-antibiotics", rehearsal=True) as room:
        await room.press("f3")
        screen = room.app.screen
        before = room.words

        await room.press("w")
        first = room.words

        assert first != before
        seen = screen.query_one(OptionsStage).words.seen
        assert f"{seen[0].term}: {seen[0].meaning}" in first
        await room.press(*["w"] * len(seen))
        assert f": {seen[0].meaning}" not in room.words


async def test_what_the_person_wants_stands_above_the_table_and_the_grid(open_room: Opens) -> None:
    async with open_room(aid="sore-throat-antibiotics", rehearsal=True) as room:
        await room.press("f2")
        await room.type("back at work by Monday")
        await room.press("f4", "v")
        table = room.words
        await room.press("f3", "g")

        assert 'What you want: "back at work by Monday"' in table
        assert 'What you want: "back at work by Monday"' in room.words


async def test_nothing_is_pinned_where_nothing_was_said(open_room: Opens) -> None:
    async with open_room(aid="sore-throat-antibiotics", rehearsal=True) as room:
        await room.press("f3", "g")

        assert "What you want" not in room.words
