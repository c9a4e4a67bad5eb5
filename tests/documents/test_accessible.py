"""axe-core in headless Chromium finds no serious fault in a page for a person."""

import html
import json
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pytest

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation.model import Consultation
from sdm_tui.documents.aid_standing import NOT_SIGNED_OFF
from sdm_tui.documents.forms import form
from sdm_tui.documents.paper import PrintSize
from sdm_tui.documents.paper_html import SIZES, paper_html
from sdm_tui.documents.preparation import preparation
from tests.documents.conftest import HASH, TODAY
from tests.documents.rich import material, with_an_aid, without_an_aid

CHROMIUM: Final = shutil.which("chromium") or shutil.which("google-chrome")
AXE: Final = find_spec("axe_core_python")
SECONDS: Final = 120
RUN: Final = """
axe.run(document).then(function (found) {
  var said = {passes: found.passes.map(p => p.id), violations: found.violations.map(v =>
    [v.id, v.impact, v.nodes.map(n => n.html.slice(0, 200))])};
  document.documentElement.setAttribute('data-found', JSON.stringify(said));
});
"""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.skipif(AXE is None, reason="only the test extra brings axe-core"),
]


def axe_of(page: str, folder: Path) -> dict[str, Any]:
    """Return what axe-core finds in a page, which is shown from a file and reaches no network."""
    assert CHROMIUM is not None
    assert AXE is not None
    assert AXE.origin is not None
    axe = (Path(AXE.origin).parent / "axe.min.js").read_text(encoding="utf-8")
    scripts = "".join(f"<script>{code}</script>" for code in (axe, RUN))
    head, body, rest = page.rpartition("</body>")
    (folder / "page.html").write_text(f"{head}{scripts}{body}{rest}", encoding="utf-8")
    ran = subprocess.run(
        [
            CHROMIUM,
            *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            "--disable-background-networking",
            "--disable-dev-shm-usage",
            f"--user-data-dir={folder / 'profile'}",
            "--virtual-time-budget=20000",
            "--dump-dom",
            (folder / "page.html").as_uri(),
        ],
        capture_output=True,
        timeout=SECONDS,
        check=False,
        cwd=folder,
    )
    found = re.search(r'data-found="([^"]*)"', ran.stdout.decode())
    assert found, ran.stderr.decode()[-2000:]
    told: dict[str, Any] = json.loads(html.unescape(found[1]))
    return told


def grave(found: dict[str, Any]) -> list[Any]:
    return [fault for fault in found["violations"] if fault[1] in {"serious", "critical"}]


@pytest.mark.parametrize("name", ["letter-html", "letter-short-html"])
def test_letters_have_no_serious_fault(
    full: Consultation, aid: DecisionAid, name: str, tmp_path: Path
) -> None:
    page = form(name).make(material(with_an_aid(full), aid)).decode()

    found = axe_of(page, tmp_path)

    assert grave(found) == []
    assert {"document-title", "html-has-lang", "color-contrast", "label"} <= set(found["passes"])


def test_a_letter_in_large_print_has_no_serious_fault(tmp_path: Path) -> None:
    found = axe_of(form("letter-html").make(material(without_an_aid(), None)).decode(), tmp_path)

    assert grave(found) == []


@pytest.mark.parametrize("size", SIZES)
def test_a_sheet_to_prepare_with_has_no_serious_fault(
    aid: DecisionAid, size: PrintSize, tmp_path: Path
) -> None:
    paper = preparation(aid, standing=NOT_SIGNED_OFF, content_hash=HASH, today=TODAY)

    assert grave(axe_of(paper_html(paper, size), tmp_path)) == []


def test_what_looks_for_faults_finds_them(tmp_path: Path) -> None:
    page = '<!DOCTYPE html><html><body><input><svg role="img"></svg></body></html>'

    found = {fault[0] for fault in grave(axe_of(page, tmp_path))}

    assert {"document-title", "html-has-lang", "label", "svg-img-alt"} <= found
