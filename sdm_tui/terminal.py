"""What this terminal can show, and printing that never fails and never steers it."""

import io
import os
import sys
from collections.abc import Mapping
from typing import Final, TextIO

from sdm_tui.documents.wording import visible
from sdm_tui.errors import SdmError

SIGNS: Final = "●○·─│►◄"
"""What the screen draws its pictures and frames with."""
NO_SCREEN_NEEDED: Final = (
    '"sdm-tui aids show AID" and "sdm-tui records show ID" work without a full screen.'
)


def screen_problem(
    stdin: TextIO | None,
    stdout: TextIO | None,
    environment: Mapping[str, str],
    drawn_on: TextIO | None = None,
) -> SdmError | None:
    """Return why the full screen cannot be shown here and what to do, or None.

    drawn_on: the stream that the screen is drawn on, where it is not standard output.
    """
    if stdin is None or stdout is None or not (stdin.isatty() and stdout.isatty()):
        return SdmError(
            "The full screen needs a terminal, and this is not one.",
            f"Run sdm-tui by itself in a terminal window. {NO_SCREEN_NEEDED}",
        )
    if drawn_on is not None and not drawn_on.isatty():
        return SdmError(
            "The screen is drawn on standard error, and that was sent somewhere else.",
            f'Leave "2>" out of the command. {NO_SCREEN_NEEDED}',
        )
    terminal = environment.get("TERM", "")
    if terminal == "dumb" or (os.name == "posix" and not terminal):
        return SdmError(
            f'This terminal cannot show a full screen (TERM is "{terminal}").',
            f"Use another terminal, or set TERM, for example to xterm-256color. {NO_SCREEN_NEEDED}",
        )
    try:
        SIGNS.encode(stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        wanted = "PYTHONUTF8=1" if os.name == "nt" else "LANG=C.UTF-8 (or another UTF-8 locale)"
        return SdmError(
            f"This terminal's encoding, {stdout.encoding}, lacks the signs of the pictures.",
            f"Set {wanted} and start again. {NO_SCREEN_NEEDED}",
        )
    return None


def never_fail_to_print() -> None:
    """Have letters that the terminal's encoding lacks spelt out."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """Print text with every hidden character spelt out, so that none steers the terminal."""
    print(visible(text))


def tell(text: str) -> None:
    """Say on standard error what a person has to know."""
    print(f"sdm-tui: {visible(text)}", file=sys.stderr)


def counted(count: int, one: str, many: str) -> str:
    """Return a number with what it counts, in the singular for one."""
    return f"{count:,} {one if count == 1 else many}"


def printable_json(text: str) -> str:
    """Return data that standard output can hold: in plain ASCII where nothing else will do."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        import json

        return json.dumps(json.loads(text), indent=2)
    return text
