import sqlite3
import stat
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from sdm_tui.errors import SdmError
from sdm_tui.pushing.delivery import Delivery
from sdm_tui.pushing.queue import held_queue, read_pushes
from tests.pushing.samples import NOW, SAID, parcel

HERE = "https://here.invalid/fhir"
THERE = "https://there.invalid/fhir"
LATER = NOW + timedelta(minutes=5)
ARRIVED = Delivery("arrived", locations=("Bundle/1",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "push-queue.db"


def test_without_a_file_nothing_was_ever_pushed(file: Path) -> None:
    assert read_pushes(file) == []
    assert not file.exists()


def test_a_push_is_read_back_as_it_was_written(file: Path) -> None:
    with held_queue(file) as queue:
        push = queue.add(parcel(), HERE, NOW)
        queue.sending(push, NOW)
        ended = queue.ended(push, ARRIVED, LATER)

    assert read_pushes(file) == [ended]
    assert (ended.state, ended.tries, ended.locations) == ("arrived", 1, ("Bundle/1",))
    assert (ended.record_id, ended.server, ended.value) == ("aaaa-1", HERE, "aaaa-1.0")
    assert (ended.digest, ended.tried, ended.ended) == (
        parcel().digest,
        NOW.isoformat(),
        LATER.isoformat(),
    )


def test_a_try_of_which_nothing_more_was_written_is_not_known(file: Path) -> None:
    with held_queue(file) as queue:
        queue.sending(queue.add(parcel(), HERE, NOW), NOW)

    (push,) = read_pushes(file)
    assert push.state == "not known"
    assert push.why == "was sent the document and had not answered when sdm-tui was ended"


def test_asking_again_forgets_no_unanswered_try(file: Path) -> None:
    with held_queue(file) as queue:
        queue.sending(queue.add(parcel(), HERE, NOW), NOW)
        again = queue.add(parcel(), HERE, LATER)

    assert (again.state, again.asked, again.tried) == (
        "not known",
        LATER.isoformat(),
        NOW.isoformat(),
    )


def test_asking_again_for_what_was_refused_makes_it_wait(file: Path) -> None:
    with held_queue(file) as queue:
        queue.ended(queue.add(parcel(), HERE, NOW), Delivery("refused", "said no"), NOW)

        assert queue.add(parcel(), HERE, LATER).state == "waiting"


def test_a_new_revision_takes_the_place_of_one_that_was_never_sent(file: Path) -> None:
    with held_queue(file) as queue:
        queue.add(parcel(revision=0), HERE, NOW)
        queue.add(parcel(revision=0), THERE, NOW)
        queue.add(parcel("bbbb-1"), HERE, NOW)
        queue.add(parcel(revision=1), HERE, LATER)

        assert [push.value for push in queue.pushes(HERE)] == ["bbbb-1.0", "aaaa-1.1"]
        assert [push.value for push in queue.pushes(THERE)] == ["aaaa-1.0"]


@pytest.mark.parametrize("state", ["arrived", "not known"])
def test_a_new_revision_leaves_what_a_server_may_hold(file: Path, state: str) -> None:
    delivery = ARRIVED if state == "arrived" else Delivery("not known", "was silent")
    with held_queue(file) as queue:
        queue.ended(queue.add(parcel(revision=0), HERE, NOW), delivery, NOW)
        queue.add(parcel(revision=1), HERE, LATER)

        assert [push.value for push in queue.pushes()] == ["aaaa-1.0", "aaaa-1.1"]


def test_a_dropped_record_is_forgotten_everywhere(file: Path) -> None:
    with held_queue(file) as queue:
        queue.add(parcel(), HERE, NOW)
        queue.add(parcel(), THERE, NOW)
        queue.add(parcel("bbbb-1"), HERE, NOW)

        assert queue.drop("aaaa-1") == 2
        assert [push.record_id for push in queue.pushes()] == ["bbbb-1"]


def test_while_one_copy_pushes_another_may_only_read(file: Path) -> None:
    with held_queue(file) as queue:
        queue.add(parcel(), HERE, NOW)

        with (
            pytest.raises(SdmError, match="Another copy of sdm-tui is pushing now"),
            held_queue(file),
        ):
            pass
        assert len(read_pushes(file)) == 1

    with held_queue(file) as queue:
        assert len(queue.pushes()) == 1


def test_a_fault_of_something_else_is_not_put_down_to_the_queue(file: Path) -> None:
    with pytest.raises(TimeoutError, match="of another kind"), held_queue(file):
        raise TimeoutError("of another kind")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_may_read_it(file: Path) -> None:
    with held_queue(file) as queue:
        queue.add(parcel(), HERE, NOW)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_file_holds_nothing_of_the_document(file: Path) -> None:
    with held_queue(file) as queue:
        queue.sending(queue.add(parcel(), HERE, NOW), NOW)

    content = file.read_bytes()
    assert b"aaaa-1.0" in content
    assert not [word for word in SAID.split() if len(word) > 4 and word.encode() in content]


def test_a_damaged_file_is_named_and_left_as_it_is(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"no database " * 99)

    for use in (lambda: read_pushes(file), lambda: held_queue(file).__enter__()):
        with pytest.raises(SdmError, match=r"push-queue\.db, cannot be used"):
            use()

    assert file.read_bytes() == b"no database " * 99


def test_a_file_of_a_newer_version_is_left_as_it_is(file: Path) -> None:
    with held_queue(file) as queue:
        queue.add(parcel(), HERE, NOW)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 2")

    with pytest.raises(SdmError, match="written by a newer sdm-tui"):
        read_pushes(file)


def test_a_file_that_breaks_while_it_is_held_is_told_as_such(file: Path) -> None:
    with held_queue(file) as queue:
        push = queue.add(parcel(), HERE, NOW)
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("DROP TABLE pushes")

        with pytest.raises(SdmError, match="cannot be used"):
            queue.sending(push, NOW)


def test_another_text_under_the_identifier_of_one_that_arrived_is_found_out(file: Path) -> None:
    other = parcel(words="other words")
    with held_queue(file) as queue:
        push = queue.add(parcel(), HERE, NOW)
        before = queue.has_other_text(other, HERE)
        queue.ended(push, ARRIVED, NOW)

        assert not before
        assert queue.has_other_text(other, HERE)
        assert not queue.has_other_text(other, THERE)
        assert not queue.has_other_text(parcel(), HERE)
