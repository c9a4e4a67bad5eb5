"""The key slots of a store: one random data key, wrapped by whatever may open the store.

Each slot holds the data key under AES-256-GCM, with the store's id and the slot's own parameters
authenticated along with it. A passphrase is stretched with Argon2id (RFC 9106) or, where this
machine's library has none, scrypt (RFC 7914); the recovery key is random and needs no stretching.
Changing the passphrase rewrites one slot and no record.
"""

import hashlib
import hmac
import os
import unicodedata
from typing import Annotated, Final, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, ValidationError

from sdm_tui.errors import StoreUnreadable, TooShort, WrongPassphrase
from sdm_tui.store.sealing import KEY_LENGTH

SHORTEST: Final = 10
"""Characters of a passphrase; three random words have more."""
_SALT: Final = 16
_NONCE: Final = 12
_RECOVERY: Final = 20
"""Bytes: 160 bits."""
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing in it is easily taken for something else."""
_MISREAD: Final = str.maketrans("ILO", "110")
_GROUP: Final = 4
_CHECK: Final = 4
"""Letters that tell a slip of the finger from a wrong key."""

SlotName = Literal["passphrase", "recovery", "windows"]


class Cost(BaseModel):
    """How dear one guess at a passphrase is; refused when weaker than OWASP's least advice.

    OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB and 2 passes, or scrypt with N = 2**17
    and r = 8; both bounds are kept here as the least that is accepted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kdf: Literal["argon2id", "scrypt"] = "argon2id"
    memory_kib: Annotated[int, Field(ge=19 * 1024, le=1024 * 1024)] = 128 * 1024
    """Memory for one guess. The least that is accepted, 19 MiB, is for tests and tiny machines."""
    passes: Annotated[int, Field(ge=2, le=64)] = 3
    lanes: Annotated[int, Field(ge=1, le=16)] = 4


USUAL: Final = Cost()
"""About a quarter of a second on two cores of a server, and half a second on a slow desk PC."""


class Slot(BaseModel):
    """One way to open the store."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: SlotName
    cost: Cost | None = None
    """None where the secret is random and needs no stretching."""
    salt: Annotated[Base64Bytes, Field(min_length=_SALT)]
    nonce: Base64Bytes
    wrapped: Base64Bytes
    """The data key under the slot's own key."""


def new_data_key() -> bytes:
    """Return a fresh data key of 256 random bits."""
    return os.urandom(KEY_LENGTH)


def check_new_passphrase(passphrase: str) -> None:
    """Raise TooShort for a passphrase that is too easily guessed."""
    told = _normal(passphrase)
    if len(told) < SHORTEST or len(set(told)) < SHORTEST // 2:
        raise TooShort(
            f"A passphrase needs {SHORTEST} letters or more."
            if len(told) < SHORTEST
            else f"A passphrase needs at least {SHORTEST // 2} different letters.",
            "Three words that have nothing to do with each other are easy to remember.",
        )


def passphrase_slot(passphrase: str, data_key: bytes, store_id: str, cost: Cost = USUAL) -> Slot:
    """Return a slot that a passphrase opens."""
    salt = os.urandom(_SALT)
    cost = _possible(cost)
    return _wrap("passphrase", data_key, store_id, _stretched(passphrase, salt, cost), salt, cost)


def recovery_slot(recovery_key: str, data_key: bytes, store_id: str) -> Slot:
    """Return a slot that a recovery key opens."""
    salt = os.urandom(_SALT)
    return _wrap("recovery", data_key, store_id, _from_random(_decoded(recovery_key), salt), salt)


def windows_slot(data_key: bytes, store_id: str) -> Slot:
    """Return a slot that this Windows login opens on this computer; raises OSError elsewhere."""
    from sdm_tui.store.windows_login import protect

    secret = os.urandom(KEY_LENGTH)
    salt = protect(secret)
    return _wrap("windows", data_key, store_id, _from_random(secret, salt), salt)


