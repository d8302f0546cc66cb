"""Whom an incremental run has to look at: every subject touched by what changed since the last.

Read from the rows themselves, standing or not: a withdrawn payment and a replaced registry line
both change what is true of their person, household, account, village or county.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from intake.models import Change
from matching.models import REGISTRIES, SeenChange
from matching.rules import Rule


# Everything of the catalogue that a rule's answer may hang on.
_CATALOGUE = """
SELECT md5(concat_ws('/',
    (SELECT string_agg(concat_ws('|', code, name, household_benefit, means_tested, period_kind,
        due_day, due_month, due_rule, unit, age_min, age_max), ';' ORDER BY code) FROM funds_programme),
    (SELECT string_agg(concat_ws('|', from_programme_id, to_programme_id), ';'
        ORDER BY from_programme_id, to_programme_id) FROM funds_programme_exclusive_with),
    (SELECT string_agg(concat_ws('|', id, programme_id, region_id, recipient_class, amount, unit,
        basis, valid_from, valid_to), ';' ORDER BY id) FROM funds_standard),
    (SELECT string_agg(concat_ws('|', id, name, region_code, value, valid_from, valid_to), ';'
        ORDER BY id) FROM matching_ruleparameter
        WHERE rule = %s AND trial_id IN (SELECT id FROM matching_trial WHERE status = 'live')),
    -- Whoever stands in no registry is judged by whether it is loaded at all.
    (SELECT string_agg(concat_ws('|', name, office_id), ';' ORDER BY name, office_id)
        FROM matching_registrysource WHERE rows > 0 AND name = ANY(%s))
))
"""
# A rule that judges somebody by how far publications or registries reach says so in its header;
# it looks again at everybody when they reach further. If it names programmes, only theirs count.
_PROGRAMME_CODE = re.compile(r"'([0-9]{7}|L[0-9]{6})'")
_REACH = """
SELECT md5(string_agg(concat_ws('|', programme_id, region_code, reach), ';'
    ORDER BY programme_id, region_code))
FROM (
    SELECT programme_id, region_code, {aggregate}(month) AS reach FROM funds_paymenttotal
    WHERE payments > 0 AND right(region_code, 6) = '000000' AND (
        cardinality(%(codes)s::text[]) = 0 OR programme_id IN (
            SELECT id FROM funds_programme WHERE code = ANY(%(codes)s)
        )
    )
    GROUP BY 1, 2
) AS reached
"""
_HORIZONS = {
    "first-month": _REACH.format(aggregate="min"),
    "last-month": _REACH.format(aggregate="max"),
    "as-of": "SELECT md5(string_agg(concat_ws('|', name, office_id, as_of), ';'"
    " ORDER BY name, office_id)) FROM matching_registrysource WHERE rows > 0",
}


def standpoint(cursor: Any, rule: Rule) -> str:
    """What a rule sees things from: its file, the catalogue, its parameters, registries loaded.

    When any changes, no change counts as seen, and the next run looks at everybody again.
    """
    cursor.execute(_CATALOGUE, [rule.code, list(rule.registries)])
    digest = cursor.fetchone()[0]
    for reach in rule.reaches:
        cursor.execute(_HORIZONS[reach], {"codes": _PROGRAMME_CODE.findall(rule.sql)})
        digest = hashlib.sha256(f"{digest}{cursor.fetchone()[0]}".encode()).hexdigest()
    return f"{rule.code}@{rule.version}:{digest[:12]}"


def unseen_changes(rule: str) -> list[int]:
    """The changes of published rows not looked at from this standpoint."""
    seen = SeenChange.objects.filter(rule=rule, change_id=OuterRef("pk"))
    return list(Change.objects.filter(~Exists(seen)).order_by("pk").values_list("pk", flat=True))


_IN_BATCHES = "IN (SELECT batch_id FROM changed_batches)"
_REGISTRY_PERSONS = " UNION ".join(
    f"SELECT {column} FROM {model._meta.db_table}"
    f" WHERE (batch_id {_IN_BATCHES} OR ended_by {_IN_BATCHES})"
    + (" AND cadre_id IS NOT NULL" if column == "cadre_id" else "")
    for model in REGISTRIES.values()
    for column in (
        ("person_id", "cadre_id") if model._meta.model_name == "villagecadre" else ("person_id",)
    )
)
_PERSONS = f"""
SELECT beneficiary_id AS key FROM funds_payment WHERE batch_id {_IN_BATCHES}
UNION SELECT payee_id FROM funds_payment WHERE batch_id {_IN_BATCHES} AND payee_id IS NOT NULL
UNION SELECT head_id FROM funds_payment WHERE batch_id {_IN_BATCHES} AND head_id IS NOT NULL
UNION {_REGISTRY_PERSONS}
"""
# Also households that a line was in before it ended, and the members they then had.
_HOUSEHOLDS = f"""
WITH persons AS ({_PERSONS}), households AS (
    SELECT household FROM matching_householdmember WHERE person_id IN (SELECT key FROM persons)
)
SELECT key FROM persons
UNION SELECT person_id FROM matching_householdmember
    WHERE household IN (SELECT household FROM households)
