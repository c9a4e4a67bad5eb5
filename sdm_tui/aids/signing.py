"""The act of signing an aid off, and of taking a sign-off back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sdm_tui.aids.library import AidEntry, LoadedAid
from sdm_tui.aids.sign_off import (
    SignOffEntry,
    SignOffs,
    add_entry,
    faults_told,
    one_line,
    read_sign_offs,
)
from sdm_tui.errors import SdmError


@dataclass(frozen=True)
class Signer:
    """Who signs, as typed."""

    name: str
    role: str
    registration: str
    """With which body and number, for example "GMC 1234567"."""


@dataclass(frozen=True)
class Signable:
    """An aid as it was read and checked, in which there are no errors: made by `signable` only."""

    slug: str
    loaded: LoadedAid


def signable(entry: AidEntry, loaded: LoadedAid) -> Signable:
    """Return an aid that may be signed off as it was read.

    Raises SdmError, with every error, where the checker finds any in it.
    """
    from sdm_tui.aids.checks.checking import check_content

    found = check_content(loaded.text.encode(), entry.path)
    errors = [str(finding) for finding in found if finding.severity == "error"]
    if errors:
        raise SdmError(
            f'The decision aid "{entry.slug}" has errors, so it cannot be signed off.',
            "\n".join(("Put these right first:", *errors)),
        )
    return Signable(entry.slug, loaded)


def sign_aid(
    checked: Signable, who: Signer, *, at: datetime, into: Path, files: Sequence[Path]
) -> SignOffEntry:
    """Sign off exactly the content that was read and checked, in the file `into`.

    files: every file of sign-offs that is read here. Raises SdmError where a name is missing, the
    file cannot be kept, or the sign-off would not count.
    """
    loaded = checked.loaded
    made = SignOffEntry(
        kind="signed",
        aid=checked.slug,
        content_hash=loaded.content_hash,
        at=at,
        name=_needed("name", who.name),
        role=_needed("role", who.role),
        registration=_needed("registration", who.registration),
        version=loaded.aid.version,
        overlay_hash=overlay_hash_of(loaded),
    )
    held = _held(files, into)
    _refuse_time(made, held)
    add_entry(into, made)
    return made


def take_back(
    entry: AidEntry, name: str, reason: str, *, at: datetime, into: Path, files: Sequence[Path]
) -> SignOffEntry:
    """Take back every sign-off of an aid; they stay in the history, with who did so and why.

    Raises SdmError where nobody signed it off, something is missing, or the file cannot be kept.
    """
    held = _held(files, into)
    standing = held.standing(entry.slug, entry.content_hash, entry.overlay_hash)
    if standing.state in {"unsigned", "revoked"}:
        raise SdmError(
            f'The decision aid "{entry.slug}" is not signed off, so there is nothing to take back.'
        )
    made = SignOffEntry(
        kind="revoked",
        aid=entry.slug,
        content_hash=entry.content_hash,
        at=at,
        name=_needed("name", name),
        reason=_needed("reason", reason),
        version=entry.version,
        overlay_hash=entry.overlay_hash,
    )
    _refuse_time(made, held)
    add_entry(into, made)
    return made


def overlay_hash_of(loaded: LoadedAid) -> str:
    """Return what names the local facts in an aid that was read just now; "" for none."""
    if not loaded.overlays:
        return ""
    from sdm_tui.aids.local_facts import overlays_hash

    return overlays_hash([one.content_hash for one in loaded.overlays])


def _needed(what: str, typed: str) -> str:
    words = one_line(typed)
    if not words:
        raise SdmError(f"A {what} is needed. Nothing was changed.", f"Give the {what} in words.")
    return words


def _held(files: Sequence[Path], into: Path) -> SignOffs:
    held = read_sign_offs((*files, into))
    if held.faults:
        raise SdmError(f"Nothing was changed. {faults_told(held)}")
    return held


def _refuse_time(made: SignOffEntry, held: SignOffs) -> None:
    """Raise SdmError where an entry of the aid carries a later time and would outlast this one."""
    if any(entry.at > made.at for entry in held.entries if entry.aid == made.aid):
        raise SdmError(
            f'A sign-off of "{made.aid}" carries a time that lies ahead. Nothing was changed.',
            "Check the date and the clock of this computer.",
        )
