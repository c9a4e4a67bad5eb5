"""The anchor: a small file beside the store that remembers how far the store had come.

An older copy of the store that is put back is sound in itself. It is noticed because it is behind
its anchor, or because its log does not hold the link that the anchor remembers.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from sdm_tui.replacing import replace_file
from sdm_tui.store import log
from sdm_tui.store.engine import Engine
from sdm_tui.store.rows import Head


@dataclass(frozen=True)
class Anchor:
    """How far a store had come when its anchor was last written."""

    store: str
    sequence: int
    log_sequence: int
    log_link: str


def anchor_path(store: Path) -> Path:
    """Return where the anchor of a store is."""
    return store.with_name(f"{store.name}.anchor")


def write_anchor(engine: Engine, store_id: str) -> int:
    """Remember how far the store has come; return the last entry of its log.

    Raises OSError or Damaged.
    """
    head = engine.read_head()
    anchor = Anchor(store_id, head.sequence, head.log_sequence, head.log_link)
    mac = engine.sealing.mac(_signed(anchor)).hex()
    content = json.dumps({**vars(anchor), "mac": mac}).encode()
    replace_file(anchor_path(engine.path), content)
    return anchor.log_sequence


def anchor_fault(engine: Engine, store_id: str, head: Head) -> str:
    """Return what the anchor says against the store, as the end of a sentence, or "".

    A store whose log has more than its first entries has an anchor, unless somebody removed it.
    """
    path = anchor_path(engine.path)
    try:
        anchor, mac = _read(path)
    except FileNotFoundError:
        is_new = head.log_sequence <= 1
        return "" if is_new else "its anchor, the small file beside it, is missing"
    except (OSError, ValueError, KeyError, TypeError):
        return "its anchor, the small file beside it, cannot be read"
    if mac != engine.sealing.mac(_signed(anchor)).hex():
        return "its anchor, the small file beside it, was not written by this store"
    if anchor.store != store_id:
        return "the anchor beside it belongs to another store"
    if head.sequence < anchor.sequence or head.log_sequence < anchor.log_sequence:
        return (
            f"it stands at change {head.sequence:,} and had already reached change "
            f"{anchor.sequence:,}, so an older copy was put back"
        )
    if log.link_at(engine, anchor.log_sequence) != anchor.log_link:
        return "its audit log is not the one that the anchor remembers, so another copy was put in"
    return ""


def _read(path: Path) -> tuple[Anchor, str]:
    content = json.loads(path.read_bytes())
    mac = str(content.pop("mac"))
    return Anchor(**content), mac


def _signed(anchor: Anchor) -> bytes:
    return f"anchor:{anchor.sequence}:{anchor.log_sequence}:{anchor.log_link}".encode()
