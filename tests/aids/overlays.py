"""A small overlay of the invented aid, for tests."""

from pathlib import Path

OVERLAY_TEXT = """\
format: 1
overlay: leeds
overlay_of: blue-thumb
organisation: Leeds
version: 1.0.0
updated: 2026-11-01
review_due: 2027-05-01
waiting_times:
  - option: cream
    text: About 3 weeks
contacts:
  - name: The thumb line
    detail: Ring 5.
practical_grid:
  - question: Where is it?
    answers: {wait: At home, cream: At the shop}
further_support:
  - name: The thumb club
    detail: On Mondays.
note_for_clinicians: >-
  Use the blue
  form.
"""


def overlay_text(
    name: str = "leeds", over: str = "blue-thumb", *, organisation: str = "Leeds"
) -> str:
    """Return the text of a sound overlay."""
    return (
        OVERLAY_TEXT.replace("overlay: leeds", f"overlay: {name}")
        .replace("overlay_of: blue-thumb", f"overlay_of: {over}")
        .replace("organisation: Leeds", f"organisation: {organisation}")
    )


def write_overlay(folder: Path, text: str = OVERLAY_TEXT, place: str = "local") -> Path:
    """Put an overlay's text in a folder of its own and return the file."""
    path = folder / place / "overlay.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path
