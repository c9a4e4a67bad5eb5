"""What a disk may hold after the power failed, worked out from everything that was written to it.

kill -9 leaves the system's cache whole; when the power fails, whatever was not flushed may be
there, missing or torn. Run as a process, this records all that a store writes, by standing between
SQLite and the system (https://www.sqlite.org/vfs.html); the rest rebuilds folders from that.
"""

import ctypes
import json
import os
import stat
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

SECTOR: Final = 512
"""Bytes that a disk writes whole or not at all."""
CHANGES: Final = 12
_OK: Final = 0
_NEW: Final = 0x4
_JOURNALS: Final = 0x800 | 0x4000 | 0x80000
"""SQLite's flags for a file that is made where there is none, and for each kind of journal."""
_NAME: Final = b"recorded"


@dataclass(frozen=True)
class Event:
    """One thing that was done to the folder, in the order in which it was done."""

    kind: Literal["make", "write", "cut", "flush", "remove", "rename", "flush folder", "done"]
    name: str = ""
    """Of a file; for "done", of the record that was changed, or "" for the store itself."""
    file: int = 0
    """Which file, whatever its name is by now."""
    at: int = 0
    """A place or a length in bytes; for "done", which text was put, or 0 for none any more."""
    content: str = ""
    """What was written, in base 64; for "rename", the new name."""


@dataclass
class Disk:
    """A folder of files as the system knows it and as the disk is sure to hold it."""

    names: dict[str, int] = field(default_factory=dict)
    safe_names: dict[str, int] = field(default_factory=dict)
    names_in_doubt: list[Event] = field(default_factory=list)
    safe: dict[int, bytes] = field(default_factory=dict)
    in_doubt: dict[int, list[Event]] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """Go on by one event."""
        match event.kind:
            case "write" | "cut":
                self.in_doubt.setdefault(event.file, []).append(event)
            case "flush":
                content = self.safe.get(event.file, b"")
                for pending in self.in_doubt.pop(event.file, []):
                    content = _with(content, pending, _sectors(pending))
                self.safe[event.file] = content
            case "make" | "remove" | "rename":
                _rename(self.names, event)
                self.names_in_doubt.append(event)
            case "flush folder":
                self.safe_names = dict(self.names)
                self.names_in_doubt.clear()

    def after_power_loss(self, chance: Random) -> dict[str, bytes]:
        """Return one of the ways in which the folder may be found afterwards."""
        names = dict(self.safe_names)
        for event in _that_happened(self.names_in_doubt, chance):
            _rename(names, event)
        return {name: self._found(file, chance) for name, file in names.items()}

    def _found(self, file: int, chance: Random) -> bytes:
        content = self.safe.get(file, b"")
        reach = chance.choice((0.0, 0.5, 0.9, 1.0))
        """How likely a write is to have reached the disk whole."""
        for event in self.in_doubt.get(file, []):
            sectors = _sectors(event)
            if chance.random() >= reach:
                torn = [sector for sector in sectors if chance.random() < 0.5]
                sectors = chance.choice(([], sectors[: chance.randrange(len(sectors) + 1)], torn))
            content = _with(content, event, sectors)
        return content


def _that_happened(events: list[Event], chance: Random) -> list[Event]:
    """Return some: mostly those up to one of them, as file systems with a journal do."""
    if chance.random() < 0.6:
        return events[: chance.randrange(len(events) + 1)]
    return [event for event in events if chance.random() < 0.5]


def _rename(names: dict[str, int], event: Event) -> None:
    if event.kind != "make" and names.get(event.name) == event.file:
        del names[event.name]
    if event.kind != "remove":
        names[event.content or event.name] = event.file


