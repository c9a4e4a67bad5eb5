"""What changed between two versions of an aid, in a reviewer's terms.

Every field of the aid is looked at, so that no change can slip by for want of a rule about it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Final, Literal, get_args

from sdm_tui.aids.field_words import field_words, part_words, value_words
from sdm_tui.aids.figures import frequency, no_figure_words
from sdm_tui.aids.model import DecisionAid, DecisionOption, Outcome, ValueStatement
from sdm_tui.aids.parts import Estimate, Part, Source
from sdm_tui.aids.score_model import (
    Effect,
    PublishedRow,
    Score,
    ScoredOutcome,
    ScoreInput,
    ScoreRow,
)

Group = Literal[
    "Serious harms", "Figures", "Scores", "Options", "Wording", "Sources", "Dates and making"
]
GROUPS: Final[tuple[Group, ...]] = get_args(Group)
"""In the order in which a reviewer should see them."""


@dataclass(frozen=True)
class Change:
    """One thing that differs between two versions of an aid."""

    group: Group
    what: str
    """The part and the field, for example 'Option "Wait and see": how long'."""
    before: str | None
    """What the first version says; None where it says nothing."""
    after: str | None
    """What the second version says; None where it says nothing."""


def compare(before: DecisionAid, after: DecisionAid) -> tuple[Change, ...]:
    """Return every change, the serious harms first; nothing where the content is the same."""
    names = {option.id: option.name for aid in (after, before) for option in aid.options}
    start = _At("Wording", options=names)
    found = [*_serious_harms(before, after, names), *_fields(before, after, start)]
    return tuple(sorted(found, key=lambda change: GROUPS.index(change.group)))


_GROUP_OF: Final[dict[str, Group]] = {
    "options": "Options",
    "outcomes": "Wording",
    "no_outcomes_reason": "Figures",
    "scores": "Scores",
    "sources": "Sources",
    **dict.fromkeys(
        (
            *("format", "slug", "country", "language", "version", "published", "last_reviewed"),
            *("review_due", "update_policy", "corrections", "funding", "interests", "authors"),
            *("development", "equality", "evidence_method"),
        ),
        "Dates and making",
    ),
}
"""The group of the aid's own fields; all others are wording."""

_OF_A_FIGURE: Final = frozenset(
    {
        *("kind", "serious", "key", "horizon", "denominator", "measure", "reference_class"),
        *("affected", "unaffected", "fair_comparison", "compare_only_within", "certainty"),
        "estimates",
    }
)
"""The fields of an outcome that change what its figures say; its others are wording."""

_KEYS: Final[dict[type[Part], Callable[[Any], str]]] = {
    DecisionOption: lambda part: str(part.id),
    Outcome: lambda part: str(part.id),
    ValueStatement: lambda part: str(part.id),
    Score: lambda part: str(part.id),
    ScoreInput: lambda part: str(part.id),
    Source: lambda part: str(part.key),
    Estimate: lambda part: str(part.option),
    Effect: lambda part: str(part.option),
    ScoreRow: lambda part: str(part.score),
    PublishedRow: lambda part: f"{part.score.normalize():f} {part.estimate.option}",
}
"""What names a part of a list in both versions; the others are matched by words and position."""

_IN_ONE: Final = frozenset(
    {"sources", "table_sources", "touches", "examples", "compare_only_within"}
)
"""Lists that are told as one value."""

Pair = tuple[Any, Any]
"""A thing in the first version and in the second; None where a version does not have it."""


@dataclass(frozen=True)
class _At:
    """How far the comparison has come."""

    group: Group
    names: tuple[str, ...] = ()
    denominators: tuple[int | None, int | None] = (None, None)
    options: Mapping[str, str] = field(default_factory=dict)
    """Each option's id to its name."""

    def within(self, name: str) -> "_At":
        """Return the place of a part inside this one."""
        return replace(self, names=(*self.names, name))

    def change(self, name: str, before: str | None, after: str | None) -> Change:
        """Return a change of something inside this part; name: "" for the part itself."""
        what = ": ".join(filter(None, (", ".join(self.names), name)))
        return Change(self.group, what[:1].upper() + what[1:], before, after)


def _fields(old: Part, new: Part, at: _At) -> Iterator[Change]:
    at = replace(at, denominators=_denominators((old, new), at.denominators))
    if old == new and at.denominators[0] == at.denominators[1]:
        return
    for name in type(old).model_fields:
        here = at
        if isinstance(old, DecisionAid):
            here = replace(at, group=_GROUP_OF.get(name, "Wording"))
        elif isinstance(old, Outcome) and name in _OF_A_FIGURE:
            here = replace(at, group="Figures")
        yield from _field(name, getattr(old, name), getattr(new, name), here)


def _denominators(
    pair: Pair, around: tuple[int | None, int | None]
) -> tuple[int | None, int | None]:
    """Return out of how many the counts of each version are."""
    first, second = (_denominator(part) or d for part, d in zip(pair, around, strict=True))
    return first, second


def _denominator(part: Part) -> int | None:
    if isinstance(part, Score):
        return part.outcome.denominator
    return part.denominator if isinstance(part, Outcome | ScoredOutcome) else None


