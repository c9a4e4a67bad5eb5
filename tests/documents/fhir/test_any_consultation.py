"""Whatever was said, the document is sound and holds every word of it."""

import json
import unicodedata
from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, started
from sdm_tui.documents.wording import trimmed, visible
from tests.documents.conftest import NOW
from tests.documents.fhir.checks import faults, resources, told
from tests.documents.fhir.conftest import document
from tests.documents.test_hostile_words import run_together, typed, written_everywhere
from tests.store.test_round_trip import MOVES, TEXT, TIMES

NOT_TYPED: Final = {
    *("id", "aid", "stage", "visited", "private_notes", "option", "outcome", "kind"),
    *("status", "chosen", "leans", "ratings", "readiness", "matter_to_me", "opened", "at"),
}
usual: Final = settings(
    max_examples=60,
    deadline=None,
    # the fixtures are frozen values, so every example may share them
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def typed_words(part: Any) -> Iterator[str]:
    """Yield every text of a consultation that somebody typed, but for the private notes."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for name, value in part.items():
            if name not in NOT_TYPED:
                yield from typed_words(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from typed_words(value)


def spelt(text: str) -> str:
    """Return a text as a narrative must show it: nothing hidden, nothing that no XML can hold."""
    shown = visible(text)
    for character in "\ufffe\uffff\ufeff":
        shown = shown.replace(character, f"\\u{ord(character):04x}")
    return run_together(shown)


def check(consultation: Consultation, aid: DecisionAid | None) -> None:
    made = document(consultation, aid)
    assert faults(made) == []
    text = run_together(told(made))
    for words in typed_words(consultation.model_dump()):
        assert spelt(trimmed(words)) in text, words
    written = json.dumps(made, ensure_ascii=False)
    assert not {c for c in written if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"}}
    assert json.loads(written) == made


@usual
@given(
    when=TIMES,
    done=st.lists(MOVES, max_size=12),
    by=TEXT,
    amended=st.none() | st.tuples(TEXT, TEXT, TEXT),
    rehearsal=st.booleans(),
)
def test_any_consultation_gives_a_sound_document_with_every_word(
    when: datetime,
    done: list[moves.Move],
    by: str,
    amended: tuple[str, str, str] | None,
    *,
    rehearsal: bool,
) -> None:
    made = started("hostile-1", when, None, rehearsal=rehearsal)
    for step in done:
        made = step(made)
    if amended:
        reason, words, other = amended
        made = moves.seal(made, when, by)
        made = moves.amend(made, f"because {reason}", f"that {words}", when, other)

    check(made, None)


@usual
@given(words=typed)
def test_whatever_is_typed_in_every_place_gives_a_sound_document(
    full: Consultation, aid: DecisionAid, words: str
) -> None:
    check(written_everywhere(full, words), aid)


@usual
@given(words=typed)
def test_private_notes_never_leave(blank: Consultation, words: str) -> None:
    noted_words = "a note that is nobody else's"
    told_all = written_everywhere(moves.write(blank, "private_notes", ""), words)
    noted = told_all.model_copy(update={"private_notes": f"{noted_words}{words}"})

    made = document(noted, None)

    assert noted_words not in json.dumps(made)
    (letter,) = [r for r in resources(made) if r["resourceType"] == "DocumentReference"]
    assert noted_words.encode() not in b64decode(letter["content"][0]["attachment"]["data"])
    assert made == document(told_all.model_copy(update={"private_notes": ""}), None)


def test_markup_that_was_typed_is_shown_and_never_obeyed(blank: Consultation) -> None:
    hostile = "<script>alert(1)</script> <img src=x onerror=y> &amp; </div>"

    made = document(moves.write(blank, "deciding.why", hostile), None)

    assert faults(made) == []
    assert hostile in told(made)


def test_a_time_in_an_uncommon_zone_is_one_that_fhir_can_write(blank: Consultation) -> None:
    odd = NOW.fromisoformat("2026-11-22T09:05:00.123456+00:19:32")

    assert faults(document(moves.resume(blank, odd), None)) == []
