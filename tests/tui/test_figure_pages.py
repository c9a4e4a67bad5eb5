"""The pages of figures: what is drawn is what the figure says, at any size of window."""

from hypothesis import given
from hypothesis import strategies as st

from sdm_tui.aids.figures import AFFECTED, UNAFFECTED_100, UNAFFECTED_1000
from sdm_tui.aids.model import Outcome
from sdm_tui.aids.parts import Estimate
from sdm_tui.consultation.contents import TalkedOption
from sdm_tui.tui.stages.figure_pages import people_page, words_page

OPTIONS = [
    TalkedOption(name, f"The option called {name}", name, None, None)
    for name in ("wait", "tablet", "cream")
]
COUNTS = st.integers(0, 100)


def outcome(counts: list[int | None], denominator: int) -> Outcome:
    """Return an outcome with these counts, in the order of the options."""
    return Outcome.model_validate(
        {
            "id": "itch",
            "name": "Still itchy",
            "kind": "harm",
            "horizon": "after 2 weeks",
            "denominator": denominator,
            "reference_class": "people with a rash",
            "affected": "still itched",
            "unaffected": "did not itch",
            "fair_comparison": True,
            "certainty": "low",
            "certainty_why": "One small trial.",
            "estimates": [
                Estimate(option=option.id, basis="read", count=count, sources=("TRIAL",))
                if count is not None
                else Estimate(option=option.id, basis="none", reason="Nobody counted.")
                for option, count in zip(OPTIONS, counts, strict=True)
            ],
        }
    )


def people(text: str, glyph: str) -> int:
    """Return how many people of a kind are drawn: rows of words do not count."""
    rows = [row for row in text.splitlines() if row.strip() and set(row) <= set("●○· ")]
    return sum(row.count(glyph) for row in rows)


@given(
    counts=st.lists(COUNTS, min_size=3, max_size=3),
    denominator=st.sampled_from([100, 1000]),
    width=st.integers(30, 140),
    height=st.integers(3, 60),
    first=st.integers(0, 5),
)
def test_as_many_people_are_drawn_as_the_figures_on_the_page_say(
    counts: list[int], denominator: int, width: int, height: int, first: int
) -> None:
    shown = outcome([count * denominator // 100 for count in counts], denominator)

    page = people_page(
        shown,
        OPTIONS,
        first=first,
        denominator=denominator,
        width=width,
        height=height,
        is_marked=False,
        place="1 of 1",
    )

    on_page = counts[page.first : page.first + page.count]
    scale = page.denominator // 100
    other = UNAFFECTED_100 if page.denominator == 100 else UNAFFECTED_1000
    assert people(page.content.plain, AFFECTED) == sum(on_page) * scale
    assert people(page.content.plain, other) == sum(100 - count for count in on_page) * scale


@given(
    counts=st.lists(st.none() | COUNTS, min_size=3, max_size=3),
    width=st.integers(30, 140),
    height=st.integers(3, 60),
)
def test_every_option_is_named_on_the_way_and_what_has_no_figure_is_never_drawn(
    counts: list[int | None], width: int, height: int
) -> None:
    shown = outcome(counts, 100)
    pages = [
        people_page(
            shown,
            OPTIONS,
            first=first,
            denominator=100,
            width=width,
            height=height,
            is_marked=False,
            place="1 of 1",
        )
        for first in range(3)
    ]

    text = " ".join(" ".join(page.content.plain.split()) for page in pages)

    unnamed = f"Enter shows {counts.count(None)} with no figure"
    assert all(option.id in text for option in OPTIONS) or unnamed in text
    assert all(page.count <= sum(c is not None for c in counts) for page in pages)
    assert all("after 2 weeks" in " ".join(p.content.plain.split()) for p in pages)
    if None in counts:
        assert "No reliable figure" in text or unnamed in text


@given(counts=st.lists(COUNTS, min_size=3, max_size=3), width=st.integers(40, 140))
def test_words_say_both_framings_that_sum_to_the_denominator(counts: list[int], width: int) -> None:
    shown = outcome(list(counts), 100)

    text = words_page(shown, OPTIONS, denominator=100, width=width, is_marked=False, place="1 of 1")

    words = " ".join(text.plain.split())
    for count in counts:
        assert f"{count} still itched, and {100 - count} did not itch." in words


def apart(counts: list[int]) -> Outcome:
    """Return an outcome whose options come from two studies that must not be compared."""
    return outcome(list(counts), 100).model_copy(
        update={"compare_only_within": (("wait", "cream"), ("tablet",))}
    )


@given(width=st.integers(30, 140), height=st.integers(3, 60), first=st.integers(0, 5))
def test_options_that_must_not_be_compared_never_stand_on_one_picture_page(
    width: int, height: int, first: int
) -> None:
    shown = apart([60, 30, 42])

    page = people_page(
        shown,
        OPTIONS,
        first=first,
        denominator=100,
        width=width,
        height=height,
        is_marked=False,
        place="1 of 1",
    )

    drawn = people(page.content.plain, AFFECTED)
    assert drawn in {0, 60, 42, 102, 30}


def test_turning_reaches_every_option_although_they_stand_apart() -> None:
    shown = apart([60, 30, 42])

    pages = [
        people_page(
            shown,
            OPTIONS,
            first=first,
            denominator=100,
            width=100,
            height=30,
            is_marked=False,
            place="1 of 1",
        )
        for first in range(3)
    ]

    drawn = [people(page.content.plain, AFFECTED) for page in pages]
    assert drawn == [102, 102, 30]
    assert "other studies" in pages[0].content.plain


def test_no_difference_is_told_between_options_that_must_not_be_compared() -> None:
    page = words_page(
        apart([60, 30, 42]),
        OPTIONS,
        denominator=100,
        width=100,
        is_marked=False,
        place="1 of 1",
    )

    text = " ".join(page.plain.split())
    assert "18 fewer out of 100" in text
    assert "30 fewer" not in text
    assert "12 fewer" not in text
    assert text.index("do not compare") > text.index("18 fewer")
