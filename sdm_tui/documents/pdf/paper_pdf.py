"""A page for a person as PDF: tagged for screen readers (PDF/UA-1), with its fonts inside.

typst (the optional extra "pdf") sets the page from data; no word of it is ever read as markup. The
same page gives the same bytes. Noto Sans lies beside this file under the SIL Open Font License.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from sdm_tui.documents.paper import (
    Chapter,
    Listed,
    Paper,
    Picture,
    Piece,
    PrintSize,
    Room,
    Table,
    Words,
)
from sdm_tui.documents.pdf.missing_letters import in_words, named_in, reported, wholes
from sdm_tui.documents.people_picture import per_row
from sdm_tui.documents.wording import visible
from sdm_tui.errors import MissingLetters, SdmError

SMALLER: Final = (14, 12)
"""Points that a short page is tried in, one after the other, until it fits on one side."""
_HERE: Final = Path(__file__).parent
_KINDS: Final = {Words: "words", Listed: "listed", Table: "table", Picture: "picture", Room: "room"}
MOST_MISSING: Final = 60
"""Different characters that no font has, after which a page is in a script that none has."""
_NAMED: Final = 8
"""So many of them are named to a person."""


def paper_pdf(
    paper: Paper,
    at: datetime,
    size: PrintSize = 16,
    *,
    fits_one_page: bool = False,
    spells_out: bool = False,
) -> bytes:
    """Return the page as PDF.

    at: the moment that the file says it was made at. size: of the print, in points. fits_one_page:
    an ordinary print is made smaller, down to 12 points, where the page then fits on one side;
    large print never is. spells_out: a character that no font has is written by its name, such as
    [thumbs up sign]. Raises SdmError where typst is not installed, and MissingLetters, which names
    them all, for characters that no font has and that are not to be spelt out.
    """
    try:
        import typst
    except ImportError as error:
        raise SdmError(
            "This copy of sdm-tui cannot write PDF. Nothing was written.",
            'Install it with its extra: pip install "sdm-tui[pdf]". Or write a web page, and '
            "print that from the browser.",
        ) from error
    data = _data(paper)
    make = partial(_made, typst, at=at, size=size, fits_one_page=fits_one_page)
    made = make(data, is_alone=True)
    if isinstance(made, str):
        # Fonts of this computer come in only where the bundled ones do not have a character, since
        # with them the same page may look otherwise elsewhere.
        made = make(data, is_alone=False)
    missing: list[str] = []
    while isinstance(made, str):
        found = reported(made)
        new = wholes(found, _texts(data)) if found is not None else []
        if not new or len(missing) > MOST_MISSING:
            raise _missing(missing) if missing else _fault()
        missing += new
        for whole in new:
            data = _with(data, whole, in_words(whole))
        made = make(data, is_alone=False)
    if missing and not spells_out:
        raise _missing(missing)
    return made


def _made(
    typst: Any,
    data: dict[str, Any],
    *,
    is_alone: bool,
    at: datetime,
    size: PrintSize,
    fits_one_page: bool,
) -> bytes | str:
    """Return the file, or what typst says is wrong; is_alone: with the bundled fonts only."""
    text = json.dumps(data, ensure_ascii=False)
    usual: dict[str, Any] = {
        "input": _HERE / "paper.typ",
        "root": _HERE,
        "font_paths": [_HERE / "fonts"],
        "ignore_system_fonts": is_alone,
    }
    points = int(size)
    if fits_one_page and size == min(size, 16):
        points = _points_that_fit(typst, usual, text, points)
    try:
        return bytes(
            typst.compile(
                **usual,
                format="pdf",
                sys_inputs={"paper": text, "size": str(points)},
                pdf_standards=["ua-1"],
                timestamp=int(at.timestamp()),
            )
        )
    except typst.TypstError as error:
        return str(error)


def _points_that_fit(typst: Any, usual: dict[str, Any], data: str, points: int) -> int:
    for tried in (points, *SMALLER):
        inputs = {"paper": data, "size": str(tried)}
        found = typst.query(
            usual["input"],
            "<pages>",
            field="value",
            one=True,
            sys_inputs=inputs,
            root=usual["root"],
            font_paths=usual["font_paths"],
            ignore_system_fonts=usual["ignore_system_fonts"],
        )
        if int(json.loads(found)) == 1:
            return tried
    return SMALLER[-1]


def _fault() -> SdmError:
    return SdmError(
        "The PDF could not be made, through a fault of this program. Nothing was written.",
        "Write a web page instead, and print that from the browser.",
    )


def _missing(missing: list[str]) -> MissingLetters:
    named = ", ".join(
        f"{visible(text)} ({' '.join(f'U+{ord(c):04X}' for c in text)})"
        for text in missing[:_NAMED]
    )
    more = f", and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    return MissingLetters(
        f"The PDF cannot show these characters with the fonts at hand: {named}{more}. Nothing was "
        "written.",
        "Have each written by its name (--spell-out), or write a web page instead, and print that "
        "from the browser.",
        tuple(dict.fromkeys(letter for whole in missing for letter in named_in(whole))),
    )


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in some data."""
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from _texts(part)
        case list() | tuple():
            for part in value:
                yield from _texts(part)


def _with(value: Any, whole: str, words: str) -> Any:
    """Return data in which other words stand for a character, wherever it is."""
    return _mapped(value, lambda text: text.replace(whole, words))


def _data(paper: Paper) -> dict[str, Any]:
    return {
        "title": _settable(paper.title),
        "language": paper.language,
        "marks": [_settable(mark) for mark in paper.marks],
        "opening": [_settable(line) for line in paper.opening],
        "chapters": [_chapter(chapter) for chapter in paper.chapters],
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "heading": _settable(chapter.heading),
        "level": chapter.level,
        "pieces": [_piece(piece) for piece in chapter.pieces],
    }


def _piece(piece: Piece) -> dict[str, Any]:
    data = {"kind": _KINDS[type(piece)], **_mapped(asdict(piece), _settable)}
    if isinstance(piece, Picture):
        del data["figure"]
        figure = piece.figure
        data |= {"count": figure.count, "denominator": figure.denominator}
        data["per_row"] = per_row(figure.denominator)
    return data


def _settable(text: str) -> str:
    """Return a text with its hidden characters spelt out.

    PDF/UA does not allow U+FEFF within a text; U+2060 does the same work there, unseen.
    """
    return visible(text).replace("\ufeff", "\u2060")


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Return data with each of its texts changed."""
    match value:
        case str():
            return change(value)
        case dict():
            return {name: _mapped(part, change) for name, part in value.items()}
        case list() | tuple():
            return [_mapped(part, change) for part in value]
        case _:
            return value
