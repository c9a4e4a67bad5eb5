from typing import Any

from sdm_tui.aids.checks.printed_twice import figure_typed_once
from tests.aids.scored import scored_aid
from tests.aids.sound import sound_data


def places(data: dict[str, Any]) -> list[tuple[str | int, ...]]:
    return [place for place, _ in figure_typed_once.search(data)]


def test_a_figure_that_is_typed_once_is_told() -> None:
    data = sound_data()
    del data["outcomes"][0]["estimates"][0]["in_source"]

    assert places(data) == [("outcomes", 0, "estimates", 0, "count")]


def test_a_range_that_is_typed_once_is_told() -> None:
    data = sound_data()
    del data["outcomes"][0]["estimates"][0]["range_in_source"]

    assert places(data) == [("outcomes", 0, "estimates", 0, "low")]


def test_figures_that_are_typed_twice_or_worked_out_are_fine() -> None:
    assert places(sound_data()) == []


def test_the_rows_of_a_published_table_are_typed_twice_too() -> None:
    data = scored_aid().model_dump(mode="json", include={"scores"})

    assert places(data)[:5] == [("scores", 0, "table", row) for row in range(5)]
    published = ("scores", 1, "published", 0, "estimate")
    assert places(data)[5:] == [(*published, "count"), (*published, "low")]
