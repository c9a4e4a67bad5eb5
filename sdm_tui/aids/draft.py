"""Drafts: aids in which the checker finds errors, which are for rehearsals only."""

from functools import lru_cache
from pathlib import Path

from sdm_tui.aids.library import AidEntry, LoadedAid
from sdm_tui.errors import SdmError


def draft_words(errors: int) -> str:
    """Return "draft: has 3 errors", or "" for an aid without errors."""
    if not errors:
        return ""
    return f"draft: has {errors} error{'' if errors == 1 else 's'}"


def refuse_draft(entry: AidEntry, errors: int, *, rehearsal: bool) -> None:
    """Raise SdmError where an aid with errors would be used for a clinical record."""
    if not errors or rehearsal:
        return
    raise SdmError(
        f'The decision aid "{entry.slug}" is a {draft_words(errors)}, '
        "so no record is made with it. Nothing was changed.",
        f'`sdm-tui aids check "{entry.path}"` lists them. A rehearsal (`sdm-tui --rehearse`) '
        "can use it.",
    )


def errors_in(entry: AidEntry, loaded: LoadedAid) -> int:
    """Return how many errors the checker finds in an aid as it was read just now.

    What a listing kept of an earlier check is not asked: a record must not hang on a cache.
    """
    return _errors_in(loaded.text, entry.path)


@lru_cache(maxsize=8)
def _errors_in(text: str, path: Path) -> int:
    from sdm_tui.aids.checks.checking import check_content

    return sum(found.severity == "error" for found in check_content(text.encode(), path))
