"""The passphrase without anybody typing it: from a file that SDM_TUI_PASSPHRASE_FILE names."""

import os
from pathlib import Path
from typing import Final

from sdm_tui.errors import SdmError
from sdm_tui.store.records import Store

VARIABLE: Final = "SDM_TUI_PASSPHRASE_FILE"


def passphrase_from_file(variable: str = VARIABLE) -> str | None:
    """Return the first line of the file that an environment variable names, or None.

    Raises SdmError where the variable is set and the file cannot be read.
    """
    name = os.environ.get(variable)
    if not name:
        return None
    try:
        content = Path(name).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not saved as UTF-8"
        raise SdmError(
            f"The passphrase could not be read from {name}: {reason}. Nothing was changed.",
            f"Look at the file that {variable} names.",
        ) from error
    return content.partition("\n")[0].rstrip("\r")


def opened_for_scripts(store: Store) -> list[str]:
    """Open a store that waits for its passphrase, where a file or this login gives it.

    Returns what a person must be told: that the file could not be read or opens nothing.
    """
    if store.state != "locked" or store.unlock_with_login():
        return []
    try:
        passphrase = passphrase_from_file()
        if passphrase is not None and store.seconds_to_wait() == 0:
            store.unlock(passphrase)
    except SdmError as error:
        return [str(error)]
    return []
