"""Shadow runs: a new rule or parameter is tried on past data, judged on a sample, signed, live."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from auditing.services import record
from clues.choices import Status
from clues.models import Clue
from core.caching import pages_changed
from core.divisions import contains, pad
from core.exceptions import NotAllowed, PortalError
from core.redaction import clean_free_text, redact_error
from matching.choices import TrialStatus, Verdict
from matching.engine.hits import collect_hits
from matching.exceptions import TrialConflict
from matching.models import RuleParameter, Trial, TrialHit
from matching.rules import SubjectFilter, rule_of
from matching.services.parameters import as_values, live_parameters


logger = logging.getLogger(__name__)
SAMPLE = 30


@dataclass(frozen=True, slots=True)
class ProposedParameter:
    """A parameter as somebody wants it in a region from a day on."""

    name: str
    region_code: str
    value: Decimal
    valid_from: date
    valid_to: date | None = None


@transaction.atomic
def ask_for_trial(
    *, rule: str, proposed: Sequence[ProposedParameter], reason: str, by: User
) -> Trial:
    """Ask for a rule to be tried, as its file stands now and with these parameters.

    What is live stays as it is. Raises PortalError for an unknown rule or parameter, NotAllowed
    for somebody who does not see the whole portal.
    """
    found = rule_of(rule)
    if not contains(by.region_code, settings.PORTAL_REGION):
        raise NotAllowed(_("A rule holds everywhere: only staff of the whole portal try it."))
    unknown = {one.name for one in proposed} - found.defaults().keys()
    if unknown:
        raise PortalError(_("The rule has no parameter “%(name)s”.") % {"name": min(unknown)})
    reason = clean_free_text(reason)
    trial = Trial.objects.create(rule=rule, rule_version=found.version, reason=reason, asked_by=by)
    RuleParameter.objects.bulk_create(
        RuleParameter(
            trial=trial, rule=rule, name=one.name, region_code=pad(one.region_code),
            value=one.value, valid_from=one.valid_from, valid_to=one.valid_to, reason=reason,
        )
        for one in proposed
    )  # fmt: skip
    record(
        action="matching.ask-for-trial",
        by=by,
        target=f"trial:{trial.pk}",
        detail={"rule": rule, "parameters": {w.name: str(w.value) for w in proposed}},
    )
    return trial


def try_out(*, trial_id: int) -> Trial:
    """Run the trial over everything and keep its figures and a sample; no clue is opened.

    Safe to call again while the trial waits; a failing rule is kept as the trial's error.
    """
    trial = Trial.objects.get(pk=trial_id)
    if trial.status != TrialStatus.WAITING:
        return trial
    started = time.monotonic()
    try:
        with transaction.atomic():
            _try_out(trial)
        trial.status = TrialStatus.TRIED
    except Exception as error:  # whatever the rule's SQL does, the trial says so
        logger.exception("trial %s failed", trial_id)
        words = redact_error(str(error))[:2_000] or type(error).__name__
        trial.status, trial.error = TrialStatus.FAILED, words
    trial.seconds = round(time.monotonic() - started, 3)
    trial.save()
    record(
        action="matching.try-out",
        by=None,
        target=f"trial:{trial.pk}",
        detail={"found": trial.found, "status": trial.status},
    )
    return trial


def _try_out(trial: Trial) -> None:
    rule = rule_of(trial.rule)
    parameters: dict[str, list[Any]] = live_parameters(rule.code)
    for name, wished in as_values(trial.parameters.all()).items():
        # What is tried goes before what is live of the same region and day.
        parameters[name] = [*wished, *parameters.get(name, [])]
    with connection.cursor() as cursor:
        hits = collect_hits(cursor, rule, SubjectFilter(column=rule.scope.column), parameters)
        cursor.execute(f"SELECT count(*), coalesce(sum(amount), 0) FROM {hits}")
        trial.found, trial.amount = cursor.fetchone()
        # Drawn by the trial's own number: fair, and the same when it is run again.
        cursor.execute(
            f"SELECT region_code, amount, facts, evidence FROM {hits}"
            " ORDER BY md5(subject || %s) LIMIT %s",
            [str(trial.pk), SAMPLE],
        )
        rows = cursor.fetchall()
    standing = Clue.objects.filter(source=rule.code).exclude(status=Status.NO_LONGER_DETECTED)
    trial.found_now = standing.count()
    trial.rule_version = rule.version
    TrialHit.objects.filter(trial=trial).delete()
    TrialHit.objects.bulk_create(
        TrialHit(
            trial=trial, place=place, region_code=region, amount=amount,
            facts=_json(facts), evidence=_json(evidence),
        )
        for place, (region, amount, facts, evidence) in enumerate(rows, 1)
    )  # fmt: skip


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


@transaction.atomic
def judge(*, hit: TrialHit, verdict: str, by: User) -> None:
    """Say of one hit of the sample whether it was rightly found."""
    if hit.trial.status != TrialStatus.TRIED:
        raise TrialConflict(_("This trial is not to be judged any more."))
    hit.verdict, hit.judged_by = Verdict(verdict).value, by
    hit.save(update_fields=["verdict", "judged_by"])
    record(
        action="matching.judge",
        by=by,
        target=f"trial:{hit.trial_id}",
        detail={"place": hit.place, "verdict": verdict},
    )


@transaction.atomic
def sign(*, trial: Trial, by: User) -> Trial:
    """Sign a judged trial; the second signature, of another person, makes it live.

    Raises TrialConflict when the sample is not judged, the rule was changed since, or the
    same person signs twice.
    """
    trial = Trial.objects.select_for_update().get(pk=trial.pk)
    if trial.status != TrialStatus.TRIED:
        raise TrialConflict(_("Only a trial that has run can be signed."))
    if trial.sample.filter(verdict="").exists():
        raise TrialConflict(_("Judge every hit of the sample first."))
    if trial.rule_version != rule_of(trial.rule).version:
        raise TrialConflict(_("The rule was changed since it was tried. Try it again."))
    if trial.first_signed_by_id is None:
        trial.first_signed_by = by
    elif trial.first_signed_by_id == by.pk:
        raise TrialConflict(_("A second person has to sign."))
    else:
        trial.second_signed_by = by
        trial.status, trial.live_at = TrialStatus.LIVE, timezone.now()
        # The public list names live rules.
        pages_changed()
    trial.save()
    record(
        action="matching.sign-trial", by=by, target=f"trial:{trial.pk}",
        detail={"live": trial.status == TrialStatus.LIVE},
    )  # fmt: skip
    return trial


@transaction.atomic
def drop(*, trial: Trial, by: User) -> None:
    """Give a trial up; its parameters never count."""
    trial = Trial.objects.select_for_update().get(pk=trial.pk)
    if trial.status == TrialStatus.LIVE:
        raise TrialConflict(_("What is live is changed by a new trial."))
    trial.status = TrialStatus.DROPPED
    trial.save(update_fields=["status"])
    record(action="matching.drop-trial", by=by, target=f"trial:{trial.pk}", detail={})
