"""How an aid stands beside the published standards."""

import re
from datetime import date
from typing import Any

import pytest

from sdm_tui.aids.audit import STANDARDS, AuditItem, AuditTable, audit
from sdm_tui.aids.checks.checking import ALL_RULES, READER, Finding
from sdm_tui.aids.checks.rule import Severity
from sdm_tui.aids.model import DecisionAid, ScreeningTest
from tests.aids.checks.breaches import RULES, data_about_a_test
from tests.aids.scored import scored_aid
from tests.aids.sound import SOUND_PATH, sound_aid

TODAY = date(2026, 11, 22)


def tables(aid: DecisionAid | None = None, *rules: str, **known: Any) -> tuple[AuditTable, ...]:
    severities: dict[str, Severity] = {rule.name: rule.severity for rule in RULES}
    findings = [
        Finding(SOUND_PATH, 1, 1, rule, "It is so.", severities.get(rule, "error"))
        for rule in rules
    ]
    return audit(aid or sound_aid(), findings, **{"today": TODAY, "rules": RULES, **known})


def item(name: str, among: tuple[AuditTable, ...]) -> AuditItem:
    [found] = [i for t in among for i in t.items if f"{i.standard} {i.item}" == name]
    return found


def with_test(**changes: str | None) -> DecisionAid:
    test = ScreeningTest.model_validate({**data_about_a_test()["test"], **changes})
    return sound_aid().model_copy(update={"test": test})


def with_development(**changes: str) -> DecisionAid:
    aid = sound_aid()
    made = aid.development.model_copy(update=changes)
    return aid.model_copy(update={"development": made})


def test_ipdasi_has_six_qualifying_ten_certification_and_twenty_eight_quality_items() -> None:
    ipdasi = tables()[0]

    counts = {section.name: len(section.items) for section in ipdasi.sections}

    assert counts == {"qualifying": 6, "certification": 10, "quality": 28}


def test_nice_ecd8_has_its_four_sections_and_the_public_audit_its_twelve_criteria() -> None:
    _, ecd8, scotland = tables()

    assert [len(section.items) for section in ecd8.sections] == [10, 7, 10, 7]
    assert [len(section.items) for section in scotland.sections] == [4, 8]


@pytest.mark.parametrize("standard", STANDARDS, ids=lambda standard: standard.key)
def test_items_are_numbered_from_one_in_each_section(standard: Any) -> None:
    assert {demand.section for demand in standard.demands} == set(standard.sections)
    for section in standard.sections:
        numbers = [d.item for d in standard.demands if d.section == section]
        assert numbers == [f"{section} {n}" for n in range(1, len(numbers) + 1)]


def test_every_item_that_a_rule_names_is_in_a_standard() -> None:
    known = {f"{s.key} {demand.item}" for s in STANDARDS for demand in s.demands}
    named = {name for rule in ALL_RULES for name in rule.items}
    ours = {name for name in named if name.startswith(tuple(s.key for s in STANDARDS))}

    assert ours - known == set()


def test_wording_that_was_not_seen_is_said_to_be_rebuilt() -> None:
    found = tables()

    assert item("IPDASi quality 9", found).note == "Wording rebuilt, not seen."
    assert item("IPDASi quality 5", found).note == ""
    assert item("ECD8 content 3", found).note == ""
    assert item("ECD8 content 4", found).note.startswith("Wording rebuilt, not seen")


def test_what_shows_an_item_names_fields_figures_and_rules() -> None:
    found = item("IPDASi certification 5", tables())

    assert found.standing == "met"
    assert found.evidence.startswith("low and high: 4 of 4 figures have a range.")
    assert found.evidence.endswith("Rules kept: certainty-explained.")


def test_what_the_app_fulfils_is_said_to_be_the_apps() -> None:
    found = item("IPDASi quality 8", tables())

    assert (found.standing, found.evidence[:8]) == ("met", "The app:")


def test_a_broken_rule_is_named_and_an_error_means_not_met() -> None:
    found = item("IPDASi certification 2", tables(None, "source-link"))

    assert found.standing == "not met"
    assert "Rules broken: source-link." in found.evidence
    assert "Rules kept: source-unused, source-described." in found.evidence


def test_a_broken_rule_that_is_a_warning_means_partly() -> None:
    assert item("IPDASi certification 2", tables(None, "source-unused")).standing == "partly"


def test_a_warning_makes_nothing_better() -> None:
    nobody = with_development(patients_needs="no")

    assert item("IPDASi quality 12", tables(nobody, "making-described")).standing == "not met"


def test_what_the_reader_refuses_is_no_rule_of_a_standard() -> None:
    assert tables(None, READER) == tables()


def test_a_broken_rule_of_one_item_leaves_the_others_as_they_were() -> None:
    before, after = tables(), tables(None, "funding-said")

    changed = {
        f"{a.standard} {a.item}"
        for old, new in zip(before, after, strict=True)
        for a, b in zip(old.items, new.items, strict=True)
        if a != b
    }

    assert changed == {"IPDASi certification 6", "ECD8 process 6"}


