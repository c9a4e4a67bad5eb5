"""The table with one row for each consultation: what was done, and where it got to."""

import re
from collections.abc import Callable
from typing import Final

from sdm_tui.consultation.readiness import QUESTIONS, Question
from sdm_tui.consultation.stage_names import TITLES
from sdm_tui.consultation.stages import DECISION_LIES_WITH, NEEDS, TAKING_PART
from sdm_tui.documents.aid_standing import standing_then
from sdm_tui.documents.tables.case import (
    ADDED,
    MOST_COUNTED,
    MOST_MINUTES,
    NOT_AT_HAND,
    STEP_MINUTES,
    Case,
    aid_slug,
    began,
    counted,
    minutes_to_finish,
    month_of,
    option_told,
)
from sdm_tui.documents.tables.columns import Cell, Column, Kind, Table
from sdm_tui.documents.wording import trimmed

_VERSION: Final = re.compile(r"\d+\.\d+\.\d+", re.ASCII)
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_OTHER_NEED: Final = "need_other"
_RARE: Final = "Empty: not answered, or too few people gave the same answer."
_COUNTED: Final = f"{MOST_COUNTED} means {MOST_COUNTED} or more."


def answers_told(case: Case) -> frozenset[tuple[str, str]]:
    """Return the answers that can point at somebody where few gave them, each with its column."""
    start = case.consultation.start
    needs: set[tuple[str, str]] = {
        (_need_column(need), need) for need in NEEDS if need in start.needs
    }
    if _has_other_need(case):
        needs.add((_OTHER_NEED, ""))
    asked = {
        ("taking_part", _fixed(start.taking_part, TAKING_PART)),
        ("decision_lies_with", _fixed(start.decision_lies_with, DECISION_LIES_WITH)),
    }
    return frozenset(needs | {(column, answer) for column, answer in asked if answer})


def _column(name: str, kind: Kind, meaning: str, value: Callable[[Case], Cell]) -> Column[Case]:
    return Column(name, kind, meaning, value)


def _number(name: str, what: str, value: Callable[[Case], int]) -> Column[Case]:
    return Column(name, "whole number", f"{what} {_COUNTED}", lambda case: counted(value(case)))


def _fixed(answer: str | None, fixed: tuple[str, ...]) -> str | None:
    return answer if answer in fixed else None


def _in_form(form: re.Pattern[str], text: str) -> str | None:
    return text if form.fullmatch(text) else None


def _version(case: Case) -> str | None:
    used = case.consultation.aid
    return _in_form(_VERSION, used.version) if used else None


def _hash(case: Case) -> str | None:
    used = case.consultation.aid
    return _in_form(_HASH, used.content_hash) if used else None


def _sign_off(case: Case) -> str | None:
    used = case.consultation.aid
    return standing_then(used).state if used else None


def _review_overdue(case: Case) -> bool | None:
    used = case.consultation.aid
    return began(case.consultation).date() > used.review_due if used else None


def _need_column(need: str) -> str:
    return f"need_{need.lower().replace(' ', '_')}"


def _has_other_need(case: Case) -> bool:
    start = case.consultation.start
    return bool(trimmed(start.needs_other)) or any(need not in NEEDS for need in start.needs)


def _need(need: str) -> Column[Case]:
    name = _need_column(need)

    def value(case: Case) -> bool | None:
        return None if (name, need) in case.untold else need in case.consultation.start.needs

    meaning = f"{need}: asked for. Empty: too few people of this export asked for it to say who."
    return Column(name, "true or false", f"Communication need, {meaning}", value)


def _other_need(case: Case) -> bool | None:
    return None if (_OTHER_NEED, "") in case.untold else _has_other_need(case)


def _told(case: Case, column: str, answer: str | None) -> str | None:
    return None if answer is None or (column, answer) in case.untold else answer


def _taking_part(case: Case) -> str | None:
    answer = _fixed(case.consultation.start.taking_part, TAKING_PART)
    return _told(case, "taking_part", answer)


def _lies_with(case: Case) -> str | None:
    answer = _fixed(case.consultation.start.decision_lies_with, DECISION_LIES_WITH)
    return _told(case, "decision_lies_with", answer)


def _readiness(question: Question) -> Column[Case]:
    meaning = (
        f'yes or no to "{question.words}" Empty: not answered. Our own question, not a tested '
        "questionnaire; the four answers make no score."
    )
    check = question.check
    return _column(
        f"readiness_{check}",
        "text",
        meaning,
        lambda case: case.consultation.deciding.readiness.get(check),
    )


