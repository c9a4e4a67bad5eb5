"""What the text record keeps of the screen: options, figures, questions, teach-backs, sources."""

from collections.abc import Iterator
from typing import Final

from sdm_tui.aids.figures import frequency, no_figure_words, range_words, sentence
from sdm_tui.aids.model import DecisionAid, Outcome
from sdm_tui.aids.overlay import local_grid, local_help
from sdm_tui.aids.parts import Basis, Estimate, Source
from sdm_tui.aids.scores import points_words, score_words
from sdm_tui.aids.sign_off import Standing
from sdm_tui.consultation.checks import date_words
from sdm_tui.consultation.contents import TalkedOption
from sdm_tui.consultation.model import AddedOption, Consultation, OverlayUsed, View
from sdm_tui.documents.aid_standing import sign_off_words, standing_then
from sdm_tui.documents.naming import (
    mentioned_options,
    outcome_name,
    shown_outcomes,
    unopened_outcomes,
)
from sdm_tui.documents.page import Item, fact
from sdm_tui.documents.wording import moment_words, trimmed

_VIEWS: Final[dict[View, str]] = {
    "people": "in the view of people",
    "table": "in a table",
    "words": "in words",
}
_KINDS: Final = {"good": "hoped for", "harm": "possible harm", "neutral": "neither good nor harm"}
_BASES: Final[dict[Basis, str]] = {
    "read": "seen in the source",
    "second-hand": "quoted from the source by another page",
    "derived": "worked out from figures in the source",
}


