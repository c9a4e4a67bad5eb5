import hashlib
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdm_tui.aids import keeping as keeping_module
from sdm_tui.aids.library import bundled_folder, open_library
from sdm_tui.aids.marked import AidUnreadable, marked
from sdm_tui.aids.parsed import aid_in, judged_aid, keep_data, kept_data
from sdm_tui.aids.reading import content_hash, parse_aid
from tests.aids.invented import INVENTED_PATH, INVENTED_TEXT, invented_aid
from tests.examples import small_aid_text, write_aid

CONTENT = INVENTED_TEXT.encode()
KEY = content_hash(CONTENT)
BUNDLED = sorted(bundled_folder().glob("*/aid.yaml"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder in which the invented aid is kept."""
    place = tmp_path / "kept"
    aid_in(CONTENT, INVENTED_PATH, place)
    return place


def only_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def summed(body: bytes) -> bytes:
    """Return a file with the sum that belongs to its content."""
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


@pytest.mark.parametrize("path", BUNDLED, ids=[path.parent.name for path in BUNDLED])
def test_a_bundled_aid_that_was_kept_is_the_aid_in_its_text(path: Path, tmp_path: Path) -> None:
    content = path.read_bytes()
    file = marked(content, path)

    keep_data(tmp_path, content_hash(content), file.data)

    kept = kept_data(tmp_path, content_hash(content))
    assert repr(kept) == repr(file.data)
    assert aid_in(content, path, tmp_path) == judged_aid(file)


DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda part: (
        st.lists(part, max_size=3)
        | st.dictionaries(st.text(max_size=4) | st.just("$date"), part, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text(max_size=4), DATA, max_size=4))
def test_whatever_is_kept_comes_back_exactly_or_not_at_all(data: dict[str, Any]) -> None:
    with TemporaryDirectory() as folder:
        keep_data(Path(folder), KEY, data)

        kept = kept_data(Path(folder), KEY)

    assert kept is None or repr(kept) == repr(data)


@pytest.mark.parametrize(
    "value",
    [date(2026, 2, 28), "2026-02-28", 1, 1.0, True, None, "Siân \ud800 李", ["x", {"a": 1}]],
)
def test_what_an_aid_may_hold_comes_back_as_it_was(value: object, tmp_path: Path) -> None:
    keep_data(tmp_path, KEY, {"a": [value]})

    assert repr(kept_data(tmp_path, KEY)) == repr({"a": [value]})


@pytest.mark.parametrize(
    "value",
    [
        *(datetime(2026, 2, 28, tzinfo=UTC), float("nan"), (1, 2), {1: "a"}, {1}, b"bytes"),
        *({"$date": "2026-02-28"}, {"$date": "x"}, {"$date": 1}),
    ],
    ids=repr,
)
def test_what_would_come_back_changed_is_not_kept(value: object, tmp_path: Path) -> None:
    keep_data(tmp_path, KEY, {"a": value})

    assert list(tmp_path.iterdir()) == []


def test_a_kept_aid_is_opened_without_the_yaml_parser(tmp_path: Path) -> None:
    write_aid(tmp_path / "aids", small_aid_text())
    cache_file = tmp_path / "cache" / "listing.json"
    open_library([tmp_path / "aids"], cache_file)
    code = (
        "import sys; from pathlib import Path; from sdm_tui.aids.library import open_library\n"
        f"library = open_library([Path({str(tmp_path / 'aids')!r})], Path({str(cache_file)!r}))\n"
        "print(library.load('sore-throat').aid.title, 'ruamel.yaml' in sys.modules)"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "Should I take tablets for my sore throat? False\n"


def test_kept_data_is_used_where_its_sum_agrees(folder: Path) -> None:
    file = only_file(folder)
    body = file.read_bytes().partition(b"\n")[2].replace(b"my blue thumb?", b"my red thumb?")
    file.write_bytes(summed(body))
    file.chmod(0o600)

    aid = aid_in(CONTENT, INVENTED_PATH, folder)

    assert aid.title == "What shall I do about my red thumb?"


def test_kept_data_is_judged_again_and_refused_data_is_parsed_anew(folder: Path) -> None:
    file = only_file(folder)
    body = file.read_bytes().partition(b"\n")[2].replace(b'"count": 60', b'"count": 101')
    file.write_bytes(summed(body))

    aid = aid_in(CONTENT, INVENTED_PATH, folder)

    assert aid == invented_aid()


def test_faults_of_a_kept_aid_in_another_folder_have_their_place(folder: Path) -> None:
    with pytest.raises(AidUnreadable) as caught:
        aid_in(CONTENT, Path("green-thumb/aid.yaml"), folder)

    assert str(caught.value.faults[0]).startswith("green-thumb/aid.yaml:2:7: slug: ")


DAMAGE = {
    "empty": lambda _: b"",
    "cut off": lambda content: content[: len(content) // 2],
    "one figure changed": lambda content: content.replace(b'"count": 60', b'"count": 61'),
    "no sum": lambda content: content.partition(b"\n")[2],
    "another sum": lambda content: b"0" * 64 + content[64:],
    "not JSON": lambda _: summed(b"{"),
    "no object": lambda _: summed(b"[]"),
    "no data": lambda _: summed(b"{}"),
    "too deep": lambda _: summed(b"[" * 100_000),
    "a date that is none": lambda content: summed(
        content.partition(b"\n")[2].replace(b'"$date": "2026-01-01"', b'"$date": 7')
    ),
    "of another text": lambda content: summed(
        content.partition(b"\n")[2].replace(KEY.encode(), b"0" * 64)
    ),
    "by other code": lambda content: summed(
        content.partition(b"\n")[2].replace(b'"made_by": "', b'"made_by": "0')
    ),
    "the data a list": lambda content: summed(
        content.partition(b"\n")[2].replace(b'"data": {', b'"data": [], "more": {')
    ),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damaged_kept_data_is_thrown_away_and_made_anew(damage: Any, folder: Path) -> None:
    file = only_file(folder)
    sound = file.read_bytes()
    damaged = damage(sound)
    file.write_bytes(damaged)

    aid = aid_in(CONTENT, INVENTED_PATH, folder)

    assert damaged != sound
    assert aid == invented_aid()
    assert only_file(folder).read_bytes() == sound


def test_data_kept_of_another_text_is_not_taken_for_this_one(folder: Path) -> None:
    other = content_hash(CONTENT + b"\n")
    file = only_file(folder)
    file.rename(folder / file.name.replace(KEY, other))

    assert kept_data(folder, other) is None


def test_data_kept_by_another_version_is_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping_module, "__version__", "99.0.0")

    assert kept_data(folder, KEY) is None


def test_an_aid_is_read_where_nothing_can_be_kept(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("where a folder is wanted")

    aid = aid_in(CONTENT, INVENTED_PATH, blocked)

    assert aid == invented_aid()
    assert blocked.read_text() == "where a folder is wanted"


def test_without_a_folder_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    aid = aid_in(CONTENT, INVENTED_PATH, None)

    assert aid == invented_aid()
    assert list(tmp_path.iterdir()) == []


def test_an_aid_with_faults_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(AidUnreadable):
        aid_in(CONTENT.replace(b"count: 60", b"count: 101"), INVENTED_PATH, tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_an_aid_saved_with_windows_line_ends_is_kept_under_its_own_hash(folder: Path) -> None:
    windows = CONTENT.replace(b"\n", b"\r\n")

    aid = aid_in(windows, INVENTED_PATH, folder)

    assert aid == parse_aid(windows, INVENTED_PATH)
    assert len(list(folder.iterdir())) == 2
