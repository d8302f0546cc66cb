"""Receipts: that a row stood in the log, checkable by anybody, offline, for ever."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from django.db import connection

from publication.log.kinds import RowKind
from publication.log.leaves import LEADING, opened, row_leaf, shares_of
from publication.log.notes import Checkpoint
from publication.log.proofs import Paper, Proof
from publication.log.receipted import Receipted
from publication.log.tree import inclusion
from publication.selectors.leaves import RowLeaf, StoredTree, leaves_of
from publication.services.hashing import of_keys, stream
from publication.services.signing import checkpoint_over, verifier


@dataclass(frozen=True, slots=True)
class Receipt:
    """One row's proof, as a file and as what a printed square holds."""

    proof: Proof
    leaf: bytes
    matches: bool
    fields: dict[str, str]

    @property
    def file(self) -> str:
        return self.proof.text

    @property
    def paper(self) -> Paper:
        checkpoint = self.proof.checkpoint
        signature = checkpoint.signature_of(verifier())
        return Paper(
            self.proof.index, self.leaf, checkpoint.size, checkpoint.root,
            signature.value if signature else b"",
        )  # fmt: skip


def receipts_of(about: Receipted) -> list[Receipt]:
    """A receipt for each row of a page that the log holds, in the order of the log.

    Raises NotSigned while the newest of them is covered by no checkpoint yet.
    """
    with connection.cursor() as cursor:
        leaves: dict[int, RowLeaf] = {}
        for batch in {batch for _key, batch in about.rows}:
            keys = [key for key, own in about.rows if own == batch]
            leaves |= leaves_of(cursor, about.kind, keys, batch=batch)
        if not leaves:
            return []
        lines = _Lines()
        stream(cursor, about.kind, of_keys(leaves), lines)
        checkpoint = checkpoint_over(max(leaf.index for leaf in leaves.values()))
        tree = StoredTree(cursor)
        return [
            _receipt(about, leaf, lines.fields[key], tree, checkpoint)
            for key, leaf in sorted(leaves.items(), key=lambda item: item[1].index)
            if key in lines.fields
        ]


class _Lines:
    """A few rows' texts by their keys."""

    def __init__(self) -> None:
        self.fields: dict[int, list[bytes]] = {}

    def write(self, line: bytes) -> int:
        fields = line[:-1].split(b"\t")
        self.fields[int(fields[0])] = fields[LEADING:]
        return len(line)


def _receipt(
    about: Receipted, leaf: RowLeaf, fields: list[bytes], tree: StoredTree, checkpoint: Checkpoint
) -> Receipt:
    kind, cut, shares = about.kind, about.kind.cut, shares_of(leaf.seed)
    public, names, numbers = cut.parts(fields)
    extra: dict[str, Any] = {
        "kind": kind.code,
        "share": _b64(shares.public),
        "public": public.decode(),
        "numbers": _b64(opened(shares.numbers, numbers)),
    }
    if about.opens_names:
        extra |= {"names_share": _b64(shares.names), "names": names.decode()}
    else:
        extra["names_hash"] = _b64(opened(shares.names, names))
    proof = Proof(
        leaf.index, inclusion(tree, leaf.index, checkpoint.size), checkpoint,
        json.dumps(extra, ensure_ascii=False, separators=(",", ":")).encode(),
    )  # fmt: skip
    return Receipt(
        proof, row_leaf(leaf.commitment), cut.committed(fields, leaf.seed) == leaf.commitment,
        shown_fields(kind, public, names if about.opens_names else None),
    )  # fmt: skip


def shown_fields(kind: RowKind, public: bytes, names: bytes | None) -> dict[str, str]:
    """Columns and their texts as far as they are open; "" for nothing."""
    pairs = list(zip(kind.public, public.split(b"\t"), strict=True))
    if names is not None and kind.names:
        pairs += zip(kind.names, names.split(b"\t"), strict=True)
    return {name: "" if text == b"\\N" else text.decode() for name, text in pairs}


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