def _field(name: str, old: Any, new: Any, at: _At) -> Iterator[Change]:
    """Yield the changes of one field, whatever it holds."""
    words = field_words(name)
    if isinstance(old, Part) or isinstance(new, Part):
        yield from _pair((old, new), at.within(words))
    elif isinstance(old, dict):
        for option in dict.fromkeys((*old, *new)):
            said = f'{words} for "{at.options.get(option, option)}"'
            if old.get(option) != new.get(option):
                yield at.change(said, old.get(option), new.get(option))
    elif isinstance(old, tuple) and any(isinstance(part, Part) for part in (*old, *new)):
        yield from _listed_parts(words, old, new, at)
    elif isinstance(old, tuple) and name not in _IN_ONE:
        for before, after in _aligned(old, new):
            if before != after:
                yield at.change(words, before, after)
    else:
        told = [value_words(name, v, d) for v, d in zip((old, new), at.denominators, strict=True)]
        if old != new or told[0] != told[1]:
            yield at.change(words, told[0], told[1])


def _listed_parts(
    words: str, old: tuple[Part, ...], new: tuple[Part, ...], at: _At
) -> Iterator[Change]:
    """Yield the changes of a list of parts: its order first, then part by part."""
    pairs = list(_matched(old, new))
    position = {id(part): index for index, part in enumerate(new)}
    kept = [pair for pair in pairs if all(pair)]
    kept_now = sorted(kept, key=lambda pair: position[id(pair[1])])
    if kept != kept_now:
        first, second = (
            ", ".join(part_words(pair[0], at.options) for pair in order)
            for order in (kept, kept_now)
        )
        yield at.change(f"order of {words}", first, second)
    for pair in pairs:
        part = pair[0] or pair[1]
        is_figures = isinstance(part, Outcome) and not all(pair)
        here = replace(at, group="Figures") if is_figures else at
        yield from _pair(pair, here.within(part_words(part, at.options)))


def _pair(pair: Pair, at: _At) -> Iterator[Change]:
    """Yield what changed in a part, or that it was added or removed, with all it says."""
    old, new = pair
    if old is not None and new is not None:
        yield from _fields(old, new, at)
        return
    told = [
        None if part is None else "\n".join(_told(part, denominator, at.options))
        for part, denominator in zip(pair, at.denominators, strict=True)
    ]
    yield at.change("", told[0], told[1])


def _told(
    part: Part, denominator: int | None, options: Mapping[str, str], inside: str = ""
) -> Iterator[str]:
    """Yield everything that a part says, a line for each field that was given."""
    denominator = _denominator(part) or denominator
    for name in type(part).model_fields:
        value, words = getattr(part, name), inside + field_words(name)
        several = value if isinstance(value, tuple) and name not in _IN_ONE else (value,)
        for one in several:
            if isinstance(one, Part):
                within = words if not isinstance(value, tuple) else part_words(one, options)
                yield from _told(one, denominator, options, f"{inside}{within}, ")
            elif isinstance(one, dict):
                for option, answer in one.items():
                    yield f'{words} for "{options.get(option, option)}": {answer}'
            elif said := value_words(name, one, denominator):
                yield f"{words}: {said}"


def _matched(old: tuple[Part, ...], new: tuple[Part, ...]) -> Iterator[Pair]:
    """Yield each part of two lists with its counterpart."""
    key = _KEYS.get(type((old + new)[0]))
    if key is None:
        # Words that both have keep their place; those between are taken one by one.
        yield from _aligned(old, new, lambda part: part_words(part, {}))
        return
    olds, news = _keyed(old, key), _keyed(new, key)
    for name in dict.fromkeys((*olds, *news)):
        yield olds.get(name), news.get(name)


def _keyed(parts: Iterable[Part], key: Callable[[Any], str]) -> dict[tuple[str, int], Part]:
    """Return parts by their name, numbered where one is used twice so that none is passed over."""
    seen: Counter[str] = Counter()
    found = {}
    for part in parts:
        name = key(part)
        found[name, seen[name]] = part
        seen[name] += 1
    return found


def _aligned(
    old: tuple[Any, ...], new: tuple[Any, ...], key: Callable[[Any], str] = str
) -> Iterator[Pair]:
    """Yield the entries of two lists beside each other, so that one more shifts no others."""
    matcher = SequenceMatcher(None, [key(o) for o in old], [key(n) for n in new], autojunk=False)
    for _, i1, i2, j1, j2 in matcher.get_opcodes():
        yield from zip_longest(old[i1:i2], new[j1:j2])


def _serious_harms(
    before: DecisionAid, after: DecisionAid, names: Mapping[str, str]
) -> Iterator[Change]:
    """Yield the serious harms that only one version lists, with their figures."""
    old, new = _serious(before, names), _serious(after, names)
    ids = [
        {outcome.id for outcome in aid.outcomes} | {score.id for score in aid.scores}
        for aid in (before, after)
    ]
    for key in dict.fromkeys((*old, *new)):
        if key not in old or key not in new:
            name, told = old[key] if key in old else new[key]
            stays = " (the outcome itself is in both)" if all(key in side for side in ids) else ""
            what = f'Serious harm "{name}"{stays}'
            pair = (told, None) if key in old else (None, told)
            yield Change("Serious harms", what, *pair)


def _serious(aid: DecisionAid, names: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return the name and the figures of each serious harm, by its id."""
    found = {
        outcome.id: (outcome.name, "\n".join(_figures(outcome, names)))
        for outcome in aid.outcomes
        if outcome.serious
    }
    scored = {
        score.id: (score.outcome.name, f"figures from {score.name}")
        for score in aid.scores
        if score.outcome.serious
    }
    return found | scored


def _figures(outcome: Outcome, names: Mapping[str, str]) -> Iterator[str]:
    for estimate in outcome.estimates:
        option = names.get(estimate.option, estimate.option)
        has_figure = frequency(outcome, estimate) is not None
        said = value_words("count", estimate.count, outcome.denominator)
        yield f"{option}: {said if has_figure else no_figure_words(estimate)}"
