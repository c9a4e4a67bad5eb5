from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sdm_tui.aids.auditing import audited
from sdm_tui.aids.checks.checking import check_file
from sdm_tui.aids.marked import AidUnreadable
from sdm_tui.aids.reading import content_hash
from tests.aids.sound import sound_text
from tests.examples import write_aid

TODAY = date(2026, 11, 22)


def test_an_audit_names_the_exact_text_and_holds_what_the_checker_found(tmp_path: Path) -> None:
    text = sound_text().replace("    aim: To let the song fade on its own.", "    aim: Wait.")
    path = write_aid(tmp_path, text, "singing-knee")

    done = audited(path, TODAY)

    assert (done.slug, done.content_hash) == ("singing-knee", content_hash(text.encode()))
    assert list(done.findings) == check_file(path)
    assert done.findings


def test_an_audit_parses_the_text_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_aid(tmp_path, sound_text(), "singing-knee")
    parsed: list[Any] = []
    load = YAML.load

    def noted(parser: YAML, stream: Any) -> Any:
        parsed.append(stream)
        return load(parser, stream)

    monkeypatch.setattr(YAML, "load", noted)

    audited(path, TODAY)

    assert parsed == [sound_text()]


def test_what_cannot_be_read_is_not_audited(tmp_path: Path) -> None:
    path = write_aid(tmp_path, sound_text().replace("funding:", "fund:"), "singing-knee")

    with pytest.raises(AidUnreadable) as caught:
        audited(path, TODAY)

    assert any("funding" in str(fault) for fault in caught.value.faults)
