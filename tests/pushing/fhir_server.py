"""A FHIR R4 server that is not ours (sekmet), in a process that can be killed and started again."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

STARTS_WITHIN: Final = 120
"""Seconds; on an idle machine it takes three."""


class FhirServer:
    """The server, with a database that outlives it."""

    def __init__(self, folder: Path, token: str = "") -> None:
        self._folder = folder
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}/fhir"
        folder.mkdir(parents=True, exist_ok=True)
        auth = {"types": ["bearer"], "tokens": [token]} if token else {"types": ["none"]}
        settings = {
            "base_url": self.base,
            "db_path": str(folder / "sekmet.db"),
            "server_auth": auth,
        }
        # JSON is YAML too.
        (folder / "settings.yaml").write_text(json.dumps(settings), encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and return once it answers."""
        program = "import sys; from sekmet.cli import app; app()"
        words = ["serve", "--host", "127.0.0.1", "--port", str(self.port)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", program, *words],
                cwd=self._folder,
                env={**os.environ, "SEKMET_CONFIG": str(self._folder / "settings.yaml")},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        for _ in range(STARTS_WITHIN * 20):
            if self._process.poll() is not None:
                break
            try:
                # Not by urllib, which would ask a proxy.
                with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
                    connection.request("GET", "/fhir/metadata")
                    if connection.getresponse().status == HTTPStatus.OK:
                        return
            except (OSError, HTTPException):
                pass
            time.sleep(0.05)
        raise AssertionError((self._folder / "log").read_text(encoding="utf-8", errors="replace"))

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def values(self) -> list[str]:
        """Return the identifiers of every document that it holds, read from its own database."""
        with closing(sqlite3.connect(self._folder / "sekmet.db")) as database:
            rows = database.execute(
                "SELECT json FROM resources WHERE type = 'Bundle' AND deleted = 0"
            ).fetchall()
        return sorted(json.loads(text)["identifier"]["value"] for (text,) in rows)

    def documents(self) -> list[str]:
        """Return the text of every document that it holds."""
        with closing(sqlite3.connect(self._folder / "sekmet.db")) as database:
            rows = database.execute("SELECT json FROM resources WHERE type = 'Bundle'").fetchall()
        return [text for (text,) in rows]


@contextmanager
def running_fhir_server(folder: Path, token: str = "") -> Iterator[FhirServer]:
    """Run the server until the end of the block."""
    server = FhirServer(folder, token)
    try:
        server.start()
        yield server
    finally:
        server.kill()
