"""Every form in which a consultation leaves the room, declared once for screen and commands.

What a form costs to import is paid when that form is made, and not when the forms are listed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from sdm_tui.errors import UnknownName, nearest

if TYPE_CHECKING:
    from sdm_tui.aids.model import DecisionAid
    from sdm_tui.consultation.model import Consultation
    from sdm_tui.documents.paper import Paper, PrintSize

For = Literal["the person", "the record system", "machines"]


@dataclass(frozen=True)
class Material:
    """What a document is made from."""

    consultation: "Consultation"
    aid: "DecisionAid | None"
    """The content that was on the screen, or None where none was used or it is not at hand."""
    today: date
    """Only a record that is not finished speaks as of today."""
    store_mark: str = ""
    """The fingerprint of the store at this record's last entry in its audit log."""
    print_size: "PrintSize | None" = None
    """In points; None for what the person's recorded needs ask for."""
    spells_out: bool = False
    """Whether a PDF names what no font can show, in place of being refused."""


@dataclass(frozen=True)
class Form:
    """One form of a consultation."""

    name: str
    """Its name on the command line."""
    title: str
    meant_for: For
    ending: str
    """Of its file, without the dot."""
    make: Callable[[Material], bytes]
    """Returns the whole content of the file; raises SdmError, and MissingLetters for a PDF."""
    text: Callable[[Material, int | None], str]
    """Returns what it says as text: the very text, or the words of what is no text. The number is
    how many characters there is room for in a line; None sets it as its file does."""
    stem: str
    """What its file is called, after the record's id."""

    @property
    def is_text(self) -> bool:
        """Whether its text is the very content of its file, and there are no pictures in it."""
        return self.ending in {"txt", "json"}

    def file_name(self, consultation: "Consultation") -> str:
        """Return a name for its file that holds nobody's name or number."""
        return f"consultation-{consultation.id}-{self.stem}.{self.ending}"


def form(name: str) -> Form:
    """Return a form by its name; raises UnknownName."""
    for each in FORMS:
        if each.name == name:
            return each
    names = [each.name for each in FORMS]
    raise UnknownName(f'No form goes by "{name}".', nearest(name, names))


def _paper(material: Material, *, is_short: bool) -> "Paper":
    from sdm_tui.documents.letter import letter

    return letter(
        material.consultation,
        material.aid,
        today=material.today,
        is_short=is_short,
        store_mark=material.store_mark,
    )


def _size(material: Material) -> "PrintSize":
    from sdm_tui.documents.letter import print_size

    return material.print_size or print_size(material.consultation)


def _letter_text(*, is_short: bool) -> Callable[[Material, int | None], str]:
    def make(material: Material, width: int | None) -> str:
        from sdm_tui.documents.paper_text import WIDTH, paper_text

        return paper_text(_paper(material, is_short=is_short), width or WIDTH)

    return make


def _letter_html(*, is_short: bool) -> Callable[[Material], bytes]:
    def make(material: Material) -> bytes:
        from sdm_tui.documents.paper_html import paper_html

        return paper_html(_paper(material, is_short=is_short), _size(material)).encode()

    return make


def _letter_pdf(*, is_short: bool) -> Callable[[Material], bytes]:
    def make(material: Material) -> bytes:
        from sdm_tui.documents.pdf.paper_pdf import paper_pdf

        consultation = material.consultation
        seal = consultation.amendments[-1] if consultation.amendments else consultation.seal
        at = seal.at if seal else consultation.touched
        size = _size(material)
        return paper_pdf(
            _paper(material, is_short=is_short),
            at,
            size,
            fits_one_page=is_short,
            spells_out=material.spells_out,
        )

    return make


def _note(*, is_short: bool) -> Callable[[Material, int | None], str]:
    def make(material: Material, width: int | None) -> str:
        from sdm_tui.documents.note import WIDTH, note

        return note(
            material.consultation,
            material.aid,
            today=material.today,
            is_short=is_short,
            store_mark=material.store_mark,
            width=width or WIDTH,
        )

    return make


def _record_text(material: Material, width: int | None) -> str:
    from sdm_tui.documents.letter import as_of
    from sdm_tui.documents.text import WIDTH, as_text

    return as_text(
        material.consultation,
        material.aid,
        today=as_of(material.consultation, material.today),
        width=width or WIDTH,
        store_mark=material.store_mark,
    )


def _record_json(material: Material, _width: int | None) -> str:
    from sdm_tui.documents.data import as_json

    return as_json(material.consultation, material.aid)


def _standard_json(material: Material, _width: int | None) -> str:
    from sdm_tui.documents.standard_record import as_standard_json

    return as_standard_json(material.consultation, material.aid)


def _fhir_json(material: Material, _width: int | None) -> str:
    from sdm_tui.documents.fhir.bundle import as_fhir_json
    from sdm_tui.documents.paper_text import paper_text

    return as_fhir_json(
        material.consultation,
        material.aid,
        today=material.today,
        letter=paper_text(_paper(material, is_short=False)),
        store_mark=material.store_mark,
    )


def _encoded(text: Callable[[Material, int | None], str]) -> Callable[[Material], bytes]:
    return lambda material: text(material, None).encode()


def _text_form(
    name: str,
    title: str,
    meant_for: For,
    text: Callable[[Material, int | None], str],
    *,
    ending: str = "txt",
    stem: str = "",
) -> Form:
    return Form(name, title, meant_for, ending, _encoded(text), text, stem or name)


def _letters(name: str, title: str, *, is_short: bool) -> tuple[Form, ...]:
    text = _letter_text(is_short=is_short)
    person: For = "the person"
    return (
        Form(f"{name}-text", f"{title}, as text", person, "txt", _encoded(text), text, name),
        Form(
            f"{name}-html",
            f"{title}, as a web page to print",
            person,
            "html",
            _letter_html(is_short=is_short),
            text,
            name,
        ),
        Form(
            f"{name}-pdf",
            f"{title}, as PDF",
            person,
            "pdf",
            _letter_pdf(is_short=is_short),
            text,
            name,
        ),
    )


FORMS: Final = (
    *_letters("letter", "Letter", is_short=False),
    *_letters("letter-short", "Short letter", is_short=True),
    _text_form("note", "Note, in full", "the record system", _note(is_short=False)),
    _text_form("note-short", "Note, short", "the record system", _note(is_short=True)),
    _text_form("text", "Everything, as text", "the record system", _record_text, stem="record"),
    _text_form("json", "Data (JSON)", "machines", _record_json, ending="json", stem="record"),
    _text_form(
        "standard",
        "Data by the standard's headings (JSON)",
        "machines",
        _standard_json,
        ending="json",
        stem="standard",
    ),
    _text_form("fhir", "FHIR R4 document (JSON)", "machines", _fhir_json, ending="json"),
)
