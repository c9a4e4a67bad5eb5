"""Writing a file to a place that the person chooses."""

from collections.abc import Callable
from pathlib import Path

from textual.app import App

from sdm_tui.errors import SdmError
from sdm_tui.new_file import PRIVATE, write_new
from sdm_tui.tui.screens.panels import AskPanel


def offer_file(
    app: App[object],
    title: str,
    path: Path,
    content: str | bytes,
    *,
    done: str,
    is_private: bool = False,
    written: Callable[[], object] = lambda: None,
) -> None:
    """Ask where to write some content, write it there, and say how that went.

    A file that is there already is left alone: another name is asked for. In a folder it goes by
    the name that was offered. is_private: whether it holds what somebody said. written: called
    once the content is there.
    """

    def answered(texts: tuple[str, ...] | None) -> None:
        if texts is None:
            return
        chosen = path
        try:
            chosen = Path(texts[0].strip()).expanduser()
            if chosen.is_dir():
                chosen /= path.name
            write_new(chosen, content, elsewhere="a file in another folder", mode=0o600)
        except SdmError as error:
            app.notify(str(error), severity="error", markup=False)
        except RuntimeError:
            app.notify("Not written: no such folder.", severity="error", markup=False)
        else:
            private = PRIVATE if is_private else ""
            app.notify(f"Written to {chosen}. {private}".rstrip(), markup=False)
            written()
            return
        offer_file(app, title, chosen, content, done=done, is_private=is_private, written=written)

    app.push_screen(AskPanel(title, [("File", str(path))], done=done), answered)
