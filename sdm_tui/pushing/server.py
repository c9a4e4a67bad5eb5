"""A FHIR server: storing a document once, and asking which copies of it are there.

FHIR R4, RESTful API: conditional create (3.1.0.8.1) and search by identifier (3.1.1).
"""

import json
import re
import ssl
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from sdm_tui import __version__
from sdm_tui.pushing.address import Address
from sdm_tui.pushing.exchange import Limits, Reply, exchange
from sdm_tui.pushing.parcel import Parcel
from sdm_tui.pushing.refusals import PASSING, refusal

FHIR_JSON: Final = "application/fhir+json"
_LOCATION: Final = re.compile(r"Bundle/[A-Za-z0-9.-]{1,64}(?=$|/_history/)")
_ID: Final = re.compile(r"[A-Za-z0-9.-]{1,64}")
_STOPS_A_SEARCH: Final = {401, 403, 429, *PASSING}
"""Answers that mean something is wrong, and not just that the server offers no such search."""
_MOST_COPIES: Final = 10


class Server:
    """A server and the leave to use it; every method raises Fault."""

    def __init__(
        self,
        address: Address,
        token: str | None,
        trusted: ssl.SSLContext | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.address = address
        self._token = token
        self._trusted = trusted
        self._limits = limits or Limits()

    def create(self, parcel: Parcel) -> tuple[bool, str]:
        """Have a document stored, unless the server holds one with its identifier.

        Returns whether the server says that it stored it now, and where, such as "Bundle/12",
        or "". A server that does not know of such conditions stores it in any case.
        """
        headers = {
            "Content-Type": f"{FHIR_JSON}; charset=utf-8",
            "If-None-Exist": f"identifier={_encoded(parcel)}",
            # What was sent need not come back.
            "Prefer": "return=minimal",
        }
        reply = self._exchange("POST", "/Bundle", headers, parcel.content)
        if reply.status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
            raise refusal(reply, parcel.content)
        found = _LOCATION.search(reply.location)
        return reply.status == HTTPStatus.CREATED, found[0] if found else ""

    def copies(self, parcel: Parcel) -> tuple[str, ...] | None:
        """Return where the copies of a document are; None where the server cannot say.

        Only the identifiers are asked for, not the documents.
        """
        query = f"identifier={_encoded(parcel)}&_elements=identifier&_count={_MOST_COPIES}"
        reply = self._exchange("GET", f"/Bundle?{query}", {}, None)
        if reply.status == HTTPStatus.OK:
            return _copies(reply.body, parcel)
        if reply.status in _STOPS_A_SEARCH or 300 <= reply.status < 400:
            raise refusal(reply, is_read_only=True)
        return None

    def _exchange(
        self, method: str, target: str, headers: dict[str, str], body: bytes | None
    ) -> Reply:
        usual = {"Accept": FHIR_JSON, "User-Agent": f"sdm-tui/{__version__}"}
        if self._token is not None:
            usual["Authorization"] = f"Bearer {self._token}"
        path = f"{self.address.path}{target}"
        every = {**usual, **headers}
        return exchange(self.address, method, path, every, body, self._trusted, self._limits)


def _copies(body: bytes, parcel: Parcel) -> tuple[str, ...] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    match found:
        case {"resourceType": "Bundle", "type": "searchset"}:
            entries = found.get("entry") or []
        case _:
            return None
    if not isinstance(entries, list):
        return None
    bundles = [resource for entry in entries if (resource := _bundle_in(entry)) is not None]
    same = [bundle for bundle in bundles if _is_copy(bundle, parcel)]
    # A server that does not know the search by identifier may answer with every document it has.
    if bundles and not same:
        return None
    return tuple(f"Bundle/{bundle['id']}" for bundle in same)


def _bundle_in(entry: Any) -> dict[str, Any] | None:
    match entry:
        case {"resource": {"resourceType": "Bundle", "id": str(name)} as resource}:
            return dict(resource) if _ID.fullmatch(name) else None
    return None


def _is_copy(bundle: dict[str, Any], parcel: Parcel) -> bool:
    match bundle.get("identifier"):
        case {"system": parcel.identifier_system, "value": parcel.identifier_value}:
            return True
    return False


def _encoded(parcel: Parcel) -> str:
    return quote(parcel.identifier, safe="")
