"""One request and its answer over HTTP: no redirect is followed, no proxy used, nothing retried."""

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sdm_tui.errors import SdmError
from sdm_tui.pushing.address import Address, is_loopback
from sdm_tui.pushing.fault import Fault

LARGEST_ANSWER: Final = 20_000_000
"""Bytes; what is more is not read."""
_CHUNK: Final = 65_536


@dataclass(frozen=True)
class Limits:
    """How long to wait for a server, in seconds."""

    connect: float = 10.0
    answer: float = 60.0
    """For each piece of an answer, and for the whole of its text."""


@dataclass(frozen=True)
class Reply:
    """What a server answered."""

    status: int
    location: str
    retry_after: str
    """Seconds or a date, as the server wrote it, or ""."""
    body: bytes
    """Empty where it could not be read whole."""


def trust(authorities: Path | None = None) -> ssl.SSLContext:
    """Return whom to trust: the authorities of this computer, or only those of a PEM file.

    Raises SdmError where the file holds none.
    """
    try:
        # Checks the certificate and the host's name, and takes TLS 1.2 or newer.
        return ssl.create_default_context(cafile=authorities)
    except (OSError, ValueError) as error:
        raise SdmError(
            f"{authorities} holds no certificate authority, so nothing was sent.",
            "Give a file of certificates in PEM form.",
        ) from error


def exchange(
    address: Address,
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes | None,
    trusted: ssl.SSLContext | None,
    limits: Limits,
) -> Reply:
    """Send one request and return the answer.

    target: the path with its query. trusted: None only for addresses without encryption. Raises
    Fault: "not sent" until the connection stands, and "not known" from then on.
    """
    connection = _connection(address, trusted, limits)
    try:
        _connect(connection, address, limits)
        try:
            connection.request(method, target, body, dict(headers))
        except (BrokenPipeError, ConnectionResetError):
            pass  # a server may say no before it has read everything, and the answer still waits
        except OSError as error:
            raise _broken() from error
        return _answer(connection, limits)
    finally:
        connection.close()


def _connection(
    address: Address, trusted: ssl.SSLContext | None, limits: Limits
) -> http.client.HTTPConnection:
    if address.scheme == "http":
        return http.client.HTTPConnection(address.host, address.port, timeout=limits.connect)
    context = trusted or trust()
    return http.client.HTTPSConnection(
        address.host, address.port, timeout=limits.connect, context=context
    )


def _connect(connection: http.client.HTTPConnection, address: Address, limits: Limits) -> None:
    try:
        connection.connect()
    except ssl.SSLCertVerificationError as error:
        why = f"shows a certificate that is not trusted here ({error.verify_message})"
        raise Fault("not sent", why, concerns_all=True) from error
    except ssl.SSLError as error:
        why = "makes no secure connection (TLS) that this computer accepts"
        raise Fault("not sent", why, concerns_all=True) from error
    except socket.gaierror as error:
        raise _unreached("is not known by that name on this network") from error
    except TimeoutError as error:
        raise _unreached(f"did not answer within {limits.connect:g} seconds") from error
    except ConnectionRefusedError as error:
        raise _unreached("is not running, or refuses connections") from error
    except OSError as error:
        raise _unreached("cannot be reached from this computer") from error
    # The name "localhost" can be given to another computer.
    if address.scheme == "http" and not is_loopback(connection.sock.getpeername()[0]):
        why = "is not on this computer, and the way there is not encrypted"
        raise Fault("not sent", why, concerns_all=True)
    connection.sock.settimeout(limits.answer)


def _answer(connection: http.client.HTTPConnection, limits: Limits) -> Reply:
    try:
        response = connection.getresponse()
    except TimeoutError as error:
        why = f"gave no answer within {limits.answer:g} seconds"
        raise Fault("not known", why, is_passing=True) from error
    except (OSError, http.client.HTTPException) as error:
        raise _broken() from error
    return Reply(
        response.status,
        response.getheader("Location") or "",
        response.getheader("Retry-After") or "",
        _body(response, limits),
    )


def _body(response: http.client.HTTPResponse, limits: Limits) -> bytes:
    """Return the text of an answer, or nothing: the status alone says what was done."""
    parts, size, end = [], 0, time.monotonic() + limits.answer
    try:
        while part := response.read1(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > LARGEST_ANSWER or time.monotonic() > end:
                return b""
    except (OSError, http.client.HTTPException):
        return b""
    return b"".join(parts)


def _unreached(why: str) -> Fault:
    return Fault("not sent", why, is_passing=True, concerns_all=True)


def _broken() -> Fault:
    return Fault("not known", "broke the connection off before it answered", is_passing=True)
