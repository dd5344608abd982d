"""The vault: who a participant is, sealed under a key of their own, which can be destroyed.

A participant is found again by a keyed hash of the reference, and the key of that hash is outside
the database: a plain hash of so few possible references would be undone in minutes.
"""

import hmac
import json
import os
import re
import secrets
import stat
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sop_engine.errors import CallError, Place, problem
from sop_engine.units.canonical import canonical, canonical_row

KEY = re.compile(rb"sop-vault-key-1:([0-9a-f]{64})\s*")
NONCE = 12
SEALED = "sealed:"
"""How what stands in evidence for a personal value begins."""


def new_uid() -> str:
    """A reference that means nothing: 80 random bits.

    Example:
        >>> uid = new_uid()
        >>> len(uid), uid[:2]
        (18, 'p-')
    """
    return "p-" + b32encode(secrets.token_bytes(10)).decode().lower()


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens the vault: one key to seal the keys of people, one to find people again."""

    sealing: bytes
    matching: bytes

    def __repr__(self) -> str:
        return "Keys(...)"  # what is in them is not for a log


def keys_from(secret: bytes) -> Keys:
    """The keys of a vault from its secret of 32 bytes."""

    def derived(use: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sop vault 1, " + use).derive(secret)

    return Keys(derived(b"sealing"), derived(b"matching"))


def make_keys(file: Path) -> None:
    """Make the secret of a vault, in a file that only its owner can read.

    Raises:
        CallError: The file is there already, or cannot be written.
    """
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(b"sop-vault-key-1:" + secrets.token_hex(32).encode() + b"\n")
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise CallError(problem("vault-key-unwritable", Place(str(file)), detail=error.strerror or "")) from None


def read_keys(file: Path) -> Keys:
    """The keys of a vault from the file of its secret.

    Raises:
        CallError: There is none, others can read it, or it is none of ours.
    """
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise CallError(problem("vault-key-open", Place(str(file))))
        text = file.read_bytes()
    except OSError as error:
        raise CallError(problem("vault-key-unreadable", Place(str(file)), detail=error.strerror or "")) from None
    found = KEY.fullmatch(text)
    if found is None:
        raise CallError(problem("vault-key-unreadable", Place(str(file)), detail="it is no key of a vault"))
    return keys_from(bytes.fromhex(found[1].decode()))


def match(keys: Keys, contract: str, ref: str) -> bytes:
    """The keyed hash by which a reference is found again, in one contract only.

    Example:
        >>> keys = keys_from(bytes(32))
        >>> match(keys, "homes", "GM-1") == match(keys, "homes", "GM-1") != match(keys, "work", "GM-1")
        True
    """
    return hmac.digest(keys.matching, canonical_row([contract, ref]).encode("utf-8", "surrogatepass"), "sha256")


def new_key(keys: Keys, uid: str) -> tuple[bytes, bytes]:
    """A new key for a participant: open, and sealed under the key of the vault."""
    own = AESGCM.generate_key(256)
    return own, _seal(keys.sealing, own, uid)


def open_key(keys: Keys, sealed: bytes, uid: str) -> bytes:
    """The key of a participant.

    Raises:
        CallError: The vault was sealed under another key.
    """
    return _open(keys.sealing, sealed, uid)


def seal(own: bytes, values: Mapping[str, str], bound_to: str) -> bytes:
    """Values sealed under the key of a participant, and bound to the row that they belong to.

    Example:
        >>> own, _ = new_key(keys_from(bytes(32)), "p-x")
        >>> unseal(own, seal(own, {"reference": "GM-1"}, "p-x"), "p-x")
        {'reference': 'GM-1'}
    """
    return _seal(own, canonical(dict(values)).encode("utf-8", "surrogatepass"), bound_to)


def unseal(own: bytes, sealed: bytes, bound_to: str) -> dict[str, str]:
    """What was sealed.

    Raises:
        CallError: It was sealed under another key, for another row, or altered.
    """
    return dict(json.loads(_open(own, sealed, bound_to)))


def token(own: bytes, value: str) -> str:
    """What stands in evidence for a personal value: the same for the same value of the same participant.

    Without the key it says nothing, and once the key is destroyed nobody can say what it stood for.
    """
    return SEALED + hmac.new(own, b"token " + value.encode("utf-8", "surrogatepass"), sha256).hexdigest()[:32]


def _seal(key: bytes, plain: bytes, bound_to: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def _open(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())
    except InvalidTag:
        raise CallError(problem("vault-closed", Place(bound_to))) from None
