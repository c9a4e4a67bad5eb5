"""From a text file to a decision aid, or to every fault in it with its line and column."""

import hashlib
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from sdm_tui.aids.marked import AidUnreadable, Fault, Marked, marked
from sdm_tui.aids.model import DecisionAid, field_names
from sdm_tui.aids.places import Place
from sdm_tui.aids.references import faults_between_parts
from sdm_tui.aids.refusals import refusals, told

LARGEST: Final = 500_000
"""Bytes; an aid is some tens of thousands, so anything larger is not one."""


def read_aid(path: Path) -> DecisionAid:
    """Return the aid in a file.

    Raises AidUnreadable with every fault at once.
    """
    return parse_aid(read_bytes(path), path)


def read_bytes(path: Path) -> bytes:
    """Return a file's content; raises AidUnreadable where it cannot be opened."""
    try:
        if path.stat().st_size > LARGEST:
            raise AidUnreadable([Fault(path, 1, 1, "this file is too large to be a decision aid")])
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise AidUnreadable([Fault(path, 1, 1, f"cannot be opened: {reason}")]) from error


def content_hash(content: bytes) -> str:
    """Return the hash that names one exact content of an aid: SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def parse_aid(content: bytes, path: Path) -> DecisionAid:
    """Return the aid in `content`; `path` is only for messages and for the folder's name.

    Raises AidUnreadable with every fault at once.
    """
    aid, faults = judged(marked(content, path))
    if aid is None or faults:
        raise AidUnreadable(faults)
    return aid


def judged(file: Marked) -> tuple[DecisionAid | None, list[Fault]]:
    """Return the aid in a file, where the models accept it, and every fault that a reader finds."""
    folder = file.path.parent.name if file.path.name == "aid.yaml" else None
    found: list[tuple[Place, str]] = list(faults_between_parts(file.data, folder))
    aid: DecisionAid | None = None
    try:
        aid = DecisionAid.model_validate(file.data)
    except ValidationError as error:
        found += refusals(error, field_names())
    return aid, [file.fault(place, told(place, words, file.data)) for place, words in found]
