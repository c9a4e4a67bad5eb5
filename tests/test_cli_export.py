"""Every form of a record through the command, and where it may be written."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pytest

from sdm_tui.aids.reading import content_hash
from sdm_tui.cli import main
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import AidUsed, Consultation, started
from sdm_tui.documents.forms import FORMS, Form
from tests.examples import small_aid, small_aid_text
from tests.stores import plain_store

NOW: Final = datetime(2026, 11, 22, 13, 30, tzinfo=UTC)
TEXT: Final = small_aid_text()
SAID: Final = "Siân <said> this & \x1b[2J"
PRIVATE: Final = "only for the clinician"
SCHEMAS: Final = Path(__file__).parents[1] / "docs" / "schemas"
Run = Callable[..., tuple[int, bytes, str]]
every_form = pytest.mark.parametrize(
    "form",
    [
        pytest.param(
            form,
            id=form.name,
            marks=pytest.mark.skipif(
                form.ending == "pdf" and find_spec("typst") is None,
                reason="PDF is an optional extra",
            ),
        )
        for form in FORMS
    ],
)


class Piped(io.TextIOWrapper):
    """A standard output that goes to a file or to another program."""

    def __init__(self, *, is_terminal: bool = False) -> None:
        self._held = io.BytesIO()
        super().__init__(self._held, encoding="utf-8", newline="\n")
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal

    def content(self) -> bytes:
        self.flush()
        return self._held.getvalue()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return what runs a command and gives its exit status, its output and what it told."""

    def runs(*words: str, is_terminal: bool = False, now: datetime = NOW) -> tuple[int, bytes, str]:
        stdout = Piped(is_terminal=is_terminal)
        monkeypatch.setattr(sys, "stdout", stdout)
        status = main(["--data-dir", str(data), *words], now=lambda: now)
        return status, stdout.content(), capsys.readouterr().err

    return runs


def talk(name: str, *, is_sealed: bool = True) -> Consultation:
    aid = small_aid()
    used = AidUsed(
        slug=aid.slug,
        title=aid.title,
        condition=aid.condition,
        version=aid.version,
        content_hash=content_hash(TEXT.encode()),
        last_reviewed=aid.last_reviewed,
        review_due=aid.review_due,
    )
    told = moves.write(started(name, NOW, used), "what_matters.important", SAID)
    told = moves.open_outcome(told, "still-sore", "people", NOW)
    told = moves.write(told, "private_notes", PRIVATE)
    return moves.seal(told, NOW, "Dr Grey") if is_sealed else told


@pytest.fixture
def record(data: Path) -> str:
    """Return the id of a finished record that the store keeps with its aid."""
    with closing(plain_store(data, NOW)) as store:
        store.keep_aid(content_hash(TEXT.encode()), TEXT)
        store.put(talk("aaaa-1"))
    return "aaaa-1"


@every_form
def test_every_form_is_written_into_a_folder_by_its_own_name(
    run: Run, record: str, tmp_path: Path, form: Form
) -> None:
    (tmp_path / "out").mkdir()

    status, said, _ = run(
        "records", "export", record, "--format", form.name, "--output", str(tmp_path / "out")
    )

    (made,) = (tmp_path / "out").iterdir()
    assert status == 0
    assert made.name == form.file_name(talk("aaaa-1"))
    assert f"Written to {made}. It holds what was said, so keep it private.".encode() in said
    assert PRIVATE.encode() not in made.read_bytes()
    if form.ending != "pdf":
        assert "Siân" in made.read_text(encoding="utf-8")
        assert "Should I take tablets" in made.read_text(encoding="utf-8")


@every_form
def test_a_hyphen_writes_the_very_bytes_to_another_program(
    run: Run, record: str, tmp_path: Path, form: Form
) -> None:
    words = ("records", "export", record, "--format", form.name, "--output")
    run(*words, str(tmp_path / "made"))

    status, piped, _ = run(*words, "-")

    assert status == 0
    assert piped == (tmp_path / "made").read_bytes()


@every_form
def test_a_file_that_is_there_is_refused_and_left_alone(
    run: Run, record: str, tmp_path: Path, form: Form
) -> None:
    made = tmp_path / "made"
    made.write_text("dear")

    status, _, told = run("records", "export", record, "--format", form.name, "--output", str(made))

    assert status == 2
    assert "is there already, so nothing was written" in told
    assert made.read_text() == "dear"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "made"]


@every_form
def test_a_finished_record_comes_out_the_same_later_and_after_other_records(
    run: Run, data: Path, record: str, form: Form
) -> None:
    words = ("records", "export", record, "--format", form.name, "--output", "-")
    first = run(*words)
    with closing(plain_store(data, NOW)) as store:
        store.put(talk("bbbb-1", is_sealed=False))
    run("records", "show", record)

    later = run(*words, now=NOW + timedelta(days=900))

    assert first[1]
    assert later == first


def test_a_record_that_was_added_to_comes_out_otherwise(run: Run, data: Path, record: str) -> None:
    words = ("records", "export", record, "--format", "letter-text", "--output", "-")
    first = run(*words)[1]
    with closing(plain_store(data, NOW)) as store:
        store.put(moves.amend(store.get(record), "She rang", "Feels better", NOW))

    later = run(*words)[1]

    assert b"Feels better" in later
    assert _mark(later) != _mark(first) != ""


def _mark(letter: bytes) -> str:
    return letter.decode().partition("Mark of the record store: ")[2].partition(".")[0]


