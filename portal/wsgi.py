"""The door for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from portal import embedded


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
embedded.ensure_services()
application = get_wsgi_application()


def _refuse_undeclared_views() -> None:
    """gunicorn runs no system checks by itself."""
    from portal.checks import every_view_declares_its_permission

    errors = every_view_declares_its_permission(None)
    if errors:
        raise SystemExit("\n".join(str(error) for error in errors))


_refuse_undeclared_views()
# What start-up made lives for ever; the collector need not walk it during a request.
gc.collect()
gc.freeze()
