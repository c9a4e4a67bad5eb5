from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation
from sdm_tui.errors import NotSaved, NotSetUp, ReadOnly, RecordUnreadable
from sdm_tui.store import Store, merging, tables
from sdm_tui.store import log as audit
from sdm_tui.store.copying import faults_in
from sdm_tui.store.engine import Engine
from sdm_tui.store.merging import Merged, merge
from tests.store.samples import consultation, opened, plain_store, sealed_store

WHY = "from the store merged on 2026-11-22"


def stores(folder: Path) -> tuple[Store, Store]:
    return sealed_store(folder / "ours"), plain_store(folder / "theirs")


def finished(made: Consultation, *amendments: str) -> Consultation:
    sealed = moves.seal(made, made.touched, "Dr Grey")
    for minute, words in enumerate(amendments, 1):
        moment = made.touched + timedelta(minutes=minute)
        sealed = moves.amend(sealed, "asked by telephone", words, moment, "Dr Grey")
    return sealed


def rows(store: Store) -> list[tuple[Any, ...]]:
    """Return every row of every table as it stands, places too, and the whole log."""
    engine = store.engine
    held: list[tuple[Any, ...]] = [
        (table, row.id, row.revision, row.place, repr(row.content))
        for table in engine.table_names()
        for row in engine.rows(table)
    ]
    return held + list(audit.entries(engine))  # type: ignore[arg-type]


def branches(store: Store) -> list[tuple[str, str]]:
    return [(b.of, b.consultation.what_matters.important) for b in store.branches()]


def words(store: Store, name: str) -> str:
    return store.get(name).what_matters.important


def unchanged(store: Store, other: Store) -> Merged:
    """Merge once more and check that nothing changes."""
    before = rows(store)
    merged = merge(store, other)
    assert rows(store) == before
    assert (merged.added, merged.replaced, merged.branched, merged.aids) == ((), (), (), 0)
    return merged


def test_records_and_texts_that_are_new_are_taken_in(tmp_path: Path) -> None:
    ours, theirs = stores(tmp_path)
    ours.put(consultation("mine", "said here", minute=5))
    theirs.put(consultation("older", "said there", minute=1))
    theirs.put(finished(consultation("newest", "said there last", minute=9)))
    theirs.keep_aid("hash", "the text of an aid")
    before = rows(theirs)

    merged = merge(ours, theirs)

    assert merged == Merged(("older", "newest"), (), (), 0, 1, ())
    assert [entry.id for entry in ours.entries()] == ["newest", "mine", "older"]
    assert words(ours, "older") == "said there"
    assert ours.kept_aid("hash") == "the text of an aid"
    last = audit.last_entries(ours.engine, 1)[0]
    assert (last.what, last.why) == (
        "merged",
        f"the store {theirs.store_id}: 2 added, 0 replaced, 0 branches, 1 aids, 0 not readable",
    )
    assert rows(theirs) == before
    assert faults_in(ours.path, ours.engine.sealing) == []
    assert unchanged(ours, theirs).same == 2


def test_the_newer_version_stays_in_the_list_and_the_older_is_a_branch(tmp_path: Path) -> None:
    ours, theirs = stores(tmp_path)
    ours.put(consultation("here", "newer, here", minute=5))
    theirs.put(consultation("here", "older, there", minute=1))
    ours.put(consultation("there", "older, here", minute=2))
    theirs.put(consultation("there", "newer, there", minute=3))
    theirs.put(consultation("equal", "the same"))
    ours.put(consultation("equal", "the same"))

    merged = merge(ours, theirs)

    assert merged == Merged((), ("there",), ("here",), 1, 0, ())
    assert (words(ours, "here"), words(ours, "there")) == ("newer, here", "newer, there")
    assert branches(ours) == [("here", "older, there"), ("there", "older, here")]
    assert {branch.why for branch in ours.branches()} == {WHY}
    unchanged(ours, theirs)


def test_touched_at_the_same_moment_the_version_that_was_kept_more_often_stays(
    tmp_path: Path,
) -> None:
    ours, theirs = stores(tmp_path)
    ours.put(consultation("talk", "kept once"))
    theirs.put(consultation("talk", "kept"))
    theirs.put(consultation("talk", "kept twice"))

    assert merge(ours, theirs).replaced == ("talk",)

    assert words(ours, "talk") == "kept twice"
    unchanged(ours, theirs)


