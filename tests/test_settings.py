import subprocess
import sys
from pathlib import Path

import pytest

from sdm_tui.errors import SettingsUnreadable
from sdm_tui.settings import Folders, Settings, folders, load_settings


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_bytes(text.encode())
    return path


def test_one_folder_can_hold_records_cache_and_settings(tmp_path: Path) -> None:
    places = folders(tmp_path)

    assert places == Folders(tmp_path, tmp_path / "cache", tmp_path / "settings.toml")


def test_without_a_folder_everything_is_in_the_persons_own_places(home: Path) -> None:
    places = folders(None)

    for place in (places.data, places.cache, places.settings_file):
        assert place.is_relative_to(home)
        assert "sdm-tui" in place.parts
    assert places.data != places.cache


def test_asking_for_the_folders_makes_none(home: Path) -> None:
    folders(None)

    assert not home.exists()


def test_without_a_file_the_usual_settings_hold(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "settings.toml")

    assert settings == Settings(theme="dark", route=10, keys={})


def test_without_a_file_nothing_heavy_is_imported(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from sdm_tui.settings import load_settings\n"
        f"load_settings(Path({str(tmp_path / 'settings.toml')!r}))\n"
        "print(*(m for m in ('pydantic', 'platformdirs', 'textual') if m in sys.modules))"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout == "\n"


def test_settings_are_read_from_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, 'theme = "light"\nroute = 20\n[keys]\nnext-stage = "ctrl+j"\n')

    settings = load_settings(path)

    assert settings == Settings(theme="light", route=20, keys={"next-stage": "ctrl+j"})


def test_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, '\ufefftheme = "light"\r\n')

    settings = load_settings(path)

    assert settings.theme == "light"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('thema = "dark"', '"thema" is not a setting'),
        ('theme = "blue"', "\"theme\" must be 'dark' or 'light'"),
        ("route = 7", '"route" must be 5, 10 or 20'),
        ("route = true", '"route" must be 5, 10 or 20'),
        ("[keys]\nnext-stage = 5", '"keys.next-stage" must be text in quotes'),
        ("keys = 5", '"keys" must be a table that begins with [keys]'),
        ("theme = !", "at line 1, column 9"),
        ("theme = " + "[" * 5000, "settings.toml: "),
    ],
)
def test_fault_in_the_file_is_named(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(SettingsUnreadable) as caught:
        load_settings(path)

    assert told in caught.value.hint
    assert str(path) in caught.value.hint
    assert "the usual settings are in use" in caught.value.message


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, 'theme = "blue"\nroute = 7\n')

    with pytest.raises(SettingsUnreadable) as caught:
        load_settings(path)

    assert '"theme"' in caught.value.hint
    assert '"route"' in caught.value.hint


def test_faulty_file_is_left_as_it_was(tmp_path: Path) -> None:
    path = written(tmp_path, "theme = ")

    with pytest.raises(SettingsUnreadable):
        load_settings(path)

    assert path.read_text() == "theme = "


def test_file_that_is_not_utf8_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b'theme = "\xff"')

    with pytest.raises(SettingsUnreadable) as caught:
        load_settings(path)

    assert "not saved as UTF-8" in caught.value.hint


def test_folder_in_place_of_the_file_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(SettingsUnreadable) as caught:
        load_settings(tmp_path)

    assert "cannot be opened" in caught.value.hint
