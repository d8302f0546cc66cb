"""Signed notes, checkpoints and cosignatures as C2SP writes them: signed-note, tlog-checkpoint,
tlog-cosignature (Ed25519).
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)


LOG, WITNESS = b"\x01", b"\x04"
_KEY_ID = 4
_DASH = "— "


class BadNote(ValueError):
    """The text is no note, checkpoint or key of this form."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A name and a public key; `kind` says what the key signs: checkpoints or cosignatures."""

    name: str
    kind: bytes
    public: bytes

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:_KEY_ID]

    @property
    def vkey(self) -> str:
        """The key as it is handed out: name+hash+key."""
        return f"{self.name}+{self.key_id.hex()}+{_b64(self.kind + self.public)}"

    def accepts(self, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def verifier_of(vkey: str) -> Verifier:
    """The verifier behind a vkey; raises BadNote."""
    name, _plus, rest = vkey.strip().partition("+")
    key_id, _plus, key = rest.partition("+")
    raw = _unb64(key)
    found = Verifier(name, raw[:1], raw[1:])
    if len(raw) != 33 or found.key_id.hex() != key_id:
        raise BadNote("not a verifier key")
    return found


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        return f"{_DASH}{self.name} {_b64(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How large a log was and its root, with whoever signed that."""

    origin: str
    size: int
    root: bytes
    body: str
    signatures: tuple[Signature, ...] = ()

    @property
    def text(self) -> str:
        return f"{self.body}\n{''.join(signature.line for signature in self.signatures)}"

    def signature_of(self, verifier: Verifier) -> Signature | None:
        """The signature by this key that holds, or None."""
        for signature in self.signatures:
            if (signature.name, signature.key_id) == (verifier.name, verifier.key_id):
                if verifier.kind == WITNESS:
                    message = _cosigned(self.body, int.from_bytes(signature.value[:8], "big"))
                    holds = verifier.accepts(message, signature.value[8:])
                else:
                    holds = verifier.accepts(self.body.encode(), signature.value)
                if holds:
                    return signature
        return None


def sign_checkpoint(origin: str, size: int, root: bytes, key: Ed25519PrivateKey) -> Checkpoint:
    """A checkpoint signed by the log; the same size and root always give the same bytes."""
    body = body_of(origin, size, root)
    verifier = log_verifier(origin, key)
    signature = Signature(origin, verifier.key_id, key.sign(body.encode()))
    return Checkpoint(origin, size, root, body, (signature,))


def body_of(origin: str, size: int, root: bytes) -> str:
    """What is signed of a checkpoint."""
    return f"{origin}\n{size}\n{_b64(root)}\n"


def log_verifier(origin: str, key: Ed25519PrivateKey) -> Verifier:
    return Verifier(origin, LOG, key.public_key().public_bytes_raw())


def cosign(checkpoint: Checkpoint, name: str, key: Ed25519PrivateKey, seconds: int) -> Signature:
    """A witness's word that at this time it knew nothing larger, and nothing else, of the log."""
    verifier = Verifier(name, WITNESS, key.public_key().public_bytes_raw())
    value = key.sign(_cosigned(checkpoint.body, seconds))
    return Signature(name, verifier.key_id, seconds.to_bytes(8, "big") + value)


def _cosigned(body: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{body}".encode()


def parse_checkpoint(text: str) -> Checkpoint:
    """A checkpoint as it was written, signatures not looked at; raises BadNote."""
    body, blank, rest = text.replace("\r\n", "\n").partition("\n\n")
    lines = body.split("\n")
    if not blank or len(lines) < 3 or not lines[1].isdecimal():
        raise BadNote("not a checkpoint")
    root = _unb64(lines[2])
    return Checkpoint(lines[0], int(lines[1]), root, body + "\n", tuple(parse_signatures(rest)))


def parse_signatures(text: str) -> list[Signature]:
    """Signature lines; raises BadNote."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        name, _blank, value = line.removeprefix(_DASH).rpartition(" ")
        raw = _unb64(value)
        if not line.startswith(_DASH) or not name or len(raw) <= _KEY_ID:
            raise BadNote("not a signature line")
        found.append(Signature(name, raw[:_KEY_ID], raw[_KEY_ID:]))
    return found


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unb64(text: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except binascii.Error as error:
        raise BadNote("not base64") from error
