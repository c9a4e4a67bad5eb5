"""What must agree between the parts of an aid's file.

These checks work on the plain data, whether or not the models accept it, so that an author hears of
every fault at once. Each fault carries the path to the value at fault.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from sdm_tui.aids.places import Fault, Place, names, out_of_order, parts, texts
from sdm_tui.aids.printed import printed_otherwise, worked_out_otherwise
from sdm_tui.aids.score_references import faults_in_scores

_YES_OR_NO: Final = TypeAdapter(bool)
_DATE: Final = TypeAdapter(date)


def faults_between_parts(data: dict[str, Any], folder: str | None) -> Iterator[Fault]:
    """Yield every disagreement between the parts of an aid.

    folder: the name of the folder that holds the file, which must equal the slug; None when the
    file stands alone.
    """
    slug = data.get("slug")
    if folder is not None and isinstance(slug, str) and slug != folder:
        yield ("slug",), f'the slug must be the name of its folder, "{folder}"'
    language = data.get("language")
    if isinstance(language, str) and language != "en-GB":
        words = "this must be en-GB: other languages stand beside this file, as aid.cy.yaml"
        yield ("language",), words
    yield from _dates(data)
    yield from _repeated_names(data)
    options = names(data, "options", "id")
    if options and not any(_says(o, "status_quo") is True for _, o in parts(data, "options")):
        yield ("options",), "one option must be carrying on as now (status_quo: true)"
    for index, outcome in parts(data, "outcomes"):
        yield from _outcome(("outcomes", index), outcome, options, data)
    yield from faults_in_scores(data)
    has_outcomes = data.get("outcomes") or data.get("scores")
    if not has_outcomes and not data.get("no_outcomes_reason"):
        yield ("outcomes",), 'an aid without outcomes needs a "no_outcomes_reason"'
    yield from _unknown_names(data)
    for index, row in parts(data, "practical_grid"):
        answers = row.get("answers")
        if isinstance(answers, dict):
            place: Place = ("practical_grid", index, "answers")
            for option in sorted(options - answers.keys()):
                yield place, f'there is no answer for the option "{option}"'
            for option in sorted(answers.keys() - options):
                yield (*place, option), f'"{option}" is not one of this aid\'s options'


def _dates(data: dict[str, Any]) -> Iterator[Fault]:
    try:
        reviewed = _DATE.validate_python(data.get("last_reviewed"))
        due = _DATE.validate_python(data.get("review_due"))
    except ValidationError:
        return
    if due <= reviewed:
        yield ("review_due",), "the next review must come after the last one"


def _repeated_names(data: dict[str, Any]) -> Iterator[Fault]:
    for section, name in (
        ("options", "id"),
        ("outcomes", "id"),
        ("values", "id"),
        ("sources", "key"),
        ("scores", "id"),
    ):
        seen: set[str] = set()
        for index, part in parts(data, section):
            value = part.get(name)
            if isinstance(value, str):
                if value in seen:
                    yield (section, index, name), f'"{value}" is used twice'
                seen.add(value)


def _outcome(
    place: Place, outcome: dict[str, Any], options: set[str], data: dict[str, Any]
) -> Iterator[Fault]:
    estimates = list(parts(outcome, "estimates"))
    for missing in sorted(options - names(outcome, "estimates", "option")):
        yield (
            (*place, "estimates"),
            f'there is no estimate for "{missing}": give one, or basis "none"',
        )
    yield from _groups(place, outcome, options)
    yield from out_of_order(
        place, "estimates", outcome, [o.get("id") for _, o in parts(data, "options")]
    )
    denominator = outcome.get("denominator")
    seen: set[str] = set()
    for index, estimate in estimates:
        at: Place = (*place, "estimates", index)
        option = estimate.get("option")
        if isinstance(option, str) and options and option not in options:
            yield (*at, "option"), f'"{option}" is not one of this aid\'s options'
        if isinstance(option, str):
            if option in seen:
                yield (*at, "option"), f'there are two estimates for "{option}"'
            seen.add(option)
        for end in ("count", "high"):
            count = estimate.get(end)
            if isinstance(count, int) and isinstance(denominator, int) and count > denominator:
                yield (*at, end), f"{count} is more than the denominator, {denominator}"
        if estimate.get("basis") == "second-hand" and outcome.get("certainty") != "not stated":
            yield (*at, "basis"), 'with a second-hand figure, certainty must be "not stated"'
        yield from worked_out_otherwise(at, estimate)
        yield from printed_otherwise(at, estimate, denominator)
    counted = [e for _, e in estimates if isinstance(e.get("count"), int)]
    is_unfair = len(counted) > 1 and _says(outcome, "fair_comparison") is False
    if is_unfair and not outcome.get("caution"):
        yield place, 'figures that cannot be compared fairly need a "caution"'


def _groups(place: Place, outcome: dict[str, Any], options: set[str]) -> Iterator[Fault]:
    """Yield what is wrong with the groups of options that may be looked at side by side."""
    groups = outcome.get("compare_only_within")
    if not isinstance(groups, list) or not groups:
        return
    told: set[str] = set()
    for index, group in enumerate(groups):
        for position, option in enumerate(group if isinstance(group, list) else []):
            where: Place = (*place, "compare_only_within", index, position)
            if not isinstance(option, str):
                continue
            if option not in options:
                yield where, f'"{option}" is not one of this aid\'s options'
            elif option in told:
                yield where, f'"{option}" is in two groups'
            told.add(option)
    for option in sorted(options - told):
        words = f'"{option}" is in no group: give it a group, of its own if need be'
        yield (*place, "compare_only_within"), words


def _unknown_names(data: dict[str, Any]) -> Iterator[Fault]:
    sources = names(data, "sources", "key")
    outcomes = names(data, "outcomes", "id") | names(data, "scores", "id")
    for index, value in parts(data, "values"):
        for position, outcome in enumerate(texts(value, "touches")):
            if outcome not in outcomes:
                yield (
                    ("values", index, "touches", position),
                    f'"{outcome}" is not one of this aid\'s outcomes',
                )
    cited: list[tuple[Place, dict[str, Any]]] = [
        (("questions", index), question) for index, question in parts(data, "questions")
    ]
    for index, part in parts(data, "outcomes"):
        cited += [
            (("outcomes", index, "estimates", number), estimate)
            for number, estimate in parts(part, "estimates")
        ]
    for place, part in cited:
        for position, key in enumerate(texts(part, "sources")):
            if key not in sources:
                yield (
                    (*place, "sources", position),
                    f'"{key}" is not one of this aid\'s sources',
                )


def _says(part: dict[str, Any], name: str) -> bool | None:
    """Return a yes or no as the model reads it, so that "no" without quotes counts as one."""
    try:
        return _YES_OR_NO.validate_python(part.get(name))
    except ValidationError:
        return None
