"""Writing a file to a place that the person chooses."""

import os
from pathlib import Path

from textual.app import App

from sdm_tui.tui.screens.panels import AskPanel


def offer_file(app: App[object], title: str, path: Path, content: str, *, done: str) -> None:
    """Ask where to write some content, write it there, and say how that went.

    A file that is there already is left alone: another name is asked for.
    """

    def answered(texts: tuple[str, ...] | None) -> None:
        if texts is None:
            return
        chosen = Path(texts[0].strip()).expanduser()
        try:
            handle = os.open(chosen, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(content)
        except FileExistsError:
            words = f"{chosen} is there already and was left alone. Choose another name."
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "the name cannot be used"
            words = f"Not written: {reason}. Nothing was lost; try another folder."
        else:
            app.notify(f"Written to {chosen}", markup=False)
            return
        app.notify(words, severity="error", markup=False)
        offer_file(app, title, chosen, content, done=done)

    app.push_screen(AskPanel(title, [("File", str(path))], done=done), answered)