_ABOUT: Final = (
    _column(
        "row_key",
        "key",
        "Stands for one consultation, the same in every table of this export and in no other "
        "export. It cannot be turned back into the id of the record.",
        lambda case: case.key,
    ),
    _column(
        "month",
        "text",
        "The month of the first contact, as in 2026-11. No exact date is told.",
        lambda case: month_of(began(case.consultation)),
    ),
    _column(
        "aid",
        "text",
        "The decision aid's short name. Empty: no aid was used.",
        lambda case: aid_slug(case.consultation.aid) or None,
    ),
    _column(
        "aid_version",
        "text",
        "The aid's version. Empty: no aid was used.",
        _version,
    ),
    _column(
        "aid_hash",
        "text",
        "SHA-256 of the aid's file: which exact text was used. Empty: no aid was used.",
        _hash,
    ),
    _column(
        "aid_title",
        "text",
        "The decision as the aid words it. Empty: no aid was used, or its text was not at hand.",
        lambda case: case.aid.title if case.aid else None,
    ),
    _column(
        "sign_off",
        "text",
        "How the aid's clinical sign-off stood when the conversation began: signed, unsigned, "
        "lapsed or revoked. Empty: no aid was used.",
        _sign_off,
    ),
    _column(
        "review_overdue",
        "true or false",
        "Whether the aid's review was overdue when the conversation began. Empty: no aid was used.",
        _review_overdue,
    ),
    _column(
        "rehearsal",
        "true or false",
        "Whether this was practice with a fictional patient.",
        lambda case: case.consultation.rehearsal,
    ),
    _column(
        "finished",
        "true or false",
        "Whether the record was finished.",
        lambda case: case.consultation.is_sealed,
    ),
)
_HELD: Final = (
    _column(
        "route_minutes",
        "whole number",
        "The route that was chosen: 5, 10 or 20 minutes. It says how much detail was asked for.",
        lambda case: case.consultation.start.route,
    ),
    _column(
        "minutes_to_finish",
        "whole number",
        "Minutes from the first contact to the moment when the record was finished, breaks "
        f"included, to the nearest {STEP_MINUTES}; {MOST_MINUTES} means {MOST_MINUTES} or more. "
        "Empty: not finished, or the clock was put back meanwhile.",
        lambda case: minutes_to_finish(case.consultation),
    ),
    _number(
        "contacts",
        "Sittings in which the consultation was open.",
        lambda case: len(case.consultation.contacts),
    ),
    _column(
        "stages_visited",
        "list",
        f"The stages that were opened, in that order, of {', '.join(TITLES)}.",
        lambda case: case.consultation.visited,
    ),
    *(_need(need) for need in NEEDS),
    _column(
        _OTHER_NEED,
        "true or false",
        "Communication need, in other words. The words are not told. Empty: too few people of "
        "this export had one to say who.",
        _other_need,
    ),
    _column("taking_part", "text", f"How the person wished to take part. {_RARE}", _taking_part),
    _column("decision_lies_with", "text", f"Whom the decision lay with. {_RARE}", _lies_with),
    _number(
        "values_rated",
        'Things that matter which were rated or marked "not sure", the person\'s own among them.',
        lambda case: len(case.consultation.what_matters.ratings),
    ),
    _number(
        "concerns",
        "Concerns that were raised.",
        lambda case: len(case.consultation.what_matters.concerns),
    ),
    _number(
        "options_opened",
        "Options that were on the screen.",
        lambda case: len(case.consultation.options.opened),
    ),
    _number(
        "options_set_aside",
        "Options that were set aside.",
        lambda case: len(case.consultation.options.set_aside),
    ),
    _number(
        "options_added",
        "Options that the people in the room wrote themselves.",
        lambda case: len(case.consultation.options.added_options),
    ),
    _number(
        "outcomes_opened",
        "Outcomes that were first seen on their own and not in the table of all outcomes.",
        lambda case: sum(o.view != "table" for o in case.consultation.figures.opened),
    ),
    _number(
        "outcomes_shown",
        "Outcomes whose figures were on the screen in any view.",
        lambda case: len(case.consultation.figures.opened),
    ),
    _column(
        "table_shown",
        "true or false",
        "Whether the table of all outcomes was on the screen.",
        lambda case: case.consultation.figures.table_shown,
    ),
    _number(
        "teach_backs",
        "Teach-backs that were written down.",
        lambda case: len(case.consultation.figures.teach_backs),
    ),
    _number(
        "questions_opened",
        "Common questions whose answers were looked at.",
        lambda case: len(case.consultation.figures.questions_opened),
    ),
)
_REACHED: Final = (
    _column(
        "status",
        "text",
        "Where it got to: decided, not yet, declined all or clinician decides. Empty: nobody said.",
        lambda case: case.consultation.deciding.status,
    ),
    _column(
        "chosen_option",
        "text",
        f'The aid\'s id of the option that was chosen; "{ADDED}" for one of their own, '
        f'"{NOT_AT_HAND}" where the aid\'s text is missing. Empty: none was chosen.',
        lambda case: option_told(case, case.consultation.deciding.chosen),
    ),
    _column(
        "how_sure",
        "whole number",
        "How sure the person was, 0 (not at all) to 10. Empty: not asked.",
        lambda case: case.consultation.deciding.how_sure,
    ),
    *(_readiness(question) for question in QUESTIONS),
    _number(
        "actions",
        "Next steps that were written down.",
        lambda case: len(case.consultation.deciding.actions),
    ),
    _column(
        "review_date_set",
        "true or false",
        "Whether a date for looking at the decision again was written down.",
        lambda case: bool(trimmed(case.consultation.deciding.review_date)),
    ),
    _column(
        "safety_net_set",
        "true or false",
        "Whether it was written down what to do if something changes.",
        lambda case: bool(trimmed(case.consultation.deciding.safety_net)),
    ),
    _number(
        "amendments",
        "What was added to the finished record.",
        lambda case: len(case.consultation.amendments),
    ),
)
CONSULTATIONS: Final = Table(
    "consultations",
    "One row for each consultation.",
    (*_ABOUT, *_HELD, *_REACHED),
    lambda case: (case,),
)