def _sectors(event: Event) -> list[tuple[int, int]]:
    """Return the sectors that a write touches, each as the bytes of it from and up to."""
    if event.kind == "cut":
        return [(0, 0)]
    end = event.at + len(b64decode(event.content))
    edges = [event.at, *range(event.at // SECTOR * SECTOR + SECTOR, end, SECTOR), end]
    return list(pairwise(edges))


def _with(content: bytes, event: Event, sectors: list[tuple[int, int]]) -> bytes:
    """Return a file's content after as much of a write as is told."""
    if event.kind == "cut":
        return content[: event.at].ljust(event.at, b"\0") if sectors else content
    written, found = b64decode(event.content), bytearray(content)
    for start, end in sectors:
        found.extend(bytes(max(0, end - len(found))))
        found[start:end] = written[start - event.at : end - event.at]
    return bytes(found)


def said(count: int) -> str:
    """Return what a record holds at its change number `count`; it does not compress well."""
    return f"{count} " + Random(count).randbytes(250 * count).hex()  # noqa: S311


def changes() -> Iterator[tuple[str, int]]:
    """Yield what is changed, in order: a record, and which text it then holds, or 0 for none."""
    for count in range(1, CHANGES + 1):
        yield "grows", count
        if count % 3:
            yield f"new-{count}", count
        else:
            yield f"new-{count - 1}", 0


class _Methods(ctypes.Structure):
    """sqlite3_io_methods, as far as its first version goes."""

    _fields_ = (
        ("version", ctypes.c_int),
        *(
            (name, ctypes.c_void_p)
            for name in (
                *("close", "read", "write", "truncate", "sync", "size", "lock", "unlock"),
                *("check_reserved_lock", "file_control", "sector_size", "device_characteristics"),
            )
        ),
    )


class _Vfs(ctypes.Structure):
    """sqlite3_vfs, in its third version."""

    _fields_ = (
        ("version", ctypes.c_int),
        ("size_of_file", ctypes.c_int),
        ("longest_path", ctypes.c_int),
        ("next", ctypes.c_void_p),
        ("name", ctypes.c_char_p),
        *(
            (name, ctypes.c_void_p)
            for name in (
                *("data", "open", "delete", "access", "full_path"),
                *("dl_open", "dl_error", "dl_symbol", "dl_close", "randomness", "sleep", "time"),
                *("last_error", "time_64", "set_call", "get_call", "next_call"),
            )
        ),
    )


_POINTER, _INT, _LONG = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_OPEN = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _POINTER, _INT, _POINTER)
_DELETE = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT)
_WRITE = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT, _LONG)
_CUT = ctypes.CFUNCTYPE(_INT, _POINTER, _LONG)
_FLUSH = ctypes.CFUNCTYPE(_INT, _POINTER, _INT)


def library() -> ctypes.CDLL | None:
    """Return the SQLite that Python itself uses, or None where it cannot be reached."""
    if sys.platform == "win32":
        return None
    import _sqlite3

    found = getattr(_sqlite3, "__file__", None)
    try:
        sqlite = ctypes.CDLL(found)
        sqlite.sqlite3_vfs_find.restype = ctypes.c_void_p
        sqlite.sqlite3_vfs_register.argtypes = (ctypes.c_void_p, ctypes.c_int)
        name = ctypes.string_at(_Vfs.from_address(sqlite.sqlite3_vfs_find(None)).name)
    except (AttributeError, OSError, TypeError):
        return None
    return sqlite if name == b"unix" else None


class Recorder:
    """Everything that is done to the files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.events: list[Event] = []
        self._folder = folder.resolve()
        self._names: dict[str, int] = {}
        self._open: dict[int, int] = {}
        """Which file SQLite's file at an address is."""
        self._new_journals: set[int] = set()
        self._flushed: set[tuple[int, int]] = set()
        self._tables: dict[int, _Methods] = {}
        self._kept: list[object] = []
        """What SQLite calls, which must live as long as the process."""

    def start(self, sqlite: ctypes.CDLL) -> None:
        """Stand between SQLite, the Python of this process, and the system."""
        usual = _Vfs.from_address(sqlite.sqlite3_vfs_find(None))
        ours = _Vfs.from_buffer_copy(usual)
        ours.name = _NAME
        open_, delete = _OPEN(self._opening(usual)), _DELETE(self._deleting(usual))
        ours.open, ours.delete = _address(open_), _address(delete)
        self._kept += [ours, open_, delete]
        if sqlite.sqlite3_vfs_register(ctypes.addressof(ours), 1) != _OK:
            raise RuntimeError("SQLite does not take our layer")
        fsync, replace = os.fsync, os.replace

        def flush(descriptor: int) -> None:
            fsync(descriptor)
            found = os.fstat(descriptor)
            if not stat.S_ISDIR(found.st_mode):
                self._flushed.add((found.st_dev, found.st_ino))
            elif os.path.samestat(found, self._folder.stat()):
                self._add("flush folder")

        def rename(old: Path, new: Path) -> None:
            if old.name not in self._names:
                self._take_whole(old)
            replace(old, new)
            file = self._names[new.name] = self._names.pop(old.name)
            self._add("rename", old.name, file, content=new.name)

        os.fsync, os.replace = flush, rename  # type: ignore[assignment]

    def done(self, record: str, count: int) -> None:
        """Note that a change was acknowledged."""
        self._add("done", record, at=count)

    def _add(
        self, kind: Any, name: str = "", file: int = 0, at: int = 0, content: str = ""
    ) -> None:
        self.events.append(Event(kind, name, file, at, content))

    def _made(self, name: str) -> int:
        if name not in self._names:
            self._names[name] = len([e for e in self.events if e.kind == "make"]) + 1
            self._add("make", name, self._names[name])
        return self._names[name]

    def _take_whole(self, path: Path) -> None:
        """Note a file that Python wrote without SQLite."""
        file, found = self._made(path.name), path.stat()
        self._add("write", path.name, file, 0, b64encode(path.read_bytes()).decode())
        if (found.st_dev, found.st_ino) in self._flushed:
            self._flushed.clear()  # the system gives numbers of files that are gone a second time
            self._add("flush", path.name, file)

    def _opening(self, usual: _Vfs) -> Callable[..., int]:
        really = _OPEN(usual.open)

        def open_(vfs: int, name: int | None, at: int, flags: int, out: int | None) -> int:
            code: int = really(vfs, name, at, flags, out)
            if code == _OK and name is not None:
                path = Path(os.fsdecode(ctypes.string_at(name)))
                if path.parent == self._folder:
                    self._open[at] = self._made(path.name)
                    self._new_journals.discard(at)
                    if flags & _NEW and flags & _JOURNALS:
                        self._new_journals.add(at)
                    methods = ctypes.c_void_p.from_address(at)
                    methods.value = ctypes.addressof(self._recording(methods.value or 0))
            return code

        return open_

    def _deleting(self, usual: _Vfs) -> Callable[..., int]:
        really = _DELETE(usual.delete)

        def delete(vfs: int, name: int, is_flushed: int) -> int:
            code: int = really(vfs, name, is_flushed)
            path = Path(os.fsdecode(ctypes.string_at(name)))
            if code == _OK and path.name in self._names:
                self._add("remove", path.name, self._names.pop(path.name))
                if is_flushed:
                    self._add("flush folder")
            return code

        return delete

    def _recording(self, usual_at: int) -> _Methods:
        """Return a file's methods that note what they do and then do it."""
        if usual_at in self._tables:
            return self._tables[usual_at]
        usual = _Methods.from_address(usual_at)
        table = _Methods.from_buffer_copy(usual)
        table.version = 1  # without shared memory and mapped files, which nothing would note
        write, cut, flush = _WRITE(usual.write), _CUT(usual.truncate), _FLUSH(usual.sync)

        def note_write(at: int, source: int, length: int, place: int) -> int:
            content = b64encode(ctypes.string_at(source, length)).decode()
            self._add("write", "", self._open[at], place, content)
            return int(write(at, source, length, place))

        def note_cut(at: int, length: int) -> int:
            self._add("cut", "", self._open[at], length)
            return int(cut(at, length))

        def note_flush(at: int, how: int) -> int:
            code = int(flush(at, how))
            self._add("flush", "", self._open[at])
            if at in self._new_journals:
                # SQLite flushes the folder along with a journal that it has just made.
                self._new_journals.discard(at)
                self._add("flush folder")
            return code

        calls = _WRITE(note_write), _CUT(note_cut), _FLUSH(note_flush)
        table.write, table.truncate, table.sync = map(_address, calls)
        self._kept += [*calls, write, cut, flush]
        self._tables[usual_at] = table
        return table


def _address(function: Any) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0


def _give_up(fault: Any) -> None:
    """End: what goes wrong in a function that SQLite calls must not pass unseen."""
    sys.__excepthook__(fault.exc_type, fault.exc_value, fault.exc_traceback)
    os._exit(3)


def record(folder: Path, setting: str) -> None:
    """Write to a new encrypted store; print its recovery key, then every event, as JSON lines.

    setting: what SQLite is told otherwise than by the store, or "".
    """
    sqlite = library()
    if sqlite is None:
        raise SystemExit("SQLite cannot be reached")
    sys.unraisablehook = _give_up
    recorder = Recorder(folder)
    recorder.start(sqlite)
    # Imported only now, so that all of it flushes and renames through the recorder.
    from sdm_tui.store import open_store
    from tests.store.samples import CHEAPEST, NOW, PASSPHRASE, consultation

    store = open_store(folder, rehearsal=False, clock=lambda: NOW)
    key = store.create(PASSPHRASE, CHEAPEST)
    recorder.done("", 0)
    if setting:
        store.engine.connection.execute(setting)
    for name, count in changes():
        if count:
            store.put(consultation(name, said(count)))
        else:
            store.delete(name)
        recorder.done(name, count)
    store.close()
    print(json.dumps(key), *(json.dumps(asdict(e)) for e in recorder.events), sep="\n")


if __name__ == "__main__":
    record(Path(sys.argv[1]), sys.argv[2])
