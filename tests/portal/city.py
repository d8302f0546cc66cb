"""The synthetic city, small, for tests that walk through everything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.management import call_command
from django.test import TestCase


class CityTestCase(TestCase):
    """Real regions, the whole catalogue, and some hundred people; made once for the class."""

    truth: ClassVar[list[dict]]

    @classmethod
    def setUpTestData(cls) -> None:
        call_command("load_regions", "--city", "3501", verbosity=0)
        call_command("load_catalogue", verbosity=0)
        call_command("load_village_catalogue", verbosity=0)
        call_command("seed_city", "--people", "450", "--payments", "1800", verbosity=0)
        path = Path(settings.VAULT_ROOT).parent / "truth.json"
        cls.truth = json.loads(path.read_text(encoding="utf-8"))
