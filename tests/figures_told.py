"""Reads figures back out of what people are shown, and holds them against the file.

A page is taken apart into what it says of each option. From each part the file's own words are
taken away; whatever numbers are left must be the file's numbers, in order and with nothing extra.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from tests.figures_in_file import FileFigure, FileOutcome

PEOPLE = "●○·"
HOW_SURE = "How sure:"
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_PICTURE = re.compile(rf"[{PEOPLE}]+(?: [{PEOPLE}]+)*")
_SOURCES_KEY = "(F10)"


@dataclass
class Told:
    """A page, taken apart."""

    head: str = ""
    options: dict[str, str] = field(default_factory=dict)
    """An option's id to what the page says of it."""
    drawn: dict[str, tuple[int, int]] = field(default_factory=dict)
    """An option's id to how many people are drawn as affected, and how many as not."""
    foot: str = ""


def flowing(lines: Iterable[str]) -> str:
    """Return lines as one line with single blanks."""
    return " ".join(" ".join(lines).split())


def phrase(words: str) -> str:
    """Return a pattern for words that may be wrapped at blanks and after hyphens."""
    wrapped = r"\s+".join(re.escape(word).replace(r"\-", r"\-\s*") for word in words.split())
    return rf"(?<!\w){wrapped}(?!\w)"


@lru_cache(maxsize=20_000)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(phrase(words))


@lru_cache(maxsize=2000)
def _known(words: frozenset[str]) -> re.Pattern[str] | None:
    with_digits = sorted((w for w in words if re.search(r"\d", w)), key=len, reverse=True)
    return re.compile("|".join(map(phrase, with_digits)), re.I) if with_digits else None


def numbers_in(text: str, words: Iterable[str] = ()) -> list[Fraction]:
    """Return the numbers of a text in order, once the words that are known are taken away."""
    known = _known(frozenset(words))
    left = known.sub(" ", text) if known else text
    return [Fraction(number.replace(",", "")) for number in _NUMBER.findall(left)]


def says(text: str, words: str) -> bool:
    """Whether a text holds these words, wherever its lines end."""
    return _pattern(words).search(text) is not None


def outcomes_at_fault(faults: Iterable[str]) -> set[str]:
    """Return the ids of the outcomes that faults are about."""
    return {re.split(r"[,:]", fault)[0] for fault in faults}


def read_people(lines: Sequence[str], outcome: FileOutcome) -> Told:
    """Take a page of people apart, or the page of words that stands where no picture fits."""
    rows = [number for number, line in enumerate(lines) if _is_picture(line)]
    if not rows:
        return read_words(lines, outcome)
    starts = [found.start() for found in _PICTURE.finditer(lines[rows[0]])]
    ends = [*starts[1:], None]
    is_alone = len(starts) == 1
    foot = len(lines)
    if not is_alone:
        foot = next(n for n, line in enumerate(lines) if line.startswith(HOW_SURE))
    told = Told()
    first = len(lines)
    for start, end in zip(starts, ends, strict=True):
        cells = [line[start:end] for line in lines]
        top = next(n for n, cell in enumerate(cells) if _is_picture(cell))
        option, above = _named_above(cells, top, outcome, is_alone=is_alone)
        people = [n for n in range(top, len(lines)) if _is_picture(cells[n])]
        glyphs = "".join(cells[n] for n in people)
        told.drawn[option] = (glyphs.count("●"), glyphs.count("○") + glyphs.count("·"))
        told.options[option] = flowing(cells[people[-1] + 1 : foot])
        first = min(first, above)
        if is_alone:
            told.options[option], _, told.foot = told.options[option].partition(HOW_SURE)
    told.foot += flowing(lines[foot:])
    turn = lines[first : first + is_alone]
    told.head = flowing([*lines[:first], *(_without_names(line, outcome) for line in turn)])
    return told


def _is_picture(line: str) -> bool:
    return bool(line.strip()) and set(line) <= set(f"{PEOPLE} ")


def _named_above(
    cells: Sequence[str], top: int, outcome: FileOutcome, *, is_alone: bool
) -> tuple[str, int]:
    """Return the option that a picture belongs to, and the line at which its name begins."""
    for start in range(top - 1, -1, -1):
        above = flowing(cells[start:top])
        for figure in outcome.figures:
            names = (figure.name, figure.short_name)
            if above in names or (
                is_alone
                and any(re.fullmatch(rf"{re.escape(n)} \d+ of \d+ .*", above) for n in names)
            ):
                return figure.option, start
    raise AssertionError(f"no option is named above a picture of {outcome.id}")


def _without_names(line: str, outcome: FileOutcome) -> str:
    """Return what stands beside the name of an option, such as "2 of 3"."""
    return re.sub("|".join(map(phrase, _names(outcome))), "", line)


def _names(outcome: FileOutcome) -> list[str]:
    names = [name for figure in outcome.figures for name in (figure.name, figure.short_name)]
    return sorted(names, key=len, reverse=True)


def read_words(lines: Sequence[str], outcome: FileOutcome) -> Told:
    """Take a page apart on which each option's words stand under its name."""
    told = Told()
    places: list[tuple[int, str]] = []
    for number, line in enumerate(lines):
        goes_on = number > 0 and lines[number - 1].rstrip().endswith(",")
        named = [f.option for f in outcome.figures if line.strip() in (f.name, f.short_name)]
        if named and not goes_on:
            places.append((number, named[0]))
    told.head = flowing(lines[: places[0][0]])
    ends = [*(number for number, _ in places[1:]), len(lines)]
    for (number, option), end in zip(places, ends, strict=True):
        if option in told.options:
            raise AssertionError(f"{option} stands twice on the page of {outcome.id}")
        told.options[option] = flowing(lines[number + 1 : end])
    last = places[-1][1]
    told.options[last], _, told.foot = told.options[last].partition(HOW_SURE)
    return told


