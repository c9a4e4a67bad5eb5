"""Where things are kept, what the person has set, and what a full-screen start is asked for."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Final, Literal

from sdm_tui.errors import SettingsUnreadable

Route = Literal[5, 10, 20]
"""Minutes that a conversation has."""
APP_NAME: Final = "sdm-tui"
LONGEST_IDLE: Final = 240
"""Minutes."""
_LISTS: Final = {
    "aids_dirs": '["C:/aids"]',
    "push_to": '["https://fhir.example.nhs.uk/r4"]',
}
"""How the settings that are lists are written."""


@dataclass(frozen=True)
class Folders:
    """Where this person's files are."""

    data: Path
    """Holds the store and the log."""
    cache: Path
    """Holds only what can be made again."""
    settings_file: Path


@dataclass(frozen=True)
class Settings:
    """What the person has set; unknown names in the file are faults."""

    # pydantic reads this when the file is checked; without a file pydantic is never imported.
    __pydantic_config__: ClassVar = {"extra": "forbid"}

    theme: Literal["dark", "light"] = "dark"
    """The colours of the screen."""
    route: Route = 10
    """Minutes that a new consultation sets out with."""
    keys: dict[str, str] = field(default_factory=dict)
    """A command's name to the key that is to run it."""
    aids_dirs: tuple[str, ...] = ()
    """Folders of decision aids and local facts; a relative one is beside the settings file."""
    who: str = ""
    """Whom records, amendments and the audit log name; without it the name of the login."""
    lock_after: int = 15
    """Minutes without a key or the mouse after which the screen is locked; 0 never locks it."""
    push: bool = True
    """Whether "sdm-tui push" may send records to a server at all."""
    push_to: tuple[str, ...] = ()
    """The only servers that it may send to; while there are none, whichever a person types."""


@dataclass(frozen=True)
class Opening:
    """What the screen opens on."""

    kind: Literal["home", "start", "resume"]
    aid: str | None = None
    """The slug of the aid to start with; None lets the person pick one."""
    blank: bool = False
    """Start without an aid."""
    record: str | None = None
    """The consultation to resume, by its whole id."""


@dataclass(frozen=True)
class Launch:
    """Everything the full-screen app needs in order to start."""

    opening: Opening
    data_dir: Path
    cache_dir: Path
    settings_file: Path
    aids_dirs: tuple[Path, ...]
    """Folders of aids to add to the bundled ones."""
    rehearse: bool
    """A fictional patient, in a store apart."""
    notices: tuple[str, ...] = ()
    """What the person must be told first."""


def folders(data_dir: Path | None) -> Folders:
    """Return where this person's files are; `data_dir` puts all of them in one folder."""
    if data_dir is not None:
        return Folders(data_dir, data_dir / "cache", data_dir / "settings.toml")
    from platformdirs import PlatformDirs

    usual = PlatformDirs(APP_NAME, appauthor=False)
    return Folders(
        usual.user_data_path, usual.user_cache_path, usual.user_config_path / "settings.toml"
    )


def load_settings(path: Path) -> Settings:
    """Return the settings in a file, or the usual ones where there is no file.

    Raises SettingsUnreadable, which names every fault; the file is left alone.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise _unreadable(path, [f"it cannot be opened ({error.strerror})"]) from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, ["it is not saved as UTF-8"]) from error
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _unreadable(path, [str(error)]) from error
    return _checked(data, path)


def _checked(data: dict[str, object], path: Path) -> Settings:
    from pydantic import TypeAdapter, ValidationError

    try:
        settings = TypeAdapter(Settings).validate_python(data)
    except ValidationError as error:
        faults = []
        for part in error.errors(include_url=False):
            name = ".".join(str(step) for step in part["loc"])
            words = {
                "unexpected_keyword_argument": "is not a setting",
                "literal_error": f"must be {part.get('ctx', {}).get('expected')}",
                "string_type": "must be text in quotes",
                "tuple_type": f"must be a list in quotes, as in {_LISTS.get(name)}",
                "dict_type": f"must be a table that begins with [{name}]",
            }.get(part["type"], part["msg"])
            faults.append(f'"{name}" {words}')
        raise _unreadable(path, faults) from error
    if not 0 <= settings.lock_after <= LONGEST_IDLE:
        raise _unreadable(path, [f'"lock_after" must be 0 to {LONGEST_IDLE} minutes'])
    if not all(name.strip() for name in settings.aids_dirs):
        raise _unreadable(path, ['"aids_dirs" holds an empty name'])
    return settings


def _unreadable(path: Path, faults: list[str]) -> SettingsUnreadable:
    return SettingsUnreadable(
        "The settings file has faults, so the usual settings are in use; the file is as it was.",
        f"Mend {path}: {'; '.join(faults)}.",
    )
