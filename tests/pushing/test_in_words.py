import pytest

from sdm_tui.pushing.delivery import Delivery
from sdm_tui.pushing.in_words import delivery_text


@pytest.mark.parametrize(
    ("delivery", "words"),
    [
        (Delivery("arrived", locations=("Bundle/1",)), "aaaa-1: arrived as Bundle/1."),
        (Delivery("arrived"), "aaaa-1: arrived."),
        (
            Delivery("arrived", "took it and does not list it yet", ("Bundle/1",)),
            "aaaa-1: arrived as Bundle/1. The server took it and does not list it yet.",
        ),
        (
            Delivery("arrived", locations=("Bundle/1", "Bundle/2")),
            (
                "aaaa-1: arrived, but the server holds 2 copies: Bundle/1, Bundle/2. Ask whoever "
                "looks after it to remove all but one."
            ),
        ),
        (
            Delivery("not known", "has a fault of its own"),
            "aaaa-1: not known whether it arrived: the server has a fault of its own.",
        ),
        (
            Delivery("changed"),
            "aaaa-1: not sent: the record changed since it was asked for; push it again by its id.",
        ),
    ],
)
def test_what_became_of_a_record_is_one_sentence_or_two(delivery: Delivery, words: str) -> None:
    assert delivery_text("aaaa-1", delivery) == words
