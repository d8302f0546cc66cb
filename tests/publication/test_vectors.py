"""What a leaf is, by the same vectors in Python, SQL and JavaScript: none may drift from the others."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from django.conf import settings
from django.db import connection

import pytest

from publication.log.leaves import Cut, opened, row_leaf, shares_of


VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
_SQL = """
WITH seed AS (SELECT sha512(decode(%(seed)s, 'hex')) AS s), parts AS (
    SELECT sha256(substr(s, 17, 16) || convert_to(%(names)s, 'UTF8')) AS names,
        sha256(substr(s, 33, 16) || convert_to(%(numbers)s, 'UTF8')) AS numbers,
        substr(s, 1, 16) || convert_to(%(kind)s || E'\\t' || %(public)s, 'UTF8') AS public
    FROM seed
), row AS (SELECT sha256(public || names || numbers) AS commitment FROM parts)
SELECT encode(commitment, 'hex'), encode(sha256('\\x0001'::bytea || commitment), 'hex') FROM row
"""


@pytest.mark.parametrize("vector", VECTORS, ids=[each["kind"] for each in VECTORS])
def test_python_and_sql_agree(db, vector):
    parts = [vector[name] for name in ("public", "names", "numbers")]
    columns = [part.count("\t") + 1 if part else 0 for part in parts]
    fields = [text.encode() for part in parts if part for text in part.split("\t")]
    cut = Cut(vector["kind"].encode(), *columns[:2])
    committed = cut.committed(fields, bytes.fromhex(vector["seed"]))
    assert (committed.hex(), row_leaf(committed).hex()) == (vector["commitment"], vector["leaf"])
    with connection.cursor() as cursor:
        cursor.execute(_SQL, vector)
        assert cursor.fetchone() == (vector["commitment"], vector["leaf"])


@pytest.mark.browser
def test_javascript_agrees(browser):
    page = browser.new_page()
    page.add_script_tag(path=Path(settings.BASE_DIR) / "static/vendor/noble/noble.js")
    page.add_script_tag(path=Path(settings.BASE_DIR) / "static/js/verify-receipt.js")
    for vector in VECTORS:
        shares = shares_of(bytes.fromhex(vector["seed"]))
        text = {
            "kind": vector["kind"],
            "public": vector["public"],
            "names": vector["names"],
            "share": _b64(shares.public),
            "names_share": _b64(shares.names),
            "numbers": _b64(opened(shares.numbers, vector["numbers"].encode())),
        }
        closed = text | {"names_hash": _b64(opened(shares.names, vector["names"].encode()))}
        del closed["names"]
        for given in (text, closed):
            leaf = page.evaluate(
                "(given) => checkReceipt.toBase64(checkReceipt.leafOf(given))", given
            )
            assert base64.b64decode(leaf).hex() == vector["leaf"]
    page.close()


def _b64(data):
    return base64.b64encode(data).decode()
