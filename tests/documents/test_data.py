import json

import pytest

from sdm_tui.aids.model import DecisionAid
from sdm_tui.consultation import moves
from sdm_tui.consultation.model import Consultation, started
from sdm_tui.documents.data import as_json, read_json
from sdm_tui.errors import RecordUnreadable
from tests.documents.conftest import HASH, NOW


def test_an_exported_record_comes_back_as_it_was(full: Consultation, aid: DecisionAid) -> None:
    text = as_json(full, aid, include_private=True)

    export = read_json(text)

    assert export.consultation == full
    assert (export.format, export.format_version) == ("sdm-tui record", 1)


def test_private_notes_are_left_out_unless_asked_for(full: Consultation, aid: DecisionAid) -> None:
    data = json.loads(as_json(full, aid))

    assert "private_notes" not in data["consultation"]
    assert read_json(as_json(full, aid)).consultation.private_notes == ""


def test_the_export_tells_that_it_is_a_draft_a_rehearsal_and_not_signed_off(
    full: Consultation, aid: DecisionAid
) -> None:
    rehearsal = started("test-9999", NOW, full.aid, rehearsal=True)

    export = read_json(as_json(rehearsal, aid))

    assert export.rehearsal
    assert export.notices == (
        "REHEARSAL - not a real person",
        "DRAFT - not finished",
        "This decision aid is not clinically signed off.",
        "Figures describe groups of people. They are not a prediction.",
    )


def test_what_was_shown_holds_every_option_and_figure_and_whether_it_was_opened(
    full: Consultation, aid: DecisionAid
) -> None:
    shown = read_json(as_json(full, aid)).shown

    assert shown is not None
    assert (shown.slug, shown.version, shown.content_hash) == ("invented-ache", "1.2.0", HASH)
    assert [(o.id, o.opened, o.set_aside) for o in shown.options] == [
        ("wait", True, False),
        ("tablets", False, True),
    ]
    ache, bleed = shown.outcomes
    assert (ache.opened, ache.shown, ache.matters_to_person) == (True, True, True)
    assert (bleed.opened, bleed.shown, bleed.matters_to_person) == (False, False, False)
    tablets = ache.figures[1]
    assert (tablets.count, tablets.denominator, tablets.low, tablets.high) == (500, 1000, 450, 550)
    assert (tablets.basis, tablets.arithmetic) == ("derived", "1 / 2 x 1000")
    assert tablets.sources == ("SECOND",)
    assert bleed.figures[1].reason == "Nobody counted it."


def test_only_what_was_in_sight_in_the_table_counts_as_shown(
    full: Consultation, aid: DecisionAid
) -> None:
    read = moves.open_outcome(moves.show_table(full), "bleed", "table", NOW)
    unread = read_json(as_json(moves.show_table(full), aid)).shown
    shown = read_json(as_json(read, aid)).shown

    assert shown is not None
    assert unread is not None
    assert [o.shown for o in unread.outcomes] == [True, False]
    assert [o.shown for o in shown.outcomes] == [True, True]


def test_without_an_aid_nothing_of_an_aid_is_exported(
    blank: Consultation, aid: DecisionAid
) -> None:
    assert read_json(as_json(blank, aid)).shown is None


def test_the_file_holds_no_character_that_a_terminal_would_obey(blank: Consultation) -> None:
    hostile = "\x1b[2J \x9b31m \u202e \u2028 \x7f é £"
    told = moves.write(blank, "deciding.why", hostile)

    text = as_json(told, None)

    assert not any(c in text for c in "\x1b\x9b\u202e\u2028\x7f")
    assert "é £" in text
    assert read_json(text).consultation.deciding.why == hostile


@pytest.mark.parametrize("text", ["", "no", "[]", '{"format": "sdm-tui record"}', "[" * 5000])
def test_a_text_that_is_no_record_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(RecordUnreadable) as refused:
        read_json(text)

    assert refused.value.message.startswith("This is not a record that sdm-tui wrote")
    assert refused.value.hint
