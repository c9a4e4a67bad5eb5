from datetime import date

from sdm_tui.aids.audit import AuditTable, audit
from sdm_tui.documents.audit_text import audit_as_text
from tests.aids.sound import sound_aid


def tables() -> tuple[AuditTable, ...]:
    return audit(sound_aid(), [], today=date(2026, 11, 22), reading_ease=91.25, rules=())


def test_an_audit_says_first_that_it_is_no_certificate() -> None:
    text = audit_as_text(tables())

    assert text.startswith("This is our own reading of published standards")
    assert "not a certificate" in " ".join(text.split("\n\n")[0].split())


def test_every_item_is_told_with_its_standing_and_what_shows_it() -> None:
    words = " ".join(audit_as_text(tables()).split())

    for item in (item for table in tables() for item in table.items):
        assert f"{item.standing.capitalize()}. {item.demand} Shown by: " in words
        assert " ".join(item.evidence.split()) in words


def test_a_section_is_headed_by_its_standard_and_what_it_is_about() -> None:
    lines = audit_as_text(tables()).split("\n")

    at = lines.index("IPDASi version 4: what keeps it from misleading (certification)")
    assert set(lines[at + 1]) == {"-"}
    assert lines[at + 2] == "  1. Met. Shows good and bad in equal detail."


def test_an_item_that_was_rebuilt_says_so_beneath_it() -> None:
    text = audit_as_text(tables())

    assert text.count("Note: Wording rebuilt, not seen") == sum(
        bool(item.note) for table in tables() for item in table.items
    )


def test_no_line_of_an_audit_is_wider_than_asked() -> None:
    for width in (30, 60, 76):
        assert max(map(len, audit_as_text(tables(), width).split("\n"))) <= width


def test_what_an_aid_says_cannot_pass_for_a_heading() -> None:
    aid = sound_aid().model_copy(update={"funding": "Nobody.\nIPDASi version 4\n---\x1b[2J"})
    said = audit(aid, [], today=date(2026, 11, 22), rules=())

    lines = audit_as_text(said).split("\n")

    assert lines.count("IPDASi version 4") == 1
    assert "\x1b" not in "".join(lines)
