import re
from functools import cache
from pathlib import Path

import pytest

from sdm_tui.aids.checks.beside import check_evidence
from sdm_tui.aids.checks.checking import check_file
from sdm_tui.aids.checks.patient_text import patient_texts
from sdm_tui.aids.checks.reading_ease import measure
from sdm_tui.aids.evidence import EVIDENCE_FILE, read_evidence
from sdm_tui.aids.evidence_page import SECTIONS
from sdm_tui.aids.figures import (
    AFFECTED,
    affected_words,
    frequency,
    number,
    picture,
    sentence,
    unaffected_words,
)
from sdm_tui.aids.library import Library, open_library
from sdm_tui.aids.marked import marked
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.places import Place
from sdm_tui.aids.reading import read_aid
from sdm_tui.aids.sign_off import FILE_NAME

FOLDER = Path(__file__).parents[2] / "decision_aids"
SLUGS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())

FORESEEN = {
    # Nobody has counted what lifestyle changes alone do to strokes and heart attacks.
    "high-blood-pressure-treatment": {("figures-for-each-option", "warning")},
    # For carrying on as now and for the injection there are averages, and no count of people.
    "hip-osteoarthritis": {("figures-for-each-option", "warning")},
}
"""What the checker finds in a bundled aid that is true and cannot be mended."""

every_aid = pytest.mark.parametrize("slug", SLUGS)


@cache
def aid_called(slug: str) -> DecisionAid:
    return read_aid(FOLDER / slug / "aid.yaml")


@cache
def library() -> Library:
    return open_library([FOLDER], None)


def passages(slug: str) -> list[tuple[Place, str]]:
    path = FOLDER / slug / "aid.yaml"
    return list(patient_texts(marked(path.read_bytes(), path).data))


def test_there_are_bundled_aids() -> None:
    assert SLUGS


@every_aid
def test_a_bundled_aid_reads_without_faults(slug: str) -> None:
    assert aid_called(slug).slug == slug


def test_no_sign_off_comes_with_the_bundled_aids() -> None:
    assert [path for path in FOLDER.rglob("*") if path.name == FILE_NAME] == []


@every_aid
def test_nothing_but_aid_and_evidence_lies_in_a_folder_so_no_sign_off_is_bundled(slug: str) -> None:
    names = {path.name for path in (FOLDER / slug).iterdir()}

    assert names == {"aid.yaml", "evidence.md"}


@every_aid
def test_the_checker_finds_nothing_unforeseen_in_a_bundled_aid(slug: str) -> None:
    found = check_file(FOLDER / slug / "aid.yaml")

    assert {(one.rule, one.severity) for one in found} == FORESEEN.get(slug, set())


@every_aid
def test_a_bundled_aid_agrees_with_its_evidence_page_which_a_second_reader_vouches_for(
    slug: str,
) -> None:
    assert (FOLDER / slug / EVIDENCE_FILE).is_file()
    assert check_evidence(FOLDER / slug / "aid.yaml") == []


@every_aid
def test_an_evidence_page_is_whole(slug: str) -> None:
    page = (FOLDER / slug / EVIDENCE_FILE).read_text(encoding="utf-8")

    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == list(SECTIONS)
    assert "TO WRITE" not in page
    assert "No clinician has signed it off." in page


@every_aid
def test_every_figure_of_an_evidence_page_has_a_note(slug: str) -> None:
    page = read_evidence(FOLDER / slug / EVIDENCE_FILE)

    assert [row.line for row in page.figures if not row.cells["note"]] == []
    assert [row.line for row in page.numbers if not row.cells["source"]] == []
    assert [row.line for row in page.sources if not row.cells["reviewed"]] == []


@every_aid
def test_patients_texts_read_easier_than_the_easiest_national_aid_of_a_public_audit(
    slug: str,
) -> None:
    """80.8 is the best Flesch reading ease in NHS Scotland's audit of national decision aids."""
    assert measure(passages(slug)).score > 80.8


@every_aid
def test_a_bundled_aid_always_offers_carrying_on_as_now(slug: str) -> None:
    assert [o.id for o in aid_called(slug).options if o.status_quo]


@every_aid
def test_every_figure_has_sources_that_say_which_part_was_read(slug: str) -> None:
    aid = aid_called(slug)

    for outcome in aid.outcomes:
        for estimate in outcome.estimates:
            cited = [aid.source(key) for key in estimate.sources]
            assert all(source and source.part_read and source.url for source in cited)
            assert cited or estimate.count is None


@every_aid
def test_every_option_of_every_outcome_has_a_figure_or_a_reason(slug: str) -> None:
    aid = aid_called(slug)

    for outcome in aid.outcomes:
        for option in aid.options:
            estimate = outcome.estimate(option.id)
            assert estimate is not None
            assert estimate.count is not None or estimate.reason


@every_aid
def test_every_picture_counts_right_out_of_its_denominator(slug: str) -> None:
    for outcome in aid_called(slug).outcomes:
        for estimate in outcome.estimates:
            if figure := frequency(outcome, estimate):
                icons = "".join(picture(figure, per_row=25, gap_every=5)).replace(" ", "")
                assert icons.count(AFFECTED) == estimate.count
                assert len(icons) == outcome.denominator


@every_aid
def test_every_sentence_says_the_figures_of_its_picture(slug: str) -> None:
    for outcome in aid_called(slug).outcomes:
        for estimate in outcome.estimates:
            if figure := frequency(outcome, estimate):
                said = sentence(outcome, figure)
                assert said.startswith(f"Out of {number(outcome.denominator)} ")
                assert affected_words(outcome, figure) in said
                assert unaffected_words(outcome, figure) in said
                assert figure.count + figure.unaffected == outcome.denominator


@every_aid
def test_patients_read_no_one_in_so_many(slug: str) -> None:
    pattern = re.compile(r"\b(1|one) in (\d|two|three|four|five|six|seven|eight|nine|ten)", re.I)

    assert [(place, text) for place, text in passages(slug) if "1 in " in text] == []
    assert [(place, text) for place, text in passages(slug) if pattern.search(text)] == []


@every_aid
def test_patients_read_no_percentages(slug: str) -> None:
    pattern = re.compile(r"%|\bper ?cent\b|percentage", re.I)

    assert [(place, text) for place, text in passages(slug) if pattern.search(text)] == []


@every_aid
def test_patients_read_no_exclamation_marks(slug: str) -> None:
    assert [(place, text) for place, text in passages(slug) if "!" in text] == []


@every_aid
def test_serious_harms_are_harms(slug: str) -> None:
    assert {o.kind for o in aid_called(slug).outcomes if o.serious} <= {"harm"}


@every_aid
def test_options_are_told_at_equal_length(slug: str) -> None:
    options = aid_called(slug).options

    assert len({len(option.good_points) for option in options}) == 1
    assert len({len(option.hard_points) for option in options}) == 1
    assert len({option.short_name for option in options}) == len(options)


@every_aid
def test_four_letters_of_an_aids_condition_find_it(slug: str) -> None:
    words = re.findall(r"[A-Za-z]{4,}", aid_called(slug).condition)

    found = [entry.slug for entry in library().search(words[0][:4])]

    assert slug in found


def test_some_four_letters_find_each_aid_first() -> None:
    missed = []
    for slug in SLUGS:
        aid = aid_called(slug)
        words = re.findall(r"[A-Za-z]{4,}", " ".join((aid.condition, aid.title, *aid.synonyms)))
        firsts = [found[0].slug for word in words if (found := library().search(word[:4]))]
        if slug not in firsts:
            missed.append(slug)

    assert missed == []
