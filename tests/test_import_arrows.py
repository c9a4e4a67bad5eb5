"""Who may import whom, read from the source of every module, and from one fresh interpreter."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import sdm_tui

PACKAGE = Path(sdm_tui.__file__).parent
MODULES = {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*.py")}

PURE_ROOMS = ("aids", "consultation", "documents", "insights", "pathways")
"""Rooms with no screen, no store, no clock and no file writes."""

MAY_IMPORT = {
    "aids": {"aids"},
    "consultation": {"consultation", "aids"},
    "documents": {"documents", "consultation", "aids", "pathways"},
    "pushing": {"pushing", "locking", "own_folder"},
    "store": {"store", "consultation", "aids"},
}
"""The rooms of our own that a room may import; errors.py and the version are everyone's."""

KEEPS_A_FILE = {
    "aids/keeping.py": "what saves time, and is checked or made anew: titles, and parsed aids",
    "aids/sign_off.py": "who signed which text of an aid: the deployer's, and apart from the aid",
}
"""The modules of pure rooms that write a file all the same, and what it is."""
WRITERS = {"locking", "own_folder", "replacing"}
"""Modules outside every room that write files: for the store, and for those of KEEPS_A_FILE."""

NETWORK = ("asyncio", "ftplib", "http", "requests", "smtplib", "socket", "ssl", "urllib", "urllib3")
"""What opens a network connection."""
NO_NETWORK = "urllib.parse.quote"

LONGEST_MODULE = 400
"""Lines."""

CLOCK_CALLS = {"now", "today", "utcnow", "fromtimestamp", "monotonic", "perf_counter", "time_ns"}
CLOCK_MODULES = {"time", "uuid", "random", "secrets", "locale"}
WRITING_CALLS = {
    *("write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rmdir", "fdopen"),
    *("make_own_folder", "replace_file"),
}
WRITING_MODE = re.compile(r"(?=.*[wax+])[rwaxbt+]{1,3}")
WRITING_MODULES = {"tempfile", "shutil", "socket", "urllib", "http", "subprocess"}


@dataclass(frozen=True)
class Import:
    """One imported name: "a.b.c" for both `import a.b.c` and `from a.b import c`."""

    name: str
    in_function: bool

    @property
    def top(self) -> str:
        """The package that the name comes from."""
        return self.name.split(".")[0]

    @property
    def room(self) -> str:
        """The room of our own that the name comes from, or ""."""
        parts = self.name.split(".")
        return parts[1] if parts[0] == "sdm_tui" and len(parts) > 1 else ""


def imports_in(source: str, package: str = "sdm_tui") -> list[Import]:
    """Return every import of a module, wherever it stands; package: for relative ones."""
    return list(_imports(ast.parse(source), package, in_function=False))


def _imports(node: ast.AST, package: str, *, in_function: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, in_function) for alias in child.names)
        if isinstance(child, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - child.level + 1]
            start = ".".join([*base, *filter(None, [child.module])] if child.level else [])
            module = start or child.module or ""
            yield from (Import(f"{module}.{alias.name}", in_function) for alias in child.names)
        is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from _imports(child, package, in_function=in_function or is_function)


@cache
def imports_of(module: str) -> list[Import]:
    package = ".".join(["sdm_tui", *Path(module).parent.parts])
    return imports_in(MODULES[module].read_text("utf-8"), package)


