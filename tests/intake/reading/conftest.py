"""Messages are compared in English, whatever language the portal speaks."""

from django.utils import translation

import pytest


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield
