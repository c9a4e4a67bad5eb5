"""Clinical sign-off: who put their name to one exact text of an aid, kept apart from the aid.

Sign-offs belong to the deployer, so they stand in files of their own, `sign-offs.json`. Each is
bound to the SHA-256 of the aid's content. Entries are only ever added: a sign-off that is taken
back stays in the history. They are checked by hand, as the listing of aids is, because pydantic
would cost a third of the time until the list is on the screen.
"""

import json
import re
import stat
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, Literal

from sdm_tui.errors import SdmError
from sdm_tui.locking import only_writer
from sdm_tui.own_folder import make_own_folder
from sdm_tui.replacing import FolderNotFlushed, replace_file

FILE_NAME: Final = "sign-offs.json"
_FORMAT: Final = {"format": "sdm-tui sign-offs", "format_version": 1}
_LARGEST: Final = 5_000_000
"""Bytes; tens of thousands of sign-offs, so anything larger is something else."""

State = Literal["unsigned", "signed", "lapsed", "revoked"]


@dataclass(frozen=True)
class SignOffEntry:
    """One line of the history: somebody signed an aid off, or took that back."""

    kind: Literal["signed", "revoked"]
    aid: str
    """The slug."""
    content_hash: str
    """SHA-256 of the aid's file: what was signed, or what was there when it was taken back (""
    where that could not be opened)."""
    at: datetime
    name: str
    role: str = ""
    registration: str = ""
    """With which body and number, as typed."""
    reason: str = ""
    """Why a sign-off was taken back."""
    version: str = ""
    overlay_hash: str = ""
    """What names the local facts that lay over the aid, or "" for none."""


@dataclass(frozen=True)
class Standing:
    """How an aid stands: unsigned, signed, lapsed (an earlier text was signed) or revoked."""

    state: State = "unsigned"
    name: str = ""
    """Who signed it, or its earlier text, or who took the sign-off back."""
    role: str = ""
    registration: str = ""
    on: date | None = None
    reason: str = ""
    """Why the sign-off was taken back."""


@dataclass(frozen=True)
class SignOffs:
    """Every sign-off that is known, in the order in which they were made."""

    entries: tuple[SignOffEntry, ...] = ()
    faults: tuple[str, ...] = ()
    """Which files cannot be read and why; there are then no entries, so every aid is unsigned."""

    def standing(self, aid: str, content_hash: str, overlay_hash: str = "") -> Standing:
        """Return how one exact content of an aid stands.

        Taking a sign-off back ends every earlier one of the aid, whatever its text was, so that
        going back to an old text brings none of them to life again.
        """
        history = [entry for entry in self.entries if entry.aid == aid]
        taken_back = [at for at, entry in enumerate(history) if entry.kind == "revoked"]
        since = history[taken_back[-1] + 1 :] if taken_back else history
        exact = (content_hash, overlay_hash)
        for entry in reversed(since):
            if (entry.content_hash, entry.overlay_hash) == exact:
                return _standing("signed", entry)
        if since:
            return _standing("lapsed", since[-1])
        return _standing("revoked", history[-1]) if history else Standing()


def _standing(state: State, entry: SignOffEntry) -> Standing:
    return Standing(
        state, entry.name, entry.role, entry.registration, entry.at.date(), entry.reason
    )


def read_sign_offs(files: Iterable[Path]) -> SignOffs:
    """Return the sign-offs of some files; one that is not there holds none.

    files: this person's own first, which has the last word where two were made at one moment.
    Where any file cannot be read nothing is known of what was taken back, so no sign-off counts.
    """
    faults: list[str] = []
    placed: list[tuple[datetime, SignOffEntry]] = []
    for file in reversed(dict.fromkeys(files)):
        try:
            entries = _entries_in(file)
        except (OSError, ValueError) as error:
            faults.append(f"{file}: {_why(error)}")
            continue
        # A clock that was set back never puts a file's own lines out of order.
        placed += zip(accumulate((entry.at for entry in entries), max), entries, strict=True)
    if faults:
        return SignOffs(faults=tuple(faults))
    return SignOffs(tuple(entry for _, entry in sorted(placed, key=lambda pair: pair[0])))


def faults_told(sign_offs: SignOffs) -> str:
    """Return what to tell a person where sign-offs cannot be read, or ""."""
    if not sign_offs.faults:
        return ""
    return (
        f"Sign-offs cannot be read, so every aid counts as unsigned: {'; '.join(sign_offs.faults)}."
        " The file was left as it is: mend it or put back a copy."
    )


def add_entry(file: Path, entry: SignOffEntry) -> None:
    """Add one entry at the end of a file; it is on the disk on return, with its folder.

    Copies that add at the same time take turns. Raises SdmError where the file cannot be read or
    written, and says whether it then holds what it held.
    """
    try:
        make_own_folder(file.parent)
        with only_writer(file.with_name(f"{file.name}.lock")):
            content = {**_FORMAT, "entries": [_kept(e) for e in (*_entries_in(file), entry)]}
            replace_file(file, json.dumps(content, indent=2).encode() + b"\n", mode=_mode(file))
    except FolderNotFlushed as error:
        raise SdmError(
            f"This was added to {file}, but the disk did not confirm it ({_why(error)}).",
            "See with `sdm-tui aids list` whether it is still there after a restart.",
        ) from error
    except TimeoutError as error:
        raise SdmError(
            f"Nothing was signed or taken back: {file} could not be changed, because "
            f"{_why(error)}. It was left as it is.",
            f"Try again in a moment. Where no other copy is running, remove {file.name}.lock.",
        ) from error
    except (OSError, ValueError) as error:
        raise SdmError(
            f"Nothing was signed or taken back: {file} could not be changed ({_why(error)}). "
            "It was left as it is.",
            "Mend that file, or choose another folder.",
        ) from error


def one_line(typed: str) -> str:
    """Return typed text on one line, without what no file can hold."""
    whole = typed.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(whole.split())


def _why(error: OSError | ValueError) -> str:
    return (error.strerror or "unknown reason") if isinstance(error, OSError) else str(error)


def _entries_in(file: Path) -> list[SignOffEntry]:
    """Return the entries of a file; raises OSError, or ValueError with plain words."""
    try:
        if file.stat().st_size > _LARGEST:
            raise ValueError("it is too large to hold sign-offs")
        content = file.read_bytes()
    except FileNotFoundError:
        return []
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not JSON") from error
    listed = data.get("entries") if isinstance(data, dict) else None
    is_ours = listed is not None and {name: data.get(name) for name in _FORMAT} == _FORMAT
    if not is_ours or not isinstance(listed, list):
        raise ValueError("it does not hold sign-offs that this version can read")
    entries = []
    for number, kept in enumerate(listed, 1):
        try:
            entries.append(_entry(kept))
        except (TypeError, ValueError) as error:
            raise ValueError(f"entry {number} is not a sign-off: {error}") from error
    return entries


_NAMES: Final = tuple(field.name for field in fields(SignOffEntry))
_NEEDED: Final = {"signed": ("name", "role", "registration"), "revoked": ("name", "reason")}
_HASH: Final = re.compile(r"[0-9a-f]{64}")


def _entry(kept: object) -> SignOffEntry:
    """Return an entry; raises TypeError or ValueError for anything that was not written here."""
    if not isinstance(kept, dict) or not all(isinstance(text, str) for text in kept.values()):
        raise TypeError("its parts must be texts")
    if unknown := kept.keys() - {*_NAMES}:
        raise ValueError(f'"{min(unknown)}" is not known')
    texts = {name: one_line(str(kept.get(name, ""))) for name in _NAMES if name not in _UNTYPED}
    kind: Any = kept.get("kind")
    if kind not in _NEEDED:
        raise ValueError('its kind must be "signed" or "revoked"')
    for name in ("aid", *_NEEDED[kind]):
        if not texts[name]:
            raise ValueError(f'"{name}" is missing')
    for name in ("content_hash", "overlay_hash"):
        may_lack = name == "overlay_hash" or kind == "revoked"
        if not (_HASH.fullmatch(texts[name]) or (may_lack and not texts[name])):
            raise ValueError(f'"{name}" is not a SHA-256')
    at = datetime.fromisoformat(kept.get("at", ""))
    if at.tzinfo is None:
        raise ValueError("its time has no zone")
    return SignOffEntry(kind=kind, at=at, **texts)


_UNTYPED: Final = {"kind", "at"}


def _kept(entry: SignOffEntry) -> dict[str, str]:
    return {**asdict(entry), "at": entry.at.isoformat()}


def _mode(path: Path) -> int:
    """Return who may read the file: whoever may read its folder, as a trust shares sign-offs."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return stat.S_IMODE(path.parent.stat().st_mode) & 0o644 | 0o600
