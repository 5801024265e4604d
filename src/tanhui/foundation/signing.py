"""Ed25519 signatures of the platform: over report hashes, statements, certificates and journal heads.

Keys live in a folder outside the database (`TANHUI_KEYS`), private ones as PEM files that only the owner can read. The
highest numbered key signs; older keys, or only their public halves, stay in the folder so that old signatures verify.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

ALGORITHM = "Ed25519"
_PURPOSE = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")
_PRIVATE = "signing-{number:04d}.pem"
_PRIVATE_NAME = re.compile(r"signing-([0-9]{4})\.pem")
_PUBLIC_GLOB = "*.pub"


class KeysUnusable(RuntimeError):
    """The signing keys are missing, readable by others, or of another kind; the platform must not start."""


@dataclass(frozen=True)
class Signature:
    """A signature, the key that made it, and how."""

    algorithm: str
    key_id: str
    value_hex: str

    @property
    def value(self) -> bytes:
        """The signature's bytes."""
        return bytes.fromhex(self.value_hex)

    def as_dict(self) -> dict[str, str]:
        """Return the shape that documents and the API carry."""
        return {"algorithm": self.algorithm, "key_id": self.key_id, "value_hex": self.value_hex}


@dataclass(frozen=True)
class PublicKey:
    """A key anyone may check signatures with; `is_active` for the one that signs now."""

    key_id: str
    algorithm: str
    raw_hex: str
    pem: str
    is_active: bool


def keys_folder() -> Path:
    """Return the folder of the keys: the only place that reads the environment."""
    named = os.environ.get("TANHUI_KEYS")
    if not named:
        raise KeysUnusable("TANHUI_KEYS names no folder for the signing keys")
    return Path(named)


def prepare_keys(*, demonstration: bool) -> str:
    """Check the keys at start and return the active key's id; only the demonstration makes its own, on first start."""
    folder = keys_folder()
    if not _private_files(folder):
        if not demonstration:
            raise KeysUnusable(f"no signing key in {folder}; put one there (only the demonstration makes its own)")
        rotate()
    return key_id_of(_active().public_key())


def rotate() -> str:
    """Add a new signing key, which signs from now on; earlier ones go on verifying. Returns the new key's id."""
    folder = keys_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    number = max(_private_files(folder), default=0)
    while True:
        number += 1
        try:
            _write_private(folder / _PRIVATE.format(number=number), pem)
        except FileExistsError:
            continue
        return key_id_of(key.public_key())


def sign(purpose: str, message: bytes) -> Signature:
    """Sign a message for one purpose; a signature made for one purpose never verifies for another."""
    key = _active()
    value = key.sign(signed_bytes(purpose, message))
    return Signature(algorithm=ALGORITHM, key_id=key_id_of(key.public_key()), value_hex=value.hex())


def verify(purpose: str, message: bytes, signature: Signature) -> bool:
    """Whether one of the platform's keys made this signature over this message for this purpose."""
    key = _public_by_id().get(signature.key_id)
    if key is None or signature.algorithm != ALGORITHM:
        return False
    try:
        key.verify(signature.value, signed_bytes(purpose, message))
    except (InvalidSignature, ValueError):
        return False
    return True


def signed_bytes(purpose: str, message: bytes) -> bytes:
    """Return what is really signed: `tanhui:<purpose>`, a zero byte, the message."""
    if not _PURPOSE.fullmatch(purpose):
        raise ValueError(f"not a purpose: {purpose!r}")
    return b"tanhui:" + purpose.encode("ascii") + b"\0" + message


def public_keys() -> list[PublicKey]:
    """Return every key that verifies, the active one first."""
    active = key_id_of(_active().public_key())
    rows = [
        PublicKey(
            key_id=key_id,
            algorithm=ALGORITHM,
            raw_hex=key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex(),
            pem=key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii"),
            is_active=key_id == active,
        )
        for key_id, key in _public_by_id().items()
    ]
    return sorted(rows, key=lambda row: (not row.is_active, row.key_id))


def key_id_of(key: Ed25519PublicKey) -> str:
    """Return a key's id: the first 16 hex digits of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def _write_private(path: Path, pem: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(pem)
        handle.flush()
        os.fsync(handle.fileno())


def _private_files(folder: Path) -> dict[int, Path]:
    if not folder.is_dir():
        return {}
    named = ((_PRIVATE_NAME.fullmatch(path.name), path) for path in folder.iterdir())
    return {int(found.group(1)): path for found, path in named if found}


def _active() -> Ed25519PrivateKey:
    files = _private_files(keys_folder())
    if not files:
        raise KeysUnusable("there is no signing key")
    return _private(files[max(files)])


def _private(path: Path) -> Ed25519PrivateKey:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeysUnusable(f"{path.name} can be read by others; set its mode to 0600")
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise KeysUnusable(f"{path.name} is not a readable private key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeysUnusable(f"{path.name} is not an Ed25519 key")
    return key


def _public_by_id() -> dict[str, Ed25519PublicKey]:
    folder = keys_folder()
    keys = [_private(path).public_key() for _, path in sorted(_private_files(folder).items())]
    for path in sorted(folder.glob(_PUBLIC_GLOB)):
        key = load_pem_public_key(path.read_bytes())
        if not isinstance(key, Ed25519PublicKey):
            raise KeysUnusable(f"{path.name} is not an Ed25519 key")
        keys.append(key)
    return {key_id_of(key): key for key in keys}
