"""Every command, declared once: its key, footer hint, palette entry, help line and keymap name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from textual.binding import Binding, BindingType


@dataclass(frozen=True)
class Command:
    """One thing that a person can do with a key."""

    name: str
    """The name in the settings file."""
    key: str
    title: str
    """For the palette and the help, as a plain sentence without its full stop."""
    hint: str = ""
    """For the footer; a command without one is found in the help and the palette."""
    over_text: bool = False
    """Whether the key works while somebody types; letters must not."""

    @property
    def action(self) -> str:
        """The name of the action method."""
        return self.name.replace("-", "_")


EVERYWHERE: Final = (
    Command("cover", "f12", "Cover the screen", "cover", over_text=True),
    Command(
        "lock",
        "ctrl+k",
        "Lock the screen (without a passphrase: cover it)",
        over_text=True,
    ),
    Command("quit", "ctrl+q", "Leave (everything is saved)", over_text=True),
)

HOME: Final = (
    Command("guide", "ctrl+g", "Start without an aid", "no aid", over_text=True),
    Command("resume-last", "ctrl+r", "Resume the last consultation", "resume", over_text=True),
    Command(
        "sign-off", "ctrl+o", "Sign off the aid at the arrow, or take that back", over_text=True
    ),
    Command(
        "audit", "ctrl+t", "Hold the aid at the arrow beside published standards", over_text=True
    ),
    Command("store", "ctrl+s", "Look after the records", "records", over_text=True),
    Command("erase", "ctrl+x", "Erase the record at the arrow for good", over_text=True),
    Command("help", "f1", "Help for this screen", "help", over_text=True),
)

CONSULTATION: Final = (
    Command("next-stage", "ctrl+n", "Next stage", "next", over_text=True),
    Command("previous-stage", "ctrl+b", "Previous stage", "back", over_text=True),
    Command("help", "f1", "Help for this screen", "help", over_text=True),
    Command("what-matters", "f2", "What matters", over_text=True),
    Command("options", "f3", "Options", over_text=True),
    Command("benefits-and-risks", "f4", "Benefits and risks", over_text=True),
    Command("deciding", "f5", "Deciding together", over_text=True),
    Command("summary", "f6", "Summary", over_text=True),
    Command("prompts", "f7", "Clinician's prompts on or off", "prompts", over_text=True),
    Command("private-notes", "f8", "Clinician's private notes", over_text=True),
    Command("patient-view", "f9", "Patient view on or off", "patient view", over_text=True),
    Command("sources", "f10", "How these figures are known", "sources", over_text=True),
    Command("own-words", "ctrl+o", "What the person said", "own words", over_text=True),
    Command("undo", "ctrl+z", "Undo the last move", "undo"),
    Command("save", "ctrl+s", "Save now", over_text=True),
    Command("home", "ctrl+l", "Back to the list (everything is saved)", "list", over_text=True),
    Command("start", "ctrl+t", "Back to the start: who is here, route, checks", over_text=True),
    Command("time", "ctrl+e", "Show or hide the time taken", over_text=True),
)

WHAT_MATTERS: Final = (
    Command("add-value", "ctrl+a", "Add something that matters", "add", over_text=True),
)

WORD: Final = Command("word", "w", "What a word here means", "word")

OPTIONS: Final = (
    Command("grid", "g", "Side-by-side grid of practical questions", "grid"),
    Command("set-aside", "s", "Set this option aside, with the reason", "set aside"),
    Command("note", "n", "Note for you in particular", "note"),
    Command("questions", "q", "Questions people ask", "questions"),
    Command("turn-order-round", "o", "Show the options in the opposite order", "order"),
    WORD,
    Command("edit-option", "e", "Edit an option that was added by hand", "edit"),
    Command("add-option", "ctrl+a", "Add an option by hand", "add", over_text=True),
)

BENEFITS_AND_RISKS: Final = (
    Command("view", "v", "Change the view: people, table, words", "view"),
    Command("score", "s", "A published score for this person", "score"),
    Command("matters-to-me", "m", "This matters to me", "matters"),
    Command("teach-back", "t", "What I understood, in my words", "in my words"),
    WORD,
    Command("denominator", "d", "Show out of 100 or out of 1,000", "100 / 1,000"),
    Command("order", "o", "What matters first, or the aid's own order", "order"),
    Command("all-outcomes", "a", "List all outcomes", "all"),
)

DECIDING: Final = (Command("use-suggestion", "ctrl+y", "Put in the aid's words", over_text=True),)

SUMMARY: Final = (
    Command("finish", "f", "Finish and seal the record", "finish"),
    Command("amend", "a", "Add an amendment", "amend"),
    Command("copy-note", "c", "Copy the short note for the record system", "copy note"),
    Command("take-away", "w", "Letters, notes and data to take away", "letters and files"),
)

STAGE_COMMANDS: Final[Mapping[str, tuple[Command, ...]]] = {
    "start": (),
    "what-matters": WHAT_MATTERS,
    "options": OPTIONS,
    "benefits-and-risks": BENEFITS_AND_RISKS,
    "deciding": DECIDING,
    "summary": SUMMARY,
}

_NAMES: Final = {"question_mark": "?", "space": "Space", "enter": "Enter", "escape": "Escape"}


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """Return the bindings of some commands."""
    return [
        Binding(
            either_case(command.key),
            command.action,
            command.title,
            id=command.name,
            priority=command.over_text,
            show=bool(command.hint),
        )
        for command in commands
    ]


def either_case(key: str) -> str:
    """Return a key as Textual binds it: a letter works with Caps Lock on too."""
    return f"{key},{key.upper()}" if len(key) == 1 and key.isalpha() else key


def key_name(key: str) -> str:
    """Return a key as it is printed on a keyboard: "ctrl+n" is "Ctrl+N"."""
    if key in _NAMES:
        return _NAMES[key]
    parts = key.split("+")
    return "+".join(part.upper() if len(part) == 1 else part.capitalize() for part in parts)


def bound_key(command: Command, keys: Mapping[str, str]) -> str:
    """Return a command's key as it is printed on a keyboard; keys: those that settings rebind."""
    return key_name(keys.get(command.name, command.key))


def key_to(name: str, keys: Mapping[str, str]) -> str:
    """Return the key to a command that every consultation has, by the command's name."""
    return bound_key(next(c for c in (*EVERYWHERE, *CONSULTATION) if c.name == name), keys)


def keymap_faults(keys: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a set of rebound keys: unknown names, and two uses of one key.

    Textual takes a clashing key away from its other command without a word, so we look first.
    """
    consultation = (*EVERYWHERE, *CONSULTATION)
    scopes = [(*EVERYWHERE, *HOME), *((*consultation, *s) for s in STAGE_COMMANDS.values())]
    known = {command.name for scope in scopes for command in scope}
    faults = [f'"{name}" is not a command' for name in keys if name not in known]
    for scope in scopes:
        used: dict[str, str] = {}
        for command in scope:
            key = keys.get(command.name, command.key)
            if key in used:
                faults.append(f'"{key}" would do both "{used[key]}" and "{command.name}"')
            used[key] = command.name
    return sorted(set(faults))
