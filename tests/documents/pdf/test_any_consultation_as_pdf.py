"""The letter of any consultation as PDF: every word that was typed is in it, or is named."""

import re
import unicodedata
from dataclasses import replace
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sdm_tui.aids.model import DecisionAid
from sdm_tui.documents.forms import form
from sdm_tui.documents.notices import REHEARSAL
from sdm_tui.documents.pdf.missing_letters import name_of
from sdm_tui.documents.wording import trimmed, visible
from sdm_tui.errors import MissingLetters
from tests.documents.pdf.test_paper_pdf import text_of
from tests.documents.rich import material
from tests.documents.talks import PRIVATE, consultations, typed_words

RIGHT_TO_LEFT: Final = {"R", "AL", "AN"}
HYPHENS: Final = "-\u2010"
FILLERS: Final = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs by category, drawn as nothing, so that a reader of PDF drops them."""


def flat(text: str) -> str:
    """Return what is left of a text whose ligatures, spaces, marks and unseen characters go.

    A reader of PDF gives ligatures as their letters, and says a letter again for its marks. Hyphens
    go too, since a long word in a table gets one where its line ends.
    """
    return "".join(
        c
        for c in unicodedata.normalize("NFKD", text)
        if unicodedata.category(c)[0] not in "CMZ" and c not in FILLERS + HYPHENS
    )


def said_in(content: bytes) -> list[str]:
    """Return what each page says, without what stands at its head and at its foot."""
    pages = re.split(r"Page \d+ of \d+", text_of(content).replace(REHEARSAL, ""))
    return [flat(page) for page in pages]


def holds(pages: list[str], run: str, *, is_in_cell: bool) -> bool:
    """Return whether pages hold a piece of text, which a page may end in the middle of.

    is_in_cell: it stands in a table, where the other cells of its row stand between its parts.
    """
    if run in "".join(pages):
        return True
    return is_in_cell and any(
        run[:end] in page and run[end:] in following
        for page, following in pairwise(pages)
        for end in range(1, len(run))
    )


def runs(words: str, missing: tuple[str, ...]) -> list[str]:
    """Return the longest pieces of a text that a reader of PDF must give in one piece.

    A piece ends where characters are missing, unseen, or bear marks. In a line that also runs from
    right to left punctuation moves, so only its Latin words are looked for.
    """
    seen = visible(trimmed(words))
    if any(unicodedata.bidirectional(c) in RIGHT_TO_LEFT for c in seen):
        return re.findall(r"[A-Za-z][A-Za-z0-9]*", seen)
    gone = re.escape("".join(missing) + FILLERS)
    ended = "".join(
        "\0" if re.match(f"[{gone}]", c) or (unicodedata.category(c)[0] == "C" and c != "\n") else c
        for c in seen
    )
    marked = "".join("\1" if unicodedata.category(c)[0] == "M" else c for c in ended)
    return [run for piece in re.split("\0|.?\1+", marked, flags=re.DOTALL) if (run := flat(piece))]


@pytest.mark.usefixtures("only_bundled")
@pytest.mark.parametrize("name", ["letter-pdf", "letter-short-pdf"])
@settings(
    # a smaller example would take minutes of setting pages to find
    phases=[Phase.explicit, Phase.generate],
    max_examples=15,
    deadline=None,
    # the fixtures are frozen values, so every example may share them
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data())
def test_the_letter_of_any_consultation_holds_every_word_or_names_what_it_cannot_show(
    aid: DecisionAid, name: str, data: st.DataObject
) -> None:
    told = data.draw(consultations(aid))
    asked = material(told, data.draw(st.sampled_from((aid, None))))
    typed = "".join(typed_words(told))
    missing: tuple[str, ...] = ()
    made = b""
    try:
        made = form(name).make(asked)
    except MissingLetters as error:
        missing = error.letters
    named = form(name).make(replace(asked, spells_out=True))

    assert set(missing) <= set(typed)
    assert (made == named) if not missing else not made
    said = said_in(named)
    assert flat(PRIVATE) not in "".join(said)
    for letter in missing:
        assert holds(said, flat(name_of(letter)), is_in_cell=True)
    if name == "letter-pdf":
        in_cells = {words for each in told.deciding.actions for words in typed_words(each)}
        for words in typed_words(told):
            for run in runs(words, missing):
                assert holds(said, run, is_in_cell=words in in_cells), (run, words)
