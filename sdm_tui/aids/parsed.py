"""The aid in a text, without waiting for the text to be parsed twice.

What the YAML says is kept as plain data under the hash of the text. Only that step is spared: the
models and the checks between the parts judge the data each time, and whatever they refuse is
parsed anew, so that each fault has its line and column. A file that is missing, damaged, of other
code or of another text counts as none.
"""

import hashlib
import json
from contextlib import suppress
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from sdm_tui.aids.keeping import keep_whole, kept_whole, made_by, remove_oldest
from sdm_tui.aids.marked import AidUnreadable, Marked, marked
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.reading import content_hash, judged

MOST_KEPT: Final = 400
"""Files; each is about as large as its aid. Those written longest ago go first."""
_DAY: Final = "$date"
"""The name that stands for a date in JSON; no aid has a field or an option of that name."""


def aid_in(content: bytes, path: Path, folder: Path | None) -> DecisionAid:
    """Return the aid in `content`; `path` is only for messages and for the folder's name.

    folder: where parsed data is kept; None keeps nothing. Raises AidUnreadable with every fault.
    """
    key = content_hash(content)
    data = kept_data(folder, key)
    if data is not None:
        with suppress(AidUnreadable):
            return judged_aid(Marked(path, data, None))
    file = marked(content, path)
    aid = judged_aid(file)
    keep_data(folder, key, file.data)
    return aid


def judged_aid(file: Marked) -> DecisionAid:
    """Return the aid in a file that was parsed; raises AidUnreadable with every fault."""
    aid, faults = judged(file)
    if aid is None or faults:
        raise AidUnreadable(faults)
    return aid


def kept_data(folder: Path | None, key: str) -> dict[str, Any] | None:
    """Return the plain data kept of the text with this hash, or None."""
    if folder is None:
        return None
    maker = _maker()
    summed, _, body = (kept_whole(_file(folder, key, maker)) or b"").partition(b"\n")
    if summed != _sum(body):
        return None
    try:
        kept = json.loads(body, object_hook=_with_days)
        is_its_own = kept["of"] == key and kept["made_by"] == maker
        data = kept["data"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return data if is_its_own and isinstance(data, dict) else None


def keep_data(folder: Path | None, key: str, data: dict[str, Any]) -> None:
    """Keep the plain data of the text with this hash, where it comes back from JSON the same."""
    if folder is None:
        return
    maker = _maker()
    try:
        body = json.dumps({"of": key, "made_by": maker, "data": data}, default=_day_told)
        comes_back = json.loads(body, object_hook=_with_days)["data"] == data
    except (ValueError, TypeError, RecursionError):
        return
    if not comes_back:
        return
    content = body.encode()
    keep_whole(_file(folder, key, maker), _sum(content) + b"\n" + content)
    remove_oldest(folder, most=MOST_KEPT)


def _file(folder: Path, key: str, maker: str) -> Path:
    return folder / f"{key}-{maker[:16]}.json"


def _sum(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _maker() -> str:
    """Return what names this code and the YAML parser, without the cost of importing that."""
    maker = hashlib.sha256(made_by().encode())
    parser = find_spec("ruamel.yaml")
    if parser is not None and parser.origin is not None:
        with suppress(OSError):
            maker.update(Path(parser.origin).read_bytes())  # its version stands there
    return maker.hexdigest()


def _day_told(value: object) -> dict[str, str]:
    if type(value) is date:
        return {_DAY: value.isoformat()}
    raise TypeError("not kept: it would come back as something else")


def _with_days(part: dict[str, Any]) -> Any:
    return date.fromisoformat(part[_DAY]) if part.keys() == {_DAY} else part
