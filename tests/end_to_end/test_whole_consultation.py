"""A whole consultation by its keys, from the list of aids to the printed record."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Desk, open_what_matters
from tests.end_to_end.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

FIREWALL = """
import os, sys

def refuse(event, arguments):
    asks = event == "socket.getaddrinfo" or event == "socket.gethostbyname"
    if asks or (event == "socket.__new__" and arguments[1] != 1):
        with open(os.environ["REFUSED"], "a") as log:
            log.write(f"{event} {arguments[1:]}\\n")
        raise PermissionError("no network here")

sys.addaudithook(refuse)
"""
"""Refuses every socket but a Unix one (family 1), and notes that one was asked for."""


TITLES = {
    "F2": "What matters",
    "F3": "Options",
    "F4": "Benefits and risks",
    "F5": "Deciding together",
    "F6": "Summary",
}


def find_sore_throat(terminal: Terminal) -> None:
    terminal.await_text("What are you deciding together?", "sore throat?")
    terminal.press("thr")
    terminal.await_text("► Should I take an antibiotic for my sore throat?")
    terminal.press("Enter")


def talk_about_sore_throat(terminal: Terminal) -> None:
    """Hold the consultation from the list of aids to the sealed record."""
    find_sore_throat(terminal)
    open_what_matters(terminal)
    terminal.type("I sing on Friday")
    terminal.press("Tab")
    terminal.await_text("╔═ What worries me")
    terminal.type("tablets upset me")
    terminal.press("PageDown")
    terminal.await_text("► Having a sore throat")
    terminal.press("9")
    terminal.await_text("9 of 10")
    terminal.press("Down")
    terminal.await_text("► Not taking a medicine")
    terminal.press("4")
    terminal.await_text("4 of 10")
    terminal.press("Ctrl+N")
    terminal.await_text("What are my options?", "you said:")
    terminal.press("Ctrl+N")
    terminal.await_text("Enter opens", "Throat still sore on day 3")
    terminal.press("Enter")
    terminal.await_text("Out of 1,000 people", "663 still had a sore throat")
    terminal.press("Ctrl+N")
    terminal.await_text("leans to:", "► Having a sore throat")
    terminal.press("PageDown")
    terminal.await_text("► ( ) 1 We have decided")
    terminal.press("1")
    terminal.await_text("Which option?", "(*) 1 We have decided")
    terminal.press("Tab")
    terminal.await_text("► ( ) 1 No antibiotic")
    terminal.press("2")
    terminal.await_text("► (*) 2 Back-up antibiotic")
    terminal.press("Tab")
    terminal.await_text("╔═ Why?")
    terminal.type("singing")
    terminal.press("F6")
    terminal.await_text("Where things stand", "singing")
    terminal.press("f")
    terminal.await_text("Finish and seal this record?")
    terminal.press("y")
    terminal.await_text("finished and saved")
    terminal.press("Ctrl+Q")


def test_a_sore_throat_consultation_ends_as_a_sealed_record_that_can_be_printed(
    desk: Desk,
) -> None:
    terminal = desk.open()

    talk_about_sore_throat(terminal)

    assert terminal.await_exit() == 0
    (record,) = desk.record_ids()
    shown = desk.run("records", "show", record).stdout
    assert "Finished" in shown
    for words in ("I sing on Friday", "tablets upset me", "singing"):
        assert words in shown
    assert "Back-up antibiotic, used later if needed" in shown
    assert "663 still had a sore throat" in shown
    consultation = desk.exported()["consultation"]
    assert consultation["seal"]["at"]
    assert sorted(consultation["what_matters"]["ratings"].values()) == [4, 9]
    assert consultation["deciding"]["chosen"] == "delayed-antibiotic"


def test_a_whole_consultation_asks_for_no_network(desk: Desk) -> None:
    firewall, refused = desk.folder / "firewall", desk.folder / "refused.txt"
    firewall.mkdir()
    (firewall / "sitecustomize.py").write_text(FIREWALL, "utf-8")
    path = os.pathsep.join(filter(None, [str(firewall), os.environ.get("PYTHONPATH")]))
    terminal = desk.open(environment={"PYTHONPATH": path, "REFUSED": str(refused)})

    talk_about_sore_throat(terminal)

    assert terminal.await_exit() == 0
    assert not refused.exists()
    assert desk.exported()["consultation"]["seal"]


@pytest.mark.parametrize(
    "program", ["socket.socket(socket.AF_INET)", "socket.getaddrinfo('localhost', 80)"]
)
def test_what_stands_between_the_app_and_the_network_does_refuse(
    tmp_path: Path, program: str
) -> None:
    refused = tmp_path / "refused.txt"
    (tmp_path / "sitecustomize.py").write_text(FIREWALL, "utf-8")

    ended = subprocess.run(
        [sys.executable, "-c", f"import socket; {program}"],
        env={"PYTHONPATH": str(tmp_path), "REFUSED": str(refused)},
        capture_output=True,
        check=False,
    )

    assert ended.returncode == 1
    assert refused.read_text("utf-8").startswith("socket.")


def test_a_rehearsal_is_marked_on_every_screen_and_export_and_kept_apart(desk: Desk) -> None:
    mark = "REHEARSAL - not a real person"
    terminal = desk.open("--rehearse")

    terminal.await_text("What are you deciding together?", mark)
    find_sore_throat(terminal)
    terminal.await_text("Before we begin", mark)
    for key, title in TITLES.items():
        terminal.press(key)
        terminal.await_text(f"◄ {title} ►", mark)
    terminal.press("Ctrl+Q")

    assert terminal.await_exit() == 0
    assert desk.record_ids() == []
    (record,) = desk.record_ids("--rehearse")
    assert "REHEARSAL" in desk.run("--rehearse", "records", "show", record).stdout
    data = desk.exported("--rehearse")
    assert data["rehearsal"] is True
    assert re.search("rehearsal|fictional", json.dumps(data["notices"]), re.IGNORECASE)
