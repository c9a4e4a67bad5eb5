"""The client against a FHIR R4 server that somebody else wrote."""

import json
from collections.abc import Iterator

import pytest

from sdm_tui.pushing.address import address_of
from sdm_tui.pushing.fault import Fault
from sdm_tui.pushing.parcel import Parcel
from sdm_tui.pushing.server import Server
from tests.pushing.fhir_server import FhirServer, running_fhir_server
from tests.pushing.samples import TOKEN, parcel


@pytest.fixture(scope="module")
def fhir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FhirServer]:
    with running_fhir_server(tmp_path_factory.mktemp("server"), TOKEN) as server:
        yield server


@pytest.fixture
def server(fhir: FhirServer) -> Server:
    return Server(address_of(fhir.base), TOKEN)


def test_a_document_arrives_as_it_was_sent(server: Server, fhir: FhirServer) -> None:
    is_new, location = server.create(parcel("whole"))

    (held,) = [json.loads(text) for text in fhir.documents() if '"whole.0"' in text]
    assert is_new
    assert location == f"Bundle/{held.pop('id')}"
    del held["meta"]
    assert held == json.loads(parcel("whole").content)


def test_the_server_heeds_the_condition(server: Server, fhir: FhirServer) -> None:
    first = server.create(parcel("twice"))
    second = server.create(parcel("twice"))

    assert (first[0], second[0]) == (True, False)
    assert first[1] == second[1]
    assert fhir.values().count("twice.0") == 1


def test_a_document_is_found_by_its_identifier_and_no_other(server: Server) -> None:
    _, location = server.create(parcel("found"))

    assert server.copies(parcel("found")) == (location,)
    assert server.copies(parcel("found", revision=1)) == ()


def test_without_the_right_token_nothing_is_taken(fhir: FhirServer) -> None:
    for token in (None, "wrong"):
        stranger = Server(address_of(fhir.base), token)
        for ask in (stranger.create, stranger.copies):
            with pytest.raises(Fault, match="does not accept the token"):
                ask(parcel("stranger"))

    assert "stranger.0" not in fhir.values()


def test_what_is_no_bundle_is_refused_in_plain_words(server: Server) -> None:
    spoilt = parcel("spoilt").content.replace(b'"2026-11-22T09:30:00+00:00"', b'"yesterday"')
    bad = Parcel("spoilt", "urn:x", "spoilt.0", spoilt)

    with pytest.raises(Fault) as refused:
        server.create(bad)

    assert refused.value.kind == "refused"
    assert refused.value.why.startswith("finds a fault in the document")
    assert "yesterday" not in refused.value.why