def test_without_a_file_the_text_goes_to_the_terminal_and_steers_it_nowhere(
    run: Run, record: str
) -> None:
    for name in ("letter-text", "letter-html", "note", "text", "json", "standard"):
        status, said, _ = run("records", "export", record, "--format", name, is_terminal=True)

        assert status == 0
        assert b"\x1b" not in said
        assert said.endswith(b"\n")
        assert not said.endswith(b"\n\n")


@pytest.mark.parametrize("output", [(), ("--output", "-")])
def test_a_pdf_is_not_written_to_a_terminal(run: Run, record: str, output: tuple[str, ...]) -> None:
    pytest.importorskip("typst")
    words = ("records", "export", record, "--format", "letter-pdf", *output)

    status, said, told = run(*words, is_terminal=True)

    assert (status, said) == (2, b"")
    assert "nothing to read on a terminal, so nothing was written" in told


def test_the_print_is_as_large_as_asked_for(run: Run, record: str) -> None:
    words = ("records", "export", record, "--format", "letter-html", "--output", "-")

    usual, large = run(*words)[1], run(*words, "--print", "24")[1]

    assert b'id="size-16" checked' in usual
    assert b'id="size-24" checked' in large


@pytest.mark.parametrize("words", [("--format", "letter"), ("--print", "17")])
def test_an_unknown_form_or_print_says_which_there_are(
    run: Run, record: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("records", "export", record, *words)

    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "letter-short-html" in told or "16, 18, 24" in told


def test_the_audit_log_says_that_a_record_went_out_and_in_which_form(
    run: Run, record: str, tmp_path: Path
) -> None:
    run("records", "export", record, "--format", "note-short")
    run("records", "export", record, "--format", "letter-html", "--output", str(tmp_path / "a"))

    log = run("store", "log")[1].decode()

    assert "exported    aaaa-1  note-short" in log
    assert "exported    aaaa-1  letter-html" in log
    assert str(tmp_path) not in log


def test_a_name_that_cannot_be_used_is_told_of_and_harms_nothing(run: Run, record: str) -> None:
    status, _, told = run("records", "export", record, "--output", "/dev/null/letter")

    assert status == 2
    assert "The record itself is as it was." in told


@pytest.mark.parametrize(
    ("name", "file"),
    [("json", "record.schema.json"), ("standard", "standard-record.schema.json")],
)
def test_the_published_schemas_are_those_of_this_version(run: Run, name: str, file: str) -> None:
    status, said, _ = run("records", "schema", "--format", name)

    assert status == 0
    assert said.decode() == (SCHEMAS / file).read_text(encoding="utf-8")
    assert json.loads(said)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_help_on_exporting_imports_no_models_and_no_document() -> None:
    code = (
        "import sys; from sdm_tui.cli import main\n"
        "try: main(['records', 'export', '--help'])\n"
        "except SystemExit as end: status = end.code\n"
        "heavy = ('pydantic', 'typst', 'textual', 'sdm_tui.documents.letter',"
        " 'sdm_tui.documents.text', 'sdm_tui.documents.standard_record')\n"
        "print((status, [m for m in heavy if m in sys.modules]), file=sys.stderr)"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "letter-short-pdf: Short letter, as PDF" in " ".join(ran.stdout.split())
    assert ran.stderr == "(0, [])\n"


IMPORTS: Final = {
    "note": {"sdm_tui.documents.paper_html", "sdm_tui.documents.pdf.paper_pdf", "typst"},
    "letter-text": {"sdm_tui.documents.paper_html", "typst"},
    "letter-html": {"sdm_tui.documents.paper_text", "sdm_tui.documents.pdf.paper_pdf", "typst"},
    "json": {"sdm_tui.documents.letter", "sdm_tui.documents.standard_record", "typst"},
    "standard": {"sdm_tui.documents.data", "sdm_tui.documents.paper_html", "typst"},
}


@pytest.mark.parametrize("name", IMPORTS)
def test_only_the_export_that_is_made_pays_for_its_imports(
    data: Path, record: str, name: str
) -> None:
    code = (
        "import sys; from sdm_tui.cli import main\n"
        f"main(['--data-dir', {str(data)!r}, 'records', 'export', {record!r},"
        f" '--format', {name!r}])\n"
        f"print(sorted(set({sorted(IMPORTS[name])!r}) & set(sys.modules)), file=sys.stderr)"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert ran.stdout
    assert ran.stderr.decode().splitlines()[-1] == "[]"


def test_a_pdf_goes_into_a_pipe_without_being_asked_twice(run: Run, record: str) -> None:
    pytest.importorskip("typst")

    status, said, _ = run("records", "export", record, "--format", "letter-pdf")

    assert status == 0
    assert said.startswith(b"%PDF-")


def test_a_character_that_no_font_has_is_spelt_out_on_request(
    run: Run, record: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typst = pytest.importorskip("typst")
    compiled = typst.compile
    refusal = 'the text `"ê"` could not be displayed with font `"Noto Sans"`'

    def without_it(**given: Any) -> Any:
        if "ê" in given["sys_inputs"]["paper"]:
            raise typst.TypstError(refusal)
        return compiled(**given)

    monkeypatch.setattr(typst, "compile", without_it)
    monkeypatch.setattr("sdm_tui.documents.letter.NOT_CONSENT", "This is no crêpe.")
    words = ("records", "export", record, "--format", "letter-pdf")

    refused, spelt = run(*words), run(*words, "--spell-out")

    assert (refused[0], refused[1]) == (2, b"")
    assert "ê (U+00EA)" in refused[2]
    assert "--spell-out" in refused[2]
    assert spelt[0] == 0
    assert spelt[1].startswith(b"%PDF-")
