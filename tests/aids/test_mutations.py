"""How many careless edits of the bundled aids the checker catches, by kind of edit.

A sample is tried here; `python -m tests.aids.mutations` tries every one and prints the shares.
"""

from collections.abc import Callable

import pytest

from tests.aids.mutations import KINDS, missed, slugs

SAMPLE = 4
"""Edits of each kind that are tried on each aid."""

MOST = ["a source dropped"]
"""A source that only a remark to the clinician names is not missed by anything yet."""
CATCHES_ALL = sorted(KINDS.keys() - {*MOST, "a practical line doubled"})


@pytest.mark.parametrize("slug", slugs())
@pytest.mark.parametrize("kind", CATCHES_ALL)
def test_the_checker_catches_every_edit_of_this_kind(
    kind: str, slug: str, record_property: Callable[[str, object], None]
) -> None:
    tried, not_caught = missed(kind, slug, SAMPLE)

    record_property("caught", f"{tried - len(not_caught)} of {tried}")
    assert not_caught == []


@pytest.mark.parametrize("kind", MOST)
def test_the_checker_catches_nine_in_ten_edits_of_this_kind(
    kind: str, record_property: Callable[[str, object], None]
) -> None:
    results = [missed(kind, slug, 2 * SAMPLE) for slug in slugs()]

    tried = sum(count for count, _ in results)
    lost = [place for _, not_caught in results for place in not_caught]
    record_property("caught", f"{tried - len(lost)} of {tried}")
    assert len(lost) * 10 <= tried, lost