def calls_in(source: str) -> list[tuple[str, ast.Call]]:
    """Return every call of a module with the last part of the name that is called."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [(ast.unparse(call.func).split(".")[-1], call) for call in calls]


def writes_in(source: str) -> list[str]:
    """Return every call that writes to the disk, and every open for more than reading."""
    found = []
    for name, call in calls_in(source):
        given = [*call.args, *(k.value for k in call.keywords if k.arg == "mode")]
        modes = [a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        is_opened = name == "open" and any(WRITING_MODE.fullmatch(mode) for mode in modes)
        if name in WRITING_CALLS or is_opened:
            found.append(ast.unparse(call))
    return found


def clocks_in(source: str) -> list[str]:
    """Return every look at a clock."""
    return [ast.unparse(call) for name, call in calls_in(source) if name in CLOCK_CALLS]


def room_of(module: str) -> str:
    return module.partition("/")[0]


def modules_of(*rooms: str) -> list[str]:
    return sorted(module for module in MODULES if room_of(module) in rooms)


@pytest.mark.parametrize("module", modules_of(*PURE_ROOMS))
def test_what_the_conversation_is_made_of_knows_no_screen_and_no_store(module: str) -> None:
    tops = {found.top for found in imports_of(module)}

    assert not tops & {"textual", "rich", "tinydb"}


@pytest.mark.parametrize("module", modules_of(*PURE_ROOMS))
def test_what_the_conversation_is_made_of_has_no_clock_and_no_chance_of_its_own(
    module: str,
) -> None:
    tops = {found.top for found in imports_of(module)}

    assert not tops & CLOCK_MODULES
    assert clocks_in(MODULES[module].read_text("utf-8")) == []


@pytest.mark.parametrize("module", [m for m in modules_of(*PURE_ROOMS) if m not in KEEPS_A_FILE])
def test_what_the_conversation_is_made_of_writes_no_files(module: str) -> None:
    tops = {found.top for found in imports_of(module)}

    assert not tops & WRITING_MODULES
    assert writes_in(MODULES[module].read_text("utf-8")) == []


@pytest.mark.parametrize("module", sorted(KEEPS_A_FILE))
def test_a_module_that_may_write_a_file_does_write_one(module: str) -> None:
    assert writes_in(MODULES[module].read_text("utf-8"))


@pytest.mark.parametrize("module", modules_of(*MAY_IMPORT))
def test_a_room_imports_only_the_rooms_below_it(module: str) -> None:
    everyones = {"", "errors", "__version__"}

    rooms = {found.room for found in imports_of(module)}

    writers = WRITERS if room_of(module) == "store" or module in KEEPS_A_FILE else set()
    assert rooms <= MAY_IMPORT[room_of(module)] | everyones | writers


@pytest.mark.parametrize("module", sorted(f"{writer}.py" for writer in WRITERS))
def test_a_module_that_writes_files_for_others_knows_no_room(module: str) -> None:
    assert {found.room for found in imports_of(module)} <= {"", "errors"}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_only_the_store_imports_tinydb(module: str) -> None:
    assert room_of(module) == "store" or "tinydb" not in {i.top for i in imports_of(module)}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_only_pushing_opens_a_network_connection(module: str) -> None:
    names = {found.name for found in imports_of(module)}

    opened = {name for name in names if name.startswith(NETWORK) and name != NO_NETWORK}
    assert room_of(module) == "pushing" or opened == set()


def test_pushing_opens_its_connections_in_one_module() -> None:
    modules = [
        module
        for module in modules_of("pushing")
        if "http.client" in {found.name for found in imports_of(module)}
    ]

    assert modules == ["pushing/exchange.py"]


@pytest.mark.parametrize("module", [m for m in sorted(MODULES) if room_of(m) != "pushing"])
def test_pushing_is_reached_only_inside_a_function_of_its_command(module: str) -> None:
    reached = [found for found in imports_of(module) if found.room == "pushing"]

    assert reached == [] or module == "cli_push.py"


@pytest.mark.parametrize("module", sorted(MODULES))
def test_only_the_screen_imports_textual(module: str) -> None:
    assert room_of(module) == "tui" or "textual" not in {i.top for i in imports_of(module)}


@pytest.mark.parametrize("module", [m for m in sorted(MODULES) if room_of(m) != "tui"])
def test_the_screen_is_opened_only_inside_a_function_of_the_command_line(module: str) -> None:
    screens = [found for found in imports_of(module) if found.room == "tui"]

    assert all(module == "cli.py" and found.in_function for found in screens)


@pytest.mark.parametrize("module", [m for m in modules_of("tui") if "/widgets/" in m])
def test_a_widget_is_handed_finished_words_and_makes_none(module: str) -> None:
    makers = ("sdm_tui.documents", "sdm_tui.aids.draft", "sdm_tui.consultation.stages")

    assert [found.name for found in imports_of(module) if found.name.startswith(makers)] == []


@pytest.mark.parametrize("module", modules_of("tui"))
def test_no_private_name_of_textual_is_used(module: str) -> None:
    parts = [
        part
        for found in imports_of(module)
        if found.top in {"textual", "rich"}
        for part in found.name.split(".")
    ]

    assert [part for part in parts if part.startswith("_")] == []


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_fits_in_the_head(module: str) -> None:
    lines = MODULES[module].read_text("utf-8").splitlines()

    assert len(lines) <= LONGEST_MODULE


def test_reading_an_aid_and_talking_about_it_loads_no_screen_and_no_store() -> None:
    rooms = ("aids.reading", "consultation.contents", "consultation.moves")
    program = "; ".join(
        [*(f"import sdm_tui.{room}" for room in rooms), "import sys; print(*sys.modules)"]
    )

    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()

    assert "sdm_tui.aids.model" in loaded
    assert {"textual", "rich", "tinydb"}.isdisjoint(loaded)


def test_the_rooms_that_are_watched_are_there() -> None:
    rooms = {room_of(module) for module in MODULES}

    assert {"aids", "consultation", "documents", "store", "tui"} <= rooms


def test_an_import_is_found_wherever_it_stands() -> None:
    source = """
import textual.app as screen
from tinydb import TinyDB
def run():
    try:
        from sdm_tui.tui.app import App
    except ImportError:
        from .store import records
class Held:
    from textual._context import active_app
"""

    found = imports_in(source)

    assert [(i.name, i.in_function) for i in found] == [
        ("textual.app", False),
        ("tinydb.TinyDB", False),
        ("sdm_tui.tui.app.App", True),
        ("sdm_tui.store.records", True),
        ("textual._context.active_app", False),
    ]
    assert [i.room for i in found] == ["", "", "tui", "store", ""]


@pytest.mark.parametrize(
    "source",
    [
        "open('a', 'w')",
        "open('a', mode='ab')",
        "path.open('r+')",
        "Path('a').write_text('b')",
        "folder.mkdir()",
    ],
)
def test_a_write_is_found(source: str) -> None:
    assert writes_in(source) == [source]


@pytest.mark.parametrize(
    "source", ["open('wax.yaml')", "path.open()", "path.open('rb')", "p.read_text()"]
)
def test_reading_is_not_taken_for_writing(source: str) -> None:
    assert writes_in(source) == []


@pytest.mark.parametrize(
    "source",
    ["datetime.now(UTC)", "date.today()", "datetime.datetime.utcnow()", "time.monotonic()"],
)
def test_a_look_at_the_clock_is_found(source: str) -> None:
    assert clocks_in(source) == [source]
