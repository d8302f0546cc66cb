"""Celery's thin door to the log."""

from __future__ import annotations

from celery import shared_task
from celery.utils.log import get_task_logger

from publication.exceptions import LogFork
from publication.services.alarming import alarm
from publication.services.files import publish_files
from publication.services.signing import sign
from publication.services.trail import seal_trail as seal_new
from publication.services.verifying import verify as verify_all


logger = get_task_logger(__name__)


@shared_task(name="publication.sign", ignore_result=True)
def sign_and_publish() -> None:
    """Sign what came into the log and write its files; both do nothing where nothing is new."""
    try:
        sign()
    except LogFork as error:
        logger.error("the publication log is not signed: %s", error)
        alarm(str(error))
        return
    publish_files()


@shared_task(name="publication.seal_trail", ignore_result=True)
def seal_trail(whole: bool = False) -> None:
    """Acts and looks under seal."""
    seal_new(whole=whole)


@shared_task(name="publication.verify", soft_time_limit=3300, time_limit=3500)
def verify(whole: bool = True) -> None:
    """The nightly comparison; whoever watches is told what differs."""
    report = verify_all(whole=whole)
    if report.count:
        logger.error("the publication log differs in %s places", report.count)
        alarm()
