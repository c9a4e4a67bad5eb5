import json

import pytest

from sdm_tui.errors import SdmError
from sdm_tui.pushing.parcel import Parcel, contents_of, is_marked_as_test, parcel_from
from tests.pushing.samples import SAID, SYSTEM, bundle, parcel


def test_a_parcel_is_known_by_the_identifier_that_its_bundle_names() -> None:
    made = parcel_from("aaaa-1", bundle("aaaa-1.2"))

    assert (made.identifier_system, made.identifier_value) == (SYSTEM, "aaaa-1.2")
    assert made.identifier == f"{SYSTEM}|aaaa-1.2"
    assert made.content == bundle("aaaa-1.2")


def test_signs_that_separate_the_values_of_a_search_are_escaped() -> None:
    assert Parcel("aaaa-1", "urn:a,b", r"1|2$3\4", b"").identifier == r"urn:a\,b|1\|2\$3\\4"


@pytest.mark.parametrize(
    "content",
    [
        SAID.encode(),
        b"\xff",
        b"[]",
        b'{"resourceType": "Bundle", "type": "document"}',
        b'{"resourceType": "Bundle", "type": "document", "identifier": {"value": "1"}}',
        bundle("x").replace(SYSTEM.encode(), b""),
        b'{"resourceType": "Bundle", "type": "batch", "identifier": {"system": "a", "value": "1"}}',
        b'{"resourceType": "Patient", "identifier": {"system": "a", "value": "1"}}',
    ],
)
def test_what_no_server_would_know_again_is_never_sent(content: bytes) -> None:
    with pytest.raises(SdmError) as refused:
        parcel_from("aaaa-1", content)

    assert "nothing was sent" in refused.value.message
    assert SAID not in str(refused.value)


def test_the_same_content_has_the_same_digest_and_other_content_another() -> None:
    assert parcel().digest == parcel().digest
    assert parcel().digest != parcel(words="other words").digest


def test_the_kinds_of_resources_are_counted() -> None:
    two = json.loads(bundle("x"))
    two["entry"] += [{"resource": {"resourceType": "Patient"}}, {"resource": 3}, {}] * 2

    made = parcel_from("aaaa-1", json.dumps(two).encode())

    assert contents_of(made) == "1 Composition, 2 Patient"


def test_test_data_is_known_by_its_label() -> None:
    assert is_marked_as_test(parcel_from("aaaa-1", bundle("x", is_test_data=True)))
    assert not is_marked_as_test(parcel_from("aaaa-1", bundle("x")))
