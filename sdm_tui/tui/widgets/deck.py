"""Cards shown one after another, so that a stage is never a wall of questions."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

from sdm_tui.tui.literal import literal


class Card(VerticalScroll, can_focus=False):
    """One thing at a time: a title and its fields."""

    DEFAULT_CSS = """
    Card { height: 1fr; scrollbar-size-vertical: 1; }
    """

    def __init__(self, title: str, *fields: Widget, classes: str = "") -> None:
        super().__init__(*fields, classes=classes)
        self.title = title


class Deck(Vertical):
    """A stage's cards: Tab goes through the fields and on to the next card."""

    DEFAULT_CSS = """
    Deck { height: 1fr; }
    Deck > .deck-title { height: 1; text-style: bold; padding: 0 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "turn(1)", "Next card", show=False, priority=True),
        Binding("pageup", "turn(-1)", "Previous card", show=False, priority=True),
    ]

    at: reactive[int] = reactive(0, init=False)

    def __init__(self, cards: Sequence[Card]) -> None:
        super().__init__()
        self.cards = list(cards)

    def compose(self) -> ComposeResult:
        """Compose the title line and every card."""
        yield Static(classes="deck-title")
        yield from self.cards

    def on_mount(self) -> None:
        """Show the first card."""
        self.watch_at()

    @property
    def open_cards(self) -> list[Card]:
        """The cards of the chosen route, in order."""
        return [card for card in self.cards if not card.has_class("-not-in-route")]

    @property
    def card(self) -> Card:
        """The card that is shown."""
        cards = self.open_cards
        return cards[min(self.at, len(cards) - 1)]

    def watch_at(self) -> None:
        """Show one card and hide the others."""
        shown = self.card
        for card in self.cards:
            card.display = card is shown
        self._name_card()

    def on_resize(self) -> None:
        """Fit the title line to the width."""
        self._name_card()

    def _name_card(self) -> None:
        cards = self.open_cards
        place = f"{cards.index(self.card) + 1} of {len(cards)}"
        if self.card is not cards[-1]:
            place += " · PgDn more"
        width = max(0, self.size.width - 2)
        if len(self.card.title) + len(place) >= width:
            place = place.replace(" · PgDn more", " PgDn")
        gap = max(1, width - len(self.card.title) - len(place))
        words = f"{self.card.title}{' ' * gap}{place}" if len(cards) > 1 else self.card.title
        self.query_one(".deck-title", Static).update(literal(words))

    def action_turn(self, step: int) -> None:
        """Scroll a tall card, or turn to another one."""
        card = self.card
        if step > 0 and card.scroll_y < card.max_scroll_y:
            card.scroll_page_down(animate=False)
        elif step < 0 and card.scroll_y > 0:
            card.scroll_page_up(animate=False)
        elif 0 <= self.at + step < len(self.open_cards):
            self.at += step
            self.focus_first()

    def turn_to(self, card: Card) -> None:
        """Show one of the cards and begin with its first field."""
        self.at = self.open_cards.index(card)
        self.focus_first()

    def focus_first(self) -> None:
        """Give the focus to the first field of the card."""
        if fields := self._fields():
            _focus(fields[0])

    def focus_last(self) -> None:
        """Give the focus to the last field of the card."""
        if fields := self._fields():
            _focus(fields[-1])

    def step_focus(self, step: int, *, across_cards: bool = True) -> bool:
        """Move the focus by one field, and on to the next card unless told to stay.

        Say whether there was somewhere to go.
        """
        fields = self._fields()
        focused = self.screen.focused
        if focused not in fields:
            self.focus_first()
            return bool(fields)
        to = fields.index(focused) + step
        if 0 <= to < len(fields):
            _focus(fields[to])
        elif across_cards and 0 <= self.at + step < len(self.open_cards):
            self.at += step
            if step > 0:
                self.focus_first()
            else:
                self.focus_last()
        else:
            return False
        return True

    def _fields(self) -> list[Widget]:
        return [
            widget
            for widget in self.card.query("*")
            if widget.can_focus
            and not widget.is_disabled
            and widget.display
            and all(a.display for a in widget.ancestors_with_self if isinstance(a, Widget))
        ]


def _focus(field: Widget) -> None:
    """Give a field the focus at once, and bring it into sight once its card is laid out.

    Later would be too late: keys that wait already would go to the field before.
    """
    field.screen.set_focus(field)
    field.call_after_refresh(field.scroll_visible, animate=False)
