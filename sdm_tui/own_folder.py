"""Folders for what is private: made for their owner only, as is every missing one above them."""

from pathlib import Path


def make_own_folder(folder: Path) -> None:
    """Make a folder that only its owner may look into; one that is there stays as it is.

    The folders above it that are missing are made in the same way: `Path.mkdir` with `parents`
    would let anybody read them. Raises OSError.
    """
    missing = []
    while not folder.exists() and folder != folder.parent:
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
    if not folder.is_dir():
        folder.mkdir()  # says which file stands in the way
