"""The server's access token: asked for each time, never kept, never shown."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from sdm_tui.errors import SdmError

VARIABLE: Final = "SDM_TUI_FHIR_TOKEN"
FILE_VARIABLE: Final = "SDM_TUI_FHIR_TOKEN_FILE"


def token_from(ask: Callable[[], str] | None, environment: Mapping[str, str] = os.environ) -> str:
    """Return the token: of the environment, of the file it names, or of the person.

    ask: has a person type it unseen; None where nobody can be asked. Raises SdmError, which never
    holds the token.
    """
    if given := environment.get(VARIABLE):
        return _checked(given, f"in {VARIABLE}")
    if name := environment.get(FILE_VARIABLE):
        return _checked(_first_line(name), f"in the file that {FILE_VARIABLE} names")
    if ask is None:
        raise SdmError(
            "The server's token is needed, and nobody could be asked. Nothing was sent.",
            f"Name a file that holds it in {FILE_VARIABLE}, or add --no-token.",
        )
    return _checked(ask(), "that was typed")


def _first_line(name: str) -> str:
    try:
        return Path(name).read_bytes().decode("utf-8-sig").partition("\n")[0]
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not saved as text"
        raise SdmError(
            f"The token could not be read from {name}: {reason}. Nothing was sent.",
            f"Look at the file that {FILE_VARIABLE} names.",
        ) from error


def _checked(token: str, where: str) -> str:
    token = token.strip()
    # Anything else, such as a line end, would be part of the request and not of the token.
    if token and token.isascii() and token.isprintable() and " " not in token:
        return token
    raise SdmError(
        f"The token {where} is empty or holds signs that no token has. Nothing was sent.",
        "Give the token alone, without the word Bearer.",
    )
