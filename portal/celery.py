"""The Celery application; beat's schedule stands in settings."""

import os

from celery import Celery
from celery.signals import setup_logging


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_redacting_logs(**_: object) -> None:
    """Celery would replace our handlers, and with them the redaction of numbers."""
    import logging.config

    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
