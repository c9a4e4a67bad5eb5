"""The table with one row for each of the aid's values that a person rated."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sdm_tui.consultation.model import Rating
from sdm_tui.documents.tables.case import Case
from sdm_tui.documents.tables.columns import Column, Table


@dataclass(frozen=True)
class _Rated:
    """One of the aid's values, as one person rated it."""

    key: str
    value: str
    rating: Rating


def _each(case: Case) -> Iterator[_Rated]:
    given = case.consultation.what_matters.ratings
    for value in case.aid.values if case.aid else ():
        if (rating := given.get(value.id)) is not None:
            yield _Rated(case.key, value.id, rating)


RATINGS: Final = Table(
    "ratings",
    "One row for each of the aid's values that was rated. What people added themselves is not "
    "told. Where the aid's text was not at hand there are none.",
    (
        Column[_Rated](
            "row_key", "key", "The consultation, as in consultations.", lambda rated: rated.key
        ),
        Column[_Rated](
            "value_id", "text", "The aid's id of what may matter.", lambda rated: rated.value
        ),
        Column[_Rated](
            "rating",
            "whole number",
            "How much it matters, 0 (not important) to 10 (matters most). Empty: not sure.",
            lambda rated: rated.rating if isinstance(rated.rating, int) else None,
        ),
        Column[_Rated](
            "not_sure",
            "true or false",
            'Whether the person said "not sure".',
            lambda rated: not isinstance(rated.rating, int),
        ),
    ),
    _each,
)