@pytest.mark.parametrize("ours_is_finished", [True, False])
@pytest.mark.parametrize("minute", [-60, 60])
def test_a_finished_record_is_never_replaced_by_an_unfinished_one(
    tmp_path: Path, minute: int, *, ours_is_finished: bool
) -> None:
    ours, theirs = stores(tmp_path)
    done = finished(consultation("talk", "finished", minute=100))
    going_on = consultation("talk", "going on", minute=100 + minute)
    ours.put(done if ours_is_finished else going_on)
    theirs.put(going_on if ours_is_finished else done)

    merged = merge(ours, theirs)

    assert ours.get("talk") == done
    assert [entry.is_sealed for entry in ours.entries()] == [True]
    assert branches(ours) == [("talk", "going on")]
    assert (merged.branched == ("talk",)) == ours_is_finished
    unchanged(ours, theirs)


def test_of_two_finished_records_the_one_with_more_amendments_stays(tmp_path: Path) -> None:
    ours, theirs = stores(tmp_path)
    made = consultation("talk", "finished")
    ours.put(finished(made, "first"))
    theirs.put(finished(made, "first", "second"))

    merged = merge(ours, theirs)

    assert merged.replaced == ("talk",)
    assert [a.words for a in ours.get("talk").amendments] == ["first", "second"]
    assert ours.branches() == []
    unchanged(ours, theirs)
    assert merge(theirs, ours).same == 1


def test_an_amendment_that_only_one_of_two_finished_records_has_is_kept(tmp_path: Path) -> None:
    ours, theirs = stores(tmp_path)
    made = consultation("talk", "finished")
    ours.put(finished(made, "only here"))
    theirs.put(finished(made, "only there", "and there"))

    merge(ours, theirs)

    assert [a.words for a in ours.get("talk").amendments] == ["only there", "and there"]
    (branch,) = ours.branches()
    assert [a.words for a in branch.consultation.amendments] == ["only here"]
    unchanged(ours, theirs)


def test_branches_of_the_other_store_are_taken_in_with_their_reason(tmp_path: Path) -> None:
    ours, theirs = stores(tmp_path)
    record = consultation("talk", "as it is")
    ours.put(record)
    theirs.put(record)
    theirs.keep_branch(consultation("talk", "as it was").model_dump(mode="json"), "a reason")
    theirs.keep_branch(record.model_dump(mode="json"), "what is in the list is no branch")

    merge(ours, theirs)

    assert [(b.why, b.consultation.what_matters.important) for b in ours.branches()] == [
        ("a reason", "as it was")
    ]
    unchanged(ours, theirs)


def test_what_cannot_be_read_is_named_and_left_where_it_is(tmp_path: Path) -> None:
    ours, theirs = stores(tmp_path)
    theirs.put(consultation("good"))
    with theirs.changing() as engine:
        engine.put("consultations", 50, {"id": "broken", "stage": "to come"})
        engine.put("consultations", 51, {"said": "without an id"})
        engine.put("aids", 9, {"hash": "no content"})

    merged = merge(ours, theirs)

    assert merged.added == ("good",)
    assert merged.unreadable == ("broken", "document-51", "the text of an aid, number 9")
    assert ours.unreadable() == []
    unchanged(ours, theirs)


def test_two_documents_with_one_id_are_not_told_apart_and_so_not_taken_in(tmp_path: Path) -> None:
    ours, theirs = stores(tmp_path)
    record = consultation("talk", "one")
    ours.put(record)
    theirs.put(record)
    with theirs.changing() as engine:
        engine.put("consultations", 9, consultation("talk", "another").model_dump(mode="json"))

    merged = merge(ours, theirs)

    assert merged.unreadable == ("talk", "talk")
    assert words(ours, "talk") == "one"
    unchanged(ours, theirs)


def test_a_record_of_ours_that_cannot_be_read_is_never_written_over(tmp_path: Path) -> None:
    ours, theirs = stores(tmp_path)
    with ours.changing() as engine:
        engine.put("consultations", 1, {"id": "talk", "stage": "to come"})
    theirs.put(consultation("talk", "can be read"))

    merged = merge(ours, theirs)

    assert merged.branched == ("talk",)
    with pytest.raises(RecordUnreadable):
        ours.get("talk")
    assert branches(ours) == [("talk", "can be read")]
    unchanged(ours, theirs)


