from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sdm_tui.aids.marked import AidUnreadable, Fault
from sdm_tui.aids.reading import LARGEST, content_hash, parse_aid, read_aid
from tests.aids.invented import INVENTED_PATH, INVENTED_TEXT, invented_aid

BOM = b"\xef\xbb\xbf"


def faults_in(content: bytes, path: Path = INVENTED_PATH) -> list[Fault]:
    with pytest.raises(AidUnreadable) as unreadable:
        parse_aid(content, path)
    return unreadable.value.faults


def spoiled(old: str, new: str) -> str:
    """Return the invented aid with its first `old` replaced."""
    assert old in INVENTED_TEXT
    return INVENTED_TEXT.replace(old, new, 1)


def line_and_column(text: str, needle: str) -> tuple[int, int]:
    """Return where `needle` stands, counted by hand as an editor does."""
    assert text.count(needle) == 1
    before = text[: text.index(needle)].split("\n")
    return len(before), len(before[-1]) + 1


def only_fault(content: bytes) -> tuple[tuple[int, int], str]:
    (fault,) = faults_in(content)
    return (fault.line, fault.column), fault.message


def test_an_aid_without_faults_is_read(tmp_path: Path) -> None:
    path = tmp_path / "blue-thumb" / "aid.yaml"
    path.parent.mkdir()
    path.write_bytes(INVENTED_TEXT.encode())

    aid = read_aid(path)

    assert aid.title == "What shall I do about my blue thumb?"
    assert [option.id for option in aid.options] == ["wait", "cream"]
    assert [len(outcome.estimates) for outcome in aid.outcomes] == [2, 2, 2]


@pytest.mark.parametrize(
    "content",
    [
        BOM + INVENTED_TEXT.encode(),
        INVENTED_TEXT.replace("\n", "\r\n").encode(),
        BOM + INVENTED_TEXT.replace("\n", "\r\n").encode(),
        INVENTED_TEXT.rstrip("\n").encode(),
        b"# A note to authors\n\n" + INVENTED_TEXT.encode(),
    ],
    ids=["byte order mark", "Windows line ends", "both", "no last line end", "a comment on top"],
)
def test_how_an_editor_saves_a_file_changes_nothing_in_the_aid(content: bytes) -> None:
    assert parse_aid(content, INVENTED_PATH) == invented_aid()


def test_letters_beyond_english_are_kept() -> None:
    text = spoiled("A friend", "Siân Ó Briain, 李")

    aid = parse_aid(text.encode(), INVENTED_PATH)

    assert aid.further_support[0].name == "Siân Ó Briain, 李"


@pytest.mark.parametrize("mark", [b"", BOM], ids=["plain", "after a byte order mark"])
def test_a_file_saved_as_windows_1252_is_refused_in_plain_words_at_its_place(mark: bytes) -> None:
    text = spoiled("A friend", "A “friend”")

    place, words = only_fault(mark + text.encode("cp1252"))

    assert place == line_and_column(text, "“friend”")
    assert words == "this file is not saved as UTF-8: save it again, choosing UTF-8"


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_a_file_saved_as_what_some_editors_call_unicode_is_refused_at_its_first_letter(
    encoding: str,
) -> None:
    place, words = only_fault(INVENTED_TEXT.encode(encoding))

    assert place == (1, 1)
    assert words == "this file is not saved as UTF-8: save it again, choosing UTF-8"


def test_a_column_counts_letters_and_not_bytes() -> None:
    text = spoiled("A friend", "Siân")

    place, _ = only_fault(text.encode().replace("Siân".encode(), "Siân é".encode() + b"\xe9"))

    line, column = line_and_column(text, "Siân")
    assert place == (line, column + len("Siân é"))


def test_a_bad_byte_straight_after_a_line_end_stands_in_the_next_line() -> None:
    place, _ = only_fault(BOM + b"a: 1\n\xe9: 2\n")

    assert place == (2, 1)


def test_a_byte_order_mark_takes_up_no_column() -> None:
    place, _ = only_fault(BOM + b"a: \xe9\n")

    assert place == (1, 4)


