"""The Celery application; beat's schedule stands in settings."""

import os

from celery import Celery
from celery.signals import beat_init, celeryd_init, setup_logging

from portal import embedded


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
@beat_init.connect
def hold_embedded_services(**_: object) -> None:
    """A worker holds the embedded services up for itself, not by the grace of the web server."""
    embedded.ensure_services()


@setup_logging.connect
def keep_redacting_logs(**_: object) -> None:
    """Celery would replace our handlers, and with them the redaction of numbers."""
    import logging.config

    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
