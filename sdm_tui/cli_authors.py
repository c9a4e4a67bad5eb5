"""The commands for those who write and review decision aids."""

import argparse
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sdm_tui.cli_places import Clock, folder_named, library_of
from sdm_tui.errors import UnknownName
from sdm_tui.terminal import printable_json, say

if TYPE_CHECKING:
    from sdm_tui.documents.diff_text import Compared


def add_author_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add "new", "diff" and "schema"."""
    new = add("new", help="write the file of a new decision aid, to be filled in")
    new.add_argument("slug", metavar="SLUG", help='its name, for example "back-pain"')
    new.add_argument(
        "--into",
        metavar="DIR",
        type=folder_named,
        default=Path(),
        help="the folder that holds your aids; else the present folder",
    )
    new.set_defaults(run=_new_aid)
    diff = add("diff", help="say what changed between two versions of decision aids")
    for name, metavar, which in (("before", "A", "older"), ("after", "B", "newer")):
        words = f"the {which} version: a file, a folder of aids, or the name of an aid"
        diff.add_argument(name, metavar=metavar, type=folder_named, help=words)
    diff.add_argument("--format", choices=("text", "json"), default="text")
    diff.set_defaults(run=_diff_aids)
    schema = add("schema", help="print the JSON Schema of an aid's file, for editors")
    schema.set_defaults(run=_print_schema)


def _print_schema(_arguments: argparse.Namespace, _now: Clock) -> int:
    from sdm_tui.aids.schema import schema_text

    print(schema_text(), end="")
    return 0


def _new_aid(arguments: argparse.Namespace, now: Clock) -> int:
    from sdm_tui.aids.library import AID_FILE, bundled_folder
    from sdm_tui.aids.schema import SCHEMA_FILE
    from sdm_tui.aids.skeleton import skeleton, slug_named
    from sdm_tui.new_file import make_folder, write_new

    slug = slug_named(arguments.slug)
    has_schema = _is_there(arguments.into / SCHEMA_FILE)
    text = skeleton(slug, today=now().date(), has_schema=has_schema)
    path = arguments.into / slug / AID_FILE
    elsewhere = "another folder with --into"
    make_folder(path.parent, elsewhere=elsewhere)
    write_new(path, text, elsewhere=elsewhere)
    say(f"Written to {path}.")
    say("Open it in a text editor and write over every text that begins with TO WRITE.")
    say(f"To see what is left to do: sdm-tui aids check {path.parent}")
    if _is_there(bundled_folder() / slug / AID_FILE):
        say("An aid of this name comes with the app: yours takes its place where both are in use.")
    return 0


def _diff_aids(arguments: argparse.Namespace, _now: Clock) -> int:
    from sdm_tui.documents.diff_text import as_json, as_text

    old, new = (_files_of(path, arguments) for path in (arguments.before, arguments.after))
    is_one_each = len(old) == len(new) == 1
    pairs = [(name, name) for name in old if name in new]
    if is_one_each:
        pairs = [*zip(old, new, strict=True)]
    if not pairs:
        raise UnknownName(
            "The two sides have no decision aid in common, so nothing was compared.",
            f"The first has {', '.join(old)}; the second has {', '.join(new)}.",
        )
    compared = tuple(_compared(old[before], new[after]) for before, after in pairs)
    only_old = [] if is_one_each else [name for name in old if name not in new]
    only_new = [] if is_one_each else [name for name in new if name not in old]
    if arguments.format == "json":
        say(printable_json(as_json(compared, only_old, only_new)))
        return 0
    parts = [as_text(one) for one in compared]
    parts += [f"Only before: {', '.join(only_old)}"] if only_old else []
    parts += [f"Only after: {', '.join(only_new)}"] if only_new else []
    say("\n\n".join(parts))
    return 0


def _files_of(named: Path, arguments: argparse.Namespace) -> dict[str, Path]:
    """Return the aids that were meant, each by its slug; raises UnknownName where there is none."""
    from sdm_tui.aids.library import AID_FILE, aid_files

    if _is_folder(named):
        files = aid_files(named.absolute())
        if not files:
            raise UnknownName(
                f"There is no decision aid in {named}.",
                "An aid is a file called aid.yaml in a folder of its own.",
            )
    elif _is_there(named) or named.suffix or len(named.parts) > 1:
        files = [named.absolute()]
    else:
        files = [library_of(arguments).exactly(str(named)).path]
    return {path.parent.name if path.name == AID_FILE else path.name: path for path in files}


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except OSError:
        return False
    return True


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError:
        return False


def _compared(before: Path, after: Path) -> "Compared":
    from sdm_tui.aids.comparing import compare
    from sdm_tui.aids.reading import parse_aid, read_bytes
    from sdm_tui.documents.diff_text import Compared

    first, second = read_bytes(before), read_bytes(after)
    old, new = parse_aid(first, before), parse_aid(second, after)
    return Compared(
        before=f"{before} (version {old.version})",
        after=f"{after} (version {new.version})",
        changes=compare(old, new),
        same_text=first == second,
    )
