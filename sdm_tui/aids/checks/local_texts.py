"""The rules about an aid's words, run over what an overlay adds to it."""

from collections.abc import Iterable, Iterator

from sdm_tui.aids.checks.rule import Rule
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.overlay import Overlay, local_rows, local_support
from sdm_tui.aids.places import Place


def broken_rules(
    aid: DecisionAid, overlay: Overlay, rules: Iterable[Rule]
) -> Iterator[tuple[Rule, Place, str]]:
    """Yield each breach in the local texts with its place in the overlay.

    The rules see the whole aid with the local rows in it, as a person does; what they find
    elsewhere in the aid is the aid's own matter and is passed over.
    """
    rows, supports = local_rows(aid, overlay), local_support(overlay)
    data = aid.model_dump(mode="json", exclude_none=True)
    sections: dict[str, tuple[int, list[Place]]] = {}
    for name, added in (("practical_grid", rows), ("further_support", supports)):
        sections[name] = (len(data.get(name, ())), [place for place, _ in added])
        data[name] = [
            *data.get(name, ()),
            *(part.model_dump(mode="json") for _, part in added),
        ]
    for rule in rules:
        for place, words in rule.search(data):
            here = _in_overlay(overlay, place, sections)
            if here is not None:
                yield rule, here, words


def _in_overlay(
    overlay: Overlay, place: Place, sections: dict[str, tuple[int, list[Place]]]
) -> Place | None:
    """Return where in the overlay a place of the whole aid comes from; None for the aid's own."""
    if len(place) < 2 or place[0] not in sections:
        return None
    index = place[1]
    of_aid, added = sections[str(place[0])]
    if not isinstance(index, int) or index < of_aid or index - of_aid >= len(added):
        return None
    start, rest = added[index - of_aid], place[2:]
    if start != ("waiting_times",):
        return (*start, *rest)
    for number, waiting in enumerate(overlay.waiting_times):
        if rest[-1:] == (waiting.option,):
            return ("waiting_times", number, "text")
    return start
