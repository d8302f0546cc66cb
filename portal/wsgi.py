"""The door for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from portal import embedded
from portal.checks import refuse_to_start


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
embedded.ensure_services()
application = get_wsgi_application()


# After the application, which registers the checks.
refuse_to_start()
# What start-up made lives for ever; the collector need not walk it during a request.
gc.collect()
gc.freeze()
