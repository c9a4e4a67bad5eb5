"""TinyDB over one JSON file that cannot tear.

TinyDB's own JSONStorage writes over the old content in place: a kill, a full disk or a second copy
leaves a file that no longer opens. This one replaces the file whole, and says of any file that is
not a store that it is none, instead of writing over it.
"""

import codecs
import json
import os
from pathlib import Path
from typing import Any, Final

from sdm_tui.errors import StoreUnreadable
from sdm_tui.replacing import replace_file

SCHEMA: Final = 1
APP: Final = "sdm-tui"

_LONGEST_NUMBER: Final = 20
"""Digits; Python refuses to read numbers of several thousand."""

Tables = dict[str, dict[str, Any]]

_BLANK: Final = json.dumps({"about": {"1": {"schema": SCHEMA, "app": APP}}}).encode()
"""What a store holds before the first record; it reaches the disk along with that."""


class WholeFile:
    """All tables of a store in one file, replaced whole at each write.

    It is what TinyDB asks of a storage: read, write and close. It does not inherit from TinyDB's
    own class, so that TinyDB itself is imported only when a record is read or written.

    While `is_ours`, what the file holds is also kept in memory and not parsed anew as long as
    nothing else touches the file. A failed write leaves nothing of itself in memory.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_ours = False
        """Whether this copy holds the lock and so is the only one that writes."""
        self._tables: Tables | None = None
        self._content: bytes | None = None
        self._seen: tuple[int, ...] | None = None

    def read(self) -> Tables:
        """Return all tables; callers may change them, but only a write makes that count.

        Raises StoreUnreadable where the file is not a store.
        """
        found = _signature(self.path)
        is_known = self._content is not None and found in {self._seen, None}
        if not (self.is_ours and is_known):
            content = _content(self.path)
            self._tables = tables_in(content, self.path)
            self._content, self._seen = content, found
        elif self._tables is None:
            self._tables = tables_in(self._content or _BLANK, self.path)
        assert self._tables is not None  # noqa: S101 - one of the branches has just set it
        return self._tables

    def write(self, data: Tables) -> None:
        """Put all tables on the disk.

        Raises OSError where that fails; memory then still holds what the file holds.
        """
        # TinyDB has changed the tables in place: forget them, so that they are read again from the
        # last content that did reach the disk, unless this write succeeds.
        self._tables = None
        # A half of a surrogate pair has no UTF-8; its JSON escape, which this makes, reads back.
        content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "backslashreplace"
        )
        replace_file(self.path, content)
        self._content, self._seen = content, _signature(self.path)
        self._tables = data

    def close(self) -> None:
        """Do nothing: the file is open only while it is read or written."""


def tables_in(content: bytes, path: Path) -> Tables:
    """Return the tables that a file's content holds; `path` is only for the message.

    Raises StoreUnreadable for anything that this or an earlier sdm-tui would not have written.
    """
    try:
        found = json.loads(content.removeprefix(codecs.BOM_UTF8).decode())
    except (ValueError, RecursionError) as error:
        what = "is not complete or was written by something else" if content else "is empty"
        raise _not_a_store(path, what) from error
    match found:
        case {"about": {"1": {"app": app, "schema": int(schema)}}} if app == APP and schema > 0:
            pass
        case _:
            raise _not_a_store(path, "was not written by sdm-tui")
    if schema > SCHEMA:
        raise StoreUnreadable(
            f"{path} was written by a newer sdm-tui: its format is {schema}, and this one "
            f"reads formats up to {SCHEMA}. The file is left exactly as it was.",
            f"Use an sdm-tui that reads format {schema}, or choose another folder.",
        )
    for table in found.values():
        if not (isinstance(table, dict) and all(map(_is_document, table, table.values()))):
            raise _not_a_store(path, "has a table that is not one of TinyDB's")
    tables: Tables = found
    return tables


def _is_document(name: str, document: object) -> bool:
    # TinyDB turns names into numbers and back, which must change nothing.
    is_number = name.isascii() and name.isdecimal() and len(name) < _LONGEST_NUMBER
    return is_number and str(int(name)) == name and isinstance(document, dict)


def _not_a_store(path: Path, what: str) -> StoreUnreadable:
    return StoreUnreadable(
        f"{path} {what}, so it is not a store of consultations. It is left exactly as it was.",
        "Put back a copy of it, move it away to start a new store, or choose another folder.",
    )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return _BLANK
    except OSError as error:
        raise StoreUnreadable(
            f"{path} cannot be read: {error.strerror or 'unknown reason'}. "
            "It is left exactly as it was.",
            "Ask whoever looks after this computer, or choose another folder.",
        ) from error


def _signature(path: Path) -> tuple[int, ...] | None:
    """Return what changes whenever a file is written or replaced; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - one call, with the same answer on every system
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
