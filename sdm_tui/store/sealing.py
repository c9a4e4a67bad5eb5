"""Rows are sealed one by one, so that none can be read, changed, swapped or put back unseen.

Encrypted rows are AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D); which row it is, in
which revision, is authenticated along with the content. Plain stores, such as those of rehearsals,
carry a BLAKE2 checksum in the same place: it notices accidents, not people.
"""

import hashlib
import hmac
import os
import zlib
from typing import Final, Protocol

_NONCE: Final = 12
"""Bytes; random for each sealing, which is sound for some 2**32 rows under one key."""
_CHECKSUM: Final = 16
TAG: Final = 16
"""Bytes at the end of every sealed row that differ whenever anything in it does."""
_WORTH_PACKING: Final = 300
"""Bytes of content from which compressing it saves more than it costs."""
_AS_IT_IS, _PACKED = b"\0", b"\1"
KEY_LENGTH: Final = 32
"""Bytes of a data key: 256 bits."""


class Damaged(Exception):
    """What is sealed is not what was sealed there: a flipped bit, another row, another key."""


class Sealing(Protocol):
    """How the rows of one store are sealed."""

    is_encrypted: bool

    def seal(self, content: bytes, context: bytes) -> bytes:
        """Return `content` sealed for one place; `context` names the place and is not secret."""

    def unseal(self, sealed: bytes, context: bytes) -> bytes:
        """Return what was sealed for exactly this place; raises Damaged."""

    def mac(self, content: bytes) -> bytes:
        """Return 32 bytes that nobody without the key can make for other content."""


class Encrypted:
    """Rows that only the holder of the data key can read or make."""

    is_encrypted = True

    def __init__(self, data_key: bytes, store_id: str) -> None:
        """Seal with a data key of 32 bytes; rows of a store with another id do not open."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._refusals = (InvalidTag, ValueError)
        self.data_key = data_key
        self._store = store_id.encode() + b"\0"
        # One key for each purpose, derived as HKDF-Expand (RFC 5869) does with a uniform key.
        self._cipher = AESGCM(hmac.digest(data_key, b"rows\1", "sha256"))
        self._mac_key = hmac.digest(data_key, b"links\1", "sha256")

    def seal(self, content: bytes, context: bytes) -> bytes:
        """Return nonce, ciphertext and tag."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, _packed(content), self._store + context)

    def unseal(self, sealed: bytes, context: bytes) -> bytes:
        """Return the content; raises Damaged."""
        try:
            packed = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._store + context)
        except self._refusals as error:
            raise Damaged from error
        return _unpacked(packed)

    def mac(self, content: bytes) -> bytes:
        """Return HMAC-SHA-256."""
        return hmac.digest(self._mac_key, self._store + content, "sha256")


class Plain:
    """Rows that anybody can read; damage is noticed and intent is not."""

    is_encrypted = False

    def __init__(self, store_id: str) -> None:
        self._store = store_id.encode() + b"\0"

    def seal(self, content: bytes, context: bytes) -> bytes:
        """Return the content and its checksum."""
        packed = _packed(content)
        return packed + self._checksum(packed, context)

    def unseal(self, sealed: bytes, context: bytes) -> bytes:
        """Return the content; raises Damaged."""
        packed, checksum = sealed[:-_CHECKSUM], sealed[-_CHECKSUM:]
        if checksum != self._checksum(packed, context):
            raise Damaged
        return _unpacked(packed)

    def mac(self, content: bytes) -> bytes:
        """Return a hash that anybody could make."""
        return hashlib.blake2b(self._store + content, digest_size=32).digest()

    def _checksum(self, packed: bytes, context: bytes) -> bytes:
        place = hashlib.blake2b(self._store + context, digest_size=_CHECKSUM).digest()
        return hashlib.blake2b(packed, key=place, digest_size=_CHECKSUM).digest()


def row_context(table: str, number: int, revision: int, name: str | None) -> bytes:
    """Return what a row is sealed along with: its table, id, revision and name."""
    return f"{len(table)}:{table}{number}:{revision}:{name or ''}".encode(
        "utf-8", "backslashreplace"
    )


def _packed(content: bytes) -> bytes:
    if len(content) < _WORTH_PACKING:
        return _AS_IT_IS + content
    return _PACKED + zlib.compress(content, 1)


def _unpacked(packed: bytes) -> bytes:
    kind, content = packed[:1], packed[1:]
    if kind == _AS_IT_IS:
        return content
    try:
        return zlib.decompress(content)
    except zlib.error as error:
        raise Damaged from error
