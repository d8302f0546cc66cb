"""Taking a text out everywhere it stands: rows, their versions, clues, the trail, marked workbooks.

One person asks, another decides; a worker carries it out in one transaction. The uploaded file in
the vault stays as it came: it holds numbers by its nature, is encrypted, and every look is recorded.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.db import OperationalError, connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, holds
from auditing.services import record, record_sensitive_access
from core import vault
from core.caching import pages_changed
from core.concealed import is_secret
from core.cursors import Cursor
from core.divisions import code_range
from core.exceptions import PortalError, StateConflict
from core.fields import UserNameField, WrittenField
from core.personal_numbers import personal_numbers
from core.redaction import BLANKED
from core.sealing import seal_text, unseal_text
from intake.models import Batch, Redaction
from intake.permissions import check_can_decide_redaction, check_can_request_redaction
from publication.services.recording import keys_of, log_written_anew
from publication.services.trail import EVENTS, seal_again


TEXT = b"redaction"
SHORTEST, LONGEST = 4, 200
# A text in so many places is no slip but a word.
MOST_PLACES = 5_000


@dataclass(frozen=True, slots=True)
class Found:
    """One column of one row in which the text stands, and the value without it."""

    model: type[models.Model]
    key: Any
    field: models.Field[Any, Any]
    value: Any


@transaction.atomic
def request_redaction(*, text: str, kind: str, by: User) -> Redaction:
    """Ask to take a text out. Raises NotAllowed, and PortalError where it is too short or long, or
    stands nearly everywhere.
    """
    check_can_request_redaction(by)
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        raise PortalError(
            _("Type the text exactly as it stands, %(least)s to %(most)s characters.")
            % {"least": SHORTEST, "most": LONGEST}
        )
    places = _count(text)
    redaction = Redaction.objects.create(
        sealed_text=seal_text(text, TEXT), kind=kind, region_code=by.region_code, requested_by=by
    )
    record(
        action="intake.request-redaction", by=by, target=f"redaction:{redaction.pk}",
        detail={"kind": kind, "places": places},
    )  # fmt: skip
    return redaction


def text_of(*, redaction: Redaction, by: User) -> str:
    """The text, for whoever has to decide on it; the look is recorded."""
    check_can_decide_redaction(by, redaction)
    record_sensitive_access(by=by, subject=f"redaction:{redaction.pk}", reason=_("to decide on it"))
    return unseal_text(redaction.sealed_text, TEXT)


@transaction.atomic
def decide_redaction(*, redaction: Redaction, by: User, approved: bool) -> Redaction:
    """Another person agrees or not; carrying it out is the next, separate step."""
    check_can_decide_redaction(by, redaction)
    values: dict[str, Any] = {"decided_by": by, "decided_at": timezone.now(), "approved": approved}
    if not approved:
        values["sealed_text"] = None
    if not Redaction.objects.filter(pk=redaction.pk, decided_by=None).update(**values):
        raise StateConflict(_("This request has been decided already."))
    record(
        action="intake.redact" if approved else "intake.keep-text", by=by,
        target=f"redaction:{redaction.pk}",
    )  # fmt: skip
    redaction.refresh_from_db()
    return redaction


@transaction.atomic
def carry_out_redaction(*, redaction_id: int) -> Redaction:
    """Take the text out of every column; safe to call again."""
    redaction = Redaction.objects.select_for_update().get(pk=redaction_id)
    if not redaction.approved or redaction.done_at is not None:
        return redaction
    text = unseal_text(redaction.sealed_text, TEXT)
    places, batches = [], set()
    touched: dict[str, set[Any]] = defaultdict(set)
    with connection.cursor() as cursor:
        # The triggers of published tables let this transaction's updates pass, see the migrations.
        cursor.execute("SELECT set_config('portal.redaction', %s, true)", [str(redaction.pk)])
        everywhere = list(find(text, of=redaction))
        if len(everywhere) > MOST_PLACES:
            return _refuse_too_wide(redaction, len(everywhere))
        for found in everywhere:
            _write(cursor, found)
            place = _place(found)
            places.append(place)
            touched[found.model._meta.db_table].add(found.key)
            if "batch" in place:
                batches.add(place["batch"])
        cursor.execute("SELECT set_config('portal.redaction', '', true)")
    redaction.places, redaction.done_at, redaction.sealed_text = places, timezone.now(), None
    redaction.save(update_fields=["places", "done_at", "sealed_text"])
    record(
        action="intake.redacted", by=redaction.decided_by, target=f"redaction:{redaction.pk}",
        detail={"places": len(places)},
    )  # fmt: skip
    for batch in Batch.objects.filter(pk__in=batches):
        for name in batch.made_names:
            transaction.on_commit(partial(vault.discard, name))
    pages_changed()
    with connection.cursor() as cursor:
        for table, pks in sorted(touched.items()):
            keys = keys_of(cursor, table=table, pks=pks)
            log_written_anew(cursor, table=table, keys=keys, verb="redacted")
        for model in EVENTS:
            seal_again(model=model, pks=touched.get(model._meta.db_table, ()))
    return redaction


def _refuse_too_wide(redaction: Redaction, places: int) -> Redaction:
    """Counting took too long when it was asked for: a word, and no slip."""
    redaction.approved, redaction.sealed_text = False, None
    redaction.save(update_fields=["approved", "sealed_text"])
    record(
        action="intake.keep-text", by=redaction.decided_by, target=f"redaction:{redaction.pk}",
        detail={"places": places},
    )  # fmt: skip
    return redaction


def _count(text: str) -> int | None:
    """In how many places it stands; None where counting takes longer than a page may. That it stands
    nowhere is told to nobody: it would be a way to ask whether a clue or the trail says something.
    """
    places = 0
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '3s'")
            for _found in find(text):
                places += 1
                if places > MOST_PLACES:
                    raise PortalError(_("This text stands in too many places; type more of it."))
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    except OperationalError:
        return None
    return places


def find(text: str, *, of: Redaction | None = None) -> Iterator[Found]:
    """Every column of words in which the text stands; a number also where it is broken up in another
    way. Codes, states, user names and secrets are no words, and are neither changed nor looked at.

    A number goes wherever it stands. Other words go as far as those who agreed `of` a request answer:
    two persons of one office for its own sheets, with an inspector or administrator for his region.
    """
    number = next(personal_numbers(text), None)
    digits = number.digits if number else ""
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed:
            continue
        reach, values = ("", []) if digits or of is None else _reach(model, of)
        if reach is None:
            continue
        for field in model._meta.concrete_fields:
            if _holds_words(field):
                yield from _find_in(model, field, text, digits, reach, values)


def _holds_words(field: models.Field[Any, Any]) -> bool:
    if is_secret(field) or field.unique or isinstance(field, UserNameField):
        return False
    return isinstance(field, WrittenField | models.JSONField)


def _reach(model: type[models.Model], of: Redaction) -> tuple[str | None, list[Any]]:
    """The condition on this model's rows, and its values; None where no row may be changed."""
    by = of.decided_by
    inside: list[Any]
    if by is not None and (holds(by, Permission.WORK_CLUES) or holds(by, Permission.USE_ADMIN)):
        above, column, inside = True, "region_code", list(code_range(by.region_code))
        condition = "BETWEEN %s AND %s"
    else:
        above, column, inside = False, "office_id", [of.requested_by.office_id]
        condition = "= %s"
    names = {field.column for field in model._meta.concrete_fields}
    if model is not Batch and "batch_id" in names:
        batches = f"SELECT id FROM intake_batch WHERE {column} {condition}"
        return f" AND batch_id IN ({batches})", inside
    if model is Batch or (above and column in names):
        return f" AND {column} {condition}", inside
    # Clues, the trail and other words that no sheet brought.
    return ("" if above and model._meta.app_label != "accounts" else None), []


