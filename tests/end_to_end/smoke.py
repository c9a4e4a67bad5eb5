"""Is a command in order: it opens its home screen, an aid and its figures, and leaves again.

Run from a checkout as `python -m tests.end_to_end.smoke PATH_TO_COMMAND`. The command is started
in an empty folder of its own. Exit status: 0 in order, 1 not.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.end_to_end.terminal import NotShown, Terminal

AIDS = (
    "What should I do about my knee",
    "Personal health budget",
    "Should I take an antibiotic",
)


def fault_of(command: list[str], folder: Path) -> str:
    """Return what is wrong with a command, or nothing."""
    environment = {
        **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
        "HOME": str(folder),
        "TERM": "xterm-256color",
    }
    terminal = Terminal(command, environment=environment, folder=folder)
    try:
        terminal.await_text("How are the records kept?")
        terminal.press("Ctrl+U")
        terminal.await_text("Keep the records without a passphrase?")
        terminal.press("y")
        terminal.await_text(*AIDS)
        terminal.press("throat")
        terminal.await_text(f"► {AIDS[2]}")
        terminal.press("Enter")
        terminal.await_text("Before we begin")
        terminal.press("F4")
        terminal.await_text("Enter opens", "saved")
        terminal.press("Enter")
        terminal.await_text("Out of 1,000 people", "●●●●●")
        terminal.press("Ctrl+Q")
        status = terminal.await_exit()
    except NotShown as error:
        return str(error)
    finally:
        terminal.close()
    return f"It ended with exit status {status}." if status else ""


def main() -> int:
    """Say whether the command named on the command line is in order."""
    path = str(Path(sys.argv[1]).absolute())
    with TemporaryDirectory() as folder:
        fault = fault_of([path], Path(folder))
    print(fault or "The installed command opens, shows figures and closes.")
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main())
