"""Lets these tests run with Django's bare defaults where the portal's settings are absent."""

import os

from django.conf import settings


if not settings.configured and "DJANGO_SETTINGS_MODULE" not in os.environ:
    settings.configure(USE_I18N=False, USE_TZ=True, TIME_ZONE="Asia/Shanghai")
