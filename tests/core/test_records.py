"""Whatever may be complained about shows the way to do it."""

import re
from pathlib import Path

from django.conf import settings

from core.gathering import modules_named


def test_a_page_of_every_kind_of_record_has_the_button():
    kinds = {kind for module in modules_named("reportable") for kind in module.RECORDS}
    templates = Path(settings.BASE_DIR, "templates").rglob("*.html")
    shown = {
        kind
        for path in templates
        for kind in re.findall(r'{% report_button "([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    assert kinds == shown
