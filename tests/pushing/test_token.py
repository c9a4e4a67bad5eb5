from pathlib import Path

import pytest

from sdm_tui.errors import SdmError
from sdm_tui.pushing.server import Server
from sdm_tui.pushing.token import FILE_VARIABLE, VARIABLE, token_from
from tests.pushing.fault_server import running
from tests.pushing.samples import TOKEN, parcel


def nobody() -> str:
    raise AssertionError("nobody should be asked")


def test_the_environment_comes_before_its_file_and_the_file_before_a_person(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_bytes(b"\xef\xbb\xbffrom-file \r\nnot this\n")

    assert token_from(nobody, {VARIABLE: "given", FILE_VARIABLE: str(file)}) == "given"
    assert token_from(nobody, {FILE_VARIABLE: str(file)}) == "from-file"
    assert token_from(lambda: "typed", {}) == "typed"


def test_where_nobody_can_be_asked_it_is_said_how_to_give_one() -> None:
    with pytest.raises(SdmError, match=r"nobody could be asked.*--no-token"):
        token_from(None, {})


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SdmError, match="no-such-token"):
        token_from(nobody, {FILE_VARIABLE: str(tmp_path / "no-such-token")})


@pytest.mark.parametrize("token", [" ", "se\ncret", "Bearer secret", "secr\u00e9t", "secret\x00"])
def test_what_would_spoil_the_request_is_refused_and_never_repeated(token: str) -> None:
    with pytest.raises(SdmError) as refused:
        token_from(nobody, {VARIABLE: token})

    assert "se" not in str(refused.value).replace("sent", "").replace("server", "")


def test_a_server_never_shows_its_token() -> None:
    with running() as faulty:
        server = Server(faulty.address, TOKEN)

        assert TOKEN not in repr(server)


def test_without_a_token_none_is_sent() -> None:
    with running() as faulty:
        Server(faulty.address, None).create(parcel())

        assert "authorization" not in faulty.seen[0].headers


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    with running() as faulty:
        Server(faulty.address, None).create(parcel())

    assert faulty.values() == ["aaaa-1.0"]
