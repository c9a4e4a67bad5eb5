import ssl
from pathlib import Path

import pytest

from sdm_tui.errors import SdmError
from sdm_tui.pushing.address import Address
from sdm_tui.pushing.exchange import trust
from sdm_tui.pushing.fault import Fault
from sdm_tui.pushing.server import Server
from tests.pushing.certificates import server_trusted_by
from tests.pushing.fault_server import running
from tests.pushing.samples import TOKEN, parcel


def test_a_server_whose_authority_nobody_trusts_is_sent_nothing(tmp_path: Path) -> None:
    context, _ = server_trusted_by(tmp_path)

    with running(context) as faulty, pytest.raises(Fault) as refused:
        Server(faulty.address, TOKEN, trust()).create(parcel())

    assert (refused.value.kind, refused.value.is_passing) == ("not sent", False)
    assert "a certificate that is not trusted here" in refused.value.why
    assert faulty.seen == []


def test_a_server_is_trusted_when_its_authority_is_named(tmp_path: Path) -> None:
    context, authority = server_trusted_by(tmp_path)

    with running(context) as faulty:
        is_new, location = Server(faulty.address, TOKEN, trust(authority)).create(parcel())

    assert (is_new, location) == (True, "Bundle/b1")


def test_a_trusted_certificate_for_another_host_is_refused(tmp_path: Path) -> None:
    context, authority = server_trusted_by(tmp_path, host="127.0.0.2")

    with running(context) as faulty, pytest.raises(Fault, match="not trusted here"):
        Server(faulty.address, TOKEN, trust(authority)).create(parcel())

    assert faulty.seen == []


def test_the_authority_of_another_server_is_not_enough(tmp_path: Path) -> None:
    context, _ = server_trusted_by(tmp_path / "one")
    _, other = server_trusted_by(tmp_path / "other")

    with running(context) as faulty, pytest.raises(Fault, match="not trusted here"):
        Server(faulty.address, TOKEN, trust(other)).create(parcel())

    assert faulty.seen == []


def test_a_server_without_encryption_is_not_taken_for_one_with_it() -> None:
    with running() as faulty:
        address = Address("https", "127.0.0.1", faulty.address.port, "/fhir")
        with pytest.raises(Fault, match="no secure connection"):
            Server(address, TOKEN, trust()).create(parcel())

    assert faulty.seen == []


def test_older_versions_of_tls_are_not_spoken(tmp_path: Path) -> None:
    _, authority = server_trusted_by(tmp_path)

    for trusted in (trust(), trust(authority)):
        assert trusted.minimum_version >= ssl.TLSVersion.TLSv1_2
        assert trusted.verify_mode == ssl.CERT_REQUIRED
        assert trusted.check_hostname


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_file_without_authorities_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "authority.pem"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(SdmError, match=r"authority\.pem holds no certificate authority"):
        trust(file)
