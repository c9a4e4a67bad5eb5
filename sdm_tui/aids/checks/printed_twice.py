"""A rule that asks for each figure twice, so that a slip of the fingers is found."""

from collections.abc import Iterator
from typing import Any, Final

from sdm_tui.aids.checks.rule import Rule, rule
from sdm_tui.aids.places import Fault, Place, part, parts, text

_WORDS: Final = 'give the figure as the source prints it too, in "in_source"'
_RANGE_WORDS: Final = 'give the range as the source prints it too, in "range_in_source"'


@rule("figure-typed-once", "warning", "IPDASi quality 5")
def figure_typed_once(data: dict[str, Any]) -> Iterator[Fault]:
    """Ask that a figure seen in a source is typed a second time, as the source prints it.

    Our own rule: the reader holds the two against each other, and no other check can tell a
    mistyped count from a true one. Figures that were worked out have their arithmetic instead.
    """
    for index, outcome in parts(data, "outcomes"):
        for number, estimate in parts(outcome, "estimates"):
            yield from _once(("outcomes", index, "estimates", number), estimate)
    for index, score in parts(data, "scores"):
        if text(score, "table_basis") in {"read", "second-hand"}:
            for number, row in parts(score, "table"):
                if not isinstance(row.get("in_source"), str):
                    yield ("scores", index, "table", number), _WORDS
        for number, row in parts(score, "published"):
            place: Place = ("scores", index, "published", number, "estimate")
            yield from _once(place, part(row, "estimate"))


def _once(place: Place, estimate: dict[str, Any]) -> Iterator[Fault]:
    is_seen = text(estimate, "basis") in {"read", "second-hand"}
    has_proof = any(isinstance(estimate.get(name), str) for name in ("in_source", "arithmetic"))
    if is_seen and not has_proof:
        yield (*place, "count"), _WORDS
    has_range_proof = any(
        isinstance(estimate.get(name), str) for name in ("range_in_source", "arithmetic_low")
    )
    if is_seen and "low" in estimate and not has_range_proof:
        yield (*place, "low"), _RANGE_WORDS


PRINTED_RULES: Final[tuple[Rule, ...]] = (figure_typed_once,)
