"""What is in the document of a consultation.

To renew the kept ones after a change that is meant: NEW_DOCUMENTS=1 pytest tests/documents/fhir,
then read the difference.
"""

import json
import os
from base64 import b64decode
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, started
from sdm_tui.documents.fhir.bundle import as_bundle, as_fhir_json
from sdm_tui.documents.fhir.values import id_of
from sdm_tui.documents.forms import Material, form
from sdm_tui.documents.letter import letter
from sdm_tui.documents.paper_text import paper_text
from tests.aids.scored import scored_aid
from tests.documents.conftest import HASH, LATER, NOW, TODAY
from tests.documents.fhir.checks import faults, resources, strings, told
from tests.documents.fhir.conftest import document
from tests.documents.test_scores_in_records import scored_talk

HERE = Path(__file__).parent
HTEST = "http://terminology.hl7.org/CodeSystem/v3-ActReason"


def of_type(document: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [resource for resource in resources(document) if resource["resourceType"] == kind]


def section(document: dict[str, Any], title: str) -> dict[str, Any]:
    sections = resources(document)[0]["section"]
    found: dict[str, Any] = next(s for s in sections if s["title"] == title)
    return found


def compare(name: str, text: str) -> None:
    kept = HERE / f"{name}.json"
    if os.environ.get("NEW_DOCUMENTS"):
        kept.write_text(text, "utf-8", newline="\n")
    assert text == kept.read_text("utf-8")


def test_a_finished_consultation_gives_the_document_that_is_kept(
    finished: Consultation, aid: DecisionAid
) -> None:
    compare("finished", as_fhir_json(finished, aid, today=TODAY, letter="Dear Mr A,\n"))


def test_a_rehearsal_gives_the_document_that_is_kept(
    rehearsed: Consultation, small: DecisionAid
) -> None:
    compare("rehearsed", as_fhir_json(rehearsed, small, today=TODAY, letter="Dear you,\n"))


@pytest.mark.parametrize("with_aid", [True, False], ids=["aid at hand", "aid not at hand"])
def test_no_check_finds_a_fault(
    finished: Consultation,
    aid: DecisionAid,
    rehearsed: Consultation,
    small: DecisionAid,
    *,
    with_aid: bool,
) -> None:
    assert faults(document(finished, aid if with_aid else None)) == []
    assert faults(document(rehearsed, small if with_aid else None)) == []


def test_no_check_finds_a_fault_where_nothing_was_said(
    fresh: Consultation, blank: Consultation, aid: DecisionAid
) -> None:
    assert faults(document(fresh, aid)) == []
    assert faults(document(blank, None)) == []
    assert faults(as_bundle(blank, None, today=TODAY, letter="")) == []


def test_the_document_tells_scores_with_every_step() -> None:
    made = document(scored_talk(), scored_aid())

    assert faults(made) == []
    assert "97 x 0.36 x 0.81 = 28.285, rounded to 28 of 1,000" in told(made)


def test_the_same_record_gives_the_same_bytes_on_another_day(
    finished: Consultation, aid: DecisionAid
) -> None:
    first = as_fhir_json(finished, aid, today=TODAY, letter="Dear Mr A,")
    second = as_fhir_json(finished, aid, today=LATER.date(), letter="Dear Mr A,")

    assert first == second


def test_a_document_with_other_content_has_another_identifier_and_the_same_composition(
    finished: Consultation, aid: DecisionAid
) -> None:
    more = moves.amend(finished, "She rang", "She agrees", LATER)

    before, after = document(finished, aid), document(more, aid)

    assert before["identifier"] != after["identifier"]
    assert resources(before)[0]["identifier"] == resources(after)[0]["identifier"]


def test_the_status_tells_whether_the_record_is_finished_and_amended(
    full: Consultation, aid: DecisionAid
) -> None:
    sealed = moves.seal(full, LATER, "Dr B")
    amended = moves.amend(sealed, "why", "what", LATER)

    statuses = [resources(document(c, aid))[0]["status"] for c in (full, sealed, amended)]

    assert statuses == ["preliminary", "final", "amended"]


def test_a_draft_says_so_in_its_title(full: Consultation, aid: DecisionAid) -> None:
    assert resources(document(full, aid))[0]["title"].startswith("DRAFT - not finished. ")


def test_a_rehearsal_says_so_in_its_titles_and_in_a_label_on_every_resource(
    rehearsed: Consultation, small: DecisionAid
) -> None:
    made = document(rehearsed, small)

    for resource in (made, *resources(made)):
        assert [(c["system"], c["code"]) for c in resource["meta"]["security"]] == [
            (HTEST, "HTEST")
        ]
    composition = resources(made)[0]
    assert composition["title"].startswith("REHEARSAL - not a real person. ")
    attachment = of_type(made, "DocumentReference")[0]["content"][0]["attachment"]
    assert attachment["title"] == "REHEARSAL - not a real person. Letter to the person"
    assert "REHEARSAL - not a real person" in composition["text"]["div"]


def test_a_real_consultation_carries_no_label_of_a_rehearsal(
    finished: Consultation, aid: DecisionAid
) -> None:
    text = json.dumps(document(finished, aid))

    assert "HTEST" not in text
    assert "REHEARSAL" not in text


def test_an_nhs_number_is_an_identifier_only_where_it_passes_its_check(
    finished: Consultation, aid: DecisionAid, blank: Consultation
) -> None:
    wrong = moves.write(blank, "start.nhs_number", "999 000 0019")

    (patient,) = of_type(document(finished, aid), "Patient")
    (other,) = of_type(document(wrong, None), "Patient")

    assert patient["identifier"] == [
        {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}
    ]
    assert "identifier" not in other
    assert "999 000 0019" in told(document(wrong, None))


def test_an_nhs_number_in_a_rehearsal_is_no_identifier_of_anybody(
    rehearsed: Consultation, small: DecisionAid
) -> None:
    assert "https://fhir.nhs.uk/Id/nhs-number" not in json.dumps(document(rehearsed, small))


def test_each_contact_is_an_encounter_and_only_a_draft_goes_on(
    full: Consultation, finished: Consultation, aid: DecisionAid
) -> None:
    going_on = moves.resume(full, LATER)

    draft = of_type(document(going_on, aid), "Encounter")
    done = of_type(document(finished, aid), "Encounter")

    assert [e["status"] for e in draft] == ["finished", "in-progress"]
    assert [e["status"] for e in done] == ["finished", "finished"]
    assert [e["period"]["start"] for e in done] == [
        "2026-11-22T09:05:00+01:00",
        "2026-12-03T14:30:00+00:00",
    ]


def test_whoever_finished_the_record_is_named_at_its_last_contact_alone(
    full: Consultation, finished: Consultation, aid: DecisionAid
) -> None:
    draft = of_type(document(full, aid), "Encounter")
    done = of_type(document(finished, aid), "Encounter")

    assert ["participant" in e for e in (*draft, *done)] == [False, False, True]
    assert done[1]["participant"][0]["individual"]["display"] == "Dr B. Example"


def test_whoever_finished_or_amended_the_record_is_named_with_what_they_did(
    finished: Consultation, aid: DecisionAid
) -> None:
    made = document(finished, aid)

    names = [p["name"][0]["text"] for p in of_type(made, "Practitioner")]
    did = [
        (p["activity"]["text"], p["agent"][0]["who"]["display"], p["recorded"])
        for p in of_type(made, "Provenance")
    ]

    assert names == ["Dr B. Example", "Nurse C"]
    assert did == [
        ("Finished", "Dr B. Example", "2026-12-03T14:30:00+00:00"),
        ("Amended", "Nurse C", "2026-12-04T14:30:00+00:00"),
    ]


def test_the_provenance_names_the_exact_content_that_was_on_the_screen(
    rehearsed: Consultation, small: DecisionAid, finished: Consultation, aid: DecisionAid
) -> None:
    used = of_type(document(rehearsed, small), "Provenance")[0]["entity"]
    (one,) = of_type(document(finished, aid), "Provenance")[0]["entity"]

    assert [e["what"]["identifier"]["value"] for e in used] == ["a" * 64, "b" * 64]
    assert one["what"]["display"] == (f"Decision aid invented-ache, version 1.2.0, SHA-256 {HASH}")


def test_hopes_and_what_to_keep_doing_are_goals_in_the_persons_own_words(
    finished: Consultation, aid: DecisionAid
) -> None:
    made = document(finished, aid)

    goals = of_type(made, "Goal")

    assert [g["description"]["text"] for g in goals] == ["To walk to the shop", "My allotment"]
    assert {g["lifecycleStatus"] for g in goals} == {"proposed"}
    assert {g["expressedBy"]["type"] for g in goals} == {"Patient"}


@pytest.mark.parametrize("lies_with", ["an attorney or deputy", "a best-interests decision"])
def test_nothing_is_said_to_be_the_patients_own_words_where_others_decide(
    blank: Consultation, lies_with: str
) -> None:
    told_so = moves.answer(blank, "start.decision_lies_with", lies_with)
    told_so = moves.write(told_so, "what_matters.hopes", "No more tests")

    made = document(told_so, None)

    assert "expressedBy" not in of_type(made, "Goal")[0]
    assert "source" not in of_type(made, "QuestionnaireResponse")[0]


def test_nothing_is_said_to_be_the_patients_own_words_where_a_parent_decides(
    full: Consultation, aid: DecisionAid
) -> None:
    parents = aid.model_copy(update={"decided_by": "parent"})

    made = document(full, parents)

    assert "source" not in of_type(made, "QuestionnaireResponse")[0]
    assert "source" in of_type(document(full, aid), "QuestionnaireResponse")[0]


def test_the_answers_keep_ratings_as_numbers_and_their_own_words(
    finished: Consultation, aid: DecisionAid
) -> None:
    matters, readiness = of_type(document(finished, aid), "QuestionnaireResponse")

    group = next(item for item in matters["item"] if "How much each" in item["text"])
    assert [(i["text"], i["answer"]) for i in group["item"]] == [
        ("Being free of the ache", [{"valueInteger": 9}]),
        ("Not taking tablets", [{"valueInteger": 6}]),
        ("Being at work", [{"valueString": "not sure"}]),
        ("Sleeping through (added by the person)", [{"valueInteger": 7}]),
    ]
    assert "not a tested questionnaire" in readiness["item"][0]["text"]
    assert [i["answer"][0]["valueBoolean"] for i in readiness["item"][1:]] == [True, False]


def test_a_rating_of_nought_is_kept(rehearsed: Consultation, small: DecisionAid) -> None:
    matters = of_type(document(rehearsed, small), "QuestionnaireResponse")[0]

    assert matters["item"][0]["item"][0]["answer"] == [{"valueInteger": 0}]


def test_an_agreed_action_is_an_activity_of_a_plan_and_never_an_order(
    finished: Consultation, aid: DecisionAid
) -> None:
    made = document(finished, aid)

    (plan,) = of_type(made, "CarePlan")

    assert (plan["status"], plan["intent"]) == ("active", "plan")
    assert plan["activity"] == [
        {
            "detail": {
                "status": "not-started",
                "description": "ring the clinic",
                "scheduledString": "next week",
                "performer": [{"display": "Her daughter"}],
            }
        }
    ]
    assert of_type(made, "ServiceRequest") == []


def test_the_letter_is_in_the_document_whole(finished: Consultation, aid: DecisionAid) -> None:
    text = paper_text(letter(finished, aid, today=TODAY))

    (reference,) = of_type(document(finished, aid), "DocumentReference")

    attachment = reference["content"][0]["attachment"]
    assert b64decode(attachment["data"]).decode() == text
    assert attachment["contentType"] == "text/plain; charset=utf-8"


def test_each_figure_stands_with_its_denominator_time_span_certainty_and_source(
    finished: Consultation, aid: DecisionAid
) -> None:
    options = section(document(finished, aid), "Options discussed")["section"]

    tablets = next(s for s in options if s["title"] == "Tablets each day")["text"]["div"]
    assert (
        "Still aching: 500 of 1,000 people with an invented ache, on day 3; "
        "likely to be between 450 and 550; certainty moderate; SECOND"
    ) in tablets


def test_a_serious_harm_is_named_at_every_option_also_where_its_figures_were_not_opened(
    finished: Consultation, aid: DecisionAid
) -> None:
    options = section(document(finished, aid), "Options discussed")["section"]

    assert len(options) == 3
    for option in options:
        assert "A bad bleed (serious): figures not opened" in option["text"]["div"]


def test_the_document_says_what_it_is_not(finished: Consultation, aid: DecisionAid) -> None:
    about = section(document(finished, aid), "About this record")["text"]["div"]

    assert "It is not a consent form, a diagnosis or advice." in about
    assert "Figures describe groups of people. They are not a prediction." in about


def test_private_notes_are_never_in_the_document(finished: Consultation, aid: DecisionAid) -> None:
    made = document(finished, aid)

    letters = b64decode(of_type(made, "DocumentReference")[0]["content"][0]["attachment"]["data"])
    assert finished.private_notes == "Seemed tired today"
    assert "Seemed tired" not in json.dumps(made)
    assert b"Seemed tired" not in letters


def test_no_profile_and_no_code_of_a_clinical_terminology_is_claimed(
    finished: Consultation, aid: DecisionAid
) -> None:
    text = json.dumps(document(finished, aid))

    for claim in ('"profile"', "snomed", "loinc", "UKCore"):
        assert claim.lower() not in text.lower()


def test_two_records_never_share_an_id(used: Any) -> None:
    one, other = (started(name, NOW, used) for name in ("test-1", "test-2"))

    ids = [{r["id"] for r in resources(document(c, None))} for c in (one, other)]

    assert not ids[0] & ids[1]
    assert all(strings(document(one, None)))


@pytest.mark.parametrize("name", ["", "test-1 patient", "Łódź \N{GRINNING FACE}"])
def test_an_id_is_a_uuid_made_from_a_name(name: str) -> None:
    ours = UUID("6f2c1c0e-3a5b-5d0e-9d53-0f4c7c1a7e21")

    assert id_of(name) == str(uuid5(ours, name))


def test_the_form_for_machines_is_the_document_with_the_letter_and_the_stores_mark(
    finished: Consultation, aid: DecisionAid
) -> None:
    chosen = form("fhir")

    made = json.loads(chosen.make(Material(finished, aid, TODAY, store_mark="ab12")))

    (reference,) = of_type(made, "DocumentReference")
    text = b64decode(reference["content"][0]["attachment"]["data"]).decode()
    assert chosen.file_name(finished) == "consultation-test-1234-fhir.json"
    assert faults(made) == []
    assert "Mark of the record store: ab12." in section(made, "About this record")["text"]["div"]
    assert text == paper_text(letter(finished, aid, today=TODAY, store_mark="ab12"))
