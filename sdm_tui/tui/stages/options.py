"""Options: equal boxes for every option, carrying on as now among them."""

import textwrap
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import zip_longest
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.contents import TalkedOption, options_of
from sdm_tui.consultation.model import Consultation
from sdm_tui.consultation.moves import Move
from sdm_tui.consultation.voice import voice_of
from sdm_tui.tui.commands import OPTIONS, bindings
from sdm_tui.tui.literal import literal, one_line
from sdm_tui.tui.messages import MoveMade
from sdm_tui.tui.screens.panels import LiveField, LiveForm, ReadPanel
from sdm_tui.tui.stages.goals import goals_line
from sdm_tui.tui.stages.stage import PageStage
from sdm_tui.tui.widgets.glossary import Meaning

BOX_WIDTH = 36
"""Columns a box needs to be read with ease."""
NARROWEST_ANSWER = 16
OptionPart = Literal["name", "what_it_involves", "good_points", "hard_points"]


class OptionsStage(PageStage):
    """What can be done, side by side where there is room and page by page where not."""

    DEFAULT_CSS = """
    OptionsStage .stage-title { height: 1; text-style: bold; padding: 0 1; }
    OptionsStage VerticalScroll { padding: 0; }
    OptionsStage Grid { height: auto; grid-gutter: 0 1; grid-rows: auto; }
    OptionsStage .option {
        height: 100%; border: solid $border-blurred; border-title-color: $foreground;
        border-title-style: bold; padding: 0 1;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(OPTIONS),
        Binding("left", "turn(-1)", "Option before", show=False),
        Binding("right", "turn(1)", "Next option", show=False),
    ]

    HELP_TEXT = (
        "Left and right turn to another option; up and down scroll. S sets the marked option aside "
        "or takes it back, N writes a note about it, Ctrl+A adds one, G shows them all in a grid."
    )

    here: reactive[int] = reactive(0, init=False)
    is_grid: reactive[bool] = reactive(default=False, init=False)

    def compose(self) -> ComposeResult:
        """Compose the title and the place for the boxes."""
        yield Static(classes="stage-title")
        yield VerticalScroll(Grid(), Static(id="grid"), can_focus=False)
        yield Meaning()

    def show_consultation(self, consultation: Consultation) -> None:
        """Show every option as it stands now."""
        super().show_consultation(consultation)
        self.draw()

    def on_resize(self) -> None:
        """Use the width there is."""
        self.draw()

    def watch_here(self) -> None:
        """Turn to another option."""
        self.words.entry = None
        self.draw()

    def watch_is_grid(self) -> None:
        """Change between boxes and grid."""
        self.draw()

    def escape(self) -> bool:
        """Stop explaining a word, or leave the grid."""
        if super().escape():
            return True
        was_grid, self.is_grid = self.is_grid, False
        return was_grid

    @property
    def options(self) -> tuple[TalkedOption, ...]:
        """Every option of the conversation."""
        return options_of(self.consultation, self.aid)

    def _shown(self) -> tuple[int, int]:
        """Return the index of the first box and how many there are."""
        count = max(1, min(len(self.options), (self.size.width + 1) // BOX_WIDTH))
        first = max(0, min(self.here - count // 2, len(self.options) - count))
        return first, count

    def draw_page(self) -> None:
        """Draw the boxes, or the grid."""
        options = self.options
        title, grid = self.query_one(".stage-title", Static), self.query_one(Grid)
        table = self.query_one("#grid", Static)
        grid.display, table.display = not self.is_grid, self.is_grid
        if not options:
            grid.display = False
            table.display = True
            title.update(literal("What are my options?"))
            table.update(literal("There are none yet. Press Ctrl+A to write the first one."))
            return
        first, count = self._shown()
        if self.is_grid:
            title.update(literal("The same questions for every option · G goes back"))
            width = self.size.width - 2
            pinned = goals_line(self.consultation, self.aid, width)
            page = practical_grid(self.consultation, self.aid, width)
            table.update(self.words.marked(Content("\n").join([*pinned, page])))
            return
        place = f"{self.here + 1} of {len(options)} · ← → turn"
        gap = max(1, self.size.width - 22 - len(place))
        title.update(literal(f"What are my options?{' ' * gap}{place}"))
        shown = options[first : first + count]
        boxes = list(grid.query(OptionBox))
        if [box.option_id for box in boxes] != [option.id for option in shown]:
            grid.remove_children()
            grid.styles.grid_size_columns = count
            boxes = [OptionBox(option.id) for option in shown]
            grid.mount(*boxes)
        room = max(10, self.size.width // count - 9)
        is_cut = any(len(option.name) > room for option in shown)
        inside = self.size.width // count - 5
        names = _level([textwrap.wrap(option.name, inside) for option in shown])
        for box, option, name_inside in zip(boxes, shown, names, strict=True):
            is_here = option is options[min(self.here, len(options) - 1)]
            name = one_line(option.short_name if is_cut else option.name, room)
            box.border_title = literal(f"► {name}" if is_here else f"  {name}")
            text = option_text(self.consultation, option, self.aid, inside)
            if is_cut:
                text = Content("\n").join([literal(name_inside, "bold"), literal(""), text])
            box.update(self.words.marked(text))
        self.tell_options(shown)

    @property
    def _option(self) -> TalkedOption | None:
        return self.options[min(self.here, len(self.options) - 1)] if self.options else None

    def action_turn(self, step: int) -> None:
        """Turn to another option."""
        if self.options:
            self.here = max(0, min(len(self.options) - 1, self.here + step))

    def action_grid(self) -> None:
        """Show the practical questions side by side."""
        self.is_grid = not self.is_grid

    def action_set_aside(self) -> None:
        """Set the option aside and ask for the reason, or take it back."""
        option = self._option
        if option is None or self.consultation.is_sealed:
            return
        if self.consultation.set_aside(option.id):
            self.post_message(MoveMade(partial(moves.bring_back, option_id=option.id)))
            return
        self.post_message(MoveMade(self._aside(option.id, "")))
        self.app.push_screen(
            LiveForm(
                f"Set aside: {one_line(option.name, 60)}",
                [LiveField("Why? In the person's words", "", partial(self._aside, option.id))],
                self.post_message,
                about="It stays on the list and in the record. S takes it back.",
            )
        )

    def _aside(self, option_id: str, reason: str) -> Move:
        now = self.services.now()
        return partial(moves.set_aside, option_id=option_id, reason=reason, now=now)

    def action_note(self) -> None:
        """Write what the option would mean for this person."""
        option = self._option
        if option is None or self.consultation.is_sealed:
            return
        held = self.consultation.note_for(option.id)
        now = self.services.now()

        def note(words: str) -> Move:
            return partial(moves.note_for_option, option_id=option.id, words=words, now=now)

        field = LiveField("For you in particular", held.words if held else "", note)
        self.app.push_screen(
            LiveForm(f"A note: {one_line(option.name, 60)}", [field], self.post_message, lines=3)
        )

    def action_add_option(self) -> None:
        """Add an option by hand."""
        if self.consultation.is_sealed:
            return
        self._word_option(len(self.consultation.options.added_options), "Another option")

    def action_edit_option(self) -> None:
        """Reword an option that was added by hand."""
        option, held = self._option, self.consultation.options.added_options
        if option is None or option.added is None:
            self.app.notify("Only an option added by hand can be edited.", markup=False)
        elif not self.consultation.is_sealed:
            self._word_option(held.index(option.added), "Edit this option")

    def _word_option(self, index: int, title: str) -> None:
        held = self.consultation.options.added_options

        def field(label: str, part: OptionPart) -> LiveField:
            def word(words: str) -> Move:
                return partial(moves.word_added_option, index=index, part=part, words=words)

            initial = str(getattr(held[index], part)) if index < len(held) else ""
            return LiveField(label, initial, word)

        form = LiveForm(
            title,
            [
                field("What is it?", "name"),
                field("What does it involve?", "what_it_involves"),
                field("What is good about it?", "good_points"),
                field("What is hard about it?", "hard_points"),
            ],
            self.post_message,
        )
        is_new = index == len(held)

        def show(_: None) -> None:
            if is_new:
                turned = self.consultation.options.is_turned_round
                self.here = 0 if turned else max(0, len(self.options) - 1)

        self.app.push_screen(form, show)

    def action_turn_order_round(self) -> None:
        """Show the options in the opposite order."""
        self.set_reactive(OptionsStage.here, max(0, len(self.options) - 1 - self.here))
        self.post_message(MoveMade(moves.turn_order_round))
        self.app.notify("The options are now in the opposite order.", markup=False, timeout=3)

    def action_questions(self) -> None:
        """Show the questions people ask, with answers and sources."""
        if self.aid is None or not self.aid.questions:
            self.app.notify("No questions are listed here.", markup=False)
            return
        rows: list[Content] = []
        for question in self.aid.questions:
            sources = f" [{', '.join(question.sources)}]" if question.sources else ""
            rows += [
                literal(question.question, "bold"),
                literal(f"{question.answer}{sources}"),
                literal(""),
            ]
            self.post_message(
                MoveMade(partial(moves.open_question, question=question.question), about="shown")
            )
        self.app.push_screen(ReadPanel("Questions people ask", Content("\n").join(rows)))


class OptionBox(Static):
    """One option; every box has the same size and the same weight."""

    def __init__(self, option_id: str) -> None:
        super().__init__(classes="option")
        self.option_id = option_id


def _level(names: Sequence[Sequence[str]]) -> list[str]:
    """Return names as blocks of equally many lines, so that what follows stands level."""
    height = max((len(name) for name in names), default=0)
    return ["\n".join((*name, *[""] * (height - len(name)))) for name in names]


def option_text(
    consultation: Consultation, option: TalkedOption, aid: DecisionAid | None, width: int
) -> Content:
    """Return what a box says of an option: the same headings in the same order for each."""
    rows: list[Content] = []

    def part(heading: str, words: str) -> None:
        if words.strip():
            rows.extend([literal(heading, "bold"), literal(words), literal("")])

    if aside := consultation.set_aside(option.id):
        part("Set aside", aside.reason or "no reason written")
    if note := consultation.note_for(option.id):
        part("For you in particular", note.words)
    listed = option.listed
    if listed is None:
        added = option.added
        part("What it involves", added.what_it_involves if added else "")
        part("What is good about it", added.good_points if added else "")
        part("What is hard about it", added.hard_points if added else "")
        part("Added by hand", "The people in the room wrote this option.")
        return Content("\n").join(rows)
    route = consultation.start.route
    part("What it is for", listed.aim)
    part("What it involves", _dotted(listed.what_it_involves, width))
    part("What it asks of me", listed.asks_of_me)
    part("Good points", _dotted(listed.good_points, width))
    part("Hard points", _dotted(listed.hard_points, width))
    part("Can it be undone", listed.reversible)
    if route > 5:
        part("How long", listed.how_long)
        part("Getting over it", listed.recovery)
        part("What comes after", listed.follow_up)
    if listed.may_not_suit:
        part("May not suit", _dotted(listed.may_not_suit, width))
    if route > 10:
        voice = voice_of(aid)
        part(voice.body, listed.living_with.body)
        part(voice.mind, listed.living_with.mind)
        part(voice.daily_life, listed.living_with.daily_life)
    return Content("\n").join(rows)


def practical_grid(consultation: Consultation, aid: DecisionAid | None, width: int) -> Content:
    """Return the practical questions, each answered for every option.

    Columns where every option gets at least 16 characters, otherwise an answer a line.
    """
    options = options_of(consultation, aid)
    questions = _practical_questions(consultation, aid)
    if not questions:
        return literal("There is nothing to compare yet.")
    each = width // len(options) - 2
    rows: list[Content] = []
    for question, answers in questions:
        rows.append(literal(question, "bold"))
        if each < NARROWEST_ANSWER:
            for answer, sharing in _by_answer(options, answers).items():
                line = f"{', '.join(sharing)}: {answer}"
                rows += [
                    literal(part) for part in textwrap.wrap(line, width, subsequent_indent="    ")
                ]
        else:
            cells = [textwrap.wrap(answers.get(o.id, "not known"), each) for o in options]
            rows += [literal(line) for line in _columns(cells, each)]
        rows.append(literal(""))
    if each >= NARROWEST_ANSWER:
        names = [textwrap.wrap(option.short_name, each) for option in options]
        rows[:0] = [literal(line, "bold") for line in _columns(names, each)]
    return Content("\n").join(rows)


def _by_answer(options: Sequence[TalkedOption], answers: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the options that share each answer, so that what differs is seen at once."""
    shared: dict[str, list[str]] = {}
    for option in options:
        shared.setdefault(answers.get(option.id, "not known"), []).append(option.short_name)
    return shared


