"""gunicorn's door opens in a process of its own, as nothing else loads it before."""

import os
import subprocess
import sys

from django.conf import settings


def test_the_application_loads_by_itself():
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    loaded = subprocess.run(
        [sys.executable, "-c", "from portal.wsgi import application; print(type(application))"],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert (loaded.returncode, loaded.stderr) == (0, "")
    assert "WSGIHandler" in loaded.stdout
