"""What opens a store, and what does not."""

import json
import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sdm_tui.errors import TooShort, WrongPassphrase
from sdm_tui.store import keys
from sdm_tui.store.keys import Cost, Slot
from tests.store.samples import CHEAPEST, DATA_KEY, PASSPHRASE, STORE_ID

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.fixture(scope="module")
def slot() -> Slot:
    return keys.passphrase_slot(PASSPHRASE, DATA_KEY, STORE_ID, CHEAPEST)


@pytest.fixture(scope="module")
def recovery_key() -> str:
    return keys.new_recovery_key()


def test_a_passphrase_opens_its_slot(slot: Slot) -> None:
    assert keys.opened(slot, PASSPHRASE, STORE_ID) == DATA_KEY


@pytest.mark.parametrize("typed", ["", "walnut ferry", PASSPHRASE.title(), PASSPHRASE + "s"])
def test_another_passphrase_does_not(slot: Slot, typed: str) -> None:
    assert keys.opened(slot, typed, STORE_ID) is None


def test_the_same_letters_from_another_keyboard_open_it() -> None:
    told = "Fähre zum Leuchtturm"
    slot = keys.passphrase_slot(told, DATA_KEY, STORE_ID, CHEAPEST)

    for typed in (
        unicodedata.normalize("NFD", told),
        f"  {told}\n",
        told.translate({ord("F"): "\uff26", ord(" "): "\u00a0"}),
    ):
        assert typed != told
        assert keys.opened(slot, typed, STORE_ID) == DATA_KEY
    assert keys.opened(slot, told.replace(" ", ""), STORE_ID) is None


def test_no_two_slots_are_alike(slot: Slot) -> None:
    other = keys.passphrase_slot(PASSPHRASE, DATA_KEY, STORE_ID, CHEAPEST)

    assert {slot.salt, slot.nonce, slot.wrapped}.isdisjoint(
        {other.salt, other.nonce, other.wrapped}
    )


def test_a_slot_is_read_back_as_it_was_written(slot: Slot, recovery_key: str) -> None:
    for made in (slot, keys.recovery_slot(recovery_key, DATA_KEY, STORE_ID)):
        assert keys.read_slot(made.model_dump_json()) == made


def test_a_slot_of_another_store_does_not_open(slot: Slot, recovery_key: str) -> None:
    recovery = keys.recovery_slot(recovery_key, DATA_KEY, STORE_ID)

    assert keys.opened(slot, PASSPHRASE, "another") is None
    assert keys.opened(recovery, recovery_key, "another") is None


@pytest.mark.parametrize(
    "cost",
    [
        CHEAPEST.model_copy(update={"passes": 3}),
        CHEAPEST.model_copy(update={"lanes": 2}),
        CHEAPEST.model_copy(update={"memory_kib": 20 * 1024}),
        None,
    ],
)
def test_a_slot_whose_cost_was_altered_does_not_open(slot: Slot, cost: Cost | None) -> None:
    altered = slot.model_copy(update={"cost": cost})

    assert keys.opened(altered, PASSPHRASE, STORE_ID) is None


def test_a_slot_of_which_any_part_was_altered_does_not_open(slot: Slot, recovery_key: str) -> None:
    recovery = keys.recovery_slot(recovery_key, DATA_KEY, STORE_ID)
    for made, secret in ((slot, PASSPHRASE), (recovery, recovery_key)):
        for part in ("salt", "nonce", "wrapped"):
            content: bytes = getattr(made, part)
            for other in (content[:-1] + bytes([content[-1] ^ 1]), content + b"\0", content[:-1]):
                altered = made.model_copy(update={part: other})
                assert keys.opened(altered, secret, STORE_ID) is None


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("salt", ""),
        ("salt", "c2hvcnQ="),
        ("nonce", ""),
        ("wrapped", "!"),
        ("name", "back door"),
        ("more", 1),
        ("cost", {"kdf": "md5", "memory_kib": 19456, "passes": 2, "lanes": 1}),
        ("cost", {"kdf": "argon2id", "memory_kib": 19455, "passes": 2, "lanes": 1}),
        ("cost", {"kdf": "argon2id", "memory_kib": 19456, "passes": 1, "lanes": 1}),
        ("cost", {"kdf": "argon2id", "memory_kib": 10**9, "passes": 2, "lanes": 1}),
        ("cost", {"kdf": "argon2id", "memory_kib": 19456, "passes": 10**9, "lanes": 1}),
    ],
)
def test_a_slot_that_is_weak_or_damaged_opens_nothing(slot: Slot, part: str, value: object) -> None:
    content = json.loads(slot.model_dump_json()) | {part: value}

    found = keys.read_slot(json.dumps(content))

    assert found is None or keys.opened(found, PASSPHRASE, STORE_ID) is None


@pytest.mark.parametrize("content", ["", "{}", "null", "[]", '{"name": "passphrase"}', "\x00"])
def test_what_is_no_slot_is_read_as_none(content: str) -> None:
    assert keys.read_slot(content) is None


