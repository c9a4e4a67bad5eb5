"""Files that are no decision aids, each with the place and the beginning of what is said of it."""

from tests.aids.invented import INVENTED_TEXT

NOT_UTF_8 = "this file is not saved as UTF-8"
UNSEEN = "a character that cannot be shown stands here: delete it"
NO_NAMES = 'an aid starts with names such as "title:"'
TOO_DEEP = "there are too many levels of brackets or indentation"
TOO_MANY = "this file has far more parts than a decision aid"
WHOLE_NUMBER = (
    "outcomes.still-blue.estimates.wait.count: write a whole number here, and nothing else"
)


def _spoiled(old: str, new: str) -> bytes:
    assert old in INVENTED_TEXT
    return INVENTED_TEXT.replace(old, new, 1).encode("utf-8", "surrogatepass")


def _line(old: str) -> int:
    """Return the line of the invented aid in which a text first stands."""
    return INVENTED_TEXT[: INVENTED_TEXT.index(old)].count("\n") + 1


def _counted(written: str) -> tuple[bytes, str]:
    """Return the aid with something else for its first count, which stands in column 16."""
    return _spoiled("count: 60", f"count: {written}"), f"{_line('count: 60')}:16: {WHOLE_NUMBER}"


_LAST = INVENTED_TEXT.count("\n")

BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", f"1:1: {NO_NAMES}"),
    "comments": (b"# one\n# two\n", f"1:1: {NO_NAMES}"),
    "a list on top": (b"- title: A\n- title: B\n", f"1:1: {NO_NAMES}"),
    "a word": (b"hello\n", f"1:1: {NO_NAMES}"),
    "UTF-16, little end first": ("a: b\n".encode("utf-16-le"), f"1:1: {NOT_UTF_8}"),
    "UTF-16, big end first": ("a: b\n".encode("utf-16-be"), f"1:1: {NOT_UTF_8}"),
    "UTF-16 with its mark": (b"\xff\xfea\0:\0 \0b\0", f"1:1: {NOT_UTF_8}"),
    "UTF-32": ("a: b\n".encode("utf-32-be"), f"1:1: {NOT_UTF_8}"),
    "Windows-1252": (b"a: 1\nb: it\x92s\n", f"2:6: {NOT_UTF_8}"),
    "Latin-1": (b"a: Si\xe2n\n", f"1:6: {NOT_UTF_8}"),
    "half a letter at the end": ("a: \u00e9".encode()[:-1], f"1:4: {NOT_UTF_8}"),
    "a surrogate in UTF-8": (b"a: \xed\xa0\x80\n", f"1:4: {NOT_UTF_8}"),
    "a zero byte": (b"a: 1\nb: x\0y\n", f"2:5: {UNSEEN}"),
    "a bell": (b"a: 1\nb: \x07\n", f"2:4: {UNSEEN}"),
    "an escape code": (b"a: \x1b[31mred\n", f"1:4: {UNSEEN}"),
    "a name twice": (b"a: 1\nb: 2\na: 3\n", "3:1: this name is used twice in the same place"),
    "a tab": (b"a:\n\tb: 1\n", "2:1: a tab stands here: use spaces"),
    "an open bracket": (b"title: [\n", "2:1: "),
    "a bracket that closes nothing": (b"title: ]\n", "1:8: "),
    "an open quotation mark": (b'a: "b\nc: d\n', "3:1: a quotation mark is not closed"),
    "10,000 brackets": (b"a: " + b"[" * 10_000, f"1:43: {TOO_DEEP}"),
    "10,000 brackets with names": (b"{a: " * 10_000, f"1:158: {TOO_DEEP}"),
    "10,000 dashes in a line": (b"- " * 10_000, f"1:81: {TOO_DEEP}"),
    "10,000 question marks": (b"? " * 10_000, f"1:81: {TOO_DEEP}"),
    "900 levels of indentation": (
        "".join(f"{' ' * level}a:\n" for level in range(900)).encode(),
        f"40:40: {TOO_DEEP}",
    ),
    "30,000 entries": (b"a:\n" + b"- x\n" * 30_000, f"9999:3: {TOO_MANY}"),
    "an alias": (b"a: 1\nb: *a\n", '2:4: a text that starts with "*" needs quotes'),
    "an anchor": (b"a: &b 1\n", '1:4: a text that starts with "&" needs quotes'),
    "a bomb of aliases": (
        b"a: &a [x, x]\n" + b"b: &b [*a, *a]\n" * 30,
        '1:4: a text that starts with "&" needs quotes',
    ),
    "an aid that holds itself": (b"a: &a [*a]\n", '1:4: a text that starts with "&" needs quotes'),
    "a merge": (
        INVENTED_TEXT.encode() + b"<<: {country: X}\n",
        f'{_LAST + 1}:1: "<<" does not belong in an aid',
    ),
    "a merge of lists": (b"a:\n  <<: [1, 2]\n", '2:3: "<<" does not belong in an aid'),
    "a directive": (
        b"%YAML 1.1\n---\n" + INVENTED_TEXT.encode(),
        '1:1: a line that starts with "%" does not belong in an aid',
    ),
    "a directive of no version": (
        b"%YAML 9.9\n---\na: 1\n",
        '1:1: a line that starts with "%" does not belong in an aid',
    ),
    "a directive below a comment": (
        b"# A note\n\n%YAML 1.2\n---\na: 1\n",
        '3:1: a line that starts with "%" does not belong in an aid',
    ),
    "a directive for tags": (
        b"%TAG ! tag:example.invalid,2026:\n---\n" + INVENTED_TEXT.encode(),
        '1:1: a line that starts with "%" does not belong in an aid',
    ),
    "a second document": (
        INVENTED_TEXT.encode() + b"---\n" + INVENTED_TEXT.encode(),
        f"{_LAST + 1}:1: another document starts here: an aid is one document",
    ),
    "text after the end": (b"a: 1\n...\nb: 2\n", "3:1: another document starts here"),
    "a Python object": (
        b"a: 1\nb: !!python/object/apply:os.system [ls]\n",
        '2:4: a text that starts with "!" needs quotes',
    ),
    "a tag of its own": (
        _spoiled("development:", "development: !x"),
        f'{_line("development:")}:14: a text that starts with "!" needs quotes',
    ),
    "a huge whole number": _counted("9" * 5000),
    "a number beyond all numbers": _counted("1e999"),
    "no number": _counted(".nan"),
    "a number without end": _counted(".inf"),
    "an octal number with letters": _counted("0o9z"),
    "hours and minutes": _counted("1:30"),
    "a day that does not exist": (
        _spoiled("published: 2026-01-01", "published: 2026-02-30"),
        f"{_line('published: ')}:12: published: this must be a day that exists, as in 2026-11-22",
    ),
    "half of a character": (
        _spoiled("country: Nowhere", r'country: "\ud800"'),
        f"{_line('country: ')}:10: country: a character that cannot be shown",
    ),
    "a denominator of an estimate": (
        _spoiled("        low: 50", "        denominator: 1000\n        low: 50"),
        (
            f"{_line('        low: 50')}:9: outcomes.still-blue.estimates.wait.denominator: "
            '"denominator" is not a name that is known here'
        ),
    ),
    "an estimate for an option that is not there": (
        _spoiled("      - option: cream", "      - option: creme"),
        (
            f"{_line('estimates:')}:5: outcomes.still-blue.estimates: "
            'there is no estimate for "cream": give one, or basis "none"'
        ),
    ),
    "an estimate out of more than there are": (
        _spoiled("count: 60", "count: 101").replace(b"high: ", b"high: 10"),
        (
            f"{_line('count: 60')}:16: outcomes.still-blue.estimates.wait.count: "
            "101 is more than the denominator, 100"
        ),
    ),
    "a source that nobody defines": (
        _spoiled("sources: [MADE-UP]", "sources: [MADE-DOWN]"),
        (
            f"{_line('sources: [MADE-UP]')}:19: outcomes.still-blue.estimates.wait.sources.1: "
            '"MADE-DOWN" is not one of this aid\'s sources'
        ),
    ),
    "a number for a name": (
        INVENTED_TEXT.encode() + b"42: x\n",
        f'{_LAST + 1}:1: 42: "42" is not a name that is known here',
    ),
    "a name with letters swapped": (
        _spoiled("red_flags:", "red_falgs:"),
        (
            f"{_line('red_flags:')}:1: red_falgs: "
            '"red_falgs" is not a name that is known here (did you mean "red_flags"?)'
        ),
    ),
}
