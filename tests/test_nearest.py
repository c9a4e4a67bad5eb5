"""The hint about a name that there is not: one that is close, or which there are."""

from pathlib import Path
from typing import Final

import pytest

from sdm_tui.aids.library import AidEntry, Library
from sdm_tui.errors import UnknownName, nearest

FIFTEEN: Final = [f"{letter}{letter}{letter}" for letter in "bcdfghjklmnpqrs"]


def test_a_name_that_is_close_is_asked_about() -> None:
    assert nearest("bbbb", FIFTEEN) == 'Did you mean "bbb"?'


@pytest.mark.parametrize("count", [1, 8])
def test_a_few_names_are_all_told_with_nothing_more(count: int) -> None:
    hint = nearest("zzz", FIFTEEN[:count], every="sdm-tui aids list")

    assert hint == f"There are: {', '.join(FIFTEEN[:count])}."


def test_where_not_all_are_told_it_is_said_how_many_more_and_what_lists_them() -> None:
    told = ", ".join(FIFTEEN[:8])

    assert nearest("zzz", FIFTEEN) == f"There are: {told} and 7 more."
    assert nearest("zzz", FIFTEEN, every="sdm-tui aids list") == (
        f"There are: {told} and 7 more: sdm-tui aids list"
    )


def test_where_there_are_none_it_is_said() -> None:
    assert nearest("zzz", [], every="sdm-tui aids list") == "There are none yet."


def test_an_aid_that_there_is_not_is_answered_with_the_command_that_lists_all() -> None:
    library = Library(tuple(AidEntry(name, Path(name), name) for name in FIFTEEN))

    with pytest.raises(UnknownName) as by_name:
        library.entry("zzzzzz")
    with pytest.raises(UnknownName) as exactly:
        library.exactly("zzzzzz")

    assert by_name.value.hint.endswith("and 7 more: sdm-tui aids list")
    assert exactly.value.hint == by_name.value.hint