def opened(slot: Slot, secret: str, store_id: str) -> bytes | None:
    """Return the data key where the secret opens the slot; None where it does not.

    secret: the passphrase or the recovery key as typed; ignored by a slot of a Windows login.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = _slot_key(slot, secret)
    if key is None:
        return None
    try:
        return AESGCM(key).decrypt(slot.nonce, slot.wrapped, _bound(slot.name, store_id, slot.cost))
    except (InvalidTag, ValueError):
        return None


def read_slot(content: str) -> Slot | None:
    """Return a slot as the store keeps it, or None for one that is damaged."""
    try:
        return Slot.model_validate_json(content)
    except ValidationError:
        return None


def new_recovery_key() -> str:
    """Return a random recovery key as it is printed: groups of four, with check letters."""
    return _encoded(os.urandom(_RECOVERY))


def is_recovery_key(typed: str) -> bool:
    """Whether what was typed is a recovery key without a slip, of whichever store."""
    return _decoded_or_none(typed) is not None


def _slot_key(slot: Slot, secret: str) -> bytes | None:
    match slot.name:
        case "passphrase":
            return _stretched(secret, slot.salt, slot.cost or USUAL)
        case "recovery":
            random = _decoded_or_none(secret)
            return None if random is None else _from_random(random, slot.salt)
        case "windows":
            from sdm_tui.store.windows_login import unprotect

            try:
                return _from_random(unprotect(slot.salt), slot.salt)
            except OSError:
                return None


def _wrap(
    name: SlotName,
    data_key: bytes,
    store_id: str,
    key: bytes,
    salt: bytes,
    cost: Cost | None = None,
) -> Slot:
    from base64 import b64encode

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE)
    wrapped = AESGCM(key).encrypt(nonce, data_key, _bound(name, store_id, cost))
    return Slot(
        name=name,
        cost=cost,
        salt=b64encode(salt),
        nonce=b64encode(nonce),
        wrapped=b64encode(wrapped),
    )


def _bound(name: str, store_id: str, cost: Cost | None) -> bytes:
    return f"{store_id}\0{name}\0{cost.model_dump_json() if cost else ''}".encode()


def _stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    secret = _normal(passphrase).encode("utf-8", "surrogatepass")
    if cost.kdf == "scrypt":
        return hashlib.scrypt(secret, salt=salt, n=2**17, r=8, p=1, maxmem=2**28, dklen=KEY_LENGTH)
    try:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        return Argon2id(
            salt=salt,
            length=KEY_LENGTH,
            iterations=cost.passes,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        ).derive(secret)
    except (ImportError, _unsupported()) as error:
        raise StoreUnreadable(
            "The store's passphrase was set on a machine that has Argon2id, and this one has not. "
            "The store is left exactly as it was.",
            "Open it with the recovery key, or use a newer sdm-tui on this machine.",
        ) from error


def _possible(cost: Cost) -> Cost:
    """Return the cost itself where this machine has Argon2id, and one of scrypt elsewhere."""
    try:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        Argon2id(salt=b"0" * 8, length=4, iterations=1, lanes=1, memory_cost=8)
    except (ImportError, _unsupported()):
        return cost.model_copy(update={"kdf": "scrypt"})
    return cost


def _unsupported() -> type[Exception]:
    from cryptography.exceptions import UnsupportedAlgorithm

    return UnsupportedAlgorithm


def _from_random(secret: bytes, salt: bytes) -> bytes:
    return hmac.digest(secret, b"slot\1" + salt, "sha256")


def _normal(passphrase: str) -> str:
    """Return a passphrase as every keyboard gives it: one form of each letter, no outer blanks."""
    return unicodedata.normalize("NFKC", passphrase).strip()


def _encoded(random: bytes) -> str:
    letters = _base32(random) + _check(random)
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))


def _decoded(typed: str) -> bytes:
    random = _decoded_or_none(typed)
    if random is None:
        raise WrongPassphrase(
            "That is not a recovery key as it was printed.", "Look at each group of four letters."
        )
    return random


def _decoded_or_none(typed: str) -> bytes | None:
    letters = "".join(c for c in typed.upper() if c.isalnum()).translate(_MISREAD)
    if len(letters) != _RECOVERY * 8 // 5 + _CHECK or not set(letters) <= set(_LETTERS):
        return None
    number = 0
    for letter in letters[:-_CHECK]:
        number = number * 32 + _LETTERS.index(letter)
    random = number.to_bytes(_RECOVERY, "big")
    return random if _check(random) == letters[-_CHECK:] else None


def _check(random: bytes) -> str:
    return _base32(hashlib.sha256(b"recovery key" + random).digest()[:5])[:_CHECK]


def _base32(data: bytes) -> str:
    number, letters = int.from_bytes(data, "big"), ""
    for _ in range(len(data) * 8 // 5):
        number, rest = divmod(number, 32)
        letters = _LETTERS[rest] + letters
    return letters
