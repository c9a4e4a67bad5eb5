"""The texts of the panels that are read: help, the person's words, sources."""

from collections.abc import Iterable, Mapping
from datetime import date

from textual.content import Content

from sdm_tui.aids.model import DecisionAid, Outcome
from sdm_tui.aids.overlay import local_help
from sdm_tui.aids.scores import is_scored
from sdm_tui.aids.sign_off import Standing
from sdm_tui.consultation.checks import date_words
from sdm_tui.consultation.contents import values_of
from sdm_tui.consultation.model import Consultation
from sdm_tui.documents.aid_standing import (
    draft_sentence,
    local_review_sentence,
    review_sentence,
    sign_off_words,
    since_sentence,
    standing_then,
)
from sdm_tui.tui.commands import Command, bound_key
from sdm_tui.tui.literal import literal
from sdm_tui.tui.widgets.scale import rating_words


def help_text(about: str, commands: Iterable[Command], keys: Mapping[str, str]) -> Content:
    """Return what can be done on a screen, then every key."""
    rows = [literal(about), literal("")]
    for command in commands:
        key = bound_key(command, keys)
        rows.append(Content.assemble((key.ljust(9), "bold"), f" {command.title}"))
    rows.append(Content.assemble(("Ctrl+P".ljust(9), "bold"), " Everything else, by its name"))
    return Content("\n").join(rows)


def own_words_text(consultation: Consultation, aid: DecisionAid | None) -> Content:
    """Return everything that the person said matters, their own words first."""
    matters = consultation.what_matters
    rows: list[Content] = []
    for heading, words in (
        ("Important to you", matters.important),
        ("What worries you", matters.worries),
        ("What you hope for", matters.hopes),
        ("What you want to keep doing", matters.keep_doing),
    ):
        if words.strip():
            rows += [literal(heading, "bold"), literal(words.strip()), literal("")]
    rated = [value for value in values_of(consultation, aid) if value.rating is not None]
    if rated:
        rows.append(literal("How much each matters", "bold"))
        rows += [literal(f"{value.text}: {rating_words(value.rating)}") for value in rated]
    return Content("\n").join(rows or [literal("Nothing has been written yet. F2 opens it.")])


def sources_text(
    aid: DecisionAid | None,
    consultation: Consultation,
    outcome: Outcome | None,
    *,
    today: date,
    standing: Standing,
    for_clinician: bool,
) -> Content:
    """Return how the figures are known: review, sign-off, certainty, arithmetic and sources.

    standing: how the aid's sign-off stands now; the record has how it stood at the start.
    """
    if aid is None:
        return literal("No aid is used here, so there are no figures and no sources.")
    rows = [*_review(aid, consultation, today, standing), literal("")]
    if outcome is not None:
        rows += [*_certainty(outcome, aid, for_clinician=for_clinician), literal("")]
    rows.append(literal("Sources of this aid", "bold"))
    for source in aid.sources:
        rows.append(
            literal(
                f"[{source.key}] {source.title}. {source.publisher}, {source.year}. {source.url}"
            )
        )
        if for_clinician:
            rows.append(literal(f"    read: {source.part_read}", "$text-muted"))
    rows += _local_facts(aid, consultation, today, for_clinician=for_clinician)
    rows += [literal(""), literal(f"How the evidence was found: {aid.evidence_method}")]
    rows.append(literal(f"Funding: {aid.funding} Interests: {aid.interests}"))
    return Content("\n").join(rows)


def _review(
    aid: DecisionAid, consultation: Consultation, today: date, now: Standing
) -> list[Content]:
    used = consultation.aid
    version = used.version if used else aid.version
    then = standing_then(used) if used else now
    since = since_sentence(then, now)
    standing = now if since else then
    told = (
        since,
        f"Reason: {standing.reason}" if standing.reason else "",
        draft_sentence(used.checker_errors) if used else "",
        review_sentence(aid.review_due, today),
    )
    return [
        literal(f"{aid.title}", "bold"),
        literal(f"Version {version}, {sign_off_words(standing)}.", "bold"),
        *(literal(f"! {words}", "bold") for words in told if words),
        literal(
            f"Last reviewed {date_words(aid.last_reviewed)}, "
            f"next review due {date_words(aid.review_due)}."
        ),
        literal(aid.update_policy),
    ]


def _local_facts(
    aid: DecisionAid, consultation: Consultation, today: date, *, for_clinician: bool
) -> list[Content]:
    """Return whose local facts are in the aid, whom to contact there, and how old they are."""
    rows: list[Content] = []
    for overlay in consultation.aid.overlays if consultation.aid else ():
        title = f"Local facts of {overlay.organisation}, version {overlay.version}"
        rows += [literal(""), literal(title, "bold")]
        updated, due = date_words(overlay.updated), date_words(overlay.review_due)
        rows.append(literal(f"Updated {updated}, next review due {due}."))
        if words := local_review_sentence(overlay, today):
            rows.append(literal(f"! {words}", "bold"))
        for one in local_help(aid, overlay.organisation):
            rows.append(literal(f"{one.name}: {one.detail}"))
        if for_clinician and overlay.note:
            rows.append(literal(f"For clinicians: {overlay.note}"))
    return rows


def _certainty(outcome: Outcome, aid: DecisionAid, *, for_clinician: bool) -> list[Content]:
    rows = [
        literal(outcome.name, "bold"),
        literal(f"How sure: {outcome.certainty}. {outcome.certainty_why}"),
    ]
    if outcome.caution:
        rows.append(literal(f"! {outcome.caution}"))
    for estimate in outcome.estimates:
        option = aid.option(estimate.option)
        name = option.short_name if option else estimate.option
        if estimate.count is None:
            rows.append(literal(f"{name}: {estimate.reason}"))
            continue
        basis = {
            "read": "read in the source",
            "second-hand": "read in a page that quotes the source",
            "derived": "worked out from the source",
        }[estimate.basis]
        words = f"{name}: {basis} [{', '.join(estimate.sources)}]"
        if estimate.arithmetic:
            words += f", {estimate.arithmetic} = {estimate.count}"
        rows.append(literal(words))
    if outcome.conflict and for_clinician:
        rows.append(literal(f"For the clinician: {outcome.conflict}", "bold"))
    return rows + (_score(outcome, aid) if for_clinician else [])


def _score(outcome: Outcome, aid: DecisionAid) -> list[Content]:
    """Return what a clinician should know of the score that an outcome's figures follow from."""
    score = next((s for s in aid.scores if is_scored(s, outcome.id)), None)
    if score is None:
        return []
    cited = ", ".join(dict.fromkeys((*score.sources, *score.table_sources)))
    rows = [literal(f"{score.name} [{cited}]: {score.about}")]
    if score.table_note:
        rows.append(literal(score.table_note))
    for effect in score.effects:
        if effect.about:
            option = aid.option(effect.option)
            name = option.short_name if option else effect.option
            rows.append(literal(f"{name}: {effect.about} [{', '.join(effect.sources)}]"))
    return rows