NOT_YAML = {
    "a tab for indentation": ("    name: Use a cream", "\tname: Use a cream", "\t", "a tab"),
    "a name twice": (
        "country: Nowhere\n",
        "country: Nowhere\naudience: All\n",
        "audience: All",
        "twice",
    ),
    "a quotation mark left open": (
        "whole page",
        '"whole page',
        None,
        "a quotation mark is not closed",
    ),
    "a colon in a text": ("Do nothing]", "Do nothing]\n    x: Do: nothing", ": nothing", "quotes"),
    "a text that starts with a star": ("Patience", "*Patience*", "*Patience*", "quotes"),
    "a line too far left": (
        "    title: A page",
        "   title: A page",
        "title: A page",
        "not indented",
    ),
    "a missing colon": ("country: Nowhere", "country Nowhere", None, 'a ":" is missing'),
    "a character that cannot be seen": ("Patience", "Pati\x0bence", "\x0b", "delete it"),
    "brackets without end": ("[Do nothing]", "[" * 9000, None, "too many levels of brackets"),
    "a second document": ("options:\n", "---\noptions:\n", "---", "another document"),
}


@pytest.mark.parametrize(
    ("old", "new", "needle", "words"),
    NOT_YAML.values(),
    ids=NOT_YAML.keys(),
)
def test_text_that_is_not_yaml_is_refused_in_plain_words(
    old: str, new: str, needle: str | None, words: str
) -> None:
    text = spoiled(old, new)

    place, message = only_fault(text.encode())

    assert words in message
    if needle is not None:
        assert place == line_and_column(text, needle)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"# only a comment\n", BOM, b"- a list\n", b"some words\n", b"42\n", b"[]\n"],
)
def test_a_file_that_does_not_start_with_names_is_told_so(content: bytes) -> None:
    assert only_fault(content) == ((1, 1), 'an aid starts with names such as "title:"')


SPARE_SOURCE = "sources:\n  - {key: spare, title: T, publisher: P, year: Y, url: U, part_read: P}\n"

