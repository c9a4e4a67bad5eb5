"""A page for a person as one HTML file: no script, nothing from outside, and good on A4.

The size of the print is chosen on the page itself, by style alone. Headings, lists, tables and
pictures carry what a screen reader needs (WCAG 2.2).
"""

from collections.abc import Iterator
from itertools import count
from typing import Final, assert_never, get_args

from sdm_tui.documents.markup import escaped, in_lines
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
from sdm_tui.documents.people_picture import people_svg

SIZES: Final[tuple[PrintSize, ...]] = get_args(PrintSize)
_NAMES: Final[dict[PrintSize, str]] = {16: "Ordinary", 18: "Large", 24: "Very large"}
_STYLE: Final = """
:root { color-scheme: light; }
body { margin: 0; background: #ffffff; color: #1b1b1b;
  font-family: Arial, "Noto Sans", "Liberation Sans", sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1rem; }
.paper { font-size: 16pt; line-height: 1.45; overflow-wrap: anywhere; }
SIZES.mark { font-weight: bold; border: 3px solid #1b1b1b; padding: 0.4em 0.6em; }
.notice { font-weight: bold; border-left: 0.4em solid #1b1b1b; padding-left: 0.6em; }
h1 { font-size: 1.5em; line-height: 1.2; }
h2 { font-size: 1.25em; line-height: 1.25; margin: 1.4em 0 0.3em; border-top: 2px solid #1b1b1b;
  padding-top: 0.5em; }
h3 { font-size: 1.08em; margin: 1.1em 0 0.2em; }
p, ul, table, figure { margin: 0.5em 0; }
li { margin: 0.2em 0; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: bold; padding: 0.3em 0; }
th, td { border: 1px solid #5a5a5a; text-align: left; vertical-align: top; padding: 0.3em 0.5em; }
figure { border: 1px solid #5a5a5a; padding: 0.5em 0.7em; }
figure svg { display: block; max-width: 100%; height: auto; margin: 0.4em 0; }
.room { border-bottom: 1px solid #5a5a5a; height: 2em; }
.size { font-size: 1.25rem; }
@media print {
  .size { display: none; }
  main { max-width: none; padding: 0; }
  figure svg { max-width: 80%; }
  h2, h3, caption { break-after: avoid; }
  figure, tr, li, .notice, .mark { break-inside: avoid; }
}
@page { size: A4; margin: 18mm; }
"""


def paper_html(paper: Paper, size: PrintSize = 16) -> str:
    """Return the page as a whole HTML file.

    size: the print that is chosen at first, in points; the reader can choose another.
    """
    bigger = "".join(f"#size-{s}:checked ~ .paper {{ font-size: {s}pt; }}\n" for s in SIZES)
    marks = "".join(f'<p class="mark">{escaped(mark)}</p>\n' for mark in paper.marks)
    opening = "".join(f'<p dir="auto">{in_lines(line)}</p>\n' for line in paper.opening)
    numbers = count(1)
    chapters = "".join(_chapter(chapter, numbers) for chapter in paper.chapters)
    return (
        f'<!DOCTYPE html>\n<html lang="{escaped(paper.language)}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escaped(paper.title)}</title>\n"
        f"<style>{_STYLE.replace('SIZES', bigger)}</style>\n</head>\n<body>\n<main>\n"
        f"{_switch(size)}"
        f'<article class="paper">\n{marks}<h1>{escaped(paper.title)}</h1>\n{opening}'
        f"{chapters}{marks}</article>\n</main>\n</body>\n</html>\n"
    )


def _switch(chosen: PrintSize) -> str:
    # Beside the page and not inside a box of their own: only so can style alone reach the page.
    return "".join(
        f'<input class="size" type="radio" name="size" id="size-{size}"'
        f"{' checked' if size == chosen else ''}>"
        f'<label class="size" for="size-{size}">{_NAMES[size]} print ({size} point)</label>\n'
        for size in SIZES
    )


def _chapter(chapter: Chapter, numbers: Iterator[int]) -> str:
    heading = f'<h{chapter.level} dir="auto">{escaped(chapter.heading)}</h{chapter.level}>\n'
    return heading + "".join(_piece(piece, numbers) for piece in chapter.pieces)


def _piece(piece: Piece, numbers: Iterator[int]) -> str:
    match piece:
        case Words():
            kind = ' class="notice"' if piece.is_notice else ""
            return f'<p{kind} dir="auto">{in_lines(piece.text)}</p>\n'
        case Listed():
            items = "".join(f'<li dir="auto">{in_lines(item)}</li>\n' for item in piece.items)
            return f"<ul>\n{items}</ul>\n"
        case Table():
            return _table(piece)
        case Picture():
            return _picture(piece, f"figure-{next(numbers)}")
        case Room():
            return '<div class="room"></div>\n' * piece.lines
        case _:
            assert_never(piece)


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escaped(cell)}</th>' for cell in table.head)
    rows = "".join(
        f'<tr><th scope="row" dir="auto">{in_lines(first)}</th>'
        + "".join(f'<td dir="auto">{in_lines(cell)}</td>' for cell in others)
        + "</tr>\n"
        for first, *others in table.rows
    )
    return (
        f"<table>\n<caption>{escaped(table.caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{rows}</tbody>\n</table>\n"
    )


def _picture(picture: Picture, name: str) -> str:
    after = f"<p>{in_lines(' '.join(picture.after))}</p>" if picture.after else ""
    told = f"{picture.heading}. {picture.sentence}"
    return (
        f'<figure>\n<figcaption dir="auto"><strong>{escaped(picture.heading)}</strong><br>'
        f"{in_lines(picture.sentence)}</figcaption>\n"
        f"{people_svg(picture.figure, told, name)}\n"
        f"<p>● {escaped(picture.affected)}<br>○ {escaped(picture.unaffected)}</p>{after}\n"
        "</figure>\n"
    )
