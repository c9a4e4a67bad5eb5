"""The table with one row for each option of each consultation."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sdm_tui.consultation.contents import options_of
from sdm_tui.documents.tables.case import ADDED, Case
from sdm_tui.documents.tables.columns import Column, Table


@dataclass(frozen=True)
class _Seen:
    """One option of one consultation; name and status_quo are the aid's."""

    case: Case
    id: str
    told_id: str
    name: str
    status_quo: bool | None


def _each(case: Case) -> Iterator[_Seen]:
    for option in options_of(case.consultation, case.aid):
        if option.listed:
            yield _Seen(case, option.id, option.id, option.name, option.listed.status_quo)
        else:
            yield _Seen(case, option.id, ADDED, f"({ADDED})", None)


OPTIONS: Final = Table(
    "options",
    "One row for each option of each consultation, also for those that nobody opened: the aid's "
    "own, and those that were added. They stand in the order in which they were shown. Where the "
    "aid's text was not at hand there are only those that were added.",
    (
        Column[_Seen](
            "row_key", "key", "The consultation, as in consultations.", lambda seen: seen.case.key
        ),
        Column[_Seen](
            "option_id",
            "text",
            f'The aid\'s id of the option; "{ADDED}" for one of their own.',
            lambda seen: seen.told_id,
        ),
        Column[_Seen](
            "name",
            "text",
            f'The aid\'s name of the option; "({ADDED})" for one of their own, whose name is not '
            "told.",
            lambda seen: seen.name,
        ),
        Column[_Seen](
            "status_quo",
            "true or false",
            "Whether the option is carrying on as now. Empty: one of their own.",
            lambda seen: seen.status_quo,
        ),
        Column[_Seen](
            "opened",
            "true or false",
            "Whether the option was on the screen.",
            lambda seen: seen.id in seen.case.consultation.options.opened,
        ),
        Column[_Seen](
            "set_aside",
            "true or false",
            "Whether the option was set aside. The reason is not told.",
            lambda seen: seen.case.consultation.set_aside(seen.id) is not None,
        ),
        Column[_Seen](
            "chosen",
            "true or false",
            "Whether the option was chosen; status in consultations says by whom.",
            lambda seen: seen.case.consultation.deciding.chosen == seen.id,
        ),
    ),
    _each,
)
