from __future__ import annotations

from django.conf import settings

from celery import shared_task

from matching.services import trials
from matching.services.runs import (
    finish_run,
    left_shards,
    start_run,
    unfinished_runs,
    waiting_shards,
)
from matching.services.shards import run_shard


# Seconds; below the visibility timeout of the queue.
_LONG = {"soft_time_limit": 3_400, "time_limit": 3_500}


@shared_task(name="matching.crosscheck", **_LONG)
def crosscheck(full: bool = False) -> None:
    """The nightly run over what changed: opened here, its shards shared by all workers."""
    run = start_run(full=full, shards=settings.CROSSCHECK_SHARDS)
    for shard in waiting_shards(run.pk):
        crosscheck_shard.delay(run.pk, shard)


@shared_task(name="matching.crosscheck_shard", acks_late=True, **_LONG)
def crosscheck_shard(run_id: int, shard_id: int) -> None:
    run_shard(shard_id=shard_id)
    finish_run(run_id=run_id)


@shared_task(name="matching.resume")
def resume() -> None:
    """Go on with runs that a killed worker left half-way; a shard done twice does nothing."""
    for run in unfinished_runs():
        for shard in left_shards(run):
            crosscheck_shard.delay(run, shard)
        finish_run(run_id=run)


@shared_task(name="matching.try_out", acks_late=True, **_LONG)
def try_out(trial_id: int) -> None:
    trials.try_out(trial_id=trial_id)
