"""How easy a set of texts is to read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdm_tui.aids.checks.reading_ease import measure, sentences, words_of


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Ask Dr. Snow. Then wait.", ["Ask Dr. Snow.", "Then wait."]),
        ("It rose by 1.5 points. That is all.", ["It rose by 1.5 points.", "That is all."]),
        ("Fruit, e.g. apples. Eat it.", ["Fruit, e.g. apples.", "Eat it."]),
        ("Does it hurt? No. Stop", ["Does it hurt?", "No.", "Stop"]),
        ("A heading\n\nA text.", ["A heading", "A text."]),
        ("One line\nand the next.", ["One line and the next."]),
        ('He said "wait." Then he left.', ['He said "wait."', "Then he left."]),
        ("Call 111. 20 people did.", ["Call 111.", "20 people did."]),
        ("Go to www.nhs.uk and ask.", ["Go to www.nhs.uk and ask."]),
        ("Take vitamin D. Then wait.", ["Take vitamin D.", "Then wait."]),
        ("  ", []),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, parted: list[str]) -> None:
    assert sentences(text) == parted


def test_a_hyphened_word_a_figure_and_an_address_are_one_word_each() -> None:
    assert words_of("Well-known: 1,036 (or 1.5%) at nhs.uk - isn't it?") == [
        "Well-known",
        "1,036",
        "or",
        "1.5%",
        "at",
        "nhs.uk",
        "isn't",
        "it",
    ]


def test_the_score_and_the_grade_are_those_of_the_published_formulas() -> None:
    # 10 words, 2 sentences, 14 syllables, counted by hand.
    ease = measure([(("a",), "The doctor looks at it. People are often very glad.")])

    assert (ease.words, ease.sentences) == (10, 2)
    assert ease.score == pytest.approx(206.835 - 1.015 * 5 - 84.6 * 1.4)
    assert ease.grade == pytest.approx(0.39 * 5 + 11.8 * 1.4 - 15.59)
    assert ease.age == pytest.approx(ease.grade + 5)


def test_a_text_without_a_full_stop_is_a_sentence_of_its_own() -> None:
    ease = measure([(("title",), "A cold knee"), (("options", 0, "name"), "Wait and see")])

    assert ease.sentences == 2


def test_long_sentences_are_told_with_their_place_the_longest_first() -> None:
    texts = [(("a",), "la " * 21), (("b",), "la " * 20), (("c",), "la " * 30)]

    hardest = measure(texts).hardest_sentences

    assert [(s.place, s.words) for s in hardest] == [(("c",), 30), (("a",), 21)]


def test_long_words_are_told_with_how_often_they_stand_there() -> None:
    texts = [(("a",), "Osteoarthritis and osteoarthritis, or an operation."), (("b",), "1,777")]

    assert measure(texts).hardest_words == (("osteoarthritis", 2), ("operation", 1))


def test_shorter_words_read_more_easily() -> None:
    easy = measure([(("a",), "The pill can help you with the pain.")])
    hard = measure([(("a",), "Pharmacological analgesia facilitates symptomatic improvement.")])

    assert easy.score > 90
    assert hard.score < 0
    assert easy.age < hard.age


def test_no_text_has_no_reading_ease() -> None:
    assert measure([(("a",), " - ")]).words == 0


@given(st.lists(st.text()))
def test_any_texts_can_be_measured(texts: list[str]) -> None:
    ease = measure([(("a",), text) for text in texts])

    assert ease.words >= ease.sentences >= 0
    assert ease.age >= 0