def test_a_merge_that_was_cut_short_is_finished_by_merging_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = stores(tmp_path)
    for number in range(9):
        theirs.put(consultation(f"talk-{number}", "there", minute=number * 7 % 9))
    monkeypatch.setattr(merging, "_TOGETHER", 2)
    put, taken_in = tables.put_entry, 0

    def cut_short(engine: Engine, taken: Consultation, revision: int) -> None:
        nonlocal taken_in
        taken_in += 1
        if taken_in == 5:
            raise KeyboardInterrupt
        put(engine, taken, revision)

    with monkeypatch.context() as patch:
        patch.setattr(merging, "put_entry", cut_short)
        with pytest.raises(KeyboardInterrupt):
            merge(ours, theirs)
    assert len(ours.entries()) == 4

    merged = merge(ours, theirs)

    assert (len(merged.added), merged.same) == (5, 4)
    touched = [entry.touched for entry in ours.entries()]
    assert touched == sorted(touched, reverse=True)
    assert faults_in(ours.path, ours.engine.sealing) == []
    unchanged(ours, theirs)


def test_a_store_that_only_reads_takes_nothing_in(tmp_path: Path) -> None:
    ours = plain_store(tmp_path / "ours")
    theirs = plain_store(tmp_path / "theirs")
    theirs.put(consultation("talk"))

    with pytest.raises(ReadOnly):
        merge(opened(tmp_path / "ours"), theirs)
    with pytest.raises(NotSetUp):
        merge(opened(tmp_path / "new"), theirs)

    assert ours.entries() == []


def test_a_record_that_is_on_the_screen_meanwhile_does_not_write_over_what_came(
    tmp_path: Path,
) -> None:
    ours, theirs = stores(tmp_path)
    ours.put(consultation("talk", "typed here"))
    on_the_screen = ours.get("talk")
    theirs.put(consultation("talk", "newer, there", minute=5))
    merge(ours, theirs)

    with pytest.raises(NotSaved, match="meanwhile"):
        ours.put(moves.write(on_the_screen, "what_matters.important", "typed here after it"))

    assert words(ours, "talk") == "newer, there"
    assert branches(ours) == [("talk", "typed here"), ("talk", "typed here after it")]


VERSIONS = st.builds(
    lambda name, said, minute, is_done, amendments: (
        finished(consultation(name, said, minute=minute), *amendments)
        if is_done
        else consultation(name, said, minute=minute)
    ),
    st.sampled_from(["talk", "other", "third"]),
    st.sampled_from(["", "a", "b"]),
    st.integers(0, 3),
    st.booleans(),
    st.lists(st.sampled_from(["first", "second"]), max_size=2),
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(VERSIONS, max_size=4), st.lists(VERSIONS, max_size=4))
def test_whichever_takes_in_the_other_both_end_alike_and_nothing_said_is_lost(
    tmp_path_factory: pytest.TempPathFactory, left: list[Consultation], right: list[Consultation]
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    one, other = plain_store(folder / "one"), plain_store(folder / "other")
    for store, given_to in ((one, left), (other, right)):
        for version in {version.id: version for version in given_to}.values():
            store.put(version)
    said = {
        (c.id, c.what_matters.important, a.words if a else "")
        for store in (one, other)
        for c in store.consultations()
        for a in (None, *c.amendments)
    }

    merge(one, other)
    merge(other, one)

    assert sorted(one.consultations(), key=lambda c: c.id) == sorted(
        other.consultations(), key=lambda c: c.id
    )
    for store in (one, other):
        versions = [*store.consultations(), *(b.consultation for b in store.branches())]
        held = {
            (c.id, c.what_matters.important, a.words if a else "")
            for c in versions
            for a in (None, *c.amendments)
        }
        assert said <= held
    unchanged(one, other)
    unchanged(other, one)
    for store in (one, other):
        store.close()


def test_a_record_that_was_erased_here_is_not_taken_in_again(tmp_path: Path) -> None:
    ours, theirs = stores(tmp_path)
    theirs.put(consultation("left", "said there"))
    theirs.put(consultation("gone", "to be forgotten"))
    theirs.keep_branch(consultation("gone", "another version").model_dump(mode="json"), WHY)
    merge(ours, theirs)
    ours.delete("gone", "the person asked for it")

    merged = merge(ours, theirs)

    assert merged.erased == ("gone",)
    assert [e.id for e in ours.entries()] == ["left"]
    assert branches(ours) == []
