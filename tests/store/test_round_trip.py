"""Whatever people type, and in whatever order they save and erase, is read back as it was."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, started
from sdm_tui.store import open_store
from tests.store.samples import NOW, consultation

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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("round-trip")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(when=TIMES, done=st.lists(MOVES, max_size=12), amended=st.none() | st.tuples(TEXT, TEXT))
def test_any_consultation_is_read_back_as_it_was(
    folder: Path,
    when: datetime,
    done: list[moves.Move],
    amended: tuple[str, str] | None,
) -> None:
    made = started("hostile", when, None)
    for step in done:
        made = step(made)
    if amended:
        reason, words = (f"because {part}" for part in amended)
        made = moves.amend(moves.seal(made, when), reason, words, when)
    with_store = open_store(folder, rehearsal=False, now=NOW)

    with_store.put(made)
    with_store.close()
    read = open_store(folder, rehearsal=False, now=NOW)
    read.close()

    assert read.get("hostile") == made
    assert with_store.get("hostile") == made


@settings(max_examples=60, deadline=None)
@given(content=TEXT)
def test_any_text_of_an_aid_is_read_back_as_it_was(folder: Path, content: str) -> None:
    store = open_store(folder, rehearsal=True, now=NOW)
    store.keep_aid(name := f"hash of {content!r}", content)
    store.close()

    assert store.kept_aid(name) == content


class StoreAgainstDictionary(RuleBasedStateMachine):
    """Putting, erasing and opening again in any order keeps what a dictionary would keep."""

    names = st.sampled_from(["first", "second", "third", "fourth"])

    def __init__(self) -> None:
        super().__init__()
        self.temporary = TemporaryDirectory()
        self.store = open_store(Path(self.temporary.name), rehearsal=False, now=NOW)
        self.held: dict[str, Consultation] = {}

    @rule(name=names, words=TEXT, minute=st.integers(0, 50))
    def put(self, name: str, words: str, minute: int) -> None:
        self.held[name] = consultation(name, words, minute=minute)
        self.store.put(self.held[name])

    @rule(name=names)
    def delete(self, name: str) -> None:
        if name in self.held:
            self.store.delete(name)
            del self.held[name]

    @rule()
    def open_again(self) -> None:
        self.store.close()
        self.store = open_store(Path(self.temporary.name), rehearsal=False, now=NOW)

    @invariant()
    def the_same_is_held(self) -> None:
        found = self.store.consultations()
        assert {c.id: c for c in found} == self.held
        assert [c.touched for c in found] == sorted((c.touched for c in found), reverse=True)

    def teardown(self) -> None:
        self.store.close()
        self.temporary.cleanup()


TestStoreAgainstDictionary = StoreAgainstDictionary.TestCase
TestStoreAgainstDictionary.settings = settings(
    max_examples=20, stateful_step_count=15, deadline=None
)
