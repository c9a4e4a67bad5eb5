"""A published score as a page: each question with its points, the sum, the row, the multiplication.

Every number comes from the aid or from `sdm_tui.aids.scores`; this module only lays them out.
"""

from collections.abc import Sequence
from typing import Final

from textual.content import Content

from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.score_model import Score, ScoreInput
from sdm_tui.aids.scores import points_words, score_words
from sdm_tui.consultation.contents import TalkedOption
from sdm_tui.consultation.model import Consultation, ScoreUse
from sdm_tui.consultation.scoring import answers_of
from sdm_tui.tui.literal import hanging, literal, one_line
from sdm_tui.tui.stages.figure_words import wrapped

NOT_A_PROGNOSIS: Final = "Arithmetic on published figures about groups of people, not a prognosis."


def questions_page(score: Score, use: ScoreUse | None, at: int, width: int) -> list[Content]:
    """Return the questions of a score, the answers of the one at the arrow, and the points."""
    chosen = answers_of(use)
    rows: list[Content] = []
    for index, asked in enumerate(score.inputs):
        here = index == at
        answer = chosen.get(asked.id)
        if answer is None:
            state = "not answered"
        else:
            given = asked.answers[answer]
            state = f"{given.label}: {points_words(given.points)}"
        lead = "► " if here else "  "
        name = one_line(asked.question, max(10, width - len(state) - len(lead) - 2))
        gap = max(2, width - len(lead) - len(name) - len(state))
        rows.append(literal(f"{lead}{name}{' ' * gap}{state}", "bold" if here else ""))
        if here:
            rows += _answers(asked, answer, width)
    return rows


def _answers(asked: ScoreInput, chosen: int | None, width: int) -> list[Content]:
    cells = [
        f"{'●' if index == chosen else '○'} {index + 1} {answer.label} "
        f"({points_words(answer.points)})"
        for index, answer in enumerate(asked.answers)
    ]
    full = asked.question if len(asked.question) + 16 > width else ""
    rows = wrapped(full, width, indent="    ") if full else []
    return rows + [
        literal(line, "$text-muted")
        for line in hanging("    ", "   ".join(c.replace(" ", "\u00a0") for c in cells), width)
        .replace("\u00a0", " ")
        .splitlines()
    ]


def result_page(
    score: Score, use: ScoreUse | None, options: Sequence[TalkedOption], width: int
) -> list[Content]:
    """Return the sum, and how the figure of every option comes about, or what is missing."""
    return [literal(""), *_result(score, use, options, width), *_label(width)]


def _label(width: int) -> list[Content]:
    return wrapped(NOT_A_PROGNOSIS, width, "$text-muted")


def _result(
    score: Score, use: ScoreUse | None, options: Sequence[TalkedOption], width: int
) -> list[Content]:
    rows: list[Content] = []
    if use is None:
        instead = ", so the figures are examples" if score.examples else ""
        return wrapped(f"Nothing is filled in{instead}.", width)
    if score.inputs:
        total = sum(reply.points for reply in use.replies)
        left = len(score.inputs) - len(use.replies)
        if left:
            words = f"{points_words(total)} so far, {left} not answered. No figure yet."
            return [*rows, *wrapped(words, width, "bold")]
        sums = " + ".join(str(reply.points) for reply in use.replies)
        rows += wrapped(f"Sum: {sums} = {total}", width, "bold")
    elif use.value is not None and score.typed is not None:
        rows += wrapped(f"Typed in: {score_words(use.value)}{score.typed.unit}", width, "bold")
    if use.refused:
        return rows + wrapped(f"! {use.refused}", width, "bold")
    names = {option.id: option.short_name for option in options}
    for step in use.steps:
        words = f"{names.get(step.option, step.option)}: {step.words}"
        rows += [literal(line) for line in hanging("  ", words, width).splitlines()]
    return rows


def about_page(score: Score, options: Sequence[TalkedOption], width: int) -> list[Content]:
    """Return where a score comes from and what to bear in mind, for the clinician."""
    cited = dict.fromkeys((*score.sources, *score.table_sources))
    cited |= dict.fromkeys(key for effect in score.effects for key in effect.sources)
    names = {option.id: option.short_name for option in options}
    rows = [literal("")]
    rows += wrapped(score.about, width, "$text-muted")
    if score.table_note:
        rows += wrapped(score.table_note, width, "$text-muted")
    for effect in score.effects:
        if effect.about:
            name = names.get(effect.option, effect.option)
            rows += wrapped(f"{name}: {effect.about}", width, "$text-muted")
    return rows + wrapped(f"Sources: {', '.join(cited)} (F10)", width, "$text-muted")


def unfinished_scores(
    consultation: Consultation, aid: DecisionAid | None, width: int
) -> list[Content]:
    """Return why each score that was begun shows no figure of its own."""
    rows: list[Content] = []
    for score in aid.scores if aid else ():
        use = consultation.score_use(score.id)
        if use is not None and use.value is None:
            why = use.refused or "not complete, so no figure follows from it yet."
            rows += wrapped(f"! {score.plain_name}: {why}", width, "bold")
    return rows
