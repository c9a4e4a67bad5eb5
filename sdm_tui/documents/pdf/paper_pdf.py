"""A page for a person as PDF: tagged for screen readers (PDF/UA-1), with its fonts inside.

typst (the optional extra "pdf") sets the page from data; no word of it is ever read as markup. The
same page gives the same bytes. Noto Sans lies beside this file under the SIL Open Font License.
"""

import json
import re
from dataclasses import asdict
from datetime import datetime
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
from sdm_tui.documents.people_picture import per_row
from sdm_tui.documents.wording import visible
from sdm_tui.errors import SdmError

SMALLER: Final = (14, 12)
"""Points that a short page is tried in, one after the other, until it fits on one side."""
_HERE: Final = Path(__file__).parent
_KINDS: Final = {Words: "words", Listed: "listed", Table: "table", Picture: "picture", Room: "room"}
_NOT_SHOWN: Final = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)


def paper_pdf(
    paper: Paper, at: datetime, size: PrintSize = 16, *, fits_one_page: bool = False
) -> bytes:
    """Return the page as PDF.

    at: the moment that the file says it was made at. size: of the print, in points. fits_one_page:
    an ordinary print is made smaller, down to 12 points, where the page then fits on one side;
    large print never is. Raises SdmError where typst is not installed, or a character cannot be
    shown: then it is named.
    """
    try:
        import typst
    except ImportError as error:
        raise SdmError(
            "This copy of sdm-tui cannot write PDF. Nothing was written.",
            'Install it with its extra: pip install "sdm-tui[pdf]". Or write a web page, and '
            "print that from the browser.",
        ) from error
    data = json.dumps(_data(paper), ensure_ascii=False)
    fault = ""
    # Fonts of this computer come in only where the bundled ones do not have a character, since
    # with them the same page may look otherwise elsewhere.
    for is_alone in (True, False):
        usual: dict[str, Any] = {
            "input": _HERE / "paper.typ",
            "root": _HERE,
            "font_paths": [_HERE / "fonts"],
            "ignore_system_fonts": is_alone,
        }
        points = int(size)
        if fits_one_page and size == min(size, 16):
            points = _points_that_fit(typst, usual, data, points)
        try:
            return bytes(
                typst.compile(
                    **usual,
                    format="pdf",
                    sys_inputs={"paper": data, "size": str(points)},
                    pdf_standards=["ua-1"],
                    timestamp=int(at.timestamp()),
                )
            )
        except typst.TypstError as error:
            fault = str(error)
    raise _not_set(fault)


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


def _not_set(fault: str) -> SdmError:
    missing = list(dict.fromkeys(_NOT_SHOWN.findall(fault)))
    if not missing:
        return SdmError(
            "The PDF could not be made, through a fault of this program. Nothing was written.",
            "Write a web page instead, and print that from the browser.",
        )
    named = ", ".join(f"{text} ({' '.join(f'U+{ord(c):04X}' for c in text)})" for text in missing)
    return SdmError(
        f"The PDF cannot show these characters with the fonts at hand: {named}. Nothing was "
        "written.",
        "Write a web page instead, and print that from the browser.",
    )


def _data(paper: Paper) -> dict[str, Any]:
    return {
        "title": visible(paper.title),
        "language": paper.language,
        "marks": [visible(mark) for mark in paper.marks],
        "opening": [visible(line) for line in paper.opening],
        "chapters": [_chapter(chapter) for chapter in paper.chapters],
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "heading": visible(chapter.heading),
        "level": chapter.level,
        "pieces": [_piece(piece) for piece in chapter.pieces],
    }


def _piece(piece: Piece) -> dict[str, Any]:
    data = {"kind": _KINDS[type(piece)], **_seen(asdict(piece))}
    if isinstance(piece, Picture):
        del data["figure"]
        figure = piece.figure
        data |= {"count": figure.count, "denominator": figure.denominator}
        data["per_row"] = per_row(figure.denominator)
    return data


def _seen(value: Any) -> Any:
    """Return data with the hidden characters in its texts spelt out."""
    match value:
        case str():
            return visible(value)
        case dict():
            return {name: _seen(part) for name, part in value.items()}
        case list() | tuple():
            return [_seen(part) for part in value]
        case _:
            return value