def options(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    """Yield every option and what was done with it; none is left out."""
    for option in mentioned_options(consultation, aid):
        yield from _option(consultation, option)


def _option(consultation: Consultation, option: TalkedOption) -> Iterator[Item]:
    if option.added:
        yield from _added_option(option.added)
    else:
        yield Item(option.name)
    if option.listed:
        yield from fact("Aim", option.listed.aim, 1)
    opened = option.id in consultation.options.opened
    yield Item("Opened in this conversation" if opened else "Not opened in this conversation", 1)
    if aside := consultation.set_aside(option.id):
        yield Item(f"Set aside {moment_words(aside.at)}", 1)
        yield from fact("Reason", trimmed(aside.reason) or "none was written down", 2)
    if note := consultation.note_for(option.id):
        yield from fact(f"For this person, noted {moment_words(note.at)}", note.words, 1)


def _added_option(added: AddedOption) -> Iterator[Item]:
    yield Item(trimmed(added.name) or "An option without a name")
    yield Item("Added by the people in the room", 1)
    yield from fact("What it involves", added.what_it_involves, 1)
    yield from fact("Good points", added.good_points, 1)
    yield from fact("Hard points", added.hard_points, 1)


def scores(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    """Yield each score that was used: its answers, sum, row and multiplication."""
    talk = consultation.figures
    uses = [(use, "") for use in talk.scores]
    uses += [(use, " (changed afterwards)") for use in talk.scores_before]
    names = {option.id: option.name for option in mentioned_options(consultation, aid)}
    for use, changed in uses:
        yield Item(f"{use.name}{changed}, {moment_words(use.at)}")
        for reply in use.replies:
            yield Item(f"{reply.question}: {reply.answer} ({points_words(reply.points)})", 1)
        yield from fact("Typed in", use.typed, 1)
        yield from fact("From", use.typed_from, 1)
        if use.value is not None and use.replies:
            sums = " + ".join(str(reply.points) for reply in use.replies)
            yield Item(f"Sum: {sums} = {score_words(use.value)}", 1)
        yield from fact("No figure", use.refused or ("" if use.steps else "not complete"), 1)
        for step in use.steps:
            yield Item(f"{names.get(step.option, step.option)}: {step.words}", 1)
    if uses:
        yield Item("This is arithmetic on published figures about groups. It is not a prognosis.")


def figures(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    """Yield the figures that were on the screen, and the names of those that were not."""
    shown = shown_outcomes(consultation, aid)
    known = {o.id for o in shown}
    for outcome in shown:
        yield from _outcome(consultation, aid, outcome)
    for opened in consultation.figures.opened:
        if opened.outcome not in known:
            yield Item(opened.outcome)
            yield from _how_shown(consultation, opened.outcome)
    if not shown and not consultation.figures.opened:
        yield Item("No figures were opened.")
    for outcome_id in consultation.figures.matter_to_me:
        if outcome_id not in known:
            name = outcome_name(aid, outcome_id)
            yield Item(f"Marked by the person as mattering to them: {name}")
    if aid is not None and aid.no_outcomes_reason:
        yield from fact("Why there are no figures", aid.no_outcomes_reason)
    if unopened := unopened_outcomes(consultation, aid):
        yield Item("Not opened in this conversation:")
        for outcome in unopened:
            yield Item(f"{outcome.name} ({_kind(outcome)})", 1)


def _outcome(
    consultation: Consultation, aid: DecisionAid | None, outcome: Outcome
) -> Iterator[Item]:
    yield Item(f"{outcome.name} ({_kind(outcome)})")
    if outcome.id in consultation.figures.matter_to_me:
        yield Item("Marked by the person as mattering to them", 1)
    yield from _how_shown(consultation, outcome.id)
    for option in mentioned_options(consultation, aid):
        yield Item(option.name, 1)
        yield from _figure(outcome, outcome.estimate(option.id))
    yield from fact("Certainty", f"{outcome.certainty}. {outcome.certainty_why}", 1)
    if not outcome.fair_comparison:
        yield Item("People were not put in these groups by chance.", 1)
    if outcome.compare_only_within:
        yield Item(f"Compare only: {_groups(consultation, aid, outcome)}", 1)
    yield from fact("When comparing options", outcome.caution or "", 1)
    yield from fact("Where sources differ", outcome.conflict or "", 1)


def _groups(consultation: Consultation, aid: DecisionAid | None, outcome: Outcome) -> str:
    names = {option.id: option.name for option in mentioned_options(consultation, aid)}
    groups = [[names.get(o, o) for o in group] for group in outcome.compare_only_within]
    return "; ".join(" with ".join(group) for group in groups)


def _how_shown(consultation: Consultation, outcome_id: str) -> Iterator[Item]:
    for opened in consultation.figures.opened:
        if opened.outcome == outcome_id:
            yield Item(f"Opened {moment_words(opened.at)}, {_VIEWS[opened.view]}", 1)


def _figure(outcome: Outcome, estimate: Estimate | None) -> Iterator[Item]:
    figure = frequency(outcome, estimate)
    if estimate is None or figure is None:
        yield Item(no_figure_words(estimate), 2)
        return
    yield Item(sentence(outcome, figure), 2)
    yield from fact("Who was counted", estimate.people or "", 2)
    spread = range_words(figure, estimate.range_kind)
    yield Item(spread[:1].upper() + spread[1:], 2)
    yield from fact("Source", f"{', '.join(estimate.sources)} ({_BASES[estimate.basis]})", 2)
    yield from fact("How it was worked out", estimate.arithmetic or "", 2)


def _kind(outcome: Outcome) -> str:
    return f"serious, {_KINDS[outcome.kind]}" if outcome.serious else _KINDS[outcome.kind]


def questions(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    """Yield the common questions that were opened, with the answers that were shown."""
    answered = {q.question: q for q in (aid.questions if aid else ())}
    for question in consultation.figures.questions_opened:
        yield Item(question)
        if found := answered.get(question):
            yield from fact("Answer", found.answer, 1)
            yield from fact("Source", ", ".join(found.sources), 1)


def teach_backs(consultation: Consultation) -> Iterator[Item]:
    """Yield what was asked, said and clarified, or that nothing of the kind was recorded."""
    held = consultation.figures.teach_backs
    if not held:
        yield Item("No teach-back was recorded.")
    for teach_back in held:
        yield Item(f"Teach-back {moment_words(teach_back.at)}")
        yield from fact("Asked", teach_back.asked, 1)
        yield from fact("The person said", teach_back.said, 1)
        yield from fact("Clarified", teach_back.clarified, 1)


def the_aid(consultation: Consultation, aid: DecisionAid | None) -> Iterator[Item]:
    """Yield which exact aid was used, who paid for it, and the sources of what was shown."""
    used = consultation.aid
    if used is None:
        return
    yield Item(f"{used.title} ({used.slug}, version {used.version})")
    yield from fact("Content hash (SHA-256)", used.content_hash)
    yield Item(f"Last reviewed: {date_words(used.last_reviewed)}")
    yield Item(f"Review due: {date_words(used.review_due)}")
    yield from _sign_off(standing_then(used))
    if used.checker_errors:
        yield Item(f"Errors that the checker found: {used.checker_errors}")
    yield from fact(
        "Why it was used although its review was long overdue", consultation.overdue_reason
    )
    for overlay in used.overlays:
        yield from _local_facts(overlay, aid)
    if aid is None:
        return
    yield from fact("Funding", aid.funding)
    yield from fact("Interests", aid.interests)
    for source in sources_shown(consultation, aid):
        yield Item(f"{source.key}: {source.title}. {source.publisher}, {source.year}.")


def _local_facts(overlay: OverlayUsed, aid: DecisionAid | None) -> Iterator[Item]:
    """Yield whose local facts lay over the aid, and each of them where the aid is at hand."""
    yield Item(f"Local facts of {overlay.organisation} ({overlay.name}, version {overlay.version})")
    yield from fact("Content hash (SHA-256)", overlay.content_hash, 1)
    yield Item(f"Updated: {date_words(overlay.updated)}", 1)
    yield Item(f"Review due: {date_words(overlay.review_due)}", 1)
    yield from fact("For clinicians", overlay.note, 1)
    if aid is None:
        return
    for row in local_grid(aid, overlay.organisation):
        yield Item(row.question, 1)
        for option in aid.options:
            yield from fact(option.name, row.answers[option.id], 2)
    for support in local_help(aid, overlay.organisation):
        yield from fact(support.name, support.detail, 1)


def _sign_off(standing: Standing) -> Iterator[Item]:
    """Yield whether the aid was signed off when the conversation began, by whom and when."""
    answer = "yes" if standing.state == "signed" else "no"
    if not standing.name:
        yield Item(f"Clinically signed off: {answer}")
        return
    yield from fact("Clinically signed off", f"{answer}; {sign_off_words(standing)}")
    yield from fact("Reason", standing.reason, 1)


def sources_shown(consultation: Consultation, aid: DecisionAid) -> tuple[Source, ...]:
    """Return the sources behind every figure and answer that was on the screen."""
    estimates = (e for o in shown_outcomes(consultation, aid) for e in o.estimates)
    opened = set(consultation.figures.questions_opened)
    cited = {key for estimate in estimates for key in estimate.sources}
    cited |= {key for q in aid.questions if q.question in opened for key in q.sources}
    return tuple(source for source in aid.sources if source.key in cited)