def head_faults(
    told: Told, outcome: FileOutcome, denominator: int, place: tuple[int, int]
) -> list[str]:
    """Return what is wrong above the options: whom the figures are about, and any other number."""
    faults = []
    if not says(told.head, f"{denominator:,} {outcome.group}"):
        faults.append(f"{outcome.id}: the page does not say {denominator:,} {outcome.group}")
    figures = sum(figure.count is not None for figure in outcome.figures)
    left = numbers_in(told.head, outcome.words)
    for expected in (*place, denominator):
        if expected not in left:
            return [*faults, f"{outcome.id}: {expected} is missing above the options"]
        left.remove(Fraction(expected))
    if left and told.drawn:
        first, *between = map(int, left)
        last = first + len(told.drawn) - 1
        turn = [figures] if len(told.drawn) == 1 else [last, figures]
        if between == turn and 1 <= first <= last <= figures:
            return faults
    return faults + [f"{outcome.id}: {left} stand above the options"] * bool(left)


def option_faults(
    outcome: FileOutcome,
    figure: FileFigure,
    words: str,
    denominator: int,
    *,
    is_sentence: bool = False,
    beside: FileFigure | None = None,
    may_lack_range: bool = False,
) -> list[str]:
    """Return what is wrong with the words of one option: a number, its place, or what it counts.

    is_sentence: whether the denominator stands before the count.
    beside: the figure from which the difference must be told.
    may_lack_range: whether the page may be too small for anything behind the two counts.
    """
    where = f"{outcome.id}, {figure.option}"
    shown = numbers_in(words, (*outcome.words, *figure.arithmetic))
    numbers = figure.told(outcome.denominator, denominator)
    if not numbers:
        faults = [] if says(words, figure.reason) else [f"{where}: the reason is missing"]
        return faults + [f"{where}: {shown} where there is no figure"] * bool(shown)
    count, others, *ends = numbers
    more = " more" if outcome.is_extra else ""
    needed = [f"{count:,}{more} {outcome.affected}", f"{others:,} {outcome.unaffected}"]
    before = [denominator] if is_sentence else []
    between: list[int] = []
    if beside is not None:
        change = count - beside.told(outcome.denominator, denominator)[0]
        told = (
            f"{abs(change):,} {'more' if change > 0 else 'fewer'}" if change else "the same number"
        )
        needed.append(f'"{beside.name}": {told} out of {denominator:,} {outcome.affected}')
        between = [abs(change), denominator] if change else [denominator]
    fitting = [[*before, count, others, *between, *ends]]
    if may_lack_range and re.search(phrase(needed[1]) + r"\s*$", words):
        fitting.append([*before, count, others])
    faults = [f"{where}: the words lack {part!r}" for part in needed if not says(words, part)]
    return faults + [f"{where}: {shown} in place of {fitting[0]}"] * (shown not in fitting)


def _beside(
    outcome: FileOutcome, order: Sequence[FileFigure], figure: FileFigure
) -> FileFigure | None:
    """Return the figure that another is set beside in words: the first of those it may be."""
    if figure.count is None or not outcome.is_fair or outcome.is_extra:
        return None
    alike = [f for f in order if outcome.may_compare(f.option, figure.option)]
    first = next(f for f in alike if f.count is not None)
    return None if first.option == figure.option else first


def people_faults(
    told: Told, outcome: FileOutcome, denominator: int, place: tuple[int, int]
) -> list[str]:
    """Return what is wrong with a page of people."""
    if not outcome.is_whole_out_of(denominator):
        return [f"{outcome.id}: not exact out of {denominator:,}"]
    faults = head_faults(told, outcome, denominator, place)
    figures = {figure.option: figure for figure in outcome.figures}
    is_short = len(told.drawn) == 1
    for option, words in told.options.items():
        faults += option_faults(
            outcome, figures[option], words, denominator, may_lack_range=is_short
        )
    for option, people in told.drawn.items():
        if people != figures[option].told(outcome.denominator, denominator)[:2]:
            faults.append(f"{outcome.id}, {option}: {people} are drawn")
    without = [f for f in outcome.figures if f.count is None]
    left = numbers_in(told.foot.replace(_SOURCES_KEY, ""), outcome.words)
    unnamed = [f for f in without if f.option not in told.options]
    unnamed = [f for f in unnamed if not says(told.head, f.short_name)]
    allowed: list[list[int]] = [[]]
    if unnamed:
        allowed = [[len(without)]]
    return faults + [f"{outcome.id}: {left} beneath the figures"] * (left not in allowed)


def words_faults(
    told: Told, outcome: FileOutcome, denominator: int, place: tuple[int, int]
) -> list[str]:
    """Return what is wrong with a page of words; every option must be on it."""
    if not outcome.is_whole_out_of(denominator):
        return [f"{outcome.id}: not exact out of {denominator:,}"]
    faults = head_faults(told, outcome, denominator, place)
    figures = {figure.option: figure for figure in outcome.figures}
    faults += [f"{outcome.id}, {name}: not on the page" for name in figures.keys() - told.options]
    order = [figures[option] for option in told.options]
    for figure in order:
        faults += option_faults(
            outcome,
            figure,
            told.options[figure.option],
            denominator,
            is_sentence=True,
            beside=_beside(outcome, order, figure),
        )
    left = numbers_in(told.foot.replace(_SOURCES_KEY, ""), outcome.words)
    return faults + [f"{outcome.id}: {left} beneath the figures"] * bool(left)
