"""A decision aid in another language: its patient texts, and none of its figures."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, Field, StringConstraints, ValidationError

from sdm_tui.aids.checks.patient_text import patient_texts
from sdm_tui.aids.marked import AidUnreadable, Marked, marked
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.numbers_in_text import numbers_changed
from sdm_tui.aids.parts import Language, Part, Slug, Text
from sdm_tui.aids.places import Fault, Place
from sdm_tui.aids.refusals import refusals, told
from sdm_tui.errors import nearest

_GAP: Final = re.compile(r"\{[^{}]*\}")


class Translation(BaseModel):
    """The patient texts of one exact content of an aid, in one other language."""

    model_config = Part.model_config

    format: Literal[1]
    translation_of: Slug
    """The slug of the aid."""
    language: Language
    translator: Text
    """Who translated it: a role or an organisation, no name needed."""
    translated: date
    source_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of the aid's file as it was translated."""
    texts: Annotated[dict[str, Text], Field(min_length=1)]
    """A text's path, such as options.cream.aim, to the translated text."""

    def is_stale(self, content_hash: str) -> bool:
        """Whether the aid has changed since it was translated."""
        return self.source_hash != content_hash


@dataclass(frozen=True)
class Original:
    """One text of an aid that can be translated."""

    place: Place
    text: str


def parse_translation(content: bytes, path: Path) -> Translation:
    """Return the translation in `content`; `path` is only for messages.

    Raises AidUnreadable with every fault at once.
    """
    return judged_translation(marked(content, path))


def judged_translation(file: Marked) -> Translation:
    """Return the translation in a file; raises AidUnreadable with every fault at once."""
    try:
        return Translation.model_validate(file.data)
    except ValidationError as error:
        found = refusals(error, Translation.model_fields)
        raise AidUnreadable([file.fault(p, told(p, words)) for p, words in found]) from error


def originals(aid: DecisionAid) -> dict[str, Original]:
    """Return every text of an aid that can be translated, by its path."""
    data = aid.model_dump(mode="json", exclude_none=True)
    return {path_of(data, place): Original(place, text) for place, text in patient_texts(data)}


def path_of(data: dict[str, Any], place: Place) -> str:
    """Return the dotted path of a place, with ids where parts have them and else from 1."""
    steps: list[str] = []
    node: Any = data
    for step in place:
        node = node[step]
        if not isinstance(step, int):
            steps.append(step)
            continue
        name = (node.get("id") or node.get("option")) if isinstance(node, dict) else None
        steps.append(name if isinstance(name, str) else str(step + 1))
    return ".".join(steps)


def faults_with(translation: Translation, aid: DecisionAid) -> Iterator[Fault]:
    """Yield where a translation does not fit its aid: names, numbers, gaps, lengths."""
    known = originals(aid)
    if translation.translation_of != aid.slug:
        words = f'this stands beside "{aid.slug}", so it must be a translation of that'
        yield ("translation_of",), words
    if translation.language == aid.language:
        yield ("language",), f"the aid itself is written in {aid.language}"
    for path, text in translation.texts.items():
        if path not in known:
            yield ("texts", path), _unknown(path, known, aid)
        elif changed := numbers_changed(known[path].text, text):
            yield ("texts", path), f"the numbers differ: {changed}"
        elif _gaps(text) != _gaps(known[path].text):
            yield ("texts", path), "what stands in {} must stay as it is in the original"
    yield from _refused(translation, aid, known)


def missing_texts(translation: Translation, aid: DecisionAid) -> tuple[str, ...]:
    """Return the paths of the texts that are not translated, in the order of the aid."""
    return tuple(path for path in originals(aid) if path not in translation.texts)


def with_translation(aid: DecisionAid, translation: Translation) -> DecisionAid:
    """Return the aid with its patient texts translated; what is not translated stays English.

    Every figure, source and name inside the file is that of the aid. Raises ValidationError where
    a translated text breaks the format, which `faults_with` tells of.
    """
    return DecisionAid.model_validate(_translated(translation, aid, originals(aid)))


def _translated(
    translation: Translation, aid: DecisionAid, known: Mapping[str, Original]
) -> dict[str, Any]:
    data = aid.model_dump(mode="json", exclude_none=True)
    data["language"] = translation.language
    for path, text in translation.texts.items():
        if path in known:
            *way, last = known[path].place
            node: Any = data
            for step in way:
                node = node[step]
            node[last] = text
    return data


def _refused(
    translation: Translation, aid: DecisionAid, known: Mapping[str, Original]
) -> Iterator[Fault]:
    """Yield translated texts that the format refuses: one that is too long, a title that asks."""
    try:
        DecisionAid.model_validate(_translated(translation, aid, known))
    except ValidationError as error:
        paths = {original.place: path for path, original in known.items()}
        for place, words in refusals(error, ()):
            yield (("texts", paths[place]) if place in paths else ("texts",)), words


def _unknown(path: str, known: Mapping[str, Original], aid: DecisionAid) -> str:
    if _is_something_else(path, aid):
        return f'"{path}" is not a text that patients read, so it cannot be translated'
    return f'the aid has no text called "{path}". {nearest(path, list(known))}'


def _is_something_else(path: str, aid: DecisionAid) -> bool:
    data = aid.model_dump(mode="json", exclude_none=True)
    return any(found == path or found.startswith(f"{path}.") for found in _paths(data, data, ()))


def _paths(data: dict[str, Any], node: Any, place: Place) -> Iterator[str]:
    if isinstance(node, dict):
        for name, part in node.items():
            yield from _paths(data, part, (*place, name))
    elif isinstance(node, list):
        for index, part in enumerate(node):
            yield from _paths(data, part, (*place, index))
    else:
        yield path_of(data, place)


def _gaps(text: str) -> Counter[str]:
    return Counter(_GAP.findall(text))
