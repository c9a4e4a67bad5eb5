import pytest

from sdm_tui.errors import SdmError
from sdm_tui.pushing.address import address_of


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://fhir.example.nhs.uk/r4/", "https://fhir.example.nhs.uk/r4"),
        (" HTTPS://FHIR.Example.NHS.uk:443/R4 ", "https://fhir.example.nhs.uk/R4"),
        ("https://fhir.example.nhs.uk:8443", "https://fhir.example.nhs.uk:8443"),
        ("http://127.0.0.1:8090/fhir", "http://127.0.0.1:8090/fhir"),
        ("http://localhost/fhir", "http://localhost/fhir"),
        ("http://[::1]:8090/fhir", "http://[::1]:8090/fhir"),
        ("https://[2001:db8::1]/fhir", "https://[2001:db8::1]/fhir"),
    ],
)
def test_an_address_is_the_same_however_it_is_spelt(typed: str, meant: str) -> None:
    assert str(address_of(typed)) == meant
    assert address_of(meant) == address_of(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "fhir.example.nhs.uk/r4",
        "ftp://fhir.example.nhs.uk/r4",
        "https:///r4",
        "https://someone:secret@fhir.example.nhs.uk/r4",
        "https://secret@fhir.example.nhs.uk/r4",
        "https://fhir.example.nhs.uk/r4?key=secret",
        "https://fhir.example.nhs.uk/r4#secret",
        "https://fhir.example.nhs.uk/r4?",
        "https://fhir.example.nhs.uk:x/secret",
        "https://fhir.example.nhs.uk:99999/secret",
        "https://[secret/r4",
        "https://fhir.example.nhs.uk/se cret",
        "https://fhir.example.nhs.uk/secret/../r4",
        "https://fhir.ex\u0430mple.nhs.uk/secret",
        "https://fhir.example.nhs.uk/sec\u2028ret",
    ],
)
def test_what_is_no_address_is_refused_and_never_repeated(typed: str) -> None:
    with pytest.raises(SdmError) as refused:
        address_of(typed)

    assert "secret" not in str(refused.value)
    assert "Nothing was sent." in refused.value.message


@pytest.mark.parametrize(
    "typed",
    [
        "http://fhir.example.nhs.uk/r4",
        "http://10.0.0.1/fhir",
        "http://127.0.0.1.example.com/fhir",
        "http://localhost.example.com/fhir",
        "http://0.0.0.0/fhir",
    ],
)
def test_without_encryption_nothing_leaves_this_computer(typed: str) -> None:
    with pytest.raises(SdmError, match=r"Without encryption \(http\)"):
        address_of(typed)


def test_an_address_on_this_computer_is_told_from_others() -> None:
    assert address_of("https://127.0.0.1/fhir").is_loopback
    assert address_of("https://127.8.9.1/fhir").is_loopback
    assert not address_of("https://fhir.example.nhs.uk/r4").is_loopback