@pytest.mark.parametrize(
    ("progress", "standing"), [("yes", "met"), ("no", "not met"), ("not yet", "not met")]
)
def test_a_step_of_the_making_that_was_not_taken_is_not_met(progress: str, standing: str) -> None:
    found = item("IPDASi quality 16", tables(with_development(tested_with_patients=progress)))

    assert found.standing == standing
    assert found.evidence.startswith(f"development: tested_with_patients: {progress}.")


def test_half_of_what_an_item_asks_is_partly_met() -> None:
    half = with_development(tested_with_patients="yes", tested_with_professionals="not yet")

    assert item("ECD8 extra process 5", tables(half)).standing == "partly"


def test_items_about_tests_do_not_apply_to_other_aids() -> None:
    ipdasi = tables()[0]

    apart = {i.item for i in ipdasi.items if i.standing == "does not apply"}

    assert apart == {
        *(f"certification {n}" for n in range(7, 11)),
        *(f"quality {n}" for n in range(24, 29)),
    }


def test_an_option_that_is_a_test_makes_the_items_about_tests_not_met() -> None:
    assert item("IPDASi certification 8", tables(None, "test-declared")).standing == "not met"


def test_an_aid_about_a_test_is_asked_for_its_chances() -> None:
    found = tables(with_test(false_negative=None))

    assert item("IPDASi certification 8", found).standing == "met"
    assert item("IPDASi quality 26", found).standing == "met"
    assert item("IPDASi quality 27", found).standing == "not met"
    assert item("IPDASi quality 28", found).standing == "not assessed"
    assert item("ECD8 extra content 9", found).standing == "partly"


@pytest.mark.parametrize(
    ("ease", "standing"),
    [(None, "not assessed"), (90.0, "met"), (80.8, "partly"), (70.0, "partly"), (69.9, "not met")],
)
def test_everyday_language_is_judged_by_reading_ease(ease: float | None, standing: str) -> None:
    found = tables(reading_ease=ease, reading_age="12-13" if ease else None)

    assert item("Scotland content 7", found).standing == standing
    assert item("ECD8 content 4", found).standing == standing
    if ease:
        words = f"Flesch reading ease {ease}, reader's age 12-13."
        assert item("IPDASi quality 21", found).evidence.startswith(words)


def test_a_review_that_is_overdue_is_partly_met() -> None:
    due = sound_aid().review_due

    assert item("IPDASi certification 4", tables(today=due)).standing == "met"
    late = item("IPDASi certification 4", tables(today=date(2027, 6, 6)))
    assert late.standing == "partly"
    assert "The review is overdue." in late.evidence


def test_items_about_figures_do_not_apply_where_an_aid_says_why_it_has_none() -> None:
    reason = "Nobody counted."
    without = sound_aid().model_copy(update={"outcomes": (), "no_outcomes_reason": reason})

    found = item("IPDASi quality 3", tables(without))

    assert found.standing == "does not apply"
    assert reason in found.evidence
    assert item("IPDASi quality 8", tables(without)).standing == "does not apply"


def test_items_about_figures_are_not_met_where_no_outcome_has_one() -> None:
    without = sound_aid().model_copy(update={"outcomes": sound_aid().outcomes[2:]})

    assert item("IPDASi quality 3", tables(without)).standing == "not met"


def test_figures_without_any_range_show_uncertainty_in_part() -> None:
    outcome = sound_aid().outcomes[1]
    bare = tuple(e.model_copy(update={"low": None, "high": None}) for e in outcome.estimates)
    without = sound_aid().model_copy(
        update={"outcomes": (outcome.model_copy(update={"estimates": bare}),)}
    )

    found = item("IPDASi certification 5", tables(without))

    assert found.standing == "partly"
    assert "0 of 2 figures have a range" in found.evidence


def test_evidence_that_nobody_graded_is_not_met() -> None:
    ungraded = sound_aid().model_copy(update={"outcomes": sound_aid().outcomes[2:]})

    assert item("IPDASi quality 19", tables()).standing == "partly"
    assert item("IPDASi quality 19", tables(ungraded)).standing == "not met"


def test_equality_that_nobody_looked_at_is_not_met() -> None:
    looked = sound_aid().equality.model_copy(update={"assessed": "not yet"})
    unequal = sound_aid().model_copy(update={"equality": looked})

    assert item("Scotland process 4", tables()).standing == "met"
    assert item("Scotland process 4", tables(unequal)).standing == "not met"


def test_a_score_fits_the_figures_to_a_group_of_the_persons_own() -> None:
    found = item("ECD8 extra content 10", tables(scored_aid()))

    assert found.standing == "met"
    assert item("ECD8 extra content 10", tables()).standing == "does not apply"


def test_nothing_in_an_audit_claims_that_an_aid_conforms() -> None:
    said = " ".join(f"{i.demand} {i.evidence} {t.about}" for t in tables() for i in t.items)

    assert not re.search(r"complian|certified|conform|approved|accredit|score of|%", said)
