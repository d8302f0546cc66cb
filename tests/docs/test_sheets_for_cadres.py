"""The page for cadres names every kind of sheet with its columns, as they are."""

from pathlib import Path

from django.utils.translation import override

import pytest

from intake.sheets import all_sheets


PAGE = (Path(__file__).resolve().parents[2] / "docs/sheets.zh-CN.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("sheet", all_sheets(), ids=lambda sheet: sheet.kind)
def test_a_kind_stands_with_its_columns(sheet):
    with override("zh-hans"):
        needed = "、".join(str(field.label) for field in sheet.fields if field.required)
        other = "、".join(str(field.label) for field in sheet.fields if not field.required)
        assert f"| {sheet.title} | `{sheet.kind}` | {needed} | {other} |" in PAGE
