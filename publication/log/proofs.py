"""Receipts: the file (c2sp.org/tlog-proof@v1) and the few bytes that a square on paper holds."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass, field

from publication.log.notes import BadNote, Checkpoint, parse_checkpoint


_HEADING = "c2sp.org/tlog-proof@v1"
PAPER_PREFIX = "MBLOG1:"
# Version, index and size (five bytes each), leaf hash, root, signature: 139 bytes.
_PAPER = struct.Struct(">B5s5s32s32s64s")
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


@dataclass(frozen=True, slots=True)
class Proof:
    """That an entry stands at `index` of the log that the checkpoint tells of."""

    index: int
    path: list[bytes]
    checkpoint: Checkpoint
    extra: bytes = field(default=b"")

    @property
    def text(self) -> str:
        lines = [_HEADING]
        if self.extra:
            lines.append(f"extra {base64.b64encode(self.extra).decode()}")
        lines.append(f"index {self.index}")
        lines += [base64.b64encode(step).decode() for step in self.path]
        return "\n".join(lines) + "\n\n" + self.checkpoint.text


def parse_proof(text: str) -> Proof:
    """Raises BadNote for what is no such file."""
    head, _blank, note = text.replace("\r\n", "\n").partition("\n\n")
    lines = head.split("\n")
    if lines[0] != _HEADING:
        raise BadNote("not a receipt")
    extra = b""
    try:
        if lines[1].startswith("extra "):
            extra = base64.b64decode(lines.pop(1)[6:], validate=True)
        word, _blank, index = lines[1].partition(" ")
        path = [base64.b64decode(line, validate=True) for line in lines[2:]]
        if word != "index" or not index.isdecimal():
            raise BadNote("not a receipt")
    except (IndexError, ValueError) as error:
        raise BadNote("not a receipt") from error
    return Proof(int(index), path, parse_checkpoint(note), extra)


@dataclass(frozen=True, slots=True)
class Paper:
    """What a printed square says: this leaf stood here when the log was so large and had this root."""

    index: int
    leaf: bytes
    size: int
    root: bytes
    signature: bytes

    @property
    def text(self) -> str:
        """Letters and digits that a QR code packs closely: 139 bytes, version 9-M."""
        packed = _PAPER.pack(
            1, self.index.to_bytes(5, "big"), self.size.to_bytes(5, "big"), self.leaf, self.root,
            self.signature,
        )  # fmt: skip
        return PAPER_PREFIX + to_base45(packed)


def parse_paper(text: str) -> Paper:
    """Raises BadNote."""
    text = text.strip()
    if not text.startswith(PAPER_PREFIX):
        raise BadNote("not a square of ours")
    try:
        version, index, size, leaf, root, signature = _PAPER.unpack(
            from_base45(text[len(PAPER_PREFIX) :])
        )
    except (struct.error, ValueError) as error:
        raise BadNote("not a square of ours") from error
    if version != 1:
        raise BadNote("not a square of ours")
    return Paper(int.from_bytes(index, "big"), leaf, int.from_bytes(size, "big"), root, signature)


def to_base45(data: bytes) -> str:
    """RFC 9285."""
    letters = []
    for at in range(0, len(data), 2):
        pair = data[at : at + 2]
        number = int.from_bytes(pair, "big")
        for _place in range(len(pair) + 1):
            number, letter = divmod(number, 45)
            letters.append(_BASE45[letter])
    return "".join(letters)


def from_base45(text: str) -> bytes:
    """RFC 9285; raises ValueError."""
    data = bytearray()
    for at in range(0, len(text), 3):
        values = [_BASE45.index(letter) for letter in text[at : at + 3]]
        number = sum(value * 45**place for place, value in enumerate(values))
        data += number.to_bytes(len(values) - 1, "big")
    return bytes(data)
