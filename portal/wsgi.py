"""The door for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from portal import embedded


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
embedded.ensure_services()
application = get_wsgi_application()


def _check() -> None:
    """Only now: the checks need the apps that the application has loaded."""
    from portal.checks import refuse_to_start

    refuse_to_start()


_check()
# What start-up made lives for ever; the collector need not walk it during a request.
gc.collect()
gc.freeze()
