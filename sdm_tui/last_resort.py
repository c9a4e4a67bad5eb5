"""What happens when the app itself has a fault: a log without words, and one plain sentence."""

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sdm_tui import __version__
from sdm_tui.errors import SdmError
from sdm_tui.own_folder import make_own_folder
from sdm_tui.terminal import tell


def log_fault(log_file: Path, error: BaseException, at: datetime) -> None:
    """Add an error's types and places to the log; never its message, which may hold what was said.

    Raises OSError where the log cannot be written.
    """
    # Imported here, since nearly every start needs neither.
    import platform
    import traceback

    system = f"Python {platform.python_version()} on {platform.system()}"
    lines = [f"{at.isoformat(timespec='seconds')} sdm-tui {__version__}, {system}"]
    seen: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in seen:
        lines.append(f"{'from ' if seen else ''}{type(cause).__module__}.{type(cause).__name__}")
        lines += [
            f"  {frame.f_code.co_filename}:{line} in {frame.f_code.co_qualname}"
            for frame, line in traceback.walk_tb(cause.__traceback__)
        ]
        seen.append(cause)
        cause = cause.__cause__ or cause.__context__
    add_to_log(log_file, lines)


def add_to_log(log_file: Path, lines: Sequence[str]) -> None:
    """Add lines to the log, which only its owner may read; raises OSError."""
    make_own_folder(log_file.parent)
    handle = os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace") as file:
        file.write("\n".join(lines) + "\n\n")


class LastResort:
    """Keeps every traceback from the person: it goes to the log, and one sentence to them.

    log_file: says where the log is; asked only when it is needed.
    """

    def __init__(self, log_file: Callable[[], Path], now: Callable[[], datetime]) -> None:
        self._log_file = log_file
        self._now = now

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Exception) or isinstance(error, SdmError | BrokenPipeError):
            return False
        log_file = self._log_file()
        try:
            log_fault(log_file, error, self._now())
            where = f"the details, without anything that was said, are in {log_file}"
        except OSError:
            where = f"the details could not be written to {log_file}"
        tell(f"A fault of its own stopped sdm-tui; what was saved before is kept, and {where}.")
        return True
