"""Which consultations, and which answers, are too few to be told of without pointing at someone.

A person who knows that somebody talked about a decision in a month must not find that one row. So a
decision aid's consultations of one month are told together or not at all, and an answer that few
people gave is not told.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from sdm_tui.consultation.model import Consultation
from sdm_tui.documents.tables.case import Case, aid_slug, began, month_of
from sdm_tui.documents.tables.consultations import answers_told

Group = tuple[str, str]
"""A month and an aid's slug, or "" for no aid."""
Answer = tuple[str, str]
"""A column and the answer in it."""


def group_of(consultation: Consultation) -> Group:
    """Return the group that a consultation is told with."""
    return month_of(began(consultation)), aid_slug(consultation.aid)


@dataclass
class Counted:
    """How many consultations there are of each group, and who of them gave which answer."""

    groups: Counter[Group] = field(default_factory=Counter)
    _answers: dict[Group, Counter[Answer]] = field(default_factory=dict)

    def add(self, consultation: Consultation) -> Group:
        """Count one consultation and return its group."""
        group = group_of(consultation)
        self.groups[group] += 1
        answers = answers_told(Case("", consultation, None))
        self._answers.setdefault(group, Counter()).update(answers)
        return group

    def told(self, least: int) -> frozenset[Group]:
        """Return the groups with at least so many consultations."""
        return frozenset(group for group, count in self.groups.items() if count >= least)

    def untold(self, told: Collection[Group], least: int) -> frozenset[Answer]:
        """Return the answers that fewer than so many people of these groups gave."""
        every: Counter[Answer] = Counter()
        for group in told:
            every.update(self._answers[group])
        return frozenset(answer for answer, count in every.items() if count < least)