"""
_ACCOUNTS = f"""
WITH persons AS ({_REGISTRY_PERSONS})
SELECT account AS key FROM funds_payment
    WHERE batch_id {_IN_BATCHES} AND account IS NOT NULL
UNION SELECT account FROM funds_payment
    WHERE beneficiary_id IN (SELECT person_id FROM persons) AND account IS NOT NULL
UNION SELECT account FROM matching_bankaccount
    WHERE batch_id {_IN_BATCHES} OR ended_by {_IN_BATCHES}
        OR person_id IN (SELECT person_id FROM persons)
"""
_COUNTIES = f"""
SELECT DISTINCT left(region_id, 6) AS code FROM funds_payment WHERE batch_id {_IN_BATCHES}
UNION SELECT left(region_id, 6) FROM funds_allocation WHERE batch_id {_IN_BATCHES}
UNION SELECT left(p.region_id, 6) FROM funds_payment AS p
    WHERE p.beneficiary_id IN ({_REGISTRY_PERSONS})
"""
# A village is held against the others of its county, so all of these are looked at again.
_VILLAGES = f"""
WITH counties AS ({_COUNTIES})
SELECT DISTINCT region_code AS code FROM funds_paymenttotal
    WHERE left(region_code, 6) IN (SELECT code FROM counties) AND right(region_code, 3) <> '000'
"""
# What came back from the bank was sent again in other batches, and was not late there.
_BATCHES = f"""
SELECT batch_id AS id FROM changed_batches
UNION SELECT again.batch_id FROM funds_payment AS gone
    JOIN funds_payment AS again ON again.beneficiary_id = gone.beneficiary_id
        AND again.programme_id = gone.programme_id
    WHERE gone.batch_id {_IN_BATCHES} AND gone.state <> 'paid'
"""
_SUBJECTS = {
    "person": _PERSONS,
    "household": _HOUSEHOLDS,
    "account": _ACCOUNTS,
    "county": f"SELECT code, convert_to(code, 'UTF8') AS key FROM ({_COUNTIES}) AS counties",
    "village": f"SELECT code, convert_to(code, 'UTF8') AS key FROM ({_VILLAGES}) AS villages",
    "batch": f"SELECT id, int8send(id) AS key FROM ({_BATCHES}) AS batches",
}


# What "looked at" counts: payments of the subjects; of units the subjects themselves.
_PAYMENTS_OF = {"person": "beneficiary_id", "household": "beneficiary_id", "account": "account"}


@dataclass(frozen=True, slots=True)
class Affected:
    """A temporary table of subjects, and how many payments (of units: subjects) that is."""

    table: str
    looked_at: int


def collect_affected(cursor: Any, scope: str, changes: list[int]) -> Affected:
    """The subjects of a scope touched by these changes.

    The table has `key` (bytea) and, where the scope needs it, `code` or `id`. It lives as long as
    the connection, so that the rules of one scope share it.
    """
    digest = hashlib.sha256(repr(changes).encode()).hexdigest()[:12]
    table = f"affected_{scope}_{digest}"
    cursor.execute("SELECT obj_description(to_regclass(%s))", [f"pg_temp.{table}"])
    if looked_at := cursor.fetchone()[0]:
        return Affected(table, int(looked_at))
    cursor.execute("DROP TABLE IF EXISTS pg_temp.changed_batches")
    cursor.execute(
        "CREATE TEMP TABLE changed_batches ON COMMIT DROP AS"
        " SELECT DISTINCT batch_id FROM intake_change WHERE id = ANY(%s)",
        [changes],
    )
    cursor.execute("ANALYZE changed_batches")
    cursor.execute(f"CREATE TEMP TABLE {table} AS {_SUBJECTS[scope]}")
    cursor.execute(f"CREATE INDEX ON {table} (key)")
    cursor.execute(f"ANALYZE {table}")
    column = _PAYMENTS_OF.get(scope)
    cursor.execute(
        f"SELECT count(*) FROM funds_payment WHERE {column} IN (SELECT key FROM {table})"
        if column
        else f"SELECT count(*) FROM {table}"
    )
    count = cursor.fetchone()[0]
    # The table's comment keeps the count for the other rules of the scope.
    cursor.execute(f"COMMENT ON TABLE pg_temp.{table} IS '{count:d}'")
    return Affected(table, count)


def drop_affected(cursor: Any) -> None:
    """Forget the tables of a run that is over."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()"
        " AND relkind = 'r' AND relname LIKE 'affected\\_%%'"
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP TABLE pg_temp."{name}"')
