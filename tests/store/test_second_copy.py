"""Of several copies one writes; the others read along, and one takes over when it lets go."""

import os
from pathlib import Path

import pytest

from sdm_tui.errors import (
    NotSaved,
    ReadOnly,
)
from tests.store.samples import (
    Made,
    consultation,
    filled,
    opened,
    reopened,
)


def replace(path: Path, content: bytes) -> None:
    """Put a file in another's place, as making the store smaller does."""
    fresh = path.with_name("fresh")
    fresh.write_bytes(content)
    fresh.replace(path)


def test_a_second_copy_only_reads_and_sees_what_the_first_one_writes(
    tmp_path: Path, made: Made
) -> None:
    first = filled(tmp_path, "first", made=made)
    second = made(tmp_path)
    assert [e.id for e in second.entries()] == ["first"]
    second.has_changed()

    first.put(consultation("second"))

    assert second.has_changed()
    assert not second.has_changed()
    assert second.read_only
    assert second.held_by is not None
    assert second.held_by.pid == os.getpid()
    assert [e.id for e in second.entries()] == ["second", "first"]
    assert {c.id for c in second.consultations()} == {"first", "second"}
    assert second.get("second") == first.get("second")


def test_a_second_copy_cannot_change_anything(tmp_path: Path) -> None:
    first = filled(tmp_path, "first")
    first.keep_aid("abc", "version: 1")
    second = opened(tmp_path)
    before = first.path.read_bytes()

    with pytest.raises(ReadOnly, match="Another running copy"):
        second.put(consultation("first", "other"))
    with pytest.raises(ReadOnly, match="Another running copy"):
        second.delete("first")
    with pytest.raises(ReadOnly, match="Another running copy"):
        second.keep_aid("def", "version: 2")
    second.keep_aid("abc", "version: 1")
    second.note("exported", "first")

    assert first.path.read_bytes() == before


def test_a_second_copy_becomes_the_writer_once_the_first_lets_go(
    tmp_path: Path, made: Made
) -> None:
    first = filled(tmp_path, "first", made=made)
    second = made(tmp_path)
    assert not second.has_changed()
    first.close()

    with pytest.raises(ReadOnly):
        second.put(consultation("second"))
    assert second.has_changed()
    second.put(consultation("second"))

    assert not second.read_only
    assert made(tmp_path).read_only
    assert {c.id for c in reopened(second).consultations()} == {"first", "second"}


def test_a_second_copy_sees_the_store_that_the_first_one_makes(tmp_path: Path) -> None:
    first, second = opened(tmp_path), opened(tmp_path)
    assert not second.has_changed()

    first.create(None)
    first.put(consultation("first"))

    assert second.has_changed()
    assert second.read_only
    assert [e.id for e in second.entries()] == ["first"]
    first.close()
    assert second.has_changed()
    second.put(consultation("second"))
    assert {c.id for c in reopened(second).consultations()} == {"first", "second"}


def test_a_copy_that_reads_along_follows_a_file_that_was_replaced(
    tmp_path: Path, made: Made
) -> None:
    first = filled(tmp_path, "first", made=made)
    second = made(tmp_path)
    assert [e.id for e in second.entries()] == ["first"]
    content = first.path.read_bytes()

    first.replaced(lambda: replace(first.path, content))
    first.put(consultation("second"))

    assert second.has_changed()
    assert [e.id for e in second.entries()] == ["second", "first"]
    assert second.get("second").id == "second"


def test_a_removed_lock_file_does_not_let_two_copies_write(tmp_path: Path) -> None:
    first = filled(tmp_path, "first")
    (tmp_path / "consultations.db.lock").unlink()
    second = opened(tmp_path)
    second.put(consultation("second"))

    with pytest.raises(ReadOnly):
        first.put(consultation("third"))

    assert not second.read_only
    assert first.read_only
    assert {c.id for c in first.consultations()} == {"first", "second"}


def test_a_removed_lock_file_is_made_again_where_there_is_no_other_copy(tmp_path: Path) -> None:
    first = filled(tmp_path, "first")
    (tmp_path / "consultations.db.lock").unlink()

    first.put(consultation("second"))

    assert opened(tmp_path).read_only


def test_a_copy_that_is_behind_keeps_what_was_typed_as_a_branch(tmp_path: Path, made: Made) -> None:
    first = filled(tmp_path, "first", made=made)
    second = made(tmp_path)
    second.get("first")
    first.put(consultation("first", "what the first wrote"))
    first.close()
    assert second.has_changed()

    with pytest.raises(NotSaved, match="kept beside it as a branch"):
        second.put(consultation("first", "what the second wrote"))

    (branch,) = second.branches()
    assert (branch.of, branch.consultation.what_matters.important) == (
        "first",
        "what the second wrote",
    )
    assert second.get("first").what_matters.important == "what the first wrote"
    second.put(consultation("first", "both"))
    assert second.get("first").what_matters.important == "both"
