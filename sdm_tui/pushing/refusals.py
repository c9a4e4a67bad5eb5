"""A server's refusal in plain words: from its status and codes, never from its own sentences.

What a server writes into an OperationOutcome may repeat a patient's name or words, so of it only
codes that FHIR fixes are used, and places in the bundle whose names are in what was sent.
"""

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from sdm_tui.pushing.exchange import Reply
from sdm_tui.pushing.fault import Fault, Kind

PASSING: Final = {
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
_OF_EVERY_RECORD: Final = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}
_WORDS: Final = {
    400: "finds a fault in the document or in the request",
    401: "does not accept the token, or wants one",
    403: "does not allow this sender to store documents",
    404: "has no place for documents at this address",
    405: "takes no documents at this address",
    406: "does not answer in FHIR's JSON",
    408: "waited too long for the document",
    409: "says that the document is at odds with what it holds",
    410: "no longer takes documents at this address",
    412: "says that it holds more than one document with this identifier",
    413: "finds the document too large",
    415: "does not take FHIR's JSON",
    422: "finds a fault in the document",
    429: "is asked too often",
    500: "has a fault of its own",
    502: "cannot be reached behind its gateway",
    503: "is not available just now",
    504: "did not answer its gateway in time",
}
# The codes of HL7's value set IssueType, FHIR R4 4.0.1.
_CODES: Final = {
    "business-rule": "a rule of the organisation is not met",
    "code-invalid": "a code is not one it knows",
    "conflict": "another change came between",
    "duplicate": "it holds this already",
    "expired": "the sign-in has run out",
    "extension": "an extension is not known",
    "forbidden": "the sender may not do this",
    "invalid": "the content is not valid",
    "invariant": "a rule of FHIR is not met",
    "lock-error": "it could not lock what it holds",
    "login": "the sender must sign in",
    "multiple-matches": "more than one matches",
    "no-store": "its store is out of reach",
    "not-found": "something that is referred to is not there",
    "not-supported": "it does not support this",
    "processing": "it could not process the content",
    "required": "something required is missing",
    "security": "the sign-in or the permission is at fault",
    "structure": "the structure is not right",
    "throttled": "it is asked too often",
    "timeout": "it took too long",
    "too-costly": "it would cost too much work",
    "too-long": "something is too long",
    "unknown": "the sender is not known",
    "value": "a value is not valid",
}
_MOST: Final = 3
"""Faults that are named."""
_STEP: Final = re.compile(r"([A-Za-z]{1,40})((?:\[\d{1,4}\])?)")
_HOST: Final = re.compile(r"[A-Za-z0-9.-]{1,253}")


def refusal(reply: Reply, sent: bytes = b"", *, is_read_only: bool = False) -> Fault:
    """Return what an answer other than success means.

    sent: the document that was answered. is_read_only: whether only a question was asked, which
    changes nothing.
    """
    status = reply.status
    if 300 <= status < 400:
        return Fault("refused", f"sends us on {_elsewhere(reply.location)}", concerns_all=True)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = _seconds(reply.retry_after)
        why = f"{_WORDS[status]}{_asks_for(wait)}"
        return Fault("not sent", why, is_passing=True, wait=wait, concerns_all=True)
    why = _WORDS.get(status, f"answered with the status {status}")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        kind: Kind = "not sent" if is_read_only else "not known"
        wait, is_passing = _seconds(reply.retry_after), status in PASSING
        why += _asks_for(wait)
        return Fault(kind, why, is_passing=is_passing, wait=wait, concerns_all=is_passing)
    told = _told(reply.body, sent)
    words = f"{why}: {told}" if told else why
    return Fault("refused", words, concerns_all=status in _OF_EVERY_RECORD)


def _told(body: bytes, sent: bytes) -> str:
    try:
        outcome, names = json.loads(body), set(_names(json.loads(sent))) if sent else set()
    except (ValueError, RecursionError):
        return ""
    found = []
    match outcome:
        case {"resourceType": "OperationOutcome", "issue": list(issues)}:
            for issue in issues:
                match issue:
                    case {"severity": "error" | "fatal", "code": str(code)} if code in _CODES:
                        place = _place(issue.get("expression"), names)
                        found.append(f"{_CODES[code]}{place}")
    told = list(dict.fromkeys(found))
    more = f"; and {len(told) - _MOST} more" if len(told) > _MOST else ""
    return "; ".join(told[:_MOST]) + more


def _place(expression: Any, names: set[str]) -> str:
    """Return where in the document a fault is, as far as every step is one of the document's."""
    if not (isinstance(expression, list) and expression and isinstance(expression[0], str)):
        return ""
    steps = []
    for step in expression[0].split("."):
        found = _STEP.fullmatch(step)
        if found is None or found[1] not in names:
            break
        steps.append(step)
    return f" at {'.'.join(steps)}" if steps else ""


def _names(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(kind := part.get("resourceType"), str):
            yield kind
        for name, held in part.items():
            yield name
            yield from _names(held)
    elif isinstance(part, list):
        for held in part:
            yield from _names(held)


def _elsewhere(location: str) -> str:
    try:
        host = urlsplit(location).hostname or ""
    except ValueError:
        host = ""
    where = f"to {host}" if _HOST.fullmatch(host) else "to another address"
    return f"{where}, where nothing was sent"


def _asks_for(wait: float) -> str:
    return f", and asks for {wait:,.0f} seconds" if wait else ""


def _seconds(retry_after: str) -> float:
    """Return the seconds of a Retry-After; a date, which needs a clock that agrees, counts as 0."""
    text = retry_after.strip()
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0.0