@pytest.mark.parametrize(
    "cost", [{"memory_kib": 19 * 1024 - 1}, {"passes": 1}, {"lanes": 0}, {"passes": 65}]
)
def test_a_cost_that_is_too_low_or_endless_cannot_be_had(cost: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Cost(**cost)


def test_the_usual_cost_is_far_above_the_least() -> None:
    assert keys.USUAL.kdf == "argon2id"
    assert keys.USUAL.memory_kib >= 6 * CHEAPEST.memory_kib
    assert keys.USUAL.passes > CHEAPEST.passes


def test_a_slot_stretched_with_scrypt_opens_too() -> None:
    slot = keys.passphrase_slot(
        PASSPHRASE, DATA_KEY, STORE_ID, CHEAPEST.model_copy(update={"kdf": "scrypt"})
    )

    assert slot.cost is not None
    assert slot.cost.kdf == "scrypt"
    assert keys.opened(slot, PASSPHRASE, STORE_ID) == DATA_KEY
    as_argon2 = slot.model_copy(update={"cost": CHEAPEST})
    assert keys.opened(as_argon2, PASSPHRASE, STORE_ID) is None


def test_a_machine_without_argon2id_makes_a_slot_with_scrypt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.kdf import argon2

    def unsupported(**_: object) -> None:
        raise UnsupportedAlgorithm("This version of OpenSSL does not support argon2id")

    monkeypatch.setattr(argon2, "Argon2id", unsupported)

    slot = keys.passphrase_slot(PASSPHRASE, DATA_KEY, STORE_ID, CHEAPEST)

    assert slot.cost is not None
    assert slot.cost.kdf == "scrypt"
    assert keys.opened(slot, PASSPHRASE, STORE_ID) == DATA_KEY


@pytest.mark.parametrize("typed", ["", " " * 20, "ninechars", "aaaaaaaaaaaaaaa", "abababababab"])
def test_a_new_passphrase_that_is_easily_guessed_is_refused(typed: str) -> None:
    with pytest.raises(TooShort, match=r"10 letters or more|5 different letters") as caught:
        keys.check_new_passphrase(typed)

    assert caught.value.hint


@pytest.mark.parametrize(
    "typed", [PASSPHRASE, "тёплая лампа", "correct-horse", "一二三四五六七八九十"]
)
def test_a_new_passphrase_of_a_few_words_is_taken(typed: str) -> None:
    keys.check_new_passphrase(typed)


def test_a_recovery_key_opens_its_slot_as_it_is_printed(recovery_key: str) -> None:
    slot = keys.recovery_slot(recovery_key, DATA_KEY, STORE_ID)

    assert slot.cost is None
    assert keys.opened(slot, recovery_key, STORE_ID) == DATA_KEY
    assert keys.opened(slot, keys.new_recovery_key(), STORE_ID) is None
    assert keys.opened(slot, PASSPHRASE, STORE_ID) is None


def test_a_recovery_key_is_printed_in_groups_of_letters_that_are_not_mistaken(
    recovery_key: str,
) -> None:
    groups = recovery_key.split("-")

    assert [len(group) for group in groups] == [4] * 9
    assert set("".join(groups)) <= set(LETTERS)
    assert len({keys.new_recovery_key() for _ in range(50)}) == 50


@settings(max_examples=50)
@given(seed=st.integers())
def test_a_recovery_key_is_known_however_it_is_typed(recovery_key: str, seed: int) -> None:
    chosen = random.Random(seed)  # noqa: S311 - slips, not secrets
    slot = keys.recovery_slot(recovery_key, DATA_KEY, STORE_ID)
    misread = {"1": "1IiLl", "0": "0Oo"}

    letters = [chosen.choice(misread.get(c, c + c.lower())) for c in recovery_key if c != "-"]
    typed = "".join(letter + chosen.choice(["", "", " ", "-", "\t", ". "]) for letter in letters)

    assert keys.is_recovery_key(typed)
    assert keys.opened(slot, typed, STORE_ID) == DATA_KEY


def test_a_slip_of_the_finger_is_told_from_a_recovery_key(recovery_key: str) -> None:
    for at, letter in enumerate(recovery_key):
        if letter != "-":
            for other in set(LETTERS) - {letter}:
                slip = recovery_key[:at] + other + recovery_key[at + 1 :]
                assert not keys.is_recovery_key(slip)
    swapped = recovery_key[5:9] + recovery_key[4] + recovery_key[:4] + recovery_key[9:]
    assert not keys.is_recovery_key(swapped) or swapped == recovery_key
    assert not keys.is_recovery_key(recovery_key[:-1])
    assert not keys.is_recovery_key(recovery_key + "0")
    assert not keys.is_recovery_key(recovery_key[:-1] + "!")
    assert not keys.is_recovery_key("é" * 36)


def test_a_slot_is_not_made_for_a_recovery_key_with_a_slip(recovery_key: str) -> None:
    with pytest.raises(WrongPassphrase, match="as it was printed"):
        keys.recovery_slot(recovery_key[:-1], DATA_KEY, STORE_ID)


def test_data_keys_are_random_and_whole() -> None:
    made = {keys.new_data_key() for _ in range(50)}

    assert len(made) == 50
    assert {len(key) for key in made} == {32}
