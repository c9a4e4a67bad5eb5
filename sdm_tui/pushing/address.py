"""The address of a FHIR server, and to which addresses anything may be sent at all."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, Literal, cast
from urllib.parse import SplitResult, urlsplit

from sdm_tui.errors import SdmError

PORTS: Final = {"http": 80, "https": 443}
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+")
_PATH: Final = re.compile(r"[A-Za-z0-9/._~!$&'()*+,;=:@%-]*")
"""What RFC 3986 allows in a path."""


@dataclass(frozen=True)
class Address:
    """The base address of a FHIR server, such as https://host/fhir."""

    scheme: Literal["http", "https"]
    host: str
    port: int
    path: str
    """Begins with a slash and ends without one; may be empty."""

    @property
    def is_loopback(self) -> bool:
        """Whether what is sent there stays on this computer."""
        return is_loopback(self.host)

    @property
    def authority(self) -> str:
        """The host, and the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def is_loopback(host: str) -> bool:
    """Whether a host's name or number means this very computer."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def address_of(text: str) -> Address:
    """Return the address that was typed; the same one however it was spelt.

    Raises SdmError, which never repeats what was typed: it may hold a password.
    """
    try:
        split = urlsplit(text.strip())
        host, port = split.hostname or "", split.port
    except ValueError as error:
        raise _refused("it is not written as one") from error
    scheme = split.scheme
    if scheme not in PORTS or not host:
        raise _refused("it is not whole")
    if split.username is not None or split.password is not None:
        raise _refused("it holds a name or a password")
    if split.query or split.fragment or text.strip().endswith(("?", "#")):
        raise _refused('it holds a "?" or a "#"')
    if not _is_plain(split, host):
        raise _refused("it holds signs that addresses do not have")
    if scheme == "http" and not is_loopback(host):
        raise SdmError(
            "Without encryption (http) anybody on the way could read the record, so nothing was "
            "sent.",
            "Use an address that begins with https://.",
        )
    kind = cast("Literal['http', 'https']", scheme)
    return Address(kind, host, port or PORTS[scheme], split.path.rstrip("/"))


def _is_plain(split: SplitResult, host: str) -> bool:
    # Letters of other alphabets can look like those of the host that is meant.
    parts = split.path.split("/")
    return bool(
        _HOST.fullmatch(host) and _PATH.fullmatch(split.path) and not {".", ".."} & {*parts}
    )


def _refused(why: str) -> SdmError:
    return SdmError(
        f"That is no address of a FHIR server: {why}. Nothing was sent.",
        "Write it whole, as in https://fhir.example.nhs.uk/r4.",
    )
