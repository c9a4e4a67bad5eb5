"""What every test starts from: folders of its own and none of the caller's own settings."""

import os
from pathlib import Path

import pytest

UNWANTED = ("TEXTUAL", "SDM_TUI_", "NO_COLOR", "FORCE_COLOR", "COLORTERM")


def forget_settings_of_the_caller() -> None:
    for name in [name for name in os.environ if name.startswith(UNWANTED)]:
        del os.environ[name]


# Textual reads some of these while it is imported, which is before any fixture runs.
forget_settings_of_the_caller()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home folder, not yet made, that holds whatever a test keeps in usual places."""
    folder = tmp_path / "home"
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(folder))
    for name in ("DATA", "CACHE", "CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder / name.lower()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder / "runtime"))
    return folder
