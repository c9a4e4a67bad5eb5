"""A check that finds nothing is worth something only where it finds what is wrong."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.model import Consultation
from tests.documents.fhir.checks import faults, resources
from tests.documents.fhir.conftest import document

Spoils = Callable[[dict[str, Any]], None]


def first(document: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(r for r in resources(document) if r["resourceType"] == kind)


def without_status(made: dict[str, Any]) -> None:
    del first(made, "QuestionnaireResponse")["status"]


def without_a_provenance_agent(made: dict[str, Any]) -> None:
    del first(made, "Provenance")["agent"]


def a_goal_of_no_known_status(made: dict[str, Any]) -> None:
    first(made, "Goal")["lifecycleStatus"] = "agreed"


def an_activity_of_no_known_status(made: dict[str, Any]) -> None:
    first(made, "CarePlan")["activity"][0]["detail"]["status"] = "agreed"


def an_unknown_property(made: dict[str, Any]) -> None:
    first(made, "Patient")["label"] = "Mr A"


def a_date_as_people_write_it(made: dict[str, Any]) -> None:
    first(made, "Composition")["date"] = "03/12/2026"


def a_time_without_a_zone(made: dict[str, Any]) -> None:
    first(made, "Provenance")["recorded"] = "2026-12-03T14:30:00"


def words_for_a_number(made: dict[str, Any]) -> None:
    group = next(i for i in first(made, "QuestionnaireResponse")["item"] if "item" in i)
    group["item"][0]["answer"] = [{"valueInteger": "nine"}]


def two_values_in_one_answer(made: dict[str, Any]) -> None:
    item = first(made, "QuestionnaireResponse")["item"][0]
    item["answer"][0]["valueInteger"] = 1


def an_object_for_a_list(made: dict[str, Any]) -> None:
    first(made, "Patient")["name"] = {"text": "Mr A"}


def an_empty_string(made: dict[str, Any]) -> None:
    first(made, "Goal")["description"]["text"] = ""


def a_string_of_white_space(made: dict[str, Any]) -> None:
    first(made, "Goal")["description"]["text"] = " \n"


def a_control_character(made: dict[str, Any]) -> None:
    first(made, "Patient")["name"][0]["text"] = "Mr\u2028A"


def a_reference_to_nothing(made: dict[str, Any]) -> None:
    first(made, "Goal")["subject"]["reference"] = "urn:uuid:0"


def a_reference_to_the_wrong_type(made: dict[str, Any]) -> None:
    composition, practitioner = first(made, "Composition"), first(made, "Practitioner")
    composition["encounter"] = {"reference": f"urn:uuid:{practitioner['id']}"}


def a_section_that_leads_to_nothing(made: dict[str, Any]) -> None:
    options = next(s for s in first(made, "Composition")["section"] if "section" in s)
    options["section"][0]["entry"] = [{"reference": "urn:uuid:0"}]


def a_resource_that_nothing_leads_to(made: dict[str, Any]) -> None:
    for section in first(made, "Composition")["section"]:
        section.pop("entry", None)


def two_resources_of_one_id(made: dict[str, Any]) -> None:
    made["entry"].append(deepcopy(made["entry"][-1]))


def no_identifier(made: dict[str, Any]) -> None:
    del made["identifier"]


def no_timestamp(made: dict[str, Any]) -> None:
    del made["timestamp"]


def the_composition_second(made: dict[str, Any]) -> None:
    made["entry"].insert(0, made["entry"].pop(1))


def an_empty_section(made: dict[str, Any]) -> None:
    first(made, "Composition")["section"].append({"title": "Nothing"})


def answers_beside_items(made: dict[str, Any]) -> None:
    item = first(made, "QuestionnaireResponse")["item"][0]
    item["item"] = [{"linkId": "1.1"}]


def a_script(made: dict[str, Any]) -> None:
    text = first(made, "Composition")["text"]
    text["div"] = text["div"].replace("<p>", "<script>alert(1)</script><p>", 1)


def an_attribute_that_acts(made: dict[str, Any]) -> None:
    text = first(made, "Composition")["text"]
    text["div"] = text["div"].replace("<p>", '<p onclick="alert(1)">', 1)


def markup_that_was_typed(made: dict[str, Any]) -> None:
    text = first(made, "Composition")["text"]
    text["div"] = text["div"].replace("<p>", "<p>3 < 4 & 5", 1)


def a_narrative_that_says_nothing(made: dict[str, Any]) -> None:
    first(made, "Patient")["text"]["div"] = '<div xmlns="http://www.w3.org/1999/xhtml"> </div>'


SPOILT: list[tuple[Spoils, str]] = [
    (without_status, "model: "),
    (without_a_provenance_agent, "model: "),
    (a_goal_of_no_known_status, "schema: Goal.lifecycleStatus"),
    (an_activity_of_no_known_status, "schema: CarePlan.activity.0.detail.status"),
    (an_unknown_property, "schema: Patient"),
    (a_date_as_people_write_it, "schema: Composition.date"),
    (a_time_without_a_zone, "schema: Provenance.recorded"),
    (words_for_a_number, "schema: QuestionnaireResponse"),
    (two_values_in_one_answer, "model: "),
    (an_object_for_a_list, "schema: Patient.name"),
    (an_empty_string, "schema: Goal.description.text"),
    (a_string_of_white_space, "a string is empty"),
    (a_control_character, "schema: Patient.name"),
    (a_reference_to_nothing, "reference: Goal.subject leads nowhere"),
    (a_reference_to_the_wrong_type, "reference: Composition.encounter may not mean"),
    (a_section_that_leads_to_nothing, "reference: Composition.section.entry leads nowhere"),
    (a_resource_that_nothing_leads_to, "reference: nothing leads to"),
    (two_resources_of_one_id, "reference: a fullUrl"),
    (no_identifier, "bdl-9"),
    (no_timestamp, "bdl-10"),
    (the_composition_second, "bdl-11"),
    (an_empty_section, "cmp-1"),
    (answers_beside_items, "qrs-1"),
    (a_script, "narrative: {http://www.w3.org/1999/xhtml}script"),
    (an_attribute_that_acts, "narrative: an attribute"),
    (markup_that_was_typed, "narrative: not XML"),
    (a_narrative_that_says_nothing, "narrative: says nothing"),
]


@pytest.mark.parametrize(("spoil", "found"), SPOILT, ids=[spoil.__name__ for spoil, _ in SPOILT])
def test_a_fault_that_was_put_in_is_found(
    finished: Consultation, aid: DecisionAid, spoil: Spoils, found: str
) -> None:
    made = deepcopy(document(finished, aid))
    assert faults(made) == []

    spoil(made)

    assert any(fault.startswith(found) for fault in faults(made)), faults(made)
