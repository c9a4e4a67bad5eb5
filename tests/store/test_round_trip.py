"""Whatever people type is read back as it was."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, started
from sdm_tui.store import Store
from sdm_tui.store.engine import Engine
from sdm_tui.store.entries import entry_in
from sdm_tui.store.opening import NAMES
from tests.store.samples import NOW, plain_store, sealed_store

HOSTILE = st.sampled_from(
    [
        "a\x00b",
        "\ud800 half a pair \udc00",
        "\x1b[2J\x07\x9b31m",
        "\u202eright to left\u202c, שלום, مرحبا",
        "👩🏽\u200d⚕️ 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        "[/b][@click=app.quit]here[/]",
        '"}}, "consultations": {',
        "\\ud800 \\u0000 \\",
        "line\r\nline\rline\u2028line\x85line\x0b",
        "\ufeff\ufffe\uffff",
        " \t leading and trailing \n",
    ]
)
TEXT = HOSTILE | st.text(st.characters(), max_size=40)
"""Any characters at all, halves of surrogate pairs among them."""
TIMES = st.builds(
    lambda minutes, offset: (NOW + timedelta(minutes=minutes, microseconds=minutes)).astimezone(
        timezone(timedelta(minutes=offset))
    ),
    st.integers(-500_000, 500_000),
    st.integers(-720, 840),
)
TO_TEN = st.integers(0, 10)
IDS = st.sampled_from(["sleep", "added-value-1", "added-option-1", "wait"])


def move(name: str, *parts: st.SearchStrategy[object]) -> st.SearchStrategy[moves.Move]:
    made: Callable[..., Consultation] = getattr(moves, name)
    return st.tuples(*parts).map(lambda given_parts: lambda c: made(c, *given_parts))


MOVES = st.one_of(
    move("write", st.sampled_from(get_args(moves.TextPlace)), TEXT),
    move("answer", st.just("deciding.how_sure"), TO_TEN),
    move("tick", st.just("start.needs"), st.sampled_from(["large print", "more time"])),
    move("go_to", st.sampled_from(["options", "deciding"])),
    move("resume", TIMES),
    move("rate_value", IDS, TO_TEN | st.just("not sure") | st.none()),
    move("add_value", TEXT),
    move("describe_concern", st.sampled_from(["physical", "family"]), TEXT),
    move("weigh_concern", st.sampled_from(["physical", "family"]), TO_TEN | st.none()),
    move("add_option", TEXT),
    move("set_aside", IDS, TEXT, TIMES),
    move("note_for_option", IDS, TEXT, TIMES),
    move("open_outcome", IDS, st.sampled_from(["people", "words"]), TIMES),
    move("record_teach_back", TEXT, TEXT, TEXT, TIMES),
    move("lean", IDS, IDS),
    move("decide", st.sampled_from(["decided", "not yet"]), IDS),
    move("check_readiness", st.sampled_from(["sure", "clear"]), st.sampled_from(["yes", "no"])),
    move("plan_action", TEXT, TEXT, TEXT),
    move("touch", TIMES),
)


@pytest.fixture(scope="module", params=[plain_store, sealed_store], ids=["plain", "encrypted"])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """Return an open store, in each form that a store has."""
    made: Store = request.param(tmp_path_factory.mktemp("round-trip"))
    yield made
    made.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(when=TIMES, done=st.lists(MOVES, max_size=12), amended=st.none() | st.tuples(TEXT, TEXT))
def test_any_consultation_is_read_back_as_it_was(
    store: Store,
    when: datetime,
    done: list[moves.Move],
    amended: tuple[str, str] | None,
) -> None:
    made = started(f"hostile-{store.engine.next_id('consultations')}", when, None)
    for step in done:
        made = step(made)
    if amended:
        reason, words = (f"because {part}" for part in amended)
        made = moves.amend(moves.seal(made, when), reason, words, when)

    store.put(made)
    with closing(sqlite3.connect(store.path)) as connection:
        read = Engine(connection, store.path, store.engine.sealing, NAMES)
        (row,) = read.named("consultations", made.id)
        (entry,) = read.named("finished" if amended else "in progress", made.id)

    assert Consultation.model_validate(row.content) == made
    assert store.get(made.id) == made
    assert entry_in(entry.content or {}) == store.entries()[0]
    assert store.entries()[0].label == made.start.label


@settings(max_examples=40, deadline=None)
@given(content=TEXT)
def test_any_text_of_an_aid_is_read_back_as_it_was(store: Store, content: str) -> None:
    name = sha256(content.encode("utf-8", "surrogatepass")).hexdigest()

    store.keep_aid(name, content)

    assert store.kept_aid(name) == content
