"""A FHIR server on loopback that breaks in whichever way a test wants, and says what reached it."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from sdm_tui.pushing.address import Address, address_of

OUTCOME_TYPE: Final = "application/fhir+json"
Behaviour = Callable[["Handler"], None]


@dataclass(frozen=True)
class Seen:
    """One request as it reached the server."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Faulty:
    """What the server holds, what it saw, and how it answers the next requests."""

    is_conditional: bool = True
    """Whether it heeds If-None-Exist."""
    can_search: bool = True
    stored: list[dict[str, Any]] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    posts: list[Behaviour] = field(default_factory=list)
    """What it does with each document in turn; after these it simply stores."""
    gets: list[Behaviour] = field(default_factory=list)
    base: str = ""

    @property
    def address(self) -> Address:
        """Return its base address."""
        return address_of(self.base)

    @property
    def methods(self) -> str:
        """Return the methods that were asked for, in order."""
        return " ".join(seen.method for seen in self.seen)

    def values(self) -> list[str]:
        """Return the identifiers of what it holds."""
        return [bundle["identifier"]["value"] for bundle in self.stored]

    def matching(self, query: str) -> list[dict[str, Any]]:
        """Return what a search by identifier finds."""
        wanted = parse_qs(query)["identifier"][0]
        return [
            bundle
            for bundle in self.stored
            if f"{bundle['identifier']['system']}|{bundle['identifier']['value']}" == wanted
        ]


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    faulty: Faulty
    sent: bytes

    def do_POST(self) -> None:
        """Take a document."""
        self._note()
        self.sent = self.rfile.read(int(self.headers["Content-Length"]))
        (self.faulty.posts.pop(0) if self.faulty.posts else store)(self)

    def do_GET(self) -> None:
        """Answer a search."""
        self._note()
        (self.faulty.gets.pop(0) if self.faulty.gets else search)(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Write nothing to standard error."""

    def answer(self, status: int, body: object = None, **headers: str) -> None:
        """Answer; a header's "_" stands for "-"."""
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", OUTCOME_TYPE)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def keep(self) -> str:
        """Hold what was sent and return its id."""
        name = f"b{len(self.faulty.stored) + 1}"
        self.faulty.stored.append({**json.loads(self.sent), "id": name})
        return name

    def cut(self) -> None:
        """End the connection without an answer."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _note(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.faulty.seen.append(Seen(self.command, self.path, headers))


def store(handler: Handler) -> None:
    """Store, on the sender's condition where the server knows of conditions."""
    condition = handler.headers["If-None-Exist"]
    there = handler.faulty.matching(condition) if handler.faulty.is_conditional else []
    if there:
        handler.answer(200, Location=f"{handler.faulty.base}/Bundle/{there[0]['id']}/_history/1")
    else:
        name = handler.keep()
        handler.answer(201, Location=f"{handler.faulty.base}/Bundle/{name}/_history/1")


def store_and_cut(handler: Handler) -> None:
    """Store and break off before saying so."""
    handler.keep()
    handler.cut()


def cut(handler: Handler) -> None:
    """Break off without storing."""
    handler.cut()


def search(handler: Handler) -> None:
    """Answer a search with the identifiers of what fits."""
    if not handler.faulty.can_search:
        handler.answer(404, {"resourceType": "OperationOutcome", "issue": []})
        return
    handler.answer(200, searchset(handler.faulty.matching(urlsplit(handler.path).query)))


def search_all(handler: Handler) -> None:
    """Answer as a server does that does not know the search by identifier."""
    handler.answer(200, searchset(handler.faulty.stored))


def searchset(bundles: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a bundle of search results."""
    shown = ("resourceType", "id", "identifier")
    entries = [{"resource": {name: bundle[name] for name in shown}} for bundle in bundles]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


def says(status: int, body: object = None, **headers: str) -> Behaviour:
    """Return a behaviour that stores nothing and answers so."""
    return lambda handler: handler.answer(status, body, **headers)


@contextmanager
def running(context: ssl.SSLContext | None = None) -> Iterator[Faulty]:
    """Run a server on a free port of loopback; context: for TLS."""
    faulty = Faulty()
    handler = type("OneHandler", (Handler,), {"faulty": faulty})
    with _Server(("127.0.0.1", 0), handler) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "http" if context is None else "https"
        faulty.base = f"{scheme}://127.0.0.1:{server.server_address[1]}/fhir"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield faulty
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a connection that breaks is the point of many tests."""