def _find_in(
    model: type[models.Model], field: models.Field[Any, Any], text: str, digits: str, reach: str,
    within: list[Any],
) -> Iterator[Found]:  # fmt: skip
    quoted = connection.ops.quote_name
    column, is_json = f"{quoted(field.column)}::text", isinstance(field, models.JSONField)
    written = json.dumps(text, ensure_ascii=False)[1:-1] if is_json else text
    condition, values = f"strpos({column}, %s) > 0", [written]
    if digits:
        bare = f"regexp_replace(normalize({column}, NFKC), '[^0-9Xx]', '', 'g')"
        condition += f" OR (length({column}) >= 11 AND strpos(upper({bare}), %s) > 0)"
        values.append(digits)
    key = quoted(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {column} FROM {quoted(model._meta.db_table)}"
            f" WHERE ({condition}){reach} LIMIT {MOST_PLACES + 1}",
            [*values, *within],
        )
        for pk, value in cursor.fetchall():
            if is_json:
                left = json.dumps(_inside(json.loads(value), text, digits), ensure_ascii=False)
                changed = json.loads(left) != json.loads(value)
            else:
                left = _without(value, text, digits)
                changed = left != value
            if changed:
                yield Found(model, pk, field, left)


def _inside(value: Any, text: str, digits: str) -> Any:
    """The same of every text in a JSON value, however deep; names of entries are the portal's own."""
    if isinstance(value, str):
        return _without(value, text, digits)
    if isinstance(value, dict):
        return {
            _without(name, text, digits) if digits else name: _inside(each, text, digits)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [_inside(each, text, digits) for each in value]
    return value


def _without(value: str, text: str, digits: str) -> str:
    value = value.replace(text, BLANKED)
    if not digits:
        return value
    parts, at = [], 0
    for each in personal_numbers(value):
        if digits in each.digits or each.digits in digits:
            parts += [value[at : each.start], BLANKED]
            at = each.end
    return "".join([*parts, value[at:]])


def _write(cursor: Cursor, found: Found) -> None:
    quoted = connection.ops.quote_name
    value, cast = found.value, ""
    if isinstance(found.field, models.JSONField):
        cast = "::jsonb"
    elif found.field.max_length:
        value = value[: found.field.max_length]
    if found.field.unique or _is_in_unique(found):
        # What was told apart by the text stays apart.
        end = f"#{found.key}"
        value = value[: (found.field.max_length or len(value) + len(end)) - len(end)] + end
    cursor.execute(
        f"UPDATE {quoted(found.model._meta.db_table)} SET {quoted(found.field.column)} = %s{cast}"
        f" WHERE {quoted(found.model._meta.pk.column)} = %s",
        [value, found.key],
    )


def _is_in_unique(found: Found) -> bool:
    return any(
        isinstance(constraint, models.UniqueConstraint) and found.field.name in constraint.fields
        for constraint in found.model._meta.constraints
    )


def _place(found: Found) -> dict[str, Any]:
    """Where it stood, in words that do not repeat it; the row of a public sheet by its place."""
    place: dict[str, Any] = {
        "model": found.model._meta.label_lower, "key": str(found.key),
        "column": str(found.field.verbose_name),
    }  # fmt: skip
    names = {field.name for field in found.model._meta.concrete_fields}
    if names >= {"batch", "sheet", "row_number"}:
        rows = found.model._default_manager.filter(pk=found.key, batch__confidential=False)
        for batch, sheet, row in rows.values_list("batch", "sheet", "row_number"):
            place |= {"batch": batch, "sheet": sheet, "row": row}
    elif found.model is Batch:
        place["batch"] = found.key
    return place
