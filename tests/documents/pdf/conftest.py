"""What the tests of the PDF share: fonts that are the same on every computer."""

from typing import Any

import pytest


@pytest.fixture
def only_bundled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch the fonts of this computer off, so that a test does not depend on them."""
    typst = pytest.importorskip("typst", reason="PDF is an optional extra")
    compiled = typst.compile

    def alone(**given: Any) -> Any:
        return compiled(**{**given, "ignore_system_fonts": True})

    monkeypatch.setattr(typst, "compile", alone)
