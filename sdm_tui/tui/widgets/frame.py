"""The frame around a stage: header, prompts, and the line that keeps the person's words."""

from datetime import date
from typing import Final

from textual.content import Content

from sdm_tui.aids.draft import draft_words
from sdm_tui.consultation.model import AidUsed, Consultation
from sdm_tui.consultation.stages import STAGES, has_something, own_words, stage
from sdm_tui.documents.aid_standing import SIGN_OFF_MARKS, review_mark, standing_then
from sdm_tui.tui.literal import drawable, literal, one_line
from sdm_tui.tui.widgets.bars import APART, REHEARSAL, Drawn, between, packed

WIDE_STAGES: Final = 78
"""Columns that the full names of the stages need."""


class Header(Drawn):
    """The decision, the person's label and needs, the time taken, and where we are."""

    DEFAULT_CSS = """
    Header { height: auto; background: $panel; padding: 0 1; }
    """

    def show(
        self, consultation: Consultation, *, today: date, minutes: int | None, width: int
    ) -> None:
        """Show where the conversation is, and how its aid stands."""
        width = max(1, width - 2)
        flags = self._flags(consultation, today, minutes)
        title = drawable(consultation.title)
        on_one_line = APART.join(flags)
        if len(title) + len(on_one_line) + 3 <= width:
            rows = [literal(between(title, on_one_line, width), "bold")]
        else:
            rows = [literal(one_line(title, width), "bold")]
            rows += [literal(line) for line in packed(flags, width)]
        rows.append(self._stages(consultation, width))
        self.draw(Content("\n").join(rows))

    def _flags(self, consultation: Consultation, today: date, minutes: int | None) -> list[str]:
        start = consultation.start
        label = f'"{one_line(start.label, 20)}"' if start.label.strip() else ""
        needs = [*start.needs, *([one_line(start.needs_other, 20)] if start.needs_other else [])]
        parts = [
            REHEARSAL if consultation.rehearsal else "",
            label,
            ", ".join(needs),
            *(_aid_flags(consultation.aid, today) if consultation.aid else ("no aid used",)),
            "finished" if consultation.is_sealed else "",
            f"{minutes} min" if minutes is not None else "",
        ]
        return [part for part in parts if part]

    def _stages(self, consultation: Consultation, width: int) -> Content:
        is_wide = width >= WIDE_STAGES
        cells: list[Content] = []
        for each in STAGES[1:]:
            name = each.title if is_wide else each.short_title
            if each.name == consultation.stage:
                cells.append(literal(f"◄ {name} ►", "bold $accent"))
            else:
                mark = "●" if has_something(consultation, each.name) else "○"
                cells.append(literal(f"{mark} {name}"))
        room = width - sum(cell.cell_length for cell in cells)
        gap = max(1, min(3, room // (len(cells) - 1)))
        return Content(" " * gap).join(cells)


def _aid_flags(used: AidUsed, today: date) -> tuple[str, ...]:
    """Return how the aid stood when the conversation began, and how its review stands now."""
    return (
        draft_words(used.checker_errors),
        SIGN_OFF_MARKS[standing_then(used).state],
        review_mark(used.review_due, today),
    )


class Prompts(Drawn):
    """Two plain wordings for the clinician: one to say, one to ask."""

    DEFAULT_CSS = """
    Prompts { height: auto; padding: 0 1; color: $text-muted; border-left: solid $border-blurred; }
    """

    def show(self, consultation: Consultation) -> None:
        """Show the wordings of the stage."""
        here = stage(consultation.stage)
        self.draw(literal(f'Say: "{here.say}"\nAsk: "{here.ask}"'))


class PinnedLine(Drawn):
    """The person's own words, on every later stage, and when the last save was."""

    DEFAULT_CSS = """
    PinnedLine { height: 1; background: $panel; padding: 0 1; }
    PinnedLine.-not-saved { background: $error; color: $background; text-style: bold; }
    """

    def show(self, consultation: Consultation, saved: str, *, is_fault: bool, width: int) -> None:
        """Show what was said and whether it is safe."""
        self.set_class(is_fault, "-not-saved")
        words = own_words(consultation)
        if is_fault:
            self.draw(literal(one_line(saved, width - 2)))
            return
        is_pinned = consultation.stage not in {"start", "what-matters"} and words
        said = " · ".join(f'"{one_line(w, 60)}"' for w in words) if is_pinned else ""
        self.draw(literal(between(f"you said: {said}" if said else "", saved, width - 2)))
