import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sdm_tui import __version__
from sdm_tui.aids.library import bundled_folder, open_library
from sdm_tui.aids.reading import content_hash
from sdm_tui.cli import command_parser, launch_for, main
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import AidUsed, Consultation, started
from sdm_tui.documents.text import as_text
from sdm_tui.errors import SdmError, UnknownName
from sdm_tui.settings import Launch, Opening
from sdm_tui.store.log import mark_of
from sdm_tui.terminal import screen_problem
from tests.examples import small_aid, small_aid_text, write_aid
from tests.stores import plain_store

NOW = datetime(2026, 11, 22, 13, 30, tzinfo=UTC)
HEAVY = ("textual", "pydantic", "tinydb", "ruamel", "ruamel.yaml", "platformdirs")

Run = Callable[..., int]


def clock() -> datetime:
    return NOW


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding)

    def isatty(self) -> bool:
        return True

    def text(self) -> str:
        self.seek(0)
        return self.read()


class StumblingClock:
    """A clock that fails once, with words that no log may hold, and then works."""

    def __init__(self, error: BaseException) -> None:
        self.errors = [error]

    def __call__(self) -> datetime:
        if self.errors:
            raise self.errors.pop()
        return NOW


@pytest.fixture(scope="session")
def listing(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the listing of the bundled aids as a first start keeps it: made once, for speed."""
    cache_file = tmp_path_factory.mktemp("listing") / "aids-listing.json"
    open_library([bundled_folder()], cache_file)
    return cache_file.read_bytes()


@pytest.fixture
def data(tmp_path: Path, listing: bytes) -> Path:
    """Return the folder of records of someone who has started the app before."""
    folder = tmp_path / "data"
    (folder / "cache").mkdir(parents=True)
    (folder / "cache" / "aids-listing.json").write_bytes(listing)
    return folder


@pytest.fixture
def aids(tmp_path: Path) -> Path:
    """Return a folder that holds the small aid."""
    write_aid(tmp_path / "aids", small_aid_text())
    return tmp_path / "aids"


@pytest.fixture
def run(data: Path, aids: Path) -> Run:
    """Return what runs a command with the small aid and a store of the test's own."""

    def runs(*words: str, now: Callable[[], datetime] = clock) -> int:
        return main(["--data-dir", str(data), "--aids-dir", str(aids), *words], now=now)

    return runs


def sit_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make both streams a terminal (in the test itself: pytest sets its own before each)."""
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def aid_used(text: str) -> AidUsed:
    aid = small_aid()
    return AidUsed(
        slug=aid.slug,
        title=aid.title,
        condition=aid.condition,
        version=aid.version,
        content_hash=content_hash(text.encode()),
        last_reviewed=aid.last_reviewed,
        review_due=aid.review_due,
    )


def talk(name: str, label: str = "", *, aid: AidUsed | None = None) -> Consultation:
    return moves.write(started(name, NOW, aid), "start.label", label)


def keep(folder: Path, *consultations: Consultation, rehearsal: bool = False) -> None:
    with closing(plain_store(folder, NOW, rehearsal=rehearsal)) as store:
        for consultation in consultations:
            store.put(consultation)


def spoil(folder: Path, name: str) -> None:
    """Change a record so that it is none any more, as another version might keep it."""
    with closing(plain_store(folder, NOW)) as store, store.changing() as engine:
        (row,) = engine.named("consultations", name)
        engine.put("consultations", row.id, {"id": name, "odd": 1})
        for table in ("in progress", "finished"):
            for listed in engine.named(table, name):
                engine.remove(table, listed.id)


def mark(folder: Path) -> str:
    """Return the mark of the store at the last change of the record that these tests show."""
    with closing(plain_store(folder, NOW)) as store, store.reading():
        return mark_of(store.engine, "aaaa-1")


@pytest.mark.parametrize(
    ("words", "expected"), [(["--version"], f"sdm-tui {__version__}\n"), (["--help"], "usage: ")]
)
def test_help_and_version_import_nothing_heavy(words: list[str], expected: str) -> None:
    code = (
        "import sys; from sdm_tui.cli import main\n"
        f"try: main({words!r})\n"
        "except SystemExit as end: status = end.code\n"
        f"loaded = [m for m in {HEAVY!r} if m in sys.modules]\n"
        "print((status, loaded), file=sys.stderr)"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.startswith(expected)
    assert ran.stderr == "(0, [])\n"


def test_module_runs_the_command() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "sdm_tui", "--version"], capture_output=True, text=True, check=False
    )

    assert (ran.returncode, ran.stdout) == (0, f"sdm-tui {__version__}\n")


@pytest.mark.parametrize(
    "words",
    [["nonsense"], ["aids"], ["start", "x", "--blank"], ["--data-dir", " "], ["--rehear"]],
)
def test_mistyped_command_says_how_it_is_used(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)

    assert caught.value.code == 2
    assert "usage: sdm-tui" in capsys.readouterr().err


def test_list_of_aids_says_when_each_was_reviewed_and_that_none_is_signed_off(
    run: Run, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run("aids", "list")

    lines = capsys.readouterr().out.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("sore-throat "))
    assert status == 0
    assert lines[place].split(maxsplit=3)[1:] == [
        "2026-01-10",
        "2027-01-10",
        "not clinically signed off; review due soon",
    ]
    assert lines[place + 1 : place + 3] == [
        "    Should I take tablets for my sore throat? (Sore throat)",
        f"    from {aids / 'sore-throat' / 'aid.yaml'}",
    ]


def test_list_of_aids_says_where_a_review_is_overdue(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run("aids", "list", now=lambda: datetime(2027, 1, 11, tzinfo=UTC))

    assert "2027-01-10  not clinically signed off; review overdue" in capsys.readouterr().out


def test_list_of_aids_shows_an_unreadable_one_with_its_first_fault(
    run: Run, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write_aid(aids, "title: [", "bad-one")

    status = run("aids", "list")

    assert status == 0
    assert f"unreadable: {bad}:1:9: " in capsys.readouterr().out


def test_bundled_aids_are_listed_without_being_asked_for(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--data-dir", str(data), "aids", "list"])

    listed = capsys.readouterr().out
    assert all(p.parent.name in listed for p in bundled_folder().glob("*/aid.yaml"))
    assert "    from " not in listed


def every_text(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield " ".join(part.split())
    elif isinstance(part, dict):
        for value in part.values():
            yield from every_text(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from every_text(value)


def test_showing_an_aid_prints_every_word_of_its_options_and_figures(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run("aids", "show", "sore-throat")

    shown = " ".join(capsys.readouterr().out.split())
    aid = small_aid().model_dump(
        include={"options", "outcomes", "red_flags", "not_for", "safety_net", "values", "sources"},
        exclude={
            "options": {"__all__": {"id", "short_name"}},
            "outcomes": {"__all__": {"id": True, "kind": True, "measure": True}},
            "values": {"__all__": {"id", "touches"}},
        },
    )
    for outcome in aid["outcomes"]:
        for estimate in outcome["estimates"]:
            del estimate["option"], estimate["basis"], estimate["range_kind"]
        if all(estimate["count"] is None for estimate in outcome["estimates"]):
            # These words only ever stand beside a number.
            del outcome["affected"], outcome["unaffected"]
    assert status == 0
    assert [text for text in every_text(aid) if text not in shown] == []


def test_showing_an_aid_says_each_figure_both_ways(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run("aids", "show", "sore-throat")

    shown = " ".join(capsys.readouterr().out.split())
    assert (
        "Carry on as now Out of 100 people with a sore throat, on day 3: 66 still had a sore "
        "throat, and 34 had no sore throat left."
    ) in shown
    assert "3 more had an upset stomach, and 97 had no extra upset stomach." in shown
    assert "Does not apply. There are no tablets to take." in shown
    assert "No reliable figure. We found no figure we could check." in shown
    assert "Source: REVIEW, STUDY." in shown
    assert "How sure: low. There was one small study." in shown
    assert "not clinically signed off" in shown


def test_unknown_aid_hints_at_the_nearest(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    status = run("aids", "show", "sore-thraot")

    assert status == 2
    assert capsys.readouterr().err.startswith(
        'sdm-tui: No decision aid is called "sore-thraot". Did you mean "sore-throat'
    )


def test_folder_of_aids_that_is_not_there_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["--data-dir", str(tmp_path), "--aids-dir", str(tmp_path / "no"), "aids", "list"])

    assert status == 2
    assert "no does not exist" in capsys.readouterr().err


def test_checking_a_sound_aid_ends_well(
    run: Run, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run("aids", "check", str(aids))

    assert status == 0
    out = capsys.readouterr().out.splitlines()
    assert out[-1] == "1 decision aid checked, 0 errors, 0 warnings."
    assert "reading ease" in out[-2]


def test_checking_prints_every_fault_with_its_place(
    run: Run, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = small_aid_text().replace("count: 66", "count: 660").replace("funding: none\n", "")
    path = write_aid(aids, text)
    line = text[: text.index("count: 660")].count("\n") + 1

    status = run("aids", "check", str(path))

    out = capsys.readouterr().out.splitlines()
    assert status == 1
    assert any(said.startswith(f"{path}:{line}:") and ": reader: " in said for said in out)
    assert any('a "funding" line is missing' in said for said in out)
    errors = [said for said in out if said.startswith(f"{path}:") and ": reader: " in said]
    assert out[-1].startswith(f"1 decision aid checked, {len(errors)} errors, ")


def test_checking_goes_on_after_a_file_that_is_not_there(
    run: Run, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run("aids", "check", str(aids / "missing.yaml"), str(aids))

    out = capsys.readouterr().out
    assert status == 1
    assert f"{aids / 'missing.yaml'}:1:1: reader: cannot be opened" in out
    assert "2 decision aids checked, 1 error, " in out


def test_checking_a_folder_without_aids_is_no_success(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()

    status = run("aids", "check", str(tmp_path / "empty"))

    assert status == 2
    assert "There is no decision aid in" in capsys.readouterr().err


def test_checking_without_a_path_checks_the_added_aids_too(
    run: Run, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write_aid(aids, "title: [", "bad-one")

    status = run("aids", "check")

    assert status == 1
    assert f"{bad}:1:9: " in capsys.readouterr().out


def test_no_file_can_steer_the_terminal(
    run: Run, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_aid(aids, small_aid_text(condition='"\\e[31mred\\u202e"'))

    run("aids", "list")
    run("aids", "show", "sore-throat")
    run("aids", "show", "\x1b[31m")

    told = capsys.readouterr()
    assert "\\x1b[31mred\\u202e" in told.out
    assert not any(c in told.out + told.err for c in "\x1b\u202e")


def test_printing_does_not_fail_where_the_encoding_lacks_a_letter(
    run: Run, aids: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_aid(aids, small_aid_text(condition="Caf\u00e9 \u25cf"))
    stdout = Terminal("ascii")
    monkeypatch.setattr(sys, "stdout", stdout)

    status = run("aids", "list")

    assert status == 0
    assert "(Caf\\xe9 \\u25cf)" in stdout.text()


def test_list_of_records_is_empty_at_first(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    status = run("records", "list")

    assert status == 0
    assert capsys.readouterr().out == "There are no records yet.\n"


def test_list_of_records_shows_each_with_its_stage(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = moves.go_to(talk("aaaa-1", "J\nK\x1b[0m"), "benefits-and-risks")
    sealed = moves.seal(talk("bbbb-1", aid=aid_used(small_aid_text())), NOW)
    keep(data, begun, sealed, talk("cccc-1"))
    spoil(data, "cccc-1")

    status = run("records", "list")

    assert status == 0
    heading, *lines = capsys.readouterr().out.splitlines()
    assert heading == "ID      TOUCHED           STAGE               LABEL"
    assert sorted(lines[:4]) == [
        "    A decision of our own",
        "    Should I take tablets for my sore throat?",
        "aaaa-1  2026-11-22 13:30  Benefits and risks  J K\\x1b[0m",
        "bbbb-1  2026-11-22 13:30  finished            ",
    ]
    assert lines[4].startswith("cccc-1  cannot be read: ")


def test_rehearsals_are_kept_apart_and_marked(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(data, talk("aaaa-1"))
    keep(data, started("bbbb-1", NOW, None, rehearsal=True), rehearsal=True)

    run("--rehearse", "records", "list")
    run("--rehearse", "records", "show", "bbbb")
    run("--rehearse", "records", "show", "aaaa-1")

    told = capsys.readouterr()
    listed, shown = told.out.split("SHARED DECISION RECORD")
    assert listed.startswith("REHEARSALS - not real people\n")
    assert "bbbb-1" in listed
    assert "aaaa-1" not in listed
    assert "REHEARSAL" in shown
    assert 'No record goes by "aaaa-1".' in told.err


def test_showing_a_record_prints_its_text_with_the_aid_that_was_used(
    run: Run, data: Path, aids: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = small_aid_text()
    used = moves.open_outcome(talk("aaaa-1", aid=aid_used(text)), "still-sore", "people", NOW)
    with closing(plain_store(data, NOW)) as store:
        store.keep_aid(content_hash(text.encode()), text)
        store.put(used)
    write_aid(aids, text.replace("count: 66\n", "count: 67\n"))

    status = run("records", "show", "aaaa-1")

    shown = capsys.readouterr().out
    assert status == 0
    assert shown == as_text(used, small_aid(), today=NOW.date(), store_mark=mark(data)) + "\n"
    assert "66 still had" in " ".join(shown.split())


def test_record_is_shown_though_the_aid_it_used_cannot_be_read(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    used = talk("aaaa-1", aid=aid_used("nonsense"))
    with closing(plain_store(data, NOW)) as store:
        store.keep_aid(content_hash(b"nonsense"), "nonsense")
        store.put(used)

    status = run("records", "show", "aaaa-1")

    told = capsys.readouterr()
    assert status == 0
    assert told.out == as_text(used, None, today=NOW.date(), store_mark=mark(data)) + "\n"
    assert "the record stands without it" in told.err


def test_a_figure_that_was_changed_in_the_store_is_not_shown_as_the_one_that_was_used(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = small_aid_text()
    used = moves.open_outcome(talk("aaaa-1", aid=aid_used(text)), "still-sore", "people", NOW)
    with closing(plain_store(data, NOW)) as store:
        store.keep_aid(content_hash(text.encode()), text.replace("count: 66\n", "count: 67\n"))
        store.put(used)

    status = run("records", "show", "aaaa-1")

    told = capsys.readouterr()
    assert status == 0
    assert told.out == as_text(used, None, today=NOW.date(), store_mark=mark(data)) + "\n"
    assert "is not in the store, so the record stands without it" in told.err


def test_a_record_is_shown_from_the_parsed_aid_that_an_earlier_showing_kept(
    run: Run, data: Path
) -> None:
    text = small_aid_text()
    with closing(plain_store(data, NOW)) as store:
        store.keep_aid(content_hash(text.encode()), text)
        store.put(talk("aaaa-1", aid=aid_used(text)))

    run("records", "show", "aaaa-1")

    kept = (data / "cache" / "parsed-aids").glob(f"{content_hash(text.encode())}-*.json")
    assert len(list(kept)) == 1


def test_showing_a_record_leaves_no_character_that_steers_the_terminal(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(data, moves.write(talk("aaaa-1"), "what_matters.important", "\x1b[2J\x9bgone\u202e"))

    run("records", "show", "aaaa-1")

    shown = capsys.readouterr().out
    assert "gone" in shown
    assert not any(c in shown for c in "\x1b\x9b\u202e")


@pytest.mark.parametrize("name", ["aaaa-1", "aaaa", "a"])
def test_record_goes_by_the_beginning_of_its_id(
    run: Run, data: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(data, talk("aaaa-1", "first one"), talk("bbbb-1"))

    status = run("records", "show", name)

    assert status == 0
    assert "first one" in capsys.readouterr().out


def test_exact_id_wins_over_a_longer_one(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(data, talk("aaaa", "first one"), talk("aaaa-1"))

    status = run("records", "show", "aaaa")

    assert status == 0
    assert "first one" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("aaaa", 'More than one record starts with "aaaa". There are: aaaa-1, aaaa-2.'),
        ("abaa-1", 'No record goes by "abaa-1". Did you mean "aaaa-1"?'),
        ("", 'No record goes by "".'),
    ],
)
def test_name_that_is_no_one_record_is_told_of(
    run: Run, data: Path, name: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(data, talk("aaaa-2"), talk("aaaa-1"))

    status = run("records", "show", name)

    assert status == 2
    assert capsys.readouterr().err.startswith(f"sdm-tui: {told}")


def test_record_that_cannot_be_read_is_told_of_and_kept(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(data, talk("aaaa-1"))
    spoil(data, "aaaa-1")
    before = (data / "consultations.db").read_bytes()

    status = run("records", "show", "aaaa-1")

    assert status == 2
    assert "cannot be read" in capsys.readouterr().err
    assert (data / "consultations.db").read_bytes() == before


def test_record_is_exported_as_data(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(data, talk("aaaa-1", "Caf\u00e9 \x1b \u202e"))

    status = run("records", "export", "aaaa-1", "--format", "json")

    exported = json.loads(capsys.readouterr().out)
    assert status == 0
    assert exported["consultation"]["start"]["label"] == "Caf\u00e9 \x1b \u202e"


def test_exported_data_stays_exact_where_the_encoding_lacks_a_letter(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(data, talk("aaaa-1", "Caf\u00e9 \u2764\U0001f600"))
    stdout = Terminal("ascii")
    monkeypatch.setattr(sys, "stdout", stdout)

    run("records", "export", "aaaa-1", "--format", "json")

    exported = json.loads(stdout.text())
    label = exported["consultation"]["start"]["label"]
    assert label == "Caf\u00e9 \u2764\U0001f600"


@pytest.mark.parametrize("form", ["text", "json"])
def test_record_is_exported_to_a_file_that_only_its_owner_reads(
    run: Run, data: Path, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(data, talk("aaaa-1", "Caf\u00e9"))
    output = tmp_path / "out"

    status = run("records", "export", "aaaa-1", "--format", form, "--output", str(output))

    assert status == 0
    assert "Caf\u00e9" in output.read_text(encoding="utf-8")
    assert f"Written to {output}." in capsys.readouterr().out
    if os.name == "posix":
        assert output.stat().st_mode & 0o777 == 0o600


def test_export_never_writes_over_a_file(
    run: Run, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(data, talk("aaaa-1"))
    (tmp_path / "out").write_text("dear")

    status = run("records", "export", "aaaa-1", "--output", str(tmp_path / "out"))

    assert status == 2
    assert (tmp_path / "out").read_text() == "dear"
    assert "is there already, so nothing was written" in capsys.readouterr().err


def test_export_to_a_folder_that_is_not_there_is_told_of(
    run: Run, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(data, talk("aaaa-1"))

    status = run("records", "export", "aaaa-1", "--output", str(tmp_path / "no" / "out"))

    assert status == 2
    assert "could not be written" in capsys.readouterr().err


def test_records_are_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path / "there", talk("aaaa-1"))
    monkeypatch.setenv("SDM_TUI_DATA", str(tmp_path / "there"))

    main(["records", "list"], now=clock)
    main(["--data-dir", str(tmp_path / "other"), "records", "list"], now=clock)

    told = capsys.readouterr().out
    assert "aaaa-1" in told
    assert told.endswith("There are no records yet.\n")


def launch(run_words: list[str], data: Path, aids: Path) -> Launch:
    words = ["--data-dir", str(data), "--aids-dir", str(aids), *run_words]
    return launch_for(command_parser().parse_args(words), clock)


def test_screen_is_told_every_place_it_needs(data: Path, aids: Path) -> None:
    launched = launch(["--rehearse"], data, aids)

    assert launched == Launch(
        opening=Opening("home"),
        data_dir=data,
        cache_dir=data / "cache",
        settings_file=data / "settings.toml",
        aids_dirs=(aids,),
        rehearse=True,
    )


@pytest.mark.parametrize(
    ("words", "opening"),
    [
        ([], Opening("home")),
        (["start"], Opening("start")),
        (["start", "--blank"], Opening("start", blank=True)),
        (["start", "sore-throat"], Opening("start", aid="sore-throat")),
        (["start", "sore tablets"], Opening("start", aid="sore-throat")),
        (["resume"], Opening("resume", record="bbbb-1")),
        (["resume", "aaaa"], Opening("resume", record="aaaa-1")),
        (["resume", "cccc"], Opening("resume", record="cccc-1")),
    ],
)
def test_screen_opens_on_what_was_asked_for(
    data: Path, aids: Path, words: list[str], opening: Opening
) -> None:
    later = moves.touch(talk("bbbb-1"), NOW.replace(hour=14))
    last = moves.seal(talk("cccc-1"), NOW.replace(hour=15))
    keep(data, talk("aaaa-1"), later, last)

    assert launch(words, data, aids).opening == opening


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["start", "sore-thraot"], 'Did you mean "sore-throat'),
        (["start", "bad-one"], 'The decision aid "bad-one" has a fault, so it is not used.'),
        (["resume"], "No consultation is in progress."),
        (["resume", "aaab-1"], 'Did you mean "aaaa-1"?'),
        (["--rehearse", "resume", "aaaa-1"], 'No record goes by "aaaa-1".'),
        (["--aids-dir", "nowhere"], "nowhere does not exist"),
    ],
)
def test_what_cannot_be_opened_is_told_before_the_screen_opens(
    run: Run,
    data: Path,
    aids: Path,
    words: list[str],
    told: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sit_at_a_terminal(monkeypatch)
    write_aid(aids, "title: [", "bad-one")
    keep(data, moves.seal(talk("aaaa-1"), NOW))

    status = run(*words)

    assert status == 2
    assert told in capsys.readouterr().err


def test_record_that_cannot_be_read_is_not_resumed(data: Path, aids: Path) -> None:
    keep(data, talk("aaaa-1"))
    spoil(data, "aaaa-1")

    with pytest.raises(SdmError):
        launch(["resume", "aaaa-1"], data, aids)
    with pytest.raises(UnknownName):
        launch(["resume"], data, aids)


@pytest.mark.parametrize("words", [[], ["start"], ["start", "--blank"], ["resume"]])
def test_full_screen_outside_a_terminal_says_what_to_do(
    run: Run, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    status = run(*words)

    told = capsys.readouterr()
    assert status == 2
    assert told.out == ""
    assert told.err.startswith("sdm-tui: The full screen needs a terminal, and this is not one.")
    assert "sdm-tui aids show AID" in told.err


def test_closed_streams_are_no_terminal() -> None:
    assert screen_problem(None, Terminal(), {"TERM": "xterm"}) is not None
    assert screen_problem(Terminal(), None, {"TERM": "xterm"}) is not None
    assert screen_problem(io.StringIO(), Terminal(), {"TERM": "xterm"}) is not None
    assert screen_problem(Terminal(), io.StringIO(), {"TERM": "xterm"}) is not None


def test_a_screen_that_is_drawn_into_a_file_is_told_of() -> None:
    environment = {"TERM": "xterm-256color"}

    problem = screen_problem(Terminal(), Terminal(), environment, io.StringIO())

    assert problem is not None
    assert 'Leave "2>" out' in problem.hint
    assert screen_problem(Terminal(), Terminal(), environment, Terminal()) is None


def test_good_terminal_is_no_problem() -> None:
    assert screen_problem(Terminal(), Terminal(), {"TERM": "xterm-256color"}) is None


def test_terminal_without_a_full_screen_is_told_of() -> None:
    problem = screen_problem(Terminal(), Terminal(), {"TERM": "dumb"})

    assert problem is not None
    assert "set TERM" in problem.hint
    assert "\x1b" not in str(problem)


@pytest.mark.parametrize("environment", [{}, {"TERM": ""}])
def test_terminal_needs_a_name_on_posix(environment: dict[str, str]) -> None:
    problem = screen_problem(Terminal(), Terminal(), environment)

    assert (problem is not None) == (os.name == "posix")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_terminal_that_lacks_the_signs_is_told_of(encoding: str) -> None:
    problem = screen_problem(Terminal(), Terminal(encoding), {"TERM": "xterm"})

    assert problem is not None
    assert f"encoding, {encoding}," in problem.message
    assert "UTF" in problem.hint


def test_fault_of_our_own_gives_one_plain_sentence_and_a_log_without_words(
    run: Run, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run("records", "list", now=StumblingClock(ValueError("Mrs Jones said no")))

    told, log = capsys.readouterr(), (data / "sdm-tui.log").read_text()
    assert status == 70
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert str(data / "sdm-tui.log") in told.err
    assert "Traceback" not in told.err
    assert "builtins.ValueError\n" in log
    assert "cli.py:" in log
    assert "in main\n" in log
    assert "Jones" not in told.err + log


def test_log_names_what_a_fault_came_from(run: Run, data: Path) -> None:
    first, second = KeyError("Mrs Jones"), RuntimeError("Mr Jones")
    second.__cause__ = first
    first.__context__ = second

    run("records", "list", now=StumblingClock(second))

    log = (data / "sdm-tui.log").read_text()
    assert "builtins.RuntimeError\n" in log
    assert "from builtins.KeyError\n" in log
    assert "Jones" not in log


def test_log_grows_with_each_fault(run: Run, data: Path) -> None:
    run("records", "list", now=StumblingClock(ValueError()))
    run("records", "list", now=StumblingClock(TypeError()))

    log = (data / "sdm-tui.log").read_text()
    assert log.count(f"2026-11-22T13:30:00+00:00 sdm-tui {__version__}") == 2


def test_fault_without_a_place_for_the_log_is_still_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("a file where a folder is wanted")

    status = main(
        ["--data-dir", str(tmp_path / "file"), "aids", "list"],
        now=StumblingClock(ValueError()),
    )

    assert status == 70
    assert "could not be written" in capsys.readouterr().err


def test_stopping_with_ctrl_c_is_quiet(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    status = run("records", "list", now=StumblingClock(KeyboardInterrupt()))

    assert status == 130
    assert capsys.readouterr().err == ""


def test_reader_that_has_seen_enough_is_no_fault(data: Path) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)

    ran = subprocess.run(
        [sys.executable, "-m", "sdm_tui", "--data-dir", str(data), "records", "list"],
        stdout=write_end,
        stderr=subprocess.PIPE,
        check=False,
    )

    os.close(write_end)
    assert (ran.returncode, ran.stderr) == (1, b"")