MODEL_FAULTS: dict[str, tuple[str, str, str, str]] = {
    "a number for text": (
        'year: "2026"\n    url: https://example.invalid/a',
        "year: 2031\n    url: https://example.invalid/a",
        "2031",
        "sources.MADE-UP.year: this must be text (put it in quotes)",
    ),
    "text for a number": (
        "count: 60",
        "count: sixty",
        "sixty",
        "outcomes.still-blue.estimates.wait.count: write a whole number here, and nothing else",
    ),
    "a number in quotes": (
        "count: 60",
        'count: "60"',
        '"60"',
        "outcomes.still-blue.estimates.wait.count: write a whole number here, and nothing else",
    ),
    "part of a person": (
        "count: 60",
        "count: 60.5",
        "60.5",
        "outcomes.still-blue.estimates.wait.count: write a whole number here, and nothing else",
    ),
    "fewer than nobody": (
        "low: 50",
        "low: -50",
        "-50",
        "outcomes.still-blue.estimates.wait.low: this must be 0 or more",
    ),
    "a number without end": (
        "count: 60",
        "count: 0x" + "f" * 9000,
        "0xf",
        "outcomes.still-blue.estimates.wait.count: write a whole number here, and nothing else",
    ),
    "an empty line for text": (
        "country: Nowhere",
        "country: ''",
        "''",
        "country: this is empty",
    ),
    "text for a list": (
        "sources: [MADE-UP-2]\n",
        "sources: MADE-UP-2\n",
        "MADE-UP-2\npractical_grid",
        'questions.1.sources: this must be a list: lines that start with "- "',
    ),
    "text for names with values": (
        "living_with: {body: Sticky, mind: As now, daily_life: As now}",
        "living_with: sticky",
        "sticky",
        "options.cream.living_with: this must be lines with a name, a colon and a value",
    ),
    "perhaps for yes or no": (
        "serious: true",
        "serious: perhaps",
        "perhaps",
        "outcomes.thumb-loss.serious: this must be true or false",
    ),
    "a name with a spelling mistake": (
        "glossary:",
        "glosary:",
        "glosary:",
        'glosary: "glosary" is not a name that is known here (did you mean "glossary"?)',
    ),
    "a line left out": (
        "    name: Strange smell\n",
        "",
        "id: smell",
        'outcomes.smell.name: a "name" line is missing here',
    ),
    "a word that is not one of a few": (
        "measure: extra",
        "measure: more",
        "more",
        "outcomes.smell.measure: this must be one of: 'people' or 'extra'",
    ),
    "a denominator of its own": (
        "denominator: 100\n",
        "denominator: 250\n",
        "250",
        "outcomes.still-blue.denominator: this must be one of: 100 or 1000",
    ),
    "a short list": (
        "  - id: little-fuss\n    text: Little fuss\n",
        "",
        "values:",
        "values: this list needs at least 3",
    ),
    "a long name": (
        "short_name: Cream",
        "short_name: Cream from the chemist on the corner",
        "Cream from",
        "options.cream.short_name: this is longer than 22 characters",
    ),
    "a title that does not ask": (
        "title: What shall I do about my blue thumb?",
        "title: My blue thumb",
        "My blue",
        'title: the title must be a question that ends in "?"',
    ),
    "a version of one number": (
        "version: 1.0.0",
        "version: one",
        "one\npublished",
        "version: a version looks like 1.0.0",
    ),
    "a source's key in small letters": (
        "sources:\n  - key: MADE-UP\n",
        SPARE_SOURCE + "  - key: MADE-UP\n",
        "spare",
        "sources.spare.key: a source's key is in capitals, digits and hyphens",
    ),
    "an id with a space": (
        "id: no-smell",
        "id: no smell",
        "no smell",
        "values.2.id: use lower case letters, digits and single hyphens",
    ),
    "a day that does not exist": (
        "published: 2026-01-01",
        "published: 2026-02-30",
        "2026-02-30",
        "published: this must be a day that exists, as in 2026-11-22",
    ),
    "a day in words": (
        "published: 2026-01-01",
        "published: New Year",
        "New Year",
        "published: this must be a day that exists, as in 2026-11-22",
    ),
    "no estimate with a count": (
        "        reason: We found no figure.",
        "        reason: We found no figure.\n        count: 3",
        "option: wait\n        basis: none",
        'outcomes.thumb-loss.estimates.wait: basis "none" cannot have a count or a range',
    ),
    "no estimate and no reason": (
        "        reason: We found no figure.\n",
        "",
        "option: wait\n        basis: none",
        'outcomes.thumb-loss.estimates.wait: basis "none" needs a "reason"',
    ),
    "an estimate without its count": (
        "        count: 1\n",
        "",
        "option: cream\n        basis: read",
        'outcomes.thumb-loss.estimates.cream: basis "read" needs a "count"',
    ),
    "a figure without a source": (
        "count: 1\n        sources: [MADE-UP]",
        "count: 1",
        "option: cream\n        basis: read",
        "outcomes.thumb-loss.estimates.cream: a figure needs at least one source",
    ),
    "a derived figure without arithmetic": (
        "        arithmetic: 60 x 0.7, rounded\n",
        "",
        "option: cream\n        basis: derived",
        'outcomes.still-blue.estimates.cream: a derived figure needs its "arithmetic"',
    ),
    "a second-hand figure from one source": (
        "[MADE-UP, MADE-UP-2]",
        "[MADE-UP-2]",
        "option: cream\n        basis: second-hand",
        "outcomes.smell.estimates.cream: a second-hand figure names both the page and the original",
    ),
    "a range with one end": (
        "        low: 50\n",
        "",
        "option: wait\n        basis: read",
        "outcomes.still-blue.estimates.wait: a range needs both low and high",
    ),
    "a count outside its range": (
        "low: 50",
        "low: 65",
        "option: wait\n        basis: read",
        "outcomes.still-blue.estimates.wait: the count must lie between low and high",
    ),
}