def _columns(cells: Sequence[Sequence[str]], each: int) -> list[str]:
    """Return the lines of cells that stand side by side."""
    lines = zip_longest(*cells, fillvalue="")
    return ["  ".join(part.ljust(each) for part in line) for line in lines]


def _practical_questions(
    consultation: Consultation, aid: DecisionAid | None
) -> list[tuple[str, dict[str, str]]]:
    added = consultation.options.added_options
    if aid is None:
        rows = [
            ("What it involves", {o.id: o.what_it_involves for o in added}),
            ("What is good about it", {o.id: o.good_points for o in added}),
            ("What is hard about it", {o.id: o.hard_points for o in added}),
        ]
        return [(q, {k: v or "not known" for k, v in a.items()}) for q, a in rows if added]
    always = [
        ("How long?", {o.id: o.how_long for o in aid.options}),
        ("What does it ask of me?", {o.id: o.asks_of_me for o in aid.options}),
        ("Can it be undone?", {o.id: o.reversible for o in aid.options}),
    ]
    return [(row.question, dict(row.answers)) for row in aid.practical_grid] + always


def _dotted(lines: tuple[str, ...], width: int) -> str:
    """Return points as a list whose further lines stand under the first letter."""
    points = (textwrap.wrap(f"· {line}", width, subsequent_indent="  ") for line in lines)
    return "\n".join(line for point in points for line in point)
