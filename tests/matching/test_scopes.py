"""A scope is one object: what the engine knows of it stands nowhere else."""

from dataclasses import replace
from pathlib import Path

import pytest

from matching import scopes
from matching.rules import SubjectFilter
from matching.rules.format import parse
from matching.services import run_crosscheck
from tests.town import make_town, payment


DOCS = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
OWN = """\
-- code: example
-- question: Who was paid?
-- scope: recipient
-- severity: low
-- basis: a law
-- innocent: a cause
-- next: a step
-- returns: payments
SELECT p.id AS payment_id
FROM {payments} AS p
WHERE p.state = 'paid' {affected:p.beneficiary_id}
"""


@pytest.mark.parametrize("scope", scopes.SCOPES.values(), ids=lambda scope: scope.name)
def test_every_scope_is_told_in_the_document(scope):
    assert f"| `{scope.name}` |" in DOCS.read_text()
    assert scope.column in ("key", "code", "id")
    assert scope.begins_with in ("", *scopes.SCOPES)


def test_a_new_scope_is_one_object(db, monkeypatch, tmp_path):
    """A nightly and a full run know it as soon as it stands among the others."""
    recipient = replace(
        scopes.PERSON,
        name="recipient",
        changed="SELECT beneficiary_id AS key, programme_id FROM {payments} AS p",
    )
    monkeypatch.setitem(scopes.SCOPES, "recipient", recipient)
    path = tmp_path / "example.sql"
    path.write_text(OWN)
    rule = parse(path)
    for module in ("live", "shards"):
        monkeypatch.setattr(f"matching.services.{module}.all_rules", lambda: {"example": rule})
    town = make_town()
    town.publish(payment(1), payment(2))

    assert rule.scope is recipient
    assert "beneficiary_id IN (SELECT key FROM t)" in rule.select(SubjectFilter(table="t"))
    found = [run_crosscheck(full=full).results.get() for full in (False, True)]
    assert [(result.error, result.found) for result in found] == [("", 2), ("", 2)]