RULE_FAULTS: dict[str, tuple[str, str, str, str]] = {
    "a count above the denominator": (
        "count: 35",
        "count: 1035",
        "1035",
        "outcomes.smell.estimates.cream.count: 1035 is more than the denominator, 1000",
    ),
    "arithmetic that comes to something else": (
        "60 x 0.7, rounded",
        "60 x 0.8, rounded",
        "60 x 0.8",
        "outcomes.still-blue.estimates.cream.arithmetic: this comes to 48, but count says 42",
    ),
    "an estimate left out": (
        "      - option: wait\n        basis: none\n        reason: We found no figure.\n",
        "",
        "estimates:\n      - option: cream",
        'outcomes.thumb-loss.estimates: there is no estimate for "wait": give one, or basis "none"',
    ),
    "a source that is not listed": (
        "sources: [MADE-UP, MADE-UP-2]",
        "sources: [MADE-UP, HEARSAY]",
        "HEARSAY",
        'outcomes.smell.estimates.cream.sources.2: "HEARSAY" is not one of this aid\'s sources',
    ),
    "a slug that is not the folder's name": (
        "slug: blue-thumb",
        "slug: green-thumb",
        "green-thumb",
        'slug: the slug must be the name of its folder, "blue-thumb"',
    ),
    "a review that is over": (
        "review_due: 2027-01-02",
        "review_due: 2025-01-02",
        "2025-01-02",
        "review_due: the next review must come after the last one",
    ),
    "a review that is over, with a time of day": (
        "review_due: 2027-01-02",
        "review_due: 2025-01-02T00:00:00",
        "2025-01-02",
        "review_due: the next review must come after the last one",
    ),
    "an unfair comparison without a caution": (
        "fair_comparison: true\n    certainty: moderate",
        "fair_comparison: no\n    certainty: moderate",
        "id: still-blue",
        'outcomes.still-blue: figures that cannot be compared fairly need a "caution"',
    ),
}
EVERY_FAULT = MODEL_FAULTS | RULE_FAULTS


@pytest.mark.parametrize(
    ("old", "new", "needle", "message"), EVERY_FAULT.values(), ids=EVERY_FAULT.keys()
)
def test_a_fault_is_told_alone_with_its_line_and_column(
    old: str, new: str, needle: str, message: str
) -> None:
    text = spoiled(old, new)

    place, told = only_fault(text.encode())

    assert told == message
    assert place == line_and_column(text, needle)


def test_a_file_that_is_not_in_a_folder_of_aids_may_have_any_slug() -> None:
    text = spoiled("slug: blue-thumb", "slug: green-thumb")

    assert parse_aid(text.encode(), Path("draft.yaml")).slug == "green-thumb"


def test_two_faults_are_both_told_in_the_order_of_the_file() -> None:
    text = spoiled("arithmetic: 60 x 0.7", "arithmetic: 60 x 0.8").replace("one", "two", 1)
    text = text.replace("country: Nowhere\n", "").replace("key: MADE-UP-2", "key: made up")

    found = faults_in(text.encode())

    assert [fault.message.split(":")[0] for fault in found] == [
        "country",
        "outcomes.still-blue.estimates.cream.arithmetic",
        "outcomes.smell.estimates.cream.sources.2",
        "questions.1.sources.1",
        "sources.2.key",
    ]
    assert found == sorted(found)


@settings(max_examples=15, deadline=None)
@given(st.sets(st.sampled_from(sorted(EVERY_FAULT)), min_size=2, max_size=4))
def test_faults_in_different_parts_do_not_hide_each_other(names: set[str]) -> None:
    text, told = INVENTED_TEXT, set()
    for name in sorted(names):
        old, new, _, message = EVERY_FAULT[name]
        section = message.split(":")[0].split(".")[0]
        if section in told or section in {"sources", "questions"}:
            continue
        told.add(section)
        text = text.replace(old, new, 1)

    found = faults_in(text.encode()) if told else []

    assert told <= {fault.message.split(":")[0].split(".")[0] for fault in found}


def test_the_hint_names_file_line_and_column_of_every_fault() -> None:
    text = spoiled("count: 60", "count: sixty").replace("country: Nowhere", "country: ''")

    with pytest.raises(AidUnreadable) as unreadable:
        parse_aid(text.encode(), INVENTED_PATH)

    line, column = line_and_column(text, "sixty")
    assert unreadable.value.message == "2 faults in this file."
    assert unreadable.value.hint.splitlines()[1] == (
        f"{INVENTED_PATH}:{line}:{column}: "
        "outcomes.still-blue.estimates.wait.count: write a whole number here, and nothing else"
    )


