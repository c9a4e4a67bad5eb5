"""Questions with fixed answers, told apart by their marks and never by colour alone."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from sdm_tui.consultation.model import Consultation
from sdm_tui.consultation.moves import Move
from sdm_tui.tui.literal import hanging, literal
from sdm_tui.tui.messages import MoveMade
from sdm_tui.tui.widgets.field import ConsultationField

Answer = str | int
Chosen = Callable[[Answer | None], Move]
"""Make the move for an answer; None takes it back."""


class FocusLine(Static, ConsultationField, can_focus=True):
    """A field drawn as plain lines, marked with an arrow while it has the focus."""

    DEFAULT_CSS = """
    FocusLine { height: auto; padding: 0 1; color: $foreground; }
    FocusLine:focus { background: $panel; }
    """

    ALLOW_SELECT = False

    def redraw(self) -> None:
        """Draw the lines again."""
        self.update(self.lines())

    def lines(self) -> Content:
        """Return what is drawn."""
        raise NotImplementedError  # each kind draws itself

    def on_resize(self) -> None:
        """Fit the lines to the width, once the layout that changed it is done."""
        self.call_after_refresh(self.redraw)

    def watch_has_focus(self, _has_focus: bool) -> None:  # noqa: FBT001 - Textual calls it so
        """Draw the arrow, or take it away."""
        super().watch_has_focus(_has_focus)
        self.redraw()


class Choice(FocusLine):
    """One question with fixed answers, none of them chosen to begin with."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "go(-1)", "Up", show=False),
        Binding("down", "go(1)", "Down", show=False),
        Binding("space,enter", "choose", "Choose, or take back", show=False),
    ]

    cursor: reactive[int] = reactive(0, init=False)

    def __init__(
        self,
        label: str,
        answers: Sequence[tuple[Answer, str]],
        *,
        read: Callable[[Consultation], Answer | Sequence[Answer] | None],
        chosen: Chosen,
        many: bool = False,
    ) -> None:
        """Build a question; `many` allows several answers."""
        super().__init__()
        self._label = label
        self.answers = list(answers)
        self._read = read
        self._chosen = chosen
        self._many = many
        self._held: tuple[Answer, ...] = ()
        self._sealed = False

    def show(self, consultation: Consultation) -> None:
        """Show the answers that the consultation holds."""
        held = self._read(consultation)
        if held is None:
            self._held = ()
        elif isinstance(held, str | int):
            self._held = (held,)
        else:
            self._held = tuple(held)
        self._sealed = consultation.is_sealed
        self.redraw()

    def lines(self) -> Content:
        """Return the question and a line for each answer."""
        width = self.content_size.width or 80
        rows = [literal(self._label, "bold")] if self._label else []
        left, right = ("[", "]") if self._many else ("(", ")")
        for index, (answer, words) in enumerate(self.answers):
            mark = ("x" if self._many else "*") if answer in self._held else " "
            here = self.has_focus and index == self.cursor
            arrow = "►" if here else " "
            number = f"{index + 1}" if index < 9 else " "
            row = literal(hanging(f"{arrow} {left}{mark}{right} {number} ", words, width))
            rows.append(row.stylize("bold") if here or mark != " " else row)
        return Content("\n").join(rows)

    def watch_cursor(self) -> None:
        """Move the arrow."""
        self.redraw()

    async def action_go(self, step: int) -> None:
        """Move to another answer, or out of the question at its ends."""
        to = self.cursor + step
        if 0 <= to < len(self.answers):
            self.cursor = to
        else:
            await self.run_action("app.next_field" if step > 0 else "app.previous_field")

    def action_choose(self) -> None:
        """Choose the answer at the arrow, or take it back."""
        self._choose(self.cursor)

    def on_key(self, event: events.Key) -> None:
        """Choose by number."""
        if event.character and event.character in "123456789":
            index = int(event.character) - 1
            if index < len(self.answers):
                event.stop()
                self.cursor = index
                if self._many or self.answers[index][0] not in self._held:
                    self._choose(index)

    def on_click(self, event: events.Click) -> None:
        """Choose with the mouse."""
        index = event.y - (1 if self._label else 0)
        if 0 <= index < len(self.answers):
            self.cursor = index
            self._choose(index)

    def _choose(self, index: int) -> None:
        if self._sealed:
            return
        answer = self.answers[index][0]
        is_held = answer in self._held
        self.post_message(MoveMade(self._chosen(None if is_held and not self._many else answer)))


class YesOrNo(FocusLine):
    """A question that is answered with Y or N, both written out and neither chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,Y", "reply('yes')", "Yes", show=False),
        Binding("n,N", "reply('no')", "No", show=False),
        Binding("left", "reply('yes')", "Yes", show=False),
        Binding("right", "reply('no')", "No", show=False),
        Binding("backspace,delete", "reply('')", "Take back", show=False),
        Binding("down", "app.next_field", "Next", show=False),
        Binding("up", "app.previous_field", "Previous", show=False),
        Binding("enter", "follow", "Go there", show=False),
    ]

    def __init__(
        self,
        words: str,
        *,
        read: Callable[[Consultation], str | None],
        chosen: Callable[[str | None], Move],
        pointer: str = "",
        follow: Callable[[], None] | None = None,
        pointer_at: str = "no",
    ) -> None:
        """Build a question; `pointer` is shown at one answer, and Enter follows it."""
        super().__init__()
        self._words = words
        self._read = read
        self._chosen = chosen
        self._pointer = pointer
        self._pointer_at = pointer_at
        self._follow = follow
        self._held: str | None = None

    def show(self, consultation: Consultation) -> None:
        """Show the answer that the consultation holds."""
        self._held = self._read(consultation)
        self.redraw()

    def lines(self) -> Content:
        """Return the question, its two answers, and the pointer where it applies."""
        arrow = "►" if self.has_focus else " "
        yes, no = (("*" if self._held == reply else " ") for reply in ("yes", "no"))
        width = self.content_size.width or 80
        question = hanging(f"{arrow} ", self._words, width)
        rows = [literal(question, "bold" if self.has_focus else "")]
        rows.append(literal(f"    ({yes}) Yes   ({no}) No"))
        if self._pointer and self._held == self._pointer_at:
            rows.append(literal(hanging("    ► ", self._pointer, width), "bold"))
        return Content("\n").join(rows)

    def action_reply(self, reply: str) -> None:
        """Answer, and go on to the next question of the card."""
        self.post_message(MoveMade(self._chosen(reply or None), goes_on=bool(reply)))

    async def action_follow(self) -> None:
        """Go where the pointer leads, or on to the next question."""
        if self._follow is not None and self._held == self._pointer_at:
            self._follow()
        else:
            await self.run_action("app.next_field")
