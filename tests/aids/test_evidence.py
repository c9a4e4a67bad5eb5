from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from sdm_tui.aids.checks.beside import check_evidence
from sdm_tui.aids.evidence import (
    CHECKED,
    FIGURES,
    NUMBERS,
    SOURCES,
    all_outcomes,
    check_line,
    disagreements,
    figure_cells,
    listed,
    numbers_in,
    page_hash,
    read_evidence,
    source_cells,
    told_numbers,
)
from sdm_tui.aids.evidence_page import SECTIONS, evidence_page
from sdm_tui.aids.marked import AidUnreadable
from sdm_tui.aids.model import DecisionAid
from sdm_tui.aids.reading import LARGEST, content_hash, parse_aid
from sdm_tui.cli import main
from tests.aids.invented import INVENTED_TEXT, invented_aid
from tests.aids.scored import SCORED_TEXT

AID_TEXT = INVENTED_TEXT.replace(
    "evidence_method: None of this is true.", "evidence_method: Searched in 2020 for 1,500 thumbs."
)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns)]
    lines += [[*row, *["as printed"] * (len(columns) - len(row))] for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def full_page(aid: DecisionAid) -> str:
    """Return a page that says exactly what the aid says."""
    figures = [figure_cells(o, e) for o in all_outcomes(aid) for e in o.estimates]
    numbers = [(place, listed(found)) for place, found in told_numbers(aid)]
    return "\n\n".join(
        (
            "# Evidence",
            table(FIGURES, figures),
            table(NUMBERS, numbers),
            table(SOURCES, [source_cells(source) for source in aid.sources]),
            f"{CHECKED}\n",
        )
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of an aid with a page that agrees with it."""
    folder = tmp_path / "blue-thumb"
    folder.mkdir()
    (folder / "aid.yaml").write_text(AID_TEXT, encoding="utf-8")
    aid = parse_aid(AID_TEXT.encode(), folder / "aid.yaml")
    (folder / "evidence.md").write_text(full_page(aid), encoding="utf-8")
    return folder


def differences(folder: Path) -> list[str]:
    content = (folder / "aid.yaml").read_bytes()
    aid = parse_aid(content, folder / "aid.yaml")
    return [fault.message for fault in disagreements(read_evidence(folder / "evidence.md"), aid)]


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_page_that_says_what_the_aid_says_has_no_difference(folder: Path) -> None:
    assert differences(folder) == []


def figure_row(folder: Path) -> tuple[str, list[str]]:
    """Return the first row of figures that has a count, and its cells."""
    for line in (folder / "evidence.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if len(cells) == len(FIGURES) and cells[2].isdigit():
            return line, cells
    raise AssertionError("no row has a count")


@pytest.mark.parametrize("column", range(2, len(FIGURES) - 1))
def test_every_cell_of_a_figure_is_held_against_the_aid(folder: Path, column: int) -> None:
    line, cells = figure_row(folder)
    cells[column] += "7"
    change(folder / "evidence.md", line, f"| {' | '.join(cells)} |")

    (said,) = differences(folder)

    assert f"{cells[0]} / {cells[1]}: {FIGURES[column]} is " in said


def test_the_note_is_free(folder: Path) -> None:
    line, cells = figure_row(folder)
    change(folder / "evidence.md", line, f"| {' | '.join([*cells[:-1], '12 of 40'])} |")

    assert differences(folder) == []


def test_two_figures_that_were_swapped_are_found_on_both_rows(folder: Path) -> None:
    page = folder / "evidence.md"
    line, cells = figure_row(folder)
    lines = page.read_text(encoding="utf-8").splitlines()
    after = lines[lines.index(line) + 1].strip("| ").split(" | ")
    one, other = cells[2], after[2]
    assert one != other
    change(page, line, line.replace(f"| {one} |", f"| {other} |", 1))
    change(page, " | ".join(after), " | ".join([*after[:2], one, *after[3:]]))

    assert len(differences(folder)) == 2


def test_a_row_that_only_one_side_has_is_found_both_ways(folder: Path) -> None:
    page = folder / "evidence.md"
    line, cells = figure_row(folder)
    change(page, line, line.replace(cells[1], "magic", 1))

    assert sorted(differences(folder)) == [
        f"aid.yaml has nothing for {cells[0]} / magic",
        f"there is no row for {cells[0]} / {cells[1]}",
    ]


def test_a_row_that_stands_twice_is_found(folder: Path) -> None:
    line, cells = figure_row(folder)
    change(folder / "evidence.md", line, f"{line}\n{line}")

    assert differences(folder) == [f"there are two rows for {cells[0]} / {cells[1]}"]


def test_a_number_in_a_sentence_is_held_against_the_page(folder: Path) -> None:
    change(folder / "aid.yaml", "1,500 thumbs", "1,050 thumbs")

    assert differences(folder) == [
        'evidence_method: numbers is "1500, 2020" here and "1050, 2020" in aid.yaml'
    ]


def test_numbers_may_stand_in_any_order_and_with_commas(folder: Path) -> None:
    change(folder / "evidence.md", "| 1500, 2020 |", "| 2020; 1,500 |")

    assert differences(folder) == []


def test_a_source_is_held_against_the_page(folder: Path) -> None:
    aid = parse_aid((folder / "aid.yaml").read_bytes(), folder / "aid.yaml")
    change(folder / "evidence.md", aid.sources[0].url, "https://elsewhere.example")

    (said,) = differences(folder)

    assert said.startswith(f"{aid.sources[0].key}: link is ")


def test_numbers_of_names_and_of_telephones_are_not_counted() -> None:
    text = (
        "CHA2DS2-VASc, NG196, SGLT-2, GLP-1, the 1950s: 2-3 of 1,000 (0.5 to 7). Call 111 or 999."
    )

    assert listed(numbers_in(text)) == "0.5, 2, 3, 7, 1000"


def test_every_row_of_a_scores_table_stands_on_the_page() -> None:
    aid = parse_aid(SCORED_TEXT.encode(), Path("scored.yaml"))

    page = evidence_page(aid)

    for outcome in all_outcomes(aid):
        for estimate in outcome.estimates:
            assert f"| {outcome.id} | {estimate.option} |" in page
    assert len(all_outcomes(aid)) > len(aid.outcomes)


def test_the_page_to_fill_in_names_every_row_and_tells_no_figure() -> None:
    page = evidence_page(invented_aid())

    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == list(SECTIONS)
    rows = [line for line in page.splitlines() if line.startswith("| still-blue |")]
    assert len(rows) == len(invented_aid().options)
    assert not any(character.isdigit() for row in rows for character in row)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (CHECKED, "## Seen", 'there is no heading "## Checked"'),
        ("| outcome |", "| thing |", "there is no table of figures"),
        ("| key |", "| name |", "there is no table of sources"),
    ],
)
def test_a_page_that_lacks_a_part_says_which(folder: Path, old: str, new: str, said: str) -> None:
    change(folder / "evidence.md", old, new)

    with pytest.raises(AidUnreadable) as caught:
        read_evidence(folder / "evidence.md")

    assert said in caught.value.hint


def test_a_page_is_held_to_the_size_of_other_files(folder: Path) -> None:
    page = folder / "evidence.md"
    page.write_bytes(b"x" * (LARGEST + 1))

    with pytest.raises(AidUnreadable, match="this file is too large") as large:
        read_evidence(page)
    page.unlink()
    with pytest.raises(AidUnreadable, match="cannot be opened: No such file or directory"):
        read_evidence(page)

    assert large.value.faults[0].path == page


def test_a_page_that_is_not_utf_8_says_so(folder: Path) -> None:
    (folder / "evidence.md").write_bytes(b"\xff\xfe\x00")

    (found,) = check_evidence(folder / "aid.yaml")

    assert "UTF-8" in found.message


def vouch(folder: Path, *, aid_text: str, above: str) -> None:
    line = check_line(
        date(2026, 11, 22).isoformat(),
        "a second reader",
        content_hash(aid_text.encode()),
        page_hash(above),
    )
    with (folder / "evidence.md").open("a", encoding="utf-8") as page:
        page.write(f"\n{line}\n")


def above(folder: Path) -> str:
    return (folder / "evidence.md").read_text(encoding="utf-8").partition(f"\n{CHECKED}\n")[0]


def test_a_page_that_nobody_vouched_for_is_a_warning(folder: Path) -> None:
    (found,) = check_evidence(folder / "aid.yaml")

    assert found.severity == "warning"
    assert "nobody has vouched" in found.message


def test_a_page_that_was_vouched_for_is_sound_until_either_text_changes(folder: Path) -> None:
    vouch(folder, aid_text=AID_TEXT, above=above(folder))
    assert check_evidence(folder / "aid.yaml") == []

    change(folder / "aid.yaml", "Tell a friend.", "Tell two friends.")
    assert [found.severity for found in check_evidence(folder / "aid.yaml")] == ["warning"]

    change(folder / "aid.yaml", "Tell two friends.", "Tell a friend.")
    change(folder / "evidence.md", "as printed", "as written")
    assert [found.severity for found in check_evidence(folder / "aid.yaml")] == ["warning"]


def test_a_line_about_an_older_text_does_not_stay_beside_a_newer_one(folder: Path) -> None:
    vouch(folder, aid_text="an older text", above=above(folder))
    vouch(folder, aid_text=AID_TEXT, above=above(folder))

    (found,) = check_evidence(folder / "aid.yaml")

    assert found.severity == "warning"


def test_line_ends_of_windows_leave_a_page_vouched_for(folder: Path) -> None:
    vouch(folder, aid_text=AID_TEXT, above=above(folder))
    page = folder / "evidence.md"
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))

    assert check_evidence(folder / "aid.yaml") == []


def test_an_aid_without_a_page_is_left_alone(folder: Path) -> None:
    (folder / "evidence.md").unlink()

    assert check_evidence(folder / "aid.yaml") == []


def with_a_wrong_count(folder: Path) -> tuple[int, str]:
    """Put a wrong count on the page; return the line that it stands on, and the right one."""
    page = folder / "evidence.md"
    row, cells = figure_row(folder)
    text = page.read_text(encoding="utf-8")
    change(page, row, row.replace(f"| {cells[2]} |", "| 9999 |", 1))
    return text[: text.index(row)].count("\n") + 1, cells[2]


def test_the_command_prints_the_line_that_makes_the_page_sound(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["aids", "evidence", str(folder), "--checked-by", "a second reader"])

    line = capsys.readouterr().out
    with (folder / "evidence.md").open("a", encoding="utf-8") as page:
        page.write(f"\n{line}")
    assert status == 0
    assert check_evidence(folder / "aid.yaml") == []


def test_the_command_vouches_for_nothing_while_the_two_disagree(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, right = with_a_wrong_count(folder)

    status = main(["aids", "evidence", str(folder), "--checked-by", "a second reader"])

    told = capsys.readouterr()
    assert status != 0
    assert "aid.yaml `" not in told.out
    assert f'count is "9999" here and "{right}" in aid.yaml' in told.err


def test_checking_an_aid_tells_where_its_page_disagrees(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line, _ = with_a_wrong_count(folder)

    main(["aids", "check", str(folder)])

    assert f"evidence.md:{line}:1: evidence: " in capsys.readouterr().out


def test_without_a_reader_the_command_prints_the_page_to_fill_in(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["aids", "evidence", str(folder)])

    aid = parse_aid(AID_TEXT.encode(), folder / "aid.yaml")
    assert capsys.readouterr().out == evidence_page(aid)
