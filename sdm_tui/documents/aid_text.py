"""A decision aid as plain text: its options, its figures, and where they come from."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from sdm_tui.aids.figures import frequency, no_figure_words, range_words, sentence
from sdm_tui.aids.model import CommonQuestion, DecisionAid, DecisionOption, Outcome
from sdm_tui.aids.score_model import Score
from sdm_tui.aids.scores import points_words, score_words, scored_outcome
from sdm_tui.aids.sign_off import Standing
from sdm_tui.consultation.checks import date_words
from sdm_tui.documents.aid_standing import draft_sentence, review_sentence, sign_off_words
from sdm_tui.documents.page import Block, Item, lay_out
from sdm_tui.documents.urgent_words import FIRST_IN_AID


def aid_as_text(
    aid: DecisionAid, standing: Standing, *, errors: int, today: date, width: int = 76
) -> str:
    """Return a whole aid, wrapped at `width` characters.

    standing: how its sign-off stands. errors: how many the checker found in it.
    """
    about = (
        f"For: {aid.audience}",
        f"Version {aid.version}, {sign_off_words(standing)}.",
        f"Reason: {standing.reason}" if standing.reason else "",
        draft_sentence(errors),
        f"Last reviewed {date_words(aid.last_reviewed)}.",
        f"Next review due {date_words(aid.review_due)}.",
        review_sentence(aid.review_due, today),
        aid.summary,
    )
    parts: list[tuple[str, Iterable[str | tuple[str, int]]]] = [
        (aid.title, [line for line in about if line]),
        ("This is not for", aid.not_for),
        (FIRST_IN_AID, aid.red_flags),
        *((f"Option: {option.name}", _option_lines(option)) for option in aid.options),
        *((f"Score: {score.plain_name}", _score_lines(aid, score)) for score in aid.scores),
        *((f"Outcome: {o.name}", _outcome_lines(aid, o)) for o in _every_outcome(aid)),
        ("No figures", (aid.no_outcomes_reason,) if aid.no_outcomes_reason else ()),
        ("What may matter", (value.text for value in aid.values)),
        *((q.question, _answer_lines(q)) for q in aid.questions),
        *(
            (row.question, [f"{o.name}: {row.answers[o.id]}" for o in aid.options])
            for row in aid.practical_grid
        ),
        ("Words", (f"{word.term}: {word.meaning}" for word in aid.glossary)),
        ("What to watch for", aid.safety_net),
        ("How it was made", _making_lines(aid)),
        ("More help", (f"{s.name}: {s.detail}" for s in aid.further_support)),
        (
            "Sources",
            (
                f"{s.key}: {s.title}. {s.publisher}, {s.year}. {s.url} (read: {s.part_read})"
                for s in aid.sources
            ),
        ),
    ]
    blocks = (
        Block(name, tuple(Item(*part) if isinstance(part, tuple) else Item(part) for part in under))
        for name, under in parts
    )
    return lay_out(tuple(block for block in blocks if block.items), width)


def _every_outcome(aid: DecisionAid) -> tuple[Outcome, ...]:
    """Return every outcome, with one for each score that a source prints or that is an example."""
    made = [scored_outcome(score, value) for score in aid.scores for value in _values_of(score)]
    return (*made, *aid.outcomes)


def _values_of(score: Score) -> list[Decimal]:
    printed = {row.score for row in score.published}
    return sorted({Decimal(row.score) for row in score.table} | printed | {*score.examples})


def _score_lines(aid: DecisionAid, score: Score) -> Iterator[str | tuple[str, int]]:
    names = {option.id: option.name for option in aid.options}
    yield f"{score.name}. {score.about}"
    yield _cited(score.sources)
    for asked in score.inputs:
        yield f"{asked.question}:"
        for answer in asked.answers:
            yield f"{answer.label}: {points_words(answer.points)}", 1
    if score.typed is not None:
        limits = f"{score_words(score.typed.least)} to {score_words(score.typed.most)}"
        yield f"{score.typed.question}: from {limits}{score.typed.unit}"
    yield f"It applies to: {names[score.baseline_option]}. {_cited(score.table_sources)}"
    if score.table_note:
        yield score.table_note
    for effect in score.effects:
        if effect.multiply_by is None:
            yield f"{names[effect.option]}: {effect.reason}"
            continue
        ends = f" (from {effect.multiply_low} to {effect.multiply_high})"
        about = f" {effect.about}" if effect.about else ""
        yield (
            f"{names[effect.option]}: that count x {effect.multiply_by}"
            f"{ends if effect.multiply_low else ''}.{about} {_cited(effect.sources)}"
        )


def _making_lines(aid: DecisionAid) -> Iterator[str]:
    made = aid.development
    yield f"Written by: {', '.join(author.role for author in aid.authors)}."
    yield f"Paid for by: {aid.funding}"
    yield f"Interests: {aid.interests}"
    yield f"Evidence: {aid.evidence_method}"
    yield f"Kept up to date: {aid.update_policy}"
    yield f"Mistakes: {aid.corrections}"
    yield f"Equality looked at: {aid.equality.assessed}. {aid.equality.note}"
    yield made.note
    for words, progress in (
        ("Patients involved", made.patients_involved),
        ("Professionals involved", made.professionals_involved),
        ("Patients asked what they need", made.patients_needs),
        ("Professionals asked what they need", made.professionals_needs),
        ("Read by patients outside the project", made.reviewed_by_patients),
        ("Read by professionals outside the project", made.reviewed_by_professionals),
        ("Tried by patients", made.tested_with_patients),
        ("Tried by professionals", made.tested_with_professionals),
        ("Tried with people who find reading hard", made.tested_with_low_literacy),
        ("Effect on what people know studied", made.knowledge_evaluated),
        ("Effect on choices that fit studied", made.match_evaluated),
    ):
        yield f"{words}: {progress}."


def _option_lines(option: DecisionOption) -> Iterator[str]:
    yield f"Kind: {option.kind}. In files it is called: {option.id}"
    yield option.aim
    for number, step in enumerate(option.what_it_involves, 1):
        yield f"Step {number}: {step}"
    yield f"How long: {option.how_long}"
    yield f"Recovery: {option.recovery}"
    yield f"Follow-up: {option.follow_up}"
    yield f"What it asks of me: {option.asks_of_me}"
    yield f"Can it be undone: {option.reversible}"
    yield from (f"Good point: {point}" for point in option.good_points)
    yield from (f"Hard point: {point}" for point in option.hard_points)
    yield from (f"May not suit: {who}" for who in option.may_not_suit)
    yield f"Body: {option.living_with.body}"
    yield f"Mind: {option.living_with.mind}"
    yield f"Daily life: {option.living_with.daily_life}"


def _outcome_lines(aid: DecisionAid, outcome: Outcome) -> Iterator[str | tuple[str, int]]:
    """Yield an outcome's lines; a number beside one says how many steps further in it stands."""
    if outcome.explanation:
        yield outcome.explanation
    for option in aid.options:
        estimate = outcome.estimate(option.id)
        figure = frequency(outcome, estimate)
        yield option.name
        if estimate is None or figure is None:
            yield no_figure_words(estimate), 1
            continue
        yield sentence(outcome, figure), 1
        yield f"Range: {range_words(figure, estimate.range_kind)}.", 1
        if estimate.in_source:
            spread = f", range {estimate.range_in_source}" if estimate.range_in_source else ""
            yield f"Printed in the source as {estimate.in_source}{spread}.", 1
        if estimate.people:
            yield f"Counted: {estimate.people}.", 1
        if estimate.basis == "second-hand":
            yield "Quoted from the source by another page.", 1
        if estimate.arithmetic:
            yield f"Worked out: {estimate.arithmetic}.", 1
        yield _cited(estimate.sources), 1
    yield f"How sure: {outcome.certainty}. {outcome.certainty_why}"
    if outcome.caution:
        yield f"Bear in mind: {outcome.caution}"
    if outcome.conflict:
        yield f"Where sources differ: {outcome.conflict}"


def _answer_lines(question: CommonQuestion) -> Iterator[str]:
    yield question.answer
    if question.sources:
        yield _cited(question.sources)


def _cited(sources: Sequence[str]) -> str:
    return f"Source: {', '.join(sources)}."
