"""The translations that stand beside an aid's file: aid.cy.yaml beside aid.yaml."""

from dataclasses import dataclass
from pathlib import Path

from sdm_tui.aids.marked import AidUnreadable, Fault, Marked, marked
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.reading import parse_aid, read_bytes
from sdm_tui.aids.refusals import told
from sdm_tui.aids.translation import (
    Translation,
    faults_with,
    judged_translation,
    missing_texts,
)

_SHOWN = 3
"""How many of the missing texts a message names."""


@dataclass(frozen=True)
class TranslationFile:
    """One translation's file as it was read just now, sound or not."""

    path: Path
    language: str
    """From the file's name."""
    translation: Translation | None
    """None where the file has faults of its own."""
    faults: tuple[Fault, ...] = ()
    file: Marked | None = None


def translation_paths(aid_file: Path) -> tuple[Path, ...]:
    """Return the translations' files beside an aid's file, in order of language."""
    found = aid_file.parent.glob("aid.*.yaml")
    return tuple(sorted(path for path in found if path.is_file()))


def read_translation(path: Path) -> TranslationFile:
    """Return the translation in a file, with every fault of it; nothing is raised."""
    language = path.name.removeprefix("aid.").removesuffix(".yaml")
    try:
        file = marked(read_bytes(path), path)
        translation = judged_translation(file)
    except AidUnreadable as error:
        return TranslationFile(path, language, None, tuple(error.faults))
    faults: tuple[Fault, ...] = ()
    if translation.language != language:
        words = f'the file is named for "{language}": one of the two is wrong'
        faults = (file.fault(("language",), told(("language",), words)),)
    return TranslationFile(path, language, translation, faults, file)


def language_words(aid_file: Path, content_hash: str) -> str:
    """Return the languages that stand beside an aid, and how each stands, in words."""
    aid = parse_aid(read_bytes(aid_file), aid_file)
    told = []
    for read in (read_translation(path) for path in translation_paths(aid_file)):
        words = ""
        if faults_against(read, aid):
            words = " (has faults)"
        elif read.translation is not None and read.translation.is_stale(content_hash):
            words = " (of an older text)"
        told.append(f"{read.language}{words}")
    return ", ".join(told)


def faults_against(read: TranslationFile, aid: DecisionAid) -> list[Fault]:
    """Return every fault of a translation of this aid: its own and where it does not fit."""
    if read.translation is None or read.file is None:
        return list(read.faults)
    return [
        *read.faults,
        *(read.file.fault(p, words) for p, words in faults_with(read.translation, aid)),
    ]


def warnings_against(read: TranslationFile, aid: DecisionAid, content_hash: str) -> list[Fault]:
    """Return what a translation lacks: texts, or the newest text of its aid."""
    if read.translation is None or read.file is None:
        return []
    found = []
    if read.translation.is_stale(content_hash):
        words = (
            "this translates an older text of the aid: compare them, then put the hash of the "
            f"text that is now translated here ({content_hash})"
        )
        found.append(read.file.fault(("source_hash",), words))
    if missing := missing_texts(read.translation, aid):
        shown = ", ".join(missing[:_SHOWN]) + (", ..." if len(missing) > _SHOWN else "")
        texts = "1 text is" if len(missing) == 1 else f"{len(missing)} texts are"
        found.append(read.file.fault(("texts",), f"{texts} not translated: {shown}"))
    return found
