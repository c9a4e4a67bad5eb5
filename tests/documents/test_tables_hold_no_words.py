"""Whatever a record holds, no word of it is in the tables, and every reader reads the same cells.

Not only what people type: every text of a record that the model leaves free is replaced, since a
record may have been taken in from a file.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation
from sdm_tui.documents.tables.as_csv import cell_text
from sdm_tui.documents.tables.case import Case, row_key
from sdm_tui.documents.tables.every import TABLES
from tests.documents.conftest import NOW
from tests.documents.test_hostile_words import typed, usual, written_everywhere
from tests.tables_written import csv_files, csv_rows, parquet_files

MARK: Final = "Qxj7"
PERSON: Final = "9434765919"
Path = tuple[str | int, ...]


def texts_in(document: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the place of every text in a document."""
    if isinstance(document, str):
        yield path
    steps = document if isinstance(document, dict) else {}
    if isinstance(document, list):
        steps = dict(enumerate(document))
    for key, value in steps.items():
        yield from texts_in(value, (*path, key))


def replaced(document: Any, path: Path, text: str) -> Any:
    """Return a document with another text in one place."""
    changed = json.loads(json.dumps(document))
    held = changed
    for step in path[:-1]:
        held = held[step]
    held[path[-1]] = text
    return changed


def with_marks(consultation: Consultation, words: str) -> Consultation:
    """Return a consultation with `words` wherever its model leaves a text free, and as names."""
    document = consultation.model_dump(mode="json")
    for path in list(texts_in(document)):
        if path == ("id",):
            continue
        changed = replaced(document, path, words)
        try:
            Consultation.model_validate(changed)
        except ValidationError:
            continue
        document = changed
    at = document["created"]
    names = ("score", "name", "typed", "typed_from", "refused", "outcome")
    document["figures"]["scores"] = [dict.fromkeys(names, words) | {"value": "13.7", "at": at}]
    document["what_matters"]["ratings"][words] = 4
    document["deciding"]["leans"][words] = words
    document["figures"]["matter_to_me"].append(words)
    document["options"]["opened"].append(words)
    return Consultation.model_validate(document)


def every_text(cases: list[Case]) -> str:
    """Return everything that both forms hold, with what Parquet keeps beside its rows."""
    tables = parquet_files(cases)
    rows = [str(table.to_pylist()) for table in tables.values()]
    beside = [str(table.schema.metadata) for table in tables.values()]
    return "\n".join([*csv_files(cases).values(), *rows, *beside])


def test_the_marks_reach_every_kind_of_place(full: Consultation) -> None:
    document = with_marks(moves.seal(full, NOW, "Dr Grey"), MARK).model_dump(mode="json")
    kept = {path for path in texts_in(document) if MARK not in _at(document, path)}

    free = {".".join(str(step) for step in path if isinstance(step, str)) for path in kept}
    assert free <= {
        *("id", "created", "touched", "stage", "visited", "contacts.at", "seal.at"),
        *("aid.last_reviewed", "aid.review_due", "what_matters.concerns.kind"),
        *("what_matters.ratings.work", "options.set_aside.at", "options.notes.at"),
        *("figures.opened.view", "figures.opened.at", "figures.teach_backs.at"),
        *("figures.scores.at", "figures.scores.value"),
        *("deciding.status", "deciding.readiness.sure", "deciding.readiness.informed"),
    }


def _at(document: Any, path: Path) -> str:
    for step in path:
        document = document[step]
    return str(document)


@usual
@given(words=typed)
def test_no_word_of_a_record_is_in_the_tables(
    full: Consultation, aid: DecisionAid, words: str
) -> None:
    hostile = MARK + words
    told = written_everywhere(full, hostile)
    marked = with_marks(told, hostile)

    text = every_text([Case("r1", told, aid), Case("r2", marked, aid), Case("r3", marked, None)])

    assert MARK not in text
    assert MARK.lower() not in text
    assert "13.7" not in text


@usual
@given(words=typed, number=st.integers(0, 10), minutes=st.integers(0, 10_000_000))
def test_no_id_no_number_and_no_exact_time_is_in_the_tables(
    full: Consultation, aid: DecisionAid, words: str, number: int, minutes: int
) -> None:
    told = moves.write(moves.write(full, "start.nhs_number", PERSON), "start.label", words + PERSON)
    told = moves.rate_value(told, "work", number)
    done = moves.seal(told, NOW + timedelta(minutes=minutes))

    text = every_text([Case(row_key(done.id, b"0123456789abcdef"), done, aid)])

    assert PERSON not in text
    assert done.id not in text
    assert f"{NOW:%Y-%m-%d}" not in text
    assert f"{NOW:%H:%M}" not in text


@usual
@given(words=typed)
def test_both_forms_hold_the_same_cells(full: Consultation, aid: DecisionAid, words: str) -> None:
    written = written_everywhere(full, words)
    # halves of surrogate pairs cannot come from a file
    name = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    option = aid.options[0].model_copy(update={"name": name})
    hostile = aid.model_copy(update={"options": (option, *aid.options[1:])})
    cases = [Case("r1", written, hostile), Case("r2", with_marks(full, MARK), None)]

    as_csv, as_parquet = csv_files(cases), parquet_files(cases)

    for table in TABLES:
        read = csv_rows(as_csv[table.name])
        typed_rows = as_parquet[table.name].to_pylist()
        assert [
            {name: cell_text(_cell(value)) for name, value in row.items()} for row in typed_rows
        ] == read
        assert len(read) == sum(len(list(table.rows(case))) for case in cases)


def _cell(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
