"""Kinds of evidence are said by the sheets that publish their rows."""

import re

from django.apps import apps
from django.db import connection

import pytest

from intake.sheets import all_sheets, evidence_kind, evidence_kinds
from matching.rules.format import all_rules


TABLES = {
    "payment": "funds_payment",
    "allocation": "funds_allocation",
    "bank-result": "funds_bankresult",
    "standard": "funds_standard",
    "ledger": "villages_ledgerline",
    "voucher": "villages_voucher",
    "contract": "villages_contract",
    "works": "villages_worksentry",
    "decision": "villages_decisionentry",
}
KINDS = [kind for kind in evidence_kinds().values() if not kind.name.startswith("registry:")]


def test_every_published_sheet_says_its_evidence():
    assert [sheet.kind for sheet in all_sheets() if not sheet.evidence] == []
    names = [kind.name for sheet in all_sheets() for kind in sheet.evidence]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", TABLES)
def test_a_snapshot_is_sql_of_the_kinds_table(db, name):
    with connection.cursor() as cursor:
        snapshot = evidence_kinds()[name].snapshot("own")
        cursor.execute(f"SELECT {snapshot} FROM {TABLES[name]} AS own")
    assert f"'kind', '{name}'" in snapshot


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_has_columns_has_a_table(kind):
    assert (kind.name in TABLES) == any(field.column for field in kind.fields)


def test_a_registrys_evidence_names_columns_of_its_table():
    for sheet in all_sheets():
        for kind in sheet.evidence:
            if kind.name.startswith("registry:"):
                model = next(m for m in apps.get_models() if m._meta.db_table == sheet.table)
                columns = {field.name for field in model._meta.concrete_fields}
                names = {"kind" if f.name == "type" else f.name for f in kind.fields}
                assert names <= columns, kind.name


def test_every_kind_that_a_rule_names_is_known():
    for rule in all_rules().values():
        for name in re.findall(r"'kind', '([a-z]+)'", rule.sql):
            assert name in evidence_kinds(), (rule.code, name)
        for name in re.findall(r"\{registry:[a-z_]+:([a-z-]+)", rule.sql):
            assert f"registry:{name}" in evidence_kinds(), (rule.code, name)


def test_the_view_of_concerned_offices_knows_every_kind_of_a_villages_books(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_viewdef('clues_concernedoffice'::regclass)")
        (books,) = re.findall(r"ARRAY\[(.*?)\]", cursor.fetchone()[0])
    own = {kind.name for kind in evidence_kinds().values() if kind.of_village}
    assert set(re.findall(r"'([a-z]+)'", books)) == own


def test_a_kind_that_is_gone_has_its_own_name():
    kind = evidence_kind({"kind": "registry", "registry": "gone"})
    assert (kind.title, kind.fields) == ("gone", ())
    assert evidence_kind({"kind": "gone"}) is evidence_kind({"kind": "gone"})
