"""Rules that return payments: the engine adds subject, amount, facts, evidence and groups.

`-- returns: payments` in the header, and the SELECT returns `payment_id` and, with a `line`, the
registry line's id as `line_id`. What else it returns is known to the header's expressions as
found.… beside p (the payment), programme and line. A clue is of one person and one programme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from matching.models import REGISTRIES
from matching.rules.household import UNCLEAR
from matching.scopes import Scope


_STATEMENT = """
SELECT
    encode(p.beneficiary_id, 'hex') || ':' || programme.code AS subject,
    {grade} AS grade,
    max(p.region_id) AS region_code,
    programme.code AS programme_code,
    {amount} AS amount,
    {facts} AS facts,
    {evidence} AS evidence,
    jsonb_build_object({groups}) AS groups
FROM (
    -- By itself first: the planner would else take the rule's own joins apart.
    {payments}
    OFFSET 0
) AS found
CROSS JOIN LATERAL (
    -- One by one by their key: a rule's SELECT is thought to return far more than it does.
    SELECT * FROM funds_payment AS own WHERE own.id = found.payment_id OFFSET 0
) AS p
JOIN funds_programme AS programme ON programme.id = p.programme_id{line}
GROUP BY p.beneficiary_id, programme.id
"""
# What a rule says about payments in its own words stands after these, and wins.
_FACTS = {
    "name": "max(p.beneficiary_name)",
    "programme": "programme.name",
    "payments": "count(*)",
    "first_period": "min(p.period_from)",
    "last_period": "max(p.period_to)",
}
# What they mean for a clue that was explained.
ACCUSING_FACTS = frozenset({"name", "registry_name", "programme"})
GROWING_FACTS = frozenset({"payments", "first_period", "last_period", "unclear_payments"})
_GROUPS = {"person": "encode(p.beneficiary_id, 'hex')", "village": "max(p.region_id)"}
# One payment to somebody known to live alone is enough to be sure; a name that differs is said first.
_CLEAR_OR_NOT = f"""CASE WHEN bool_and(found.{UNCLEAR}) AND {{grade}} <> 'other-name'
        THEN 'unclear-household' ELSE {{grade}} END"""
_UNCLEAR_PAYMENTS = f""" || jsonb_strip_nulls(jsonb_build_object(
        'unclear_payments', nullif(count(*) FILTER (WHERE found.{UNCLEAR}), 0)))"""


@dataclass(frozen=True, slots=True)
class ReturnedPayments:
    """What a rule's header says beside its SELECT of payments.

    `registry` and `columns`: the registry whose line stands behind each payment, and what of the
    line is evidence. `facts` and `groups` are SQL aggregates by name.
    """

    amount: str = "sum(p.amount)"
    registry: str = ""
    columns: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    # Of some payments nobody may know how many live in the household.
    may_be_unclear: bool = False

    def completed(self, sql: str, scope: Scope) -> str:
        """The rule's whole statement around its SELECT of payments."""
        facts = dict(_FACTS)
        evidence = "jsonb_agg({payment:p} ORDER BY p.period_from, p.id)"
        grade, line = "'computed'", ""
        if self.registry:
            facts["registry_name"] = "max(line.name)"
            columns = f":{','.join(self.columns)}" if self.columns else ""
            evidence += f" || jsonb_agg(DISTINCT {{registry:line:{self.registry}{columns}}})"
            table = REGISTRIES[self.registry]._meta.db_table
            line = f"\nJOIN {table} AS line ON line.id = found.line_id"
            if scope.line_of_subject:
                agrees = "bool_or(p.beneficiary_name = line.name)"
                grade = f"CASE WHEN {agrees} THEN 'exact' ELSE 'other-name' END"
        said = f"jsonb_build_object({_object({**facts, **self.facts})})"
        if self.may_be_unclear:
            grade = _CLEAR_OR_NOT.format(grade=grade)
            said += _UNCLEAR_PAYMENTS
        return _STATEMENT.format(
            grade=grade,
            amount=self.amount,
            facts=said,
            evidence=evidence,
            groups=_object({**_GROUPS, **self.groups}),
            payments=sql,
            line=line,
        )


def _object(parts: Mapping[str, str]) -> str:
    return ", ".join(f"'{name}', {expression}" for name, expression in parts.items())
