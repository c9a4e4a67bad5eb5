"""What changed between two versions of an aid, as text for a reviewer and as data."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from sdm_tui.aids.comparing import GROUPS, Change
from sdm_tui.documents.page import Block, Item, at_margin, lay_out
from sdm_tui.documents.wording import visible

NOTHING: Final = "Nothing differs: the two files are the same, letter for letter."
SAME_CONTENT: Final = (
    "Same content; the file's text differs (comments, quotes, spaces or where lines break)."
)
_SHORT: Final = 40
"""Characters; longer values stand below each other, so that they can be read side by side."""
_MOST: Final = 3
"""Places; a text that differs in more of them is read anew."""


@dataclass(frozen=True)
class Compared:
    """Two versions of an aid and what changed between them."""

    before: str
    """Which file the first version is in, for the reader."""
    after: str
    changes: tuple[Change, ...]
    same_text: bool
    """Whether the two files are the same, letter for letter."""


def as_text(compared: Compared, width: int = 76) -> str:
    """Return what changed, grouped, wrapped at `width` characters; the files' names are whole."""
    top = visible(f"Before: {compared.before}\nAfter:  {compared.after}\n\n")
    if not compared.changes:
        same = NOTHING if compared.same_text else SAME_CONTENT
        return top + at_margin((same,), width).rstrip("\n")
    blocks = (
        Block(group, tuple(i for c in compared.changes if c.group == group for i in _items(c)))
        for group in GROUPS
    )
    return top + lay_out(tuple(block for block in blocks if block.items), width).rstrip("\n")


def as_data(compared: Compared) -> dict[str, Any]:
    """Return what changed as data: "before" and "after" of a change are null where it has none."""
    return {
        "before": compared.before,
        "after": compared.after,
        "same_content": not compared.changes,
        "same_text": compared.same_text,
        "changes": [asdict(change) for change in compared.changes],
    }


def as_json(compared: tuple[Compared, ...], only_before: list[str], only_after: list[str]) -> str:
    """Return several comparisons as JSON.

    only_before, only_after: the aids that just one side has.
    """
    data = {
        "compared": [as_data(one) for one in compared],
        "only_before": only_before,
        "only_after": only_after,
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _items(change: Change) -> Iterator[Item]:
    before, after = change.before, change.after
    if before is not None and after is not None:
        yield Item(change.what)
        if max(len(before), len(after)) <= _SHORT and "\n" not in before + after:
            yield Item(f"{before} became {after}", 1)
            return
        yield Item(f"was: {before}", 1)
        yield Item(f"now: {after}", 1)
        yield from (Item(words, 1) for words in _words_that_differ(before.split(), after.split()))
        return
    yield Item(f"{change.what}: {'added' if before is None else 'removed'}")
    for line in (before or after or "").splitlines():
        yield Item(line, 1)


def _words_that_differ(before: list[str], after: list[str]) -> Iterator[str]:
    """Yield where two long texts part, so that one changed word is not overlooked."""
    if before == after:
        yield "(spaces or line breaks are all that differs)"
        return
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    parted = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    if len(parted) > _MOST or matcher.ratio() < 1 / 2:
        return
    for kind, i1, i2, j1, j2 in parted:
        old, new = " ".join(before[i1:i2]), " ".join(after[j1:j2])
        if kind == "replace":
            yield f'("{old}" became "{new}")'
        else:
            yield f'("{old or new}" was {"taken out" if old else "put in"})'