def test_a_single_fault_is_not_called_faults() -> None:
    with pytest.raises(AidUnreadable) as unreadable:
        parse_aid(b"", INVENTED_PATH)

    assert unreadable.value.message == "1 fault in this file."


def test_a_file_that_is_not_there_is_told_of_without_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(AidUnreadable, match="cannot be opened: No such file"):
        read_aid(tmp_path / "blue-thumb" / "aid.yaml")


def test_a_folder_where_a_file_should_be_is_told_of_without_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(AidUnreadable, match="cannot be opened"):
        read_aid(tmp_path)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "aid.yaml"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)

    with pytest.raises(AidUnreadable, match="too large to be a decision aid"):
        read_aid(path)


@pytest.mark.parametrize(
    "content",
    [
        b"slug: [a]\n",
        b"options:\n- id: {a: 1}\n",
        b"&a\na: *a\n",
        b"a: &a [x]\nb: [*a, *a]\n",
        b"a: &a 1\nb: &a 2\n",
        b"a: " + b"[" * 100_000,
        b"a: " + b"[" * 200 + b"]" * 200,
        b"? [a, b]\n: 3\n",
        b"a: !!bool maybe\n",
        b"a: !!float maybe\n",
        b"a: !!set {b, c}\n",
        b"a: !!binary xx\n",
        b"a: !wand {b: 1}\n",
        b"a: " + b"9" * 9000 + b"\n",
        b"outcomes: [{denominator: .nan}]\n",
        b"last_reviewed: 2026-01-01T10:00:00\nreview_due: 2027-01-01\n",
        b"last_reviewed: 2026-01-01T10:00:00Z\nreview_due: 2027-01-01T10:00:00\n",
        b'"\\ud800": 1\n',
        b"%YAML 3.0\n---\na: 1\n",
    ],
)
def test_odd_yaml_is_refused_and_never_breaks_the_reader(content: bytes) -> None:
    assert faults_in(content)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
@example(b"\xff\xfe")
@example(b"\x00")
def test_no_bytes_break_the_reader(content: bytes) -> None:
    assert faults_in(content)


SIGNS = ("&a ", "*a ", "!!int ", "!x ", "<<: ", ": ", "- ", "  ", "---\n", "...\n", "|\n")
NAMES = ("options", "outcomes", "estimates", "id", "slug", "sources", "count", "2026-01-01", "1e3")
SNIPPETS = st.sampled_from("{}[]|>?#%~@`'\"\n\t1") | st.sampled_from(SIGNS) | st.sampled_from(NAMES)


@settings(max_examples=150, deadline=None)
@given(st.lists(SNIPPETS, max_size=20).map("".join))
def test_no_text_that_looks_like_yaml_breaks_the_reader(text: str) -> None:
    assert faults_in(text.encode())


LINES = INVENTED_TEXT.splitlines(keepends=True)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, len(LINES) - 1),
    st.lists(SNIPPETS, min_size=1, max_size=3).map("".join),
    st.integers(0, 3),
    st.integers(0, 40),
)
def test_a_slip_of_the_hand_is_either_harmless_or_told_within_the_file(
    line: int, typed: str, lost: int, column: int
) -> None:
    at = LINES[line]
    slipped = at[:column] + typed + at[column + lost :]
    text = "".join([*LINES[:line], slipped, *LINES[line + 1 :]])

    try:
        parse_aid(text.encode(), INVENTED_PATH)
        found = []
    except AidUnreadable as unreadable:
        found = unreadable.faults

    last = len(text.split("\n")) + 1
    assert all(1 <= fault.line <= last for fault in found)
    assert all(fault.column >= 1 and fault.message for fault in found)


def test_the_hash_of_an_aid_changes_with_any_character() -> None:
    content = INVENTED_TEXT.encode()

    assert content_hash(content) == content_hash(bytes(content))
    assert content_hash(content) != content_hash(content + b" ")
    assert len(content_hash(content)) == 64
