import json

from sdm_tui.aids.comparing import Change
from sdm_tui.documents.diff_text import NOTHING, SAME_CONTENT, Compared, as_json, as_text

LONG = "The song may stop on its own, and nobody can say when."


def compared(*changes: Change, same_text: bool = False) -> Compared:
    return Compared("old.yaml", "new.yaml", changes, same_text)


def lines(*changes: Change) -> list[str]:
    return as_text(compared(*changes)).splitlines()[3:]


def test_two_files_that_are_the_same_are_said_to_be_so() -> None:
    assert NOTHING in " ".join(as_text(compared(same_text=True)).split())


def test_two_files_that_say_the_same_in_other_letters_are_told_apart_from_that() -> None:
    assert SAME_CONTENT in " ".join(as_text(compared()).split())


def test_a_short_change_stands_on_one_line() -> None:
    found = lines(Change("Figures", "Quiet knee, Wait", "63 of 1,000", "36 of 1,000"))

    assert found == [
        "Figures",
        "-------",
        "  Quiet knee, Wait",
        "     63 of 1,000 became 36 of 1,000",
    ]


def test_a_long_change_shows_both_texts_and_the_words_that_differ() -> None:
    found = lines(Change("Wording", "Summary", LONG, LONG.replace("nobody", "somebody")))

    assert found[2:] == [
        "  Summary",
        f"     was: {LONG}",
        f"     now: {LONG.replace('nobody', 'somebody')}",
        '     ("nobody" became "somebody")',
    ]


def test_a_word_that_was_put_in_or_taken_out_is_named() -> None:
    put_in = lines(Change("Wording", "Summary", LONG, f"{LONG} Good."))
    taken_out = lines(Change("Wording", "Summary", LONG, LONG.replace("may ", "")))

    assert put_in[-1] == '     ("Good." was put in)'
    assert taken_out[-1] == '     ("may" was taken out)'


def test_a_change_of_spaces_alone_is_said_to_be_one() -> None:
    found = lines(Change("Wording", "Summary", LONG, LONG.replace(" ", "  ", 1)))

    assert found[-1] == "     (spaces or line breaks are all that differs)"


def test_what_was_added_or_removed_is_told_with_all_it_said() -> None:
    found = lines(
        Change("Serious harms", "Loss", "Wait: 2 of 1,000", None),
        Change("Options", "Band", None, "aim: hush\nkind: self-care"),
    )

    assert found == [
        "Serious harms",
        "-------------",
        "  Loss: removed",
        "     Wait: 2 of 1,000",
        "",
        "Options",
        "-------",
        "  Band: added",
        "     aim: hush",
        "     kind: self-care",
    ]


def test_data_holds_every_change_and_the_aids_of_one_side_alone() -> None:
    change = Change("Options", "Band: aim", None, "hush")

    data = json.loads(as_json((compared(change),), ["gone"], ["come"]))

    assert data == {
        "compared": [
            {
                "before": "old.yaml",
                "after": "new.yaml",
                "same_content": False,
                "same_text": False,
                "changes": [
                    {"group": "Options", "what": "Band: aim", "before": None, "after": "hush"}
                ],
            }
        ],
        "only_before": ["gone"],
        "only_after": ["come"],
    }
