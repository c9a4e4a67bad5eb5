"""What matters: the person's own words first, then ratings, worries, and about me."""

from functools import partial
from typing import get_args

from textual.app import ComposeResult
from textual.widgets import Static

from sdm_tui.consultation import moves
from sdm_tui.consultation.contents import TalkedValue, values_of
from sdm_tui.consultation.model import ConcernKind, Consultation, Rating
from sdm_tui.consultation.moves import Move
from sdm_tui.consultation.voice import voice_of
from sdm_tui.tui.commands import WHAT_MATTERS, bindings
from sdm_tui.tui.literal import literal
from sdm_tui.tui.screens.panels import LiveField, LiveForm
from sdm_tui.tui.stages.stage import StageBody
from sdm_tui.tui.widgets.deck import Card, Deck
from sdm_tui.tui.widgets.free_text import FreeText, free_text
from sdm_tui.tui.widgets.scale import Scale

LEGEND = "Type 0 (not important) to 10 (matters most) · ? not sure · ↓ next"


class WhatMattersStage(StageBody):
    """What is important to the person, in their words and with their weights."""

    BINDINGS = bindings(WHAT_MATTERS)

    HELP_TEXT = (
        "Type what the person says, as they say it. Then give each line a number from 0 to 10, "
        "or ? for not sure; leave out what does not fit. Ctrl+A adds a line of your own."
    )

    def compose(self) -> ComposeResult:
        """Compose the cards; the longer routes show all of them."""
        voice = voice_of(self.aid)
        yield Deck(
            [
                Card(
                    "What matters to me? In my own words",
                    free_text("what_matters.important", voice.important, lines=2),
                    free_text("what_matters.worries", "What worries me"),
                    free_text("what_matters.hopes", "What I hope for"),
                    free_text("what_matters.keep_doing", voice.keep_doing),
                ),
                Card(
                    "How much does each of these matter?",
                    *self._ratings(self.consultation),
                    classes="ratings",
                ),
                Card(
                    "Is anything on this list a worry? 0 none · 10 as bad as can be",
                    *self._concerns(),
                    classes="long-route",
                ),
                Card(
                    voice.about_title,
                    free_text("what_matters.about_appreciate", voice.about_appreciate),
                    free_text("what_matters.about_who", voice.about_who),
                    free_text("what_matters.about_support", voice.about_support),
                    classes="long-route",
                ),
            ]
        )

    def show_consultation(self, consultation: Consultation) -> None:
        """Show the values that there are now, then what each field holds."""
        card = self.query_one(".ratings", Card)
        wanted = [value.id for value in values_of(consultation, self.aid)]
        if [scale.name for scale in card.query(Scale)] != wanted:
            card.remove_children()
            card.mount_all(self._ratings(consultation))
        for long_card in self.query(".long-route"):
            long_card.set_class(consultation.start.route < 20, "-not-in-route")
        super().show_consultation(consultation)
        if deck := self.deck:
            deck.watch_at()

    def _ratings(self, consultation: Consultation) -> list[Static | Scale]:
        rows = [_scale(value) for value in values_of(consultation, self.aid)]
        for row in rows:
            row.call_after_refresh(row.show, consultation)
        return [Static(literal(LEGEND), classes="legend"), *rows]

    def _concerns(self) -> list[Scale | FreeText]:
        fields: list[Scale | FreeText] = []
        for kind in get_args(ConcernKind):
            fields.append(_concern_scale(kind, voice_of(self.aid).concerns[kind]))
            fields.append(_concern_words(kind))
        return fields

    def action_add_value(self) -> None:
        """Add something that matters, typed in a panel that saves as it goes."""
        index = len(self.consultation.what_matters.added_values)
        form = LiveForm(
            "Something else that matters to me",
            [LiveField("What matters to me", "", partial(_word_added_value, index))],
            self.post_message,
        )
        self.app.push_screen(form, self._show_ratings)

    def _show_ratings(self, _: None) -> None:
        if deck := self.deck:
            deck.turn_to(self.query_one(".ratings", Card))
            self.call_after_refresh(deck.focus_last)


def _word_added_value(index: int, words: str) -> Move:
    def move(consultation: Consultation) -> Consultation:
        return moves.word_added_value(consultation, index, words)

    return move


def _scale(value: TalkedValue) -> Scale:
    def read(consultation: Consultation) -> Rating | None:
        return consultation.what_matters.ratings.get(value.id)

    def rated(rating: Rating | None) -> Move:
        return partial(moves.rate_value, value_id=value.id, rating=rating)

    return Scale(" ".join(value.text.split()), read=read, rated=rated, name=value.id)


def _concern_scale(kind: ConcernKind, label: str) -> Scale:
    def read(consultation: Consultation) -> Rating | None:
        concerns = consultation.what_matters.concerns
        return next((c.weight for c in concerns if c.kind == kind), None)

    def rated(rating: Rating | None) -> Move:
        weight = rating if isinstance(rating, int) else None
        return partial(moves.weigh_concern, kind=kind, weight=weight)

    return Scale(label, read=read, rated=rated, allows_not_sure=False)


def _concern_words(kind: ConcernKind) -> FreeText:
    def read(consultation: Consultation) -> str:
        concerns = consultation.what_matters.concerns
        return next((c.words for c in concerns if c.kind == kind), "")

    return FreeText(
        f"concern.{kind}",
        "In my words",
        read=read,
        write_with=lambda words: partial(moves.describe_concern, kind=kind, words=words),
    )
