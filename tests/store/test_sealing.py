"""A sealed row opens in its own place, unchanged, and nowhere else."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sdm_tui.store.sealing import TAG, Damaged, Encrypted, Plain, Sealing, row_context
from tests.store.samples import DATA_KEY, STORE_ID, flipped, sealings

BOTH = pytest.mark.parametrize("sealing", sealings().values(), ids=sealings())
CONTEXTS = st.builds(
    row_context,
    st.text(max_size=8),
    st.integers(-9, 10**9),
    st.integers(1, 99),
    st.none() | st.text(st.characters(), max_size=8),
)
CONTENTS = st.binary(max_size=400) | st.text(max_size=40).map(lambda t: t.encode() * 40)


@BOTH
@given(content=CONTENTS, context=CONTEXTS)
def test_whatever_is_sealed_opens_in_its_place(
    sealing: Sealing, content: bytes, context: bytes
) -> None:
    assert sealing.unseal(sealing.seal(content, context), context) == content


@BOTH
@given(content=CONTENTS, context=CONTEXTS, other=CONTEXTS)
def test_whatever_is_sealed_does_not_open_in_another_place(
    sealing: Sealing, content: bytes, context: bytes, other: bytes
) -> None:
    assume(context != other)

    with pytest.raises(Damaged):
        sealing.unseal(sealing.seal(content, context), other)


@BOTH
@pytest.mark.parametrize("content", [b"", b"three words here", b"packed" * 100])
def test_every_flipped_bit_is_noticed(sealing: Sealing, content: bytes) -> None:
    sealed = sealing.seal(content, b"here")

    for bit in range(len(sealed) * 8):
        with pytest.raises(Damaged):
            sealing.unseal(flipped(sealed, bit), b"here")


@BOTH
def test_every_shortened_row_is_noticed(sealing: Sealing) -> None:
    sealed = sealing.seal(b"three words here", b"here")

    for length in range(len(sealed)):
        with pytest.raises(Damaged):
            sealing.unseal(sealed[:length], b"here")
    with pytest.raises(Damaged):
        sealing.unseal(sealed + b"\0", b"here")


@BOTH
@given(content=st.binary(max_size=900))
def test_the_tag_differs_whenever_the_row_does(sealing: Sealing, content: bytes) -> None:
    tags = {sealing.seal(content + more, b"here")[-TAG:] for more in (b"", b"\0", b"1")}

    assert len(tags) == 3


def test_an_encrypted_row_shows_nothing_of_what_it_holds_and_never_looks_the_same() -> None:
    sealing = Encrypted(DATA_KEY, STORE_ID)

    sealed = {sealing.seal(b"told in confidence", b"here") for _ in range(50)}

    assert len(sealed) == 50
    assert not any(b"confidence" in row for row in sealed)


@pytest.mark.parametrize(
    ("mine", "other"),
    [
        (Encrypted(DATA_KEY, STORE_ID), Encrypted(DATA_KEY[::-1], STORE_ID)),
        (Encrypted(DATA_KEY, STORE_ID), Encrypted(DATA_KEY, "another")),
        (Plain(STORE_ID), Plain("another")),
        (Encrypted(DATA_KEY, STORE_ID), Plain(STORE_ID)),
        (Plain(STORE_ID), Encrypted(DATA_KEY, STORE_ID)),
    ],
)
def test_a_row_of_another_store_or_key_does_not_open(mine: Sealing, other: Sealing) -> None:
    with pytest.raises(Damaged):
        other.unseal(mine.seal(b"words" * 90, b"here"), b"here")

    assert mine.mac(b"words") != other.mac(b"words")
    assert len(mine.mac(b"words")) == 32


def test_no_two_places_have_the_same_context() -> None:
    places = [
        ("a", 11, 1, None),
        ("a1", 1, 1, None),
        ("a", 1, 11, None),
        ("a", 1, 1, "1"),
        ("a", 1, 1, "11"),
        ("a", 1, 1, "1:1"),
        ("1:a", 1, 1, None),
    ]

    assert len({row_context(*place) for place in places}) == len(places)


def test_what_is_long_takes_less_room_than_it_has_letters() -> None:
    assert len(Plain(STORE_ID).seal(b"word " * 1000, b"here")) < 1000
